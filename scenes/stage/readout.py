"""Numbers that change: digits of fixed width, shaped once, so that a changing number costs almost nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from itertools import combinations, pairwise
from typing import Any, Protocol, Self, TypeVar

import numpy as np
from manim import VMobject
from numpy.typing import NDArray

from .ink import SIZES, Align, Ink, Size, Words, words_outline
from .layout import Box, longest_of, readout_band
from .theme import colour
from .view import Source, View

_GAP = 0.32
"""Space between label, number and unit, in em."""
_FOLD = 2.0
"""How far below its label a folded readout has its number, in em."""
_APART = 0.25
"""Scene units between readouts of one row, at least, where there is room for another row."""
_ROW = 0.5
"""Height that a row of readouts needs, in scene units."""
_SPREAD = 1.3
"""How much more it takes where there is room."""


class Placed(Protocol):
    """A text or a readout: it knows its width in scene units and takes a place."""

    advance: float

    def at(self, x: float, y: float, align: Align = "centre") -> Any:
        """Take a place."""


Text = TypeVar("Text", bound=Placed)


@cache
def _glyph(character: str) -> tuple[NDArray[np.float64], float]:
    """Return a character's outline in em, its left edge at 0, and its advance."""
    outline = words_outline(character)
    points = outline.inks[0][1] + np.array([outline.width / 2, 0, 0])
    return points, outline.width


@cache
def _glyph_at(character: str, pen: float) -> NDArray[np.float64]:
    """Return a character's outline in em with its left edge at `pen`; digits are equally wide, so places are few."""
    return np.asarray(_glyph(character)[0] + (pen, 0, 0))


def number_text(value: float, decimals: int, signed: bool = False) -> str:
    """Write a number as the film shows it: true minus sign, ``∞``, never ``-0``."""
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    text = f"{value:+.{decimals}f}" if signed else f"{value:.{decimals}f}"
    if float(text) == 0:
        text = text.lstrip("+-")
    return text.replace("-", "−")


class Number(VMobject):
    """A number in the film's digits, one shape. It is text to the lint: `em` is its size, `string` what it says."""

    def __init__(self, decimals: int, size: Size = "body", role: str = "text", signed: bool = False) -> None:
        super().__init__(stroke_width=0, fill_opacity=1, fill_color=colour(role))
        self.em, self.role = SIZES[size], role
        self.decimals, self.signed = decimals, signed
        self.string = ""
        self.advance = 0.0

    def write_at(self, value: float, x: float, y: float, align: Align = "right") -> None:
        """Show `value` with the middle of its digits at height `y` and its edge or middle at `x`; scene units."""
        self.string = number_text(value, self.decimals, self.signed)
        parts, pen = [], 0.0
        for character in self.string:
            parts.append(_glyph_at(character, pen))
            pen += _glyph(character)[1]
        self.advance = pen * self.em
        left = x - self.advance * {"left": 0.0, "centre": 0.5, "right": 1.0}[align]
        self.points = np.concatenate(parts) * self.em + np.array([left, y, 0])

    def width_of(self, value: float) -> float:
        """Return the width in scene units that a number needs, with room for its sign if signs are shown."""
        text = number_text(value, self.decimals, self.signed)
        whole = text.strip("+−").partition(".")[0]
        minus = _glyph("−")[1] * self.em if text.startswith("−") and not self.signed else 0.0
        return minus + self.field(len(whole)) if whole.isdigit() else 0.0

    def field(self, whole_digits: int) -> float:
        """Return the width in scene units of the widest number with that many digits before the point."""
        digits = whole_digits + self.decimals
        width = digits * _glyph("0")[1] + (_glyph(".")[1] if self.decimals else 0)
        return (width + (_glyph("−")[1] if self.signed else 0)) * self.em


