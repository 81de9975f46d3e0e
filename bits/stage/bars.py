"""Bars of probability mass: equal widths (height is probability), or widths that are probabilities themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from manim import PI, Animation, ValueTracker
from numpy.typing import NDArray

from bits.stage.ink import CUTS, SIZES, Words
from bits.stage.layout import Box
from bits.stage.mass import Vector, named
from bits.stage.readout import Number
from bits.stage.shape import Shapes
from bits.stage.view import Rect, Run, Stroke, View
from bits.theory import measures

_SLOT_FILL = 0.92
"""Share of its slot that a label may take before it is set smaller, then upright."""
_UNSEEN = 1e-3
"""Scene units that no picture shows: a tenth of a pixel."""
_VALUE_ROOM = 0.36
"""Scene units kept over bars for their numbers."""
FOOT = 0.14
"""Height in scene units of the strip that shows whose probabilities the widths are."""
LEADER = 0.3
"""Height in scene units of the leaders from columns of unequal width down to their labels."""


@dataclass(frozen=True)
class Ruler:
    """How many scene units stand for one unit of probability (across) and for one bit or nat (upwards).

    Charts that are to be compared by area share one ruler: then an area of `across * upwards` is one bit.
    """

    across: float
    upwards: float

    @classmethod
    def fitting(cls, box: Box, tallest: float, widest: float = 1.0) -> Ruler:
        """Return the ruler by which `widest` mass and `tallest` bits just fill the box."""
        return cls(box.width / widest, box.height / max(tallest, 1e-9))

    def amount(self, rectangles: Iterable[Rect]) -> float:
        """Return the bits or nats that the area of the rectangles stands for, as drawn."""
        return sum(rectangle.area for rectangle in rectangles) / (self.across * self.upwards)


class LabelRow(Shapes):
    """One label per outcome, in equal slots: level where they fit, else smaller, else upright.

    Where even upright labels would touch there are none: what has so many outcomes stands beside a view that has room.

    Parameters
    ----------
    labels
        What they say; any text.
    left, right, top
        The row's slots lie between `left` and `right`, their labels hang from `top`; scene units.
    """

    def __init__(self, labels: Sequence[str], left: float, right: float, top: float, role: str = "text") -> None:
        super().__init__()
        slot = (right - left) / len(labels)
        self.centres = left + slot * (np.arange(len(labels)) + 0.5)
        upright = _upright(labels, slot)
        if upright and slot < _UPRIGHT_SLOT:
            return
        for words, x in zip(self._words(labels, slot, role, upright), self.centres, strict=True):
            if upright:
                words.at(0, 0)
                words.rotate(PI / 2, about_point=np.zeros(3))
                # Letters reach further below their line than above their capitals.
                words.shift(np.array([x - 0.1 * SIZES["small"], top - words.advance / 2 - 0.02, 0]))
            else:
                words.at(x, top - 0.5 * SIZES["label"])
            self.add(words)

    @staticmethod
    def _words(labels: Sequence[str], slot: float, role: str, upright: bool) -> list[Words]:
        """Return the labels as texts; where cut ones would look alike, it is their middle that is left out."""
        lines = 2 if slot >= 2 * _UPRIGHT_SLOT else 1
        for cut in CUTS:
            if upright:
                words = [Words(label, "small", role, fit=UPRIGHT_REACH, lines=lines, cut=cut) for label in labels]
            else:
                words = [Words(label, "label", role, fit=slot * _SLOT_FILL, cut=cut) for label in labels]
            if len({word.string for word in words}) == len(set(labels)):
                break
        return words


_HEADROOM = 1.06
"""How much higher than its tallest column a chart is."""
UPRIGHT_REACH = 2.2
"""The longest that an upright label may be, in scene units: twelve characters of ordinary text."""


_UPRIGHT_SLOT = 0.4
"""The narrowest slot for an upright label, in scene units."""


def _upright(labels: Sequence[str], slot: float) -> bool:
    return any(Words(label, "small").advance > slot * _SLOT_FILL for label in labels)


def label_room(labels: Sequence[str], width: float) -> float:
    """Return the height in scene units that a row of these labels takes, over a chart of that width."""
    slot = width / len(labels)
    if not _upright(labels, slot):
        return SIZES["label"] + 0.05
    if slot < _UPRIGHT_SLOT:
        return SIZES["label"] + 0.05
    return min(UPRIGHT_REACH, max(Words(label, "small").advance for label in labels)) + 0.05


class MassBars(View):
    """One probability vector as bars of equal width: height is probability.

    Parameters
    ----------
    mass
        What is shown.
    box
        Where: bars, their labels below and their numbers above all stay inside; scene units.
    labels
        Names of the outcomes; letters if empty; None for a histogram: bars without gaps, labels or numbers.
    role
        Colour of the bars.
    highest
        The probability that reaches the top of the box.
    values
        Whether each bar carries its number (left out where the bars are too narrow for it).
    decimals
        How the numbers are written.
    opacity
        Of the bars, for one histogram over another.
    """

    def __init__(
        self,
        mass: Vector,
        box: Box,
        *,
        labels: Sequence[str] | None = (),
        role: str = "truth",
        highest: float = 1.0,
        values: bool = True,
        decimals: int = 2,
        opacity: float = 1.0,
    ) -> None:
        super().__init__()
        self.mass, self.highest = mass, highest
        n = len(mass.values)
        slot = box.width / n
        names = named(labels, n) if labels is not None else ()
        base = box.bottom + (label_room(names, box.width) + 0.06 if names else 0.0)
        self.numbers = [Number(decimals, "small", role) for _ in range(n)]
        if not (values and names) or self.numbers[0].field(1) > slot * 0.95:
            self.numbers = []
        for number in self.numbers:
            number.room = slot * 0.95
        self.area = Box(box.left, base, box.right, box.top - (_VALUE_ROOM if self.numbers else 0.0))
        self._width = min(slot * 0.72, 1.1) if names else slot
        self._lefts = box.left + slot * (np.arange(n) + 0.5) - self._width / 2
        self.bars = [Rect(role, opacity) for _ in range(n)]
        self.base = Stroke().through((box.left, base), (box.right, base))
        self.add(*self.bars, self.base, *self.numbers)
        if names:
            self.add(LabelRow(names, box.left, box.right, base - 0.06))
        self.refresh()

    @property
    def per_mass(self) -> float:
        """Return the height in scene units of probability 1."""
        return self.area.height / self.highest

    def _state(self) -> bytes:
        return self.mass.key()

    def _redraw(self) -> None:
        grown = self.grown.get_value()
        for i, (bar, p) in enumerate(zip(self.bars, self.mass.values, strict=True)):
            left, top = self._lefts[i], self.area.bottom + p * self.per_mass * grown
            bar.corners(left, self.area.bottom, left + self._width, top)
            if self.numbers:
                self.numbers[i].write_at(p, left + self._width / 2, top + _VALUE_ROOM / 2, "centre")


class AreaBars(View):
    """The entropy chart: width is probability, height is surprise, so each column's *area* is its contribution.

    With widths from P and heights from Q it shows cross-entropy. The strip at a column's foot has the colour of the
    mass that gives the widths, the line on its top that of the mass that gives the heights.

    Parameters
    ----------
    widths, heights
        The masses whose probabilities are the widths, and whose surprises are the heights.
    box
        Where: the columns, their feet and their labels stay inside; scene units.
    ruler
        Shared with whatever the areas are compared with; fitted to the box if not given.
    tallest
        The surprise that reaches the top of the box, if no ruler is given; that of the rarest outcome by default.
    labels
        Names of the outcomes; letters if empty.
    role, widths_role, heights_role
        Colours of the columns, of their feet and of their tops.
    base
        2 for bits, e for nats.

    Notes
    -----
    A column that would leave the box (an infinite surprise, say) is cut off at its top and marked as cut: there,
    and only there, the area is less than the number.
    """

    def __init__(
        self,
        widths: Vector,
        heights: Vector,
        box: Box,
        *,
        ruler: Ruler | None = None,
        tallest: float | None = None,
        labels: Sequence[str] = (),
        role: str = "entropy",
        widths_role: str = "truth",
        heights_role: str = "truth",
        base: float = 2,
    ) -> None:
        super().__init__()
        self.widths, self.heights, self.base_of_log = widths, heights, base
        n = len(widths.values)
        labels = named(labels, n)
        room = label_room(labels, box.width) + LEADER + FOOT
        self.area = Box(box.left, box.bottom + room, box.right, box.top)
        fitted = tallest if tallest is not None else _tallest(heights.values, base)
        self.ruler = ruler or Ruler.fitting(self.area, fitted)
        self.laid = ValueTracker(1.0)
        self._bars: MassBars | None = None
        self.columns = [Rect(role, 0.8, edge=1.5) for _ in range(n)]
        self.tops = [Stroke(heights_role, 5.0) for _ in range(n)]
        self.cuts = [Rect("ground") for _ in range(n)]
        self.feet = [Rect(widths_role, edge=1.5) for _ in range(n)]
        self.leaders = [Stroke("line", 1.5) for _ in range(n)]
        self.labels = LabelRow(labels, box.left, box.right, self.area.bottom - FOOT - LEADER)
        self.add(*self.columns, *self.tops, *self.cuts, *self.feet)
        if self.labels.submobjects:
            self.add(*self.leaders, self.labels)
        self.refresh()

    def _state(self) -> tuple[bytes, bytes, float]:
        return self.widths.key(), self.heights.key(), self.laid.get_value()

    def boxes(self) -> NDArray[np.float64]:
        """Return every column's left, bottom, right and top as they are now, shape (n, 4); scene units."""
        widths = self.widths.values * self.ruler.across
        rights = self.area.left + np.cumsum(widths)
        heights = np.minimum(self._rising(), self.area.height)
        floor = np.full(len(widths), self.area.bottom)
        return np.column_stack([rights - widths, floor, rights, floor + heights])

    def _rising(self) -> NDArray[np.float64]:
        """Return the height that each column would have in a frame without end, shape (n,); scene units."""
        pmf = np.clip(self.heights.values, 0.0, 1.0)
        grown = self.grown.get_value()
        return measures.surprise(pmf, base=self.base_of_log) * self.ruler.upwards * grown if grown else pmf * 0.0

    def _redraw(self) -> None:
        floor = self.area.bottom
        cut = self._rising() > self.area.height + 1e-9
        laid = self.laid.get_value()
        for i, (left, bottom, right, top) in enumerate(self.boxes()):
            empty = right - left < 1e-9
            self.columns[i].corners(left, bottom, right, bottom if empty else top)
            self.tops[i].through((left, top), (right if top > bottom and not empty else left, top))
            mark = self.area.top - 0.25
            self.cuts[i].corners(left, mark, right, mark + (0.1 if cut[i] else 0.0))
            self._foot(i, np.array([left, floor - FOOT, right, floor]), laid)
            middle = (left + right) / 2
            self.leaders[i].through(
                (middle, floor - FOOT - 0.02), (self.labels.centres[i], floor - FOOT - LEADER + 0.04)
            )

    def _foot(self, i: int, foot: NDArray[np.float64], laid: float) -> None:
        if self._bars is not None and laid < 1:
            bar = self._bars.bars[i].points
            start = np.array([*bar[:, :2].min(axis=0), *bar[:, :2].max(axis=0)])
            if foot[2] - foot[0] < _UNSEEN:
                foot[1] = foot[3]  # else it would pass through a little square on its way from no height to no width
            foot = (1 - laid) * start + laid * foot
        self.feet[i].corners(*foot)

    def lay_down(self, bars: MassBars, **kwargs: Any) -> Animation:
        """Return the animation in which the bars of a mass lie down and become the feet of the columns.

        The columns themselves wait: let them `grow` afterwards. Remove the family of the bars from the scene before.
        """
        self._bars = bars
        self.grown.set_value(0.0)
        self.laid.set_value(0.0)
        self.refresh()
        return Run(self, self.laid, **kwargs)

    def contributions(self) -> NDArray[np.float64]:
        """Return the contributions that the columns' areas stand for, shape (n,); bits or nats."""
        return measures.cross_contributions(self.widths.values, self.heights.values, base=self.base_of_log)

    @property
    def drawn(self) -> float:
        """Return the area drawn, in bits or nats."""
        return self.ruler.amount(self.columns)


def _tallest(pmf: NDArray[np.float64], base: float) -> float:
    seen = pmf[pmf > 0]
    return _HEADROOM * float(measures.surprise(seen.min(), base=base))


Contributions = Callable[[], NDArray[np.float64]]
"""Where a tank finds the quantities that it holds, shape (n,); bits or nats."""
