"""Texts that any format of slides can hold, whatever they were read from."""

from __future__ import annotations

import re
import unicodedata

_UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 refuses or advises against, but for the ends of lines, which are dealt with before."""
_MOST = 255
"""Characters of a title: as many as a property of an Office document may have."""


def legible(text: str) -> str:
    """Return a text with line feeds as its only ends of lines, and a � for what is no character for readers."""
    return _UNFIT.sub("\N{REPLACEMENT CHARACTER}", re.sub(r"\r\n?|[\v\f\x85\u2028\u2029]", "\n", text))


def headline(text: str) -> str:
    """Return a legible text on one line, cut where it is too long for a title."""
    line = " ".join(legible(text).split())
    return line if len(line) <= _MOST else f"{line[: _MOST - 1]}…"


def runs_leftward(text: str) -> bool:
    """Return whether a paragraph is read from right to left: its first letter with a direction says so."""
    directions = (unicodedata.bidirectional(sign) for sign in text)
    return next((direction for direction in directions if direction in {"L", "R", "AL"}), "L") != "L"


def file_name(text: str) -> str:
    """Return a name that every file system, archive and web address takes: a short one in plain ASCII."""
    return re.sub(r"[^A-Za-z0-9_.]+", "-", text)[:80]
