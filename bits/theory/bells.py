"""Bells: Gaussians on a grid, and the one that is nearest to a distribution.

References
----------
- Bishop (2006), *Pattern Recognition and Machine Learning*
"""

import math
from collections.abc import Callable
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bits.theory import checks, measures
from bits.theory.checks import FloatArray

Direction: TypeAlias = Literal["forward", "reverse"]
Distance: TypeAlias = Callable[[FloatArray, float], FloatArray]
"""From several means and one standard deviation to the nats between each such bell and P."""


def _log_bells(means: FloatArray, std: float, grid: FloatArray) -> FloatArray:
    """Return the log probabilities, shape (means, grid), of bells of one width."""
    distance = np.abs(grid - means[:, None])
    nearest = distance.min(axis=1, keepdims=True)
    # Against the nearest point, which has to be 0 however narrow the bell is.
    exponent = (nearest - distance) * (nearest + distance) / std / std / 2
    log_sum = np.log(np.exp(exponent).sum(axis=1, keepdims=True))
    log_pmf: FloatArray = exponent - log_sum
    return log_pmf


def bell(mean: float, std: float, grid: ArrayLike) -> FloatArray:
    """Return a Gaussian, taken at the points of a grid and normalized.

    Parameters
    ----------
    mean, std
        In the unit of the grid; the standard deviation is positive.
    grid : array of shape (n,)
        Increasing points.

    Returns
    -------
    array of shape (n,)
        A pmf.

    Raises
    ------
    ValueError
        If `mean` or `std` is not finite, if `std` is not positive, or if the grid does not increase.
    """
    grid = checks.increasing(grid, "grid")
    if not math.isfinite(mean):
        raise ValueError(f"mean = {mean} is not finite")
    if not 0 < std < math.inf:
        raise ValueError(f"std = {std} is not positive and finite")
    with np.errstate(over="ignore"):
        pmf: FloatArray = np.exp(_log_bells(np.array([float(mean)]), std, grid)[0])
        return pmf


def fit_bell(P: ArrayLike, grid: ArrayLike, direction: Direction) -> tuple[float, float]:
    """Return the bell Q on the grid that is nearest to P.

    Forward KL(P‖Q) wants Q wherever P is and covers all of P's humps; reverse KL(Q‖P) wants Q nowhere else and picks
    one. Means are sought from the first to the last point of the grid, standard deviations from a tenth of its
    smallest step to ten times its length. Of equally near bells (within 1e-9 nats) the leftmost is taken.

    Parameters
    ----------
    P : array of shape (n,)
        A pmf.
    grid : array of shape (n,)
        Where its outcomes lie: at least two increasing points.
    direction
        ``"forward"`` for the least KL(P‖Q), ``"reverse"`` for the least KL(Q‖P).

    Returns
    -------
    mean, std : float
        In the unit of the grid; right to about 1e-7 of the bell's width.

    Raises
    ------
    ValueError
        If `P` is no pmf on the grid, or if the reverse divergence is inf for every bell, because P is 0 at a
        point that every bell reaches.

    References
    ----------
    Bishop (2006), section 10.1.2.
    """
    P, grid = checks.pmf(P, "P"), checks.increasing(grid, "grid")
    if P.size != grid.size or grid.size < 2:
        raise ValueError(f"P has {P.size} outcomes and grid has {grid.size} points: need as many, at least 2")
    if direction not in ("forward", "reverse"):
        raise ValueError(f"direction = {direction!r} is neither 'forward' nor 'reverse'")
    distance = _forward_distance(P, grid) if direction == "forward" else _reverse_distance(P, grid)

    smallest, largest = np.log([np.diff(grid).min() / 10, np.ptp(grid) * 10])
    log_stds = np.linspace(smallest, largest, math.ceil((largest - smallest) / 0.2) + 1)
    coarse = np.array([distance(grid, math.exp(log_std)) for log_std in log_stds])
    if np.isinf(coarse).all():
        raise ValueError(f"reverse KL is inf for every bell: P[{np.argmin(P)}] = 0, but a bell is above 0 there")
    hollows = [
        _descend(distance, grid, log_stds, row, column)
        for row, column in zip(*np.nonzero(_is_hollow(coarse)), strict=True)
    ]
    nearest = min(hollow[0] for hollow in hollows)
    _, mean, std = min((h for h in hollows if h[0] <= nearest + 1e-9), key=lambda h: h[1])
    return mean, std


def _forward_distance(P: FloatArray, grid: FloatArray) -> Distance:
    least = measures.entropy(P, base=math.e)

    def distance(means: FloatArray, std: float) -> FloatArray:
        nats: FloatArray = -(P * _log_bells(means, std, grid)).sum(axis=1) - least
        return nats

    return distance


def _reverse_distance(P: FloatArray, grid: FloatArray) -> Distance:
    with np.errstate(divide="ignore"):
        log_P = np.log(P)

    def distance(means: FloatArray, std: float) -> FloatArray:
        log_Q = _log_bells(means, std, grid)
        Q = np.exp(log_Q)
        with np.errstate(invalid="ignore"):
            nats: FloatArray = np.where(Q > 0, Q * (log_Q - log_P), 0.0).sum(axis=1)
        return nats

    return distance


def _is_hollow(surface: FloatArray) -> NDArray[np.bool_]:
    """Return where a finite surface is nowhere above its eight neighbours, nor hopelessly high (1 nat)."""
    around = np.lib.stride_tricks.sliding_window_view(np.pad(surface, 1, constant_values=np.inf), (3, 3))
    return np.asarray((surface <= around.min(axis=(2, 3))) & (surface <= surface.min() + 1))


def _descend(
    distance: Distance, grid: FloatArray, log_stds: FloatArray, row: int, column: int
) -> tuple[float, float, float]:
    """Return (distance, mean, std) at the bottom of a hollow: walk downhill, else halve the stride."""
    mean, log_std = grid[column], log_stds[row]
    mean_stride, log_stride = np.diff(grid).max(), 0.2
    best = distance(np.array([mean]), math.exp(log_std))[0]
    while log_stride > 1e-9:
        means = np.clip(mean + mean_stride * np.array([0, -1, 1, -0.5, 0.5]), grid[0], grid[-1])
        widths = np.clip(log_std + log_stride * np.array([0, -1, 1]), log_stds[0], log_stds[-1])
        found = np.array([distance(means, math.exp(width)) for width in widths])
        i, j = np.unravel_index(int(np.argmin(found)), found.shape)
        if found[i, j] < best:
            best, mean, log_std = found[i, j], means[j], widths[i]
        else:
            mean_stride, log_stride = mean_stride / 2, log_stride / 2
    return float(best), float(mean), math.exp(log_std)
