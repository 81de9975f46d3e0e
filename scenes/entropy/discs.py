"""Many discs as one shape, and discs that are cut like a cake: they cost one drawing call, however many they are."""

import numpy as np
from numpy.typing import NDArray

_ROUND = 4 / 3 * np.tan(np.pi / 8)
"""How long the handles of a quarter of a circle are, in radii."""
# A circle of radius 1 as four cubic Bézier lines, shape (16, 2).
_QUARTER = np.array([(1, 0), (1, _ROUND), (_ROUND, 1), (0, 1)])
_CIRCLE = np.concatenate([_QUARTER @ np.array([[c, s], [-s, c]]) for c, s in ((1, 0), (0, 1), (-1, 0), (0, -1))])
_SAMPLES = 49


def discs(centres: NDArray[np.float64], radii: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """Return the points of discs around centres of shape (n, 2), each with its radius; scene units."""
    rings = centres[:, None, :] + np.broadcast_to(radii, len(centres))[:, None, None] * _CIRCLE
    flat = rings.reshape(-1, 2)
    return np.column_stack([flat, np.zeros(len(flat))])


def slice_of(x: float, y: float, radius: float, start: float, share: float) -> list[tuple[float, float]]:
    """Return the corners of a slice of a disc, clockwise from the top: where it starts, and its share of the disc."""
    if share >= 1:
        start, share = 0.0, 1.0
    turns = 2 * np.pi * (start + share * np.linspace(0, 1, _SAMPLES))
    rim = zip(x + radius * np.sin(turns), y + radius * np.cos(turns), strict=True)
    return [(x, y), *((float(a), float(b)) for a, b in rim)]
