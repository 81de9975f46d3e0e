"""What the voices need to know of sound: decode a file, find where something is heard."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from bits.errors import UserError

if TYPE_CHECKING:
    from av import AudioFrame

SLOWEST, FASTEST = 4_000, 384_000
"""Samples a second that a recording may have."""
LONGEST = 600.0
"""Seconds that the words of one beat may last."""
LONGEST_OF_SCENE = 1800.0
"""Seconds that the words of all its beats may last, in one recording."""
MOST_CHANNELS = 64

FADE = 0.008
"""Seconds over which a sound comes out of silence and goes into it."""
INAUDIBLE = 1e-3
"""-60 dBFS: a sound whose peak stays below is silence."""
MARGIN = 0.05
"""Seconds of silence that are left before the first and after the last sound of a speech."""
FRAME = 0.01
"""Seconds over which loudness is measured."""
BELOW_SPEECH = 0.03
"""-30 dB: how far below the loud parts of a speech its pauses lie."""
_ABOVE_ROOM, _LOUDEST_ROOM = 3.0, 0.2
"""How much louder than the room a speech is, of which the loud parts may be as few as five times as loud."""

_UNKNOWN = "holds sound in an unknown form: save it as WAV with 16 or 24 bits, or as FLAC"
_CANCELLED = 0.1
"""Channels that have nothing to do with each other add up to a certain power; with less than this part they cancel."""
_MARKS = (
    ("wav", 8, b"WAVE"),
    ("flac", 0, b"fLaC"),
    ("ogg", 0, b"OggS"),
    ("aiff", 8, b"AIFF"),
    ("aiff", 8, b"AIFC"),
    ("mp4", 4, b"ftyp"),
    ("mp3", 0, b"ID3"),
)
"""The name that FFmpeg has for a kind of file, and what stands at which byte of such a file."""


def decode(path: Path, where: str, *, longest: float = LONGEST) -> tuple[NDArray[np.float32], int]:
    """Decode a file to mono at its own rate.

    Parameters
    ----------
    path
        WAV, FLAC, MP3, MP4 (M4A), Ogg or AIFF; whatever it is called, it is read as what it begins like, so that no
        playlist leads to another file.
    where
        Scene and beat, for the error.
    longest
        Seconds that it may last.

    Returns
    -------
    samples : ndarray of float32, shape (n,)
        In [-1, 1]: the mean of the channels or, where they cancel each other, the loudest one.
    rate : int
        Samples per second.

    Raises
    ------
    UserError
        Naming where and the file, if it cannot be read, is empty, or is no sound of a possible rate and length.
    """
    import av  # slow to import, needed only for recordings

    try:
        parts, rate, powers = _mixed(path, None, longest)
        samples = np.concatenate(parts)
        if len(powers) > 1 and _power(samples) < _CANCELLED * powers.sum() / len(powers) ** 2:
            parts, rate, _ = _mixed(path, int(powers.argmax()), longest)
            samples = np.concatenate(parts)
        if not np.isfinite(samples).all():
            raise ValueError("holds samples that are no numbers")
    except (av.FFmpegError, OSError) as error:
        raise UserError(f"{where}: {path} cannot be read as sound ({error.strerror})") from error
    except ValueError as error:
        raise UserError(f"{where}: {path} {error}") from error
    return np.clip(samples, -1, 1, out=samples), rate


def _mixed(
    path: Path, channel: int | None, longest: float
) -> tuple[list[NDArray[np.float32]], int, NDArray[np.float64]]:
    """Return one channel of a file, or the mean of all, in parts; its rate; and the power of each channel."""
    import av

    kind = _kind(path)
    # An absolute path, since FFmpeg takes what stands before a colon for a protocol.
    with av.open(str(path.absolute()), format=kind, options={"protocol_whitelist": "file"}) as container:
        if not container.streams.audio:
            raise ValueError("holds no sound")
        if container.streams.audio[0].codec_context is None:
            raise ValueError(_UNKNOWN)
        rate = container.streams.audio[0].rate or 0
        if not SLOWEST <= rate <= FASTEST:
            raise ValueError(f"has {rate} samples a second: save it with {SLOWEST} to {FASTEST}, such as 48000")
        parts: list[NDArray[np.float32]] = []
        powers = np.zeros(1)
        length = 0
        for frame in container.decode(audio=0):
            channels = _channels(frame)
            length += channels.shape[1]
            if frame.sample_rate != rate or (parts and len(channels) != len(powers)):
                raise ValueError("changes its rate or its channels on the way: save it anew")
            if length > longest * rate:
                raise ValueError(f"is longer than {longest / 60:g} minutes, more than it may last")
            powers = powers + (channels.astype(np.float64) ** 2).sum(axis=1)
            parts.append(channels.mean(axis=0) if channel is None else channels[channel].copy())
    if not parts:
        raise ValueError("is empty")
    return parts, rate, powers


def _kind(path: Path) -> str:
    """Return the name that FFmpeg has for the kind of file that this one begins like."""
    with path.open("rb") as file:
        head = file.read(12)
    for kind, start, mark in _MARKS:
        if head[start:].startswith(mark):
            return kind
    if head[:1] == b"\xff" and len(head) > 1 and head[1] & 0xE6 == 0xE2:  # the first frame of MPEG layer III
        return "mp3"
    raise ValueError("cannot be read as sound: it is none of WAV, FLAC, MP3, M4A, Ogg and AIFF")


def _channels(frame: AudioFrame) -> NDArray[np.float32]:
    """Return the samples of a frame, a row for each channel.

    They are taken from the frame as they are: FFmpeg's resampler ends the process where it knows no place for one.
    """
    number = frame.layout.nb_channels
    if not 1 <= number <= MOST_CHANNELS:
        raise ValueError(f"has {number} channels: save it with one or two")
    if frame.format.name.startswith("s64"):  # which PyAV gives to nobody
        raise ValueError(_UNKNOWN)
    raw = frame.to_ndarray()
    samples = raw if frame.format.is_planar else raw.reshape(-1, number).T
    if samples.dtype == np.uint8:
        return (samples.astype(np.float32) - np.float32(128)) / np.float32(128)
    if samples.dtype.kind == "i":
        return samples.astype(np.float32) / np.float32(2.0 ** (8 * samples.dtype.itemsize - 1))
    return samples.astype(np.float32)


def _power(samples: NDArray[np.float32]) -> float:
    return float((samples.astype(np.float64) ** 2).sum())


def samples_from(data: bytes, length: int) -> NDArray[np.float32]:
    """Return so many samples that are kept as 32-bit floats.

    Raises
    ------
    ValueError
        If these are not as many, or no sound.
    """
    if len(data) != 4 * length:
        raise ValueError(f"{len(data)} bytes for {length} samples")
    samples = np.frombuffer(data, "<f4").astype(np.float32)
    if not np.all(np.abs(samples) <= 2):  # 1 is full scale, filters may go a little beyond; NaN is not, either
        raise ValueError("samples far beyond full scale")
    return samples


def stretches(samples: NDArray[np.float32], rate: int, pause: float) -> list[tuple[float, float]]:
    """Return where something is heard, as (start, end) in seconds; none if there is silence only.

    A silence shorter than `pause` seconds does not part two stretches.
    """
    size = max(1, round(rate * FRAME))
    padded = np.pad(samples, (0, -len(samples) % size)).reshape(-1, size)
    loudness = np.sqrt((padded.astype(np.float64) ** 2).mean(axis=1))
    if not np.abs(samples).max(initial=0) > INAUDIBLE:
        return []
    room, loud = np.quantile(loudness, [0.05, 0.95])
    quiet = max(INAUDIBLE / 2, BELOW_SPEECH * loud, min(_ABOVE_ROOM * room, _LOUDEST_ROOM * loud))
    heard = np.flatnonzero(loudness > quiet)
    if not len(heard):
        return []
    parts = np.split(heard, np.flatnonzero(np.diff(heard) > pause / FRAME) + 1)
    seconds = size / rate
    return [(float(part[0] * seconds), min(float((part[-1] + 1) * seconds), len(samples) / rate)) for part in parts]


def faded(samples: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
    """Return sound that comes out of silence and goes into it, so that nothing clicks."""
    length = min(round(FADE * rate), len(samples) // 2)
    ramp = np.ones(len(samples), np.float32)
    ramp[:length] = np.linspace(0, 1, length, dtype=np.float32)
    ramp[len(ramp) - length :] = np.linspace(1, 0, length, dtype=np.float32)
    return samples * ramp
