"""A beat's pictures without loss, for the formats that are made from them: each is drawn once, whatever it becomes.

A reel is a list of records: for how many ticks a picture stands, which rows of it differ from the one before, and the
difference of these rows, packed. It is read from its beginning.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import numpy as np
from numpy.typing import NDArray

from bits.codec.encoder import Box, Raster, rows_of
from bits.errors import UserError
from bits.paths import discard, in_use

Picture = NDArray[np.uint8]
"""RGBA, shape (height, width, 4), colours multiplied by alpha."""

_SIZE = struct.Struct("<II")
_RECORD = struct.Struct("<IIII")
_FAST = 1
"""Zlib's level: differences are mostly zeros, which any level packs."""


@dataclass(frozen=True)
class Moment:
    """A picture, for how many ticks it stands, and the boxes in which it differs from the one before."""

    picture: Picture
    ticks: int
    boxes: list[Box]


class ReelWriter:
    """An encoder that loses nothing; the file is complete when the ``with`` block ends.

    Parameters
    ----------
    path
        The reel.
    raster
        What all pictures have.
    """

    def __init__(self, path: Path, raster: Raster) -> None:
        self.path = path
        self._before = np.zeros((raster.height, raster.width, 4), np.uint8)
        self._ticks = 0
        self._pending: tuple[int, int, bytes] | None = None

    def __enter__(self) -> Self:
        self._file = self.path.open("wb")
        height, width, _ = self._before.shape
        self._file.write(_SIZE.pack(width, height))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._file:
            self._flush()

    def frame(self, picture: Picture, ticks: int = 1, boxes: Sequence[Box] | None = None) -> None:
        """Show a picture for so many ticks; what differs from the one before lies in `boxes`, or anywhere if None."""
        self._flush()
        top, bottom = rows_of(boxes, len(picture))
        difference = picture[top:bottom] ^ self._before[top:bottom]
        self._before[top:bottom] = picture[top:bottom]
        self._pending, self._ticks = (top, bottom, zlib.compress(difference.tobytes(), _FAST)), ticks

    def hold(self, ticks: int) -> None:
        """Let the last picture stand on."""
        self._ticks += ticks

    def _flush(self) -> None:
        if self._pending is not None:
            top, bottom, packed = self._pending
            self._file.write(_RECORD.pack(self._ticks, top, bottom, len(packed)) + packed)


def moments(reel: Path) -> Iterator[Moment]:
    """Yield the pictures of a reel. Each is changed in place into the next.

    Raises
    ------
    RemovedError
        If the reel is not there any more.
    UserError
        If a difference is not one of such pictures.
    """
    with in_use(reel), reel.open("rb") as file:
        width, height = _SIZE.unpack(file.read(_SIZE.size))
        picture = np.zeros((height, width, 4), np.uint8)
        while head := file.read(_RECORD.size):
            ticks, top, bottom, length = _RECORD.unpack(head)
            difference = _unpacked(file.read(length), (bottom - top) * width * 4, reel)
            picture[top:bottom] ^= difference.reshape(bottom - top, width, 4)
            yield Moment(picture, ticks, [(0, top, width, bottom)])


def _unpacked(packed: bytes, size: int, reel: Path) -> Picture:
    """Return a difference of that size, and never more of it."""
    try:
        data = zlib.decompressobj().decompress(packed, size + 1)
    except zlib.error:
        data = b""
    if len(data) != size:
        discard(reel)
        raise UserError(f"{reel} is damaged and was removed from the cache folder: run again")
    return np.frombuffer(data, np.uint8)


def reel_ticks(reel: Path) -> int:
    """Return the length of a reel."""
    with in_use(reel), reel.open("rb") as file:
        file.seek(_SIZE.size)
        return sum(ticks for ticks, _, _, _ in _heads(file))


def is_reel(path: Path, wanted: Raster) -> bool:
    """Return whether a file is there and is a reel with such pictures; its differences are not unpacked."""
    try:
        with path.open("rb") as file:
            size = _SIZE.unpack(file.read(_SIZE.size))
            heads = list(_heads(file))
            ends = file.tell() == path.stat().st_size
    except (struct.error, OSError):
        return False
    fit = all(ticks and top <= bottom <= wanted.height for ticks, top, bottom, _ in heads)
    return size == (wanted.width, wanted.height) and bool(heads) and fit and ends


def _heads(file: BinaryIO) -> Iterator[tuple[int, int, int, int]]:
    """Yield what stands before each difference: ticks, first row, end of rows, length."""
    while head := file.read(_RECORD.size):
        yield _RECORD.unpack(head)
        file.seek(_RECORD.unpack(head)[-1], 1)
