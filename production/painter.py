"""A frame from a list of shapes: only what changed is drawn again.

Manim draws every moving shape anew in each frame. Here a shape whose points and inks are those of the frame before is
left alone, and what is drawn is clipped to the boxes in which something changed. The pixels are those of Manim's own
camera; where a box cuts a slanted edge, Cairo rounds the edge anew (a few levels in a few pixels).

A picture can also be painted on nothing. Gaps between bars and cuts through them are drawn in the ground's colour;
there they become holes. Laid on the ground, such a picture is the opaque one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from manim import ManimColor, VMobject
from numpy.typing import NDArray

from scenes.stage.layout import FRAME_HEIGHT

from .pen import LINE_WIDTH, Pen

_MITER = 5.0
"""How far a mitred corner can reach beyond its line, in line widths (Cairo's limit of 10, halved)."""
_WASTE = 4096
"""Two boxes are joined if the box around both has no more than so many pixels in neither of them."""
_BOXES = 128
"""With more changed shapes than this, one box around them all is cheaper."""

FRAME_WIDTH = FRAME_HEIGHT * 16 / 9
"""Scene units: as wide as 16:9, a narrower frame grows higher, so that nothing has to move closer together."""
FRAME_SIDE = 11.25
"""Scene units: the longest that the shorter side of a frame grows, so that the smallest text stays legible."""

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in whole pixels; right and bottom are the first outside."""


def frame_size(width: int, height: int) -> tuple[float, float]:
    """Return width and height in scene units of a picture of so many pixels: 854x480 is meant as 16:9.

    A frame narrower than 16:9 grows higher at the same width until its shorter side is `FRAME_SIDE` long: 4:3 is
    14.2 by 10.7 units, 1:1 is 11.25 by 11.25, and 9:16 is 11.25 by 20.
    """
    shape = Fraction(width, height).limit_denominator(20)
    if shape < 1:
        return FRAME_SIDE, float(FRAME_SIDE / shape)
    high = min(max(FRAME_HEIGHT, FRAME_WIDTH / shape), FRAME_SIDE)
    return float(high * shape), high


@dataclass(frozen=True, eq=False, slots=True)
class Shape:
    """What the picture knows of a shape: all that its ink depends on, and where its ink can be."""

    mobject: VMobject
    points: bytes
    style: tuple[Any, ...]
    box: Box | None


class Painter:
    """Holds one picture and brings it up to date.

    Parameters
    ----------
    width, height
        Size in pixels.
    ground
        Hex code of the ground.
    transparent
        Whether the ground is left out.
    """

    def __init__(self, width: int, height: int, ground: str, transparent: bool = False) -> None:
        self.width, self.height = width, height
        self.picture: NDArray[np.uint8] = np.empty((height, width, 4), np.uint8)
        """RGBA, shape (height, width, 4), colours multiplied by alpha. The next call of `paint` changes it in place."""
        self._pixels = self.picture.view(np.uint32)[..., 0]
        opaque = np.array([*ManimColor(ground).to_int_rgb(), 255], np.uint8).view(np.uint32)[0]
        self._ground = np.uint32(0) if transparent else opaque
        self._scale = width / frame_size(width, height)[0]
        self._pen = Pen(self.picture, self._scale, ManimColor(ground) if transparent else None)
        self._shapes: list[Shape] | None = None
        self._known: dict[int, Shape] = {}
        self._reaches: dict[tuple[Any, ...], float | None] = {}

    def paint(self, mobjects: Sequence[VMobject]) -> list[Box]:
        """Bring the picture up to date with the shapes, given in the order in which they cover one another.

        Returns
        -------
        list[Box]
            The boxes in which anything may have changed, none overlapping another; empty if nothing has.
        """
        known = [self._measure(mobject) for mobject in mobjects]
        shapes = [shape for shape in known if shape.box is not None]
        changed = [(0, 0, self.width, self.height)] if self._shapes is None else _difference(self._shapes, shapes)
        self._shapes, self._known = shapes, {id(shape.mobject): shape for shape in known}
        for box in changed:
            self._redraw(shapes, box)
        return changed

    def _measure(self, mobject: VMobject) -> Shape:
        """Return what the picture knows of a shape, measured anew only if the shape has changed."""
        points = mobject.points.tobytes()
        style = (
            mobject.fill_rgbas.tobytes(),
            mobject.stroke_rgbas.tobytes(),
            mobject.background_stroke_rgbas.tobytes(),
            mobject.stroke_width,
            mobject.background_stroke_width,
            mobject.joint_type,
            mobject.cap_style,
        )
        old = self._known.get(id(mobject))
        if old is not None and old.points == points and old.style == style:
            return old
        return Shape(mobject, points, style, self._box(mobject, style))

    def _box(self, mobject: VMobject, style: tuple[Any, ...]) -> Box | None:
        """Return where the ink of a shape can be; None if none of it can be seen."""
        if style not in self._reaches:
            self._reaches[style] = self._reach(mobject)
        reach = self._reaches[style]
        if reach is None or not len(mobject.points):
            return None
        x0, y0, _ = (mobject.points.min(axis=0) * self._scale).tolist()
        x1, y1, _ = (mobject.points.max(axis=0) * self._scale).tolist()
        left, right = max(0, int(self.width / 2 + x0 - reach)), min(self.width, int(self.width / 2 + x1 + reach) + 1)
        top, bottom = max(0, int(self.height / 2 - y1 - reach)), min(self.height, int(self.height / 2 - y0 + reach) + 1)
        return (left, top, right, bottom) if left < right and top < bottom else None

    def _reach(self, mobject: VMobject) -> float | None:
        """Return how many pixels beyond its points a shape's ink can be; None if none of it can be seen."""
        widths = [
            width if ink[:, 3].any() else 0.0
            for width, ink in (
                (mobject.get_stroke_width(), mobject.stroke_rgbas),
                (mobject.get_stroke_width(background=True), mobject.background_stroke_rgbas),
            )
        ]
        if not mobject.fill_rgbas[:, 3].any() and not any(widths):
            return None
        return max(widths) * LINE_WIDTH * self._scale * _MITER + 2

    def _redraw(self, shapes: list[Shape], box: Box) -> None:
        left, top, right, bottom = box
        self._pixels[top:bottom, left:right] = self._ground
        self._pen.within(*box)
        for shape in shapes:
            at = shape.box  # compared in place: a call for each shape in each box would take as long as drawing
            if at is not None and at[0] < right and left < at[2] and at[1] < bottom and top < at[3]:
                self._pen.draw(shape.mobject, shape.points)


def _difference(before: list[Shape], after: list[Shape]) -> list[Box]:
    """Return boxes that hold all pixels which differ between two lists of shapes."""
    start, shorter = 0, min(len(before), len(after))
    while start < shorter and _same(before[start], after[start]):
        start += 1
    end = 0
    while end < shorter - start and _same(before[-1 - end], after[-1 - end]):
        end += 1
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    if len(old) == len(new):
        pairs = [(a, b) for a, b in zip(old, new, strict=True) if not _same(a, b)]
        old, new = [a for a, _ in pairs], [b for _, b in pairs]
    boxes = sorted({shape.box for shape in (*old, *new) if shape.box is not None})
    if len(boxes) > _BOXES:
        lefts, tops, rights, bottoms = zip(*boxes, strict=True)
        return [(min(lefts), min(tops), max(rights), max(bottoms))]
    return _joined(boxes)


def _same(one: Shape, other: Shape) -> bool:
    return one is other or (one.points == other.points and one.style == other.style)


def _joined(boxes: list[Box]) -> list[Box]:
    """Join boxes that overlap or nearly touch, until none do."""
    done: list[Box] = []
    while boxes:
        left, top, right, bottom = box = boxes.pop()
        area = (right - left) * (bottom - top)
        for i, (x0, y0, x1, y1) in enumerate(done):
            around = min(left, x0), min(top, y0), max(right, x1), max(bottom, y1)
            waste = (around[2] - around[0]) * (around[3] - around[1]) - area - (x1 - x0) * (y1 - y0)
            if waste <= _WASTE or (left < x1 and x0 < right and top < y1 and y0 < bottom):
                del done[i]
                boxes.append(around)
                break
        else:
            done.append(box)
    return sorted(done)
