"""The formats of slides, one file each. What is defined in a file here can be asked for; nothing else names it."""

from __future__ import annotations

from bits.deliver.formats import found, listed
from bits.deliver.slides import DeckFormat
from bits.errors import UserError, unknown

DEFAULT = "pptx"
FORMATS = found(__name__, __path__, DeckFormat, DEFAULT)  # type: ignore[type-abstract]


def format_of(name: str, autoplay: bool, stops: bool = False) -> DeckFormat:
    """Return the format of that name; `stops` asks for a slide at each stop.

    Raises
    ------
    UserError
        If there is none, or if it does not decide when clips play and `autoplay` asks for it.
    """
    if name not in FORMATS:
        raise unknown("format for --to", name, FORMATS)
    kind = FORMATS[name]
    if autoplay and not kind.can_wait:
        raise UserError(f"--autoplay: is for {playing()}, not for {name}")
    return kind(autoplay, stops)


def playing() -> str:
    """Return the names of the formats that decide when a clip plays."""
    return listed((name for name, kind in FORMATS.items() if kind.can_wait), "and")
