"""A shape to pixels: Cairo, told a whole path in one call.

Manim hands Cairo a path curve by curve, from Python. Here numpy lays the path out in memory as Cairo itself keeps it
(`cairo_path_data_t`), so that a text of 500 curves costs about as much as a rectangle. Paths are kept by content.
The pixels are those of Manim's camera.
"""

from __future__ import annotations

from collections import OrderedDict
from functools import lru_cache
from typing import Any

import numpy as np
from cairocffi import (
    FORMAT_ARGB32,
    OPERATOR_DEST_OUT,
    OPERATOR_OVER,
    Context,
    ImageSurface,
    LinearGradient,
    Matrix,
    cairo,
    ffi,
)
from manim import ManimColor, VMobject
from manim.camera.camera import CAP_STYLE_MAP, LINE_JOIN_MAP
from numpy.typing import NDArray

from scenes.stage import Rect

LINE_WIDTH = 0.01
"""Scene units of a stroke of width 1, as in Manim."""

_PATHS_KEPT = 32_000_000
"""Bytes. What stands on a stage takes a tenth of it; each frame of a curve that moves brings a new path."""
_RELATIVE = 1e-5
"""Two ends of curves this close, relative to their coordinates, are one (`numpy.isclose`, as in Manim)."""

# Cairo keeps a path as elements of 16 bytes: a header (kind and number of elements, itself included) or a point.
_MOVE, _CURVE, _CLOSE = (
    (np.array([(kind, length, 0, 0)], "i4").view("f8")) for kind, length in ((0, 2), (2, 4), (3, 1))
)


class Pen:
    """Draws shapes on a picture in memory.

    Parameters
    ----------
    picture
        RGBA, shape (height, width, 4), uint8; it is drawn on in place.
    scale
        Pixels per scene unit; the origin is in the middle.
    hole
        Ink of this colour takes away what is under it, if given. Words stay words: holes could not be read on every
        slide.
    """

    def __init__(self, picture: NDArray[np.uint8], scale: float, hole: ManimColor | None = None) -> None:
        rows, columns = picture.shape[:2]
        self._picture = picture  # Cairo draws into its memory: it has to live as long
        self._context = Context(ImageSurface.create_for_data(picture.reshape(-1).data, FORMAT_ARGB32, columns, rows))
        self._matrix = Matrix(scale, 0, 0, -scale, columns / 2, rows / 2)
        self._hole = None if hole is None else hole.to_rgb()
        self._paths: OrderedDict[bytes, tuple[Any, ...]] = OrderedDict()
        self._kept = 0  # bytes

    def within(self, left: int, top: int, right: int, bottom: int) -> None:
        """Draw only in this rectangle of pixels from now on."""
        self._context.reset_clip()
        self._context.identity_matrix()
        self._context.new_path()
        self._context.rectangle(left, top, right - left, bottom - top)
        self._context.clip()
        self._context.set_matrix(self._matrix)

    def draw(self, shape: VMobject, points: bytes) -> None:
        """Draw a shape: the stroke behind it, its fill, its stroke; what is invisible costs nothing.

        Parameters
        ----------
        points
            The bytes of the shape's points.
        """
        path = self._paths.get(points)
        if path is None:
            path = self._keep(points, _path(shape))
        else:
            self._paths.move_to_end(points)
        pointer = self._context._pointer
        cairo.cairo_new_path(pointer)
        cairo.cairo_append_path(pointer, path[0])
        self._stroke(shape, shape.get_stroke_width(background=True), shape.background_stroke_rgbas)
        if _seen(shape.fill_rgbas):
            self._ink(shape, shape.fill_rgbas, isinstance(shape, Rect))
            cairo.cairo_fill_preserve(pointer)
        self._stroke(shape, shape.get_stroke_width(), shape.stroke_rgbas)

    def _keep(self, points: bytes, path: tuple[Any, ...]) -> tuple[Any, ...]:
        """Keep a path, and forget those that were drawn longest ago."""
        self._paths[points] = path
        self._kept += _size(points, path)
        while self._kept > _PATHS_KEPT:
            self._kept -= _size(*self._paths.popitem(last=False))
        return path

    def _stroke(self, shape: VMobject, width: float, rgbas: NDArray[np.float64]) -> None:
        if width == 0 or not _seen(rgbas):
            return
        self._ink(shape, rgbas)
        pointer = self._context._pointer
        cairo.cairo_set_line_width(pointer, width * LINE_WIDTH)
        cairo.cairo_set_line_join(pointer, int(LINE_JOIN_MAP[shape.joint_type]))
        cairo.cairo_set_line_cap(pointer, int(CAP_STYLE_MAP[shape.cap_style]))
        cairo.cairo_stroke_preserve(pointer)

    def _ink(self, shape: VMobject, rgbas: NDArray[np.float64], cuts: bool = True) -> None:
        """Take a colour, or a gradient if there are several. Cairo's order in memory is B, G, R: they are swapped."""
        if self._hole is not None:
            is_hole = cuts and np.allclose(rgbas[:, :3], self._hole)
            self._context.set_operator(OPERATOR_DEST_OUT if is_hole else OPERATOR_OVER)
        if len(rgbas) == 1:
            red, green, blue, alpha = rgbas[0].tolist()
            cairo.cairo_set_source_rgba(self._context._pointer, blue, green, red, alpha)
            return
        start, end = shape.get_gradient_start_and_end_points()
        gradient = LinearGradient(*start[:2], *end[:2])
        for offset, (red, green, blue, alpha) in zip(np.linspace(0, 1, len(rgbas)), rgbas.tolist(), strict=True):
            gradient.add_color_stop_rgba(offset, blue, green, red, alpha)
        self._context.set_source(gradient)


