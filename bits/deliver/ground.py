"""What becomes of a picture without a ground: colours beside their alpha, as VP9, ProRes and PNG have them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bits.stage.theme import THEMES

Picture = NDArray[np.uint8]

_SEEN = 24
"""Alpha from which a pixel is there, where there is no half-way: faint tints are kept, and not every edge is fat."""


def ground_of(theme: str) -> Picture:
    """Return the colour of a theme's ground, RGB of shape (3,)."""
    return np.frombuffer(bytes.fromhex(THEMES[theme]["ground"][1:]), np.uint8)


def straight(picture: Picture, ground: Picture) -> Picture:
    """Return a picture whose colours are not multiplied by their alpha.

    Where nothing is, the colour is that of the ground: codecs mix neighbouring colours whatever their alpha is.

    Parameters
    ----------
    picture
        RGBA, shape (height, width, 4), colours multiplied by alpha.
    ground
        RGB, shape (3,).
    """
    alpha = picture[..., 3]
    divided = picture.copy()
    soft = (alpha > 0) & (alpha < 255)
    inks, shares = picture[soft, :3].astype(np.uint16), alpha[soft, None].astype(np.uint16)
    divided[soft, :3] = np.minimum((inks * 255 + shares // 2) // shares, 255)
    divided[alpha == 0, :3] = ground
    return divided


def cut_out(picture: Picture, ground: Picture) -> Picture:
    """Return a picture whose pixels are there or not: soft edges and tints are mixed with the ground.

    Parameters
    ----------
    picture
        RGBA, shape (height, width, 4), colours multiplied by alpha.
    ground
        RGB, shape (3,).
    """
    alpha = picture[..., 3:].astype(np.uint16)
    hard = picture.copy()
    hard[..., :3] = picture[..., :3] + (ground * (255 - alpha) + 127) // 255
    hard[..., 3] = np.where(picture[..., 3] >= _SEEN, 255, 0)
    return hard
