"""The curve of surprise over probability, with a dot that rides on it and the towers that it leaves beside it.

Local to the concept of surprise.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
from manim import ValueTracker

from bits.stage.bars import label_room
from bits.stage.chart import Chart
from bits.stage.ink import Formula, Words
from bits.stage.layout import Box
from bits.stage.mass import Derived
from bits.theory import measures
from scenes.surprise.towers import Towers, tallest

_MOST_TICKS = 6
_SAMPLES = 160
_BELOW = 0.9
"""Scene units that the chart itself takes below its axis: names of the towers may need more."""


class SurpriseCurve:
    """Parts of a picture over p; the caller brings them in one after another.

    Parameters
    ----------
    chances, names
        Where the dot will rest, and what has these probabilities: a tower stands for each.
    left, right
        Boxes of the chart and of the towers; scene units.
    base, unit
        Of the logarithm, and what it is called.

    Attributes
    ----------
    chart, line, dot
        The axes, the curve -log p, and the dot. The curve is as long as `reach` (0 to 1) tells. The dot rides where
        1 has been halved as often as `halvings` tells: it climbs at an even pace.
    towers
        The surprises of the chances, on the scale of the chart.
    """

    def __init__(
        self,
        chances: Sequence[float],
        names: Sequence[str],
        left: Box,
        right: Box,
        *,
        base: float,
        unit: str,
    ) -> None:
        self.base, self.highest = base, tallest(chances, base)
        highest = self.highest
        self.halvings, self.reach = ValueTracker(0.0), ValueTracker(0.0)
        step = max(1, math.ceil(highest / _MOST_TICKS))
        left = left.trimmed(bottom=max(0.0, label_room(names, right.width) - _BELOW))
        self.chart = chart = Chart(
            left,
            (0, 1),
            (0, highest),
            x_ticks=[(p, f"{p:g}") for p in (0, 0.25, 0.5, 0.75, 1)],
            y_ticks=[(tick, str(tick)) for tick in range(0, math.floor(highest) + 1, step)],
            x_name=Words("probability", "small", "truth"),
            y_name=Words(f"surprise in {unit}", "small", "entropy"),
        )
        self.line = chart.line(self._points, "entropy", 4.0)
        self.dot = chart.dot(self.p, self.surprise)
        self.towers = Towers(
            Derived(lambda: measures.surprise(chances, base=base)),
            right,
            highest=highest,
            block=measures.surprise(1 / 2, base=base),
            labels=names,
            floor=chart.area.bottom,
            top=chart.area.top,
        )

    def named(self, formula: str, share: float) -> Formula:
        """Return what the curve is called, right of it, so large as there is room.

        Parameters
        ----------
        formula
            In Typst's notation.
        share
            How far over the middle of the chart it stands, as a share of its height.
        """
        sizes: tuple[Literal["big", "title", "body"], ...] = ("big", "title", "body")
        area = self.chart.area
        y = area.y + share * area.height
        for size in sizes:
            name = Formula(formula, size).at(area.right, y, "right")
            lowest = (name.get_bottom()[1] - area.bottom) / area.height * self.highest
            if name.get_left()[0] > self.chart.point(self.base**-lowest, lowest)[0]:
                break
        return name

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
