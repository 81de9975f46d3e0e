"""Files and folders that are there only while something is made: private, held while they are in use, swept if left.

A process that is killed cannot clean up. So what it leaves has a name that is plainly ours, and the next one that
writes into the same folder removes it a day later.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: a file that is open cannot be removed there anyway
    fcntl = None  # type: ignore[assignment]

STALE = 24 * 3600.0
"""Seconds after which a temporary file is taken for left over from a process that died."""

_NAME = re.compile(r"\.bits-in-motion-[0-9a-f]{16}")


def new_name() -> str:
    """Return a name for something temporary, which nothing else has."""
    return f".bits-in-motion-{secrets.token_hex(8)}"


def is_temporary(path: Path) -> bool:
    """Whether a path is, or lies in, something temporary of ours."""
    return any(_NAME.fullmatch(part) for part in path.parts)


@contextmanager
def new_file(folder: Path) -> Iterator[Path]:
    """Yield an empty file in a folder, which is made if it is not there; the file is gone afterwards, or was renamed.

    Raises
    ------
    OSError
        If it cannot be made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    sweep(folder)
    path = folder / new_name()
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        with held(path):
            yield path
    finally:
        with suppress(OSError):
            path.unlink(missing_ok=True)


@contextmanager
def new_folder(parent: Path | None = None) -> Iterator[Path]:
    """Yield an empty folder in another one, or where the system keeps such; it is gone afterwards, or was renamed.

    Raises
    ------
    OSError
        If it cannot be made.
    """
    parent = Path(tempfile.gettempdir()) if parent is None else parent
    parent.mkdir(parents=True, exist_ok=True)
    sweep(parent)
    path = parent / new_name()
    path.mkdir(mode=0o700)
    try:
        with held(path):
            yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def usual_mode(existing: Path, mode: int) -> int:
    """Return the permissions of what gets a final name: those of what it replaces, else what the umask leaves."""
    with suppress(OSError):
        found = existing.lstat().st_mode
        if not stat.S_ISLNK(found):
            return stat.S_IMODE(found)
    mask = os.umask(0)
    os.umask(mask)
    return mode & ~mask


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Keep a file or a folder from being swept, as long as this process lives."""
    if fcntl is None:
        yield
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network drives have no locks
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)


def sweep(folder: Path) -> None:
    """Remove what processes that died have left in a folder."""
    with suppress(OSError):
        for entry in list(os.scandir(folder)):
            if _NAME.fullmatch(entry.name):
                with suppress(OSError):
                    _sweep(Path(entry.path))


def _sweep(path: Path) -> None:
    status = path.lstat()
    others = hasattr(os, "geteuid") and status.st_uid != os.geteuid()
    if others or stat.S_ISLNK(status.st_mode) or time.time() - _newest(path) <= STALE:
        return
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    try:
        if fcntl is not None:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if stat.S_ISDIR(status.st_mode):
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink()
    finally:
        os.close(descriptor)


def _newest(path: Path) -> float:
    """Return when a file, or anything in a folder, was last changed."""
    times = [path.lstat().st_mtime]
    for folder, _, names in os.walk(path):
        times += [os.lstat(os.path.join(folder, name)).st_mtime for name in (".", *names)]  # noqa: PTH118
    return max(times)
