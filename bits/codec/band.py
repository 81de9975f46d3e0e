"""The caption band: the words of a beat, written into its picture where nothing else is ever drawn."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from manim import ORIGIN, ManimColor, VGroup, VMobject

from bits.speech.captions import Caption
from bits.stage import Rect, Words, colour, frame
from bits.stage.layout import CAPTION_BAND
from bits.stage.typeset import LEFT_TO_RIGHT, RIGHT_TO_LEFT, runs_left

_LINE = 1.5
"""From line to line, in units of the text's size."""
_SINK = 0.78
"""From the middle of the capitals to the plate's edge, likewise: clear of accents and descenders."""
_SIDE = 0.7
"""Plate left and right of the words, likewise."""
_MARGIN = 0.03
"""Share of the frame's width that stays empty on each side."""
_PLATE = 0.3
"""How far the plate's colour is from the ground to that of lines: it is seen on any slide, and the words on it."""


@dataclass(frozen=True)
class _Plate:
    """A caption as shapes, and the ticks [first, end) at which it stands."""

    first: int
    end: int
    shapes: tuple[VMobject, ...]


class Band:
    """Knows what stands in the caption band at every tick of a beat.

    Parameters
    ----------
    captions
        In order, not overlapping, in seconds from the beat's start.
    fps
        Ticks per second.
    """

    def __init__(self, captions: Sequence[Caption], fps: int) -> None:
        self._captions, self._fps = captions, fps
        self._plates: list[_Plate] | None = None
        self._now = 0

    def during(self, ticks: int) -> Iterator[tuple[int, Sequence[VMobject]]]:
        """Yield the shapes of the next ticks, and for how many of them they stand.

        The first call is made while the scene plays: only then the size of the stage is known.
        """
        if self._plates is None:
            self._plates = self._set()
        until = self._now + ticks
        changes = {edge for plate in self._plates for edge in (plate.first, plate.end) if self._now < edge < until}
        for change in (*sorted(changes), until):
            standing = [plate.shapes for plate in self._plates if plate.first <= self._now < plate.end]
            yield change - self._now, standing[0] if standing else ()
            self._now = change

    def _set(self) -> list[_Plate]:
        """Set all captions, in one size: that in which the longest line fits."""
        lines = [[Words(line, "small") for line in _lines(caption.text)] for caption in self._captions]
        widest = max((words.advance + 2 * _SIDE * words.em for pair in lines for words in pair), default=0.0)
        room = frame().width * (1 - 2 * _MARGIN)
        scale = min(1.0, room / widest) if widest else 1.0
        return [
            _Plate(self._tick(caption.start), self._tick(caption.end), _shapes(pair, scale))
            for caption, pair in zip(self._captions, lines, strict=True)
        ]

    def _tick(self, seconds: float) -> int:
        """Return the first tick that is not before a time."""
        return math.ceil(seconds * self._fps - 1e-6)


def _lines(text: str) -> list[str]:
    """Return the lines of a caption, each marked to run the way in which the whole of it is read."""
    leftwards = runs_left(text)
    mark = RIGHT_TO_LEFT if leftwards else LEFT_TO_RIGHT
    return [line if runs_left(line) == leftwards else mark + line for line in text.split("\n")]


def _shapes(lines: Sequence[Words], scale: float) -> tuple[VMobject, ...]:
    """Return a caption's plate and words, in the middle of the band."""
    em = lines[0].em
    half_w = max(words.advance for words in lines) / 2 + _SIDE * em
    half_h = (_LINE * (len(lines) - 1) / 2 + _SINK) * em
    plate = Rect("ground").corners(-half_w, -half_h, half_w, half_h)
    plate.set_fill(ManimColor(colour("ground")).interpolate(ManimColor(colour("line")), _PLATE))
    for i, words in enumerate(lines):
        words.at(0, _LINE * em * ((len(lines) - 1) / 2 - i))
    whole = frame()
    middle = np.array([whole.x, whole.bottom + CAPTION_BAND * whole.height / 2, 0])
    VGroup(plate, *lines).scale(scale, about_point=ORIGIN).shift(middle)
    return plate, *(shape for words in lines for shape in words.submobjects)
