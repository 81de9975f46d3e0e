"""Why squared error is a surprise, for the scene about the whole picture: a bell, and the surprise at a miss."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from manim import ValueTracker
from numpy.typing import NDArray

from bits.stage.card import Card
from bits.stage.chart import Chart
from bits.stage.ink import Formula, Words
from bits.stage.layout import Box
from bits.stage.readout import Number
from bits.stage.shape import Shape
from bits.stage.theme import colour
from bits.stage.view import Stroke, View, polygon
from bits.theory import bells, measures

_REACH = 2.6
"""Standard deviations on either side of the guess that are shown."""
_GRID = np.linspace(-_REACH, _REACH, 121)
_BELL = 0.4
"""Share of the height that the bell takes, under the curve."""


class Loss(NamedTuple):
    """A loss on a card: its name, then its formula, and what is to be said of it."""

    card: Card
    formula: Formula
    remark: Words


def two_losses(box: Box, log: str) -> tuple[Loss, Loss]:
    """Return a loss that is known to measure surprise, and one that does not look like it, side by side."""
    kinds = (
        ("cross-entropy", f'-{log} Q("label")', "the surprise at the right label", "model"),
        ("squared error", "(y - hat(y))^2", "no logarithm at all", "muted"),
    )
    losses = []
    for place, (name, formula, words, role) in zip(box.parts(1, 1, gutter=0.4), kinds, strict=True):
        card = Card(place, Words(name, "title", bold=True))
        above, below = card.body.rows(2, 1)
        remark = Words(words, "body", role, fit=below.width).at(below.x, below.y)
        losses.append(Loss(card, Formula(formula, "big").at(above.x, above.y), remark))
    return losses[0], losses[1]


class Miss:
    """A bell around a guess, the surprise at what comes over it, and a dot that walks off the guess.

    Parameters
    ----------
    box
        Where; scene units.
    unit, base
        Of the surprise.

    Attributes
    ----------
    chart, bell, bell_name, likelihood
        Axes, the bell that the model promises, and what it is called, at first and by its right name.
    miss
        How far off what comes is, in standard deviations.
    curve, dot, drop
        The surprise as far as the dot has walked, the dot, and the line down to the bell.
    once, twice
        What a miss by one and by two standard deviations costs, beside the curve.
    """

    def __init__(self, box: Box, unit: str, base: float) -> None:
        self.base = base
        above, below = box.rows(1 - _BELL, _BELL, gutter=0.12)
        most = self.cost(_REACH)
        name = Words(f"surprise beyond the least, in {unit}", "label", "entropy")
        self.chart = chart = Chart(above, (-_REACH, _REACH), (0, most), y_name=name)
        self.miss = ValueTracker(0.0)
        self.curve = chart.curve(self._costs)
        miss = self.miss.get_value
        self.dot = chart.dot(miss, lambda: self.cost(miss()))
        area = chart.area
        floor, top = below.bottom + 0.5, below.top
        self.bell = Shape(fill_color=colour("model"), fill_opacity=0.75, stroke_width=0)
        heights = bells.bell(0, 1, _GRID)
        x = area.left + (_GRID + _REACH) / (2 * _REACH) * area.width
        y = floor + heights / heights.max() * (top - floor)
        polygon(self.bell, [(x[0], floor), *zip(x.tolist(), y.tolist(), strict=True), (x[-1], floor)])
        self.bell_name, self.likelihood = (
            Words(text, "label", "model", bold=bold).at(area.x, below.bottom + 0.26)
            for text, bold in (("what the model promises", False), ("likelihood: what the model promises", True))
        )
        self.drop = Drop(self, floor)
        self.once, self.twice = (Price(self, away) for away in (1.0, 2.0))

    def cost(self, miss: float) -> float:
        """Return the surprise at a miss of so many standard deviations, beyond that of a hit."""
        return measures.gaussian_kl(miss, 1.0, base=self.base)

    def _costs(self, misses: NDArray[np.float64]) -> NDArray[np.float64]:
        return measures.gaussian_kl(misses, 1.0, base=self.base)


class Drop(View):
    """The line from the dot down through the axis into the bell, which tells how likely it was."""

    def __init__(self, picture: Miss, floor: float) -> None:
        super().__init__()
        self.picture, self.floor = picture, floor
        self.line = Stroke("text", 2.5)
        self.add(self.line)
        self.refresh()

    def _state(self) -> float:
        return float(self.picture.miss.get_value())

    def _redraw(self) -> None:
        miss = self._state()
        x, y = self.picture.chart.point(miss, self.picture.cost(miss))
        self.line.through((x, y), (x, self.floor))


class Price(View):
    """What a miss costs, written at the curve, with the way there: out to the miss, then up."""

    def __init__(self, picture: Miss, away: float) -> None:
        super().__init__()
        chart, cost = picture.chart, picture.cost(away)
        corner, (x, y) = chart.point(away, 0), chart.point(away, cost)
        self.line = Stroke("entropy", 6.0).through(corner, (x, y))
        self.number = Number(2, "title", "entropy")
        self.number.write_at(cost, x - 0.12, y + 0.3, "right")
        self.away = Formula(f"{away:g} sigma", "body").at(x - 0.1, corner[1] - 0.26, "right")
        self.add(self.line, self.number, self.away)

    def _state(self) -> None:
        return None

    def _redraw(self) -> None:
        """Do nothing: it stands."""
