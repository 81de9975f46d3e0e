"""Content-addressed files on disk, and files that are written whole or not at all.

An entry is one file named ``<key>.<checksum><suffix>``: the checksum in the name makes writing one atomic rename,
and shows later whether the file is still what was written. It is taken over the key and the suffix, too, so that an
entry that was copied under another name is noticed.
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
from typing import TypeVar

import platformdirs

from bits.errors import RemovedError, UserError, quoted
from bits.making.temporary import STALE, new_file, usual_mode
from bits.making.usage import enter, mark
from bits.paths import discard, in_use

Content = TypeVar("Content")

TRIES = 3
"""How often something is made again whose folder is removed while it is written."""

_DIGITS = 32
_ENTRY = re.compile(
    r"(?P<shard>[0-9a-f]{2})/(?P<key>(?P=shard)[0-9a-f]{30})\.(?P<checksum>[0-9a-f]{32})(?P<suffix>\.[\w.]+)"
)
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO}
_REMEDY = "free some space, or set BITS_CACHE to a folder that can be written; what is finished is kept"


def default_folder() -> Path:
    """Return the folder named by the environment variable ``BITS_CACHE``, else the user's cache folder.

    Raises
    ------
    UserError
        If it names no folder that there is or can be.
    """
    named = os.environ.get("BITS_CACHE")
    said = f"BITS_CACHE={quoted(named)}" if named else "the user's cache folder"
    try:
        folder = Path(named).expanduser() if named else platformdirs.user_cache_path("bits-in-motion", appauthor=False)
        str(folder).encode("utf-8")
        mode = folder.stat().st_mode
    except UnicodeEncodeError:
        raise UserError(f"{said}: the name is not UTF-8; set BITS_CACHE to another folder") from None
    except RuntimeError:
        raise UserError(f"{said}: there is no user of that name; write the whole path of a folder") from None
    except FileNotFoundError:
        if folder.is_symlink():
            raise UserError(f"{said}: is a link to nothing; set BITS_CACHE to a folder") from None
    except OSError as error:
        raise UserError(f"{said}: {error.strerror}; set BITS_CACHE to a folder that can be written") from None
    else:
        if not stat.S_ISDIR(mode):
            raise UserError(f"{said}: is there, but is no folder; set BITS_CACHE to a folder")
    return folder.absolute()


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
        self._used: dict[Path, None] = {}
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
        for path, checksum in self._named(key, suffix):
            if _is_whole(path, key, suffix, checksum):
                self._use(path)
                yield path

    def forget(self, key: str, suffix: str) -> None:
        """Remove all that is kept under a key."""
        for path, _ in self._named(key, suffix):
            discard(path)

    def contents(self, key: str, suffix: str, load: Callable[[bytes], Content]) -> Iterator[Content]:
        """Yield what `load` makes of all files that are kept under a key; one that it does not take is removed.

        They are read at once, so that none can be removed between finding and reading it. See `kept`.
        """
        for path, checksum in self._named(key, suffix):
            try:
                data = path.read_bytes() if stat.S_ISREG(path.lstat().st_mode) else None
            except OSError:  # removed or made unreadable meanwhile: the same as never there
                continue
            try:
                if data is None or _seal(key, suffix, data).hexdigest()[:_DIGITS] != checksum:
                    raise ValueError(path)
                content = load(data)
            except ValueError:
                discard(path)
            else:
                self._use(path)
                yield content

    def kept(self, key: str, suffix: str, load: Callable[[bytes], Content], make: Callable[[], bytes]) -> Content:
        """Return what is kept under a key, made and kept first where there is nothing, or nothing fit.

        Parameters
        ----------
        key, suffix
            As for `get`.
        load
            Turns the content of the file into what is wanted; raises ValueError for what is not such a content.
        make
            Returns the content anew.

        Raises
        ------
        UserError
            If the folder cannot be written or the disk is full.
        """
        for content in self.contents(key, suffix, load):
            return content
        data = make()
        self.keep(key, suffix, data)
        return load(data)

    def keep(self, key: str, suffix: str, data: bytes) -> None:
        """Keep a content under a key. If the folder is removed again and again meanwhile, it is not kept.

        Raises
        ------
        UserError
            If the folder cannot be written or the disk is full.
        """
        for _ in range(TRIES):
            with suppress(RemovedError):
                with self.put(key, suffix) as temporary:
                    temporary.write_bytes(data)
                    if temporary.stat().st_size != len(data):
                        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                return

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
        RemovedError
            If the folder is removed meanwhile.
        UserError
            If the folder cannot be written or the disk is full.
        """
        temporary = self._unfinished / f"{secrets.token_hex(16)}{suffix}"
        try:
            with _explained(self.folder, _REMEDY):
                self._made(self._unfinished)
                enter(self.folder)
                with in_use(self.folder):
                    temporary.touch(exist_ok=False)
            with _explained(self.folder, _REMEDY, _NO_ROOM):
                try:
                    yield temporary
                except FileNotFoundError as error:
                    if temporary.exists() or error.filename not in (None, str(temporary), temporary):
                        raise
                    raise RemovedError(self.folder) from None
            final = key if isinstance(key, str) else key()
            with _explained(self.folder, _REMEDY):
                self._place(temporary, final, suffix)
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)

    def _place(self, temporary: Path, key: str, suffix: str) -> None:
        """Give a file that is written its name; what is no file there, and so in the way, is put aside."""
        shard = self._shard(key)
        self._made(shard)
        with in_use(self.folder):
            final = shard / f"{key}.{_checksum(temporary, key, suffix)}{suffix}"
            if final.is_dir():
                _put_aside(final)
            temporary.replace(final)
            self._used[final] = None

    def _use(self, path: Path) -> None:
        self._used[path] = None
        mark(self.folder, path)

    def used(self) -> list[Path]:
        """Return what was found or put here since this was last asked."""
        used, self._used = list(self._used), {}
        return used

    def adopt(self, name: str, data: bytes) -> Path:
        """Keep an entry of another store under its name.

        Parameters
        ----------
        name
            Of the file in its folder: ``shard/key.checksum.suffix``.

        Raises
        ------
        ValueError
            If it is no such name, or the content is not what it says.
        UserError
            If the folder cannot be written or the disk is full.
        """
        match = _ENTRY.fullmatch(name)
        if match is None or _seal(match["key"], match["suffix"], data).hexdigest()[:_DIGITS] != match["checksum"]:
            raise ValueError(f"{name!r} is no entry of a store, or not whole")
        self.keep(match["key"], match["suffix"], data)
        return self.folder / name

    def _made(self, folder: Path) -> None:
        """Make a folder of the store; what is in its place, and none, is put aside."""
        in_the_way = os.path.lexists(folder) and not (folder.is_dir() and os.access(folder, os.W_OK | os.X_OK))
        if in_the_way:
            _put_aside(folder)
        for last in range(1 - TRIES, 1):
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except (FileNotFoundError, FileExistsError):  # all of it may be removed just now
                if not last:
                    raise
            else:
                return

    def _named(self, key: str, suffix: str) -> list[tuple[Path, str]]:
        """Return what bears the name of an entry, and the checksum in it."""
        named = re.compile(rf"{re.escape(key)}\.([0-9a-f]+){re.escape(suffix)}")
        shard = self._shard(key)
        try:
            names = sorted(entry.name for entry in os.scandir(shard))
        except OSError:
            return []
        return [(shard / name, match[1]) for name in names if (match := named.fullmatch(name))]

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


def _put_aside(path: Path) -> None:
    """Rename what stands where a file or a folder of the store belongs: it may be somebody's."""
    with suppress(FileNotFoundError):  # another process was faster
        path.rename(path.with_name(f"{path.name}.aside-{secrets.token_hex(4)}"))


def _is_whole(path: Path, key: str, suffix: str, checksum: str) -> bool:
    """Whether a file is there and has that checksum; one that has another is removed, and so is a link."""
    try:
        if stat.S_ISREG(path.lstat().st_mode) and _checksum(path, key, suffix) == checksum:
            return True
    except OSError:  # removed or made unreadable meanwhile: the same as never there
        return False
    discard(path)
    return False


def _checksum(path: Path, key: str, suffix: str) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: _seal(key, suffix)).hexdigest()[:_DIGITS]


def _seal(key: str, suffix: str, data: bytes = b"") -> hashlib._Hash:
    # SHA-256, since most processors have instructions for it: 0.6 ms for 1 MB where BLAKE2b takes 1.2 ms.
    seal = hashlib.sha256(f"{key}{suffix}\0".encode())
    seal.update(data)
    return seal
