"""What the voices need to know of sound: decode a file, find where something is heard."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scenes.errors import UserError

INAUDIBLE = 1e-3
"""-60 dBFS: a sound whose peak stays below is silence."""
FRAME = 0.01
"""Seconds over which loudness is measured."""
BELOW_SPEECH = 0.03
"""-30 dB: how far below the loud parts of a speech its pauses lie."""


def decode(path: Path, where: str) -> tuple[NDArray[np.float32], int]:
    """Decode a file to mono at its own rate.

    Parameters
    ----------
    path
        Any sound that FFmpeg's libraries read; WAV of any integer or float format and number of channels.
    where
        Scene and beat, for the error.

    Returns
    -------
    samples : ndarray of float32, shape (n,)
        In [-1, 1], the mean of the channels.
    rate : int
        Samples per second.

    Raises
    ------
    UserError
        Naming where and the file, if it cannot be read or is empty.
    """
    import av  # slow to import, needed only for recordings

    try:
        with av.open(str(path.absolute())) as container:
            if not container.streams.audio:
                raise UserError(f"{where}: {path} holds no sound")
            rate = container.streams.audio[0].rate
            planar = av.AudioResampler(format="fltp")
            frames = [
                part.to_ndarray().mean(axis=0) for frame in container.decode(audio=0) for part in planar.resample(frame)
            ]
    except (av.FFmpegError, OSError) as error:
        raise UserError(f"{where}: {path} cannot be read as sound ({error.strerror})") from error
    if not frames:
        raise UserError(f"{where}: {path} is empty")
    samples = np.concatenate(frames).astype(np.float32)
    if not np.isfinite(samples).all():
        raise UserError(f"{where}: {path} holds samples that are no numbers")
    return np.clip(samples, -1, 1), rate


def stretches(samples: NDArray[np.float32], rate: int, pause: float) -> list[tuple[float, float]]:
    """Return where something is heard, as (start, end) in seconds; none if there is silence only.

    A silence shorter than `pause` seconds does not part two stretches.
    """
    size = max(1, round(rate * FRAME))
    padded = np.pad(samples, (0, -len(samples) % size)).reshape(-1, size)
    loudness = np.sqrt((padded.astype(np.float64) ** 2).mean(axis=1))
    if not np.abs(samples).max(initial=0) > INAUDIBLE:
        return []
    quiet = max(INAUDIBLE / 2, BELOW_SPEECH * float(np.quantile(loudness, 0.95)))
    heard = np.flatnonzero(loudness > quiet)
    if not len(heard):
        return []
    parts = np.split(heard, np.flatnonzero(np.diff(heard) > pause / FRAME) + 1)
    seconds = size / rate
    return [(float(part[0] * seconds), min(float((part[-1] + 1) * seconds), len(samples) / rate)) for part in parts]
