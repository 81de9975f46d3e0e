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
_CHANCES = np.linspace(1e-3, 1, 4 * _SAMPLES)
_STRIKE = 0.04
"""Half as high as the bar that strikes something out, in scene units."""
_NEAR, _LINE = 1.0, 0.5
"""How much room a text needs to the curve at its right, and lines of text from each other; scene units."""
_BESIDE = 0.12
_OVER = 0.3
"""Scene units from a line to what is written beside it, or over it."""


Place = tuple[float, float, float]
"""The middle of a text, its height on the frame and its width; scene units."""


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
    beside
        On which side of its upright line stands what is read on the x-axis, if there is room.
    """

    def __init__(
        self,
        chart: Chart,
        at: tuple[float, float],
        decimals: tuple[int, int],
        start: Literal["x", "y"],
        role: str,
        *,
        beside: Literal["left", "right"],
    ) -> None:
        super().__init__()
        self.chart = chart
        (x, y), area = chart.point(*at), chart.area
        corners = [(x, area.bottom), (x, y), (area.left, y)]
        self._corners = np.array(corners if start == "x" else corners[::-1])
        self.found, self.read, self.struck = ValueTracker(0.0), ValueTracker(0.0), ValueTracker(0.0)
        self.line, self.dot = Stroke(role, 4.0), Dot(radius=0.13, color=colour(role))
        self.bar = Shape(fill_color=colour("waste"), fill_opacity=1, stroke_width=0)
        self.dot.move_to(np.array([x, y, 0]))
        across, up = (
            Words(as_text(value, f".{places}f")[0], "body", role, bold=True)
            for value, places in zip(at, decimals, strict=True)
        )
        room = {"left": x - area.left, "right": area.right - x}
        if room[beside] < across.advance + 2 * _BESIDE:
            beside = "right" if beside == "left" else "left"
        foot = x + (across.advance / 2 + _BESIDE) * (1 if beside == "right" else -1)
        # At the axis or, where the curve is too near for that, at the upper right of the point, which is always free.
        start_of_up = area.left if room["left"] > up.advance + _NEAR else x
        over = start_of_up + _BESIDE + up.advance / 2
        self._places = [(foot, area.bottom + _OVER, across.advance), (over, y + _OVER, up.advance)]
        for words, (middle, height, _) in zip((across, up), self._places, strict=True):
            words.at(middle, height)
        self._strike = (start_of_up + _BESIDE / 2, up.advance + _BESIDE, y + _OVER)
        if not self._is_clear():  # then both stand apart, where the curve never comes
            height = area.top - _OVER * (1 if start == "y" else 3.5)
            up.at(area.right, height, "right")
            left = area.right - up.advance
            across = Words(f"−ln {across.string} =", "body", role, bold=True).at(left - _BESIDE, height, "right")
            self._strike = (left - _BESIDE / 2, up.advance + _BESIDE, height)
            self._places = [(left, height, 2 * (area.right - left + across.advance))]
        self._words = (across, up) if start == "x" else (up, across)
        self.add(self.line, self.dot, across, up, self.bar)
        self.refresh()

    def _is_clear(self) -> bool:
        """Return whether what is read here stands apart, and neither its own line nor the curve runs through it."""
        if _touch(*self._places):
            return False
        curve = self.chart.path(_CHANCES, measures.surprise(_CHANCES, base=np.e))
        first, point, second = self._corners
        share = np.linspace(0, 1, _SAMPLES)[:, None]
        line = np.concatenate([first + share * (point - first), point + share * (second - point), curve])
        return not any(
            ((abs(line[:, 0] - x) < wide / 2 + _STRIKE) & (abs(line[:, 1] - y) < _OVER / 2 + _STRIKE)).any()
            for x, y, wide in self._places
        )

    def meets(self, other: Reading) -> bool:
        """Return whether what is read here would touch what is read there."""
        return any(_touch(a, b) for a in self._places for b in other._places)

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


def _touch(one: Place, other: Place) -> bool:
    near = abs(one[0] - other[0]) < (one[2] + other[2]) / 2 + _BESIDE
    return near and abs(one[1] - other[1]) < _LINE


def _show(words: Words, opacity: float) -> None:
    for shape in words.submobjects:
        if isinstance(shape, Shape):
            shape.set_fill(opacity=opacity)
