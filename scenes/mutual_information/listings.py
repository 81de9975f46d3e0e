"""Code that the film shows and runs; see `bits.authoring.listing`."""

import numpy as np
from numpy.typing import NDArray


def two_ways(P: NDArray[np.float64]) -> None:
    """Compute the mutual information of a joint table as a divergence, and from entropies; in bits."""
    x, y = P.sum(axis=1), P.sum(axis=0)
    ratio = P / np.outer(x, y)
    log = np.log2(ratio[P > 0])
    print(f"{P[P > 0] @ log:.3f} bits")
    some = [p[p > 0] for p in (x, y, P)]
    H = [-p @ np.log2(p) for p in some]
    print(f"{H[0] + H[1] - H[2]:.3f} bits")
