"""The tape of tokens that a language model reads: under each token hangs its surprise, and a line keeps the mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import Animation, ValueTracker
from numpy.typing import ArrayLike, NDArray

from bits.stage.bars import LabelRow, label_room
from bits.stage.ink import SIZES, Words
from bits.stage.layout import Box
from bits.stage.marks import Level
from bits.stage.readout import Number
from bits.stage.view import Rect, Run, View
from bits.theory import measures

_PAD = 0.12
"""Scene units between a token and the edge of the tape."""
_NUMBER_ROOM = 0.4
_TAG_ROOM = 1.1
"""Scene units right of the tape for the name of the mean line."""
_BAR_SHARE = 0.66
_HEADROOM = 1.08
_FAINT = 0.18
_BLANK, _WRITTEN = 0.15, 0.38
"""Opacity of the tape before and after its token has been read."""


class Tape(View):
    """A row of tokens, each with the surprise that it was: written on the tape, and hanging from it as a bar.

    Animate `read` from 0 to the number of tokens: bars grow one after another, and the line is the mean of what has
    been read. `level_out` lets the bars run into one another until all hang as deep as the line: their area, and so
    their mean, stays the same all the way.

    Parameters
    ----------
    tokens
        What is written on the tape.
    chances
        The probability of each token where it comes, above 0; shape (n,).
    box
        Where: tape, bars and the name of the line stay inside; scene units.
    base
        2 for bits, e for nats.
    name
        Of the mean line.
    """

    def __init__(
        self, tokens: Sequence[str], chances: ArrayLike, box: Box, *, base: float = 2, name: str = "mean"
    ) -> None:
        super().__init__()
        self.surprises = measures.surprise(np.asarray(chances, dtype=float), base=base)
        self.read, self.levelled = ValueTracker(float(len(tokens))), ValueTracker(0.0)
        strip = box.trimmed(right=_TAG_ROOM)
        slots = strip.columns(*[1] * len(tokens), gutter=0)
        self.numbers = [Number(2, "small", "entropy") for _ in tokens]
        if max(number.field(2) for number in self.numbers) > 0.95 * slots[0].width:
            self.numbers = []
        for number in self.numbers:
            number.room = 0.95 * slots[0].width
        text_room = label_room(tokens, strip.width)
        edge = box.top - 2 * _PAD - text_room - (_NUMBER_ROOM if self.numbers else 0.0)
        self.area = Box(strip.left, box.bottom, strip.right, edge - 0.06)
        self.highest = _HEADROOM * max(float(self.surprises.max()), 1e-9)
        self._slots, self._number_y = slots, edge + _PAD + SIZES["small"] / 2 - 0.03
        self.cells = [Rect("line", _WRITTEN, edge=2.0).corners(slot.left, edge, slot.right, box.top) for slot in slots]
        self.bars = [Rect("entropy") for _ in tokens]
        self.faint = [Rect("entropy", _FAINT) for _ in tokens]
        self.tokens = LabelRow(tokens, strip.left, strip.right, box.top - _PAD)
        self.tag = Words(name, "label", "text", fit=_TAG_ROOM - 0.15)
        self.line = Level(self.mean, strip.left, strip.right, self.height_of, role="text", name=self.tag)
        self.line.clear_updaters()
        self.add(*self.cells, self.tokens, *self.numbers, *self.faint, *self.bars, self.line)
        self.refresh()

    def height_of(self, surprise: float) -> float:
        """Return the height on the frame down to which a bar of that surprise hangs; scene units."""
        return self.area.top - surprise / self.highest * self.area.height

    def weights(self) -> NDArray[np.float64]:
        """Return how much of each token has been read, 0 to 1, shape (n,)."""
        return np.clip(self.read.get_value() - np.arange(len(self.surprises)), 0.0, 1.0)

    def mean(self) -> float:
        """Return the mean surprise of what has been read, bits or nats; 0 before anything has been."""
        weights = self.weights()
        return float(weights @ self.surprises / weights.sum()) if weights.any() else 0.0

    def level_out(self, **kwargs: Any) -> Animation:
        """Return the animation in which all bars come to hang as deep as their mean."""
        return Run(self, self.levelled, **kwargs)

    @property
    def drawn(self) -> float:
        """Return the bars' mean depth, bits or nats, as drawn: the area over the width that has been read."""
        width = _BAR_SHARE * self._slots[0].width * self.weights().sum()
        return sum(bar.area for bar in self.bars) / width / self.area.height * self.highest if width else 0.0

    def _state(self) -> tuple[float, float]:
        return self.read.get_value(), self.levelled.get_value()

    def _redraw(self) -> None:
        weights, mean, level = self.weights(), self.mean(), self.levelled.get_value()
        depths = weights * ((1 - level) * self.surprises + level * mean)
        for i, slot in enumerate(self._slots):
            half = _BAR_SHARE * slot.width / 2
            self.bars[i].corners(slot.x - half, self.height_of(depths[i]), slot.x + half, self.area.top)
            outline = weights[i] * self.surprises[i] if level > 0 else 0.0
            self.faint[i].corners(slot.x - half, self.height_of(outline), slot.x + half, self.area.top)
            self.tokens[i].set_fill(opacity=weights[i])
            self.cells[i].set_fill(opacity=_BLANK + (_WRITTEN - _BLANK) * weights[i])
            if self.numbers:
                self.numbers[i].write_at(self.surprises[i], slot.x, self._number_y, "centre")
                self.numbers[i].set_fill(opacity=weights[i])
        seen = min(weights.sum(), 1.0)
        self.line.line.set_stroke(opacity=seen)
        self.tag.set_fill(opacity=seen)
        self.line.refresh()
