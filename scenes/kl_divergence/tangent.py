"""The entropy hump of a coin, and the straight line that touches it: what believing q costs, whatever p is."""

from __future__ import annotations

import math

import numpy as np
from manim import ValueTracker, VGroup
from numpy.typing import NDArray

from bits.stage.chart import Chart
from bits.stage.ink import Formula, Words
from bits.stage.layout import Box
from bits.stage.marks import Span
from bits.stage.mass import Vector
from bits.theory import measures

_HEADROOM = 1.06
_MOST_TICKS = 5


class TangentPlane:
    """Parts of a picture over p, the probability of heads; the caller brings them in one after another.

    Parameters
    ----------
    coin, bet
        The truth (p, 1 - p) and the belief (q, 1 - q); the belief stands still.
    box
        Where: chart, ticks and names stay inside; scene units.
    base, unit
        Of the logarithm, and what it is called.

    Attributes
    ----------
    chart, hump
        The axes, and the entropy H(p).
    belief
        The cross-entropy, its point of contact and its name. The line is as long as `reach` (0 to 1) tells.
    marks
        What slides with p: its height on either graph, and the gap between them, which is the KL divergence.
    """

    def __init__(self, coin: Vector, bet: Vector, box: Box, *, base: float, unit: str) -> None:
        self.coin, self.bet, self.base = coin, bet, base
        q = float(bet.values[0])
        top = _HEADROOM * max(self._line(0.0), self._line(1.0))
        ticks = range(0, math.floor(top) + 1, math.ceil(top / _MOST_TICKS))
        self.chart = chart = Chart(
            box,
            (0, 1),
            (0, top),
            x_ticks=[(0, "0"), (1, "1")],
            y_ticks=[(tick, str(tick)) for tick in ticks],
            x_name=Words("p: probability of heads", "label", "truth"),
            y_name=Words(unit, "label", "muted"),
        )
        self.hump = chart.curve(self._hump)
        self.reach = ValueTracker(0.0)
        x, floor = chart.point(q, 0)
        self.belief = VGroup(
            chart.line(self._ends, "model", 4.0),
            chart.line(lambda: [(q, 0), (q, self._line(q))], "model"),
            chart.dot(lambda: q, lambda: self._line(q), "model"),
        )
        if 0.04 < q < 0.96:  # else its name would stand on the 0 or the 1
            self.belief.add(Formula("model(q)", "body").at(x, floor - 0.28))
        self.gap = Span(
            self.entropy,
            self.cross_entropy,
            lambda: chart.point(self.p(), 0)[0],
            lambda value: chart.point(0, value)[1],
            decimals=None,
        )
        self.marks = (
            chart.line(lambda: [(self.p(), 0), (self.p(), self.entropy())], "truth"),
            self.gap,
            chart.dot(self.p, self.entropy, "entropy"),
            chart.dot(self.p, self.cross_entropy, "model"),
        )

    def p(self) -> float:
        """Return the probability of heads as it is now."""
        return float(self.coin.values[0])

    def entropy(self) -> float:
        """Return H(p) as it is now."""
        return measures.binary_entropy(self.p(), base=self.base)

    def cross_entropy(self) -> float:
        """Return H(p, q) as it is now."""
        return measures.cross_entropy(self.coin.values, self.bet.values, base=self.base)

    def kl(self) -> float:
        """Return KL(p‖q) as it is now."""
        return measures.kl_divergence(self.coin.values, self.bet.values, base=self.base)

    def _hump(self, p: NDArray[np.float64]) -> NDArray[np.float64]:
        return measures.binary_entropy(p, base=self.base)

    def _line(self, p: float) -> float:
        return measures.cross_entropy((p, 1 - p), self.bet.values, base=self.base)

    def _ends(self) -> list[tuple[float, float]]:
        q, reach = float(self.bet.values[0]), self.reach.get_value()
        return [(x, self._line(x)) for x in (q - reach * q, q + reach * (1 - q))]
