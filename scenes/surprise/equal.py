"""Equal bars: one mass shared among a number of outcomes that need not be whole."""

from __future__ import annotations

import numpy as np

from bits.stage.layout import Box
from bits.stage.view import Rect, Source, Stroke, View

_SHARE = 0.8
"""Share of its slot that a bar takes."""


class EqualBars(View):
    """As many equal bars as a count says, the last one as wide as its share. Together they are a mass of 1.

    To `grow`, one bar of probability 1 divides until there are that many.

    Parameters
    ----------
    count
        Where to find the count, 1 to `most`; a perplexity, for instance.
    most
        How many bars there may be.
    box
        Where: its height is probability 1, and its width has room for all bars; scene units.
    role
        Colour of the bars.
    """

    def __init__(self, count: Source, most: int, box: Box, role: str = "truth") -> None:
        super().__init__()
        self.count, self.box = count, box
        self._slots = box.columns(*[1] * most, gutter=0)
        self.bars = [Rect(role) for _ in self._slots]
        self.base = Stroke().through((box.left, box.bottom), (box.right, box.bottom))
        self.add(*self.bars, self.base)
        self.refresh()

    @property
    def drawn(self) -> float:
        """Return the mass that the bars stand for, as drawn: always 1."""
        return sum(bar.area for bar in self.bars) / (_SHARE * self._slots[0].width * self.box.height)

    @property
    def counted(self) -> float:
        """Return how many bars there are, as drawn."""
        return sum(float(np.ptp(bar.points[:, 0])) for bar in self.bars) / (_SHARE * self._slots[0].width)

    def _state(self) -> float:
        return self.count()

    def _redraw(self) -> None:
        count = 1 + (self.count() - 1) * self.grown.get_value()
        for i, (bar, slot) in enumerate(zip(self.bars, self._slots, strict=True)):
            left, share = slot.x - _SHARE * slot.width / 2, float(np.clip(count - i, 0, 1))
            top = slot.bottom + (slot.height / count if share else 0.0)
            bar.corners(left, slot.bottom, left + share * _SHARE * slot.width, top)
