"""A cat in pixels: what says nothing about the label falls away, what is left flows together into the label.

Local to the information bottleneck.
"""

from __future__ import annotations

from typing import cast

import numpy as np
from manim import Animation, ValueTracker, VMobject
from numpy.typing import NDArray

from bits.stage.ink import Align, Formula, Words
from bits.stage.layout import Box
from bits.stage.shape import Shape
from bits.stage.theme import colour
from bits.stage.view import UNIT_SQUARE, View

_ROWS = 26
_WIDEST, _NARROWEST = 58, 30
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
_GRASS = 5.5
"""Rows from the cat's middle down to the grass."""
KINDS = ("ears", "whiskers", "fur")
"""What helps to tell a cat."""

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
        column, row = (
            grid.ravel() for grid in np.meshgrid(np.arange(columns, dtype=float), np.arange(_ROWS, dtype=float))
        )
        self._middles = np.column_stack(
            [box.x + (column - (columns - 1) / 2) * self._side, box.y + ((_ROWS - 1) / 2 - row) * self._side]
        )
        across, down = column - (columns - 1) / 2, row - (_ROWS - 1) / 2 - 1.5
        kinds, light = _painted(across, down)
        luck = np.random.default_rng(1999)
        light = np.clip(light + luck.uniform(-0.16, 0.16, len(light)), 0, 0.999)
        self._wait = luck.uniform(0, _LAG, len(light))
        shade = (light * _SHADES).astype(int)
        self._rest = [
            (
                here,
                Shape(fill_color=colour(role), fill_opacity=least + (most - least) * i / (_SHADES - 1), stroke_width=0),
            )
            for kind, (role, least, most) in _PAINT.items()
            for i in range(_SHADES)
            if len(here := np.flatnonzero((kinds == kind) & (shade == i)))
        ]
        kept = {kind: np.flatnonzero(kinds == kind) for kind in KINDS}
        ends = _goals(box, sum(map(len, kept.values())))
        self._kept, start = [], 0
        for kind, here in kept.items():
            shapes = [Shape(fill_color=colour(role), fill_opacity=1, stroke_width=0) for role in ("text", "shared")]
            self._kept.append((kind, here, ends[0][start : start + len(here)], shapes))
            start += len(here)
        self._end_side = ends[1]
        self.add(*(shape for _, shape in self._rest), *(shape for *_, shapes in self._kept for shape in shapes))
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

    def _name(self, kind: str) -> Words:
        across, down = {"ears": (-13.5, -9.5), "whiskers": (19.5, 1.5), "fur": (-13.5, 8.5)}[kind]
        words = Words(kind, "title", "shared", bold=True)
        align: Align = "left" if across > 0 else "right"
        return words.at(self.box.x + across * self._side, self.box.y - (down + 1.5) * self._side, align)

    def _state(self) -> tuple[float, ...]:
        return self.forgotten.get_value(), self.melted.get_value(), *(t.get_value() for t in self.lit.values())

    def _redraw(self) -> None:
        gone, side = self.forgotten.get_value(), self._side * (1 - _GAP)
        for here, shape in self._rest:
            moved = np.clip((gone - self._wait[here]) / (1 - _LAG), 0, 1)
            middles = self._middles[here] - np.column_stack([0 * moved, _FALL * moved**2])
            _squares(shape, middles, side * (1 - moved))
        come = self.melted.get_value()
        for kind, here, ends, (plain, lit) in self._kept:
            moved = np.clip((come * (1 + _LAG) - self._wait[here]) / 1.0, 0, 1)
            eased = (moved * moved * (3 - 2 * moved))[:, None]
            middles = self._middles[here] + (ends - self._middles[here]) * eased
            sides = side + (self._end_side - side) * eased[:, 0]
            share = self.lit[kind].get_value()
            _squares(plain, middles, sides)
            _squares(lit, middles, sides * share)


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
    whiskers = (side >= 5.5) & (side <= 18) & _near(down, 2.0 + 0.0 * side, side, (-0.16, 0.0, 0.16))
    kinds[whiskers] = "whiskers"
    eyes = ((side - 4.8) / 1.7) ** 2 + ((down + 0.6) / 1.7) ** 2 <= 1
    nose = (side <= 1.1 - 0.6 * (down - 2.5)) & (down >= 1.8) & (down <= 3.6)
    light[(eyes | nose) & (kinds == "body")] = 0.0
    return kinds, light


def _near(down: Points, middle: Points, side: Points, slopes: tuple[float, ...]) -> NDArray[np.bool_]:
    """Return which pixels lie on lines that fan out from the cheeks."""
    found = np.zeros(len(down), dtype=bool)
    for slope in slopes:
        line = middle + slope * (side - 5.5) + 10 * slope
        found |= np.abs(down - line) <= 0.5
    return found


def _goals(box: Box, n: int) -> tuple[Points, float]:
    """Return where `n` pixels stand in the label, shape (n, 2), and how large they are there."""
    rows, columns = len(_WORD), len(_WORD[0])
    block = min(0.92 * box.width / columns, 0.8 * box.height / rows)
    places = np.array([(c, r) for r, line in enumerate(_WORD) for c, ink in enumerate(line) if ink == "#"], float)
    parts = max(1, int(np.sqrt(n / len(places))))
    offsets = (np.arange(parts) + 0.5) / parts
    fine = np.array([(c + u, r + v) for c, r in places for v in offsets for u in offsets])
    chosen = fine[np.argsort(fine[:, 0], kind="stable")][
        np.arange(n) * len(fine) // n if n < len(fine) else np.arange(n) % len(fine)
    ]
    x = box.x + (chosen[:, 0] - columns / 2) * block
    return np.column_stack([x, box.y + (rows / 2 - chosen[:, 1]) * block]), block / parts


def _squares(shape: VMobject, middles: Points, sides: Points | float) -> None:
    """Give a shape the outlines of many squares."""
    sizes = np.broadcast_to(sides, len(middles))
    flat = (middles[:, None] + (UNIT_SQUARE - 0.5) * sizes[:, None, None]).reshape(-1, 2)
    shape.points = np.column_stack([flat, np.zeros(len(flat))])
