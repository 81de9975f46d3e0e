"""Words and formulas as Typst sets them, in the film's fonts and colours; nothing here loads Manim.

One compiler serves the whole process: making it finds the fonts (15 ms), each string then takes 1-4 ms, so nothing
has to be cached on disk. System fonts are not read, so a film looks the same on every machine.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from bits.errors import quoted
from bits.stage.fonts import compiler, demand, families
from bits.stage.theme import colour

INKS = ("muted", "truth", "model", "entropy", "waste", "saving", "shared")
"""The roles that colour parts of a formula; what has none is black."""
EM_PT = 10.0
"""Size of all that is set."""
CODE_FAMILY = "DejaVu Sans Mono"
"""That of code: Typst brings it."""
_FIXED = "\u00a0"
"""A space that is as wide as any letter of code, at the end of a piece, too."""
LEFT_TO_RIGHT, RIGHT_TO_LEFT = "\u200e", "\u200f"
"""Letters without ink: before a text, they tell which way it is read."""
_INKLESS = "\u200d\u200c" + LEFT_TO_RIGHT + RIGHT_TO_LEFT
"""Signs without ink that tell how letters join, and which way a text runs."""


def svg_of(document: str) -> bytes:
    """Return a Typst document of one page as SVG."""
    page = compiler().compile(input=document.encode(), format="svg")
    assert isinstance(page, bytes)
    return page


def words(text: str, bold: bool = False) -> str:
    """Return the document of plain text: markup in it is shown, not executed; a line break begins a new line.

    Raises
    ------
    UserError
        If no font has one of its characters.
    """
    demand(text, f"text {quoted(text)}")
    weight = '"semibold"' if bold else '"regular"'
    way = "#set text(dir: rtl)\n" if runs_left(text) else ""
    lines = (f"#text(weight: {weight}, {_quoted(line)})" for line in text.split("\n"))
    return _preamble(text) + way + "#linebreak()".join(lines)


def runs_left(text: str) -> bool:
    """Return whether a text is read from right to left: its first letter tells, as Unicode's rules say."""
    kinds = (unicodedata.bidirectional(sign) for sign in text)
    return next((kind for kind in kinds if kind in ("L", "R", "AL")), "L") != "L"


def formula(*lines: str) -> str:
    """Return the document of a formula in Typst's math notation, in lines; `P` and `Q` alone are coloured."""
    coloured = [re.sub(r"\bP\b", "truth(P)", re.sub(r"\bQ\b", "model(Q)", line)) for line in lines]
    if len(coloured) == 1:
        return f"{_preamble()}$ {coloured[0]} $"
    broken = " \\ ".join(f"inline({line})" for line in coloured)
    return f"{_preamble()}#set par(leading: 0.45em)\n$ {broken} $"


def code(pieces: Sequence[tuple[str, str]]) -> str:
    """Return the document of a line of code: its pieces, each in the ink of its role, if it has one, in one width."""
    parts = "".join(f"#{role if role in INKS else ''}({_quoted(text.replace(' ', _FIXED))})" for text, role in pieces)
    return f'{_preamble()}#set text(font: "{CODE_FAMILY}")\n{parts}'


def _preamble(text: str = "") -> str:
    macros = "\n".join(f'#let {role}(body) = text(fill: rgb("{colour(role)}"), body)' for role in INKS)
    fonts = ", ".join(f'"{family}"' for family in families(text))
    return (
        "#set page(width: auto, height: auto, margin: 0pt, fill: none)\n"
        f'#set text(size: {EM_PT}pt, font: ({fonts}), number-width: "tabular", number-type: "lining")\n'
        f"{macros}\n"
    )


def _quoted(text: str) -> str:
    """Return any text as a Typst string literal, so that nothing in it is markup or code."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() or c in _INKLESS else " " for c in escaped) + '"'
