"""The information plane: what a summary keeps of X across, what it tells about Y upwards."""

from __future__ import annotations

from typing import cast

import numpy as np
from manim import Animation, ValueTracker, VGroup, VMobject
from numpy.typing import NDArray

from bits.stage.chart import Chart
from bits.stage.ink import Formula, Words
from bits.stage.layout import Box
from bits.stage.marks import Level
from bits.stage.theme import colour
from bits.stage.view import View, polygon
from bits.theory import measures
from bits.theory.figures import as_text
from scenes.bottleneck.annealed import Annealed

_HEADROOM = 1.3
_REACH = 2.2
"""Scene units that the tangent reaches from its dot, either way."""
_BELOW = 0.22
"""How opaque the ground under the curve is."""
_MOST_TICKS = 6


class InformationPlane:
    """Parts of the plane; the caller brings them in one after another.

    Parameters
    ----------
    annealed
        The summaries, and the one that the dot shows.
    box
        Where: chart, ticks and names stay inside; scene units.
    unit
        What the unit is called.
    rest
        The I(X; T) at which the dot comes to rest; what is written under the curve stays clear of it.

    Attributes
    ----------
    chart
        The axes: I(X; T) up to H(X), and I(T; Y).
    curve, dot, drops
        The best summaries, the one that is looked at, and from it down to either axis.
    ceiling, beyond, below, tangent
        I(X; Y), what no summary reaches, what wasteful ones do, and the slope 1/beta.
    """

    def __init__(self, annealed: Annealed, box: Box, unit: str, *, rest: float) -> None:
        self.annealed = annealed
        base = annealed.base
        limit, self.most = (
            measures.entropy(annealed.p_x, base=base),
            measures.mutual_information(annealed.joint, base=base),
        )
        step = max(1, int(limit) // _MOST_TICKS + 1) if limit > _MOST_TICKS else (1 if limit >= 1 else 0.25)
        ticks = np.arange(0, limit * 1.0001, step)
        self.chart = chart = Chart(
            box,
            (0, limit * 1.04),
            (0, self.most * _HEADROOM),
            x_ticks=[(tick, f"{tick:g}") for tick in ticks],
            y_ticks=[(0, "0"), (self.most, as_text(self.most, ".3f")[0])],
            x_name=Formula("entropy(I(X; T))", "body"),
            y_name=Formula("shared(I(T; Y))", "body"),
        )
        self.unit = Words(unit, "small", "muted")
        self.unit.at(chart.area.right, chart.area.bottom - 0.79, "right")
        chart.add(self.unit)
        self.ceiling = Level(
            lambda: self.most,
            chart.area.left,
            chart.area.right,
            lambda value: chart.point(0, value)[1],
            role="shared",
        )
        name = Formula("shared(I(X; Y))", "title")
        self.ceiling.add(name.at(chart.area.right - 0.1, chart.point(0, self.most)[1] + 0.4, "right"))
        self._traced = ValueTracker(0.0)
        self.curve = chart.curve(self.height, "shared", upto=self._end, width=8.0)
        self.dot = chart.dot(annealed.compression, annealed.relevance)
        x0, y0 = chart.x_range[0], chart.y_range[0]
        across, upwards = annealed.compression, annealed.relevance
        self.drops = VGroup(
            chart.line(lambda: [(across(), y0), (across(), upwards())], "entropy", 3.5),
            chart.line(lambda: [(x0, upwards()), (across(), upwards())], "shared", 3.5),
        )
        left = chart.area.left
        # Between the curve and where the dot comes to rest, if there is room.
        clear, room = (0.65 * rest, 0.6 * rest) if rest > limit / 4 else (0.7 * limit, 0.5 * limit)
        x, wide = chart.point(clear, 0)[0], chart.point(room, 0)[0] - left
        self.beyond = Region(self, "out of reach", left + 0.3, 0.55 * chart.area.width, above=True)
        self.below = Region(self, "wasteful", x, wide, above=False)
        self.tangent = chart.line(self._tangent, "text", 5.0)

    def trace(self) -> Animation:
        """Return the animation in which the curve is drawn: in step with `annealed.turn` from end to end."""
        return cast(Animation, self._traced.animate.set_value(1.0))

    def _end(self) -> float:
        return float(np.interp(self._traced.get_value(), self.annealed.way, self.annealed.points[:, 0]))

    def height(self, kept: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the most that a summary which keeps so much can tell: straight between solved betas."""
        return np.asarray(np.interp(kept, *self.annealed.points.T))

    def slope(self) -> float:
        """Return the slope of the curve at the dot, 1/beta."""
        return 1 / self.annealed.beta()

    def _tangent(self) -> list[tuple[float, float]]:
        x, y, slope = self.annealed.compression(), self.annealed.relevance(), self.slope()
        (x0, y0), (x1, y1) = self.chart.point(0, 0), self.chart.point(1, slope)
        run = _REACH / float(np.hypot(x1 - x0, y1 - y0))
        right, top = self.chart.x_range[1], self.most
        back = min(run, x, y / slope)
        ahead = min(run, right - x, (top - y) / slope)
        return [(x - back, y - back * slope), (x + ahead, y + ahead * slope)]


class Region(View):
    """The part of the plane over the curve, or under it, with a name in it."""

    def __init__(self, plane: InformationPlane, name: str, x: float, widest: float, *, above: bool) -> None:
        super().__init__()
        self.plane, self.above = plane, above
        role, opacity = ("line", 0.45) if above else ("shared", _BELOW)
        self.region = VMobject(fill_color=colour(role), fill_opacity=opacity, stroke_width=0)
        area = plane.chart.area
        self.tag = Words(name, "title", "text", fit=widest)
        if above:
            self.tag.at(x, (plane.chart.point(0, plane.most)[1] + area.top) / 2, "left")
        else:
            self.tag.at(x, area.bottom + 0.15 * area.height)
        self.add(self.region, self.tag)
        self.refresh()
        self.set_z_index(-1)

    def _state(self) -> int:
        return 0

    def _redraw(self) -> None:
        chart, points = self.plane.chart, self.plane.annealed.points
        (x0, x1), (floor, top) = chart.x_range, chart.y_range
        far = top if self.above else floor
        edge = [(x0, 0.0), *map(tuple, points), (x1, points[-1, 1]), (x1, far), (x0, far)]
        polygon(self.region, [chart.point(x, y) for x, y in edge])
