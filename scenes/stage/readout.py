"""Numbers that change: digits of fixed width, shaped once, so that a changing number costs almost nothing."""

from __future__ import annotations

import math
from functools import cache
from typing import Self

import numpy as np
from manim import VMobject
from numpy.typing import NDArray

from .ink import SIZES, Align, Ink, Size, Words, words_outline
from .layout import readout_band
from .theme import colour
from .view import Source, View

_GAP = 0.32
"""Space between label, number and unit, in em."""


@cache
def _glyph(character: str) -> tuple[NDArray[np.float64], float]:
    """Return a character's outline in em, its left edge at 0, and its advance."""
    outline = words_outline(character)
    points = outline.inks[0][1] + np.array([outline.width / 2, 0, 0])
    return points, outline.width


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
            outline, advance = _glyph(character)
            parts.append(outline + np.array([pen, 0, 0]))
            pen += advance
        self.advance = pen * self.em
        left = x - self.advance * {"left": 0.0, "centre": 0.5, "right": 1.0}[align]
        self.points = np.concatenate(parts) * self.em + np.array([left, y, 0])

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
        How it is written; `whole_digits` is the room kept before the point.
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
        self._field = self.number.field(whole_digits)
        gap = _GAP * SIZES[size]
        lead = self.label.advance + gap if self.label.string else 0.0
        tail = gap + self.unit.advance if self.unit else 0.0
        self.advance = lead + self._field + tail
        self._right, self._y = lead + self._field - self.advance / 2, 0.0
        self.add(*(part for part in (self.label, self.number, self.unit) if part is not None))
        self.at(0, 0)

    def at(self, x: float, y: float, align: Align = "centre") -> Self:
        """Place the readout: the middle of its capitals at height `y`, its left edge, middle or right edge at `x`."""
        left = x - self.advance * {"left": 0.0, "centre": 0.5, "right": 1.0}[align]
        self.label.at(left, y, "left")
        if self.unit:
            self.unit.at(left + self.advance, y, "right")
        tail = self.unit.advance + _GAP * self.number.em if self.unit else 0.0
        self._right, self._y = left + self.advance - tail, y
        self._shown = None
        return self.refresh()

    def _state(self) -> str:
        return number_text(self.value(), self.number.decimals, self.number.signed)

    def _redraw(self) -> None:
        self.number.write_at(self.value(), self._right, self._y)


def readout_row(*readouts: Readout) -> tuple[Readout, ...]:
    """Place readouts side by side in the readout band, with even room between them, and return them."""
    band = readout_band()
    room = (band.width - sum(readout.advance for readout in readouts)) / (len(readouts) + 1)
    x = band.left + room
    for readout in readouts:
        readout.at(x, band.y, "left")
        x += readout.advance + room
    return readouts
