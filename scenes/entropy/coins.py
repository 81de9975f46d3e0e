"""A coin that rides the curve of its own entropy: its face is cut as its chances are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bits.stage import Chart, View, colour
from bits.stage.shape import Shape
from bits.stage.view import Source, Stroke, polygon
from scenes.entropy.discs import slice_of

_RADIUS, _SMALL = 0.34, 0.17
"""Of the coin that rides, and of those that it leaves behind; scene units."""
_FAINT = 0.55


class Coins(View):
    """A coin whose blue slice is the chance of its first side, at the point of a chart that its chance and entropy are.

    Parameters
    ----------
    chart
        Where it rides.
    chance
        Where to find the chance of the first side, 0 to 1.
    entropy
        The entropy of a coin with such a chance.
    marks
        Chances at which it leaves a small coin behind, once it has passed.
    passed
        Where to find how far it has passed.
    """

    def __init__(
        self, chart: Chart, chance: Source, entropy: Source, marks: Sequence[tuple[float, float]], passed: Source
    ) -> None:
        super().__init__()
        self.chart, self.chance, self.entropy, self.passed = chart, chance, entropy, passed
        self.marks = marks
        self.left = [_Coin(_FAINT) for _ in marks]
        self.coin = _Coin(1.0)
        for coin in (*self.left, self.coin):
            self.add(*coin.shapes)
        self.refresh()

    def _state(self) -> tuple[float, float, float]:
        return self.chance(), self.entropy(), self.passed()

    def _redraw(self) -> None:
        chance, height, passed = self._state()
        for coin, (p, h) in zip(self.left, self.marks, strict=True):
            born = float(np.clip((passed - p) / 0.05, 0.0, 1.0))
            coin.show(p, *self.chart.point(p, h), _SMALL * born)
        self.coin.show(chance, *self.chart.point(chance, height), _RADIUS * self.grown.get_value())


class _Coin:
    """A disc of two slices with a rim."""

    def __init__(self, opacity: float) -> None:
        roles = ("truth", "line")
        self.slices = [Shape(fill_color=colour(role), fill_opacity=opacity, stroke_width=0) for role in roles]
        self.ground = Shape(fill_color=colour("ground"), fill_opacity=1, stroke_width=0)
        self.rim = Stroke("text", 3.0, opacity)
        self.shapes = [self.ground, *self.slices, self.rim]

    def show(self, chance: float, x: float, y: float, radius: float) -> None:
        rim = slice_of(x, y, radius, 0.0, 1.0)[1:]
        polygon(self.ground, rim)
        polygon(self.slices[0], slice_of(x, y, radius, 0.0, chance))
        polygon(self.slices[1], slice_of(x, y, radius, chance, 1 - chance))
        self.rim.through(*rim)
