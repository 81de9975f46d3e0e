"""What writers of Markdown put around their words: comments and emphasis are left out, what cannot be said is refused.

Everything here keeps the lines of a text where they are, so that errors name the lines of the file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from bits.errors import UserError, quoted

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_MARK = re.compile(
    r"""(?P<kept>\[\[[^\]\n]*\]\]|\{[^{}\n]*\})  # what has a meaning of its own
      | \\(?P<escaped>[*_`\\])
      | `(?P<code>[^`\n]+)`
      | (?P<mark>\*+|_+|`+)
      | (?P<end>\n[ \t]*\n)                      # emphasis does not reach into the next paragraph
    """,
    re.VERBOSE,
)
_BLOCKS = (
    (re.compile(r"\s*```|\s*~~~"), "a block of code"),
    (re.compile(r"\s*([-*_=]\s*){3,}$"), "a line across the page"),
    (re.compile(r"\s*[-+*]\s"), "a list"),
    (re.compile(r"\s*>\s?"), "a quotation"),
    (re.compile(r"\s*\|"), "a table"),
)
_FIRST = re.compile(r"\s*1[.)]\s")
_TAG = re.compile(r"""</?[a-z][a-z0-9]*(\s+[a-z-]+=("[^"]*"|'[^']*'))*\s*/?>""", re.IGNORECASE)
_LINK = re.compile(r"""!?\[[^\[\]]+\]\((?!say:)[^()\s]+(\s+"[^"]*")?\)|<https?://[^<>\s]*>""")


def read_text(path: Path, source: str) -> str:
    """Return the text of a file without byte-order marks and comments; lines stay where they are.

    Raises
    ------
    UserError
        If it cannot be read, is not UTF-8, holds a control character, or a comment has no end.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = "is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else error.strerror
        raise UserError(f"{source}: {reason}") from error
    text = text.replace("\ufeff", "")
    for match in re.finditer(r"[^\n\t]", text):
        if unicodedata.category(match[0]) in ("Cc", "Zl", "Zp"):
            raise UserError(f"{_at(source, text, match.start())}: a control character {quoted(match[0])}; remove it")
    text = _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), text)
    if (start := text.find("<!--")) >= 0:
        raise UserError(f"{_at(source, text, start)}: a comment begins with '<!--' but has no end '-->'")
    return text


def refuse_blocks(body: str, source: str, line: int) -> None:
    """Raise the error for Markdown that no voice can say; the body begins on that line of the source."""
    before = ""
    for number, text in enumerate(body.split("\n"), line):
        found = next(((kind, text) for pattern, kind in _BLOCKS if pattern.match(text)), None)
        if found is None and not before.strip() and _FIRST.match(text):
            found = "a list", text
        for kind, pattern in (("a link", _LINK), ("an HTML tag", _TAG)):
            if found is None and (inside := pattern.search(text)):
                found = kind, inside[0]
        if found is not None:
            kind, what = found
            raise UserError(f"{source}:{number}: {quoted(what.strip())} is {kind}; write sentences, which can be said")
        before = text


def without_emphasis(text: str, source: str, line: int) -> str:
    """Return a text without the marks of emphasis and code: ``**bold**``, ``*so*``, ``_so_`` and backticks.

    A sign with spaces or letters at both sides is none (3 * 4, a_name), and one alone stays.

    Raises
    ------
    UserError
        If a ``**``, ``__`` or backtick is opened and not closed, or closed and not opened.
    """
    cuts: list[tuple[int, int, str]] = []
    opened: list[re.Match[str]] = []
    for match in _MARK.finditer(text):
        if match["escaped"] or match["code"]:
            cuts.append((match.start(), match.end(), match["escaped"] or match["code"]))
        elif match["end"]:
            _all_closed(opened, text, source, line)
            opened = []
        elif match["mark"]:
            opens, closes = _sides(text, match)
            first = next((i for i, mark in enumerate(opened) if mark[0] == match[0]), None) if closes else None
            if first is not None:
                cuts += [(mark.start(), mark.end(), "") for mark in (opened[first], match)]
                del opened[first:]
            elif opens or closes:
                opened.append(match)
    _all_closed(opened, text, source, line)
    return "".join(_cut(text, sorted(cuts)))


def _sides(text: str, mark: re.Match[str]) -> tuple[bool, bool]:
    """Return whether a mark can open emphasis, and whether it can close it."""
    before, after = text[: mark.start()][-1:], text[mark.end() :][:1]
    joins = before.isalnum() or before == "}", after.isalnum() or after == "{"  # braces hold a fact, a word of its own
    if all(joins):
        return False, False
    return bool(after.strip()) and not joins[0], bool(before.strip()) and not joins[1]


def _all_closed(opened: list[re.Match[str]], text: str, source: str, line: int) -> None:
    for mark in opened:
        if len(mark[0]) > 1 or mark[0] == "`":
            where = f"{source}:{line + text.count(chr(10), 0, mark.start())}"
            raise UserError(f"{where}: {quoted(mark[0])} has no counterpart: write it before and after the words")


def _cut(text: str, cuts: list[tuple[int, int, str]]) -> Iterator[str]:
    position = 0
    for start, end, instead in cuts:
        yield text[position:start]
        yield instead
        position = end
    yield text[position:]


def _at(source: str, text: str, position: int) -> str:
    return f"{source}:{text.count(chr(10), 0, position) + 1}"
