"""Joint distributions for mutual information: bent seams, a sine, features of a data set, tables of counts.

Tables have X along the rows and Y along the columns, as in the measures.

References
----------
- Cover & Thomas (2006), *Elements of Information Theory*, 2nd edition
- Fréchet (1951), "Sur les tableaux de corrélation dont les marges sont données"
"""

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from bits.theory import checks, measures
from bits.theory.checks import FloatArray


def bent(slider: float, table: ArrayLike) -> FloatArray:
    """Return a table as dependent as the slider says, with the marginals of `table` throughout.

    On the straight way from 0 to ½ independence turns into the table; from ½ to 1 the table turns into the fullest
    dependence its marginals allow: cell by cell, the one most in excess of independence in the table first, as much
    mass is put as its row and column have left. In two by two that is the Fréchet bound on the table's own side.

    Parameters
    ----------
    slider
        From 0 (independent) by ½ (the table itself) to 1 (fully dependent).
    table : array of shape (rows, columns)
        A joint distribution.

    Returns
    -------
    array of shape (rows, columns)
        A joint distribution.

    Raises
    ------
    ValueError
        If the slider is not from 0 to 1, or if `table` is no joint distribution.

    References
    ----------
    Fréchet (1951).
    """
    if not 0 <= slider <= 1:
        raise ValueError(f"slider = {slider} is not a number from 0 to 1")
    joint = checks.pmf(table, "joint", ndim=2)
    product = np.outer(joint.sum(axis=1), joint.sum(axis=0))
    if slider <= 0.5:
        return np.asarray(product + 2 * slider * (joint - product))
    return np.asarray(joint + (2 * slider - 1) * (_fullest(joint, product) - joint))


def _fullest(joint: FloatArray, product: FloatArray) -> FloatArray:
    excess = np.divide(joint, product, out=np.zeros_like(joint), where=product > 0)
    rows, columns = joint.sum(axis=1), joint.sum(axis=0)
    full = np.zeros_like(joint)
    # Rounded, so that the last bit does not decide between cells that are equal.
    for cell in np.argsort(-excess.round(9), axis=None, kind="stable"):
        i, j = np.unravel_index(cell, joint.shape)
        full[i, j] = min(rows[i], columns[j])
        rows[i] -= full[i, j]
        columns[j] -= full[i, j]
    return full


