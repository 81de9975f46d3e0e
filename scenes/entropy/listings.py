"""What this concept computes, as one would write it in numpy: the bodies are shown, and run."""

# ruff: noqa: N802
# mypy: allow-untyped-defs, allow-untyped-calls

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def gain(coin: NDArray[np.float64], n: NDArray[np.int_]) -> None:
    """Entropy of counts or chances, and what a question gains: a row of counts for each answer."""

    def H(x):
        p = x[x > 0] / x.sum()
        return np.sum(p * np.log2(1 / p))

    print(f"{H(np.ones(2)):.2f} {H(coin):.2f}")
    avg = n.sum(1) @ [H(x) for x in n] / n.sum()
    print(f"gain {H(n.sum(0)) - avg:.2f}")
