"""Words and formulas as outlines: Typst sets them, a few shapes hold them."""

from __future__ import annotations

import math
from functools import cache
from typing import ClassVar, Literal, Self

import numpy as np
from numpy.typing import NDArray

from bits.stage.outlines import Outline, outline_of
from bits.stage.shape import Shape, Shapes
from bits.stage.theme import colour
from bits.stage.typeset import formula, words

CAP_HEIGHT = 0.689 * 96 / 72
"""Height of a capital, as a share of a text's size: 0.689 em in Fira Sans, and a size is 72/96 em."""

SIZES = {"small": 0.27, "label": 0.32, "body": 0.38, "title": 0.46, "big": 0.62, "huge": 1.0}
"""Text sizes in scene units: 3/4 em each. The capitals of ``small`` are 3.1 % of a frame's height, which is 8."""

Size = Literal["small", "label", "body", "title", "big", "huge"]
Align = Literal["left", "centre", "right"]
Cut = Literal["end", "middle"]
CUTS: tuple[Cut, ...] = ("end", "middle")
"""What is left out of a text that has no room."""


class Ink(Shapes):
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
            shape = Shape(stroke_width=0, fill_opacity=1, fill_color=colour(role) if _is_black(ink) else ink)
            shape.points = points * em
            self.add(shape)
        # Where the middle of the ink lies, seen from that of the capitals, by which lines of text stand.
        self._lean = self._middle()

    def at(self, x: float, y: float, align: Align = "centre") -> Self:
        """Place the text: the middle of its capitals at height `y`, its left edge, middle or right edge at `x`."""
        shift = {"left": self.advance / 2, "centre": 0.0, "right": -self.advance / 2}[align]
        way = np.array([x + shift, y, 0.0]) + self._lean - self._middle()
        for shape in self.submobjects:
            shape.points = shape.points + way
        return self

    def fitted(self, longest: float) -> Ink:
        """Return the text as it is set in no more than so many scene units, before it is placed; a formula stays."""
        return self

    def _middle(self) -> NDArray[np.float64]:
        """Return the middle of the box around all points; labels of what moves ask each frame, and Manim is slow."""
        if not self.submobjects:
            return np.zeros(3)
        points = np.concatenate([shape.points for shape in self.submobjects])
        return np.asarray((points.min(axis=0) + points.max(axis=0)) / 2)


def _is_black(ink: str) -> bool:
    return ink.lower() in {"#000000", "#000"}


class Words(Ink):
    """Plain words in the film's sans family. The text is data: markup in it is shown, not executed.

    Parameters
    ----------
    text
        Any text; a line break in it counts as a space.
    size
        A size of the type scale.
    role
        The colour's meaning.
    bold
        Whether set in semibold.
    fit
        If given, the widest that it may be, in scene units: the text is set smaller, down to the smallest legible
        size, and then shortened with an ellipsis.
    lines
        In how many lines, 1 or 2, it may be set before it is shortened.
    cut
        What gives way to the ellipsis: its end or its middle.

    Attributes
    ----------
    whole
        The text before it was shortened.
    """

    def __init__(
        self,
        text: str,
        size: Size = "body",
        role: str = "text",
        *,
        bold: bool = False,
        fit: float | None = None,
        lines: int = 1,
        cut: Cut = "end",
    ) -> None:
        self.whole = text = text.replace("\n", " ")
        em = SIZES[size]
        outline = words_outline(text, bold)
        if fit is not None and lines > 1 and outline.width * SIZES["small"] > fit:
            outline = min((words_outline(way, bold) for way in _broken(text)), key=lambda way: way.width)
            em = SIZES["small"]
        if fit is not None and outline.width * em > fit:
            em = max(SIZES["small"], fit / outline.width)
            kept = len(text) - 1
            while outline.width * em > fit * (1 + 1e-9) and len(text) > 1:
                kept -= 1
                text = _cut(self.whole, kept, cut)
                outline = words_outline(text, bold)
        super().__init__(outline, em, role, text)
        self._style: tuple[Size, bool] = size, bold

    def fitted(self, longest: float) -> Words:
        """Return the text set smaller, then cut, if it is longer than so many scene units."""
        size, bold = self._style
        return self if self.advance <= longest else Words(self.whole, size, self.role, bold=bold, fit=longest)


@cache
def words_outline(text: str, bold: bool = False) -> Outline:
    """Return the outline of plain text, in em; a line break in it begins a new line."""
    return outline_of(words(text, bold))


def _cut(text: str, kept: int, cut: Cut) -> str:
    """Return a text of which so many letters are kept, with an ellipsis for the others."""
    tail = kept - kept // 2 if cut == "middle" else 0
    return text[: kept - tail].rstrip() + "…" + text[len(text) - tail :].lstrip()


def _broken(text: str) -> list[str]:
    """Return the ways to set a text in two lines, or the text itself if it is one word."""
    parts = text.split(" ")
    return ["\n".join((" ".join(parts[:i]), " ".join(parts[i:]))) for i in range(1, len(parts))] or [text]


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
    fit
        If given, the widest that it may be, in scene units: the formula is broken where `BREAK` stands in it.
    """

    BREAK: ClassVar = " \\ "
    """Where a formula may be broken: what stands behind it is set on the next line if there is no room on this one."""

    def __init__(
        self,
        source: str,
        size: Literal["body", "title", "big"] = "title",
        role: str = "text",
        *,
        fit: float = math.inf,
    ) -> None:
        shape = outline_of(formula(source.replace(self.BREAK, " ")))
        if shape.width * SIZES[size] > fit:
            shape = outline_of(formula(*source.split(self.BREAK)))
        super().__init__(shape, SIZES[size], role, source)
