"""Numbers that change: digits of fixed width, shaped once, so that a changing number costs almost nothing.

While a number moves it keeps its decimals, so that its digits do not jump. Where it rests, it follows the rule of
`bits.theory.digits`: what its decimals would show as 0 or 1, though it is neither, gets more of them, or is told by its
bound, as its room allows.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import combinations, pairwise
from typing import Any, Protocol, Self, TypeVar

import numpy as np
from manim import Mobject
from numpy.typing import NDArray

from bits.stage.ink import SIZES, Align, Ink, Size, Words, words_outline
from bits.stage.layout import Box, longest_of, readout_band
from bits.stage.shape import Shape
from bits.stage.theme import colour
from bits.stage.view import Source, View
from bits.theory.digits import bound, decimals_for, needed

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


def _width(text: str) -> float:
    """Return how wide a number's text is, in em."""
    return sum(_glyph(character)[1] for character in text)


def number_text(value: float, decimals: int, signed: bool = False) -> str:
    """Write a number as the film shows it: true minus sign, ``∞``, never ``-0``."""
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    text = f"{value:+.{decimals}f}" if signed else f"{value:.{decimals}f}"
    if float(text) == 0:
        text = text.lstrip("+-")
    return text.replace("-", "−")


def rest_texts(value: float, decimals: int, signed: bool = False) -> list[str]:
    """Return how a number may be written where it rests, from the most that can be said of it to the shortest."""
    enough = needed(value, decimals)
    if enough == decimals:
        return [number_text(value, decimals, signed)]
    sign, limit = bound(value, decimals)
    limits = number_text(limit, 0 if limit == int(limit) else max(decimals, 1))
    longer = [] if enough is None else [number_text(value, enough, signed)]
    return [*longer, sign + limits, sign + limits.replace("0.", ".", 1)]


class Number(Shape):
    """A number in the film's digits, one shape. It is text to the lint: `em` is its size, `string` what it says.

    Attributes
    ----------
    room
        How wide it may become where it rests, if that is more than it is; scene units.
    """

    def __init__(self, decimals: int, size: Size = "body", role: str = "text", signed: bool = False) -> None:
        super().__init__(stroke_width=0, fill_opacity=1, fill_color=colour(role))
        self.em, self.role = SIZES[size], role
        self.decimals, self.signed = decimals, signed
        self.string = ""
        self.advance = self.room = 0.0
        self._written: tuple[float, float, float, Align] | None = None

    def write_at(self, value: float, x: float, y: float, align: Align = "right") -> None:
        """Show `value` with the middle of its digits at height `y` and its edge or middle at `x`; scene units."""
        before, self._written = self._written, (value, x, y, align)
        if before is None:
            self._write(self._rest_text())
        else:  # what moves by itself is written plainly; what is only moved says what it said
            self._write(self.string if value == before[0] else number_text(value, self.decimals, self.signed))

    def settle(self) -> None:
        """Say what the number is, now that it rests."""
        if self._written is not None and (text := self._rest_text()) != self.string:
            self._write(text)

    def _rest_text(self) -> str:
        assert self._written is not None
        plain, *others = rest_texts(self._written[0], self.decimals, self.signed)
        if not others:
            return plain
        room = max(self.room, _width(number_text(0.0, self.decimals)) * self.em) * (1 + 1e-9)
        return next((text for text in (plain, *others) if _width(text) * self.em <= room), others[-1])

    def _write(self, text: str) -> None:
        assert self._written is not None
        _, x, y, align = self._written
        self.string = text
        parts, pen = [], 0.0
        for character in self.string:
            parts.append(_glyph_at(character, pen))
            pen += _glyph(character)[1]
        self.advance = pen * self.em
        left = x - self.advance * {"left": 0.0, "centre": 0.5, "right": 1.0}[align]
        self.points = np.concatenate(parts) * self.em + np.array([left, y, 0])

    def forget(self, decimals: int) -> None:
        """Begin anew, with so many decimals."""
        self.decimals, self._written = decimals, None

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
    rests
        Numbers at which it comes to rest: it has as many more decimals as they need, all the way.
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
        rests: Sequence[float] = (),
    ) -> None:
        super().__init__()
        self.value = value
        self.label = Words(label, size, role) if isinstance(label, str) else label
        self.number = Number(decimals_for(decimals, *rests), size, role, signed)
        self.unit = Words(unit, size, "muted") if unit else None
        self._fewest, self._whole_digits = decimals, whole_digits
        self._gap = _GAP * SIZES[size]
        self._drop = self._left = self._right = self._y = self._pushed = 0.0
        self._measure()
        self.add(*(part for part in (self.label, self.number, self.unit) if part is not None))
        self.at(0, 0)

    def _measure(self) -> None:
        """Take the room that label, number and unit need."""
        self.number.room = self.number.field(self._whole_digits)
        self._number_room = max(self.number.room, self.number.width_of(self.value()))
        self._value_room = self._number_room + (self._gap + self.unit.advance if self.unit else 0.0)
        self.advance = self._lead + self._value_room

    def lessened(self) -> bool:
        """Give up one of the decimals that it has for where it `rests`; return whether there was one."""
        if self.number.decimals <= self._fewest:
            return False
        self.number.forget(self.number.decimals - 1)
        self._measure()
        return True

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
        self._push()

    def _push(self) -> None:
        """Let the label give way to a number that has outgrown its room."""
        wide = max(self.number.width_of(self.value()), self.number.advance - 1e-6)
        pushed = 0.0 if self._drop else max(0.0, wide - self._number_room)
        if pushed != self._pushed:
            self._pushed = pushed
            self.label.at(self._left - pushed, self._y, "left")

    def settle(self) -> None:
        """Say what the number is, now that it rests: it may have changed by less than its decimals show."""
        self._redraw()
        self.number.settle()
        self._push()


