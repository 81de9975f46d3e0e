"""A plane with two axes: functions as curves, a dot that rides them, and the trace that it leaves."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from manim import Dot, VGroup
from numpy.typing import NDArray

from bits.stage.ink import Ink, Words
from bits.stage.layout import Box
from bits.stage.theme import colour
from bits.stage.view import Source, Stroke, View

Function = Callable[[NDArray[np.float64]], NDArray[np.float64]]
_SAMPLES = 241


class Chart(VGroup):
    """Axes with numbered ticks.

    Parameters
    ----------
    box
        Where: axes, tick labels and axis names all stay inside; scene units.
    x, y
        The range of each axis.
    x_ticks, y_ticks
        Where numbers are written, with what is written there.
    x_name, y_name
        Names of the axes, small: `x_name` below the axis, `y_name` above it.
    """

    def __init__(
        self,
        box: Box,
        x: tuple[float, float],
        y: tuple[float, float],
        *,
        x_ticks: Sequence[tuple[float, str]] = (),
        y_ticks: Sequence[tuple[float, str]] = (),
        x_name: Ink | None = None,
        y_name: Ink | None = None,
    ) -> None:
        super().__init__()
        self.x_range, self.y_range = x, y
        below = 0.15 + (0.4 if x_ticks else 0.0) + (0.45 if x_name else 0.0)
        side = 0.2 + max((Words(text, "small").advance for _, text in y_ticks), default=0.0)
        above = 0.5 if y_name else 0.15
        self.area = Box(box.left + side, box.bottom + below, box.right - 0.15, box.top - above)
        area = self.area
        self.add(Stroke("muted").through((area.left, area.top), (area.left, area.bottom), (area.right, area.bottom)))
        for at, text in x_ticks:
            px = self.point(at, y[0])[0]
            self.add(Stroke("muted").through((px, area.bottom), (px, area.bottom - 0.08)))
            self.add(Words(text, "small", "muted").at(px, area.bottom - 0.28))
        for at, text in y_ticks:
            py = self.point(x[0], at)[1]
            self.add(Stroke("muted").through((area.left - 0.08, py), (area.left, py)))
            self.add(Words(text, "small", "muted").at(area.left - 0.16, py, "right"))
        if x_name is not None:
            self.add(x_name.fitted(area.width).at(area.x, box.bottom + 0.17))
        if y_name is not None:
            self.add(y_name.fitted(box.width).at(box.left, box.top - 0.17, "left"))

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return where the chart shows (x, y); scene units."""
        (x0, x1), (y0, y1) = self.x_range, self.y_range
        return (
            self.area.left + (x - x0) / (x1 - x0) * self.area.width,
            self.area.bottom + (y - y0) / (y1 - y0) * self.area.height,
        )

    def path(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return where the chart shows many points, shape (n, 2); scene units."""
        (x0, x1), (y0, y1) = self.x_range, self.y_range
        across = self.area.left + (x - x0) / (x1 - x0) * self.area.width
        upwards = self.area.bottom + (y - y0) / (y1 - y0) * self.area.height
        return np.column_stack([across, upwards])

    def curve(
        self, function: Function, role: str = "entropy", *, upto: Source | None = None, width: float = 4.0
    ) -> Curve:
        """Return the graph of a function; drawn only as far as the x that `upto` tells, if given."""
        return Curve(self, function, role, upto, width)

    def dot(self, x: Source, y: Source, role: str = "text") -> Rider:
        """Return a dot that rides at the point that `x` and `y` tell."""
        return Rider(self, x, y, role)

    def line(self, ends: Callable[[], Sequence[tuple[float, float]]], role: str = "muted", width: float = 2.5) -> Line:
        """Return a line through the points, in the chart's own units, that `ends` tells."""
        return Line(self, ends, role, width)


class Curve(View):
    """The graph of a function on a chart; see `Chart.curve`."""

    def __init__(self, chart: Chart, function: Function, role: str, upto: Source | None, width: float) -> None:
        super().__init__()
        self.chart, self.function, self.upto = chart, function, upto
        self.stroke = Stroke(role, width)
        self.add(self.stroke)
        self.refresh()

    def _state(self) -> float:
        return self.upto() if self.upto is not None else self.chart.x_range[1]

    def _redraw(self) -> None:
        x0, x1 = self.chart.x_range
        end = x0 + (min(max(self._state(), x0), x1) - x0) * self.grown.get_value()
        samples = np.linspace(x0, max(end, x0 + 1e-9), _SAMPLES)
        self.stroke.along(self.chart.path(samples, self.function(samples)))


class Rider(View):
    """A dot on a chart; see `Chart.dot`."""

    def __init__(self, chart: Chart, x: Source, y: Source, role: str) -> None:
        super().__init__()
        self.chart, self.x_source, self.y_source = chart, x, y
        self.dot = Dot(radius=0.11, color=colour(role))
        self.add(self.dot)
        self.refresh()

    def _state(self) -> tuple[float, float]:
        return self.x_source(), self.y_source()

    def _redraw(self) -> None:
        self.dot.move_to(np.array([*self.chart.point(*self._state()), 0]))


class Line(View):
    """A straight or broken line on a chart; see `Chart.line`."""

    def __init__(
        self, chart: Chart, ends: Callable[[], Sequence[tuple[float, float]]], role: str, width: float
    ) -> None:
        super().__init__()
        self.chart, self.ends = chart, ends
        self.stroke = Stroke(role, width)
        self.add(self.stroke)
        self.refresh()

    def _state(self) -> tuple[tuple[float, float], ...]:
        return tuple(self.ends())

    def _redraw(self) -> None:
        self.stroke.through(*(self.chart.point(x, y) for x, y in self.ends()))
