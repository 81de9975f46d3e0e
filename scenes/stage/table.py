"""A table of words and formulas: rows of equal height, columns aligned at their left."""

from __future__ import annotations

from collections.abc import Sequence

from manim import VGroup

from .ink import Ink
from .layout import Box
from .view import Stroke


class Table(VGroup):
    """Rows of texts, with a faint line between every two.

    Parameters
    ----------
    rows
        The texts of each row, as many as there are columns.
    box
        Where the table fills a box; scene units.
    shares
        The columns' widths, in proportion.

    Attributes
    ----------
    rows
        Each row as a group of its own, with the line over it, to come on stage one by one.
    """

    def __init__(self, rows: Sequence[Sequence[Ink]], box: Box, shares: Sequence[float]) -> None:
        super().__init__()
        self.rows = []
        for i, (inks, row) in enumerate(zip(rows, box.rows(*[1] * len(rows), gutter=0), strict=True)):
            columns = row.columns(*shares)
            group = VGroup(*(ink.at(c.left, c.y, "left") for ink, c in zip(inks, columns, strict=True)))
            if i:
                group.add(Stroke("line", 1.5).through((row.left, row.top), (row.right, row.top)))
            self.rows.append(group)
        self.add(*self.rows)
