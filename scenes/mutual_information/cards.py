"""Joint distributions side by side, each over what its two variables share."""

from __future__ import annotations

from collections.abc import Sequence

from bits.stage.ink import Size, Words
from bits.stage.layout import Box
from bits.stage.mass import Vector
from bits.stage.mosaic import Mosaic, exact_decimals, log_ratio_paint
from bits.stage.readout import Readout
from bits.theory import measures
from bits.theory.named_joint import NamedJoint

_GUTTER = 0.5
_NUMBER, _NAME = 0.95, 0.45
"""Scene units under a mosaic for the number, and for the name of X."""
_TALL = 1.2
"""From this height on, as a share of its width, a box has mosaics one below the other."""
_WIDE = 2.0
"""From this width on, as a share of its height, a box has the number beside the mosaic."""


class Shared:
    """A mosaic over, or beside, the mutual information of what it shows.

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
    size
        Of the number.

    Attributes
    ----------
    square, x_name, value, parts
        The mosaic, the name of X and the number under it, and all of them.
    """

    def __init__(
        self, pair: NamedJoint, joint: Vector, box: Box, *, base: float, unit: str, size: Size = "big"
    ) -> None:
        wide = box.width > _WIDE * box.height
        if wide:
            picture, told = box.trimmed(bottom=_NAME).columns(1.5, 1)
        else:
            picture, told = (
                box.trimmed(bottom=_NAME + _NUMBER),
                Box(box.left, box.bottom, box.right, box.bottom + _NUMBER),
            )
        self.square = Mosaic(
            joint,
            pair.shape,
            picture,
            x_labels=pair.rows,
            y_labels=pair.columns,
            y_name=pair.y,
            paint=log_ratio_paint(),
            decimals=exact_decimals(pair.table),
        )
        x = self.square.area.x
        name = Words(pair.x, "label", "muted", fit=picture.width)
        self.x_name = name.at(min(x, picture.right - name.advance / 2), picture.bottom - _NAME / 2)
        rests = [measures.mutual_information(pair.table, base=base)]
        self.value = Readout(
            "",
            lambda: measures.mutual_information(self.square.table, base=base),
            unit,
            role="shared",
            size=size,
            rests=rests,
        )
        self.value.at(told.x if wide else min(x, box.right - self.value.advance / 2), told.y)
        self.parts = self.square, self.x_name, self.value


def side_by_side(
    pairs: Sequence[tuple[NamedJoint, Vector]], box: Box, *, base: float, unit: str, size: Size = "big"
) -> list[Shared]:
    """Return joint distributions side by side in a box or, where it is tall, one below the other."""
    cut = box.rows if box.height > _TALL * box.width else box.columns
    places = cut(*[1] * len(pairs), gutter=_GUTTER)
    return [
        Shared(pair, joint, place, base=base, unit=unit, size=size)
        for (pair, joint), place in zip(pairs, places, strict=True)
    ]
