"""Measures of two variables, from their joint distribution; see `bits.theory.measures`."""

import numpy as np
from numpy.typing import ArrayLike

from bits.theory import checks
from bits.theory.checks import FloatArray
from bits.theory.measures.one import normalize
from bits.theory.measures.sums import ROUNDING, Several, expected, log_ratio_terms, surprises, total


def joint_entropy(joint: ArrayLike, *, base: float = 2) -> float:
    """Return H(X, Y), the entropy of the pair.

    Parameters
    ----------
    joint : array of shape (rows, columns)
        Probability of each pair: X along the rows, Y along the columns.
    base
        Base of the logarithm: 2 for bits, ``np.e`` for nats.

    Returns
    -------
    float
        Bits (or the unit of `base`).

    Raises
    ------
    ValueError
        If `joint` is no joint distribution.

    References
    ----------
    Shannon (1948), section 6; Cover & Thomas (2006), section 2.2.
    """
    joint = checks.pmf(joint, "joint", ndim=2)
    return total(expected(joint, surprises(joint, base)))


def conditional_entropy(joint: ArrayLike, *, base: float = 2) -> float:
    """Return H(Y|X): what is left to ask about the column once the row is known, on average.

    Parameters
    ----------
    joint : array of shape (rows, columns)
        Probability of each pair: X along the rows, Y along the columns. For H(X|Y) pass the transpose.
    base
        Base of the logarithm: 2 for bits, ``np.e`` for nats.

    Returns
    -------
    float
        Bits (or the unit of `base`), from 0 to H(Y).

    Raises
    ------
    ValueError
        If `joint` is no joint distribution.

    References
    ----------
    Shannon (1948), section 6; Cover & Thomas (2006), section 2.2.
    """
    joint = checks.pmf(joint, "joint", ndim=2)
    return total(log_ratio_terms(joint, joint.sum(axis=1, keepdims=True), joint, base))


def _mutual_information(joint: FloatArray, base: float) -> float:
    # As KL(joint ‖ product) and not as a difference of entropies, which would cancel at near independence.
    # Dividing by one marginal after the other keeps their product from underflowing.
    rows, columns = joint.sum(axis=1, keepdims=True), joint.sum(axis=0, keepdims=True)
    given_row = np.divide(joint, rows, out=np.zeros(joint.shape), where=joint > 0)
    terms = log_ratio_terms(joint, given_row, columns, base)
    information = total(terms)
    # Where no cell is off the product by more than rounding, what is left is rounding, too.
    return 0.0 if information < ROUNDING and (np.abs(terms) <= ROUNDING * joint).all() else information


def mutual_information(joint: ArrayLike, *, base: float = 2) -> float:
    """Return I(X; Y): how many bits knowing one variable saves in asking for the other.

    Parameters
    ----------
    joint : array of shape (rows, columns)
        Probability of each pair: X along the rows, Y along the columns.
    base
        Base of the logarithm: 2 for bits, ``np.e`` for nats.

    Returns
    -------
    float
        Bits (or the unit of `base`), never negative.

    Raises
    ------
    ValueError
        If `joint` is no joint distribution.

    References
    ----------
    Shannon (1948), section 12 (as a rate); Cover & Thomas (2006), section 2.3.
    """
    return _mutual_information(checks.pmf(joint, "joint", ndim=2), base)


def information_gain(parent: ArrayLike, children: Several, *, base: float = 2) -> float:
    """Return by how much a question lowers the entropy of the class, on average over its answers.

    It is the mutual information between the answer and the class.

    Parameters
    ----------
    parent : array of shape (classes,)
        How many members each class has; any non-negative masses will do.
    children : sequence of arrays of shape (classes,), or table with a row for each
        The same for each answer; together they have to make up the parent (within 1e-9 of its largest class).
    base
        Base of the logarithm: 2 for bits, ``np.e`` for nats.

    Returns
    -------
    float
        Bits (or the unit of `base`), from 0 to the parent's entropy.

    Raises
    ------
    ValueError
        If a mass is negative or not finite, or if the children do not add up to the parent.

    References
    ----------
    Quinlan (1986), section 4.
    """
    whole = checks.weights(parent, "parent")
    parts = [checks.weights(child, f"children[{i}]") for i, child in enumerate(children)]
    for i, part in enumerate(parts):
        if part.size != whole.size:
            raise ValueError(f"children[{i}] has {part.size} classes, but parent has {whole.size}")
    if whole.max() == 0:
        raise ValueError("parent is all zero")
    with np.errstate(over="ignore"):
        sums = np.sum(parts, axis=0) if parts else np.zeros_like(whole)
    off = np.abs(sums - whole) > 1e-9 * whole.max()
    if off.any():
        i = int(np.argmax(off))
        raise ValueError(f"children add up to {sums[i]:.9g} in class {i}, but parent[{i}] = {whole[i]:.9g}")
    masses = np.array(parts)
    return _mutual_information(normalize(masses.ravel()).reshape(masses.shape), base)