class Readout(View):
    """A labelled number with its unit: ``H(P) = 1.750 bits``. The label and the unit stand still, the digits run.

    Parameters
    ----------
    label
        What the number is: plain text, or an `Ink` such as a formula.
    value
        Where to find the number.
    unit
        Written behind the number; may be empty.
    decimals, signed, whole_digits
        How it is written; `whole_digits` is the room kept before the point, more if the number has more at the start.
        One that outgrows its room later pushes the label away.
    """

    def __init__(
        self,
        label: str | Ink,
        value: Source,
        unit: str = "",
        *,
        decimals: int = 3,
        size: Size = "body",
        role: str = "text",
        signed: bool = False,
        whole_digits: int = 1,
    ) -> None:
        super().__init__()
        self.value = value
        self.label = Words(label, size, role) if isinstance(label, str) else label
        self.number = Number(decimals, size, role, signed)
        self.unit = Words(unit, size, "muted") if unit else None
        gap = _GAP * SIZES[size]
        self._gap = gap
        self._number_room = max(self.number.field(whole_digits), self.number.width_of(value()))
        self._value_room = self._number_room + (gap + self.unit.advance if self.unit else 0.0)
        self._drop = 0.0
        self.advance = self._lead + self._value_room
        self._left, self._right, self._y = 0.0, 0.0, 0.0
        self._pushed = 0.0
        self.add(*(part for part in (self.label, self.number, self.unit) if part is not None))
        self.at(0, 0)

    def at(self, x: float, y: float, align: Align = "centre") -> Self:
        """Place the readout: the middle of its capitals at height `y`, its left edge, middle or right edge at `x`."""
        left = x - self.advance * {"left": 0.0, "centre": 0.5, "right": 1.0}[align]
        self._left, self._pushed = left, 0.0
        self.label.at(left, y + self._drop / 2, "left")
        end = left + (self.advance if not self._drop else (self.advance + self._value_room) / 2)
        self._y = y - self._drop / 2
        if self.unit:
            self.unit.at(end, self._y, "right")
        self._right = end - (self.unit.advance + _GAP * self.number.em if self.unit else 0.0)
        self._shown = None
        return self.refresh()

    def folded(self) -> Self:
        """Set number and unit below the label, for a band that is too narrow for all in one row."""
        self._drop = _FOLD * self.number.em
        self.advance = max(self.label.advance, self._value_room)
        return self

    def shortened(self, longest: float) -> Self:
        """Set the label smaller, then cut it, so that it is no longer than so many scene units; formulas stay."""
        self.label = self.submobjects[0] = self.label.fitted(longest)
        room = self._value_room
        self.advance = max(self.label.advance, room) if self._drop else self._lead + room
        return self

    @property
    def _lead(self) -> float:
        return self.label.advance + self._gap if self.label.string else 0.0

    def _state(self) -> str:
        return number_text(self.value(), self.number.decimals, self.number.signed)

    def _redraw(self) -> None:
        self.number.write_at(self.value(), self._right, self._y)
        pushed = 0.0 if self._drop else max(0.0, self.number.width_of(self.value()) - self._number_room)
        if pushed != self._pushed:
            self._pushed = pushed
            self.label.at(self._left - pushed, self._y, "left")


def readout_row(*readouts: Readout) -> tuple[Readout, ...]:
    """Place readouts side by side in the readout band, with even room between them, and return them.

    Where a narrow frame is too small for that, they stand in several rows; where even these are, labels are cut.
    """
    band = readout_band()
    if len(readouts) > 1:
        readouts = tuple(r.shortened(band.width - (r.advance - r.label.advance)) for r in readouts)
    readouts = tuple(r if r.advance <= band.width else r.folded() for r in readouts)
    for row, line in _lines(readouts, band, _APART):
        free = band.width - _APART * (len(row) - 1)
        if _length(row) > free:
            labels = [readout.label.advance for readout in row]
            longest = longest_of(labels, free - (_length(row) - sum(labels)))
            for readout in row:
                readout.shortened(longest)
        room = (band.width - _length(row)) / (len(row) + 1)
        x = band.left + room
        for readout in row:
            readout.at(x, line.y, "left")
            x += readout.advance + room
    return readouts


def in_shares(box: Box, *readouts: Readout) -> tuple[Readout, ...]:
    """Place readouts in a box, each in the middle of its equal share, or in several rows where that is too narrow."""
    shares = box.columns(*[1] * len(readouts))
    if any(readout.advance > share.width for readout, share in zip(readouts, shares, strict=True)):
        return readout_row(*readouts)
    for readout, share in zip(readouts, shares, strict=True):
        readout.at(share.x, box.y)
    return readouts


def spread(box: Box, *texts: Placed) -> None:
    """Place texts in a box from its left end to its right, in rows if they would meet."""
    for row, line in _lines(texts, box, 0.0):
        for text in row:
            if text is texts[0] or (text is row[0] and len(row) > 1):
                text.at(line.left, line.y, "left")
            elif text is row[-1]:
                text.at(line.right, line.y, "right")
            else:
                text.at(line.x, line.y)


def _lines(texts: Sequence[Text], box: Box, apart: float) -> list[tuple[Sequence[Text], Box]]:
    """Return texts in as few rows as hold them, `apart` or more between them, and the line on which each row stands."""
    most = max(1, min(len(texts), int(box.height / _ROW)))
    for count in range(1, most + 1):
        rows = _evenly(texts, count)
        if all(_length(row) + apart * (len(row) + 1) <= box.width for row in rows):
            break
    lines = box.sized(height=count * _ROW * _SPREAD) if count > 1 else box
    return list(zip(rows, lines.rows(*[1] * count, gutter=0), strict=True))


def _evenly(texts: Sequence[Text], count: int) -> list[Sequence[Text]]:
    """Cut texts into so many rows, so that the longest is as short as can be."""
    cuts = combinations(range(1, len(texts)), count - 1)
    ways = ([texts[a:b] for a, b in pairwise((0, *cut, len(texts)))] for cut in cuts)
    return min(ways, key=lambda rows: max(map(_length, rows)))


def _length(row: Sequence[Placed]) -> float:
    return sum(text.advance for text in row)
