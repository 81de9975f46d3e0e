"""A cheat sheet for the page: each quantity with its formula as a picture, and its value."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bits.authoring.cheat_sheet import CheatSheet
from bits.stage import theme, typeset
from bits.theory.figures import as_text

_SIZE = re.compile(r'viewBox="0 0 [\d.]+ [\d.]+" width="([\d.]+)pt" height="([\d.]+)pt"')


@dataclass(frozen=True)
class Entry:
    """A line of the sheet; `svg` is the formula, `plain` the same in words."""

    name: str
    role: str
    svg: str
    plain: str
    value: str


@dataclass(frozen=True)
class Sheet:
    """All lines, and for what their values are."""

    entries: tuple[Entry, ...]
    example: str


def sheet_of(params: CheatSheet) -> Sheet:
    """Return the sheet that a scene offers, with those parameters."""
    facts = params.facts()
    entries = tuple(
        Entry(
            line.name,
            line.role,
            _formula(line.formula, line.plain),
            line.plain,
            f"{as_text(facts[line.fact], '.3f')[0]} {params.unit}" if line.fact else "",
        )
        for line in params.sheet()
    )
    return Sheet(entries, params.example())


def _formula(source: str, plain: str) -> str:
    """Set a formula as SVG that takes its colours from the page."""
    svg = typeset.svg_of(typeset.formula(source)).decode()
    inks = {theme.colour(role).lower(): f"var(--{role})" for role in typeset.INKS}
    svg = re.sub(r'fill="(#[0-9a-fA-F]{6})"', lambda ink: f'fill="{inks.get(ink[1].lower(), "currentColor")}"', svg)
    size = _SIZE.search(svg)
    assert size is not None
    width, height = (float(points) / typeset.EM_PT for points in size.groups())
    box = f'{size[0].split(" width")[0]} width="{width:.3f}em" height="{height:.3f}em"'
    return svg.replace(size[0], f'{box} role="img" aria-label="{plain}"', 1)
