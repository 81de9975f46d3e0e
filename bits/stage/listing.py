"""A listing: lines of code, one statement lit at a time, and what each has printed."""

from __future__ import annotations

import builtins
import io
import keyword
import tokenize
from collections.abc import Iterator, Sequence
from typing import Any, Self

from manim import Animation, ValueTracker

from bits.stage.ink import SIZES, Ink
from bits.stage.layout import Box, frame
from bits.stage.outlines import outline_of
from bits.stage.typeset import code
from bits.stage.view import Rect, Run, Stroke, View

_MEANINGS = {
    **dict.fromkeys(("P", "p"), "truth"),
    **dict.fromkeys(("Q", "q"), "model"),
    **dict.fromkeys(("H", "entropy", "surprise"), "entropy"),
    **dict.fromkeys(("KL", "kl", "waste"), "waste"),
    **dict.fromkeys(("I", "shared", "gain"), "shared"),
}
"""The colour of names that mean what a formula means by them."""
_QUIET = (tokenize.COMMENT, tokenize.STRING, tokenize.OP)
_LARGEST = SIZES["body"]
_LEADING, _TIGHT = 2.1, 1.4
"""From line to line, in sizes; and where there is little room."""
_GAP = 0.6
"""Between code and what it prints, in lines."""
_LETTER = 0.0217
"""Width that a letter of code needs to be legible, as a share of the frame's height."""
_MARGIN = 0.18
"""Scene units from the panel's sides to the code."""
_BAND = 0.24
"""How opaque the light behind a line is."""


Piece = tuple[str, str]
"""Some code, and the role that gives its colour."""


class CodeLine(Ink):
    """One line of code in letters of one width, names in the colours of what they mean.

    Parameters
    ----------
    pieces
        Its pieces, each with the role that gives its colour.
    em
        Its size in scene units.
    """

    def __init__(self, pieces: Sequence[Piece], em: float) -> None:
        super().__init__(outline_of(code(list(pieces))), em, "text", "".join(text for text, _ in pieces))

    @classmethod
    def of(cls, statement: str, em: float) -> Self:
        """Return a statement of one line in its colours."""
        (pieces,) = _coloured([statement])
        return cls(pieces, em)


class Listing(View):
    """Code on a panel of its own, as large as its box allows.

    Parameters
    ----------
    steps
        The lines of each statement, and what it prints; the first are the data.
    box
        Where; scene units.
    role
        Colour of what is printed.
    """

    def __init__(self, steps: Sequence[tuple[Sequence[str], Sequence[str]]], box: Box, *, role: str = "text") -> None:
        super().__init__()
        lines = [line for lines, _ in steps for line in lines]
        printed = [line for _, prints in steps for line in prints]
        rows = len(lines) + len(printed) + (_GAP if printed else 0)
        em = _size((*lines, *printed), rows, box.inset(x=_MARGIN))
        self._leading = min(_LEADING * em, box.height / rows)
        total = rows * self._leading
        self._box, self._top = box, box.y + total / 2
        box = box.inset(x=_MARGIN)
        self.moved, self._from, self._to = ValueTracker(1.0), -1, -1
        self.band = Rect("entropy", _BAND)
        self._spans = list(_spans([len(lines) for lines, _ in steps]))
        coloured = [pieces for lines, _ in steps for pieces in _coloured(lines)]
        shown = [CodeLine(pieces, em).at(box.left, self._row(i), "left") for i, pieces in enumerate(coloured)]
        self.add(self.band, *shown)
        self.printed: list[list[CodeLine]] = []
        row = len(lines) + _GAP
        for _, prints in steps:
            self.printed.append(
                [CodeLine([(p, role)], em).at(box.left, self._row(row + i), "left") for i, p in enumerate(prints)]
            )
            row += len(prints)
        results = [line for lines in self.printed for line in lines]
        if results:
            rule = self._row(len(lines) - 0.5 + _GAP / 2)
            self.add(Stroke("line", 2.0).through((box.left, rule), (box.right, rule)), *results)
        _show(results, 0.0)
        self.refresh()

    def light(self, step: int, **kwargs: Any) -> Animation:
        """Return the animation in which a statement is lit, and what it prints appears; 0 are the data."""
        self._from, self._to = self._to, step
        self.moved.set_value(0.0)
        return Run(self, self.moved, **kwargs)

    def _row(self, number: float) -> float:
        return self._top - (number + 0.5) * self._leading

    def _state(self) -> tuple[int, int, float]:
        return self._from, self._to, self.moved.get_value()

    def _redraw(self) -> None:
        moved = self.moved.get_value()
        if self._to < 0:
            return
        start, end = self._spans[self._to]
        before = self._spans[self._from] if self._from >= 0 else (start, start)
        top, bottom = (a + (b - a) * moved for a, b in zip(before, (start, end), strict=True))
        self.band.corners(self._box.left, self._row(bottom - 0.5), self._box.right, self._row(top - 0.5))
        for lines in self.printed[: self._to]:
            _show(lines, 1.0)
        _show(self.printed[self._to], moved)


def listing_width(lines: Sequence[str]) -> float:
    """Return the scene units that lines of code need to be legible in a frame of this shape."""
    return _LETTER * frame().height * max(map(len, lines)) + 2 * _MARGIN


def _size(lines: Sequence[str], rows: float, box: Box) -> float:
    """Return the size in scene units at which lines and rows fit a box."""
    widest = max(outline_of(code([(line, "muted")])).width for line in lines)
    return min(_LARGEST, box.width / widest, box.height / (rows * _TIGHT))


def _spans(counts: Sequence[int]) -> Iterator[tuple[int, int]]:
    start = 0
    for count in counts:
        yield start, start + count
        start += count


def _show(lines: Sequence[CodeLine], opacity: float) -> None:
    for leaf in (leaf for line in lines for leaf in line.submobjects):
        leaf.fill_rgbas[:, 3] = opacity


def _coloured(lines: Sequence[str]) -> list[list[Piece]]:
    """Return the pieces of each of these lines of code, which are whole statements; together they are the line."""
    pieces: list[list[Piece]] = [[] for _ in lines]
    ends = [0] * len(lines)
    for token in tokenize.generate_tokens(io.StringIO("\n".join(lines)).readline):
        if not token.string.strip():
            continue
        (first, start), (last, end) = token.start, token.end
        role = _role(token, lines[first - 1][:start])
        for row in range(first - 1, last):  # a text may run over several lines
            upto = end if row == last - 1 else len(lines[row])
            pieces[row].append((lines[row][ends[row] : upto], role))
            ends[row] = upto
    return pieces


def _role(token: tokenize.TokenInfo, before: str) -> str:
    if token.type in _QUIET:
        return "muted"
    if token.string in _MEANINGS:
        return _MEANINGS[token.string]
    given = keyword.iskeyword(token.string) or hasattr(builtins, token.string)
    return "saving" if given and not before.endswith(".") else "plain"
