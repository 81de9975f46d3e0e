"""The code that the film shows and runs: surprise, as one would compute it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def surprise(one_in: NDArray[np.float64]) -> None:
    """Print how surprising events of these odds are."""
    p = 1 / one_in
    bits = 0 - np.log2(p)
    for b in bits:
        print(f"{b:.3g}")
