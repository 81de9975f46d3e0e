"""A card on which a quantity is met: what it serves, a picture of it, and what it is called."""

from __future__ import annotations

from manim import VGroup

from bits.stage.card import PADDING, Card
from bits.stage.ink import SIZES, Size
from bits.stage.layout import Box
from bits.stage.paragraph import Paragraph

_WIDE = 1.35
"""From this width on, as a share of its height, a card has its words beside the picture."""
_EDGE = 0.1
"""Scene units that a narrow card keeps free at its sides."""
_ROOMY = 6.0
"""Scene units of width from which on a card's words are large."""
_LINE = 1.75
_LARGE: tuple[Size, Size] = "big", "title"
_SMALL: tuple[Size, Size] = "label", "label"


class Meeting(VGroup):
    """A card with a heading; a picture goes into `picture`, a name and a number beside it or, if it is narrow, below.

    Parameters
    ----------
    heading, named
        What the quantity serves, and what it is called; a hyphen with a space behind it may end a line.
    role
        Colour of the name.
    box
        Where: the card fills it; scene units.

    Attributes
    ----------
    picture
        The box that is left for pictures.
    quantity
        The name: it is no part of the card, so that it may come later.
    foot
        The box under the name, for a number.
    size
        The size in which the number may be written.
    """

    def __init__(self, heading: str, named: str, role: str, box: Box) -> None:
        super().__init__()
        self.card = Card(box)
        body = self.card.body
        wide = box.width >= _WIDE * box.height
        sizes = _LARGE if box.width > _ROOMY else _SMALL
        line = _LINE * SIZES[sizes[0]]
        if wide:
            self.picture, words = body.columns(1.6, 1, gutter=0.5)
            head, name, self.foot = words.rows(1.5, 1.2, 1, gutter=0.1)
        else:
            lines = 1.2 if sizes == _LARGE else 2.0  # large words have room in one line
            head, self.picture, name, self.foot = box.inset(_EDGE, PADDING).rows(
                lines * line, body.height - (2 * lines + 1) * line - 0.3, lines * line, line, gutter=0.1
            )
        self.size: Size = sizes[0]
        self.add(self.card, Paragraph(heading, head, sizes[0], bold=True))
        self.quantity = Paragraph(
            named.replace("- ", "-") if wide else named, name, sizes[1], role, bold=sizes == _LARGE
        )
