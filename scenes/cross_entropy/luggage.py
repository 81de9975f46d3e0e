"""Luggage for the weather: the ground is as long as each kind is frequent; on it, the bag due and the bag packed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from manim import Animation
from numpy.typing import NDArray

from bits.stage import Box, LabelRow, Number, Rect, ValueTracker, Vector, View, label_room
from bits.stage.card import Panel
from bits.stage.view import Run, Stroke
from bits.theory import measures

Kind = Literal["ideal", "packed"]
KINDS: dict[Kind, str] = {"ideal": "entropy", "packed": "model"}
_GROUND, _NUMBER, _HANDLE, _SHARE = 0.22, 0.42, 0.2, 0.36
"""Heights of the ground, of a number over its bag, of a handle, and of a probability; scene units."""
_WIDEST, _FILL, _APART = 1.3, 0.42, 0.06
"""A bag: its greatest width, its share of its ground, and the gap between two; scene units but for the share."""
_GAP = 0.04
_EMPTY = 1e-6
_RIM = (0.16, 0.09)
"""How far the two rims of the glow reach, the wider one first; scene units."""


class Luggage(View):
    """Two suitcases for each weather, still unpacked: the ideal one by P, the packed one by Q.

    Parameters
    ----------
    truth, model
        The masses P, by which bags should be packed, and Q, by which they are. What never comes has no ground.
    box
        Where; scene units.
    labels
        Names of the weathers.
    tallest
        The surprise that reaches the top. What is more (or infinite) is cut off there and marked as cut.
    base
        2 for bits, e for nats.
    """

    def __init__(
        self, truth: Vector, model: Vector, box: Box, *, labels: Sequence[str], tallest: float, base: float
    ) -> None:
        super().__init__()
        self.masses: dict[Kind, Vector] = {"ideal": truth, "packed": model}
        self.base, self.tallest = base, tallest
        n = len(labels)
        room = label_room(labels, box.width)
        self._under = box.bottom + _SHARE / 2
        self.labels = LabelRow(labels, box.left, box.right, box.bottom + room + _SHARE)
        self.area = box.trimmed(bottom=room + _SHARE + _GAP + _GROUND, top=_NUMBER + _HANDLE)
        self.shares = [Number(3, "small", "truth") for _ in labels]
        if self.shares[0].field(1) > box.width / n:
            self.shares = []
        self.risen = {kind: ValueTracker(0.0) for kind in KINDS}
        self.glowing = ValueTracker(0.0)
        self.ground = [Rect("truth", edge=2.0) for _ in labels]
        self.halos = [[Panel("waste", 0.0) for _ in labels] for _ in _RIM]
        self.handles = {kind: [Stroke(role, 5.0) for _ in labels] for kind, role in KINDS.items()}
        self.cases = {kind: [Panel(role) for _ in labels] for kind, role in KINDS.items()}
        self.excess = [Panel("waste", 0.0) for _ in labels]
        self.cuts = {kind: [Rect("ground") for _ in labels] for kind in KINDS}
        self.numbers = {kind: [Number(2, "label", role) for _ in labels] for kind, role in KINDS.items()}
        for rim in self.halos:
            self.add(*rim)
        for kind in KINDS:
            self.add(*self.handles[kind], *self.cases[kind])
        self.add(*self.excess, *self.ground, self.labels, *self.shares)
        for kind in KINDS:
            self.add(*self.cuts[kind], *self.numbers[kind])
        self.refresh()

    def pack(self, kind: Kind, **kwargs: Any) -> Animation:
        """Return the animation in which the bags of one kind fill."""
        return Run(self, self.risen[kind], **kwargs)

    def glow(self, **kwargs: Any) -> Animation:
        """Return the animation in which all that is carried too much begins to glow."""
        return Run(self, self.glowing, **kwargs)

    def weights(self, kind: Kind) -> NDArray[np.float64]:
        """Return what the bags of one kind weigh when they are full, shape (n,); bits or nats."""
        return np.asarray(measures.surprise(np.clip(self.masses[kind].values, 0.0, 1.0), base=self.base))

    def drawn(self, kind: Kind) -> NDArray[np.float64]:
        """Return the weights that the heights of the bags stand for, as drawn, shape (n,)."""
        heights = [np.ptp(case.points[:, 1]) for case in self.cases[kind]]
        return np.array(heights) / self.area.height * self.tallest

    def _state(self) -> tuple[bytes | float, ...]:
        moving = (*self.risen.values(), self.glowing)
        return *(mass.key() for mass in self.masses.values()), *(tracker.get_value() for tracker in moving)

    def _redraw(self) -> None:
        truth = self.masses["ideal"].values
        rights = self.area.left + np.cumsum(truth) * self.area.width
        lefts = rights - truth * self.area.width
        weights = {kind: self.weights(kind) for kind in KINDS}
        for i, (left, right) in enumerate(zip(lefts, rights, strict=True)):
            end = left + (right - left) * self.grown.get_value()
            self.ground[i].corners(left, self.area.bottom - _GROUND, end, self.area.bottom)
            width = min(_WIDEST, _FILL * (right - left))
            middle = (left + right) / 2
            for kind, side in zip(KINDS, (-1, 1), strict=True):
                self._case(kind, i, middle + side * (width + _APART) / 2, width, float(weights[kind][i]))
            self._excess(i, middle + _APART / 2, width, float(weights["ideal"][i]))
        stands = self.labels.follow((lefts + rights) / 2)
        for number, p, x in zip(self.shares, truth, stands, strict=False):
            number.write_at(float(p), float(x), self._under, "centre")

    def _case(self, kind: Kind, i: int, x: float, width: float, weight: float) -> None:
        """Draw one bag as full as it is, with its handle and its number."""
        risen, there = self.risen[kind].get_value(), width > _EMPTY
        full = min(weight / self.tallest, 1.0) * self.area.height
        bottom, top = self.area.bottom, self.area.bottom + (full * risen if there else 0.0)
        self.cases[kind][i].corners(x - width / 2, bottom, x + width / 2, top)
        half, high = 0.2 * width, top + 0.8 * _HANDLE * min(1.0, 4 * risen)
        self.handles[kind][i].through((x - half, top), (x - half, high), (x + half, high), (x + half, top))
        self.handles[kind][i].set_stroke(opacity=1.0 if risen and there else 0.0)
        mark = self.area.top - 0.3
        cut = there and risen == 1 and weight > self.tallest
        self.cuts[kind][i].corners(x - width / 2, mark, x + width / 2, mark + (0.1 if cut else 0.0))
        number = self.numbers[kind][i]
        number.room = width
        number.write_at(weight * risen if risen else 0.0, x, top + _HANDLE + _NUMBER / 2, "centre")
        number.set_fill(opacity=1.0 if risen and number.advance <= width + _APART else 0.0)

    def _excess(self, i: int, left: float, width: float, ideal: float) -> None:
        """Let what the packed bag holds more than the ideal one glow."""
        light, top = self.glowing.get_value(), float(self.cases["packed"][i].points[:, 1].max())
        due = self.area.bottom + min(ideal / self.tallest, 1.0) * self.area.height
        more = top > due + _EMPTY and width > _EMPTY
        box = (left, due, left + width, top) if more else (left, due, left, due)
        self.excess[i].corners(*box)
        self.excess[i].set_fill(opacity=light)
        for rim, out in zip(self.halos, _RIM, strict=True):
            reach = out if more else 0.0
            rim[i].corners(box[0] - reach, box[1] - reach, box[2] + reach, box[3] + reach)
            rim[i].set_fill(opacity=0.22 * light)
