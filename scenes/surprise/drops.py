"""A tower of dropping blocks: one for each halving of a probability, so that its height is the surprise."""

from __future__ import annotations

from typing import Literal

import numpy as np

from bits.stage.ink import Formula, Ink, Words
from bits.stage.layout import Box, canvas
from bits.stage.view import Rect, Source, Stroke, View

_ROOMY = 0.65
"""Height from which on a block has room for large names."""
_BESIDE = 0.35
"""How far from a block its names stand."""


class Drops(View):
    """A tower on which blocks drop, one for each cut. A block takes shape while it falls: whole when it lands.

    So the height of all blocks together, landed or falling, is the number of cuts at every instant.

    Parameters
    ----------
    count
        Where to find the number of blocks; the last of them may be in part.
    most
        How many there may be.
    box
        Where: blocks are as wide as it, the first lands on its bottom, all fall from its top; scene units.
    role
        Colour of the blocks.
    """

    def __init__(self, count: Source, most: int, box: Box, role: str = "entropy") -> None:
        super().__init__()
        self.count, self.box = count, box
        self.block = box.height / (most + 0.6)
        self.blocks = [Rect(role, edge=2.5) for _ in range(most)]
        self.base = Stroke().through((box.left, box.bottom), (box.right, box.bottom))
        self.add(*self.blocks, self.base)
        self.refresh()

    @property
    def drawn(self) -> float:
        """Return how many blocks are drawn, whole and in part."""
        return float(sum(np.ptp(block.points[:, 1]) for block in self.blocks)) / self.block

    def middle(self, i: int) -> float:
        """Return the height on the frame of the middle of a block that has landed; scene units."""
        return self.box.bottom + (i + 0.5) * self.block

    def names(self, k: int, told: str) -> tuple[Ink, Ink]:
        """Return what stands at the sides of the k-th block, from 1 on: the probability, and the surprise as told."""
        box, y = self.box, self.middle(k - 1)
        size: Literal["title", "body"] = "title" if self.block > _ROOMY else "body"
        p = Formula(f"truth(1\\/{2**k})", size)
        surprise = Words(told, size, "entropy", fit=canvas().right - box.right - _BESIDE)
        return p.at(box.left - _BESIDE, y, "right"), surprise.at(box.right + _BESIDE, y, "left")

    def questions(self) -> list[Words]:
        """Return what stands on the blocks: each is the answer to a question."""
        asked = [
            Words(f"question {i + 1}", "label", "ground", bold=True, fit=0.9 * self.box.width)
            for i in range(len(self.blocks))
        ]
        return [words.at(self.box.x, self.middle(i)) for i, words in enumerate(asked)]

    def _state(self) -> float:
        return self.count()

    def _redraw(self) -> None:
        box = self.box
        for i, block in enumerate(self.blocks):
            made = float(np.clip(self.count() - i, 0, 1))
            block.set_stroke(opacity=1.0 if made else 0.0)
            landing, start = box.bottom + i * self.block, box.top - self.block
            bottom = start + (landing - start) * made**2
            block.corners(box.left, bottom, box.right, bottom + made * self.block)
