"""Bars of probability mass: equal widths (height is probability), or widths that are probabilities themselves."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from manim import Animation, ValueTracker
from numpy.typing import NDArray

from bits.stage.ink import Ink, Size
from bits.stage.labels import LabelRow, is_upright, label_room
from bits.stage.layout import Box
from bits.stage.marks import Level
from bits.stage.mass import Vector
from bits.stage.naming import named
from bits.stage.readout import Number, Readout
from bits.stage.view import Rect, Run, Stroke, View
from bits.theory import measures

__all__ = ["FOOT", "NAME_GAP", "AreaBars", "Contributions", "LabelRow", "MassBars", "Ruler", "label_room", "reach"]

_LAID = 0.85
"""How far bars have to have lain down before the shares are seen: by then the names are out of their way."""
_UNSEEN = 1e-3
"""Scene units that no picture shows: a tenth of a pixel."""
_VALUE_ROOM = {"label": 0.44, "small": 0.36}
"""Scene units kept over bars for their numbers, by the size of these."""
_VALUE_FILL = 0.95
"""Share of its slot that a bar's number may take."""
_WIDEST_BAR = 1.7
"""Scene units: few bars are not as wide as their slots would let them be."""
FOOT = 0.14
"""Height in scene units of the strip that shows whose probabilities the widths are."""
NAME_GAP = 0.1
"""Scene units between columns of unequal width, or their feet, and their names."""
_SHARE_ROOM = 0.34
"""Height in scene units of the probabilities under the names."""
_CLEAR, _FADE = 0.08, 0.12
"""Scene units kept free around a number in a column, and how many more it takes until it is seen in full."""
_SOON = 4.0
"""By what part of the melting the contributions are gone: then the after-image comes near them."""
_HEADROOM = 1.06
"""How much higher than its tallest column a chart is."""
_TIMES = 3.0
"""How many times as high as its levels a chart may be: a column that is higher is cut."""
Contributions = Callable[[], NDArray[np.float64]]
"""Where a tank finds the quantities that it holds, shape (n,); bits or nats."""


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
        base = box.bottom + (label_room(names, box.width, box.height) + 0.06 if names else 0.0)
        size = _fitting_size(decimals, slot * _VALUE_FILL) if values and names else None
        self.numbers = [Number(decimals, size, role) for _ in range(n)] if size is not None else []
        for number in self.numbers:
            number.room = slot * _VALUE_FILL
        self._over = _VALUE_ROOM[size] if size is not None else 0.0
        self.area = Box(box.left, base, box.right, box.top - self._over)
        self._width = min(slot * 0.72, _WIDEST_BAR) if names else slot
        self._lefts = box.left + slot * (np.arange(n) + 0.5) - self._width / 2
        self.bars = [Rect(role, opacity) for _ in range(n)]
        self.base = Stroke().through((box.left, base), (box.right, base))
        self.add(*self.bars, self.base, *self.numbers)
        if names:
            self.add(LabelRow(names, box.left, box.right, base - 0.06, height=box.height))
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
                self.numbers[i].write_at(p, left + self._width / 2, top + self._over / 2, "centre")


def _fitting_size(decimals: int, width: float) -> Size | None:
    """Return the size in which a probability can be written in so many scene units, if there is one."""
    sizes: tuple[Size, ...] = ("label", "small")
    return next((size for size in sizes if Number(decimals, size).field(1) <= width), None)


