"""The unit square: all that can happen. What is lit is what did happen, and its area is its probability."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from bits.stage.ink import CAP_HEIGHT, Ink, Size, Words
from bits.stage.layout import Box
from bits.stage.view import Rect, Source, Stroke, View

Sides = Callable[[], tuple[float, float]]
"""Where a square finds the sides of its lit part, as shares of its own; their product is the probability."""

NAME_BELOW, _NAME_BESIDE = 0.22, 0.18
"""How far from the square names stand, in scene units."""
_FILLED = 0.75
"""How much of a part, in width and height, a word on it may take."""
_KNIFE = 5
"""How much faster a cut is made than what it cuts off goes dark."""


class Square(View):
    """A square of area 1 whose lower left part is lit, as wide and as high as two probabilities tell.

    Parameters
    ----------
    sides
        Where to find the two.
    box
        Where: the square stands in its middle, as large as fits; scene units.
    names
        What the two probabilities are of: written below and left of the sides of the lit part.
    role
        Colour of what is lit.
    """

    def __init__(self, sides: Sides, box: Box, names: tuple[Ink, Ink] | None = None, role: str = "truth") -> None:
        super().__init__()
        self.sides, self.names = sides, names
        side = min(box.width, box.height)
        self.area = box.sized(side, side)
        edges = self.area.left, self.area.bottom, self.area.right, self.area.top
        self.whole = Rect(role, 0.16, edge=2.0, edge_role="muted").corners(*edges)
        self.column, self.row = Rect(role, 0.2), Rect(role, 0.2)
        self.lit = Rect(role)
        self.add(self.whole, self.column, self.row, self.lit, *(names or ()))
        self.refresh()

    @property
    def drawn(self) -> float:
        """Return the probability that the lit area stands for, as drawn."""
        return self.lit.area / self.whole.area

    def _state(self) -> tuple[float, ...]:
        return self.sides()

    def _redraw(self) -> None:
        area = self.area
        width, height = (share * area.width for share in self.sides())
        # Each side also lights the strip of all that it alone allows.
        self.column.corners(area.left, area.bottom, area.left + width, area.top)
        self.row.corners(area.left, area.bottom, area.right, area.bottom + height)
        self.lit.corners(area.left, area.bottom, area.left + width, area.bottom + height)
        if self.names is not None:
            below, beside = self.names
            below.at(area.left + max(width, below.advance) / 2, area.bottom - NAME_BELOW)
            beside.at(area.left - _NAME_BESIDE, area.bottom + max(height / 2, _NAME_BESIDE), "right")


class HalvedSquare(Square):
    """A square that is halved again and again, by turns across and upwards.

    Parameters
    ----------
    cuts
        Where to find how often it has been halved; 2.5 is halfway (as a power of one half) through the third cut.
    most
        How often it may be.
    box, role
        As for `Square`.
    """

    def __init__(self, cuts: Source, most: int, box: Box, role: str = "truth") -> None:
        self.cuts = cuts
        self.knives = [Stroke("text", 3.0) for _ in range(most)]
        super().__init__(lambda: halved(cuts()), box, role=role)
        self.column.set_opacity(0)
        self.row.set_opacity(0)
        self.add(*self.knives)
        self._shown = None
        self.refresh()

    def kept(self, cut: int) -> Box:
        """Return the part that is left after a cut; scene units."""
        width, height = (share * self.area.width for share in halved(cut))
        return Box(self.area.left, self.area.bottom, self.area.left + width, self.area.bottom + height)

    def lost(self, cut: int) -> Box:
        """Return the part that a cut takes away, the first cut being 1; scene units."""
        before, after = self.kept(cut - 1), self.kept(cut)
        if after.width < before.width:
            return Box(after.right, before.bottom, before.right, before.top)
        return Box(before.left, after.top, before.right, before.top)

    def answers(self) -> list[list[Words]]:
        """Return what each halving says of the part that it takes away, and then of the one that is left.

        A part that is too small for words has none.
        """
        most = len(self.knives)
        parts = [("no", "muted", self.lost(k)) for k in range(1, most + 1)]
        parts.append(("yes", "ground", self.kept(most)))
        return [_answer(*part) for part in parts]

    def _redraw(self) -> None:
        super()._redraw()
        cuts = self.cuts()
        for i, knife in enumerate(self.knives):
            part = self.kept(i)
            cut = float(np.clip(_KNIFE * (cuts - i), 0, 1))
            if i % 2 == 0:
                knife.through((part.x, part.top - cut * part.height), (part.x, part.top))
            else:
                knife.through((part.left, part.y), (part.left + cut * part.width, part.y))
            knife.set_stroke(opacity=1.0 if cut else 0.0)


def halved(cuts: float) -> tuple[float, float]:
    """Return width and height, as shares, of what is left after so many halvings."""
    whole, part = divmod(cuts, 2)
    across, upwards = min(part, 1.0), max(part - 1, 0.0)
    return 0.5 ** (whole + across), 0.5 ** (whole + upwards)


def _answer(said: str, role: str, part: Box) -> list[Words]:
    """Return a word in the middle of a part, as large as it fits in; none if it is too small."""
    return fitting(said, role, part, ("big", "body", "label"))


def fitting(text: str, role: str, part: Box, sizes: Sequence[Size]) -> list[Words]:
    """Return a text in the middle of a part of a square, of the first size that fits in; none if none does."""
    for size in sizes:
        words = Words(text, size, role, bold=True)
        if words.advance < _FILLED * part.width and CAP_HEIGHT * words.em < _FILLED * part.height:
            return [words.at(part.x, part.y)]
    return []
