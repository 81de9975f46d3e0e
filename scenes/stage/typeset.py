"""Words and formulas as Typst sets them, in the film's fonts and colours; nothing here loads Manim.

One compiler serves the whole process: making it reads the fonts (40 ms), each string then takes 1-4 ms, so nothing
has to be cached on disk. System fonts are not read, so a film looks the same on every machine.
"""

from __future__ import annotations

import re
from functools import cache

import typst

from .fonts import FAMILIES, font_folders
from .theme import colour

INKS = ("muted", "truth", "model", "entropy", "waste", "saving", "shared")
"""The roles that colour parts of a formula; what has none is black."""
EM_PT = 10.0
"""Size of all that is set."""


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(font_paths=font_folders(), ignore_system_fonts=True)


def svg_of(document: str) -> bytes:
    """Return a Typst document of one page as SVG."""
    page = _compiler().compile(input=document.encode(), format="svg")
    assert isinstance(page, bytes)
    return page


def words(text: str, bold: bool = False) -> str:
    """Return the document of plain text: markup in it is shown, not executed; a line break begins a new line."""
    weight = '"semibold"' if bold else '"regular"'
    lines = (f"#text(weight: {weight}, {_quoted(line)})" for line in text.split("\n"))
    return _preamble() + "#linebreak()".join(lines)


def formula(*lines: str) -> str:
    """Return the document of a formula in Typst's math notation, in lines; `P` and `Q` alone are coloured."""
    coloured = [re.sub(r"\bP\b", "truth(P)", re.sub(r"\bQ\b", "model(Q)", line)) for line in lines]
    if len(coloured) == 1:
        return f"{_preamble()}$ {coloured[0]} $"
    broken = " \\ ".join(f"inline({line})" for line in coloured)
    return f"{_preamble()}#set par(leading: 0.45em)\n$ {broken} $"


def _preamble() -> str:
    macros = "\n".join(f'#let {role}(body) = text(fill: rgb("{colour(role)}"), body)' for role in INKS)
    families = ", ".join(f'"{family}"' for family in FAMILIES)
    return (
        "#set page(width: auto, height: auto, margin: 0pt, fill: none)\n"
        f'#set text(size: {EM_PT}pt, font: ({families}), number-width: "tabular", number-type: "lining")\n'
        f"{macros}\n"
    )


def _quoted(text: str) -> str:
    """Return any text as a Typst string literal, so that nothing in it is markup or code."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() or c in "\u200d\u200c" else " " for c in escaped) + '"'
