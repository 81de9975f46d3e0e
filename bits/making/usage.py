"""Who uses a store, and since when: what a running command has used is never cleared away.

Each process has a file in the store that it holds locked as long as it lives. What it takes out of the store gets the
time of now, unless it has been used since the process began.
"""

from __future__ import annotations

import atexit
import os
import secrets
import time
from contextlib import suppress
from pathlib import Path

from bits.making.temporary import STALE

try:
    import fcntl
except ImportError:  # Windows: whose file is still written to is told by its age
    fcntl = None  # type: ignore[assignment]

USERS = "users"
"""The folder of these files."""

_since: dict[Path, float] = {}


def enter(folder: Path) -> float:
    """Tell that this process uses a store, and return since when, by the clock of its disk.

    A store that cannot be written is used by nobody: nobody can clear it either.
    """
    if folder not in _since:
        _since[folder] = 0.0
        with suppress(OSError):
            place = folder / USERS
            place.mkdir(exist_ok=True)
            since_oldest(folder)
            path = place / secrets.token_hex(8)
            descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
            if fcntl is not None:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            atexit.register(path.unlink, missing_ok=True)
            _since[folder] = os.fstat(descriptor).st_mtime  # it stays open, and so locked, until the process ends
    return _since[folder]


def mark(folder: Path, path: Path) -> None:
    """Remember that an entry of a store is used now."""
    with suppress(OSError):
        if path.stat().st_mtime < enter(folder):
            os.utime(path)


def since_oldest(folder: Path) -> float:
    """Return since when the oldest of the processes that use a store does so; infinity if none does."""
    oldest = float("inf")
    with suppress(OSError):
        for entry in list(os.scandir(folder / USERS)):
            with suppress(OSError):
                status = entry.stat(follow_symlinks=False)
                if _is_dead(Path(entry.path), status.st_mtime):
                    Path(entry.path).unlink(missing_ok=True)
                else:
                    oldest = min(oldest, status.st_mtime)
    return oldest


def _is_dead(path: Path, changed: float) -> bool:
    """Whether the process that made such a file lives no more: then its lock can be had."""
    if fcntl is None:
        return time.time() - changed > STALE
    descriptor = os.open(path, os.O_RDWR)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a drive without locks
        return time.time() - changed > STALE
    else:
        return True
    finally:
        os.close(descriptor)
