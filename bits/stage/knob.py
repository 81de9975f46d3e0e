"""What is turned by hand: a knob (a dial) and a slider that show where a tracker stands, with its name."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from manim import VMobject
from numpy.typing import NDArray

from bits.stage.ink import SIZES, Ink, Size, Words
from bits.stage.layout import Box
from bits.stage.readout import Number
from bits.stage.shape import Shape
from bits.stage.theme import colour
from bits.stage.view import Source, Stroke, View

Share = Callable[[float], float]
"""Turns a value into how far the knob is turned, 0 to 1."""
Stops = Sequence[tuple[float, str]]
"""Values that are marked on the scale, with what is written there (nothing, if empty)."""

_FIRST, _SWEEP = 1.25 * math.pi, -1.5 * math.pi
"""Where a dial starts (lower left) and how far it turns (clockwise, to the lower right)."""
_TRACK = 9.0
_ROOM = 0.55
"""Scene units around a dial for what is written at its stops."""
_NAME_ROOM = 0.5
_REACH = 1.5
"""How much of a dial's radius the number in it may take."""
_SAMPLES = 61


def linear_share(low: float, high: float) -> Share:
    """Return the share of the way from `low` to `high`."""
    return lambda value: min(max((value - low) / (high - low), 0.0), 1.0)


def log_share(low: float, high: float) -> Share:
    """Return the share of the way from `low` to `high`, both above 0, where equal ratios are equal steps."""
    way = linear_share(math.log(low), math.log(high))
    return lambda value: way(math.log(max(value, low)))


class Knob(View):
    """A dial: an arc filled as far as the knob is turned, the number in its middle, the name below.

    Parameters
    ----------
    value
        Where to find the number, for instance ``tracker.get_value``.
    box
        Where: dial, stops and name stay inside; scene units.
    share
        How far a value turns the knob, 0 to 1: ``linear_share(0, 1)``, ``log_share(0.1, 100)`` or a function of yours
        (``dial.share`` goes up to infinity).
    name
        Written below the dial.
    stops
        Values marked around the dial, with what is written there.
    role
        Colour of the filled arc, the handle and the number.
    decimals, size
        How the number is written; no number if `decimals` is None.
    """

    def __init__(
        self,
        value: Source,
        box: Box,
        share: Share,
        *,
        name: Ink | None = None,
        stops: Stops = (),
        role: str = "text",
        decimals: int | None = 2,
        size: Size = "title",
    ) -> None:
        super().__init__()
        self.value, self.share = value, share
        dial = box.trimmed(bottom=_NAME_ROOM if name is not None else 0.0)
        margin = _ROOM if any(text for _, text in stops) else 0.2
        # The dial is open at its foot: it reaches only so far below its middle.
        foot = -math.sin(_FIRST)
        self.radius = min(dial.width / 2, dial.height / (1 + foot)) - margin
        self.centre = (dial.x, dial.y - self.radius * (1 - foot) / 2)
        self.track = Stroke("line", _TRACK).along(self._arc(1.0))
        self.filled = Stroke(role, _TRACK)
        self.handle = Shape(fill_color=colour(role), fill_opacity=1, stroke_color=colour("ground"), stroke_width=3)
        self.number = self._number(decimals, size, role) if decimals is not None else None
        self.add(self.track)
        for stop, text in stops:
            self._mark(share(stop), text)
        self.add(self.filled, self.handle, *([self.number] if self.number is not None else []))
        if name is not None:
            self.add(name.at(dial.x, self.centre[1] - self.radius * foot - _NAME_ROOM / 2 - margin))
        self.refresh()

    def _number(self, decimals: int, size: Size, role: str) -> Number:
        """Return the number in the largest type that fits into the dial, up to `size`."""
        sizes: tuple[Size, ...] = (size, "body", "label", "small")
        numbers = [Number(decimals, size, role) for size in sizes]
        return next((number for number in numbers if number.field(2) <= _REACH * self.radius), numbers[-1])

    def _mark(self, share: float, text: str) -> None:
        at = self._at(share, self.radius + 0.08)
        self.add(Stroke("muted", 2.0).through(at, self._at(share, self.radius + 0.16)))
        if text:
            words = Words(text, "small", "muted")
            x, y = self._at(share, self.radius + 0.24 + SIZES["small"] * 0.5)
            # Beside the dial a text's near end keeps the distance; above it, its middle does.
            side = (x - self.centre[0]) / self.radius
            self.add(words.at(x + side * max(words.advance / 2 - 0.08, 0.0), y))

    def _at(self, share: float, radius: float) -> tuple[float, float]:
        angle = _FIRST + share * _SWEEP
        return self.centre[0] + radius * math.cos(angle), self.centre[1] + radius * math.sin(angle)

    def _arc(self, share: float) -> NDArray[np.float64]:
        angles = _FIRST + np.linspace(0, max(share, 1e-6), _SAMPLES) * _SWEEP
        return np.column_stack([np.cos(angles), np.sin(angles)]) * self.radius + self.centre

    def _state(self) -> float:
        return self.value()

    def _redraw(self) -> None:
        share = self.share(self.value())
        self.filled.along(self._arc(share))
        disc(self.handle, self._at(share, self.radius), 0.13)
        if self.number is not None:
            self.number.write_at(self.value(), *self.centre, "centre")


