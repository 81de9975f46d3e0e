"""Where what is made for the user goes: there, only what was made here before is replaced or removed.

It is known by its content: a register in the user's state folder holds the checksum of every file that was written.
A file that somebody has changed has another one, so it is theirs. The register is no cache, which may be deleted at
any time: without it, what is there is somebody's.
"""

from __future__ import annotations

import hashlib
import os
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import platformdirs

from bits.errors import UserError
from bits.making.store import written_whole
from bits.making.temporary import is_temporary, new_name
from bits.paths import home, named

FILM_SUFFIXES = (".mp4", ".webm", ".mov", ".gif", ".webp", ".m4v", ".mkv", ".avi", ".wmv", ".mpg", ".mpeg", ".ogv")
_FILE_SUFFIXES = (*FILM_SUFFIXES, ".png", ".jpg", ".jpeg", ".html", ".htm", ".pdf", ".pptx", ".zip")
LONGEST_NAME = 255
"""Bytes that a name may have on all usual file systems."""
_UNSEEN = {"Cc", "Cs", "Zl", "Zp"}
"""Unicode's categories of signs that a name should not have: control characters, broken UTF-8, ends of lines."""

_given_up: set[str] = set()
"""What stands in the place of this run's outputs and may be replaced, since the user said ``--force``."""


def place(typed: Path) -> Path:
    """Return the path that ``-o`` means.

    Raises
    ------
    UserError
        If its ``~`` is nobody's home, or a name in it is too long or has signs that cannot be shown.
    """
    path = home(typed)
    if any(unicodedata.category(sign) in _UNSEEN for sign in str(path)):
        raise UserError(f"-o {named(path)}: holds signs that cannot be shown; take another name")
    return path


def film_place(typed: Path) -> Path:
    """Return the MP4 file that ``-o`` means: itself if it ends so, else ``lecture.mp4`` in a folder of that name.

    Raises
    ------
    UserError
        As `place`, or if it ends like a file of another kind.
    """
    path = place(typed)
    if path.suffix.lower() == ".mp4":
        return path
    if not _is_folder(path) and path.suffix.lower() in _FILE_SUFFIXES:
        raise UserError(f"{named(path)}: the lecture is an MP4 file; let its name end in .mp4, or name a folder")
    return path / "lecture.mp4"


def folder_place(typed: Path) -> Path:
    """Return the folder that ``-o`` means.

    Raises
    ------
    UserError
        As `place`, or if it ends like a file.
    """
    path = place(typed)
    if not _is_folder(path) and path.suffix.lower() in _FILE_SUFFIXES:
        raise UserError(f"{named(path)}: this makes a folder; leave out {path.suffix}")
    return path


def file_place(typed: Path, suffix: str, what: str) -> Path:
    """Return the file that ``-o`` means, which is always of one kind: its suffix, and what it is.

    Raises
    ------
    UserError
        As `place`, or if it has another suffix.
    """
    path = place(typed)
    if path.suffix.lower() != suffix:
        raise UserError(f"{named(path)}: this makes {what}; let its name end in {suffix}")
    return path


def check_files(paths: Iterable[Path], force: bool = False) -> None:
    """Check, before anything is made, that files can be written, or removed, at these places in one folder.

    Parameters
    ----------
    paths
        Where they go.
    force
        Whether what stands there may be replaced in this run, whoever made it.

    Raises
    ------
    UserError
        If a folder, or something that was not made here, is in the place of one, or nothing can be written there.
    """
    for path in paths:
        _check(path, force)
        check_parent(path.parent)


def check_parent(folder: Path) -> None:
    """Check that a folder is there or can be made, and that something can be written in it.

    Raises
    ------
    UserError
        If not.
    """
    status_of((folder / new_name()).absolute())  # the longest path that will be written
    nearest = folder.absolute()
    while not os.path.lexists(nearest):
        if len(os.fsencode(nearest.name)) > LONGEST_NAME:
            raise UserError(f"{named(folder)}: the name is too long; a name has at most {LONGEST_NAME} bytes")
        nearest = nearest.parent
    if not nearest.is_dir():
        raise UserError(f"{named(nearest)}: is no folder, so nothing can be written below it")
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise UserError(f"{named(nearest)}: may not be written to")


def make_parent(path: Path) -> None:
    """Make the folder of an output: what cannot be written there should be told before anything is drawn.

    Raises
    ------
    UserError
        If it cannot be made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"{named(path.parent)}: {error.strerror}") from None
    check_parent(path.parent)


@contextmanager
def delivered(path: Path) -> Iterator[Path]:
    """Yield a temporary path to write to; on leaving it gets the final name, and is known as made here.

    Raises
    ------
    UserError
        If it cannot be written, or something that was not made here stands in its place.
    """
    with written_whole(path) as temporary:
        yield temporary
        if not is_temporary(path):
            _remember(temporary)  # first: whatever happens now, no file of ours is there that is not known
        _check(path)


def remove(path: Path) -> None:
    """Remove what was made here, if it is there.

    Raises
    ------
    UserError
        If something else stands in its place, or it cannot be removed.
    """
    _check(path)
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise UserError(f"cannot remove {named(path)} ({error.strerror})") from error


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file's content.

    Raises
    ------
    OSError
        If it cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def give_up(identity: str) -> None:
    """Remember that something may be replaced in this run."""
    _given_up.add(identity)


def is_given_up(identity: str) -> bool:
    """Whether something may be replaced in this run."""
    return identity in _given_up


def status_of(path: Path) -> os.stat_result | None:
    """Return what stands at a path, without following a link; None if nothing does.

    Raises
    ------
    UserError
        If that cannot be told.
    """
    if len(os.fsencode(path.name)) > LONGEST_NAME:
        raise UserError(f"{named(path)}: the name is too long; a name has at most {LONGEST_NAME} bytes")
    try:
        return path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise UserError(f"{named(path)}: {error.strerror}") from None


def _check(path: Path, force: bool = False) -> None:
    """Check that what stands at a path may be replaced, or removed."""
    status = status_of(path)
    if status is None:
        return
    if stat.S_ISDIR(status.st_mode):
        raise UserError(f"{named(path)}: is a folder; name a file")
    if stat.S_ISLNK(status.st_mode):
        identity, is_ours = f"link to {path.readlink()}", False
        trouble = "is a link, which would be replaced: name what it leads to, move it away, or say --force"
    elif stat.S_ISREG(status.st_mode):
        try:
            identity = checksum(path)
        except OSError as error:
            raise UserError(f"{named(path)}: is there, and cannot be read ({error.strerror})") from None
        is_ours = status.st_size == 0 or _entry(identity).exists()
        trouble = "is there, and was not made here (or has been changed since): move it away, or say --force"
    else:
        raise UserError(f"{named(path)}: is no ordinary file, and is left alone; name another")
    if force:
        give_up(identity)
    if not is_ours and not is_given_up(identity):
        raise UserError(f"{named(path)}: {trouble}")


def _is_folder(path: Path) -> bool:
    status = status_of(path)
    return status is not None and (stat.S_ISDIR(status.st_mode) or (stat.S_ISLNK(status.st_mode) and path.is_dir()))


def _remember(path: Path) -> None:
    with suppress(OSError):  # not known as ours, it will not be replaced unasked: no harm is done
        entry = _entry(checksum(path))
        entry.parent.mkdir(parents=True, exist_ok=True)
        entry.touch()


def _entry(checksum: str) -> Path:
    """Return the empty file that says: what has this checksum was made here."""
    return platformdirs.user_state_path("bits-in-motion", appauthor=False) / "made" / checksum[:32]
