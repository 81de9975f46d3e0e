"""Content-addressed files on disk, and files that are written whole or not at all.

An entry is one file named ``<key>.<checksum><suffix>``: the checksum in the name makes writing one atomic rename,
and shows later whether the file is still what was written.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import secrets
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import platformdirs

from scenes.errors import UserError

from .temporary import STALE, new_file, usual_mode

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO}
_REMEDY = "free some space, or set BITS_CACHE to a folder that can be written; what is finished is kept"


def default_folder() -> Path:
    """Return the folder named by the environment variable ``BITS_CACHE``, else the user's cache folder."""
    named = os.environ.get("BITS_CACHE")
    return Path(named).expanduser() if named else platformdirs.user_cache_path("bits-in-motion", appauthor=False)


def key_of(*parts: object) -> str:
    """Return the hash of everything that an entry depends on.

    Parameters
    ----------
    *parts
        ``bytes``; a ``Path``, which stands for the content of that file; or anything that JSON can express.
        Each is framed by its kind and length, so two lists of parts never run together to the same bytes.

    Returns
    -------
    str
        32 hexadecimal digits, the same on every machine.

    Raises
    ------
    TypeError
        If a part is neither bytes, nor a path, nor expressible as JSON.
    OSError
        If a file cannot be read.
    """
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        if isinstance(part, bytes):
            kind, data = b"bytes", part
        elif isinstance(part, Path):
            kind, data = b"file", part.read_bytes()
        else:
            kind, data = b"json", json.dumps(part, sort_keys=True, separators=(",", ":")).encode()
        digest.update(b"%s %d:" % (kind, len(data)))
        digest.update(data)
    return digest.hexdigest()


class Store:
    """Files under keys, shared by any number of processes.

    Parameters
    ----------
    folder
        Made when first written to. Deleting it is safe at any time: what it held is made again.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._unfinished = folder / "unfinished"
        self._sweep()

    def get(self, key: str, suffix: str) -> Path | None:
        """Return the file kept under a key, if it is there and whole.

        A truncated or altered file, or a link in its place, is removed.

        Parameters
        ----------
        key
            As :func:`key_of` returns it.
        suffix
            How the file's name ends, such as ``".mp4"``.
        """
        return next(self.every(key, suffix), None)

    def every(self, key: str, suffix: str) -> Iterator[Path]:
        """Yield all files that are kept under a key, if they are whole; see `get`."""
        named = re.compile(rf"{re.escape(key)}\.([0-9a-f]+){re.escape(suffix)}")
        shard = self._shard(key)
        try:
            names = sorted(entry.name for entry in os.scandir(shard))
        except OSError:
            return
        for name in names:
            match = named.fullmatch(name)
            if match and _is_whole(shard / name, match[1]):
                yield shard / name

    @contextmanager
    def put(self, key: str | Callable[[], str], suffix: str) -> Iterator[Path]:
        """Yield a temporary path to write to; what is there on leaving becomes the entry, at once and whole.

        Several processes may put the same entry at the same time. After an exception there is no entry.

        Parameters
        ----------
        key
            As :func:`key_of` returns it; or what returns it when the file is written, if it depends on that.
        suffix
            How the file's name ends, such as ``".mp4"``; the temporary name ends so too.

        Raises
        ------
        UserError
            If the folder cannot be written, the disk is full, or the folder is removed meanwhile.
        """
        temporary = self._unfinished / f"{secrets.token_hex(16)}{suffix}"
        try:
            with _explained(self.folder, _REMEDY):
                _touch(temporary)
            with _explained(self.folder, _REMEDY, _NO_ROOM):
                yield temporary
            final = key if isinstance(key, str) else key()
            with _explained(self.folder, _REMEDY):
                shard = self._shard(final)
                shard.mkdir(parents=True, exist_ok=True)
                temporary.replace(shard / f"{final}.{_checksum(temporary)}{suffix}")
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)

    def _shard(self, key: str) -> Path:
        return self.folder / key[:2]

    def _sweep(self) -> None:
        """Remove the temporary files of processes that died."""
        with suppress(OSError):
            for entry in os.scandir(self._unfinished):
                with suppress(OSError):
                    if time.time() - entry.stat(follow_symlinks=False).st_mtime > STALE:
                        Path(entry.path).unlink()


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside the given one; what is there on leaving gets the final name.

    After an exception nothing of it is left, and what stood under the final name before still stands.

    Parameters
    ----------
    path
        The final name; its folder is made if it is not there.

    Raises
    ------
    UserError
        If the folder cannot be written or the disk is full.
    """
    remedy = "free some space, or write to another folder"
    with ExitStack() as stack:
        with _explained(path, remedy):
            temporary = stack.enter_context(new_file(path.parent))
        with _explained(path, remedy, _NO_ROOM):
            yield temporary
        with _explained(path, remedy):
            temporary.chmod(usual_mode(path, 0o666))
            temporary.replace(path)


@contextmanager
def _explained(path: Path, remedy: str, numbers: set[int] | None = None) -> Iterator[None]:
    """Turn an error of the file system (only those numbers, if given) into one line that says what to do."""
    try:
        yield
    except OSError as error:
        if numbers is not None and error.errno not in numbers:
            raise
        raise UserError(f"cannot write {path} ({error.strerror}): {remedy}") from error


def _touch(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(exist_ok=False)


def _is_whole(path: Path, checksum: str) -> bool:
    """Whether a file is there and has that checksum; one that has another is removed, and so is a link."""
    try:
        mode = path.lstat().st_mode
        if stat.S_ISDIR(mode):
            return False
        if stat.S_ISREG(mode) and _checksum(path) == checksum:
            return True
        path.unlink()
    except OSError:  # removed or made unreadable meanwhile: the same as never there
        pass
    return False


def _checksum(path: Path) -> str:
    # SHA-256, since most processors have instructions for it: 0.6 ms for 1 MB where BLAKE2b takes 1.2 ms.
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:32]
