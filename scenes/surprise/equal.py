"""Equal words: one mass shared among a number of outcomes that need not be whole."""

from __future__ import annotations

import numpy as np

from bits.stage.ink import Words
from bits.stage.layout import Box
from bits.stage.view import Rect, Source, View

_ROOM = 0.6
"""The narrowest whole part that has its number on it, in scene units."""


class EqualParts(View):
    """A strip of mass 1, cut into as many equal parts as a count says; the last one is as wide as its share.

    To `grow`, the whole strip divides until there are that many.

    Parameters
    ----------
    count
        Where to find the count, 1 to `most`; a perplexity, for instance.
    most
        How many parts there may be.
    box
        Where: its width is the whole mass; scene units.
    role
        Colour of the parts.
    """

    def __init__(self, count: Source, most: int, box: Box, role: str = "truth") -> None:
        super().__init__()
        self.count, self.box = count, box
        self.parts = [Rect(role, edge=5.0) for _ in range(most)]
        self.numbers = [Words(str(i + 1), "title", "ground", bold=True) for i in range(most)]
        self.add(*self.parts, *self.numbers)
        self.refresh()

    @property
    def drawn(self) -> float:
        """Return the mass that the parts stand for, as drawn: always 1."""
        return sum(part.area for part in self.parts) / (self.box.width * self.box.height)

    @property
    def counted(self) -> float:
        """Return how many parts there are, as drawn."""
        widths = [float(np.ptp(part.points[:, 0])) for part in self.parts]
        return sum(widths) / widths[0]

    def _state(self) -> float:
        return self.count()

    def _redraw(self) -> None:
        count = 1 + (self.count() - 1) * self.grown.get_value()
        least = max(_ROOM, (1 - 1e-9) * self.box.width / count)
        ends = self.box.left + self.box.width * np.clip(np.arange(len(self.parts) + 1) / count, 0, 1)
        for part, number, left, right in zip(self.parts, self.numbers, ends[:-1], ends[1:], strict=True):
            part.corners(left, self.box.bottom, right, self.box.top)
            number.at((left + right) / 2, self.box.y).set_fill(opacity=1.0 if right - left > least else 0.0)
