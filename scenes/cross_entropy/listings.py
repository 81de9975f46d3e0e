"""What this concept computes, as one would write it in numpy: the body is shown, and run."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def cross_entropy(P: NDArray[np.float64], Q: NDArray[np.float64]) -> None:
    """Average load, as packed by Q and as packed by P; what never happens is never carried."""
    p, q = P[P > 0], Q[P > 0]
    with np.errstate(divide="ignore"):
        packed, ideal = -np.log2(q), -np.log2(p)
    print(f"H(P, Q) = {p @ packed:.3f} bits")
    print(f"H(P) = {p @ ideal:.3f} bits")
