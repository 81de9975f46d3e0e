"""A table of contents that is a picture of mass: beside each title a bar, as long as its probability tells.

Local to the opening.
"""

from __future__ import annotations

from collections.abc import Sequence

from bits.stage.ink import Size, Words
from bits.stage.layout import Box
from bits.stage.mass import Vector
from bits.stage.view import Rect, View

_GUTTER = 0.14
"""Scene units between two rows."""
_SHARES = (1.3, 1)
"""How titles and bars share the width."""
_SMALLEST = 0.004
"""Scene units below which a bar has no light at its end: it is not to be seen."""
_EDGE = 0.07
"""Width of the light at the end of a bar, in scene units."""


class Contents(View):
    """One row for each title, from top to bottom; a mass of 1 is as long as the room of the bars is wide.

    Parameters
    ----------
    mass
        Probabilities, shape (n,).
    titles
        One for each.
    box
        Where; scene units.

    Attributes
    ----------
    titles
        The numbered titles; they are not part of the view: bring them in one after another.
    """

    def __init__(self, mass: Vector, titles: Sequence[str], box: Box, role: str = "truth") -> None:
        super().__init__()
        self.mass = mass
        places, bars = box.columns(*_SHARES)
        self.rows = bars.rows(*[1.0] * len(titles), gutter=_GUTTER)
        tracks = [Rect("panel").corners(row.left, row.bottom, row.right, row.top) for row in self.rows]
        self.bars = [Rect(role, 0.8) for _ in titles]
        self.edges = [Rect(role) for _ in titles]
        self.add(*tracks, *self.bars, *self.edges)
        self.titles = [
            words.at(places.left, row.y, "left")
            for words, row in zip(_alike(titles, places.width), self.rows, strict=True)
        ]
        self.refresh()

    def _state(self) -> bytes:
        return self.mass.key()

    def _redraw(self) -> None:
        for bar, edge, row, p in zip(self.bars, self.edges, self.rows, self.mass.values, strict=True):
            length = row.width * float(p)
            light = _EDGE if length > _SMALLEST else 0.0
            bar.corners(row.left, row.bottom, row.left + length, row.top)
            edge.corners(row.left + max(0.0, length - light), row.bottom, row.left + length, row.top)


def _alike(titles: Sequence[str], room: float) -> list[Words]:
    """Return the numbered titles, all of the largest size at which the longest of them has room."""
    texts = [f"{number}   {title}" for number, title in enumerate(titles, 1)]
    sizes: tuple[Size, ...] = ("title", "body", "label")
    for size in sizes:
        if all(Words(text, size).advance <= room for text in texts):
            return [Words(text, size) for text in texts]
    return [Words(text, "small", fit=room) for text in texts]
