"""Where the keys were found, morning after morning: dots in a row of places, as dense in each as it is likely."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bits.stage import Box, LabelRow, Mass, Number, Rect, View, colour, label_room
from bits.stage.shape import Shape
from bits.stage.view import Stroke
from scenes.entropy.discs import discs

MORNINGS = 300
_SEED = 5
_DOT = 0.05
_LIGHT, _DIM = 2.6, 0.10
"""How much wider than its dot a soft light is, and how bright."""
_WALL = 0.08
"""Room between a wall and the dots; scene units."""
_NUMBER = 0.42


class Mornings(View):
    """Dots in a row of places: as many in each as its probability says, as if a gas filled a box.

    The dots stand in a row in their heads: the first ones are in the first place, as many as its mass, and so on. As
    mass flows, they wander through the walls between neighbours; none jumps.

    Parameters
    ----------
    mass
        How likely each place is.
    box
        Where: dots, numbers over them and names under them; scene units.
    names
        Of the places.
    """

    def __init__(self, mass: Mass, box: Box, names: Sequence[str]) -> None:
        super().__init__()
        self.mass = mass
        self.area = box.trimmed(top=_NUMBER, bottom=label_room(names, box.width, box.height) + 0.06)
        n = len(names)
        self.slots = self.area.columns(*[1] * n, gutter=0)
        rank = np.arange(MORNINGS)
        self._place = (rank + 0.5) / MORNINGS
        room = self.area.height - 2 * (_WALL + _DOT)
        self._heights = self.area.bottom + _WALL + _DOT + room * np.random.default_rng(_SEED).random(MORNINGS)
        self.light = Shape(fill_color=colour("truth"), fill_opacity=_DIM, stroke_width=0)
        self.dots = Shape(fill_color=colour("truth"), fill_opacity=1, stroke_width=0)
        self.numbers = _numbers(n, 0.95 * self.slots[0].width)
        panels = [
            Rect("line", 0.28).corners(slot.left + 0.03, slot.bottom, slot.right - 0.03, slot.top)
            for slot in self.slots
        ]
        floor = Stroke().through((box.left, self.area.bottom), (box.right, self.area.bottom))
        row = LabelRow(names, box.left, box.right, self.area.bottom - 0.06, height=box.height)
        self.add(*panels, floor, self.light, self.dots, row, *self.numbers)
        self.refresh()

    def found(self) -> NDArray[np.float64]:
        """Return how far along the row of places each dot is, 0 to the number of places, shape (MORNINGS,)."""
        edges = np.concatenate([[0.0], np.cumsum(self.mass.values)])
        inside = np.clip(np.searchsorted(edges, self._place, side="right") - 1, 0, len(self.slots) - 1)
        return np.asarray(inside + (self._place - edges[inside]) / (edges[inside + 1] - edges[inside]))

    def _state(self) -> bytes:
        return self.mass.key()

    def _redraw(self) -> None:
        found, width = self.found(), self.slots[0].width
        inside = np.minimum(found.astype(int), len(self.slots) - 1)
        margin = _WALL + _DOT
        x = self.area.left + inside * width + margin + (found - inside) * (width - 2 * margin)
        floor = self.area.bottom + _DOT + _WALL
        y = floor + (self._heights - floor) * self.grown.get_value()
        centres = np.column_stack([x, y])
        self.dots.points = discs(centres, _DOT)
        self.light.points = discs(centres, _LIGHT * _DOT)
        for number, slot, p in zip(self.numbers, self.slots, self.mass.values, strict=False):
            number.write_at(p, slot.x, self.area.top + _NUMBER / 2, "centre")


def _numbers(n: int, room: float) -> list[Number]:
    """Return numbers for `n` probabilities with the decimals that have room; none if there is none."""
    for decimals in (3, 2):
        numbers = [Number(decimals, "small", "truth") for _ in range(n)]
        if numbers[0].field(1) <= room:
            for number in numbers:
                number.room = room
            return numbers
    return []
