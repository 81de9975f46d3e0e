"""Words and formulas as outlines: Typst sets them, a few shapes hold them.

One compiler serves the whole process: making it reads the fonts (40 ms), each string then takes 1-4 ms, so nothing
has to be cached on disk. System fonts are not read, so a film looks the same on every machine.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from functools import cache
from typing import Literal, Self

import fontpkg
import numpy as np
import svgelements as svg
import typst
from manim import ORIGIN, VGroup, VMobject
from numpy.typing import NDArray

from .theme import colour

FAMILIES = ("Fira Sans", "Open Sans", "Noto Sans Arabic")
"""The film's family first; the others lend letters that it does not have (Hebrew, Arabic)."""

CAP_HEIGHT = 0.689 * 96 / 72
"""Height of a capital of Fira Sans, as a share of a text's size."""

SIZES = {"small": 0.27, "label": 0.32, "body": 0.38, "title": 0.46, "big": 0.62, "huge": 1.0}
"""Text sizes in scene units, of a frame 8 units high: 3/4 em, as SVG counts 96 pixels to 72 points. The capitals of
``small`` are 3.1 % of the height."""

Size = Literal["small", "label", "body", "title", "big", "huge"]
Align = Literal["left", "centre", "right"]

_EM_PT = 10.0


@cache
def _compiler() -> typst.Compiler:
    folders = [str(fontpkg.path(family).parent) for family in FAMILIES]  # raises where a font is missing
    return typst.Compiler(font_paths=folders, ignore_system_fonts=True)


@dataclass(frozen=True)
class Outline:
    """A string's shape in em: cubic Bézier points by ink, around the middle of its cap-height box."""

    inks: tuple[tuple[str, NDArray[np.float64]], ...]
    width: float


def _preamble() -> str:
    roles = ("muted", "truth", "model", "entropy", "waste", "saving", "shared")
    macros = "\n".join(f'#let {role}(body) = text(fill: rgb("{colour(role)}"), body)' for role in roles)
    families = ", ".join(f'"{family}"' for family in FAMILIES)
    return (
        "#set page(width: auto, height: auto, margin: 0pt, fill: none)\n"
        f'#set text(size: {_EM_PT}pt, font: ({families}), number-width: "tabular", number-type: "lining")\n'
        f"{macros}\n"
    )


@cache
def _outline(source: str) -> Outline:
    """Set a whole Typst document and read its outlines."""
    page = _compiler().compile(input=source.encode(), format="svg")
    assert isinstance(page, bytes)
    drawing = svg.SVG.parse(io.BytesIO(page), ppi=72)
    inks: dict[str, list[NDArray[np.float64]]] = {}
    for shape in drawing.elements(lambda e: isinstance(e, svg.Shape)):
        filled = shape.fill is not None and shape.fill.value is not None
        points = _cubics(svg.Path(shape)) if filled else _bars(shape)
        paint = shape.fill if filled else shape.stroke
        if len(points):
            inks.setdefault(str(paint.hex), []).append(points)
    height = float(drawing.height) / _EM_PT
    middle = np.array([float(drawing.width) / _EM_PT / 2, -height / 2, 0.0])
    scale = np.array([1 / _EM_PT, -1 / _EM_PT, 1.0])
    return Outline(
        tuple((ink, np.concatenate(parts) * scale - middle) for ink, parts in inks.items()),
        float(drawing.width) / _EM_PT,
    )


def _cubics(path: svg.Path) -> NDArray[np.float64]:
    """Return a path's segments as cubic Bézier points, shape (4 n, 3), in SVG's units and direction."""
    curves: list[tuple[complex, complex, complex, complex]] = []
    for segment in path.segments():
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
        if start != end or isinstance(segment, svg.CubicBezier):
            curves.append((start, one, two, end))
    flat = np.array(curves, dtype=complex).reshape(-1)
    return np.stack([flat.real, flat.imag, np.zeros(len(flat))], axis=1)


