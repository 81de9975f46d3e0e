"""A row of cells that fill one after another: a number of things, counted even where it is not whole."""

from __future__ import annotations

from bits.stage.layout import Box
from bits.stage.view import Rect, Source, View

_SHARE = 0.6
"""Share of its slot that a cell takes."""


class Cells(View):
    """A row of equal cells, of which as many are filled as the count says; the last one in part.

    Parameters
    ----------
    count
        Where to find the count, 0 to `most`.
    most
        How many cells there are.
    box
        Where: a cell stands in the middle of each of its slots; scene units.
    role
        Colour of what fills them.
    """

    def __init__(self, count: Source, most: int, box: Box, role: str = "text") -> None:
        super().__init__()
        self.count = count
        slots = box.columns(*[1] * most, gutter=0)
        side = min(box.height, _SHARE * slots[0].width)
        self._boxes = [slot.sized(side, side) for slot in slots]
        self.cells = [Rect(role) for _ in slots]
        frames = [
            Rect("ground", 0, edge=2, edge_role="line").corners(box.left, box.bottom, box.right, box.top)
            for box in self._boxes
        ]
        self.add(*self.cells, *frames)
        self.refresh()

    @property
    def drawn(self) -> float:
        """Return how many cells are filled, as drawn."""
        return sum(cell.area for cell in self.cells) / (self._boxes[0].width * self._boxes[0].height)

    def _state(self) -> float:
        return self.count()

    def _redraw(self) -> None:
        filled = self.count() * self.grown.get_value()
        for i, (cell, box) in enumerate(zip(self.cells, self._boxes, strict=True)):
            share = min(max(filled - i, 0.0), 1.0)
            cell.corners(box.left, box.bottom, box.left + share * box.width, box.top)