class AreaBars(View):
    """The entropy chart: width is probability, height is surprise, so each column's *area* is its contribution.

    With widths from P and heights from Q it shows cross-entropy. The strip at a column's foot has the colour of the
    mass that gives the widths, the line on its top that of the mass that gives the heights. All widths together are 1:
    so the columns may `melt` where they stand, down to one level across the chart, which is the sum of their areas.

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
        Names of the outcomes; letters if empty. They follow their columns, aside only where they would touch.
    role, widths_role, heights_role
        Colours of the columns, of their feet and of their tops.
    base
        2 for bits, e for nats.
    shares
        Decimals of the probabilities under the names, in the colour of the feet; left out if there is no room.
    values
        Decimals of the contributions in the columns, seen as far as there is room.

    Attributes
    ----------
    melted
        How far the columns have melted, from 0 to 1. Their tops stay where they were, as an after-image.

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
        shares: int | None = None,
        values: int | None = None,
    ) -> None:
        super().__init__()
        self.widths, self.heights, self.base_of_log, self.role = widths, heights, base, role
        n = len(widths.values)
        labels = named(labels, n)
        slot, room = box.width / n, label_room(labels, box.width, box.height)
        self.shares = [Number(shares, "small", widths_role) for _ in labels] if shares is not None else []
        if self.shares and (self.shares[0].field(1) > slot or is_upright(labels, slot)):
            self.shares = []
        self._lift = _SHARE_ROOM if self.shares else 0.0
        self.labels = LabelRow(labels, box.left, box.right, box.bottom + room + self._lift, height=box.height)
        self.labels.widths = np.maximum(self.labels.widths, self.shares[0].field(1) if self.shares else 0.0)
        self._under = box.bottom + _SHARE_ROOM / 2
        self.area = box.trimmed(bottom=room + self._lift + NAME_GAP + FOOT)
        fitted = tallest if tallest is not None else _tallest(heights.values, base)
        self.ruler = ruler or Ruler.fitting(self.area, fitted)
        self.laid, self.melted = ValueTracker(1.0), ValueTracker(0.0)
        self._bars: MassBars | None = None
        self.columns = [Rect(role, 0.8, edge=1.5) for _ in range(n)]
        self.tops = [Stroke(heights_role, 5.0) for _ in range(n)]
        self.cuts = [Rect("ground") for _ in range(n)]
        self.feet = [Rect(widths_role, edge=1.5) for _ in range(n)]
        self.values = [Number(values, "label", "ground") for _ in range(n)] if values is not None else []
        self.add(*self.columns, *self.tops, *self.cuts, *self.feet, *self.values)
        if self.labels.submobjects:
            self.add(self.labels, *self.shares)
        self.refresh()

    def _state(self) -> tuple[bytes, bytes, float, float]:
        return self.widths.key(), self.heights.key(), self.laid.get_value(), self.melted.get_value()

    def boxes(self) -> NDArray[np.float64]:
        """Return every column's left, bottom, right and top as they are now, shape (n, 4); scene units."""
        return self._boxes(self._molten())

    def _boxes(self, heights: NDArray[np.float64]) -> NDArray[np.float64]:
        widths = self.widths.values * self.ruler.across
        rights = self.area.left + np.cumsum(widths)
        floor = np.full(len(widths), self.area.bottom)
        return np.column_stack([rights - widths, floor, rights, floor + heights])

    def _rising(self) -> NDArray[np.float64]:
        """Return the height that each column would have in a frame without end, shape (n,); scene units."""
        pmf = np.clip(self.heights.values, 0.0, 1.0)
        grown = self.grown.get_value()
        return measures.surprise(pmf, base=self.base_of_log) * self.ruler.upwards * grown if grown else pmf * 0.0

    def _molten(self) -> NDArray[np.float64]:
        """Return the height of each column as far as it has melted, shape (n,); scene units.

        All widths together are 1, and they keep: if every height goes its way to the mean of all, weighted by width,
        the whole area never changes. (Where a column is cut off, the area becomes whole on the way.)
        """
        rising, melted = self._rising(), self.melted.get_value()
        heights = np.minimum(rising, self.area.height)
        if not melted:
            return heights
        widths = self.widths.values
        level = min(float(widths[widths > 0] @ rising[widths > 0]), self.area.height)
        return np.asarray((1 - melted) * heights + melted * level)

    def _redraw(self) -> None:
        cut = self._rising() > self.area.height + 1e-9
        laid, left_behind = self.laid.get_value(), self._boxes(np.minimum(self._rising(), self.area.height))[:, 3]
        boxes = self.boxes()
        for i, (left, bottom, right, top) in enumerate(boxes):
            empty = right - left < 1e-9
            self.columns[i].corners(left, bottom, right, bottom if empty else top)
            line = left_behind[i]
            self.tops[i].through((left, line), (right if line > bottom and not empty else left, line))
            mark = self.area.top - 0.25
            self.cuts[i].corners(left, mark, right, mark + (0.1 if cut[i] else 0.0))
            self._foot(i, np.array([left, bottom - FOOT, right, bottom]), laid)
        self._write_values(boxes)
        self._name((boxes[:, 0] + boxes[:, 2]) / 2, laid)

    def _foot(self, i: int, foot: NDArray[np.float64], laid: float) -> None:
        if self._bars is not None and laid < 1:
            start = self._bars.bars[i].box
            if foot[2] - foot[0] < _UNSEEN:
                foot[1] = foot[3]  # else it would pass through a little square on its way from no height to no width
            foot = (1 - laid) * start + laid * foot
        self.feet[i].corners(*foot)

    def _write_values(self, boxes: NDArray[np.float64]) -> None:
        """Write the contributions into the columns, in sight as far as there is room."""
        if not self.values:
            return
        told = max(0.0, 1 - _SOON * self.melted.get_value()) * (self.grown.get_value() == 1)
        for number, value, (left, bottom, right, top) in zip(self.values, self.contributions(), boxes, strict=True):
            number.write_at(float(value), (left + right) / 2, (bottom + top) / 2, "centre")
            spare = min(right - left - number.advance, top - bottom - number.em) / 2 - _CLEAR
            number.set_fill(opacity=told * float(np.clip(spare / _FADE, 0, 1)))

    def _name(self, middles: NDArray[np.float64], laid: float) -> None:
        """Put the names under their columns; while bars lie down, on their way from these."""
        if not self.labels.submobjects:
            return
        if self._bars is not None and laid < 1:
            middles = (1 - laid) * self.labels.centres + laid * middles
        stands = self.labels.follow(middles, lowered=(1 - laid) * self._lift)
        for number, p, x in zip(self.shares, self.widths.values, stands, strict=False):
            number.write_at(float(p), float(x), self._under, "centre")
            number.set_fill(opacity=np.clip((laid - _LAID) / (1 - _LAID), 0, 1))

    def lay_down(self, bars: MassBars, **kwargs: Any) -> Animation:
        """Return the animation in which the bars of a mass lie down and become the feet of the columns.

        The columns themselves wait: let them `grow` afterwards. Remove the family of the bars from the scene before.
        """
        self._bars = bars
        self.grown.set_value(0.0)
        self.laid.set_value(0.0)
        self.refresh()
        return Run(self, self.laid, **kwargs)

    def melt(self, **kwargs: Any) -> Animation:
        """Return the animation in which the columns melt where they stand, down to one level: the sum of their areas.

        Every frame keeps the whole area. The lines of their tops stay behind.
        """
        return Run(self, self.melted, **kwargs)

    def height_of(self, value: float) -> float:
        """Return the height on the frame at which a level of `value` bits or nats stands, at most the chart's top."""
        return min(self.area.bottom + value * self.ruler.upwards, self.area.top)

    def total(self) -> float:
        """Return what all contributions sum to, in bits or nats: the level to which the columns melt."""
        return float(self.contributions().sum())

    def level(self, name: Ink, *, decimals: int = 3, rests: Sequence[float] = (), above: Level | None = None) -> Level:
        """Return the level to which the columns melt: a line across the chart, its name and number at its right.

        Its number has the decimals that it needs where it `rests`. Where it comes close to the level that it is
        `above`, its name gives way.
        """
        told = Readout(name, self.total, decimals=decimals, role=self.role, rests=rests)
        left, right = self.area.left, self.area.left + self.ruler.across
        return Level(self.total, left, right, self.height_of, role=self.role, name=told, above=above)

    def contributions(self) -> NDArray[np.float64]:
        """Return the contributions that the columns' areas stand for, shape (n,); bits or nats."""
        return measures.cross_contributions(self.widths.values, self.heights.values, base=self.base_of_log)

    @property
    def drawn(self) -> float:
        """Return the area drawn, in bits or nats."""
        return self.ruler.amount(self.columns)


def reach(heights: Iterable[float], *levels: float, base: float) -> float:
    """Return how high a chart of surprises has to reach: up to its tallest column, if its levels are not lost under it.

    Parameters
    ----------
    heights, levels
        Of its columns, and to which they melt; infinite ones count for nothing. Bits or nats, by the base.
    """
    tallest, level = (max(filter(math.isfinite, some), default=0.0) for some in (heights, levels))
    return float(min(tallest, max(_TIMES * level, measures.surprise(1 / 2, base=base))))


def _tallest(pmf: NDArray[np.float64], base: float) -> float:
    seen = pmf[pmf > 0]
    return _HEADROOM * float(measures.surprise(seen.min(), base=base))
