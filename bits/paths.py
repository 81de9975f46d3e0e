"""Paths: how an error names one, whose home ``~`` is, and files that are gone when they are read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bits.errors import MOST_QUOTED, RemovedError, UserError, escaped


def named(path: str | Path) -> str:
    """Return a path as errors name it: in one line, its end if it is long."""
    text = escaped(str(path))
    return text if len(text) <= MOST_QUOTED else f"...{text[3 - MOST_QUOTED :]}"


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
        raise UserError(f"{named(path)}: there is no such home folder") from None


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