class Slider(View):
    """A level track with a handle on it; its name before it, its number (if any) behind it.

    Parameters
    ----------
    value
        Where to find the number, for instance ``tracker.get_value``.
    box
        Where: everything stays inside; the track is at the box's middle height; scene units.
    share
        How far along the track a value stands, 0 to 1: as for `Knob`.
    name
        Written before the track.
    stops
        Values marked on the track, with what is written below them.
    role
        Colour of the filled track, the handle and the number.
    decimals
        How the number is written; None for no number.
    """

    def __init__(
        self,
        value: Source,
        box: Box,
        share: Share,
        *,
        name: Ink | None = None,
        stops: Stops = (),
        role: str = "text",
        decimals: int | None = None,
    ) -> None:
        super().__init__()
        self.value, self.share = value, share
        self.number = Number(decimals, "body", role) if decimals is not None else None
        before = name.advance + 0.3 if name is not None else 0.0
        behind = self.number.field(2) + 0.2 if self.number is not None else 0.0
        words = [(share(stop), Words(text, "small", "muted")) for stop, text in stops]
        # A text at an end of the track may reach beyond it, but neither under the name nor out of the box.
        before = max([before, *(before - 0.15 + ink.advance / 2 for at, ink in words if at == 0)])
        behind = max([behind, 0.14, *(ink.advance / 2 for at, ink in words if at == 1)])
        self.track_box = Box(box.left + before, box.y, box.right - behind, box.y)
        self.track = Stroke("line", _TRACK).through(self._at(0.0), self._at(1.0))
        self.filled = Stroke(role, _TRACK)
        self.handle = Shape(fill_color=colour(role), fill_opacity=1, stroke_color=colour("ground"), stroke_width=3)
        self.add(self.track)
        for at, ink in words:
            x, y = self._at(at)
            self.add(Stroke("muted", 2.0).through((x, y - 0.16), (x, y - 0.24)), ink.at(x, y - 0.42))
        self.add(self.filled, self.handle, *([self.number] if self.number is not None else []))
        if name is not None:
            self.add(name.at(box.left, box.y, "left"))
        self.refresh()

    def _at(self, share: float) -> tuple[float, float]:
        return self.track_box.left + share * self.track_box.width, self.track_box.y

    def _state(self) -> float:
        return self.value()

    def _redraw(self) -> None:
        x, y = self._at(self.share(self.value()))
        self.filled.through(self._at(0.0), (x, y))
        disc(self.handle, (x, y), 0.16)
        if self.number is not None:
            self.number.write_at(self.value(), self.track_box.right + 0.2 + self.number.field(2), y, "right")


def disc(shape: VMobject, centre: tuple[float, float], radius: float) -> None:
    """Give a filled shape the outline of a disc; scene units."""
    bow = 4 / 3 * (math.sqrt(2) - 1)  # how far out the handles of a quarter circle stand
    quarter = np.array([1, 1 + bow * 1j, bow + 1j, 1j])
    flat = np.concatenate([quarter * turn for turn in (1, 1j, -1, -1j)]) * radius
    shape.points = np.column_stack([flat.real + centre[0], flat.imag + centre[1], np.zeros(len(flat))])
