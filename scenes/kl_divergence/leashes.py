"""Where KL divergence holds a model: what is trained, and the term of its loss that keeps it near something."""

from __future__ import annotations

from dataclasses import dataclass

from bits.stage import Box, Card, Formula, VGroup
from bits.stage.paragraph import Paragraph

_LOSSES = (
    ("autoencoder", '"misses" + beta dot waste("KL"("code" || "bell"))'),
    ("student and teacher", 'waste("KL"("teacher" || "student"))'),
    ("tuned chat model", '-"praise" + beta dot waste("KL"("tuned" || "base"))'),
)
_NAME, _LOSS = 1, 1.9
_LEAST = (3.0, 6.4)
"""Scene units that a name and a loss need."""


@dataclass(frozen=True)
class Leash:
    """One way to train: the card with its name, and its loss, with the KL divergence in it."""

    card: VGroup
    loss: Formula


def leashes(box: Box) -> list[Leash]:
    """Return three ways to train, one below the other."""
    made = []
    for (name, loss), row in zip(_LOSSES, box.rows(1, 1, 1, gutter=0.3), strict=True):
        card = Card(row)
        left, right = card.body.parts(_NAME, _LOSS, gutter=0.3, least=_LEAST)
        formula = Formula(loss, "big", fit=right.width)
        if formula.advance > right.width:
            formula = Formula(loss, "body", fit=right.width)
        made.append(Leash(VGroup(card, Paragraph(name, left, "big")), formula.at(right.x, right.y)))
    return made
