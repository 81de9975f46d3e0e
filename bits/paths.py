"""Paths: how an error names one, whose home ``~`` is, and files that are gone when they are read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bits.errors import RemovedError, UserError, escaped

_LONGEST = 200
_END = 80
"""Characters of a long path that are named, at either end."""


def named(path: str | Path) -> str:
    """Return a path as errors name it: in one line, and not without end."""
    text = escaped(str(path))
    return text if len(text) <= _LONGEST else f"{text[:_END]}...{text[-_END:]}"


def home(path: str | Path) -> Path:
    """Return a path with its ``~`` filled in.

    Raises
    ------
    UserError
        If there is no such user.
    """
    try:
        return Path(path).expanduser()
    except RuntimeError:
        raise UserError(f"{named(path)}: there is no home of that name; write the folder out") from None


@contextmanager
def in_use(path: Path) -> Iterator[None]:
    """Say of a file of the store that it was removed, where it is not found while it is read.

    Raises
    ------
    RemovedError
        In place of FileNotFoundError.
    """
    try:
        yield
    except FileNotFoundError:
        raise RemovedError(path) from None


def discard(path: Path) -> None:
    """Remove what is no entry; a folder is left, until an entry needs its place."""
    with suppress(OSError):
        path.unlink()
