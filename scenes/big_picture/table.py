"""A table of words and formulas: rows of equal height, columns aligned at their left."""

from __future__ import annotations

from collections.abc import Sequence

from manim import VGroup

from bits.stage.ink import Ink, Words
from bits.stage.layout import GUTTER, Box
from bits.stage.view import Stroke

_BETWEEN = 0.15
"""Scene units between columns, at least."""
_NARROW = 2.8
"""Scene units of a name in a narrow table."""


class Table(VGroup):
    """Rows of texts, with a faint line between every two.

    Parameters
    ----------
    rows
        The name of each row, its colour's meaning, and what stands beside it. Where the box is too narrow for that,
        the names are set smaller, and in two lines.
    box
        Where the table fills a box; scene units.
    shares
        The columns' widths, in proportion.
    notes
        What stands at the right end of each row, muted, if there is room for it.

    Attributes
    ----------
    rows
        Each row as a group of its own, with the line over it, to come on stage one by one.
    """

    def __init__(
        self, rows: Sequence[tuple[str, str, Ink]], box: Box, shares: Sequence[float], notes: Sequence[str] = ()
    ) -> None:
        super().__init__()
        self.rows = []
        widest = max(ink.advance for _, _, ink in rows)
        names = [Words(name, "body", role, bold=True) for name, role, _ in rows]
        if max(name.advance for name in names) + widest + GUTTER > box.width:
            names = [Words(name, "label", role, bold=True, fit=_NARROW, lines=2) for name, role, _ in rows]
        remarks = [Words(note, "small", "muted") for note in notes]
        small = [Words(name, "label", role, bold=True) for name, role, _ in rows]
        least = [max(texts, key=lambda text: text.advance).advance for texts in (small, remarks) if texts]
        least.insert(1, widest)
        if remarks and sum(least) + _BETWEEN * 2 <= box.width:
            names = small
        else:
            remarks, least, shares = [], [max(name.advance for name in names), widest], shares[:2]
        for i, (name, (_, _, ink), row) in enumerate(
            zip(names, rows, box.rows(*[1] * len(rows), gutter=0), strict=True)
        ):
            left, right, *last = row.columns(*shares, least=least)
            group = VGroup(name.at(left.left, left.y, "left"), ink.at(right.left, right.y, "left"))
            if remarks:
                group.add(remarks[i].at(last[0].left, row.y, "left"))
            if i:
                group.add(Stroke("line", 1.5).through((row.left, row.top), (row.right, row.top)))
            self.rows.append(group)
        self.add(*self.rows)
