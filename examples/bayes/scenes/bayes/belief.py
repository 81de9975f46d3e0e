"""Bayes' rule in numbers: what an observation makes of a belief, and how far it moves it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bits.theory import measures

_ROUNDING = 1e-14
"""How far rounding moves a belief that nothing has moved, as a share of it."""


def evidence(prior: ArrayLike, likelihood: ArrayLike) -> float:
    """Return P(x): how probable an observation is before one knows which hypothesis holds.

    Parameters
    ----------
    prior : array of shape (n,)
        A pmf: the belief in each hypothesis.
    likelihood : array of shape (n,)
        How probable the observation is under each of them, 0 to 1; they need not add up to 1.

    Returns
    -------
    float
        A probability: the joint mass of the observation and any hypothesis.
    """
    return float(np.dot(np.asarray(prior, dtype=float), np.asarray(likelihood, dtype=float)))


def posterior(prior: ArrayLike, likelihood: ArrayLike) -> NDArray[np.float64]:
    """Return the belief after an observation: each joint mass as its share of all of it.

    Parameters
    ----------
    prior, likelihood : arrays of shape (n,)
        As for `evidence`.

    Returns
    -------
    array of shape (n,)
        A pmf.

    Raises
    ------
    ValueError
        If no hypothesis that is believed in allows the observation: its evidence is 0.
    """
    joint = np.asarray(prior, dtype=float) * np.asarray(likelihood, dtype=float)
    if not joint.any():
        raise ValueError("no hypothesis that is believed in allows it: its evidence is 0")
    return measures.normalize(joint)


def gained(before: ArrayLike, after: ArrayLike, *, base: float = 2) -> float:
    """Return how far a belief has moved: KL(after ‖ before), the information gained.

    Parameters
    ----------
    before, after : arrays of shape (n,)
        Prior and posterior, two pmfs.
    base
        2 for bits, e for nats.

    Returns
    -------
    float
        Bits (or the unit of `base`), never negative; finite for a posterior of that prior.

    References
    ----------
    Lindley (1956), "On a Measure of the Information Provided by an Experiment"; Itti & Baldi (2009), "Bayesian Surprise
    Attracts Human Attention".
    """
    if np.allclose(after, before, rtol=_ROUNDING, atol=0):
        return 0.0
    return measures.kl_divergence(after, before, base=base)


def columns(prior: ArrayLike, likelihood: ArrayLike, stretch: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the columns whose areas are joint mass, on their way to filling the whole.

    Parameters
    ----------
    prior, likelihood : arrays of shape (n,)
        As for `posterior`.
    stretch
        From 0, where width is prior and height likelihood, to 1, where width is posterior and height 1.

    Returns
    -------
    two arrays of shape (n,)
        Widths, which add up to 1, and heights, none above 1. All the way, the areas are to each other as the joint
        masses are.
    """
    before, likely = np.asarray(prior, dtype=float), np.asarray(likelihood, dtype=float)
    joint, after = before * likely, posterior(before, likely)
    widths = (1 - stretch) * before + stretch * after
    # One over the mean of 1 and the evidence, not the mean of 1 and one over it: else heights would pass 1 on the way.
    areas = joint / ((1 - stretch) + stretch * joint.sum())
    heights = np.divide(areas, widths, out=np.where(stretch < 1, likely, 1.0) * (before > 0), where=widths > 0)
    return widths, np.minimum(heights, 1.0)
