"""Texts that are shown: what they may hold, so that every one of them can be drawn, spoken and told apart."""

import unicodedata
from collections.abc import Sequence

from bits.errors import quoted

_JOINERS = "\u200c\u200d"
"""They cannot be seen, but shape the letters of Persian or Hindi, and make one picture of two emoji."""


def check_shown(text: str) -> None:
    """Raise ValueError if a text has what cannot be shown: control characters, turns of direction, half characters."""
    for sign in text:
        if not (sign.isprintable() or sign in _JOINERS or unicodedata.category(sign) == "Zs"):
            raise ValueError(f"has the character {quoted(sign)}, which cannot be shown; leave it out")
    if text and not any(sign.isprintable() and not sign.isspace() for sign in text):
        raise ValueError("is blank")


def check_fits(text: str, longest: int) -> None:
    """Raise ValueError if a text has too many characters, or some that cannot be shown."""
    if len(text) > longest:
        raise ValueError(f"{quoted(text)} has {len(text)} characters; at most {longest} fit")
    try:
        check_shown(text)
    except ValueError as error:
        raise ValueError(f"{quoted(text)} {error}") from None


def check_distinct(labels: Sequence[str], kind: str = "label") -> None:
    """Raise ValueError, saying which, if two labels are the same or look it."""
    seen: dict[str, int] = {}
    for number, label in enumerate(labels, start=1):
        first = seen.setdefault(unicodedata.normalize("NFC", label.strip()), number)
        if first != number:
            raise ValueError(f"{kind} {first} and {kind} {number} are both {quoted(label.strip())}: tell them apart")
