"""Scores before the softmax: signed bars around a zero line."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bits.stage.labels import LabelRow, label_room
from bits.stage.layout import Box
from bits.stage.mass import Vector
from bits.stage.naming import named
from bits.stage.readout import Number
from bits.stage.view import Rect, Stroke, View

_NUMBER_ROOM = 0.36
"""Scene units kept above the highest and below the lowest bar for their numbers."""


class ScoreBars(View):
    """One vector of scores of either sign: a bar up from the zero line, or down from it.

    Parameters
    ----------
    scores
        The vector, shape (n,); finite.
    box
        Where: bars, numbers and labels stay inside; scene units.
    lowest, highest
        The scores that reach bottom and top; zero always has its place between them.
    labels
        Names of the outcomes; letters if empty.
    role
        Colour of bars and numbers.
    decimals
        How the numbers are written (left out where the bars are too narrow for them).
    """

    def __init__(
        self,
        scores: Vector,
        box: Box,
        *,
        lowest: float,
        highest: float,
        labels: Sequence[str] = (),
        role: str = "muted",
        decimals: int = 1,
    ) -> None:
        super().__init__()
        self.scores = scores
        n = len(scores.values)
        names = named(labels, n)
        slot = box.width / n
        self.numbers = [Number(decimals, "small", role, signed=True) for _ in range(n)]
        if max(self.numbers[0].width_of(score) for score in (lowest, highest)) > slot * 0.95:
            self.numbers = []
        for number in self.numbers:
            number.room = slot * 0.95
        room = _NUMBER_ROOM if self.numbers else 0.0
        base = box.bottom + label_room(names, box.width, box.height) + 0.06
        self.area = Box(box.left, base + room, box.right, box.top - room)
        low, high = min(lowest, 0.0), max(highest, 0.0)
        self.per_score = self.area.height / max(high - low, 1e-9)
        self.zero = self.area.bottom - low * self.per_score
        width = min(slot * 0.72, 1.1)
        self._middles = box.left + slot * (np.arange(n) + 0.5)
        self._half = width / 2
        self.bars = [Rect(role) for _ in range(n)]
        self.line = Stroke().through((box.left, self.zero), (box.right, self.zero))
        self.add(
            *self.bars, self.line, *self.numbers, LabelRow(names, box.left, box.right, base - 0.06, height=box.height)
        )
        self.refresh()

    def _state(self) -> bytes:
        return self.scores.key()

    def _redraw(self) -> None:
        grown = self.grown.get_value()
        for i, score in enumerate(self.scores.values * grown):
            x, end = self._middles[i], self.zero + score * self.per_score
            self.bars[i].corners(x - self._half, min(self.zero, end), x + self._half, max(self.zero, end))
            if self.numbers:
                away = _NUMBER_ROOM / 2 if score >= 0 else -_NUMBER_ROOM / 2
                self.numbers[i].write_at(score, x, end + away, "centre")
