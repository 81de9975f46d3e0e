"""A reading on a chart: from one axis to a curve, and from there to the other axis, with what is read on both."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from manim import Animation, Dot, ValueTracker

from bits.stage.chart import Chart
from bits.stage.ink import Words
from bits.stage.shape import Shape
from bits.stage.theme import colour
from bits.stage.view import Run, Stroke, View, polygon
from bits.theory import measures
from bits.theory.figures import as_text

_SAMPLES = 161
_STRIKE = 0.04
"""Half as high as the bar that strikes something out, in scene units."""
_BESIDE = 0.12
_OVER = 0.3
"""Scene units from a line to what is written beside it, or over it."""


class LossCurve(View):
    """The loss by the chance of the true class, -ln q, as far as it has its place on a chart."""

    def __init__(self, chart: Chart) -> None:
        super().__init__()
        self.chart, self.stroke = chart, Stroke("model", 6.0)
        self.add(self.stroke)
        self.refresh()

    def _state(self) -> None:
        return None

    def _redraw(self) -> None:
        least = float(np.exp(-self.chart.y_range[1]))
        chances = np.linspace(least, least + (1 - least) * max(self.grown.get_value(), 1e-6), _SAMPLES)
        self.stroke.along(self.chart.path(chances, measures.surprise(chances, base=np.e)))


class Reading(View):
    """A point of a curve, found from one axis and read on the other.

    Parameters
    ----------
    chart
        The plane.
    at
        The point, in the chart's own units.
    decimals
        With how many it is read on the x-axis and on the y-axis.
    start
        Whether it is found from its x or from its y.
    role
        Its colour.
    """

    def __init__(
        self, chart: Chart, at: tuple[float, float], decimals: tuple[int, int], start: Literal["x", "y"], role: str
    ) -> None:
        super().__init__()
        (x, y), area = chart.point(*at), chart.area
        corners = [(x, area.bottom), (x, y), (area.left, y)]
        self._corners = np.array(corners if start == "x" else corners[::-1])
        self.found, self.read, self.struck = ValueTracker(0.0), ValueTracker(0.0), ValueTracker(0.0)
        self.line, self.dot = Stroke(role, 4.0), Dot(radius=0.13, color=colour(role))
        self.bar = Shape(fill_color=colour("waste"), fill_opacity=1, stroke_width=0)
        self.dot.move_to(np.array([x, y, 0]))
        texts = [as_text(value, f".{places}f")[0] for value, places in zip(at, decimals, strict=True)]
        across = Words(texts[0], "body", role, bold=True)
        right = start == "x" and x + _BESIDE + across.advance <= area.right
        across.at(x + _BESIDE if right else x - _BESIDE, area.bottom + _OVER, "left" if right else "right")
        up = Words(texts[1], "body", role, bold=True).at(area.left + _BESIDE, y + _OVER, "left")
        self._words = (across, up) if start == "x" else (up, across)
        self._strike = np.array([area.left + _BESIDE / 2, up.advance + 1.5 * _BESIDE, y + _OVER])
        self.add(self.line, self.dot, across, up, self.bar)
        self.refresh()

    def find(self, **kwargs: Any) -> Animation:
        """Return the animation in which the line goes from the first axis to the curve."""
        return Run(self, self.found, **kwargs)

    def tell(self, **kwargs: Any) -> Animation:
        """Return the animation in which it goes on to the second axis."""
        return Run(self, self.read, **kwargs)

    def strike(self, **kwargs: Any) -> Animation:
        """Return the animation in which what is read on the y-axis is struck out."""
        return Run(self, self.struck, **kwargs)

    def _state(self) -> tuple[float, float, float]:
        return self.found.get_value(), self.read.get_value(), self.struck.get_value()

    def _redraw(self) -> None:
        found, read, struck = self._state()
        first, curve, second = self._corners
        self.line.along(
            np.array([first, first + found * (curve - first), curve + read * (second - curve)])
            if found == 1
            else np.array([first, first + found * (curve - first)])
        )
        self.dot.set_fill(opacity=float(found == 1))
        for words, seen in zip(self._words, (found, read), strict=True):
            _show(words, seen)
        left, wide, y = self._strike
        right = left + wide * struck
        polygon(self.bar, [(left, y - _STRIKE), (right, y - _STRIKE), (right, y + _STRIKE), (left, y + _STRIKE)])


def _show(words: Words, opacity: float) -> None:
    for shape in words.submobjects:
        if isinstance(shape, Shape):
            shape.set_fill(opacity=opacity)
