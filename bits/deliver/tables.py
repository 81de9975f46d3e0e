"""The tables of formats in docs/formats.md, made from what the formats say of themselves.

``python -m bits.deliver.tables`` renews them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bits import ROOT
from bits.deliver import clips, decks
from bits.deliver.clip import ClipFormat

PAGE = ROOT / "docs" / "formats.md"


def renewed(text: str) -> str:
    """Return a text in which the tables between ``<!-- clips -->``, ``<!-- decks -->`` and ``<!-- end -->`` are new."""
    tables = {"clips": _clips(), "decks": _decks()}
    place = re.compile(r"(<!-- (clips|decks) -->\n).*?(<!-- end -->)", re.DOTALL)
    return place.sub(lambda mark: mark[1] + tables[mark[2]] + mark[3], text)


def _clips() -> str:
    rows = [
        (f"`{kind.name}`", _told(kind.purpose, kind.detail), kind.picture, *_heard_and_clear(kind))
        for kind in clips.FORMATS.values()
    ]
    return _table(("format", "for", "picture", "sound", "`--transparent`"), rows)


def _heard_and_clear(kind: type[ClipFormat]) -> tuple[str, str]:
    return kind.heard or "none", kind.transparency or "no"


def _decks() -> str:
    rows = [(f"`{kind.name}`", _told(kind.purpose, kind.detail)) for kind in decks.FORMATS.values()]
    return _table(("format", "for"), rows)


def _told(purpose: str, detail: str) -> str:
    return f"{purpose}; {detail}" if detail else purpose


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
