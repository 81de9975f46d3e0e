"""The code that this concept shows: it runs as it stands."""
# mypy: disable-error-code="no-untyped-def, no-untyped-call"

import numpy as np
from numpy.typing import NDArray


def four_quantities(P: NDArray[np.float64], Q: NDArray[np.float64], J: NDArray[np.float64]) -> None:
    """Entropy and cross-entropy, then KL divergence and mutual information, from one function."""

    def bits(p, q):
        return -p[p > 0] @ np.log2(q[p > 0])

    R = np.outer(J.sum(1), J.sum(0))
    for p, q in (P, Q), (J, R):
        print(f"{bits(p, q) - bits(p, p):.3f}")
