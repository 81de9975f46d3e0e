"""Two entropies as strips of that length which slide over each other: their overlap is the mutual information."""

from __future__ import annotations

from typing import Literal

from bits.stage.layout import Box
from bits.stage.readout import Readout
from bits.stage.view import Rect, Source, Stroke, View

_SHADE = 0.74
"""Opacity of the second strip, to tell it from the first."""
_THICKNESS = 0.36
"""Share of the height of both strips that one of them takes."""
_LIGHT = 0.22
"""Opacity of the light between the strips."""
_GHOST = 0.16
"""Opacity of the after-image of the strips where they shared nothing, one behind the other."""
_TICK = 0.14
_AWAY = 0.22
"""Scene units between a strip and its bracket."""
_UNION = 0.75
"""Scene units between the bracket of the second strip and that of both."""


class Strips(View):
    """H(X) and H(Y) as strips: the overlap is I(X; Y), what sticks out H(X|Y) and H(Y|X), the whole H(X, Y).

    They lie in two rows, each with its own picture of the overlap, and a pale light between the two. One strip's area
    is its entropy on the scale of `per_unit` scene units across per bit or nat.

    Parameters
    ----------
    first, second, shared
        Where to find H(X), H(Y) and I(X; Y); bits or nats.
    box
        Where: the strips stay inside; scene units.
    longest
        The length of both together that fills the box, bits or nats: at least H(X) + H(Y).
    """

    def __init__(self, first: Source, second: Source, shared: Source, box: Box, *, longest: float) -> None:
        super().__init__()
        self.first, self.second, self.shared = first, second, shared
        self.box, self.thickness = box, _THICKNESS * box.height
        self.per_unit = box.width / longest
        self.light = Rect("shared", _LIGHT)
        self.offcuts = [Rect("entropy"), Rect("entropy", _SHADE)]
        self.overlaps = [Rect("shared"), Rect("shared")]
        self.ghosts = [Rect("muted", _GHOST), Rect("muted", _GHOST)]
        self.add(*self.ghosts, self.light, *self.offcuts, *self.overlaps)
        self.refresh()

    @property
    def drawn(self) -> tuple[float, float, float]:
        """Return H(X|Y), I(X; Y) and H(Y|X) as drawn, in bits or nats."""
        unit = self.per_unit * self.thickness
        return self.offcuts[0].area / unit, self.overlaps[0].area / unit, self.offcuts[1].area / unit

    @property
    def edges(self) -> tuple[float, float, float, float]:
        """Return where the first strip and the overlap start, where the first and the second strip end; scene units."""
        first, second, shared = self.first(), self.second(), self.shared()
        left = self.box.x - (first + second - shared) / 2 * self.per_unit
        end = left + first * self.per_unit
        return left, end - shared * self.per_unit, end, end + (second - shared) * self.per_unit

    def brackets(self, first: Readout, second: Readout, union: Readout) -> tuple[Bracket, ...]:
        """Return brackets over the first strip, under the second and, further down, under both together."""
        over, under = self.box.top + _AWAY, self.box.bottom - _AWAY
        return (
            Bracket(lambda: self.edges[0], lambda: self.edges[2], over, first, "over", self.box),
            Bracket(lambda: self.edges[1], lambda: self.edges[3], under, second, "under", self.box),
            Bracket(lambda: self.edges[0], lambda: self.edges[3], under - _UNION, union, "under", self.box),
        )

    def label(self, name: Readout) -> Between:
        """Return a readout between the strips, in the middle of their overlap."""
        return Between(lambda: sum(self.edges[1:3]) / 2, self.box, name)

    def _state(self) -> tuple[float, ...]:
        return self.first(), self.second(), self.shared()

    def _redraw(self) -> None:
        left, start, end, right = self.edges
        high = self.thickness * self.grown.get_value()
        top, bottom = self.box.top, self.box.bottom
        apart = self.box.x + (self.first() - self.second()) / 2 * self.per_unit
        reach = (self.first() + self.second()) / 2 * self.per_unit
        self.ghosts[0].corners(self.box.x - reach, top - high, apart, top)
        self.ghosts[1].corners(apart, bottom, self.box.x + reach, bottom + high)
        self.offcuts[0].corners(left, top - high, start, top)
        self.overlaps[0].corners(start, top - high, end, top)
        self.light.corners(start, bottom + high, end, top - high)
        self.overlaps[1].corners(start, bottom, end, bottom + high)
        self.offcuts[1].corners(end, bottom, right, bottom + high)


class Between(View):
    """A readout in the middle of a box, above and below one moving place.

    Parameters
    ----------
    x
        Where to find the place; scene units.
    box
        It stays between the sides of this box.
    name
        The readout.
    """

    def __init__(self, x: Source, box: Box, name: Readout) -> None:
        super().__init__()
        self.x, self.box, self.name_tag = x, box, name
        self.add(name)
        self.refresh()

    def _state(self) -> float:
        return self.x()

    def _redraw(self) -> None:
        half = self.name_tag.advance / 2
        self.name_tag.at(min(max(self.x(), self.box.left + half), self.box.right - half), self.box.y)


class Bracket(View):
    """A level bracket over or under a length that may change, with its name in the middle.

    Parameters
    ----------
    left, right
        Where to find its ends; scene units.
    y
        Its height on the frame.
    name
        Written on its far side.
    side
        Whether it lies over or under the length.
    within
        The name stays between the sides of this box.
    """

    def __init__(
        self,
        left: Source,
        right: Source,
        y: float,
        name: Readout,
        side: Literal["over", "under"],
        within: Box,
    ) -> None:
        super().__init__()
        self.ends, self.y, self.name_tag, self.within = (left, right), y, name, within
        self.away = 1 if side == "over" else -1
        self.line = Stroke("entropy", 3.0)
        self.add(self.line, name)
        self.refresh()

    def _state(self) -> tuple[float, float]:
        return self.ends[0](), self.ends[1]()

    def _redraw(self) -> None:
        (left, right), y = self._state(), self.y
        near = y - self.away * _TICK
        self.line.through((left, near), (left, y), (right, y), (right, near))
        half = self.name_tag.advance / 2
        middle = min(max((left + right) / 2, self.within.left + half), self.within.right - half)
        self.name_tag.at(middle, y + self.away * 0.32)
