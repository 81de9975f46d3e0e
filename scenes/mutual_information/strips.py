"""Two entropies as strips of that length which slide over each other: their overlap is the mutual information."""

from __future__ import annotations

from typing import Any, Literal

from manim import Animation, ValueTracker

from bits.stage.ink import Ink
from bits.stage.layout import Box
from bits.stage.readout import Readout
from bits.stage.view import Rect, Run, Source, Stroke, View

_SHADE = 0.74
"""Opacity of the second strip, to tell it from the first."""
_TICK = 0.14
_AWAY = 0.28
"""Scene units between a strip and its bracket."""
_UNION = 0.85
"""Scene units between the bracket of the second strip and that of both."""


class Strips(View):
    """H(X) and H(Y) as strips: the overlap is I(X; Y), what sticks out H(X|Y) and H(Y|X), the whole H(X, Y).

    They lie in one row, or apart in two: then each keeps its own picture of the overlap. One strip's area is its
    entropy on the scale of `per_unit` scene units across per bit or nat.

    Parameters
    ----------
    first, second, shared
        Where to find H(X), H(Y) and I(X; Y); bits or nats.
    box
        Where: the strips stay inside; scene units.
    longest
        The length of both together that fills the box, bits or nats: at least H(X) + H(Y).
    thickness
        Of a strip; scene units.
    """

    def __init__(
        self, first: Source, second: Source, shared: Source, box: Box, *, longest: float, thickness: float
    ) -> None:
        super().__init__()
        self.first, self.second, self.shared = first, second, shared
        self.box, self.thickness = box, thickness
        self.per_unit = box.width / longest
        self.together = ValueTracker(0.0)
        self.offcuts = [Rect("entropy"), Rect("entropy", _SHADE)]
        self.overlaps = [Rect("shared"), Rect("shared")]
        self.add(*self.offcuts, *self.overlaps)
        self.refresh()

    @property
    def drawn(self) -> tuple[float, float, float]:
        """Return H(X|Y), I(X; Y) and H(Y|X) as drawn, in bits or nats."""
        unit = self.per_unit * self.thickness
        return self.offcuts[0].area / unit, self.overlaps[0].area / unit, self.offcuts[1].area / unit

    @property
    def rows(self) -> tuple[float, float]:
        """Return the heights on the frame of the middles of the two strips."""
        apart = (1 - self.together.get_value()) * (self.box.height - self.thickness) / 2
        return self.box.y + apart, self.box.y - apart

    @property
    def edges(self) -> tuple[float, float, float, float]:
        """Return where the first strip and the overlap start, where the first and the second strip end; scene units."""
        first, second, shared = self.first(), self.second(), self.shared()
        left = self.box.x - (first + second - shared) / 2 * self.per_unit
        end = left + first * self.per_unit
        return left, end - shared * self.per_unit, end, end + (second - shared) * self.per_unit

    def join(self, **kwargs: Any) -> Animation:
        """Return the animation in which the two rows become one."""
        return Run(self, self.together, **kwargs)

    def brackets(self, first: Ink | Readout, second: Ink | Readout, union: Ink | Readout) -> tuple[Bracket, ...]:
        """Return brackets over the first strip, under the second and, further down, under both together."""
        half = self.thickness / 2 + _AWAY
        return (
            Bracket(lambda: self.edges[0], lambda: self.edges[2], lambda: self.rows[0] + half, first, "over", self.box),
            Bracket(
                lambda: self.edges[1], lambda: self.edges[3], lambda: self.rows[1] - half, second, "under", self.box
            ),
            Bracket(
                lambda: self.edges[0],
                lambda: self.edges[3],
                lambda: self.rows[1] - half - _UNION,
                union,
                "under",
                self.box,
            ),
        )

    def _state(self) -> tuple[float, ...]:
        return self.first(), self.second(), self.shared(), self.together.get_value()

    def _redraw(self) -> None:
        left, start, end, right = self.edges
        half = self.thickness / 2 * self.grown.get_value()
        upper, lower = self.rows
        self.offcuts[0].corners(left, upper - half, start, upper + half)
        self.overlaps[0].corners(start, upper - half, end, upper + half)
        self.overlaps[1].corners(start, lower - half, end, lower + half)
        self.offcuts[1].corners(end, lower - half, right, lower + half)


class Bracket(View):
    """A level bracket over or under a length that may change, with its name in the middle.

    Parameters
    ----------
    left, right
        Where to find its ends; scene units.
    y
        Where to find its height on the frame.
    name
        Written on its far side: a text, or a readout.
    side
        Whether it lies over or under the length.
    within
        The name stays between the sides of this box.
    """

    def __init__(
        self,
        left: Source,
        right: Source,
        y: Source,
        name: Ink | Readout,
        side: Literal["over", "under"],
        within: Box,
        role: str = "entropy",
    ) -> None:
        super().__init__()
        self.ends, self.y, self.name_tag, self.within = (left, right), y, name, within
        self.away = 1 if side == "over" else -1
        self.line = Stroke(role, 3.0)
        self.add(self.line, name)
        self.refresh()

    def _state(self) -> tuple[float, float, float]:
        return self.ends[0](), self.ends[1](), self.y()

    def _redraw(self) -> None:
        left, right, y = self._state()
        near = y - self.away * _TICK
        self.line.through((left, near), (left, y), (right, y), (right, near))
        half = self.name_tag.advance / 2
        middle = min(max((left + right) / 2, self.within.left + half), self.within.right - half)
        self.name_tag.at(middle, y + self.away * 0.32)
