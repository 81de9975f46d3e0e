"""Two independent events: their probabilities are the sides of an area, their surprises two towers that dock.

Local to the concept of surprise.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from bits.authoring.amounts import odds, whole_digits
from bits.stage.equation import sum_in
from bits.stage.ink import Words
from bits.stage.layout import Box
from bits.stage.mass import Derived, Numbers
from bits.stage.readout import Readout
from bits.theory import measures
from bits.theory.digits import decimals
from scenes.surprise.square import NAME_BELOW, Square, fitting
from scenes.surprise.towers import Dock, Towers, tallest

_SHARES = (1.2, 1)
"""How square and towers share the room."""
_GUTTER = 0.6
_NAME = 2.1
"""Room beside the square for a name, in scene units."""


class TwoEvents:
    """Parts of a picture of two events; the caller brings them in one after another.

    Parameters
    ----------
    names
        What the two are.
    chances
        Their probabilities in the end; at first both are certain.
    box, band
        Where the picture stands, and where its two equations; scene units.
    base, unit
        Of the logarithm, and what it is called.

    Attributes
    ----------
    p
        The two probabilities: let them flow.
    square
        Its lit area is the probability of both.
    place
        Where the square stands; a question may take it.
    unknown
        Stands where the towers will dock.
    towers, stack
        The surprises of the two, and their copies, which dock end to end.
    """

    def __init__(
        self, names: tuple[str, str], chances: tuple[float, float], box: Box, band: Box, *, base: float, unit: str
    ) -> None:
        self.p, self.base, self.unit = Numbers((1.0, 1.0)), base, unit
        self._chances, self.both = chances, chances[0] * chances[1]
        left, right = box.parts(*_SHARES, gutter=_GUTTER)
        self.towers = Towers(
            Derived(lambda: np.array([*measures.surprise(self.p.values, base=base), 0.0])),
            right,
            highest=tallest((self.both,), base),
            block=measures.surprise(1 / 2, base=base),
            labels=(*names, "both"),
            decimals=(2, 2, None),
        )
        self.place = left
        self.unknown = Words("?", "huge", "entropy").at(self.towers.centres[2], self.towers.area.y)
        self.stack = Dock(self.towers, (0, 1), self.towers.centres[2])
        room = left.over(self.towers.area.bottom).trimmed(left=_NAME)
        side = min(room.width, room.height)
        below = Words(names[0], "label", "truth", fit=side)
        beside = Words(names[1], "label", "truth", fit=_NAME - 0.3)
        self._names = below, beside
        self.square = Square(self._sides, room.trimmed(top=room.height - side), (below, beside))
        self._rows = band.parts(*_SHARES, gutter=_GUTTER, least=(4.6, 5.2))

    def odds(self, which: int) -> Words:
        """Return how likely one of the two is, at its name, once the square is cut by it."""
        name = self._names[which]
        words = Words(_short(self._chances[which]), "label", fit=_NAME - 0.3)
        if which == 0:
            return words.at(name.get_right()[0] + 0.2, self.square.area.bottom - NAME_BELOW, "left")
        return words.at(name.get_right()[0], name.get_center()[1] + 0.42, "right")

    def both_named(self) -> list[Words]:
        """Return how likely both are, on the area that is theirs if it has room."""
        return fitting(_short(self.both), "ground", Box(*map(float, self.square.lit.box)), ("body", "label"))

    def product(self) -> tuple[Readout, ...]:
        """Return the product of the probabilities, written out below the square."""
        digits = max(3, decimals(self.both))
        terms = (
            Readout(sign, partial(self._chance, i), decimals=digits, role="truth")
            for i, sign in enumerate(("", "×", "="))
        )
        return sum_in(self._rows[0], *terms)

    def sum(self) -> tuple[Readout, ...]:
        """Return the sum of the surprises, written out below the towers."""
        signs, digits = (("", ""), ("+", ""), ("=", self.unit)), whole_digits(self._surprise(2))
        terms = (
            Readout(sign, partial(self._surprise, i), unit, decimals=2, role="entropy", whole_digits=digits)
            for i, (sign, unit) in enumerate(signs)
        )
        return sum_in(self._rows[1], *terms)

    def _sides(self) -> tuple[float, float]:
        width, height = self.p.values
        return float(width), float(height)

    def _chance(self, i: int) -> float:
        """Return the probability of the first event, of the second, or of both."""
        width, height = self._sides()
        return (width, height, width * height)[i]

    def _surprise(self, i: int) -> float:
        return measures.surprise(self._chance(i), base=self.base)


def _short(p: float) -> str:
    """Return a probability as one in so many, or as a number alone."""
    return odds(p).removeprefix("chance ")
