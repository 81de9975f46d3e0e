"""What two variables share, as strips with their brackets and numbers; all follow one joint distribution."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bits.stage.ink import Formula
from bits.stage.layout import Box
from bits.stage.mass import Vector
from bits.stage.readout import Readout
from bits.stage.view import Source
from bits.theory import measures
from bits.theory.digits import decimals_for
from scenes.mutual_information.equation import sum_row
from scenes.mutual_information.strips import Strips

_OVER, _UNDER = 0.76, 1.42
"""Scene units over and under the strips for their brackets."""


class Overlap:
    """H(X) and H(Y) as strips whose overlap is I(X; Y); the pieces are to be shown one by one.

    Parameters
    ----------
    joint
        The table, row by row, shape (n · m,).
    shape
        (n, m).
    box
        Where the strips and their brackets stay; scene units.
    base
        2 for bits, e for nats.
    rest
        I(X; Y) where it comes to rest: it is written with the decimals that it needs.

    Attributes
    ----------
    strips, over, under, union
        The strips and the brackets of H(X), H(Y) and H(X, Y).
    both
        I(X; Y), between the strips where they overlap.
    """

    def __init__(self, joint: Vector, shape: tuple[int, int], box: Box, *, base: float, rest: float) -> None:
        self.joint, self.shape, self.base = joint, shape, base
        self._decimals = decimals_for(3, rest)
        longest = self.first() + self.second()
        room = box.trimmed(top=_OVER, bottom=_UNDER)
        self.strips = Strips(self.first, self.second, self.shared, room, longest=longest)
        self.over, self.under, self.union = self.strips.brackets(
            self._named("entropy(H(X))", self.first),
            self._named("entropy(H(Y))", self.second),
            self._named("entropy(H(X, Y))", self.whole),
        )
        self.both = self.strips.label(self._named("shared(I(X; Y))", self.shared, "shared"))

    def _named(self, formula: str, amount: Source, role: str = "entropy") -> Readout:
        return Readout(Formula(formula, "title"), amount, role=role, size="title", decimals=self._decimals)

    @property
    def _table(self) -> NDArray[np.float64]:
        return self.joint.values.reshape(self.shape)

    def first(self) -> float:
        """Return H(X)."""
        return measures.entropy(self._table.sum(axis=1), base=self.base)

    def second(self) -> float:
        """Return H(Y)."""
        return measures.entropy(self._table.sum(axis=0), base=self.base)

    def whole(self) -> float:
        """Return H(X, Y)."""
        return measures.joint_entropy(self._table, base=self.base)

    def shared(self) -> float:
        """Return I(X; Y)."""
        return measures.mutual_information(self._table, base=self.base)

    def total(self, box: Box, unit: str) -> tuple[Readout, ...]:
        """Return the terms of H(X) + H(Y) − H(X, Y) = I(X; Y) in a box."""
        return sum_row(
            box,
            unit,
            ("", "H(X)", self.first, "entropy"),
            ("+", "H(Y)", self.second, "entropy"),
            ("−", "H(X, Y)", self.whole, "entropy"),
            ("=", "I(X; Y)", self.shared, "shared"),
            decimals=self._decimals,
        )
