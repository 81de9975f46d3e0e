"""What this concept computes, as one would write it in numpy: the bodies are shown, and run."""

# ruff: noqa: N802
# mypy: allow-untyped-defs, allow-untyped-calls

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def gain(coin: NDArray[np.float64], counts: NDArray[np.int_]) -> None:
    """Entropy of counts or chances, and what a question gains: a row of counts for each answer."""

    def H(n):
        p = n[n > 0] / n.sum()
        return np.sum(p * np.log2(1 / p))

    print(f"fair {H(np.ones(2)):.2f}, loaded {H(coin):.2f}")
    before, after = H(counts.sum(0)), [H(n) for n in counts]
    gain = counts.sum(1) @ (before - after) / counts.sum()
    print(f"before {before:.2f}, gain {gain:.2f}")
