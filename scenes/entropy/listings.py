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

    print(f"{H(np.ones(2)):.2f} {H(coin):.2f}")
    before = H(counts.sum(0))
    after = [H(n) for n in counts]
    share = counts.sum(1) / counts.sum()
    print(f"gain {share @ (before - after):.2f}")