def settle(mobjects: Iterable[Mobject]) -> None:
    """Let all numbers among these, and in their parts, say what they are: they rest."""
    for mobject in mobjects:
        if isinstance(mobject, Number | Readout):
            mobject.settle()
        elif mobject.submobjects:
            settle(mobject.submobjects)


def readout_row(*readouts: Readout) -> tuple[Readout, ...]:
    """Place readouts side by side in the readout band, with even room between them, and return them.

    Where a narrow frame is too small for that, they stand in several rows, and have only the decimals that fit; where
    even these do not, labels are cut.
    """
    band = readout_band()
    while _crowded(readouts, band) and sum(readout.lessened() for readout in readouts):
        pass
    if len(readouts) > 1:
        readouts = tuple(r.shortened(band.width - (r.advance - r.label.advance)) for r in readouts)
    readouts = tuple(r if r.advance <= band.width else r.folded() for r in readouts)
    for row, line in _lines(readouts, band, _APART):
        _set_in_row(_cut(row, band.width - _APART * (len(row) - 1)), band, line)
    return readouts


def _cut(row: Sequence[Readout], free: float) -> list[Readout]:
    """Return readouts with labels short enough for so many scene units."""
    if _length(row) <= free:
        return list(row)
    labels = [readout.label.advance for readout in row]
    longest = longest_of(labels, free - (_length(row) - sum(labels)))
    return [readout.shortened(longest) for readout in row]


def _set_in_row(row: Sequence[Readout], band: Box, line: Box) -> None:
    room = (band.width - _length(row)) / (len(row) + 1)
    x = band.left + room
    for readout in row:
        readout.at(x, line.y, "left")
        x += readout.advance + room


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


def _crowded(texts: Sequence[Placed], box: Box) -> bool:
    """Return whether texts are too wide for the rows that a box has."""
    return any(_length(row) + _APART * (len(row) + 1) > box.width for row, _ in _lines(texts, box, _APART))


def _evenly(texts: Sequence[Text], count: int) -> list[Sequence[Text]]:
    """Cut texts into so many rows, so that the longest is as short as can be."""
    cuts = combinations(range(1, len(texts)), count - 1)
    ways = ([texts[a:b] for a, b in pairwise((0, *cut, len(texts)))] for cut in cuts)
    return min(ways, key=lambda rows: max(map(_length, rows)))


def _length(row: Sequence[Placed]) -> float:
    return sum(text.advance for text in row)
