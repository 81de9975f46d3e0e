"""The hop: columns of equal width leap onto other widths, each keeping its height all the way."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import Animation, ValueTracker, linear
from numpy.typing import NDArray

from bits.stage.bars import AreaBars
from bits.stage.view import Rect, Run, Stroke, View

_LAG = 0.6
"""How much later each column leaps than the one before it, as a share of its own time."""
_LEAP = 0.25
"""How high a leap goes, in scene units."""


class Hop(View):
    """The columns of one area chart on their way to their places in another that has the same heights.

    Only the widths change in flight: a column's height is the same surprise from start to end.

    Parameters
    ----------
    start, end
        The charts. They have the same heights, one ruler and one floor; the columns of both are hidden meanwhile.
    role, heights_role
        Colours of the columns and of their tops.
    """

    def __init__(self, start: AreaBars, end: AreaBars, role: str = "model", heights_role: str = "model") -> None:
        super().__init__()
        self.start, self.end = start, end
        self.way = ValueTracker(0.0)
        n = len(end.columns)
        self.columns = [Rect(role, 0.8, edge=1.5) for _ in range(n)]
        self.tops = [Stroke(heights_role, 5.0) for _ in range(n)]
        self.add(*self.columns, *self.tops)
        self.refresh()

    def leap(self, **kwargs: Any) -> Animation:
        """Return the animation in which one column after another leaps to its place."""
        return Run(self, self.way, rate_func=linear, **kwargs)

    def boxes(self) -> NDArray[np.float64]:
        """Return every column's left, bottom, right and top as they are now, shape (n, 4); scene units."""
        order = np.arange(len(self.columns))
        t = np.clip(self.way.get_value() * (1 + _LAG * order[-1]) - _LAG * order, 0.0, 1.0)
        t = (t * t * (3 - 2 * t))[:, None]
        boxes = self.start.boxes()
        boxes[:, [0, 2]] = (1 - t) * boxes[:, [0, 2]] + t * self.end.boxes()[:, [0, 2]]
        boxes[:, [1, 3]] += _LEAP * 4 * t * (1 - t)
        return boxes

    def _state(self) -> tuple[float, bytes, bytes]:
        return self.way.get_value(), self.start.heights.key(), self.end.widths.key()

    def _redraw(self) -> None:
        for column, line, (left, bottom, right, top) in zip(self.columns, self.tops, self.boxes(), strict=True):
            empty = right - left < 1e-9
            column.corners(left, bottom, right, bottom if empty else top)
            line.through((left, top), (left if empty else right, top))
