"""The tank of mutual information, with its scale, and the line of how much there is to know."""

from __future__ import annotations

import numpy as np

from bits.stage.bars import Ruler
from bits.stage.ink import Formula
from bits.stage.layout import Box
from bits.stage.marks import Level
from bits.stage.scale import Scale
from bits.stage.tank import Tank
from bits.stage.view import Source

_HEADROOM = 1.12
_NAME_ROOM = 1.5
"""Room beside the tank for the name of the line."""


class SharedTank:
    """A tank that holds mutual information; the pieces are to be shown one by one.

    Parameters
    ----------
    amount
        Where to find I(X; Y); bits or nats.
    box
        Where: scale, tank and the name of the line fill its width; scene units.
    highest
        The largest amount that must fit; bits or nats.
    unit
        ``bits`` or ``nats``.
    floor
        Height of the tank's bottom; scene units.
    most
        Where to find H(X), drawn as a line; none if not given.

    Attributes
    ----------
    tank, scale, line
        The pieces.
    """

    def __init__(
        self, amount: Source, box: Box, highest: float, unit: str, floor: float, most: Source | None = None
    ) -> None:
        box = box.trimmed(left=Scale.ROOM, right=_NAME_ROOM if most is not None else 0.0)
        room = box.over(floor)
        ruler = Ruler.fitting(room, _HEADROOM * highest)
        name = Formula("shared(I(X; Y))", "body")
        self.tank = tank = Tank(lambda: np.array([amount()]), box, ruler, role="shared", name=name, floor=room.bottom)
        self.scale = Scale(tank.left, tank.right, tank.height_of, _HEADROOM * highest, unit)
        self.line = Level(
            most or (lambda: highest), tank.left, tank.right, tank.height_of, name=Formula("entropy(H(X))", "body")
        )
