"""Measures of two distributions over the same outcomes; see `bits.theory.measures`."""

import math

from numpy.typing import ArrayLike

from bits.theory import checks
from bits.theory.checks import FloatArray
from bits.theory.measures.sums import expected, log_ratio_terms, surprises, total, unit


def cross_contributions(p: ArrayLike, q: ArrayLike, *, base: float = 2) -> FloatArray:
    """Return −p log q of each outcome: what it adds to the cross-entropy.

    Parameters
    ----------
    p, q : arrays of shape (n,)
        Two pmfs: the truth and the model.
    base
        Base of the logarithm: 2 for bits, ``np.e`` for nats.

    Returns
    -------
    array of shape (n,)
        Bits (or the unit of `base`), never negative; 0 where p is 0, else ``inf`` where q is 0.

    Raises
    ------
    ValueError
        If `p` or `q` is no pmf, or if their lengths disagree.

    References
    ----------
    Kerridge (1961), who calls the sum inaccuracy.
    """
    p, q = checks.pmf_pair(p, q)
    return expected(p, surprises(q, base))


def cross_entropy(p: ArrayLike, q: ArrayLike, *, base: float = 2) -> float:
    """Return H(P, Q): the average surprise of who believes Q where P is true.

    Parameters
    ----------
    p, q : arrays of shape (n,)
        Two pmfs: the truth and the model.
    base
        Base of the logarithm: 2 for bits, ``np.e`` for nats.

    Returns
    -------
    float
        Bits (or the unit of `base`); ``inf`` if q is 0 where p is not.

    Raises
    ------
    ValueError
        If `p` or `q` is no pmf, or if their lengths disagree.

    References
    ----------
    Kerridge (1961); Cover & Thomas (2006), theorem 5.4.3 (the wrong code).
    """
    return total(cross_contributions(p, q, base=base))


def kl_contributions(p: ArrayLike, q: ArrayLike, *, base: float = 2) -> FloatArray:
    """Return p log(p/q) of each outcome: the slabs, of either sign, that add up to the KL divergence.

    Parameters
    ----------
    p, q : arrays of shape (n,)
        Two pmfs: the truth and the model.
    base
        Base of the logarithm: 2 for bits, ``np.e`` for nats.

    Returns
    -------
    array of shape (n,)
        Bits (or the unit of `base`); 0 where p is 0, else ``inf`` where q is 0.

    Raises
    ------
    ValueError
        If `p` or `q` is no pmf, or if their lengths disagree.

    References
    ----------
    Kullback & Leibler (1951).
    """
    p, q = checks.pmf_pair(p, q)
    return log_ratio_terms(p, p, q, base)


def kl_divergence(p: ArrayLike, q: ArrayLike, *, base: float = 2) -> float:
    """Return KL(P‖Q): the average surprise that believing Q costs over knowing P.

    Parameters
    ----------
    p, q : arrays of shape (n,)
        Two pmfs: the truth and the model.
    base
        Base of the logarithm: 2 for bits, ``np.e`` for nats.

    Returns
    -------
    float
        Bits (or the unit of `base`), never negative, exactly 0 for equal vectors; ``inf`` if q is 0
        where p is not.

    Raises
    ------
    ValueError
        If `p` or `q` is no pmf, or if their lengths disagree.

    References
    ----------
    Kullback & Leibler (1951); Cover & Thomas (2006), sections 2.3 and 2.6.
    """
    return total(kl_contributions(p, q, base=base))


def jensen_shannon_divergence(p: ArrayLike, q: ArrayLike, *, base: float = 2) -> float:
    """Return the mean KL divergence of P and Q from their midpoint: symmetric and always finite.

    Parameters
    ----------
    p, q : arrays of shape (n,)
        Two pmfs.
    base
        Base of the logarithm: 2 for bits, ``np.e`` for nats.

    Returns
    -------
    float
        Bits (or the unit of `base`), from 0 to 1 bit.

    Raises
    ------
    ValueError
        If `p` or `q` is no pmf, or if their lengths disagree.

    References
    ----------
    Lin (1991), section IV, with equal weights.
    """
    p, q = checks.pmf_pair(p, q)
    # 2p/(p+q) and not p/((p+q)/2): the half of the smallest float is 0.
    to_middle = [total(log_ratio_terms(x, 2 * x, p + q, base)) for x in (p, q)]
    return min(sum(to_middle) / 2, math.log(2) / unit(base))