def sine_joint(bins: int, start: float = -math.pi / 2) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the joint distribution of X = sin Y and Y, where Y is uniform over one period from `start`.

    Exactly: each cell has the length of the y in it whose sine is in it. From −π/2 the sine rises as much as it
    falls and the correlation is 0; from −π it is √6/π = 0.78 (in the limit of many bins).

    Parameters
    ----------
    bins
        How many bins of equal width [−1, 1] and the period are cut into, at least 2.
    start
        Where the period begins.

    Returns
    -------
    joint : array of shape (bins, bins)
        X along the rows, Y along the columns.
    xs, ys : arrays of shape (bins,)
        The middles of the bins.

    Raises
    ------
    ValueError
        If there are fewer than two bins.
    """
    if bins < 2:
        raise ValueError(f"bins = {bins} is below 2")
    x_edges = np.linspace(-1, 1, bins + 1)
    y_edges = start + np.linspace(0, 2 * math.pi, bins + 1)
    rising = np.arcsin(x_edges)
    crossings = start + np.mod(np.concatenate([rising, math.pi - rising]) - start, 2 * math.pi)
    cuts = np.sort(np.concatenate([y_edges, crossings]))  # between two cuts, all y are in one cell
    middles = (cuts[1:] + cuts[:-1]) / 2
    row = np.clip(((np.sin(middles) + 1) / 2 * bins).astype(int), 0, bins - 1)
    column = np.clip(((middles - start) / (2 * math.pi) * bins).astype(int), 0, bins - 1)
    joint = np.zeros((bins, bins))
    np.add.at(joint, (row, column), np.diff(cuts) / (2 * math.pi))
    joint[joint < 1e-12] = 0.0  # where two cuts are one but for rounding
    return joint, (x_edges[1:] + x_edges[:-1]) / 2, (y_edges[1:] + y_edges[:-1]) / 2


def correlation(joint: ArrayLike, xs: ArrayLike, ys: ArrayLike) -> float:
    """Return the correlation coefficient of X and Y: how well a straight line fits.

    Parameters
    ----------
    joint : array of shape (rows, columns)
        A joint distribution.
    xs : array of shape (rows,)
        The value of X in each row.
    ys : array of shape (columns,)
        The value of Y in each column.

    Returns
    -------
    float
        From −1 to 1, to 12 decimals.

    Raises
    ------
    ValueError
        If `joint` is no joint distribution, if the shapes do not fit, or if X or Y is constant.
    """
    table = checks.pmf(joint, "joint", ndim=2)
    deviations = []
    for name, values, marginal in (("xs", xs, table.sum(axis=1)), ("ys", ys, table.sum(axis=0))):
        array = np.asarray(values, dtype=np.float64)
        if array.shape != marginal.shape:
            raise ValueError(f"{name} has the shape {array.shape}, but joint has {marginal.size} such values")
        deviation = array - marginal @ array
        variance = float(marginal @ deviation**2)
        if variance == 0:
            raise ValueError(f"{name} is constant, so there is no correlation")
        deviations.append(deviation / math.sqrt(variance))
    # Rounded, and nothing added to it, so that no correlation is shown as 0.00 and not as −0.00.
    return round(float(deviations[0] @ table @ deviations[1]), 12) + 0.0


def fitted_line(joint: ArrayLike, xs: ArrayLike, ys: ArrayLike) -> tuple[float, float]:
    """Return the straight line x = slope · y + intercept that is nearest to X in the mean square.

    Parameters
    ----------
    joint, xs, ys
        As for `correlation`.

    Returns
    -------
    slope, intercept : float
        The slope has the sign of the correlation and is 0 where that is 0.

    Raises
    ------
    ValueError
        As `correlation` does.
    """
    table = checks.pmf(joint, "joint", ndim=2)
    p_x, p_y = table.sum(axis=1), table.sum(axis=0)
    x, y = np.asarray(xs, dtype=np.float64), np.asarray(ys, dtype=np.float64)
    rho = correlation(table, x, y)  # raises, saying what is wrong
    mean_x, mean_y = float(p_x @ x), float(p_y @ y)
    slope = rho * math.sqrt(float(p_x @ (x - mean_x) ** 2) / float(p_y @ (y - mean_y) ** 2))
    return slope, mean_x - slope * mean_y


FEATURE_BITS = (0.82, 0.01, 0.45, 0.67)
"""What the lecture's four features tell about the target, in bits."""


def feature_set(bits: Sequence[float] = FEATURE_BITS) -> tuple[FloatArray, ...]:
    """Return joint tables of features with a target, each with the mutual information that is asked for.

    By construction: the target is a fair coin, and a feature is the target seen through a binary symmetric channel
    that lies with probability e. So I = 1 − H(e), and e is found by halving.

    Parameters
    ----------
    bits
        The mutual information of each feature with the target, from 0 to 1 bit.

    Returns
    -------
    tuple of arrays of shape (2, 2)
        The feature along the rows, the target along the columns.

    Raises
    ------
    ValueError
        If a number of bits is not from 0 to 1.

    References
    ----------
    Cover & Thomas (2006), section 7.1.4.
    """
    tables = []
    for i, wanted in enumerate(bits):
        if not 0 <= wanted <= 1:
            raise ValueError(f"bits[{i}] = {wanted} is not a number from 0 to 1")
        lie = _lie(wanted)
        tables.append(np.array([[1 - lie, lie], [lie, 1 - lie]]) / 2)
    return tuple(tables)


@lru_cache(maxsize=256)
def _lie(bits: float) -> float:
    """Return how often a binary symmetric channel lies through which so many bits pass; one from 0 to 1."""
    honest, useless = 0.0, 0.5
    for _ in range(60):
        lie = (honest + useless) / 2
        honest, useless = (lie, useless) if 1 - measures.binary_entropy(lie) > bits else (honest, lie)
    return useless if bits < 1 else 0.0


def joint_from_counts(counts: ArrayLike) -> FloatArray:
    """Return the joint distribution in which each pair has its share of the counts.

    Parameters
    ----------
    counts : array of shape (rows, columns)
        Non-negative, finite, not all zero.

    Returns
    -------
    array of shape (rows, columns)
        A joint distribution; its mutual information is the plug-in estimate.

    Raises
    ------
    ValueError
        If `counts` is no such table.
    """
    table = checks.shaped(counts, "counts", ndim=2)
    return measures.normalize(table.ravel()).reshape(table.shape)
