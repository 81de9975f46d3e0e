"""What yuv.pyx offers."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

def convert(
    pixels: NDArray[np.uint32],
    y: NDArray[np.uint8],
    u: NDArray[np.uint8],
    v: NDArray[np.uint8],
    boxes: Sequence[tuple[int, int, int, int]],
) -> None: ...
