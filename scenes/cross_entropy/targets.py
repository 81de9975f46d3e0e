"""Bars on their way to a target: across each slot the level it should reach, and an arrow from here to there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import ValueTracker
from numpy.typing import NDArray

from bits.stage.labels import LabelRow, label_room
from bits.stage.layout import Box
from bits.stage.mass import Vector
from bits.stage.naming import named
from bits.stage.readout import Number
from bits.stage.shape import Shape
from bits.stage.theme import colour
from bits.stage.view import Rect, Run, Stroke, View, polygon
from bits.theory.digits import difference

_SLOT, _BAR = 0.88, 0.56
"""How much of its slot is the lane of an outcome, and how much of this its bar."""
_NUMBER = 0.45
"""Scene units over the lanes for the numbers."""
_HEAD, _SHAFT = 0.32, 9.0


class Targets(View):
    """The belief as bars, the label as a level across each lane, and in the free part of it an arrow: P minus Q.

    Parameters
    ----------
    label, model
        P, where each bar should be, and Q, where it is.
    box
        Where: bars, names and numbers stay inside; scene units.
    labels
        Names of the outcomes.
    """

    def __init__(self, label: Vector, model: Vector, box: Box, labels: Sequence[str]) -> None:
        super().__init__()
        self.label, self.model = label, model
        n = len(model.values)
        names = named(labels, n)
        base = box.bottom + label_room(names, box.width, box.height) + 0.08
        self.area = Box(box.left, base, box.right, box.top - _NUMBER)
        slot = box.width / n
        self._wide = slot * _SLOT
        self._lefts = box.left + slot * np.arange(n) + (slot - self._wide) / 2
        self.pushing = ValueTracker(0.0)
        self.lanes = [Rect("panel") for _ in range(n)]
        self.bars = [Rect("model") for _ in range(n)]
        self.levels = [Stroke("truth", 7.0) for _ in range(n)]
        self.shafts = [Stroke("text", _SHAFT) for _ in range(n)]
        self.heads = [Shape(fill_color=colour("text"), fill_opacity=1, stroke_width=0) for _ in range(n)]
        fits = Number(2, "body").field(1) <= self._wide
        self.numbers = [Number(2, "body", "model") for _ in range(n)] if fits else []
        self.add(*self.lanes, *self.bars, *self.levels, *self.shafts, *self.heads, *self.numbers)
        self.add(LabelRow(names, box.left, box.right, base - 0.08, height=box.height))
        self.refresh()

    def push(self, **kwargs: Any) -> Run:
        """Return the animation in which the arrows grow, each to the level that its bar should reach."""
        return Run(self, self.pushing, **kwargs)

    @property
    def drawn(self) -> NDArray[np.float64]:
        """Return the differences that the arrows stand for, as drawn, shape (n,)."""
        ends = [head.points[0, 1] - shaft.points[0, 1] for head, shaft in zip(self.heads, self.shafts, strict=True)]
        return np.array(ends) / self.area.height

    def _state(self) -> tuple[bytes, bytes, float]:
        return self.label.key(), self.model.key(), self.pushing.get_value()

    def _height(self, p: float) -> float:
        return self.area.bottom + p * self.area.height

    def _redraw(self) -> None:
        pushed = self.pushing.get_value()
        for i, (p, q) in enumerate(zip(self.label.values, self.model.values, strict=True)):
            left, right = float(self._lefts[i]), float(self._lefts[i] + self._wide)
            edge, top = left + self._wide * _BAR, self._height(float(q))
            self.lanes[i].corners(left, self.area.bottom, right, self.area.top)
            self.bars[i].corners(left, self.area.bottom, edge, top)
            self.levels[i].through((left, self._height(float(p))), (right, self._height(float(p))))
            way = difference(float(p), float(q)) * self.area.height * pushed
            self._arrow(i, (edge + right) / 2, top, way, (right - edge) * 0.8)
            if self.numbers:
                self.numbers[i].write_at(float(q), (left + right) / 2, self.area.top + _NUMBER / 2, "centre")

    def _arrow(self, i: int, x: float, start: float, way: float, room: float) -> None:
        head = float(np.sign(way)) * min(_HEAD, abs(way), room)
        half = abs(head) * 0.55
        self.shafts[i].through((x, start), (x, start + way - head))
        polygon(self.heads[i], [(x, start + way), (x - half, start + way - head), (x + half, start + way - head)])
