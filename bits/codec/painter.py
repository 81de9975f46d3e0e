"""A frame from a list of shapes: only what changed is drawn again.

Manim draws every moving shape anew in each frame. Here a shape whose points and inks are those of the frame before is
left alone, and what is drawn is clipped to the boxes in which something changed. The pixels are those of Manim's own
camera; where a box cuts a slanted edge, Cairo rounds the edge anew (a few levels in a few pixels).

A picture can also be painted on nothing. Gaps between bars and cuts through them are drawn in the ground's colour;
there they become holes. Laid on the ground, such a picture is the opaque one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import ManimColor, VMobject
from numpy.typing import NDArray

from bits.codec.canvas import Canvas, Shape
from bits.stage.layout import frame_size

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in whole pixels; right and bottom are the first outside."""


class Painter:
    """Holds one picture and brings it up to date.

    Parameters
    ----------
    width, height
        Size in pixels.
    ground
        Hex code of the ground.
    transparent
        Whether the ground is left out.
    """

    def __init__(self, width: int, height: int, ground: str, transparent: bool = False) -> None:
        self.picture: NDArray[np.uint8] = np.empty((height, width, 4), np.uint8)
        """RGBA, shape (height, width, 4), colours multiplied by alpha. The next call of `show` changes it in place."""
        colour = ManimColor(ground)
        opaque = (*colour.to_int_rgb().tolist(), 255)
        scale = width / frame_size(width, height)[0]
        if transparent:
            self._canvas = Canvas(self.picture, scale, (0, 0, 0, 0), tuple(colour.to_rgb().tolist()))
        else:
            self._canvas = Canvas(self.picture, scale, opaque)

    def look(self, mobjects: Sequence[VMobject]) -> list[Shape]:
        """Return how the shapes stand now, given in the order in which they cover one another.

        What is returned may be shown later, when the scene has moved on.
        """
        return self._canvas.look(mobjects)

    def show(self, shapes: list[Shape]) -> list[Box]:
        """Bring the picture up to date with shapes as they stood when they were looked at.

        Returns
        -------
        list[Box]
            The boxes in which anything may have changed, none overlapping another; empty if nothing has.
        """
        return self._canvas.show(shapes)

    def paint(self, mobjects: Sequence[VMobject]) -> list[Box]:
        """Bring the picture up to date with the shapes as they stand now; see `show`."""
        return self.show(self.look(mobjects))
