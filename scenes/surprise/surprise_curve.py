"""The curve of surprise over probability: under it, a mountain built of layers of one bit, each half as wide.

Local to the concept of surprise.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
from manim import Animation, Mobject, ValueTracker, VGroup

from bits.stage.chart import Chart
from bits.stage.ink import Formula, Words
from bits.stage.layout import Box
from bits.stage.moves import FadeIn
from bits.stage.shape import Shape
from bits.stage.theme import colour
from bits.stage.view import Source, View
from bits.theory import measures
from scenes.surprise.motions import Fly
from scenes.surprise.towers import tallest

_MOST_TICKS = 6
_SAMPLES = 160
_EDGE = 14
"""Points of the curve at the side of a layer."""
_SEAM = 0.035
"""Scene units between two layers."""
_GHOST = 0.13
"""How opaque a layer is to which the dot has not climbed."""
_BESIDE = 0.3
"""How far right of the curve a name stands, in scene units."""
_OVER = 0.32
"""How far over the curve a name stands, at least, in scene units."""
_HEIGHTS = (0.68, *np.linspace(0.92, 0.3, 32))
"""How high the rule may stand, as shares of the chart's height; the first one that is free is taken."""
_APART = 0.54
"""From one name up to the next, at least, in scene units."""


class Mountain(View):
    """What lies under the curve -log p, in layers of one bit; lit as high as the dot has climbed.

    Parameters
    ----------
    chart
        The curve's.
    lit
        Where to find up to which surprise it is lit.
    base
        Of the logarithm.
    """

    def __init__(self, chart: Chart, lit: Source, base: float, role: str = "entropy") -> None:
        super().__init__()
        self.chart, self.lit, self.base = chart, lit, base
        self.block = measures.surprise(1 / 2, base=base)
        self.layers = math.ceil(chart.y_range[1] / self.block)
        self.ghosts = [_layer(role, _GHOST) for _ in range(self.layers)]
        self.bodies = [_layer(role, 0.9) for _ in range(self.layers)]
        self.add(*self.ghosts, *self.bodies)
        for i, ghost in enumerate(self.ghosts):
            self._between(ghost, i * self.block, min((i + 1) * self.block, chart.y_range[1]))
        self.refresh()

    def _state(self) -> float:
        return self.lit()

    def _redraw(self) -> None:
        for i, body in enumerate(self.bodies):
            bottom = i * self.block
            self._between(body, bottom, min(max(self.lit(), bottom), bottom + self.block, self.chart.y_range[1]))

    def _between(self, layer: Shape, bottom: float, top: float) -> None:
        """Give a layer its outline: straight at the axis, along the curve on the other side."""
        heights = np.linspace(bottom, top, _EDGE)
        edge = self.chart.path(self.base**-heights, heights)
        gap = min(_SEAM, 0.5 * float(np.ptp(edge[:, 1])))
        edge[:, 1] = np.minimum(edge[:, 1], edge[-1, 1] - gap)
        left = self.chart.area.left
        ring = np.vstack([edge, [(left, edge[-1, 1]), (left, edge[0, 1]), edge[0]]])
        cubic = np.stack([ring[:-1] + (ring[1:] - ring[:-1]) * t for t in (0, 1 / 3, 2 / 3, 1)], axis=1).reshape(-1, 2)
        layer.points = np.column_stack([cubic, np.zeros(len(cubic))])


