"""Logarithms and sums as the measures take them: 0·log 0 counts as 0."""

import math
from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from bits.theory.checks import FloatArray

Several: TypeAlias = Sequence[Any] | NDArray[Any]

ROUNDING = 1e-15
"""How far rounding takes the logarithm of a ratio that is 1."""


def unit(base: float) -> float:
    """Return how many nats the unit of `base` has."""
    if not 1 < base < math.inf:
        raise ValueError(f"base = {base} is not a finite number above 1")
    return math.log(base)


def logarithm(x: FloatArray, base: float) -> FloatArray:
    """Return the logarithm to a base."""
    if base == 2:
        return np.log2(x)  # exact at powers of two
    return np.log(x) / unit(base)


def surprises(p: FloatArray, base: float) -> FloatArray:
    """Return the surprise of each probability."""
    with np.errstate(divide="ignore"):
        return np.maximum(0.0 - logarithm(p, base), 0.0)  # 0.0 - x, unlike -x, never gives -0.0


def expected(p: FloatArray, cost: FloatArray) -> FloatArray:
    """Return ``p * cost`` with nothing to pay, not even infinity, for what never happens."""
    return np.multiply(p, cost, out=np.zeros(p.shape), where=p > 0)


def log_ratio_terms(p: FloatArray, numerator: FloatArray, denominator: FloatArray, base: float) -> FloatArray:
    """Return ``p * log(numerator / denominator)`` where p > 0, else 0; the two may be marginals, broadcast to p.

    The logarithm of the ratio stays exact to rounding where the two nearly agree, which a difference of
    logarithms does not; only where the ratio overflows is the difference taken.
    """
    happens = p > 0
    with np.errstate(divide="ignore", over="ignore"):
        ratio = np.divide(numerator, denominator, out=np.ones(p.shape), where=happens)
        log = np.asarray(logarithm(ratio, base))
        huge = np.isinf(ratio)
        if huge.any():
            above, below = (np.broadcast_to(side, p.shape)[huge] for side in (numerator, denominator))
            log[huge] = logarithm(above, base) - logarithm(below, base)
    return expected(p, log)


def total(terms: FloatArray) -> float:
    """Return the sum of terms whose sum cannot be negative but for rounding."""
    return max(0.0, float(terms.sum()))
