"""A switch: named positions side by side, one of them chosen."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from manim import ValueTracker

from bits.stage.ink import Ink, Words
from bits.stage.layout import Box
from bits.stage.view import Rect, Stroke, View

_GAP = 0.3
"""Scene units between the switch's name and its positions."""


class Switch(View):
    """Shows which of a few things is chosen: a slider lies behind it, with a line under it.

    Parameters
    ----------
    name
        What is chosen, written before the positions.
    positions
        The things that can be chosen.
    box
        Where: the name at its left, the positions share the rest of its width; scene units.
    """

    def __init__(self, name: str, positions: Sequence[Ink], box: Box) -> None:
        super().__init__()
        self.chosen = ValueTracker(0.0)
        words = Words(name, "small", "muted").at(box.left, box.y, "left")
        room = box.trimmed(left=words.advance + _GAP)
        free = room.width - sum(ink.advance for ink in positions)
        edges = [room.left]
        for ink in positions:  # each has as much air as the others, however wide it is
            edges.append(edges[-1] + ink.advance + free / len(positions))
        self.slots = [Box(left, room.bottom, right, room.top) for left, right in pairwise(edges)]
        frame = Rect("ground", 0, edge=2.5, edge_role="line").corners(room.left, room.bottom, room.right, room.top)
        self.slider, self.line = Rect("muted", 0.3), Stroke("text", 5.0)
        inks = (ink.at(slot.x, slot.y) for ink, slot in zip(positions, self.slots, strict=True))
        self.add(self.slider, frame, words, *inks, self.line)
        self.refresh()

    def turn(self, position: int) -> Any:
        """Return the animation in which the slider moves to a position, counted from 0."""
        return self.chosen.animate.set_value(position)

    def _state(self) -> float:
        return float(self.chosen.get_value())

    def _redraw(self) -> None:
        chosen = self._state()
        before = min(int(chosen), len(self.slots) - 1)
        after, way = min(before + 1, len(self.slots) - 1), chosen - before
        left, right = (
            (1 - way) * getattr(self.slots[before], side) + way * getattr(self.slots[after], side)
            for side in ("left", "right")
        )
        bottom, top = self.slots[0].bottom, self.slots[0].top
        self.slider.corners(left, bottom, right, top)
        self.line.through((left, bottom), (right, bottom))
