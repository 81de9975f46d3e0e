"""What may happen, on a card each: how likely it is as a bar, and how surprising as a tower of blocks.

Local to the concept of surprise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from manim import VGroup
from numpy.typing import NDArray

from bits.stage.card import Card
from bits.stage.ink import Words
from bits.stage.layout import Box
from bits.stage.marks import Level
from bits.stage.mass import Derived, Vector
from bits.theory import measures
from bits.theory.digits import MOST, decimals
from scenes.surprise.towers import Towers, tallest

_MARGIN = 0.3
_DASHES = 0.28
"""How long the mark beside a bar is, in scene units: it keeps clear of the number."""
_HEAD = 0.75
"""Height of a card's heading, in scene units."""


class EventCard(VGroup):
    """One outcome on a card; the caller brings in card, bar and tower one after another.

    Parameters
    ----------
    mass
        The probabilities, shape (n,).
    outcome
        The one that the card shows.
    heading
        What happens.
    box
        Where; scene units.
    base
        2 for bits, e for nats.
    told
        Whether numbers stand over bar and tower.

    Attributes
    ----------
    chance, surprise
        The bar and the tower, each alone on its half. Cards of one mass share their scales.
    """

    def __init__(self, mass: Vector, outcome: int, heading: str, box: Box, *, base: float, told: bool = True) -> None:
        super().__init__()
        head, body = box.inset(_MARGIN, 0.12).rows(_HEAD, box.height - _HEAD, gutter=0)
        self.add(Card(box), Words(heading, "title", bold=True, fit=head.width).at(head.x, head.y))
        left, right = body.columns(1, 1.12, gutter=0)
        chances = mass.values
        surprise = float(measures.surprise(chances[outcome], base=base))
        self.chance = _alone(
            lambda: mass.values[outcome : outcome + 1],
            left,
            "how likely",
            highest=1.0,
            role="truth",
            digits=min(MOST, max(map(decimals, chances))) if told else None,
        )
        self._right = right
        self.surprise = _alone(
            lambda: measures.surprise(mass.values[outcome : outcome + 1], base=base),
            right,
            "how surprising",
            highest=tallest(chances, base),
            role="entropy",
            digits=min(MOST, decimals(surprise)) if told else None,
            block=measures.surprise(1 / 2, base=base),
        )

    def sure(self) -> Level:
        """Return how high the bar of what always happens would be, with its name; it takes the room of the tower."""
        name = Words("probability 1", "title", "truth", fit=self._right.width - 0.3)
        end = self._right.left
        return Level(lambda: 1.0, end - _DASHES, end, self.chance.height_of, role="truth", name=name)


def event_cards(
    mass: Vector, outcomes: Sequence[int], headings: Sequence[str], box: Box, *, base: float, told: bool = True
) -> tuple[EventCard, ...]:
    """Return a card for each of some outcomes, side by side, or one over the other where the frame is upright."""
    boxes = box.parts(*[1.0] * len(outcomes))
    return tuple(
        EventCard(mass, outcome, heading, place, base=base, told=told)
        for outcome, heading, place in zip(outcomes, headings, boxes, strict=True)
    )


def _alone(
    compute: Callable[[], NDArray[np.float64]],
    box: Box,
    name: str,
    *,
    highest: float,
    role: str,
    digits: int | None,
    block: float | None = None,
) -> Towers:
    """Return the bar or tower of one number, with its name below."""
    return Towers(
        Derived(compute),
        box,
        highest=highest,
        labels=[name],
        role=role,
        decimals=digits,
        block=block,
        largest="big",
    )
