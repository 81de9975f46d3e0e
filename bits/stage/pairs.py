"""Two quantities per outcome side by side: probabilities of truth and model, or the bags packed by each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, Self

import numpy as np
from manim import Animation, ValueTracker
from numpy.typing import NDArray

from bits.stage.bars import LabelRow, label_room
from bits.stage.layout import Box
from bits.stage.mass import Vector
from bits.stage.naming import named
from bits.stage.readout import Number
from bits.stage.view import Rect, Run, Stroke, View

Side = Literal["left", "right"]
SIDES: tuple[Side, Side] = ("left", "right")

_NUMBER_ROOM = 0.36
"""Scene units kept over bars for their numbers."""
_NUMBER_GAP = 0.08
"""Scene units between the numbers of two bars that are equally high."""
_BAR_SHARE = 0.36
"""Share of an outcome's slot that one bar takes."""
_WIDEST = 1.0
_CUT = 0.1
"""Height in scene units of the gap that marks a bar as cut off."""


class PairBars(View):
    """Two vectors as pairs of bars: one pair per outcome, on one scale.

    Parameters
    ----------
    left, right
        The vectors, shape (n,) each; none negative.
    box
        Where: bars, their labels below and their numbers above all stay inside; scene units.
    highest
        The number that reaches the top. A bar of more (or of infinitely much) is cut off there and marked as cut.
    labels
        Names of the outcomes; letters if empty; None for none.
    roles
        Colours of the two.
    decimals
        How the numbers over the bars are written (left out where bars are too narrow for them); None for none.
    """

    crown = 0.0
    """Scene units between a bar and its number."""

    def __init__(
        self,
        left: Vector,
        right: Vector,
        box: Box,
        *,
        highest: float,
        labels: Sequence[str] | None = (),
        roles: tuple[str, str] = ("truth", "model"),
        decimals: int | None = 2,
    ) -> None:
        super().__init__()
        self.pair: dict[Side, Vector] = {"left": left, "right": right}
        self.highest = highest
        n = len(left.values)
        slot = box.width / n
        names = named(labels, n) if labels is not None else ()
        base = box.bottom + (label_room(names, box.width, box.height) + 0.06 if names else 0.0)
        self._width = min(slot * _BAR_SHARE, _WIDEST)
        numbers = {side: [Number(decimals or 0, "small", role) for _ in range(n)] for side, role in self._roles(roles)}
        digits = len(f"{highest:.0f}")
        self._apart = (numbers["left"][0].field(digits) + _NUMBER_GAP) / 2
        fits = decimals is not None and 4 * self._apart <= slot
        reach = max(0.58 * self._width, self._apart)
        for number in (*numbers["left"], *numbers["right"]):
            number.room = min(2 * reach, slot - 2 * reach) - _NUMBER_GAP
        self.numbers = numbers if fits else {side: [] for side in SIDES}
        self.area = Box(box.left, base, box.right, box.top - self.crown - (_NUMBER_ROOM if fits else 0.0))
        self._middles = box.left + slot * (np.arange(n) + 0.5)
        self.rises = {side: ValueTracker(1.0) for side in SIDES}
        self.bars = {side: [Rect(role) for _ in range(n)] for side, role in self._roles(roles)}
        self.cuts = {side: [Rect("ground") for _ in range(n)] for side in SIDES}
        self.base = Stroke().through((box.left, base), (box.right, base))
        self.add(*(part for parts in (self.bars, self.cuts, self.numbers) for side in SIDES for part in parts[side]))
        self.add(self.base)
        if names:
            self.add(LabelRow(names, box.left, box.right, base - 0.06, height=box.height))
        self.refresh()

    @staticmethod
    def _roles(roles: tuple[str, str]) -> list[tuple[Side, str]]:
        return list(zip(SIDES, roles, strict=True))

    def height_of(self, value: float) -> float:
        """Return the height on the frame at which a bar of `value` ends; scene units."""
        return self.area.bottom + min(value / self.highest, 1.0) * self.area.height

    def centre(self, side: Side, outcome: int) -> float:
        """Return where the middle of a bar stands, from left to right; scene units."""
        offset = self._width * 0.58
        return float(self._middles[outcome]) + (offset if side == "right" else -offset)

    def drawn(self, side: Side) -> NDArray[np.float64]:
        """Return the numbers that the heights of the bars stand for, as drawn, shape (n,)."""
        return np.array([np.ptp(bar.points[:, 1]) for bar in self.bars[side]]) / self.area.height * self.highest

    def rise(self, side: Side, **kwargs: Any) -> Animation:
        """Return the animation in which the bars of one side rise from the base line."""
        self.lower(side)
        return Run(self, self.rises[side], **kwargs)

    def lower(self, *sides: Side) -> Self:
        """Let the bars of these sides lie at nothing, to `rise` later."""
        for side in sides:
            self.rises[side].set_value(0.0)
        return self.refresh()

    def _state(self) -> tuple[bytes | float, ...]:
        vectors = (self.pair[side].key() for side in SIDES)
        return *vectors, *(self.rises[side].get_value() for side in SIDES)

    def _redraw(self) -> None:
        for side in SIDES:
            risen = self.rises[side].get_value() * self.grown.get_value()
            for i, value in enumerate(self.pair[side].values):
                self._draw(side, i, float(value) * risen if risen else 0.0, shown=risen > 0)

    def _draw(self, side: Side, i: int, value: float, shown: bool) -> None:
        x, top = self.centre(side, i), self.height_of(value)
        left, right = x - self._width / 2, x + self._width / 2
        self.bars[side][i].corners(left, self.area.bottom, right, top)
        mark = self.area.top - 2.5 * _CUT
        cut = value > self.highest * (1 + 1e-9)
        self.cuts[side][i].corners(left, mark, right, mark + (_CUT if cut else 0.0))
        if self.numbers[side]:
            number = self.numbers[side][i]
            reach = max(abs(x - float(self._middles[i])), self._apart)  # side by side where the bars are equal
            x = float(self._middles[i]) + (reach if side == "right" else -reach)
            number.write_at(value, x, top + self.crown + _NUMBER_ROOM / 2, "centre")
            number.set_fill(opacity=1.0 if shown else 0.0)