class SurpriseCurve:
    """Parts of a picture over p; the caller brings them in one after another.

    Parameters
    ----------
    chances
        Where the dot will rest, from 1 on; the last of them is halved in the end.
    box
        Where; scene units.
    base, unit
        Of the logarithm, and what it is called.

    Attributes
    ----------
    chart, line, dot, mountain
        The axes, the curve -log p, the dot, and what lies under the curve. The curve is as long as `reach` (0 to 1)
        tells. The dot rides where 1 has been halved as often as `halvings` tells: it climbs at an even pace.
    axis
        The name of the axis of probability.
    """

    def __init__(self, chances: Sequence[float], box: Box, *, base: float, unit: str) -> None:
        self.base = base
        self.highest = highest = tallest((*chances, chances[-1] / 2), base)
        self.halvings, self.reach = ValueTracker(0.0), ValueTracker(0.0)
        step = max(1, math.ceil(highest / _MOST_TICKS))
        self.axis = Words("probability p", "label", "truth")
        self.chart = chart = Chart(
            box,
            (0, 1),
            (0, highest),
            x_ticks=[(p, f"{p:g}") for p in (0, 0.25, 0.5, 0.75, 1)],
            y_ticks=[(tick, str(tick)) for tick in range(0, math.floor(highest) + 1, step)],
            x_name=self.axis,
            y_name=Words(f"surprise in {unit}", "label", "entropy"),
        )
        self.line = chart.line(self._points, "entropy", 5.0)
        self.dot = chart.dot(self.p, self.surprise)
        self.mountain = Mountain(chart, self.surprise, base)

    def rule(self, log: str, names: Sequence[Mobject]) -> tuple[Animation, Animation, Animation]:
        """Return the animations in which the rule is put together over the mountain: its name, p, the logarithm.

        Parameters
        ----------
        log
            The logarithm, as a formula writes it.
        names
            What stands at the curve: the rule keeps clear of it.
        """
        sizes: tuple[Literal["big", "title", "body"], ...] = ("big", "title", "body")
        for size in sizes:
            parts = Formula('entropy("surprise") =', size), Formula(f"- {log}", size), Formula("truth(p)", size)
            em = parts[0].em
            long = sum(part.advance for part in parts) + 0.5 * em
            left = self.chart.area.right - 0.05 * self.chart.area.width - long
            if (y := self._free(left, em, names)) is not None:
                break
        for part, gap in zip(parts, (0.36, 0.14, 0.0), strict=True):
            part.at(left, self.chart.area.top - em if y is None else y, "left")
            left += part.advance + gap * em
        name, minus_log, p = parts
        return FadeIn(name), Fly(p, (p.get_center()[0], self.axis.get_center()[1])), FadeIn(minus_log)

    def _free(self, left: float, clear: float, names: Sequence[Mobject]) -> float | None:
        """Return a height at which no name stands right of some place, nor the curve; None if there is none."""
        area = self.chart.area
        taken = [name.get_center()[1] for name in names if name.get_right()[0] > left - _BESIDE]
        lowest = self.chart.point(0.0, self.surprise_at(left))[1] + clear
        for share in _HEIGHTS:
            y = area.bottom + share * area.height
            if y > lowest and all(abs(y - other) > clear for other in taken):
                return float(y)
        return None

    def names(self, chances: Sequence[float], named: Sequence[str], told: Sequence[str]) -> list[VGroup]:
        """Return what stands at the curve where the dot rests: what has this probability, and its surprise as told.

        Parameters
        ----------
        chances
            The probabilities, shape (n,).
        named, told
            What each is called, and what its surprise is.
        """
        order = sorted(range(len(chances)), key=lambda i: -chances[i])
        lines = [self._line(named[i], told[i], chances[i]) for i in order]
        heights = [y for *_, y in lines]
        for i in range(1, len(lines)):
            heights[i] = max(heights[i], heights[i - 1] + _APART)
        heights[-1] = min(heights[-1], self.chart.area.top - 0.25)
        for i in reversed(range(len(lines) - 1)):
            heights[i] = min(heights[i], heights[i + 1] - _APART)
        names = [VGroup()] * len(chances)
        for i, (words, amount, x, _), y in zip(order, lines, heights, strict=True):
            names[i] = VGroup(words.at(x, y, "left"), amount.at(x + words.advance + 0.2, y, "left"))
        return names

    def _line(self, name: str, told: str, p: float) -> tuple[Words, Words, float, float]:
        """Return a name and an amount, where they begin, and how high they stand over the curve at least."""
        amount = Words(told, "body", "entropy", bold=True)
        words = Words(name, "body", fit=self.chart.area.width - amount.advance - 1.2)
        x, y = self.chart.point(p, measures.surprise(p, base=self.base))
        x = min(x + _BESIDE, self.chart.area.right - amount.advance - words.advance - 0.2)
        return words, amount, x, max(y, self.chart.point(0.0, self.surprise_at(x))[1] + _OVER)

    def surprise_at(self, x: float) -> float:
        """Return the height of the curve at some place on the frame, in its unit."""
        area = self.chart.area
        share = float(np.clip((x - area.left) / area.width, 1e-12, 1.0))
        return min(measures.surprise(share, base=self.base), self.highest)

    def p(self) -> float:
        """Return the probability where the dot is."""
        return float(0.5 ** self.halvings.get_value())

    def surprise(self) -> float:
        """Return the surprise where the dot is."""
        return measures.surprise(self.p(), base=self.base)

    @property
    def top(self) -> float:
        """Return how often 1 has been halved at the top of the chart."""
        return self.highest / measures.surprise(1 / 2, base=self.base)

    def _points(self) -> list[tuple[float, float]]:
        chances = 0.5 ** np.linspace(0, self.top * self.reach.get_value(), _SAMPLES)
        return list(zip(chances, measures.surprise(chances, base=self.base), strict=True))


def _layer(role: str, opacity: float) -> Shape:
    return Shape(fill_color=colour(role), fill_opacity=opacity, stroke_width=0)