def _size(points: bytes, path: tuple[Any, ...]) -> int:
    return len(points) + int(path[-1].nbytes)


def _seen(rgbas: NDArray[np.float64]) -> bool:
    return rgbas[0, 3] > 0 if len(rgbas) == 1 else bool(rgbas[:, 3].any())


def _path(shape: VMobject) -> tuple[Any, ...]:
    """Return a shape's outline as a `cairo_path_t`, and the memory that it points to."""
    data = path_data(shape.points[:, :2], shape.tolerance_for_point_equality)
    memory = ffi.from_buffer("cairo_path_data_t[]", data)
    return ffi.new("cairo_path_t *", {"status": 0, "data": memory, "num_data": len(data)}), memory, data


def path_data(points: NDArray[np.float64], tolerance: float) -> NDArray[np.float64]:
    """Lay out cubic Bézier curves as Cairo keeps a path.

    Curves that follow one another make one subpath, which is closed if it ends where it began.

    Parameters
    ----------
    points
        Four to a curve, shape (4 n, 2).
    tolerance
        Ends of curves this close are one.

    Returns
    -------
    NDArray
        Elements of 16 bytes, headers and points, shape (m, 2).
    """
    count = len(points) // 4
    curves = points[: 4 * count].reshape(count, 4, 2)
    if count == 0 or not np.isfinite(curves).all():
        return np.empty((0, 2))
    starts, ends = curves[:, 0], curves[:, 3]
    if ends[-1].tolist() == starts[0].tolist() and (ends[:-1] == starts[1:]).all():  # one ring, as most shapes are
        return _ring(curves)
    first = np.ones(count + 1, bool)  # whether a curve begins a subpath; the one past the last does
    first[1:-1] = ~_equal(ends[:-1], starts[1:], tolerance)
    heads, lasts = np.flatnonzero(first[:-1]), np.flatnonzero(first[1:])
    closed = _equal(starts[heads], ends[lasts], tolerance)
    # Each curve takes four elements; before a subpath stand two, and after it one if it is closed.
    subpath = np.cumsum(first[:-1])
    before = 4 * np.arange(count) + 2 * subpath + np.concatenate([[0], np.cumsum(closed)])[subpath - 1]
    data = np.empty((4 * count + 2 * len(closed) + int(closed.sum()), 2))
    data[before] = _CURVE
    for i in (1, 2, 3):
        data[before + i] = curves[:, i]
    data[before[heads] - 2] = _MOVE
    data[before[heads] - 1] = starts[heads]
    data[before[lasts[closed]] + 4] = _CLOSE
    return data


def _ring(curves: NDArray[np.float64]) -> NDArray[np.float64]:
    """Lay out one closed subpath; curves of shape (n, 4, 2)."""
    data = _frame(len(curves)).copy()
    data[1] = curves[0, 0]
    data[2:-1].reshape(-1, 4, 2)[:, 1:] = curves[:, 1:]
    return data


@lru_cache
def _frame(count: int) -> NDArray[np.float64]:
    """Return the headers of a closed subpath of so many curves, its points still missing."""
    data = np.empty((4 * count + 3, 2))
    data[0], data[2:-1:4], data[-1] = _MOVE, _CURVE, _CLOSE
    return data


def _equal(a: NDArray[np.float64], b: NDArray[np.float64], tolerance: float) -> NDArray[np.bool_]:
    return np.asarray((np.abs(a - b) <= tolerance + _RELATIVE * np.abs(b)).all(axis=1))
