"""The quantities of information theory, as pure functions of numpy arrays.

A *pmf* is a vector of probabilities, a *joint* a table of them with X along the rows and Y along the columns.
Both must be non-negative and sum to 1 within 1e-6; what is no distribution raises a ``ValueError`` whose one line
names the offending value and where it is (see `checks`).
Results are in bits; ``base=np.e`` gives nats. 0·log 0 counts as 0.

References
----------
- Bishop (2006), *Pattern Recognition and Machine Learning*
- Cover & Thomas (2006), *Elements of Information Theory*, 2nd edition
- Hinton, Vinyals & Dean (2015), "Distilling the Knowledge in a Neural Network"
- Jelinek, Mercer, Bahl & Baker (1977), "Perplexity: a Measure of the Difficulty of Speech Recognition Tasks"
- Kerridge (1961), "Inaccuracy and Inference"
- Kingma & Welling (2014), "Auto-Encoding Variational Bayes"
- Kullback & Leibler (1951), "On Information and Sufficiency"
- Lin (1991), "Divergence Measures Based on the Shannon Entropy"
- Quinlan (1986), "Induction of Decision Trees"
- Shannon (1948), "A Mathematical Theory of Communication"
- Tribus (1961), *Thermostatics and Thermodynamics*
"""

import math
from collections.abc import Sequence
from typing import Any, TypeAlias, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bits.theory import checks
from bits.theory.checks import FloatArray

Several: TypeAlias = Sequence[Any] | NDArray[Any]

# ---------------------------------------------------------------------------------------- logarithms and sums


_ROUNDING = 1e-15
"""How far rounding takes the logarithm of a ratio that is 1."""


def _unit(base: float) -> float:
    """Return how many nats the unit of `base` has."""
    if not 1 < base < math.inf:
        raise ValueError(f"base = {base} is not a finite number above 1")
    return math.log(base)


def _log(x: FloatArray, base: float) -> FloatArray:
    if base == 2:
        return np.log2(x)  # exact at powers of two
    return np.log(x) / _unit(base)


def _surprise(p: FloatArray, base: float) -> FloatArray:
    with np.errstate(divide="ignore"):
        return np.maximum(0.0 - _log(p, base), 0.0)  # 0.0 - x, unlike -x, never gives -0.0


def _expected(p: FloatArray, cost: FloatArray) -> FloatArray:
    """Return ``p * cost`` with nothing to pay, not even infinity, for what never happens."""
    return np.multiply(p, cost, out=np.zeros(p.shape), where=p > 0)


def _log_ratio_terms(p: FloatArray, numerator: FloatArray, denominator: FloatArray, base: float) -> FloatArray:
    """Return ``p * log(numerator / denominator)`` where p > 0, else 0; the two may be marginals, broadcast to p.

    The logarithm of the ratio stays exact to rounding where the two nearly agree, which a difference of
    logarithms does not; only where the ratio overflows is the difference taken.
    """
    happens = p > 0
    with np.errstate(divide="ignore", over="ignore"):
        ratio = np.divide(numerator, denominator, out=np.ones(p.shape), where=happens)
        log = np.asarray(_log(ratio, base))
        huge = np.isinf(ratio)
        if huge.any():
            above, below = (np.broadcast_to(side, p.shape)[huge] for side in (numerator, denominator))
            log[huge] = _log(above, base) - _log(below, base)
    return _expected(p, log)


def _total(terms: FloatArray) -> float:
    """Return the sum of terms whose sum cannot be negative but for rounding."""
    return max(0.0, float(terms.sum()))


# ------------------------------------------------------------------------------------------- one distribution


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
    result = _surprise(checks.probabilities(p, "p"), base)
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
    result = _expected(heads, _surprise(heads, base)) + _expected(tails, _surprise(tails, base))
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
    return _expected(p, _surprise(p, base))


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
    return _total(contributions(p, base=base))


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


# ------------------------------------------------------------------------------------------ two distributions


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
    return _expected(p, _surprise(q, base))


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
    return _total(cross_contributions(p, q, base=base))


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
    return _log_ratio_terms(p, p, q, base)


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
    return _total(kl_contributions(p, q, base=base))


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
    to_middle = [_total(_log_ratio_terms(x, 2 * x, p + q, base)) for x in (p, q)]
    return min(sum(to_middle) / 2, math.log(2) / _unit(base))


# ---------------------------------------------------------------------------------------------- two variables


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
    return _total(_expected(joint, _surprise(joint, base)))


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
    return _total(_log_ratio_terms(joint, joint.sum(axis=1, keepdims=True), joint, base))


