"""Which files the code of a scene reads: text, tables, pictures that a beat shows are part of what it depends on.

Python tells of every file that is opened. Noted is what code of the project reads, and which modules were at it: what
one of them has read, it may have kept, so it counts for all that it does from then on. Code itself is left out (see
`bits.making.fingerprint`), and so is what the machine reads for its own ends: the narration reaches a picture as times,
title and captions, which an order holds.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Set
from functools import lru_cache
from pathlib import Path
from types import FrameType

from bits import ROOT
from bits.making.fingerprint import installed
from bits.making.store import key_of

_SYSTEM = ("/proc/", "/sys/", "/dev/")
_CODE_READERS = (f"{os.sep}linecache.py", f"{os.sep}lazy_loader{os.sep}__init__.py")
_IMPORTING = ("<frozen importlib", "<frozen zipimport")
_MACHINE = (
    *(str(ROOT / "bits" / "authoring" / f"{name}.py") for name in ("concept", "discovery", "project")),
    *(str(ROOT / "bits" / folder) + os.sep for folder in ("engine", "codec", "making", "deliver")),
)
_TOOLS = tuple(str(ROOT / "bits" / folder) + os.sep for folder in ("authoring", "speech"))
"""Read files for whoever asks: for a scene, whose it is, or for the machine, whose parameters hold what was read."""


class _Inputs:
    """Hears of what is opened in this process."""

    def __init__(self) -> None:
        self.readers: dict[str, set[str]] = {}
        self.digests: dict[str, str] = {}
        self.written: set[str] = set()
        self._busy = False

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        """Hear of an event of Python's (see `sys.addaudithook`)."""
        if event not in ("open", "os.scandir", "os.listdir") or self._busy:
            return
        self._busy = True  # noting a file reads it
        try:
            self._opened(event, arguments, sys._getframe(1))
        finally:
            self._busy = False

    def _opened(self, event: str, arguments: tuple[object, ...], frame: FrameType | None) -> None:
        opened = arguments[0]
        if not isinstance(opened, str | bytes | os.PathLike):
            return  # a descriptor: its file was opened before
        path = os.path.abspath(os.fsdecode(opened))  # noqa: PTH100 (links stay: what they lead to is what is read)
        if installed(path) or path.startswith(_SYSTEM):
            return
        flags = arguments[2] if event == "open" else 0
        if isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR):
            self.written.add(path)
            return
        readers = _readers(frame)
        if readers and path not in self.written:
            self.readers.setdefault(path, set()).update(readers)
            self.digests[path] = _content(Path(path))


def _readers(frame: FrameType | None) -> frozenset[str]:
    """Return the files of the project's code at work; none if the machine reads for itself, or code is read."""
    readers = set[str]()
    is_first = True
    while frame is not None:
        name = frame.f_code.co_filename
        if name.endswith(_CODE_READERS) or (is_first and name.startswith(_IMPORTING)):
            return frozenset()
        if name.startswith(_MACHINE):
            break  # it only calls what reads, or reads itself
        if not installed(name) and not name.startswith((*_TOOLS, "<")):
            readers.add(name)
        frame, is_first = frame.f_back, False
    return frozenset(readers)


_inputs = _Inputs()
sys.addaudithook(_inputs)


def read_by(code: Set[str], project: Path) -> dict[str, str]:
    """Return the names of what such code has read so far, and the hash of each as it was read last."""
    mine = (path for path, readers in _inputs.readers.items() if not code.isdisjoint(readers))
    return {_named(path, project): _inputs.digests[path] for path in mine}


def digest_of(name: str, project: Path) -> str:
    """Return the hash of a file's content or of a folder's listing as it is now; nothing if there is none."""
    return _content(project / name)


def _named(path: str, project: Path) -> str:
    """Return the name of a file: below the project, the same wherever that lies."""
    return str(Path(path).relative_to(project)) if Path(path).is_relative_to(project) else path


def _content(path: Path) -> str:
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            return key_of(sorted(entry.name for entry in path.iterdir()))
        if stat.S_ISREG(status.st_mode):
            return _digest(path, (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino))
    except (OSError, ValueError):
        pass
    return ""


@lru_cache(maxsize=1024)
def _digest(path: Path, stamp: tuple[int, ...]) -> str:
    return key_of(path)
