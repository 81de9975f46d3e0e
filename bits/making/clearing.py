"""What a store holds, how old that is, and how what was not used for longest is cleared away."""

from __future__ import annotations

import re
import stat
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bits.errors import UserError, quoted
from bits.making.store import Store
from bits.making.usage import since_oldest

KINDS = {
    ".mp4": "pictures of beats, encoded",
    ".reel": "pictures of beats, for other formats",
    ".speech": "speech",
    ".f32": "speech at even loudness",
    ".aac": "sound, encoded",
    ".json": "what beats depend on",
    ".hash": "what code and fonts are",
    ".code.json": "what code and fonts are",
}
"""What entries are, by their suffix."""
_ENTRY = re.compile(r"[0-9a-f]{32}\.[0-9a-f]{32}(\.[\w.]+)")
_UNITS = {"B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}
_TIMES = {"m": 60.0, "h": 3600.0, "d": 86400.0, "w": 7 * 86400.0}


@dataclass(frozen=True)
class Entry:
    """One file of a store; `used` is when that was the last time, in seconds since 1970."""

    path: Path
    suffix: str
    size: int
    used: float


def entries(store: Store) -> list[Entry]:
    """Return all that a store keeps, what was not used for longest first."""
    found = []
    for path in store.folder.glob("[0-9a-f][0-9a-f]/*"):
        if match := _ENTRY.fullmatch(path.name):
            with suppress(OSError):
                status = path.lstat()
                if stat.S_ISREG(status.st_mode):
                    found.append(Entry(path, match[1], status.st_size, status.st_mtime))
    return sorted(found, key=lambda entry: entry.used)


def clear(store: Store, limit: int | None, older: float | None) -> list[Entry]:
    """Remove what was not used for longest, and return it; what a running command has used stays.

    Parameters
    ----------
    limit
        Bytes that the store may have; None for no limit.
    older
        Seconds for which an entry may not be used; None for ever.
    """
    kept, removed = entries(store), list[Entry]()
    size = sum(entry.size for entry in kept)
    for entry in kept:
        too_old = older is not None and time.time() - entry.used > older
        if not too_old and (limit is None or size <= limit):
            continue
        with suppress(OSError):
            # A command that began meanwhile has made its file before it used the entry.
            if entry.used < since_oldest(store.folder) and entry.path.stat().st_mtime == entry.used:
                entry.path.unlink()
                removed.append(entry)
                size -= entry.size
    return removed


def table(found: Sequence[Entry]) -> list[str]:
    """Return a line for each kind of entry: how many there are, how large they are, and when they were used."""
    kinds: dict[str, list[Entry]] = defaultdict(list)
    for entry in found:
        kinds[KINDS.get(entry.suffix, "pictures and texts, drawn and set")].append(entry)
    rows = sorted(((sum(e.size for e in some), kind, some) for kind, some in kinds.items()), reverse=True)
    return [f"  {size_told(size):>8}  {len(some):>6}  {kind}, used {_ages(some)}" for size, kind, some in rows]


def _ages(found: Iterable[Entry]) -> str:
    now = time.time()
    ages = sorted(max(0.0, now - entry.used) for entry in found)
    newest, oldest = _ago(ages[0]), _ago(ages[-1])
    return f"{newest} ago" if newest == oldest else f"{newest} to {oldest} ago"


def _ago(seconds: float) -> str:
    for unit, name in ((86400, "d"), (3600, "h")):
        if seconds >= unit:
            return f"{seconds / unit:.0f} {name}"
    return f"{seconds / 60:.0f} min"


def size_told(size: float) -> str:
    """Return a number of bytes as people say it."""
    unit = next((unit for unit in reversed(_UNITS) if size >= _UNITS[unit]), "B")
    return f"{size / _UNITS[unit]:.{0 if unit == 'B' else 1}f} {unit}"


def size_of(text: str) -> int:
    """Return the bytes of ``20GB``, ``1.5 TB`` or ``500MB``.

    Raises
    ------
    UserError
        If the text has another form.
    """
    match = re.fullmatch(r"(\d{1,6}(?:\.\d{1,3})?)\s*([KMGT]?B)", text.strip().upper())
    if match is None:
        raise UserError(f"--limit {quoted(text)[1:-1]}: write a size such as 20GB or 500MB")
    return round(float(match[1]) * _UNITS[match[2]])


def seconds_of(text: str) -> float:
    """Return the seconds of ``30d``, ``12h`` or ``2w``.

    Raises
    ------
    UserError
        If the text has another form.
    """
    match = re.fullmatch(r"(\d{1,5})\s*([mhdw])", text.strip().lower())
    if match is None:
        raise UserError(f"--older {quoted(text)[1:-1]}: write a time such as 30d, 12h or 2w")
    return int(match[1]) * _TIMES[match[2]]
