"""Probability mass in motion: a vector that lives in a mobject's points, so that `.animate` carries it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, Self

import numpy as np
from manim import Mobject, ValueTracker
from numpy.typing import ArrayLike, NDArray

from bits.theory import measures


class Vector(Protocol):
    """A vector that views show and that may change: `Numbers`, or what is `Derived` from others."""

    @property
    def values(self) -> NDArray[np.float64]:
        """Return the vector as it is now, shape (n,)."""

    def key(self) -> bytes:
        """Return the vector as bytes, for views to notice a change."""


class Derived:
    """A vector that is computed from others whenever it is looked at.

    Parameters
    ----------
    compute
        Returns the vector, shape (n,).
    """

    def __init__(self, compute: Callable[[], NDArray[np.float64]]) -> None:
        self.compute = compute

    @property
    def values(self) -> NDArray[np.float64]:
        """Return the vector as it is now, shape (n,)."""
        return self.compute()

    def key(self) -> bytes:
        """Return the vector as bytes, for views to notice a change."""
        return self.compute().tobytes()


class Walk:
    """Vectors one after another, with straight ways between them; animate `step` to walk it.

    Parameters
    ----------
    path
        The vectors, shape (steps + 1, n).
    """

    def __init__(self, path: ArrayLike) -> None:
        self.path = np.array(path, dtype=float)
        self.steps = len(self.path) - 1
        self.step = ValueTracker(0.0)

    @property
    def values(self) -> NDArray[np.float64]:
        """Return the vector where the walk has come to, shape (n,)."""
        return self.at(float(self.step.get_value()))

    def key(self) -> bytes:
        """Return the vector as bytes, for views to notice a change."""
        return self.values.tobytes()

    def at(self, step: float) -> NDArray[np.float64]:
        """Return the vector at a step, or on the way from one to the next, shape (n,)."""
        before = min(int(step), self.steps - 1)
        start, end = self.path[before : before + 2]
        return np.asarray(start + (step - before) * (end - start))


class Numbers(Mobject):
    """A vector of numbers that can be animated: ``numbers.animate.flow(target)``.

    Parameters
    ----------
    values
        The vector, shape (n,).
    """

    def __init__(self, values: ArrayLike) -> None:
        super().__init__()
        self.flow(values)

    @property
    def values(self) -> NDArray[np.float64]:
        """Return the vector as it is now, shape (n,)."""
        return self.points[:, 0]

    def key(self) -> bytes:
        """Return the vector as bytes, for views to notice a change."""
        return self.points.tobytes()

    def flow(self, values: ArrayLike) -> Self:
        """Take new values, of the same length; animated, every value moves on a straight line."""
        vector = np.array(values, dtype=float)
        self.points = np.zeros((len(vector), 3))
        self.points[:, 0] = vector
        return self

    def interpolate(self, mobject1: Mobject, mobject2: Mobject, alpha: float, path_func: object = None) -> Self:
        """Stand between two vectors; exact at both ends."""
        if alpha == 0:
            self.points = mobject1.points.copy()
        elif alpha == 1:
            self.points = mobject2.points.copy()
        else:
            self.points = (1 - alpha) * mobject1.points + alpha * mobject2.points
        return self


class Mass(Numbers):
    """One probability vector. On the way from one to another it is a probability vector at every instant.

    Raises
    ------
    ValueError
        If the values are no distribution.
    """

    def flow(self, values: ArrayLike) -> Self:
        """Take another distribution over the same outcomes; animated, mass flows along the simplex."""
        measures.entropy(values)  # raises, naming what is wrong
        return super().flow(values)


class Logits(Numbers):
    """Scores before the softmax; `probabilities` is what they stand for."""

    @property
    def probabilities(self) -> NDArray[np.float64]:
        """Return softmax of the scores, shape (n,)."""
        return measures.softmax(self.values)
