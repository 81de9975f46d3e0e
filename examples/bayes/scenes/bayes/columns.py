"""Belief as columns that an observation trims and that then fill the whole again, with rows of numbers under them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Self

import numpy as np
from manim import Animation, ValueTracker
from numpy.typing import ArrayLike, NDArray

from bits.stage import Box, Mass, Numbers, Rect, Stroke, View, Words, label_room, named
from bits.stage.bars import LabelRow
from bits.stage.ink import Size
from bits.stage.mosaic import ink_of, mixed
from bits.stage.readout import Number
from bits.stage.view import Run
from scenes.bayes import belief

LEADER = 0.26
"""Height in scene units of the leaders from the columns down to their labels."""
ROW = 0.42
"""Height in scene units of a row of numbers."""
NAMES = 1.75
"""Room at the left for what the rows are called, in scene units."""
RULED_OUT = 0.16
"""Opacity of what an observation has ruled out."""
_SEEN = 1e-4
"""Scene units of width from which on a column is drawn."""
_FILL = 0.94
"""Share of its slot that a number may take."""
_FEWEST = 2
"""Decimals that probabilities keep where slots are narrow."""
_LARGE = 1.5
"""Scene units from which on a slot has the larger numbers."""


class NumberRow(View):
    """A row of numbers under columns, one in each slot, with its name at the left; none where slots are too narrow.

    Parameters
    ----------
    name
        What the numbers are; written in the room at the left of `slots`, if there is any.
    values
        Where to find them, shape (n,).
    slots
        Where: cut into n equal slots; scene units.
    """

    def __init__(
        self,
        name: str,
        values: Callable[[], NDArray[np.float64]],
        slots: Box,
        *,
        names: float = NAMES,
        role: str = "text",
        decimals: int = 2,
    ) -> None:
        super().__init__()
        self.values, self.y = values, slots.y
        n = len(values())
        slot = slots.width / n
        self.centres = slots.left + slot * (np.arange(n) + 0.5)
        size: Size = "label" if slot > _LARGE else "small"
        while decimals > _FEWEST and Number(decimals, size).field(1) > _FILL * slot:
            decimals -= 1
        numbers = [Number(decimals, size, role) for _ in range(n)]
        self.numbers = numbers if numbers[0].field(1) <= _FILL * slot else []
        for number in self.numbers:
            number.room = _FILL * slot
        self.add(*self.numbers)
        if self.numbers and name:
            self.add(Words(name, "small", role, fit=names - 0.1).at(slots.left - names, self.y, "left"))
        self.refresh()

    def _state(self) -> bytes:
        return self.values().tobytes()

    def _redraw(self) -> None:
        for number, value, x in zip(self.numbers, self.values() if self.numbers else (), self.centres, strict=False):
            number.write_at(float(value), float(x), self.y, "centre")


class BeliefColumns(View):
    """A belief as columns in a frame of area 1: as wide as the prior, as high as the likelihood.

    So the area of a column is the joint mass of its hypothesis and the observation; stretched until they fill the
    frame, the columns are as wide as the posterior.

    Parameters
    ----------
    prior
        The belief before the observation, shape (n,).
    box
        Where: columns, leaders, labels and rows of numbers stay inside; scene units.
    labels
        Names of the hypotheses; letters if empty.
    rows
        For how many rows of numbers there is room under the labels.
    names
        Room at the left, for what the rows are called.

    Attributes
    ----------
    likelihood
        1 for every hypothesis until something is observed; let it `flow`.
    """

    def __init__(
        self, prior: ArrayLike, box: Box, *, labels: Sequence[str] = (), rows: int = 0, names: float = NAMES
    ) -> None:
        super().__init__()
        self.prior = Mass(prior)
        n = len(self.prior.values)
        self.likelihood = Numbers(np.ones(n))
        self.stretched, self.cleared, self.coloured = ValueTracker(0.0), ValueTracker(0.0), ValueTracker(0.0)
        labels = named(labels, n)
        room = label_room(labels, box.width - names)
        foot = box.bottom + rows * ROW + room + LEADER + 0.1
        self.area = Box(box.left + names, foot, box.right, box.top)
        self.names = names
        self._rows_top = box.bottom + rows * ROW
        self.ruled_out = [Rect("model", RULED_OUT, edge=1.5) for _ in range(n)]
        self.columns = [Rect("model", edge=1.5) for _ in range(n)]
        self.frame = Stroke("muted", 2.0).through(*self._corners())
        self.leaders = [Stroke("line", 1.5) for _ in range(n)]
        self.labels = LabelRow(labels, self.area.left, self.area.right, foot - LEADER - 0.04)
        self.add(*self.ruled_out, *self.columns, self.frame)
        if self.labels.submobjects:
            self.add(*self.leaders, self.labels)
        self.refresh()

    def _corners(self) -> list[tuple[float, float]]:
        a = self.area
        return [(a.left, a.bottom), (a.right, a.bottom), (a.right, a.top), (a.left, a.top), (a.left, a.bottom)]

    def row(
        self, number: int, name: str, values: Callable[[], NDArray[np.float64]], role: str = "text", decimals: int = 2
    ) -> NumberRow:
        """Return a row of numbers in the place of that number under the labels, from 0 on; the caller brings it in."""
        top = self._rows_top - number * ROW
        slots = Box(self.area.left, top - ROW, self.area.right, top)
        return NumberRow(name, values, slots, names=self.names, role=role, decimals=decimals)

    def widths(self) -> NDArray[np.float64]:
        """Return the widths of the columns as they stand, shape (n,); they add up to 1."""
        return belief.columns(self.prior.values, self.likelihood.values, self.stretched.get_value())[0]

    @property
    def drawn(self) -> NDArray[np.float64]:
        """Return the share of the frame that each column takes, as drawn, shape (n,)."""
        return np.array([column.area for column in self.columns]) / (self.area.width * self.area.height)

    def _state(self) -> tuple[bytes, bytes, float, float, float]:
        trackers = (tracker.get_value() for tracker in (self.stretched, self.cleared, self.coloured))
        return self.prior.key(), self.likelihood.key(), *trackers  # type: ignore[return-value]

    def _redraw(self) -> None:
        area, grown, left = self.area, self.grown.get_value(), self.area.left
        widths, heights = belief.columns(self.prior.values, self.likelihood.values, self.stretched.get_value())
        ink = mixed(ink_of("model"), ink_of("truth"), np.array(self.coloured.get_value()))
        pale = RULED_OUT * (1 - self.cleared.get_value())
        for i, (width, height) in enumerate(zip(widths * area.width, heights * area.height * grown, strict=True)):
            right, top = left + width, area.bottom + height
            self.columns[i].corners(left, area.bottom, right, top if width > _SEEN else area.bottom)
            self.columns[i].fill_rgbas[:, :3] = ink
            self.ruled_out[i].corners(left, top, right, area.bottom + area.height * grown if pale else top)
            self.ruled_out[i].set_fill(opacity=pale)
            middle = (left + right) / 2
            self.leaders[i].through(
                (middle, area.bottom - 0.03), (float(self.labels.centres[i]), area.bottom - LEADER + 0.02)
            )
            left = right

    # Movements; an observation is `likelihood.animate.flow(...)`, the colour of the posterior `coloured` at 1.

    def clear(self) -> Animation:
        """Return the animation in which what is ruled out goes."""
        return Run(self, self.cleared)

    def fill(self) -> Animation:
        """Return the animation in which what is left fills the frame again."""
        return Run(self, self.stretched)

    def begin_again(self) -> Self:
        """Let the posterior be the prior of what is observed next: the picture stays as it is."""
        self.prior.flow(belief.posterior(self.prior.values, self.likelihood.values))
        self.likelihood.flow(np.ones(len(self.prior.values)))
        self.stretched.set_value(0.0)
        self.cleared.set_value(0.0)
        return self.refresh()

    def beside(self, text: str) -> Words:
        """Return a text in the room at the left of the columns, placed."""
        words = Words(text, "small", fit=self.names - 0.15, lines=2)
        return words.at(self.area.left - self.names, self.area.y, "left")
