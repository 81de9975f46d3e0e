"""Slabs: what believing Q costs or saves, outcome by outcome; their sum is the KL divergence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import Animation, ValueTracker
from numpy.typing import ArrayLike, NDArray

from bits.stage.bars import NAME_GAP, AreaBars, Ruler
from bits.stage.labels import LabelRow, label_room
from bits.stage.layout import Box
from bits.stage.mass import Vector
from bits.stage.naming import named
from bits.stage.view import Rect, Run, Stroke, View
from bits.theory import measures

_CUT_AT, _CUT = 0.25, 0.1
"""Scene units from the end of a slab to the gap that marks it as cut, and how high the gap is."""
_SLACK = 1e-6


class Slabs(View):
    """P log(P/Q) per outcome: width is P, height the extra bits log(P/Q), so the *area* is the outcome's share of KL.

    A surplus stands on the base line in vermilion, a saving hangs from it in green. What would leave the box is cut
    off, and marked as cut.

    Parameters
    ----------
    truth, model
        The masses P and Q.
    box
        Where: slabs and labels stay inside; scene units.
    highest, lowest
        The largest and the smallest log(P/Q) that must fit, bits or nats.
    ruler
        Shared with whatever the areas are compared with; fitted to the box if not given.
    labels
        Names of the outcomes; letters if empty.
    base
        2 for bits, e for nats.
    """

    def __init__(
        self,
        truth: Vector,
        model: Vector,
        box: Box,
        *,
        highest: float,
        lowest: float,
        ruler: Ruler | None = None,
        labels: Sequence[str] = (),
        base: float = 2,
    ) -> None:
        super().__init__()
        self.truth, self.model, self.base_of_log = truth, model, base
        n = len(truth.values)
        labels = named(labels, n)
        room = label_room(labels, box.width, box.height) + NAME_GAP
        self.area = Box(box.left, box.bottom + room, box.right, box.top)
        span = max(highest, 0.0) - min(lowest, 0.0)
        self.ruler = ruler or Ruler.fitting(self.area, span)
        self.base = self.area.bottom - min(lowest, 0.0) * self.ruler.upwards
        self.settled = ValueTracker(1.0)
        self._columns: AreaBars | None = None
        self.slabs = [(Rect("waste", edge=1.5), Rect("saving", edge=1.5)) for _ in range(n)]
        self.cuts = [Rect("ground") for _ in range(n)]
        self.line = Stroke("muted")
        self.labels = LabelRow(labels, box.left, box.right, self.area.bottom - NAME_GAP, height=box.height)
        self.add(*(slab for pair in self.slabs for slab in pair), *self.cuts, self.line, self.labels)
        self.refresh()

    def state(self) -> tuple[bytes, bytes, float]:
        """Return all that the picture depends on."""
        return self.truth.key(), self.model.key(), self.settled.get_value()

    def _state(self) -> tuple[bytes, bytes, float]:
        return self.state()

    def _redraw(self) -> None:
        rights = self.area.left + np.cumsum(self.truth.values) * self.ruler.across
        lefts = rights - self.truth.values * self.ruler.across
        bases = self._bases()
        full = self._heights()
        heights = np.clip(full, self.area.bottom - bases, self.area.top - bases)
        tops = bases + heights * self.grown.get_value()
        cut = (abs(full) > abs(heights) + _SLACK) & (abs(tops - bases) > 2 * _CUT_AT)
        settled = self.settled.get_value()
        self.line.through((self.area.left, self.base), (self.area.left + self.area.width * settled, self.base))
        for i, (surplus, saving) in enumerate(self.slabs):
            surplus.corners(lefts[i], bases[i], rights[i], max(tops[i], bases[i]))
            saving.corners(lefts[i], min(tops[i], bases[i]), rights[i], bases[i])
            mark = tops[i] - np.sign(heights[i]) * _CUT_AT
            self.cuts[i].corners(lefts[i], mark, rights[i], mark + (_CUT if cut[i] else 0.0))
        if self.labels.submobjects:
            self.labels.follow((lefts + rights) / 2)

    def _heights(self) -> NDArray[np.float64]:
        """Return log(P/Q) as heights, shape (n,); scene units."""
        P, Q = self.truth.values, self.model.values
        extra = measures.surprise(Q, base=self.base_of_log) - measures.surprise(
            np.maximum(P, 1e-300), base=self.base_of_log
        )
        return np.where(P > 0, extra, 0.0) * self.ruler.upwards

    def _bases(self) -> NDArray[np.float64]:
        """Return where each slab starts, shape (n,): the common line, or on its way there from a column's top."""
        line = np.full(len(self.slabs), self.base)
        if self._columns is None:
            return line
        tops = self._columns.boxes()[:, 3]
        return tops + (line - tops) * self.settled.get_value()

    def stand_on(self, columns: AreaBars) -> Slabs:
        """Let each slab start on the top of a column, -log P: then it ends at -log Q."""
        self._columns = columns
        self.settled.set_value(0.0)
        return self.refresh()

    def settle(self, **kwargs: Any) -> Animation:
        """Return the animation in which the slabs leave their columns for the common line, areas kept."""
        return Run(self, self.settled, **kwargs)

    @property
    def drawn(self) -> float:
        """Return the surplus area less the saving area, as drawn, in bits or nats."""
        surplus, saving = zip(*self.slabs, strict=True)
        return self.ruler.amount(surplus) - self.ruler.amount(saving)


def log_ratios(P: ArrayLike, Q: ArrayLike, base: float) -> tuple[float, float]:
    """Return the least and the largest finite log(P/Q), at least half a unit apart from 0 on either side."""
    pairs = [(p, q) for p, q in zip(np.asarray(P), np.asarray(Q), strict=True) if p > 0 and q > 0]
    extra = [float(measures.surprise(q, base=base) - measures.surprise(p, base=base)) for p, q in pairs]
    return min([-0.5, *extra]), max([0.5, *extra])


def in_span(low: float, high: float, span: float) -> tuple[float, float]:
    """Return from where to where a scale of such a span goes that shows `low` to `high`, both sides of 0.

    What room is to spare lies on both sides; where there is too little, the longer side is cut.
    """
    spare = span - (high - low)
    if spare >= 0:
        return low - spare / 2, high + spare / 2
    below = min(-low, max(span / 2, span - high))
    return -below, span - below
