"""An analogy in two rows: what one thing is to another, a third is to a fourth."""

from __future__ import annotations

from bits.stage.card import Card
from bits.stage.layout import Box
from bits.stage.paragraph import Paragraph
from bits.stage.shape import Shapes

_ROWS = (1, 0.5, 1)
_COLUMNS = (1.2, 0.5, 1)


class Analogy(Shapes):
    """Four words on four cards.

    Parameters
    ----------
    first, second
        Two pairs, each with the role of its colour.
    box
        Where; scene units.

    Attributes
    ----------
    pairs, link
        Its two rows, and the word between them.
    """

    def __init__(self, first: tuple[str, str], second: tuple[str, str], box: Box) -> None:
        super().__init__()
        above, between, below = box.rows(*_ROWS, gutter=0.12)
        self.pairs = [_pair(first, above), _pair(second, below)]
        self.link = Paragraph("what", between, "body", "muted")
        self.add(*self.pairs, self.link)


def _pair(pair: tuple[str, str], box: Box) -> Shapes:
    """Return two cards, and between them that the one is to the other."""
    left, middle, right = box.columns(*_COLUMNS, gutter=0.1)
    row = Shapes()
    for words, place, role in zip(pair, (left, right), ("model", "truth"), strict=True):
        row.add(Card(place), Paragraph(words, place.inset(0.12, 0.1), "body", role, bold=True))
    return row.add(Paragraph("is to", middle, "label", "muted"))
