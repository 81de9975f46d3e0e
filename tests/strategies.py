"""Hypothesis strategies for what the measures take, shared by all tests."""

import math

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def _weights(size: int, zeros: bool) -> st.SearchStrategy[FloatArray]:
    positive = st.floats(1e-9, 1.0)
    # Zeros, and weights so small that a product of two of them is 0, are where formulas break.
    weight = st.one_of(positive, st.just(0.0), st.floats(0.0, 1e-200)) if zeros else positive
    vectors = st.lists(weight, min_size=size, max_size=size).filter(lambda w: math.fsum(w) > 1e-9)
    return vectors.map(lambda w: np.array(w) / math.fsum(w))


@st.composite
def pmfs(draw: st.DrawFn, min_size: int = 2, max_size: int = 12, zeros: bool = True) -> FloatArray:
    """Vectors that sum to 1; without `zeros` every outcome has at least about 1e-10."""
    return draw(_weights(draw(st.integers(min_size, max_size)), zeros))


@st.composite
def pmf_pairs(draw: st.DrawFn, max_size: int = 12, zeros: bool = True) -> tuple[FloatArray, FloatArray]:
    """Two pmfs over the same outcomes."""
    size = draw(st.integers(2, max_size))
    return draw(_weights(size, zeros)), draw(_weights(size, zeros))


@st.composite
def joints(draw: st.DrawFn, min_size: int = 1, max_size: int = 5, zeros: bool = True) -> FloatArray:
    """Tables that sum to 1, with `min_size` to `max_size` rows and columns each."""
    rows, columns = draw(st.integers(min_size, max_size)), draw(st.integers(min_size, max_size))
    return draw(_weights(rows * columns, zeros)).reshape(rows, columns)


@st.composite
def logit_vectors(draw: st.DrawFn, min_size: int = 2, max_size: int = 12, largest: float = 20.0) -> FloatArray:
    """Vectors of finite logits between −largest and largest."""
    logits = draw(st.lists(st.floats(-largest, largest), min_size=min_size, max_size=max_size))
    return np.array(logits, dtype=np.float64)
