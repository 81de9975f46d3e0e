"""Truth, belief and a joint distribution as masses, and every quantity that the scene about the whole picture shows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bits.stage.mass import Derived, Mass
from bits.theory import measures


class Quantities:
    """What is measured of the masses as they stand: all methods return bits or nats.

    Parameters
    ----------
    P, Q
        Truth and belief, shape (n,) each.
    joint
        A joint distribution of X and Y, shape (rows, columns).
    base
        2 for bits, e for nats.

    Attributes
    ----------
    truth, model, joint
        The masses; that of the joint has its cells row by row.
    product
        The product of the marginals of the joint as it stands, likewise.
    shape
        Rows and columns of the joint.
    """

    def __init__(self, P: Sequence[float], Q: Sequence[float], joint: ArrayLike, base: float) -> None:
        table = np.array(joint, dtype=float)
        self.truth, self.model, self.joint = Mass(P), Mass(Q), Mass(table.ravel())
        self.shape, self.base = (table.shape[0], table.shape[1]), base
        self.product = Derived(lambda: np.outer(self.table.sum(axis=1), self.table.sum(axis=0)).ravel())
        self.uniform = np.full(len(P), 1 / len(P))

    @property
    def table(self) -> NDArray[np.float64]:
        """Return the joint as a table, shape (rows, columns)."""
        return self.joint.values.reshape(self.shape)

    def entropy(self) -> float:
        """Return H(P)."""
        return measures.entropy(self.truth.values, base=self.base)

    def cross_entropy(self) -> float:
        """Return H(P, Q)."""
        return measures.cross_entropy(self.truth.values, self.model.values, base=self.base)

    def kl(self) -> float:
        """Return KL(P || Q)."""
        return measures.kl_divergence(self.truth.values, self.model.values, base=self.base)

    def most(self) -> float:
        """Return the entropy of the uniform distribution, log n."""
        return measures.entropy(self.uniform, base=self.base)

    def kl_uniform(self) -> float:
        """Return KL(P || uniform)."""
        return measures.kl_divergence(self.truth.values, self.uniform, base=self.base)

    def mutual_information(self) -> float:
        """Return I(X; Y) as KL(joint || product)."""
        return measures.kl_divergence(self.joint.values, self.product.values, base=self.base)

    def entropy_of_x(self) -> float:
        """Return H(X)."""
        return measures.entropy(self.table.sum(axis=1), base=self.base)

    def left_of_x(self) -> float:
        """Return H(X|Y)."""
        return measures.conditional_entropy(self.table.T, base=self.base)
