"""Where KL divergence holds a model: a bell that is pulled to another one, and the loss whose KL term pulls it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bits.stage import Box, Card, Derived, Formula, MassBars, Numbers, VGroup, Words
from bits.theory import bells

_LOSSES = (
    ("autoencoder", ('"misses" + beta dot waste("KL")', '(model("code") || truth("bell"))')),
    ("small model", ('waste("KL")', '(truth("big") || model("small"))')),
    ("chat model", ('-"praise" + beta dot waste("KL")', '(model("tuned") || truth("base"))')),
)
_NARROWEST = 3.7
"""Scene units that a card needs to stand beside others."""
_LINE = 0.72
"""Distance of the two lines of a loss; scene units."""
_GRID = np.linspace(-3, 5, 41)
_HIGHEST = 1.05 * float(bells.bell(0, 1, _GRID).max())
FAR, NEAR = 2.2, 0.4
"""How far from the other bell the model's one stands, let loose and held."""


class Leash:
    """One way to train, on a card of its own; let `place` flow from `FAR` to `NEAR`.

    Parameters
    ----------
    name, loss
        What is trained, and the lines of its loss as formulas.
    box
        Where; scene units.

    Attributes
    ----------
    place
        Where the model's bell stands.
    card, bells, loss
        The parts: the card with its name, both bells, and the loss.
    """

    def __init__(self, name: str, loss: Sequence[str], box: Box) -> None:
        card = Card(box)
        if box.height > box.width:
            head, picture, foot = card.body.rows(0.7, 3.4, 1.5, gutter=0.1)
        else:
            picture, told = card.body.columns(1, 1.2, gutter=0.3)
            head, foot = told.rows(0.7, 1.6, gutter=0)
        self.place = Numbers([FAR])
        held = Derived(lambda: bells.bell(float(self.place.values[0]), 1, _GRID))
        fixed = Derived(lambda: bells.bell(0, 1, _GRID))
        self.bells = (
            MassBars(fixed, picture, labels=None, highest=_HIGHEST),
            MassBars(held, picture, labels=None, role="model", highest=_HIGHEST, opacity=0.6),
        )
        self.card = VGroup(card, Words(name, "title", fit=head.width).at(head.x, head.y))
        line = min(_LINE, foot.height / 2)
        top = foot.y + line * (len(loss) - 1) / 2
        self.loss = VGroup(*(Formula(part, "body").at(foot.x, top - i * line) for i, part in enumerate(loss)))


def leashes(box: Box) -> list[Leash]:
    """Return three ways to train: side by side or, where there is no room for that, one below the other."""
    places = box.parts(1, 1, 1, gutter=0.3, least=[_NARROWEST] * 3)
    return [Leash(name, loss, place) for (name, loss), place in zip(_LOSSES, places, strict=True)]
