"""What two variables share, as strips with their brackets and numbers; all follow one joint distribution."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bits.stage.ink import Formula
from bits.stage.layout import Box
from bits.stage.mass import Vector
from bits.stage.readout import Readout, in_shares
from bits.theory import measures
from scenes.mutual_information.strips import Strips

_OVER, _UNDER = 0.85, 1.55
"""Scene units over and under the strips for their brackets."""
_THICKNESS = 0.44
"""Share of the height of both strips that one of them takes."""


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

    Attributes
    ----------
    strips, over, under, union
        The strips and the brackets of H(X), H(Y) and H(X, Y).
    """

    def __init__(self, joint: Vector, shape: tuple[int, int], box: Box, *, base: float) -> None:
        self.joint, self.shape, self.base = joint, shape, base
        longest = self.first() + self.second()
        room = box.trimmed(top=_OVER, bottom=_UNDER)
        self.strips = Strips(
            self.first, self.second, self.shared, room, longest=longest, thickness=_THICKNESS * room.height
        )
        names = (("H(X)", self.first), ("H(Y)", self.second), ("H(X, Y)", self.whole))
        labels = [Readout(Formula(f"entropy({name})", "body"), h, role="entropy") for name, h in names]
        self.over, self.under, self.union = self.strips.brackets(*labels)

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

    def parts(self, box: Box) -> tuple[Readout, ...]:
        """Return H(X|Y), I(X; Y) and H(Y|X) as readouts side by side in a box."""
        terms = (
            ("entropy(H(X|Y))", lambda: measures.conditional_entropy(self._table.T, base=self.base), "entropy"),
            ("shared(I(X; Y))", self.shared, "shared"),
            ("entropy(H(Y|X))", lambda: measures.conditional_entropy(self._table, base=self.base), "entropy"),
        )
        readouts = [Readout(Formula(name, "body"), value, role=role) for name, value, role in terms]
        return in_shares(box, *readouts)

    def sides(self, box: Box) -> tuple[Readout, ...]:
        """Return what X tells about Y and what Y tells about X, as readouts side by side in a box."""
        terms = ("entropy(H(X)) - entropy(H(X|Y)) =", "entropy(H(Y)) - entropy(H(Y|X)) =")
        readouts = [Readout(Formula(term, "body"), self.shared, role="shared") for term in terms]
        return in_shares(box, *readouts)
