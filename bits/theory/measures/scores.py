"""From scores to distributions, and how far Gaussians differ; see `bits.theory.measures`."""

import math
from typing import overload

import numpy as np
from numpy.typing import ArrayLike

from bits.theory import checks
from bits.theory.checks import FloatArray
from bits.theory.measures.sums import Several, unit


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
    result = np.maximum(nats, 0.0) / unit(base)
    return result if result.ndim else float(result)
