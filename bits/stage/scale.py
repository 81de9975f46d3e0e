"""A scale of bits behind charts and tanks that share a ruler: heights are read off it."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from manim import VGroup

from bits.stage.ink import SIZES, Words
from bits.stage.layout import Box, safe
from bits.stage.marks import Height
from bits.stage.view import Stroke

_MOST_LINES = 5
_NARROW = 1.45
"""Scene units: the name under a tank no wider than this takes the room of the zero."""
_APART = 1.6
"""How far apart two numbers stand at least, in em."""
_STEPS = (0.25, 0.5, 1, 2, 5, 10, 20, 50)


class Scale(VGroup):
    """Faint lines at round numbers of bits (or nats), numbered at their left. They lie behind everything else.

    Parameters
    ----------
    left, right
        From where to where the lines go; the numbers stand left of `left`, within `ROOM`; scene units.
    height_of
        Turns a quantity into a height on the frame.
    highest
        The largest quantity that is shown; the unit is written at its height.
    unit
        ``bits`` or ``nats``.
    """

    ROOM: ClassVar = 0.85
    """Scene units that the numbers take, left of the lines."""

    @classmethod
    def beside(cls, box: Box) -> Box:
        """Return the box, without the room for the numbers if there is none left of it in the frame."""
        return box.trimmed(left=max(0.0, safe().left + cls.ROOM - box.left))

    def __init__(self, left: float, right: float, height_of: Height, highest: float, unit: str) -> None:
        super().__init__()
        most = min(_MOST_LINES, (height_of(highest) - height_of(0)) / (_APART * SIZES["small"]))
        step = next((step for step in _STEPS if highest / step <= most), _STEPS[-1])
        top = height_of(highest) - SIZES["small"] / 2
        for quantity in np.arange(0, highest, step):
            y = height_of(quantity)
            if quantity:
                self.add(Stroke("line", 1.5, 0.6).through((left, y), (right, y)))
            if y < top - 1.3 * SIZES["small"] and (quantity or right - left > _NARROW):
                self.add(Words(f"{quantity:g}", "small", "muted").at(left - 0.14, y, "right"))
        self.add(Words(unit, "small", "muted").at(left - 0.14, top, "right"))
        self.set_z_index(-1)
