"""Forward diffusion: data on a grid dissolves into Gaussian noise, and what is left of it.

At the level ᾱ (alpha_bar, from 1 for the data to 0 for pure noise) a data point x₀ has become
x_t = √ᾱ·x₀ + √(1 − ᾱ)·ε with ε from N(0, 1). So x_t comes from a mixture of Gaussians, one for each point of the data.

References
----------
- Ho, Jain & Abbeel (2020), "Denoising Diffusion Probabilistic Models"
- Sohl-Dickstein, Weiss, Maheswaranathan & Ganguli (2015), "Deep Unsupervised Learning using Nonequilibrium
  Thermodynamics"
- Song & Ermon (2019), "Generative Modeling by Estimating Gradients of the Data Distribution"
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from bits.theory import checks, measures
from bits.theory.checks import FloatArray

# In standard deviations of the noise: how far the integral over x_t goes beyond the data, and the step of its
# trapezoidal rule, which for functions as smooth as these is right to about 1e-9.
REACH, STEP = 8.25, 0.25


def diffuse(p: ArrayLike, grid: ArrayLike, alphas_bar: Sequence[float]) -> FloatArray:
    """Return the distribution of x_t at each noise level.

    Exactly: the mass of the mixture in each point's cell, which ends halfway to its neighbours; the first and the
    last cell are open, so nothing is lost.

    Parameters
    ----------
    p : array of shape (n,)
        A pmf: the data x₀.
    grid : array of shape (n,)
        Where its outcomes lie: increasing points.
    alphas_bar
        Noise levels, each from 0 (only noise) to 1 (only data).

    Returns
    -------
    array of shape (len(alphas_bar), n)
        A pmf in each row.

    Raises
    ------
    ValueError
        If `p` is no pmf on the grid, if the grid does not increase, or if a level is none.

    References
    ----------
    Ho, Jain & Abbeel (2020), equation 4; Sohl-Dickstein et al. (2015).
    """
    p, grid = _histogram(p, grid)
    edges = np.concatenate([[-np.inf], (grid[1:] + grid[:-1]) / 2, [np.inf]])
    rows = []
    for alpha_bar in alphas_bar:
        scale, std = _level(alpha_bar)
        if std == 0:
            rows.append(p)
            continue
        below = _erf((edges - scale * grid[:, None]) / (std * math.sqrt(2))) / 2
        rows.append(p @ np.maximum(np.diff(below, axis=1), 0.0))
    return np.array(rows).reshape(-1, p.size)


def remaining_information(p: ArrayLike, grid: ArrayLike, alpha_bar: float) -> float:
    """Return I(X₀; X_t): how much the noisy x_t still tells about the data point that it came from.

    It is the differential entropy of X_t without that of its noise. X_t is not binned: the integral is done to about
    1e-7 bits, so it never rises as ᾱ falls.

    Parameters
    ----------
    p : array of shape (n,)
        A pmf: the data x₀.
    grid : array of shape (n,)
        Where its outcomes lie: increasing points.
    alpha_bar
        Noise level, from 0 (only noise) to 1 (only data).

    Returns
    -------
    float
        Bits, from 0 at 0 to H(X₀) at 1.

    Raises
    ------
    ValueError
        As for `diffuse`.

    References
    ----------
    Cover & Thomas (2006), *Elements of Information Theory*, equation 8.48, for the mixture of `diffuse`.
    """
    p, grid = _histogram(p, grid)
    scale, std = _level(alpha_bar)
    if std == 0:
        return measures.entropy(p)
    p, grid = p[p > 0], grid[p > 0]
    # In standard deviations of the noise; points whose noise does not meet may as well lie nearer to one another.
    with np.errstate(over="ignore"):
        gaps = np.minimum(np.diff(grid) * (scale / std), 2 * REACH)
    centres = np.concatenate([[0.0], np.cumsum(gaps)])
    nodes = np.arange(-REACH, centres[-1] + REACH + STEP, STEP)
    density = np.exp(-((nodes[:, None] - centres) ** 2) / 2) @ p / math.sqrt(2 * math.pi)
    density = density[density > 0]
    of_mixture = -STEP * float(density @ np.log2(density))
    return max(0.0, of_mixture - 0.5 * math.log2(2 * math.pi * math.e))


def score(p: ArrayLike, grid: ArrayLike, alpha_bar: float) -> FloatArray:
    """Return d ln p(x_t) / dx_t at the points of the grid: which way, and how steeply, it goes uphill to the data.

    Parameters
    ----------
    p : array of shape (n,)
        A pmf: the data x₀.
    grid : array of shape (n,)
        Where its outcomes lie: increasing points.
    alpha_bar
        Noise level, from 0 (only noise) to below 1: data without noise has no slope.

    Returns
    -------
    array of shape (n,)
        Nats per unit of the grid.

    Raises
    ------
    ValueError
        As for `diffuse`, or if alpha_bar is 1.

    References
    ----------
    Song & Ermon (2019), section 2; the mixture of Gaussians is differentiated in closed form.
    """
    p, grid = _histogram(p, grid)
    scale, std = _level(alpha_bar)
    if std == 0:
        raise ValueError("alpha_bar = 1 leaves no noise, and data without noise has no score")
    p, data = p[p > 0], grid[p > 0]
    steps = (scale * data - grid[:, None]) / std  # from each x_t to where each x₀ has gone
    with np.errstate(over="ignore"):
        log_weights = np.log(p) - steps**2 / 2
    weights = np.exp(log_weights - log_weights.max(axis=1, keepdims=True))
    return np.asarray((weights * steps).sum(axis=1) / weights.sum(axis=1) / std)


def flow(p: ArrayLike, grid: ArrayLike, alphas_bar: Sequence[float], shares: ArrayLike) -> FloatArray:
    """Return the places below which given shares of x_t lie, at each noise level: paths of the probability flow.

    Along a line, the flow that follows the score (and adds no noise) never lets one path overtake another. So what
    starts above a share of the noise ends above the same share of the data.

    Parameters
    ----------
    p : array of shape (n,)
        A pmf: the data x₀, spread evenly over each point's cell.
    grid : array of shape (n,)
        Where its outcomes lie: increasing points.
    alphas_bar
        Noise levels, each from 0 (only noise) to 1 (only data).
    shares : array of shape (m,)
        From 0 to 1.

    Returns
    -------
    array of shape (len(alphas_bar), m)
        Places, none beyond the ends of the grid.

    Raises
    ------
    ValueError
        As for `diffuse`.

    References
    ----------
    Song et al. (2021), "Score-Based Generative Modeling through Stochastic Differential Equations", section 4.3.
    """
    rows = diffuse(p, grid, alphas_bar)
    grid = np.asarray(grid, dtype=np.float64)
    edges = np.concatenate([grid[:1], (grid[1:] + grid[:-1]) / 2, grid[-1:]])
    below = np.column_stack([np.zeros(len(rows)), np.cumsum(rows, axis=1)])
    return np.array([np.interp(np.asarray(shares, dtype=np.float64), row, edges) for row in below]).reshape(
        len(rows), -1
    )


_erf = np.vectorize(math.erf, otypes=[np.float64])


def _histogram(p: ArrayLike, grid: ArrayLike) -> tuple[FloatArray, FloatArray]:
    pmf, points = checks.pmf(p, "p"), checks.increasing(grid, "grid")
    if pmf.size != points.size:
        raise ValueError(f"p has {pmf.size} outcomes, but grid has {points.size} points")
    return pmf, points


def _level(alpha_bar: float) -> tuple[float, float]:
    """Return by what the data is scaled, and the standard deviation of the noise."""
    if not 0 <= alpha_bar <= 1:
        raise ValueError(f"alpha_bar = {alpha_bar} is not a number from 0 to 1")
    return math.sqrt(alpha_bar), math.sqrt(1 - alpha_bar)