def _mutual_information(joint: FloatArray, base: float) -> float:
    # As KL(joint ‖ product) and not as a difference of entropies, which would cancel at near independence.
    # Dividing by one marginal after the other keeps their product from underflowing.
    rows, columns = joint.sum(axis=1, keepdims=True), joint.sum(axis=0, keepdims=True)
    given_row = np.divide(joint, rows, out=np.zeros(joint.shape), where=joint > 0)
    terms = _log_ratio_terms(joint, given_row, columns, base)
    information = _total(terms)
    # Where no cell is off the product by more than rounding, what is left is rounding, too.
    return 0.0 if information < _ROUNDING and (np.abs(terms) <= _ROUNDING * joint).all() else information


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


# -------------------------------------------------------------------------------------- scores, and Gaussians


def softmax(logits: ArrayLike, temperature: float = 1.0) -> FloatArray:
    """Return the pmf proportional to exp(logits / temperature).

    Parameters
    ----------
    logits : array of shape (n,)
        Finite scores, or −inf for what is ruled out at every temperature; not all −inf.
    temperature
        From 0, where the largest logit takes all (ties share it equally), to ``inf``, where all that is not
        ruled out is equally likely.

    Returns
    -------
    array of shape (n,)
        A pmf.

    Raises
    ------
    ValueError
        If a logit is NaN or +inf, if all are −inf, or if the temperature is negative or NaN.

    References
    ----------
    Bishop (2006), section 4.2; Hinton, Vinyals & Dean (2015), section 2, for the temperature.
    """
    logits = checks.shaped(logits, "logits", ndim=1)
    checks.demand(logits < np.inf, logits, "logits", "is neither finite nor -inf")
    if not temperature >= 0:
        raise ValueError(f"temperature = {temperature} is not a number from 0 to inf")
    largest = logits.max()
    if largest == -np.inf:
        raise ValueError("logits are all -inf")
    if temperature == 0:
        weights = (logits == largest).astype(np.float64)
    elif temperature == math.inf:
        weights = np.isfinite(logits).astype(np.float64)
    else:
        with np.errstate(over="ignore"):
            weights = np.exp((logits - largest) / temperature)
    return np.asarray(weights / weights.sum())


@overload
def gaussian_kl(mean: float, std: float, mean2: float = 0.0, std2: float = 1.0, *, base: float = 2) -> float: ...
@overload
def gaussian_kl(
    mean: Several, std: ArrayLike, mean2: ArrayLike = 0.0, std2: ArrayLike = 1.0, *, base: float = 2
) -> FloatArray: ...
@overload
def gaussian_kl(
    mean: ArrayLike, std: ArrayLike, mean2: ArrayLike = 0.0, std2: ArrayLike = 1.0, *, base: float = 2
) -> float | FloatArray: ...
def gaussian_kl(
    mean: ArrayLike, std: ArrayLike, mean2: ArrayLike = 0.0, std2: ArrayLike = 1.0, *, base: float = 2
) -> float | FloatArray:
    """Return KL(N(mean, std²) ‖ N(mean2, std2²)) in closed form.

    Parameters
    ----------
    mean, std, mean2, std2 : numbers or arrays that broadcast together
        Finite means and finite, positive standard deviations of the two Gaussians.
    base
        Base of the logarithm: 2 for bits, ``np.e`` for nats.

    Returns
    -------
    float, or array of the broadcast shape
        Bits (or the unit of `base`), never negative, exactly 0 for equal Gaussians.

    Raises
    ------
    ValueError
        If a mean is not finite, if a standard deviation is not positive and finite, or if shapes do not fit.

    References
    ----------
    Bishop (2006), exercise 1.30; Kingma & Welling (2014), appendix B, against N(0, 1).
    """
    given = {"mean": mean, "std": std, "mean2": mean2, "std2": std2}
    arrays = {name: checks.numbers(values, name) for name, values in given.items()}
    for name, array in arrays.items():
        checks.demand(np.isfinite(array), array, name, "is not finite")
        if name.startswith("std"):
            checks.demand(array > 0, array, name, "is not positive")
    try:
        m1, s1, m2, s2 = np.broadcast_arrays(*arrays.values())
    except ValueError:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
        raise ValueError(f"the shapes do not broadcast together: {shapes}") from None
    with np.errstate(over="ignore"):
        nats = np.log(s2) - np.log(s1) + ((s1 / s2) ** 2 + ((m1 - m2) / s2) ** 2 - 1) / 2
    result = np.maximum(nats, 0.0) / _unit(base)
    return result if result.ndim else float(result)
