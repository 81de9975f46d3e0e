"""What this concept computes, as one would write it in numpy: the bodies are shown, and run."""

# ruff: noqa: N802
# mypy: allow-untyped-defs, allow-untyped-calls

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def both_ways(P: NDArray[np.float64], Q: NDArray[np.float64]) -> None:
    """KL divergence of the code for Q while P holds, and the other way round."""

    def KL(p, q):
        p, q = p[p > 0], q[p > 0]
        return np.sum(p * np.log2(p / q))

    print(f"{KL(P, Q):.3f} bits")
    print(f"{KL(Q, P):.3f} bits")