def _bars(shape: svg.Shape) -> NDArray[np.float64]:
    """Return a stroked path (a fraction's bar, the roof of a root) as filled bars, cubic points of shape (4 n, 3)."""
    half = float(shape.stroke_width or 0) / 2
    curves: list[list[complex]] = []
    for start, _, _, end in _cubics(svg.Path(shape)).reshape(-1, 4, 3)[:, :, 0:2] @ np.array([1, 1j]):
        across = 1j * (end - start) / abs(end - start) * half
        corners = [start + across, end + across, end - across, start - across]
        for a, b in zip(corners, corners[1:] + corners[:1], strict=True):
            curves.append([a, a + (b - a) / 3, a + (b - a) * 2 / 3, b])
    flat = np.array(curves, dtype=complex).reshape(-1)
    return np.stack([flat.real, flat.imag, np.zeros(len(flat))], axis=1)


class Ink(VGroup):
    """Something that is read. One shape per colour, so that a long string costs one drawing call.

    Attributes
    ----------
    em
        Size in scene units, for the lint.
    string
        What it says, for the lint and for error messages.
    """

    def __init__(self, outline: Outline, em: float, role: str, string: str) -> None:
        super().__init__()
        self.em, self.string, self.role = em, string, role
        self.advance = outline.width * em
        for ink, points in outline.inks:
            shape = VMobject(stroke_width=0, fill_opacity=1, fill_color=colour(role) if _is_black(ink) else ink)
            shape.points = points * em
            self.add(shape)
        # Manim places by the bounding box of the ink; lines of text stand by the middle of their capitals.
        self._sink = self.get_center()[1] if outline.inks else 0.0
        self._lean = self.get_center()[0] if outline.inks else 0.0

    def at(self, x: float, y: float, align: Align = "centre") -> Self:
        """Place the text: the middle of its capitals at height `y`, its left edge, middle or right edge at `x`."""
        shift = {"left": self.advance / 2, "centre": 0.0, "right": -self.advance / 2}[align]
        self.move_to(ORIGIN).shift(np.array([x + shift + self._lean, y + self._sink, 0.0]))
        return self


def _is_black(ink: str) -> bool:
    return ink.lower() in {"#000000", "#000"}


def _quoted(text: str) -> str:
    """Return any text as a Typst string literal, so that nothing in it is markup or code."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() or c in "‍‌" else " " for c in escaped) + '"'


class Words(Ink):
    """Plain words in the film's sans family. The text is data: markup in it is shown, not executed.

    Parameters
    ----------
    text
        Any text, one line.
    size
        A size of the type scale.
    role
        The colour's meaning.
    bold
        Whether set in semibold.
    fit
        If given, the widest that it may be, in scene units: the text is set smaller, down to the smallest legible
        size, and then shortened with an ellipsis.
    """

    def __init__(
        self,
        text: str,
        size: Size = "body",
        role: str = "text",
        *,
        bold: bool = False,
        fit: float | None = None,
    ) -> None:
        em = SIZES[size]
        outline = words_outline(text, bold)
        if fit is not None and outline.width * em > fit:
            em = max(SIZES["small"], fit / outline.width)
            while outline.width * em > fit * (1 + 1e-9) and len(text) > 1:
                text = text[:-2].rstrip() + "…"
                outline = words_outline(text, bold)
        super().__init__(outline, em, role, text)


def words_outline(text: str, bold: bool = False) -> Outline:
    """Return the outline of plain text, in em."""
    weight = '"semibold"' if bold else '"regular"'
    return _outline(f"{_preamble()}#text(weight: {weight}, {_quoted(text)})")


class Formula(Ink):
    """A formula in Typst's math notation, with the symbols in the colours of what they mean.

    `P` and `Q` standing alone are coloured as truth and model. ``entropy(...)``, ``waste(...)``, ``saving(...)``,
    ``shared(...)`` and ``muted(...)`` colour what they enclose.

    Parameters
    ----------
    source
        For example ``"entropy(H(P)) = -sum_x P(x) log_2 P(x)"``.
    size
        A size of the type scale; sub- and superscripts are smaller, so ``small`` and ``label`` are not offered.
    """

    def __init__(self, source: str, size: Literal["body", "title", "big"] = "title", role: str = "text") -> None:
        coloured = re.sub(r"\bP\b", "truth(P)", re.sub(r"\bQ\b", "model(Q)", source))
        outline = _outline(f"{_preamble()}$ {coloured} $")
        super().__init__(outline, SIZES[size], role, source)
