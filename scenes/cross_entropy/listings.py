"""What this concept computes, as one would write it in numpy: the bodies are shown, and run."""

# mypy: allow-untyped-defs, allow-untyped-calls

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def losses(label: NDArray[np.float64], first: NDArray[np.float64], other: NDArray[np.float64]) -> None:
    """Cross-entropy of a one-hot label and the softmax of scores, in nats."""

    def loss(z):
        log_q = z - np.log(np.sum(np.exp(z)))
        return -np.sum(label * log_q)

    print(f"{loss(first):.3f} nats")
    print(f"{loss(other):.2f} nats")
