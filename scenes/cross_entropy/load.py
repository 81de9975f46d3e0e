"""The load that is carried on average: a chart of columns, P wide and -log Q high, and the levels that it knows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bits.authoring.amounts import whole_digits
from bits.stage.bars import AreaBars
from bits.stage.ink import Formula
from bits.stage.layout import Box
from bits.stage.marks import Level
from bits.stage.mass import Vector
from bits.stage.readout import Readout, readout_row
from bits.stage.scale import Scale
from bits.theory import measures

NAMES = 2.2
"""Room beside the chart for the names of its levels, in scene units."""
_ENTROPY, _LOAD = "entropy(H(P))", "H(P, Q)"
_OVER = 0.4
"""Room over it, for the name of a level at its very top."""
HEADROOM = 1.06
"""How much higher than what it must hold a scale is."""


def costs(truth: Vector, model: Vector, box: Box, labels: Sequence[str], **options: Any) -> AreaBars:
    """Return the chart whose widths are P and whose heights are the surprises by Q."""
    return AreaBars(truth, model, box, labels=labels, role="model", heights_role="model", **options)


def tallest(truth: NDArray[np.float64], *beliefs: NDArray[np.float64], base: float) -> float:
    """Return the largest finite surprise of what does happen, with headroom; no less than that of a fair coin."""
    rarest = min((p for pmf in (truth, *beliefs) for p in pmf[truth > 0] if p > 0), default=1.0)
    return HEADROOM * float(measures.surprise(min(rarest, 0.5), base=base))


class Load:
    """Parts of the picture; the caller brings them in.

    Parameters
    ----------
    truth, belief
        P and Q.
    labels
        Names of the outcomes.
    base, unit
        Of the logarithm, and what it is called.
    rests
        The entropy and the load where they come to rest.

    Attributes
    ----------
    chart, scale
        The columns, and the scale behind them; after `draw`.
    level, floor
        The levels H(P, Q) and H(P); after `draw`.
    """

    def __init__(
        self, truth: Vector, belief: Vector, labels: Sequence[str], *, base: float, unit: str, rests: Sequence[float]
    ) -> None:
        self.truth, self.belief, self.labels = truth, belief, labels
        self.base, self.unit, self.rests = base, unit, rests

    def draw(self, box: Box, stops: Sequence[NDArray[np.float64]]) -> None:
        """Draw the chart, high enough for all beliefs in `stops`."""
        high = tallest(self.truth.values, *stops, base=self.base)
        room = Scale.beside(box).trimmed(right=NAMES, top=_OVER)
        options = {"tallest": high, "shares": 3, "base": self.base}
        self.chart = chart = costs(self.truth, self.belief, room, self.labels, **options)
        self.scale = Scale(chart.area.left, chart.area.right, chart.height_of, high, self.unit)
        ends = chart.area.left, chart.area.right
        names = [Formula(name, "body") for name in (_ENTROPY, _LOAD)]
        self.floor = Level(self.entropy, *ends, chart.height_of, name=names[0])
        self.level = Level(self.cost, *ends, chart.height_of, role="model", name=names[1], above=self.floor)

    def readouts(self) -> tuple[Readout, ...]:
        """Return the load and the entropy as numbers, in the readout band."""
        entropy = Readout(Formula(f"{_ENTROPY} =", "body"), self.entropy, self.unit, rests=self.rests)
        return readout_row(self.number(Formula(f"{_LOAD} =", "body"), self.unit), entropy)

    def number(self, label: str | Formula, unit: str = "") -> Readout:
        """Return the load as a number behind its label."""
        digits = whole_digits(max(self.rests))
        return Readout(label, self.cost, unit, whole_digits=digits, rests=self.rests)

    def entropy(self) -> float:
        """Return H(P) as it stands."""
        return measures.entropy(self.truth.values, base=self.base)

    def cost(self) -> float:
        """Return H(P, Q) as it stands."""
        return measures.cross_entropy(self.truth.values, self.belief.values, base=self.base)
