"""Where keys may be."""

from __future__ import annotations

_PLACES = ("hook", "desk", "coat", "bag", "sofa", "bed", "car", "sill", "sink", "lawn", "roof")
_LAST = "oven"


def places(n: int) -> tuple[str, ...]:
    """Return the names of `n` places where keys may be, the oddest of them last."""
    return (*_PLACES[: n - 1], _LAST)
