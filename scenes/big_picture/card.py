"""A card: what something is called, a picture of it, and the quantity that it is about."""

from __future__ import annotations

from collections.abc import Sequence

from manim import VGroup

from bits.stage.ink import SIZES, Words
from bits.stage.layout import Box
from bits.stage.view import Rect

_MARGIN = 0.14
_LINE = 1.45
"""Distance of two lines, in em."""
_LINES = 2


class Card(VGroup):
    """A frame with a heading at its top; a picture goes into `picture`, a name and a number below it.

    Parameters
    ----------
    heading, named
        The lines of the heading over the picture, and of the name under it; at most two each.
    role
        Colour of the name.
    box
        Where: the frame fills it; scene units.

    Attributes
    ----------
    picture
        The box that is left for pictures.
    quantity
        The name under the picture: it is no part of the card, so that it may come later.
    foot
        The box under the name, as high as a line, for a number.
    """

    def __init__(self, heading: Sequence[str], named: Sequence[str], role: str, box: Box) -> None:
        super().__init__()
        line, inside = _LINE * SIZES["label"], box.inset(_MARGIN, _MARGIN)
        self.add(Rect("ground", 0, edge=2, edge_role="line").corners(box.left, box.bottom, box.right, box.top))
        room = _LINES * line
        head, self.picture, names, self.foot = inside.rows(
            room, inside.height - 2 * room - line - 3 * _MARGIN, room, line, gutter=_MARGIN
        )
        self.add(*_lines(heading, head, "text", bold=True))
        self.quantity = VGroup(*_lines(named, names, role))


def _lines(lines: Sequence[str], box: Box, role: str, *, bold: bool = False) -> list[Words]:
    """Return lines of words around the middle of a box."""
    rows = box.sized(height=len(lines) * _LINE * SIZES["label"]).rows(*[1] * len(lines), gutter=0)
    words = (Words(line, "label", role, bold=bold, fit=box.width) for line in lines)
    return [word.at(row.x, row.y) for word, row in zip(words, rows, strict=True)]
