"""Typst's SVG to outlines in em. A glyph's path is read once, however often it is set: texts share their letters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from xml.etree import ElementTree

import numpy as np
import svgelements as svg
from numpy.typing import NDArray

from bits.stage.typeset import EM_PT, svg_of

Curves = NDArray[np.complex128]
"""Cubic Bézier curves, shape (n, 4): x + iy, in SVG's units and direction."""

_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_EM = 96 / 72 / EM_PT
"""What a point measures, in em as texts count them: SVG has 96 pixels to 72 points."""

_NOTHING = 1e-9
"""Points: a line this short only closes a ring whose relative steps did not add up to nothing exactly."""


@dataclass(frozen=True)
class Outline:
    """A string's shape in em: cubic Bézier points by ink, shape (4 n, 3), around the middle of its cap-height box."""

    inks: tuple[tuple[str, NDArray[np.float64]], ...]
    width: float


@cache
def outline_of(document: str) -> Outline:
    """Set a Typst document and return its outline."""
    page = ElementTree.fromstring(svg_of(document))
    width, height = (float(side) for side in page.attrib["viewBox"].split()[2:])
    glyphs = {f"#{symbol.attrib['id']}": symbol[0].attrib["d"] for symbol in page.iter(f"{_SVG}symbol")}
    inks: dict[str, list[Curves]] = {}
    for ink, curves in _shapes(page, svg.Matrix(), glyphs):
        if len(curves):
            inks.setdefault(ink, []).append(curves)
    middle = complex(width, height) / 2
    return Outline(
        tuple((ink, _points((np.concatenate(parts) - middle) * _EM)) for ink, parts in inks.items()), width * _EM
    )


def _shapes(element: ElementTree.Element, around: svg.Matrix, glyphs: dict[str, str]) -> Iterator[tuple[str, Curves]]:
    """Yield what is drawn, in order: the ink of a glyph or of a path, and its outline on the page."""
    for part in element:
        matrix = svg.Matrix(part.get("transform", "")) * around
        if part.tag == f"{_SVG}g":
            yield from _shapes(part, matrix, glyphs)
        elif part.tag == f"{_SVG}use":
            at = complex(float(part.get("x", 0)), float(part.get("y", 0)))
            yield part.attrib["fill"], _placed(_curves(glyphs[part.attrib[_HREF]]) + at, matrix)
        elif part.tag == f"{_SVG}path" and part.get("fill") != "none":
            yield part.attrib["fill"], _placed(_curves(part.attrib["d"]), matrix)
        elif part.tag == f"{_SVG}path":
            bars = _bars(_curves(part.attrib["d"]), float(part.attrib["stroke-width"]) / 2)
            yield part.attrib["stroke"], _placed(bars, matrix)


@cache
def _curves(path: str) -> Curves:
    """Return the segments of a path as cubic curves."""
    curves: list[tuple[complex, complex, complex, complex]] = []
    for segment in svg.Path(path).segments():
        if isinstance(segment, svg.Move):
            continue
        start, end = complex(segment.start), complex(segment.end)
        if isinstance(segment, svg.CubicBezier):
            one, two = complex(segment.control1), complex(segment.control2)
        elif isinstance(segment, svg.QuadraticBezier):
            control = complex(segment.control)
            one, two = start + (control - start) * 2 / 3, end + (control - end) * 2 / 3
        else:
            one, two = start + (end - start) / 3, start + (end - start) * 2 / 3
        if abs(end - start) > _NOTHING or isinstance(segment, svg.CubicBezier):
            curves.append((start, one, two, end))
    return np.array(curves, dtype=complex).reshape(-1, 4)


def _bars(lines: Curves, half: float) -> Curves:
    """Return straight strokes (a fraction's bar, the roof of a root) as filled bars, `half` of it on each side."""
    curves: list[list[complex]] = []
    for start, _, _, end in lines:
        across = 1j * (end - start) / abs(end - start) * half
        corners = [start + across, end + across, end - across, start - across]
        for a, b in zip(corners, corners[1:] + corners[:1], strict=True):
            curves.append([a, a + (b - a) / 3, a + (b - a) * 2 / 3, b])
    return np.array(curves, dtype=complex).reshape(-1, 4)


def _placed(curves: Curves, matrix: svg.Matrix) -> Curves:
    x, y = curves.real, curves.imag
    return np.asarray(matrix.a * x + matrix.c * y + matrix.e + 1j * (matrix.b * x + matrix.d * y + matrix.f))


def _points(curves: Curves) -> NDArray[np.float64]:
    """Return curves as Manim's points: its y axis points upwards."""
    flat = curves.reshape(-1)
    return np.stack([flat.real, -flat.imag, np.zeros(len(flat))], axis=1)
