"""What a neuron's output says of its input when it is counted in bins: the measurement that a dispute turned on.

References
----------
- Saxe et al. (2018), "On the Information Bottleneck Theory of Deep Learning", section 2
"""

import math
from typing import Literal

import numpy as np

from bits.theory import measures
from bits.theory.checks import FloatArray

Activation = Literal["tanh", "relu"]

NEGLIGIBLE = 9.0
"""Standard deviations beyond which a Gaussian input has no weight in double precision."""


def binned_output(weight: float, activation: Activation, bins: int) -> FloatArray:
    """Return the pmf of T, the bin that f(weight · X) falls into, for X standard Gaussian.

    Parameters
    ----------
    weight
        Finite, at least 0.
    activation
        ``tanh``, whose range from -1 to 1 is cut into `bins` equal bins; or ``relu``, whose range starts at 0 and
        is cut into bins of that same width, as many as the outputs reach.
    bins
        At least 2.

    Returns
    -------
    array of shape (bins,), or as long as the outputs of a ReLU reach

    Raises
    ------
    ValueError
        If an argument is not as described.
    """
    if not 0 <= weight < math.inf:
        raise ValueError(f"weight = {weight} is not a finite number from 0")
    if bins < 2:
        raise ValueError(f"bins = {bins}: at least 2 are needed")
    if activation == "tanh":
        edges = np.arctanh(np.linspace(-1, 1, bins + 1)[1:-1])
    else:
        width = 2 / bins
        edges = width * np.arange(1, math.ceil(weight * NEGLIGIBLE / width) + 1)
    # At weight 0 all outputs are 0, which belongs to the bin above an edge at 0.
    below = _below(edges / weight) if weight > 0 else (edges > 0).astype(float)
    return np.diff(below, prepend=0.0, append=1.0)


def binned_information(weight: float, activation: Activation, bins: int, *, base: float = 2) -> float:
    """Return I(X; T) for X standard Gaussian and T the bin of f(weight · X): H(T), as T is certain once X is known.

    Without bins it would be infinite at every weight but 0, for either activation.

    Parameters
    ----------
    weight, activation, bins
        As for `binned_output`.
    base
        2 for bits, e for nats.

    Raises
    ------
    ValueError
        If an argument is not as described.

    References
    ----------
    Saxe et al. (2018), section 2: it rises and falls with the weight of a tanh unit, and only rises with a ReLU's.
    """
    return measures.entropy(binned_output(weight, activation, bins), base=base)


def _below(x: FloatArray) -> FloatArray:
    """Return the standard Gaussian's cumulative distribution."""
    return 0.5 * np.fromiter(map(math.erfc, (-x / math.sqrt(2)).tolist()), float, len(x))
