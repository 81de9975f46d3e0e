"""The code that this concept shows."""

import numpy as np
from numpy.typing import NDArray


def temperature(z: NDArray[np.float64], T: float) -> None:
    """Chances from scores at a temperature, and their entropy."""
    e = np.exp((z - z.max()) / T)
    p = e / e.sum()
    H = np.sum(p * -np.log2(p))
    print(f"{H:.2f} bits")
