"""Measures of one distribution; see `bits.theory.measures`."""

from typing import overload

import numpy as np
from numpy.typing import ArrayLike

from bits.theory import checks
from bits.theory.checks import FloatArray
from bits.theory.measures.sums import Several, expected, surprises, total


@overload
def surprise(p: float, *, base: float = 2) -> float: ...
@overload
def surprise(p: Several, *, base: float = 2) -> FloatArray: ...
def surprise(p: ArrayLike, *, base: float = 2) -> float | FloatArray:
    """Return −log p: how surprising an event of probability p is.

    Parameters
    ----------
    p : number or array of any shape
        Probabilities, each from 0 to 1 (within 1e-6 above).
    base
        Base of the logarithm: 2 for bits, ``np.e`` for nats.

    Returns
    -------
    float, or array of the shape of `p`
        Bits (or the unit of `base`), never negative; ``inf`` where p is 0.

    Raises
    ------
    ValueError
        If an element is no probability.

    References
    ----------
    Tribus (1961), who named it surprisal; Shannon (1948), section 6, averages it.
    """
    result = surprises(checks.probabilities(p, "p"), base)
    return result if result.ndim else float(result)


@overload
def binary_entropy(p: float, *, base: float = 2) -> float: ...
@overload
def binary_entropy(p: Several, *, base: float = 2) -> FloatArray: ...
def binary_entropy(p: ArrayLike, *, base: float = 2) -> float | FloatArray:
    """Return the entropy of a coin that shows heads with probability p.

    Parameters
    ----------
    p : number or array of any shape
        Probabilities, each from 0 to 1 (within 1e-6 above).
    base
        Base of the logarithm: 2 for bits, ``np.e`` for nats.

    Returns
    -------
    float, or array of the shape of `p`
        Bits (or the unit of `base`).

    Raises
    ------
    ValueError
        If an element is no probability.

    References
    ----------
    Shannon (1948), section 6, figure 7; Cover & Thomas (2006), section 2.1.
    """
    heads = checks.probabilities(p, "p")
    tails = np.asarray(1 - heads)
    result = expected(heads, surprises(heads, base)) + expected(tails, surprises(tails, base))
    return result if result.ndim else float(result)


def contributions(p: ArrayLike, *, base: float = 2) -> FloatArray:
    """Return −p log p of each outcome: what it adds to the entropy, the area of its area bar.

    Parameters
    ----------
    p : array of shape (n,)
        A pmf.
    base
        Base of the logarithm: 2 for bits, ``np.e`` for nats.

    Returns
    -------
    array of shape (n,)
        Bits (or the unit of `base`), never negative; 0 where p is 0.

    Raises
    ------
    ValueError
        If `p` is no pmf.

    References
    ----------
    Shannon (1948), section 6.
    """
    p = checks.pmf(p, "p")
    return expected(p, surprises(p, base))


def entropy(p: ArrayLike, *, base: float = 2) -> float:
    """Return H(P), the average surprise of a distribution.

    Parameters
    ----------
    p : array of shape (n,)
        A pmf.
    base
        Base of the logarithm: 2 for bits, ``np.e`` for nats.

    Returns
    -------
    float
        Bits (or the unit of `base`), from 0 to log n.

    Raises
    ------
    ValueError
        If `p` is no pmf.

    References
    ----------
    Shannon (1948), section 6; Cover & Thomas (2006), section 2.1.
    """
    return total(contributions(p, base=base))


def perplexity(p: ArrayLike) -> float:
    """Return 2^H(P): among how many equally likely outcomes one would be as unsure.

    Parameters
    ----------
    p : array of shape (n,)
        A pmf.

    Returns
    -------
    float
        A number of outcomes, from 1 to n; the unit of the entropy does not matter.

    Raises
    ------
    ValueError
        If `p` is no pmf.

    References
    ----------
    Jelinek, Mercer, Bahl & Baker (1977).
    """
    return float(2 ** entropy(p))


def normalize(weights: ArrayLike) -> FloatArray:
    """Return the pmf in which each outcome has its share of the weights.

    Parameters
    ----------
    weights : array of shape (n,)
        Non-negative, finite, not all zero.

    Returns
    -------
    array of shape (n,)
        A pmf.

    Raises
    ------
    ValueError
        If a weight is negative or not finite, or if all are zero.
    """
    array = checks.weights(weights, "weights")
    largest = array.max()
    if largest == 0:
        raise ValueError("weights are all zero")
    scaled = np.ldexp(array, -np.frexp(largest)[1])  # by a power of two, so exactly; now the sum cannot overflow
    return np.asarray(scaled / scaled.sum())
