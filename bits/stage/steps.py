"""The steps of the film: one bar per concept, and the mass is on the one that is told."""

from __future__ import annotations

from bits.stage.layout import Box
from bits.stage.mass import Mass
from bits.stage.view import Rect, View

_SHARE = 0.7
"""Share of its slot that a bar takes."""


class Steps(View):
    """One narrow bar per concept; filled as far as its mass.

    Parameters
    ----------
    mass
        How much of the story is at each concept, shape (n,).
    box
        Where; scene units.
    """

    def __init__(self, mass: Mass, box: Box) -> None:
        super().__init__()
        self.mass = mass
        self.slots = box.columns(*[1.0] * len(mass.values), gutter=box.width / len(mass.values) * (1 - _SHARE))
        empty = [Rect("line", 0.45).corners(slot.left, slot.bottom, slot.right, slot.top) for slot in self.slots]
        self.bars = [Rect("truth") for _ in self.slots]
        self.add(*empty, *self.bars)
        self.refresh()

    def _state(self) -> bytes:
        return self.mass.key()

    def _redraw(self) -> None:
        for bar, slot, share in zip(self.bars, self.slots, self.mass.values, strict=True):
            bar.corners(slot.left, slot.bottom, slot.right, slot.bottom + share * slot.height)
