"""How many numbers a network holds at each stage: bars whose scale bends from plain to logarithmic.

Local to the information bottleneck.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import cast

import numpy as np
from manim import Animation, ValueTracker, VGroup, VMobject

from bits.stage.ink import SIZES, Words
from bits.stage.layout import Box
from bits.stage.theme import colour
from bits.stage.view import Rect, Run, Stroke, View, polygon

_NAME_ROOM = 0.55
_TWO_LINES = 1.6
"""Height from which on a name is one of two lines, in em."""
_NUMBER_ROOM = 0.62
_BEHIND = 0.28
"""Scene units by which a plane of the picture looks out behind the one before it."""
_BAR = 0.55
"""Share of its column that a bar takes."""
_RISEN = 0.85
"""How far a bar has risen when its number begins to show."""
_CLOSE, _CLEAR = 0.3, 0.42
"""Scene units between two marks of the scale at which the lower one's number has gone, and is wholly there."""


class Picture(VGroup):
    """A picture as the numbers that it is: one plane for each colour channel, with its sides written beside it.

    Parameters
    ----------
    channels, height, width
        How many planes there are, and how many rows and columns of numbers each has.
    box
        Where; scene units.
    """

    def __init__(self, channels: int, height: int, width: int, box: Box) -> None:
        super().__init__()
        rows, columns = Words(f"{height:,}", "body"), Words(f"{width:,}", "body")
        depth = Words(f"× {channels}", "body")
        room = box.trimmed(left=rows.advance + 0.25, right=depth.advance + 0.25, bottom=0.6)
        behind = _BEHIND * (channels - 1)
        unit = min((room.width - behind) / width, (room.height - behind) / height)
        half_w, half_h = (unit * width + behind) / 2, (unit * height + behind) / 2
        plane = Box(room.x - half_w, room.y - half_h, room.x + half_w - behind, room.y + half_h - behind)
        for back in reversed(range(channels)):
            x, y = plane.left + back * _BEHIND, plane.bottom + back * _BEHIND
            sheet = Rect("truth", 1.0 if back == 0 else 0.6, edge=3)
            self.add(sheet.corners(x, y, x + plane.width, y + plane.height))
        self.add(rows.at(plane.left - 0.2, plane.y, "right"), columns.at(plane.x, plane.bottom - 0.35))
        self.add(depth.at(plane.right + behind + 0.2, plane.y + behind, "left"))


class Narrowing(View):
    """Counts as bars on a scale that starts at 1; `bend` takes it from plain to logarithmic, true all the way.

    In between it is a power's: a count n stands at (n^k - 1) / (N^k - 1) of the height, with k from 1 to 0.

    Parameters
    ----------
    counts
        How many numbers each stage has, 1 or more; the first is the largest.
    names
        Written under the bars.
    box
        Where: bars, names, numbers and scale stay inside; scene units.
    """

    def __init__(self, counts: Sequence[int], names: Sequence[str], box: Box) -> None:
        super().__init__()
        self.counts = counts
        self.bent, self.risen = ValueTracker(0.0), ValueTracker(0.0)
        marks = [10**i for i in range(math.floor(math.log10(max(counts))) + 1)]
        self.marks = [Words(f"{mark:,}", "small", "muted") for mark in marks]
        self._values = marks
        side = max(mark.advance for mark in self.marks) + 0.2
        self.columns = box.trimmed(left=side).columns(*[1] * len(counts), gutter=0)
        titles = [
            Words(name, "label", fit=0.96 * column.width, lines=2)
            for name, column in zip(names, self.columns, strict=True)
        ]
        highest = max(title.height for title in titles)
        below = highest - SIZES["label"] if highest > _TWO_LINES * SIZES["label"] else 0.0
        self.area = box.trimmed(left=side, bottom=_NAME_ROOM + below, top=_NUMBER_ROOM)
        self.bars = [Rect("truth") for _ in counts]
        self.funnels = [VMobject(fill_color=colour("truth"), fill_opacity=0.22, stroke_width=0) for _ in counts[1:]]
        self.numbers = [Words(f"{count:,}", "title", "truth", bold=True) for count in counts]
        self.ticks = [Stroke("muted") for _ in marks]
        axis = Stroke("muted").through((self.area.left, self.area.bottom), (self.area.left, self.area.top))
        for title, column in zip(titles, self.columns, strict=True):
            title.at(column.x, box.bottom + (SIZES["label"] + below) / 2)
        self.add(axis, *self.ticks, *self.marks, *self.funnels, *self.bars, *titles, *self.numbers)
        self.refresh()

    def rise(self, stages: int) -> Animation:
        """Return the animation in which as many bars as that have risen."""
        return cast(Animation, self.risen.animate.set_value(stages))

    def bend(self, **kwargs: object) -> Animation:
        """Return the animation in which the scale becomes logarithmic."""
        return Run(self, self.bent, **kwargs)

    def share(self, count: float) -> float:
        """Return how much of the height a count takes as the scale stands."""
        k, most = 1 - self.bent.get_value(), max(self.counts)
        if most == 1:
            return 1.0
        if k < 1e-6:
            return math.log(count) / math.log(most)
        return math.expm1(k * math.log(count)) / math.expm1(k * math.log(most))

    @property
    def drawn(self) -> list[float]:
        """Return every bar's share of the height, as drawn."""
        return [float(np.ptp(bar.points[:, 1])) / self.area.height for bar in self.bars]

    def _state(self) -> tuple[float, float]:
        return self.bent.get_value(), self.risen.get_value()

    def _redraw(self) -> None:
        n = len(self.counts)
        grown = np.clip(self.risen.get_value() - np.arange(n), 0, 1)
        tops = []
        for i, (bar, column) in enumerate(zip(self.bars, self.columns, strict=True)):
            half = _BAR * column.width / 2
            tops.append(self.area.bottom + self.share(self.counts[i]) * self.area.height * grown[i])
            bar.corners(column.x - half, self.area.bottom, column.x + half, tops[i])
            self.numbers[i].at(column.x, tops[i] + _NUMBER_ROOM * 0.55)
            self.numbers[i].set_fill(opacity=float(np.clip((grown[i] - _RISEN) / (1 - _RISEN), 0, 1)))
        for i, funnel in enumerate(self.funnels):
            self._lay_funnel(funnel, i, tops, float(grown[i + 1]))
        self._mark()

    def _lay_funnel(self, funnel: VMobject, i: int, tops: Sequence[float], grown: float) -> None:
        """Join a bar to the one after it."""
        left, right = self.bars[i].box[2], self.bars[i + 1].box[0]
        end, floor = left + (right - left) * grown, self.area.bottom
        height = tops[i] + (self.area.bottom + (tops[i + 1] - floor) - tops[i]) * grown
        polygon(funnel, [(left, floor), (left, tops[i]), (end, height), (end, floor)])

    def _mark(self) -> None:
        heights = [self.area.bottom + self.share(value) * self.area.height for value in self._values]
        for i, (mark, tick, y) in enumerate(zip(self.marks, self.ticks, heights, strict=True)):
            tick.through((self.area.left - 0.08, y), (self.area.left, y))
            mark.at(self.area.left - 0.16, y, "right")
            above = heights[i + 1] - y if i + 1 < len(heights) else math.inf
            mark.set_fill(opacity=float(np.clip((above - _CLOSE) / (_CLEAR - _CLOSE), 0, 1)))
