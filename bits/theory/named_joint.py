"""Two variables with names: what they are, what their values are called, how often each pair comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from bits.theory import measures
from bits.theory.checks import FloatArray


@dataclass(frozen=True, eq=False)
class NamedJoint:
    """A joint distribution of X, along the rows of `table`, and Y, along its columns, with names for all.

    Values that were given no names are called x1, x2 ... and y1, y2 ...

    Raises
    ------
    ValueError
        If a value never comes: what would be left of Y, once it is known, is undefined.
    """

    x: str
    y: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    table: FloatArray

    @classmethod
    def of(cls, x: str, y: str, rows: Sequence[str], columns: Sequence[str], table: ArrayLike) -> NamedJoint:
        """Return the joint distribution; empty `rows` or `columns` are named."""
        joint = np.array(table, dtype=np.float64)
        n, m = joint.shape
        x_names = tuple(rows) or tuple(f"x{i + 1}" for i in range(n))
        y_names = tuple(columns) or tuple(f"y{j + 1}" for j in range(m))
        for kind, names, masses in (("row", x_names, joint.sum(axis=1)), ("column", y_names, joint.sum(axis=0))):
            for name, mass in zip(names, masses, strict=True):
                if mass == 0:
                    raise ValueError(f"{kind} {name} of the table of {x} and {y} has no mass: leave it out")
        return cls(x, y, x_names, y_names, joint)

    @property
    def shape(self) -> tuple[int, int]:
        """Return how many values X and Y have."""
        n, m = self.table.shape
        return n, m

    @property
    def p_x(self) -> FloatArray:
        """Return the marginal of X, shape (n,)."""
        return np.asarray(self.table.sum(axis=1))

    @property
    def p_y(self) -> FloatArray:
        """Return the marginal of Y, shape (m,)."""
        return np.asarray(self.table.sum(axis=0))

    @property
    def given_x(self) -> FloatArray:
        """Return p(y|x), one row per x, shape (n, m)."""
        return np.array([measures.normalize(row) for row in self.table])

    def left_open(self, base: float) -> FloatArray:
        """Return H(Y|X = x) of each x, shape (n,); in units of `base`."""
        return np.array([measures.entropy(row, base=base) for row in self.given_x])

    def by_luck(self) -> list[int]:
        """Return the values of X by their row, that which leaves least open about Y first."""
        return [int(x) for x in np.argsort(self.left_open(2).round(12), kind="stable")]
