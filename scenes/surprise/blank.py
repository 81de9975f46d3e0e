"""A sentence with a blank at its end, and the words that may fill it.

Local to the concept of surprise.
"""

from __future__ import annotations

from collections.abc import Sequence

from manim import VGroup

from bits.stage.ink import SIZES, Words
from bits.stage.layout import Box
from bits.stage.view import Stroke

_GAP = 0.25
"""Scene units between the sentence and its blank."""
_ROOM = 0.4
"""By how much the blank is wider than the widest word."""


class Blank(VGroup):
    """The sentence and the line of the blank; `fills` are not part of it: show one of them at a time.

    Parameters
    ----------
    sentence, words
        Any texts.
    row
        Where, in its middle; scene units.
    role
        Colour of the words that fill the blank.
    """

    def __init__(self, sentence: str, words: Sequence[str], row: Box, role: str = "truth") -> None:
        super().__init__()
        self.fills = [Words(word, "big", role, bold=True, fit=row.width / 3) for word in words]
        width = max(fill.advance for fill in self.fills) + _ROOM
        text = Words(sentence, "big", fit=row.width - width - _GAP)
        left = row.x - (text.advance + _GAP + width) / 2
        start, y = left + text.advance + _GAP, row.y - 0.8 * SIZES["big"]
        self.add(text.at(left, row.y, "left"), Stroke("muted", 3.0).through((start, y), (start + width, y)))
        for fill in self.fills:
            fill.at(start + width / 2, row.y)
