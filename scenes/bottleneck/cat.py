"""A cat in pixels: what says nothing about the label falls away, what is left flows together into the label.

Local to the information bottleneck.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, cast

import numpy as np
from manim import Animation, ValueTracker, VMobject
from numpy.typing import NDArray

from bits.stage.ink import Align, Formula, Words
from bits.stage.layout import Box
from bits.stage.shape import Shape
from bits.stage.theme import colour
from bits.stage.view import UNIT_SQUARE, View

_ROWS = 26
_WIDEST, _NARROWEST = 58, 38
"""Columns of pixels, at most and at least: as many as the box has room for."""
_GAP = 0.12
"""Share of a pixel's side that is free between it and the next."""
_SHADES = 5
_FALL = 1.2
"""Scene units by which a pixel falls as it fades."""
_LAG = 0.6
"""How much of the time the last pixel waits until it goes."""
_WORD = (
    "......................##..",
    "......................##..",
    "..#####....######...######",
    ".##...##.......##.....##..",
    ".##........######.....##..",
    ".##.......##...##.....##..",
    ".##...##..##...##.....##..",
    "..#####....######......###",
)
"""The label, in pixels."""
_PAINT = {"sky": ("truth", 0.1, 0.45), "grass": ("saving", 0.25, 0.7), "body": ("text", 0.12, 0.8)}
"""Of what is no help, the colour, and how opaque it is where it is darkest and lightest."""
_NOISE = 0.16
"""How much lighter or darker a pixel may be than the light is there, which is from 0 to 1."""
_DOWN = 1.5
"""Rows that the cat's head stands under the middle."""
_GRASS = 5.5
"""Rows from the cat's middle down to the grass."""
KINDS = ("ears", "whiskers", "fur")
"""What helps to tell a cat."""
_NAMED: dict[str, tuple[float, float, Align]] = {
    "ears": (-13.0, -9.5, "right"),
    "whiskers": (9.5, 8.5, "left"),
    "fur": (0.0, -10.5, "centre"),
}
"""Where the names stand: columns from the cat's middle, rows down from it, and which end of the name that is."""

Points = NDArray[np.float64]


class PixelCat(View):
    """A picture in pixels: forget what is around the cat and its light, keep what helps, and melt that into a word.

    Parameters
    ----------
    box
        Where; scene units.

    Attributes
    ----------
    forgotten, melted
        Trackers: how far the rest has gone, and how far what is kept has come to the label.
    lit
        A tracker for each of the `KINDS`: how far it has taken the colour of what is shared.
    names
        Each of the `KINDS`, written where it is.
    """

    def __init__(self, box: Box) -> None:
        super().__init__()
        self.box = box
        columns = int(np.clip(_ROWS * box.width / box.height, _NARROWEST, _WIDEST))
        self._side = min(box.width / columns, box.height / _ROWS)
        self.forgotten, self.melted = ValueTracker(0.0), ValueTracker(0.0)
        self.lit = {kind: ValueTracker(0.0) for kind in KINDS}
        column, row = (grid.ravel() for grid in np.meshgrid(np.arange(float(columns)), np.arange(float(_ROWS))))
        self._middles = np.column_stack(
            [box.x + (column - (columns - 1) / 2) * self._side, box.y + ((_ROWS - 1) / 2 - row) * self._side]
        )
        kinds, light = _painted(column - (columns - 1) / 2, row - (_ROWS - 1) / 2 - _DOWN)
        luck = np.random.default_rng(1999)
        self._wait = luck.uniform(0, _LAG, len(light))
        shades = (np.clip(light + luck.uniform(-_NOISE, _NOISE, len(light)), 0, 0.999) * _SHADES).astype(int)
        self._rest = list(_swept(kinds, shades))
        self._kept = [_Kept(kind, np.flatnonzero(kinds == kind)) for kind in KINDS]
        self._goals, self._goal_side = _goals(box, sum(len(kept.here) for kept in self._kept))
        self.add(*(patch.shape for patch in self._rest))
        self.add(*(shape for kept in self._kept for shape in (kept.plain, kept.lit)))
        self.names = {kind: self._name(kind) for kind in KINDS}
        self.refresh()

    def letter(self, name: str) -> Formula:
        """Return X, T or Y in the picture's upper left corner, large."""
        return Formula(name, "big").at(self.box.left + 0.6, self.box.top - 0.5)

    def forget(self) -> Animation:
        """Return the animation in which all falls away that does not help."""
        return cast(Animation, self.forgotten.animate.set_value(1.0))

    def light(self, kind: str) -> Animation:
        """Return the animation in which one of the `KINDS` takes its colour."""
        return cast(Animation, self.lit[kind].animate.set_value(1.0))

    def melt(self) -> Animation:
        """Return the animation in which what is left flows together into the label."""
        return cast(Animation, self.melted.animate.set_value(1.0))

    def remaining(self) -> set[str]:
        """Return of what pixels are left."""
        rest = {patch.kind for patch in self._rest if np.ptp(patch.shape.points.reshape(-1, 16, 3), axis=1).any()}
        return rest | {kept.kind for kept in self._kept}

    def pixels(self) -> Points:
        """Return the corners of the pixels that are kept, shape (n, 16, 3)."""
        return np.concatenate([kept.plain.points.reshape(-1, 16, 3) for kept in self._kept])

    def _name(self, kind: str) -> Words:
        across, down, align = _NAMED[kind]
        words = Words(kind, "title", "shared", bold=True)
        room = self.box.inset(x=words.advance)
        x = min(max(self.box.x + across * self._side, room.left), room.right)
        return words.at(x, self.box.y - (down + _DOWN) * self._side, align)

    def _state(self) -> tuple[float, ...]:
        return self.forgotten.get_value(), self.melted.get_value(), *(t.get_value() for t in self.lit.values())

    def _redraw(self) -> None:
        gone, side = self.forgotten.get_value(), self._side * (1 - _GAP)
        for patch in self._rest:
            moved = np.clip((gone - self._wait[patch.here]) / (1 - _LAG), 0, 1)
            middles = self._middles[patch.here] - np.column_stack([0 * moved, _FALL * moved**2])
            middles[:, 1] = np.maximum(middles[:, 1], self.box.bottom + self._side / 2)
            _squares(patch.shape, middles, side * (1 - moved))
        come, start = self.melted.get_value(), 0
        for kept in self._kept:
            here, goals = kept.here, self._goals[start : start + len(kept.here)]
            start += len(here)
            moved = np.clip(come * (1 + _LAG) - self._wait[here], 0, 1)
            eased = moved * moved * (3 - 2 * moved)
            middles = self._middles[here] + (goals - self._middles[here]) * eased[:, None]
            sides = side + (self._goal_side - side) * eased
            _squares(kept.plain, middles, sides)
            _squares(kept.lit, middles, sides * self.lit[kept.kind].get_value())


