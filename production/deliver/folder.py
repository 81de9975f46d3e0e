"""Folders that are written whole or not at all, and that replace nothing but what was made here before."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scenes.errors import UserError

_MARK = ".made-by-bits-in-motion"
_TOLD = "This folder is replaced as a whole when it is made again.\n"


def check_folder(path: Path) -> None:
    """Check that a folder may be written at that place.

    Raises
    ------
    UserError
        If a file is there, or a folder with something in it that was not made here.
    """
    if path.exists() and not path.is_dir():
        raise UserError(f"{path}: is a file; name a folder")
    if path.is_dir() and not (path / _MARK).exists() and any(path.iterdir()):
        raise UserError(f"{path}: holds something else; name another folder, or empty it")


@contextmanager
def folder_written_whole(path: Path) -> Iterator[Path]:
    """Yield a new folder beside the given one; what is in it on leaving stands under the final name.

    After an exception nothing of it is left, and what stood there before still stands.

    Raises
    ------
    UserError
        As `check_folder`, or if the folder cannot be written or the disk is full.
    """
    check_folder(path)
    path = path.resolve()
    name = secrets.token_hex(8)
    new, old = path.with_name(f".{name}.new"), path.with_name(f".{name}.old")
    try:
        new.mkdir(parents=True)
        (new / _MARK).write_text(_TOLD, encoding="utf-8")
        yield new
        if path.exists():
            path.rename(old)
        new.rename(path)
    except OSError as error:
        raise UserError(f"cannot write {path} ({error.strerror}): free some space, or name another folder") from error
    finally:
        if old.exists() and not path.exists():
            old.rename(path)
        for rest in (new, old):
            shutil.rmtree(rest, ignore_errors=True)
