"""Truth and belief as bars, and gauges of what depends on them, for the scene about the whole picture."""

from __future__ import annotations

from collections.abc import Sequence

from bits.stage.equation import formula_row
from bits.stage.gauge import Gauge
from bits.stage.ink import Formula, Words
from bits.stage.layout import Box
from bits.stage.pairs import PairBars
from scenes.big_picture.quantities import Quantities

_BARS = (1, 3.31)
_GAUGES = (2.9, 1.6, 2.5, 2.8)
_MOST_NAMED = 8
"""Outcomes whose names fit under the bars."""


class Dashboard:
    """The bars at the left, the gauges beside them; the caller brings the parts on stage.

    Parameters
    ----------
    now
        The quantities.
    box
        Where; scene units.
    highest
        What the gauges reach up to; bits or nats.
    labels
        Names of the outcomes; letters if empty. There are none if the outcomes are many.

    Attributes
    ----------
    names, bars, gauges
        The names over the bars, the bars, and the gauges of H(P, Q), H(P), KL(P || Q) and I(X; Y).
    """

    def __init__(self, now: Quantities, box: Box, highest: float, labels: Sequence[str] = ()) -> None:
        left, right = box.parts(*_BARS, gutter=0.3, least=(2.2, 8.5), heights=(1, 1.5))
        legend, bars = left.rows(1, 9, gutter=0.1)
        self.names = formula_row(legend, "P", "Q")
        named = labels if len(now.truth.values) <= _MOST_NAMED else None
        most = max(*now.truth.values, *now.model.values)
        self.bars = PairBars(now.truth, now.model, bars, highest=most, labels=named)
        floor = now.entropy, Words("floor", "small", "entropy")
        kinds = (
            (now.cross_entropy, "H(P, Q)", "model", floor),
            (now.entropy, "entropy(H(P))", "entropy", None),
            (now.kl, 'waste("KL"(P || Q))', "waste", None),
            (now.mutual_information, "shared(I(X; Y))", "shared", None),
        )
        self.gauges = [
            Gauge(value, place, highest, name=Formula(name, "body"), role=role, floor=mark, decimals=2)
            for (value, name, role, mark), place in zip(kinds, right.columns(*_GAUGES, gutter=0), strict=True)
        ]

    @property
    def parts(self) -> tuple[Formula | PairBars | Gauge, ...]:
        """Return all that comes on stage."""
        return *self.names, self.bars, *self.gauges