class _Patch(NamedTuple):
    """Pixels that go, all of one colour."""

    kind: str
    here: NDArray[np.intp]
    shape: Shape


class _Kept:
    """Pixels that help, and the two shapes that they have: plain, and over it in the colour of what is shared."""

    def __init__(self, kind: str, here: NDArray[np.intp]) -> None:
        self.kind, self.here = kind, here
        self.plain, self.lit = (
            Shape(fill_color=colour(role), fill_opacity=1, stroke_width=0) for role in ("text", "shared")
        )


def _swept(kinds: NDArray[np.str_], shades: NDArray[np.intp]) -> Iterator[_Patch]:
    """Yield the pixels that are no help, by what they are of and how light."""
    for kind, (role, least, most) in _PAINT.items():
        for shade in range(_SHADES):
            if len(here := np.flatnonzero((kinds == kind) & (shades == shade))):
                opacity = least + (most - least) * shade / (_SHADES - 1)
                yield _Patch(kind, here, Shape(fill_color=colour(role), fill_opacity=opacity, stroke_width=0))


def _painted(across: Points, down: Points) -> tuple[NDArray[np.str_], Points]:
    """Return what each pixel belongs to, and how light it is, 0 to 1: a cat's head on grass under a sky."""
    kinds = np.full(len(across), "sky", dtype="<U8")
    kinds[down > _GRASS] = "grass"
    light = np.clip(0.62 - 0.022 * down + 0.16 * np.sin(0.23 * across) * np.sin(0.31 * down + 1), 0, 1)
    side = np.abs(across)
    head = (across / 11.5) ** 2 + (down / 9.0) ** 2 <= 1
    ears = (down >= -12.2) & (down <= -4) & (side <= 11.2) & (side >= 10.6 - 0.72 * (down + 12.2)) & ~head
    kinds[head] = "body"
    light[head] = (0.86 - 0.028 * (down + 0.5 * across))[head]
    stripes = head & (down < -3.5) & (side < 5.6) & (np.floor(side + 0.5) % 2 == 0) & (side + down < 0.5)
    cheeks = head & (side > 7.4) & (down > 2.2) & (np.floor(side + down) % 3 != 0)
    kinds[stripes | cheeks] = "fur"
    kinds[ears] = "ears"
    rays = [np.abs(down - 2 - slope * (side + 4.5)) <= 0.5 for slope in (-0.16, 0.0, 0.16)]
    kinds[(side >= 5.5) & (side <= 18) & np.any(rays, axis=0)] = "whiskers"
    eyes = ((side - 4.8) / 1.7) ** 2 + ((down + 0.6) / 1.7) ** 2 <= 1
    nose = (side <= 1.1 - 0.6 * (down - 2.5)) & (down >= 1.8) & (down <= 3.6)
    light[(eyes | nose) & (kinds == "body")] = 0.0
    return kinds, light


def _goals(box: Box, n: int) -> tuple[Points, float]:
    """Return where `n` pixels stand in the label, shape (n, 2), and how large they are there."""
    rows, columns = len(_WORD), len(_WORD[0])
    block = min(0.92 * box.width / columns, 0.8 * box.height / rows)
    places = np.array([(c, r) for r, line in enumerate(_WORD) for c, ink in enumerate(line) if ink == "#"], float)
    parts = max(1, int(np.sqrt(n / len(places))))  # each block is as many pixels as there are for it
    offsets = (np.arange(parts) + 0.5) / parts
    fine = np.array([(c + u, r + v) for c, r in places for v in offsets for u in offsets])
    chosen = fine[np.arange(n) % len(fine)]
    x = box.x + (chosen[:, 0] - columns / 2) * block
    return np.column_stack([x, box.y + (rows / 2 - chosen[:, 1]) * block]), block / parts * (1 - _GAP)


def _squares(shape: VMobject, middles: Points, sides: Points | float) -> None:
    """Give a shape the outlines of many squares."""
    sizes = np.broadcast_to(sides, len(middles))
    flat = (middles[:, None] + (UNIT_SQUARE - 0.5) * sizes[:, None, None]).reshape(-1, 2)
    shape.points = np.column_stack([flat, np.zeros(len(flat))])
