"""What is carried and what is needed on one chart: columns melt to two levels, and the band between them is KL."""

from __future__ import annotations

from collections.abc import Sequence

from bits.stage.bars import AreaBars, MassBars, reach
from bits.stage.ink import Formula
from bits.stage.layout import Box
from bits.stage.marks import Band
from bits.stage.mass import Vector
from bits.theory import measures

_HEADROOM = 1.2
"""How much higher than its tallest column the chart is: a level's name may stand over that of another."""
_LEVELS = 3.4
"""Room in scene units beside the columns for what the levels are called."""


class GapChart:
    """Parts of the picture; the caller brings them in, lets the columns melt, and lets the model flow.

    Parameters
    ----------
    truth, model
        The masses P and Q.
    box
        Where; scene units.
    labels, base
        As for `AreaBars`.

    Attributes
    ----------
    bars, beliefs
        P and Q as bars.
    believed, needed
        The columns of P as wide as P, and as high as Q and P make them.
    paid, due
        The levels to which they melt: H(P, Q) and H(P).
    band
        What lies between: the KL divergence.
    """

    def __init__(self, truth: Vector, model: Vector, box: Box, *, labels: Sequence[str] = (), base: float = 2) -> None:
        levels = (
            measures.entropy(truth.values, base=base),
            measures.cross_entropy(truth.values, model.values, base=base),
        )
        tallest = _HEADROOM * reach(measures.surprise((*truth.values, *model.values), base=base), *levels, base=base)
        self.believed = believed = AreaBars(
            truth,
            model,
            box.trimmed(right=_LEVELS),
            tallest=max(tallest, _HEADROOM),
            labels=labels,
            role="model",
            heights_role="model",
            base=base,
        )
        highest = max(*truth.values, *model.values)
        here, there = box.columns(1, 1, gutter=0.8)
        self.bars = MassBars(truth, here, labels=labels, highest=highest)
        self.beliefs = MassBars(model, there, labels=labels, role="model", highest=highest)
        self.needed = needed = AreaBars(
            truth,
            truth,
            box.trimmed(right=_LEVELS),
            ruler=believed.ruler,
            labels=labels,
            heights_role="entropy",
            base=base,
        )
        needed.remove(needed.labels)  # those of the columns behind are the same
        self.due = needed.level(Formula("entropy(H(P))", "body"))
        self.paid = believed.level(Formula("H(P, Q)", "body"), above=self.due)
        left, right = believed.area.left, believed.area.left + believed.ruler.across
        self.band = Band(needed.total, believed.total, left, right, believed.height_of, decimals=3)
