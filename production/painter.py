"""A frame from a list of shapes: only what changed is drawn again.

Manim draws every moving shape anew in each frame, building its path point by point in Python. Here a shape whose
points and inks are those of the frame before is left alone, paths are kept by content, and what is drawn is clipped
to the rectangles in which something changed. The pixels are those of Manim's own camera.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Self, cast

import cairo
import numpy as np
from manim import Camera, ManimColor, VMobject
from numpy.typing import NDArray

_PATHS_KEPT = 4096
_MITER = 5.0
"""How far a mitred corner can reach beyond its line, in line widths (Cairo's limit of 10, halved)."""
_RECTANGLES = 24
"""With more changed rectangles than this, one around them all is cheaper."""


FRAME_HEIGHT = 8.0
"""Scene units, as in Manim."""


def frame_width(width: int, height: int) -> float:
    """Return the width in scene units of a picture of so many pixels: 854x480 is meant as 16:9."""
    return float(FRAME_HEIGHT * Fraction(width, height).limit_denominator(20))


@dataclass(frozen=True)
class Shape:
    """What the picture knows of a shape: where its ink can be, in whole pixels, and all that its ink depends on."""

    mobject: VMobject
    key: tuple[bytes, ...]
    left: int
    top: int
    right: int
    bottom: int


class Paths(Camera):
    """Manim's camera, keeping the Cairo paths of the shapes that it has drawn."""

    def __init__(self, width: int, height: int, ground: str) -> None:
        super().__init__(
            background_color=ManimColor(ground),
            pixel_width=width,
            pixel_height=height,
            frame_width=frame_width(width, height),
            frame_height=FRAME_HEIGHT,
        )
        self._paths: OrderedDict[bytes, cairo.Path] = OrderedDict()

    def set_cairo_context_path(self, ctx: cairo.Context[Any], vmobject: VMobject) -> Self:
        """Lay the shape's path, from memory if it was laid before."""
        points = vmobject.points.tobytes()
        path = self._paths.get(points)
        if path is not None:
            self._paths.move_to_end(points)
            ctx.new_path()
            ctx.append_path(path)
            return self
        super().set_cairo_context_path(ctx, vmobject)
        self._paths[points] = ctx.copy_path()
        if len(self._paths) > _PATHS_KEPT:
            self._paths.popitem(last=False)
        return self


class Painter:
    """Holds one picture and brings it up to date.

    Parameters
    ----------
    width, height
        Size in pixels.
    ground
        Hex code of the ground.
    """

    def __init__(self, width: int, height: int, ground: str) -> None:
        self.camera = Paths(width, height, ground)
        self.picture = cast(NDArray[np.uint8], self.camera.pixel_array)
        """RGBA, shape (height, width, 4). The next call of `paint` changes it in place."""
        self._ground = self.picture[0, 0].copy()
        self._shapes: list[Shape] | None = None
        self._context = self.camera.get_cairo_context(self.camera.pixel_array)

    def paint(self, mobjects: Sequence[VMobject]) -> tuple[int, int] | None:
        """Bring the picture up to date with the shapes, given in the order in which they cover one another.

        Returns
        -------
        tuple[int, int] | None
            The rows [top, bottom) in which anything may have changed; None if nothing has.
        """
        shapes = [shape for mobject in mobjects if (shape := self._measure(mobject)) is not None]
        changed = self._everything() if self._shapes is None else _difference(self._shapes, shapes)
        self._shapes = shapes
        if not changed:
            return None
        self._redraw(shapes, changed)
        return min(top for _, top, _, _ in changed), max(bottom for _, _, _, bottom in changed)

    def _everything(self) -> list[tuple[int, int, int, int]]:
        return [(0, 0, self.camera.pixel_width, self.camera.pixel_height)]

    def _measure(self, mobject: VMobject) -> Shape | None:
        """Return what the picture knows of a shape; None if no ink of it can be seen."""
        widths = mobject.get_stroke_width(), mobject.get_stroke_width(background=True)
        inks = mobject.fill_rgbas, mobject.stroke_rgbas, mobject.background_stroke_rgbas
        seen = [widths[0] if inks[1][:, 3].any() else 0.0, widths[1] if inks[2][:, 3].any() else 0.0]
        if not inks[0][:, 3].any() and not any(seen):
            return None
        width, height = self.camera.pixel_width, self.camera.pixel_height
        points = mobject.points
        across, upwards = width / self.camera.frame_width, height / self.camera.frame_height
        pad = max(seen) * self.camera.cairo_line_width_multiple * across * _MITER + 2
        low, high = points[:, :2].min(axis=0), points[:, :2].max(axis=0)
        left = max(0, int(width / 2 + low[0] * across - pad))
        right = min(width, int(width / 2 + high[0] * across + pad) + 1)
        top = max(0, int(height / 2 - high[1] * upwards - pad))
        bottom = min(height, int(height / 2 - low[1] * upwards + pad) + 1)
        if right <= left or bottom <= top:
            return None
        style = (
            *(ink.tobytes() for ink in inks),
            repr((widths, mobject.joint_type, mobject.cap_style)).encode(),
        )
        return Shape(mobject, (points.tobytes(), *style), left, top, right, bottom)

    def _redraw(self, shapes: list[Shape], changed: list[tuple[int, int, int, int]]) -> None:
        context = self._context
        context.save()
        context.identity_matrix()
        for left, top, right, bottom in changed:
            self.picture[top:bottom, left:right] = self._ground
            context.rectangle(left, top, right - left, bottom - top)
        context.clip()
        context.set_matrix(self._matrix())
        for shape in shapes:
            if any(
                shape.left < right and left < shape.right and shape.top < bottom and top < shape.bottom
                for left, top, right, bottom in changed
            ):
                self.camera.display_vectorized(shape.mobject, context)
        context.new_path()
        context.restore()

    def _matrix(self) -> cairo.Matrix:
        camera = self.camera
        across, upwards = camera.pixel_width / camera.frame_width, camera.pixel_height / camera.frame_height
        return cairo.Matrix(across, 0, 0, -upwards, camera.pixel_width / 2, camera.pixel_height / 2)


def _difference(before: list[Shape], after: list[Shape]) -> list[tuple[int, int, int, int]]:
    """Return rectangles (left, top, right, bottom) that hold all pixels which differ between two lists of shapes."""
    start, shorter = 0, min(len(before), len(after))
    while start < shorter and before[start].key == after[start].key:
        start += 1
    end = 0
    while end < shorter - start and before[-1 - end].key == after[-1 - end].key:
        end += 1
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    if len(old) == len(new):
        pairs = [(a, b) for a, b in zip(old, new, strict=True) if a.key != b.key]
        old, new = [a for a, _ in pairs], [b for _, b in pairs]
    rectangles = list({(s.left, s.top, s.right, s.bottom) for s in (*old, *new)})
    if len(rectangles) <= _RECTANGLES:
        return sorted(rectangles)
    lefts, tops, rights, bottoms = zip(*rectangles, strict=True)
    return [(min(lefts), min(tops), max(rights), max(bottoms))]
