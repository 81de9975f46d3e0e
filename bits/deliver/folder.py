"""Folders that are written whole or not at all, and that replace nothing but what was made here before.

A file in the folder lists what was made: all files with their checksums. What it does not list, or what has been
changed since, is somebody's.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

from bits.errors import UserError
from bits.making.output import check_parent, checksum, give_up, is_given_up, status_of
from bits.making.temporary import held, is_temporary, new_folder, new_name, usual_mode
from bits.paths import named

MANIFEST = "made-by-bits-in-motion.json"
_TOLD = "Made by Bits in Motion. When it is made again, these files are replaced if they are as they were."
_JUNK = {".DS_Store", "Thumbs.db", "desktop.ini"}
"""What desktops leave in a folder that is looked at."""


def check_folder(path: Path, force: bool = False) -> None:
    """Check that a folder may be written at that place.

    Parameters
    ----------
    path
        Its place.
    force
        Whether what stands there may be written over in this run, whoever made it; other files stay.

    Raises
    ------
    UserError
        If a file is there, a folder with something in it that was not made here, or it cannot be written.
    """
    if status_of(path) is None or not path.exists():
        check_parent(path.resolve().parent)
        return
    if not path.is_dir():
        raise UserError(f"{named(path)}: is a file; name a folder")
    if force:
        give_up(str(path.resolve()))
    _is_shared(path)
    check_parent(path)


def _is_shared(path: Path) -> bool:
    """Whether a folder holds something that was not made here; if that was not given up, raise the error."""
    try:
        foreign = next((name for name, is_own in _walk(path) if not is_own), None)
    except OSError as error:
        raise UserError(f"{named(path)}: cannot be read ({error.strerror})") from None
    if foreign is not None and not is_given_up(str(path.resolve())):
        what = f"holds {named(foreign)}, which was not made here (or has been changed since)"
        raise UserError(f"{named(path)}: {what}: name another folder, move it away, or say --force")
    return foreign is not None


@contextmanager
def folder_written_whole(path: Path) -> Iterator[Path]:
    """Yield a new folder; what is in it on leaving stands under the final name.

    After an exception nothing of it is left, and what stood there before still stands. Where other files may stay,
    or a folder cannot be exchanged for another one, its files are replaced one by one.

    Raises
    ------
    UserError
        As `check_folder`, or if the folder cannot be written or the disk is full.
    """
    path = path.resolve()
    inside = path.is_dir() and not _can_be_exchanged(path)
    try:
        with new_folder(path if inside else path.parent) as new:
            yield new
            _write_manifest(new)
            check_folder(path)
            if path.exists() and (inside or _is_shared(path)):
                _merge(new, path)
            else:
                _exchange(new, path)
    except OSError as error:
        raise UserError(
            f"cannot write {named(path)} ({error.strerror}): free some space, or name another folder"
        ) from error


def _can_be_exchanged(folder: Path) -> bool:
    """Whether another folder can take its name: not if it is a drive of its own, or somebody is in it."""
    movable = os.access(folder.parent, os.W_OK | os.X_OK) and not folder.is_mount()
    return movable and not Path.cwd().is_relative_to(folder)


def _exchange(new: Path, path: Path) -> None:
    """Give a folder its name; what had it before, all of it made here, is removed."""
    old = path.with_name(new_name())
    new.chmod(usual_mode(path, 0o777))
    with held(path) if path.exists() else nullcontext():
        try:
            if path.exists():
                path.rename(old)
            new.rename(path)
        finally:
            if old.exists() and not path.exists():
                old.rename(path)
            shutil.rmtree(old, ignore_errors=True)


def _merge(new: Path, folder: Path) -> None:
    """Move the files of a folder into another one, and remove what was made there before and is not made any more."""
    before = {name for name, is_own in _walk(folder) if is_own}
    made = sorted(path.relative_to(new) for path in new.rglob("*") if not path.is_dir())
    for name in made:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.parent.resolve() != folder / name.parent:
            raise UserError(f"{named(target.parent)}: is a link to another folder; move it away")
        (new / name).chmod(usual_mode(target, 0o666))
        (new / name).replace(target)
    for name in before.difference(made):
        (folder / name).unlink(missing_ok=True)
        with suppress(OSError):  # it holds something else
            for parent in (folder / name).parents[: len(name.parts) - 1]:
                parent.rmdir()


def _write_manifest(folder: Path) -> None:
    files = sorted(path for path in folder.rglob("*") if not path.is_dir())
    listed = {path.relative_to(folder).as_posix(): checksum(path) for path in files}
    text = json.dumps({"about": _TOLD, "sha256": listed}, indent=2, ensure_ascii=False)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def _listed(folder: Path) -> dict[str, str]:
    """Return what was made in a folder: the checksum of each file by its name; nothing if there is no list of it."""
    try:
        listed = json.loads((folder / MANIFEST).read_bytes())["sha256"]
        return {str(name): str(digest) for name, digest in listed.items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return {}


def _walk(folder: Path) -> Iterator[tuple[Path, bool]]:
    """Yield what is in a folder, in the order of names, and of each whether it is as it was made here."""
    listed = _listed(folder)
    own_folders = {parent for name in listed for parent in Path(name).parents}

    def walk(inside: Path) -> Iterator[tuple[Path, bool]]:
        for path in sorted((folder / inside).iterdir()):
            name = path.relative_to(folder)
            if path.name in _JUNK or is_temporary(name):
                continue
            if path.is_dir() and not path.is_symlink() and name in own_folders:
                yield from walk(name)
            elif listed and name == Path(MANIFEST):
                yield name, True
            else:
                yield name, _is_as_made(path, listed.get(name.as_posix()))

    yield from walk(Path())


def _is_as_made(path: Path, digest: str | None) -> bool:
    """Whether a file is there as it was made, with that checksum."""
    try:
        return digest is not None and stat.S_ISREG(path.lstat().st_mode) and checksum(path) == digest
    except OSError:
        return False
