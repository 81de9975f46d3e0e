"""What the computations take: arrays of numbers, checked, or a ``ValueError`` whose one line says what is wrong.

Nothing is renormalized behind the caller's back. A complaint names the argument, the place in it and the value.
"""

import reprlib
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray: TypeAlias = NDArray[np.float64]

TOLERANCE = 1e-6
"""How far a sum of probabilities may be from 1."""


def numbers(values: ArrayLike, name: str) -> FloatArray:
    """Return `values` as a float64 array in C order, so that the memory layout cannot change a result."""
    try:
        array = np.asarray(values, order="C")
    except ValueError:
        raise ValueError(f"{name} has rows of different lengths") from None
    if array.dtype.kind not in "biuf":
        raise ValueError(f"{name} must hold real numbers, got {' '.join(reprlib.repr(values).split())}")
    return array.astype(np.float64, copy=False)


def shaped(values: ArrayLike, name: str, ndim: int) -> FloatArray:
    """Return numbers that are a vector (`ndim` 1) or a table (2), and not empty."""
    array = numbers(values, name)
    if array.ndim != ndim:
        raise ValueError(f"{name} must be a {('vector', 'table')[ndim - 1]}, got the shape {array.shape}")
    if array.size == 0:
        raise ValueError(f"{name} is empty")
    return array


def demand(good: NDArray[np.bool_], array: FloatArray, name: str, complaint: str) -> None:
    """Raise a line about the first element of `array` that is not `good`."""
    if good.all():
        return
    index = np.unravel_index(int(np.argmin(good)), array.shape)
    where = f"[{', '.join(map(str, index))}]" if index else ""
    raise ValueError(f"{name}{where} = {array[index]:.9g} {complaint}")


def finite(values: ArrayLike, name: str, ndim: int = 1) -> FloatArray:
    """Return finite numbers."""
    array = shaped(values, name, ndim)
    demand(np.isfinite(array), array, name, "is not finite")
    return array


def increasing(values: ArrayLike, name: str) -> FloatArray:
    """Return finite numbers each of which is above the one before it."""
    array = finite(values, name)
    demand(np.append(True, array[1:] > array[:-1]), array, name, "is not above the point before it")
    return array


def weights(values: ArrayLike, name: str, ndim: int = 1) -> FloatArray:
    """Return finite numbers that are not negative."""
    array = finite(values, name, ndim)
    demand(array >= 0, array, name, "is negative")
    return array


def pmf(values: ArrayLike, name: str, ndim: int = 1) -> FloatArray:
    """Return probabilities that sum to 1: a distribution, or a joint distribution if `ndim` is 2."""
    array = shaped(values, name, ndim)
    # Called many times a frame: three reductions when all is well (NaN fails them), the reasons only if not.
    # An entry above 1 is refused before summing, because the sum might overflow.
    if array.min() >= 0 and array.max() <= 1 + TOLERANCE and abs(array.sum() - 1) <= TOLERANCE:
        return array
    weights(array, name, ndim)
    with np.errstate(over="ignore"):
        raise ValueError(f"{name} sums to {array.sum():.9g}, not to 1")


def pmf_pair(p: ArrayLike, q: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return two distributions over the same outcomes."""
    p, q = pmf(p, "p"), pmf(q, "q")
    if p.size != q.size:
        raise ValueError(f"p has {p.size} outcomes, but q has {q.size}")
    return p, q


def probabilities(values: ArrayLike, name: str) -> FloatArray:
    """Return elementwise probabilities; what is above 1 by no more than a pmf's tolerance counts as 1."""
    array = numbers(values, name)
    demand((array >= 0) & (array <= 1 + TOLERANCE), array, name, "is no probability (from 0 to 1)")
    return np.minimum(array, 1.0)
