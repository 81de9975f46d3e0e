"""Sound to AAC: only what sounds is encoded, and that only once; silence is one packet, repeated.

A stretch of sound between two silences is encoded by itself and kept. Packets depend on their neighbours only by
overlap, and there both are silent: so stretches and silence are laid side by side, in blocks of 1024 samples. A
stretch begins at the nearest block, at most 11 ms from its time and so within a frame of it.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext
from av.codec.context import Flags
from numpy.typing import NDArray

from bits.codec.mastering import RATE

BITS = 128_000
"""Bits per second of the sound."""
BLOCK = 1024
"""Samples that a packet adds; it overlaps those before it."""
_SILENCE = RATE // 4
"""Samples of silence between two stretches at least: more than any packet overlaps."""
_WARM_UP = 4
"""Blocks of silence that the encoder is given first: without, it spoils the first blocks of what starts loud."""
_LENGTH = struct.Struct("<I")
_LARGEST = 768
"""Bytes of a packet at most: 6144 bits for a channel (ISO 14496-3)."""


Coder: TypeAlias = Callable[[NDArray[np.float32]], list[bytes]]
"""Returns the packets of a stretch of sound: `coded`, or what has kept them."""


def packets(parts: Iterable[tuple[int, NDArray[np.float32]]], length: int, coder: Coder) -> list[bytes]:
    """Return the AAC packets of a sound: the first one primes the decoder, each later one is heard for a block.

    Parameters
    ----------
    parts
        Mono at 48 kHz, shape (n,), each with the sample at which it starts; one is read at a time, so that a long
        film takes no more memory than a short one. Between them it is silent, longer than any packet overlaps.
    length
        Samples of the whole sound.
    coder
        Encodes a stretch.
    """
    laid = [_silent()] * (-(-length // BLOCK) + 1)
    for start, sound in parts:
        for first, end in stretches(sound):
            place = round((start + first) / BLOCK)
            coded = coder(sound[first:end])[: len(laid) - place]
            laid[place : place + len(coded)] = coded
    return laid


def stretches(sound: NDArray[np.float32]) -> list[tuple[int, int]]:
    """Return the samples [first, end) between which there is sound, parted by silence."""
    heard = np.flatnonzero(sound)
    if not len(heard):
        return []
    gaps = np.flatnonzero(np.diff(heard) > _SILENCE)
    firsts = heard[np.concatenate([[0], gaps + 1])]
    ends = heard[np.concatenate([gaps, [len(heard) - 1]])] + 1
    return list(zip(firsts.tolist(), ends.tolist(), strict=True))


def configure(codec: AudioCodecContext) -> None:
    """Give an encoder the film's settings."""
    codec.sample_rate, codec.layout, codec.format = RATE, "mono", "fltp"
    codec.bit_rate, codec.time_base = BITS, Fraction(1, RATE)
    codec.options = {"aac_coder": "fast"}  # at such a rate truer than FFmpeg's default, says its manual, and faster
    codec.flags |= Flags.bitexact


def packed(packets: Iterable[bytes]) -> bytes:
    """Return packets as they are kept."""
    return b"".join(_LENGTH.pack(len(packet)) + packet for packet in packets)


def unpacked(data: bytes, samples: int) -> list[bytes]:
    """Return the packets of a stretch of so many samples.

    Raises
    ------
    ValueError
        If they are not as many, or none.
    """
    number = _blocks(samples) + 1
    found: list[bytes] = []
    place = 0
    while place < len(data) and len(found) < number:
        length = int.from_bytes(data[place : place + _LENGTH.size], "little")
        place += _LENGTH.size + length
        if not 0 < length <= _LARGEST:
            raise ValueError(f"a packet of {length} bytes")
        found.append(data[place - length : place])
    if place != len(data) or len(found) != number:
        raise ValueError(f"not the {number} packets of a stretch of sound")
    return found


def _blocks(length: int) -> int:
    """Return in how many blocks so many samples are encoded: with one more for what rings on."""
    return -(-length // BLOCK) + 1


def coded(samples: NDArray[np.float32]) -> list[bytes]:
    """Encode samples, and a block of silence after them for what rings on."""
    codec = AudioCodecContext.create("aac", "w")
    configure(codec)
    blocks = _blocks(len(samples))
    padded = np.zeros((1, (_WARM_UP + blocks) * BLOCK), np.float32)
    padded[0, _WARM_UP * BLOCK :][: len(samples)] = samples
    frame = av.AudioFrame.from_ndarray(padded, "fltp", "mono")
    frame.sample_rate, frame.pts, frame.time_base = RATE, 0, Fraction(1, RATE)
    coded = [bytes(packet) for packet in (*codec.encode(frame), *codec.encode(None))]
    if len(coded) != _WARM_UP + blocks + 1:
        raise RuntimeError("the AAC encoder does not give a packet for each block and one before them")
    return coded[_WARM_UP:]


@lru_cache(maxsize=1)
def _silent() -> bytes:
    """Return the packet of silence after silence."""
    return coded(np.zeros(4 * BLOCK, np.float32))[2]
