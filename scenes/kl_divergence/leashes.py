"""Where KL divergence holds a model: a bell that is pulled to another one, and the loss whose KL term pulls it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from bits.stage import Box, Card, Derived, Formula, MassBars, Numbers, VGroup, Words
from bits.theory import bells

_LOSSES = (
    ("autoencoder", '"misses" + beta dot waste("KL"("code" || "bell"))'),
    ("student", 'waste("KL"("teacher" || "student"))'),
    ("chat model", '-"praise" + beta dot waste("KL"("tuned" || "base"))'),
)
_COLUMNS, _LEAST = (1, 0.9, 2.2), (2.2, 1.2, 5.8)
"""The shares of name, bells and loss, and scene units that they need."""
_GRID = np.linspace(-3, 5, 41)
_HIGHEST = 1.1 * float(bells.bell(0, 1, _GRID).max())
FAR, NEAR = 2.2, 0.4
"""How far from the other bell the model's one stands, let loose and held."""


class Leash:
    """One way to train, on a card of its own; let `place` flow from `FAR` to `NEAR`.

    Parameters
    ----------
    name, loss
        What is trained, and its loss as a formula.
    card
        Where; scene units.
    size
        Of name and loss.

    Attributes
    ----------
    place
        Where the model's bell stands.
    card, bells, loss
        The parts: the card with its name, both bells, and the loss.
    """

    def __init__(self, name: str, loss: str, row: Box, size: Literal["title", "body"]) -> None:
        card = Card(row)
        left, middle, right = card.body.columns(*_COLUMNS, gutter=0.3, least=_LEAST)
        self.place = Numbers([FAR])
        held = Derived(lambda: bells.bell(float(self.place.values[0]), 1, _GRID))
        fixed = Derived(lambda: bells.bell(0, 1, _GRID))
        self.bells = (
            MassBars(fixed, middle, labels=None, highest=_HIGHEST),
            MassBars(held, middle, labels=None, role="model", highest=_HIGHEST, opacity=0.6),
        )
        self.card = VGroup(card, Words(name, size, fit=left.width).at(left.left, left.y, "left"))
        self.loss = Formula(loss, size, fit=right.width).at(right.right, right.y, "right")


def leashes(box: Box) -> list[Leash]:
    """Return three ways to train, one below the other, all in the largest size that has room."""
    rows = box.rows(1, 1, 1, gutter=0.3)
    room = Card(rows[0]).body.columns(*_COLUMNS, gutter=0.3, least=_LEAST)
    return [Leash(name, loss, row, _size(room)) for (name, loss), row in zip(_LOSSES, rows, strict=True)]


def _size(room: Sequence[Box]) -> Literal["title", "body"]:
    sizes: tuple[Literal["title"], Literal["body"]] = ("title", "body")
    for size in sizes:
        names = max(Words(name, size).advance for name, _ in _LOSSES)
        losses = max(Formula(loss, size).advance for _, loss in _LOSSES)
        if names <= room[0].width and losses <= room[2].width:
            return size
    return "body"
