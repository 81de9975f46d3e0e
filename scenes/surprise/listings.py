"""The code that the film shows and runs: surprise, as one would compute it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def surprise(names: Sequence[str], one_in: NDArray[np.float64]) -> None:
    """Print how surprising events of these odds are."""
    p = 1 / one_in
    surprise = 0 - np.log2(p)
    for name, bits in zip(names, surprise):  # noqa: B905 (a lecture's listing is as short as it can be)
        print(f"{name}: {bits:.3g} bits")
