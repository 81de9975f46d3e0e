"""What outcomes are called that have no names."""

from __future__ import annotations

from collections.abc import Sequence


def letters(n: int) -> tuple[str, ...]:
    """Return the names of `n` outcomes that were given none: A, B, C ..."""
    return tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ"[:n])


def named(labels: Sequence[str], n: int) -> tuple[str, ...]:
    """Return the labels if there are any, else letters."""
    return tuple(labels) if labels else letters(n)
