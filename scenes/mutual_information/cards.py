"""Joint distributions side by side, each over what its two variables share."""

from __future__ import annotations

from collections.abc import Sequence

from bits.stage.ink import SIZES
from bits.stage.layout import Box
from bits.stage.mass import Vector
from bits.stage.mosaic import Mosaic, blended_paint, log_ratio_paint, plain_paint
from bits.stage.readout import Readout
from bits.theory import measures
from bits.theory.named_joint import NamedJoint

_GUTTER = 0.7
_UNDER = 1.0
"""Scene units under a mosaic for its number."""


class Shared:
    """A mosaic over the mutual information of what it shows.

    Parameters
    ----------
    pair
        The two variables.
    joint
        Their joint distribution, or another one of the same shape.
    box
        Where; scene units.
    base, unit
        Of the mutual information.
    tint
        How far the cells are tinted by their log ratio with chance, from 0 to 1.

    Attributes
    ----------
    square, value, parts
        The mosaic, the number under it, and both.
    """

    def __init__(
        self, pair: NamedJoint, joint: Vector, box: Box, *, base: float, unit: str, tint: float = 1.0
    ) -> None:
        paint = blended_paint(plain_paint("truth"), log_ratio_paint(), lambda: tint)
        self.square = Mosaic.of(pair, joint, box.trimmed(bottom=_UNDER), paint=paint)
        rests = [measures.mutual_information(pair.table, base=base)]
        self.value = Readout(
            "", lambda: measures.mutual_information(self.square.table, base=base), unit, role="shared", size="big", rests=rests
        )
        self.value.at(self.square.area.x, box.bottom + SIZES["big"] / 2)
        self.parts = self.square, self.value


def side_by_side(
    pairs: Sequence[tuple[NamedJoint, Vector]], box: Box, *, base: float, unit: str
) -> list[Shared]:
    """Return joint distributions side by side in a box or, where it is tall, one below the other."""
    places = box.parts(*[1] * len(pairs), gutter=_GUTTER)
    return [
        Shared(pair, joint, place, base=base, unit=unit) for (pair, joint), place in zip(pairs, places, strict=True)
    ]
