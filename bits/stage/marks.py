"""Marks on other views: a dashed level, a span between two levels, an arrow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from manim import Mobject

from bits.stage.layout import safe
from bits.stage.readout import Number, Placed
from bits.stage.shape import Shape
from bits.stage.theme import colour
from bits.stage.view import Rect, Source, Stroke, View, polygon
from bits.theory.digits import difference

Height = Callable[[float], float]
"""Turns a quantity into a height on the frame, as ``tank.height_of`` and ``gauge.height_of`` do."""
_DASH = 0.11
_OVER_LINE = 0.3
"""Scene units from a level up to a name that stands on it."""
_APART = 0.52
"""Scene units between the names of two levels that come close."""
_HEAD = 0.16


class Level(View):
    """A dashed line at the height of a quantity, for instance the floor H(P).

    Parameters
    ----------
    value
        Where to find the quantity.
    left, right
        From where to where; scene units.
    height_of
        Turns the quantity into a height on the frame.
    name
        Written behind the right end, or before the left end; on the line if the frame ends there.
    above
        A lower level: where the two come close, the name of this one stays over that of the other.
    """

    def __init__(
        self,
        value: Source,
        left: float,
        right: float,
        height_of: Height,
        *,
        role: str = "entropy",
        name: Placed | None = None,
        side: Literal["left", "right"] = "right",
        above: Level | None = None,
    ) -> None:
        super().__init__()
        self.value, self.left, self.right, self.height_of, self.above = value, left, right, height_of, above
        self.tag, self.side = name, side
        self.line = Stroke(role, 3.0)
        self.add(self.line)
        if isinstance(name, Mobject):
            self.add(name)
        self.refresh()

    def _state(self) -> tuple[float, float]:
        y = self.height_of(self.value())
        return y, max(y, self.above.name_height + _APART) if self.above is not None else y

    @property
    def name_height(self) -> float:
        """Return the height at which the name stands now; scene units."""
        return self._state()[1]

    def _redraw(self) -> None:
        y, name = self._state()
        dashes = max(2, round((self.right - self.left) / (2 * _DASH)))
        edges = np.linspace(self.left, self.left + (self.right - self.left) * self.grown.get_value(), 2 * dashes)
        starts, ends = edges[0::2], edges[1::2]
        cubic = np.stack([starts + (ends - starts) * t for t in (0, 1 / 3, 2 / 3, 1)], axis=1).reshape(-1)
        self.line.points = np.column_stack([cubic, np.full(len(cubic), y), np.zeros(len(cubic))])
        if self.tag is not None:
            if self.side == "right" and self.right + 0.1 + self.tag.advance > safe().right:
                self.tag.at(self.right - 0.1, name + _OVER_LINE, "right")
            elif self.side == "right":
                self.tag.at(self.right + 0.15, name, "left")
            else:
                self.tag.at(self.left - 0.15, name, "right")


class Span(View):
    """An upright double arrow between two quantities, with their difference beside it.

    Parameters
    ----------
    low, high
        Where to find the two quantities.
    x
        Where it stands; a number, or where to find one; scene units.
    height_of
        Turns a quantity into a height on the frame.
    decimals
        How the difference is written; None for no number.
    """

    def __init__(
        self,
        low: Source,
        high: Source,
        x: float | Source,
        height_of: Height,
        *,
        role: str = "waste",
        decimals: int | None = 3,
    ) -> None:
        super().__init__()
        self.low, self.high, self.height_of = low, high, height_of
        self.x: Source = x if callable(x) else lambda: x
        self.line = Stroke(role, 4.0)
        self.heads = [Shape(fill_color=colour(role), fill_opacity=1, stroke_width=0) for _ in range(2)]
        self.number = Number(decimals, "body", role) if decimals is not None else None
        self.add(self.line, *self.heads, *([self.number] if self.number is not None else []))
        self.refresh()

    def _state(self) -> tuple[float, float, float]:
        return self.low(), self.high(), self.x()

    def _redraw(self) -> None:
        low, high, x = self._state()
        bottom, top = self.height_of(low), self.height_of(high)
        head = min(_HEAD, abs(top - bottom) / 2) * (1 if top >= bottom else -1)
        self.line.through((x, bottom + head * 0.8), (x, top - head * 0.8))
        polygon(self.heads[0], [(x, bottom), (x - 0.1, bottom + head), (x + 0.1, bottom + head)])
        polygon(self.heads[1], [(x, top), (x - 0.1, top - head), (x + 0.1, top - head)])
        if self.number is not None:
            self.number.write_at(difference(high, low), x + 0.22, (bottom + top) / 2, "left")


class Band(View):
    """The band between two levels, across a chart: what the higher one has more; its number stands in it.

    Parameters
    ----------
    low, high
        Where to find the two quantities.
    left, right
        From where to where; scene units.
    height_of
        Turns a quantity into a height on the frame.
    decimals
        How the difference is written; None for no number. It is seen as far as the band is high enough for it.
    opacity
        Of the band.
    """

    def __init__(
        self,
        low: Source,
        high: Source,
        left: float,
        right: float,
        height_of: Height,
        *,
        role: str = "waste",
        decimals: int | None = None,
        opacity: float = 1.0,
    ) -> None:
        super().__init__()
        self.low, self.high, self.left, self.right, self.height_of = low, high, left, right, height_of
        self.rect = Rect(role, opacity)
        self.number = Number(decimals, "title", "ground") if decimals is not None else None
        self.add(self.rect, *([self.number] if self.number is not None else []))
        self.refresh()

    def _state(self) -> tuple[float, float]:
        return self.low(), self.high()

    def _redraw(self) -> None:
        low, high = self._state()
        bottom = self.height_of(low)
        top = bottom + (self.height_of(high) - bottom) * self.grown.get_value()
        self.rect.corners(self.left, bottom, self.right, top)
        if self.number is not None:
            self.number.write_at(difference(high, low), (self.left + self.right) / 2, (bottom + top) / 2, "centre")
            self.number.set_fill(opacity=float(np.clip((abs(top - bottom) - self.number.em) / 0.1, 0, 1)))


class Arrow(View):
    """A straight arrow from one moving point to another; it vanishes when they meet.

    Parameters
    ----------
    start, end
        Where to find the two points; scene units.
    """

    def __init__(
        self,
        start: Callable[[], tuple[float, float]],
        end: Callable[[], tuple[float, float]],
        *,
        role: str = "text",
        width: float = 5.0,
    ) -> None:
        super().__init__()
        self.start, self.end = start, end
        self.line = Stroke(role, width)
        self.head = Shape(fill_color=colour(role), fill_opacity=1, stroke_width=0)
        self.add(self.line, self.head)
        self.refresh()

    def _state(self) -> tuple[float, ...]:
        return *self.start(), *self.end()

    def _redraw(self) -> None:
        start, end = np.array(self.start()), np.array(self.end())
        length = float(np.hypot(*(end - start)))
        along = (end - start) / length if length > 0 else np.zeros(2)
        across = np.array([-along[1], along[0]])
        head = min(1.6 * _HEAD, length)
        neck = end - along * head
        self.line.through(tuple(start), tuple(neck))
        polygon(self.head, [tuple(end), tuple(neck + across * head * 0.55), tuple(neck - across * head * 0.55)])
