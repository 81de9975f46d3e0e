"""The four quantities as bars, one below the other, each with its name and its number."""

from __future__ import annotations

from typing import Any

from manim import Animation, ValueTracker

from bits.stage.ink import Formula
from bits.stage.layout import Box
from bits.stage.readout import Number
from bits.stage.view import Rect, Run, Stroke, View
from scenes.big_picture.quantities import Quantities

_NAME = 0.6
"""Scene units over a bar for its name and its number."""
_SIDES = 1.9, 1.35
"""Scene units beside a bar for them, where there is no room over it."""
_THICKEST = 0.6
_LEAST = 1.1
"""Scene units of height that each needs to stand below the one before."""


class Four(View):
    """H(P), H(P, Q), KL and I as bars that grow to the right; what is infinite reaches the right edge.

    Parameters
    ----------
    now
        The quantities.
    box
        Where: bars, names and numbers stay inside; scene units.
    highest
        The bits or nats that reach the right edge.
    """

    def __init__(self, now: Quantities, box: Box, highest: float) -> None:
        super().__init__()
        kinds = (
            ("entropy(H(P))", now.entropy, "entropy"),
            ("model(H(P, Q))", now.cross_entropy, "model"),
            ('waste("KL")', now.kl, "waste"),
            ("shared(I)", now.mutual_information, "shared"),
        )
        self.sources = [source for _, source, _ in kinds]
        if box.height / len(kinds) >= _LEAST:
            places = box.rows(*[1] * len(kinds), gutter=0.2)
            self.heads = [place.trimmed(bottom=place.height - _NAME) for place in places]
            self.rows = [place.trimmed(top=_NAME) for place in places]
        else:  # two by two, each bar between its name and its number
            pairs = (row.columns(1, 1, gutter=0.5) for row in box.rows(1, 1, gutter=0.2))
            self.heads = [place for pair in pairs for place in pair]
            self.rows = [place.trimmed(left=_SIDES[0], right=_SIDES[1]) for place in self.heads]
        self.per_bit = self.rows[0].width / highest
        self.bars = [Rect(role) for _, _, role in kinds]
        self.numbers = [Number(3, "label", role) for _, _, role in kinds]
        self.risen = [ValueTracker(0.0) for _ in kinds]
        self.add(*self.bars, *self.numbers)
        for (name, _, _), row, head in zip(kinds, self.rows, self.heads, strict=True):
            self.add(Stroke("muted").through((row.left, row.bottom), (row.left, row.top)))
            self.add(Formula(name, "body").at(head.left, head.y, "left"))
        self.refresh()

    def rise(self, i: int, **kwargs: Any) -> Animation:
        """Return the animation in which bar `i` grows, and its number with it."""
        return Run(self, self.risen[i], **kwargs)

    def _state(self) -> tuple[float, ...]:
        return *(source() for source in self.sources), *(risen.get_value() for risen in self.risen)

    def _redraw(self) -> None:
        parts = zip(self.bars, self.numbers, self.rows, self.heads, self.sources, self.risen, strict=True)
        for bar, number, row, head, source, risen in parts:
            value, grown = source(), risen.get_value()
            bottom = max(row.bottom, row.top - _THICKEST)
            bar.corners(row.left, bottom, row.left + min(value * self.per_bit, row.width) * grown, row.top)
            number.write_at(value, head.right, head.y, "right")
            number.set_fill(opacity=grown)
