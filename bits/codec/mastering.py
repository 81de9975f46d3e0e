"""Speech to a beat's sound: one rate, one loudness, no clipping, and exactly as long as its picture."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

RATE = 48000
"""Samples per second of every film."""
LOUDNESS = -16.0
"""LUFS, integrated: what podcasts and lectures are heard at on phones and laptops (AES TD1008)."""
PEAK = -1.5
"""dBTP, decibels to full scale of the true peak; AAC may add a little to it."""

_BLOCK = 0.4  # seconds, the gating block of BS.1770
_ROUNDS = 5
_CLOSE = 0.1  # LU
_ATTACK = 0.02  # seconds over which the limiter's gain goes down before a peak, and up after it
_FADE = 0.005  # seconds

Samples = NDArray[np.float32]


def level(samples: Samples, rate: int) -> Samples:
    """Bring speech to the film's rate and loudness.

    Parameters
    ----------
    samples
        Mono, shape (n,), in [-1, 1].
    rate
        Its samples per second.

    Returns
    -------
    ndarray of float32, shape (round(n * RATE / rate),)
        At RATE, LOUDNESS and below PEAK; as it was if it is silent (below the absolute gate of BS.1770, -70 LUFS).
    """
    sound = _resampled(samples, rate)
    measured = _loudness(sound)
    if measured == -math.inf:
        return sound
    peaks = _true_peaks(sound)
    gain = _factor(LOUDNESS - measured)
    for _ in range(_ROUNDS):
        # The limiter takes some loudness away: ask for as much more.
        levelled = _limited(sound, peaks, gain)
        missing = LOUDNESS - _loudness(levelled)
        if abs(missing) < _CLOSE:
            break
        gain *= _factor(missing)
    return levelled


def track(beats: Sequence[tuple[Samples, int]], fps: int) -> Samples:
    """Join the sounds of a film's beats, each padded with silence to the length of its picture.

    Parameters
    ----------
    beats
        For each beat its sound at RATE, mono, shape (n,), and how many ticks its picture stands.
    fps
        Ticks per second.

    Returns
    -------
    ndarray of float32, shape (m,)
        A beat that starts at tick t starts at sample ``round(t * RATE / fps)``, however long the film is.

    Raises
    ------
    ValueError
        If a sound is longer than its picture by more than one frame.
    """
    joined = np.zeros(samples_of(sum(ticks for _, ticks in beats), fps), np.float32)
    for start, part in placed(beats, fps):
        joined[start : start + len(part)] = part
    return joined


def placed(beats: Iterable[tuple[Samples, int]], fps: int) -> Iterator[tuple[int, Samples]]:
    """Yield the sample at which the sound of each beat starts, and what is heard of it; see `track`."""
    start = shown = 0
    for number, (sound, ticks) in enumerate(beats, 1):
        shown += ticks
        room = samples_of(shown, fps) - start
        if len(sound) - room > RATE / fps:
            raise ValueError(
                f"beat {number}: its sound of {len(sound) / RATE:.2f} s is longer than "
                f"its picture of {ticks / fps:.2f} s"
            )
        yield start, _faded(sound[:room])
        start += room


def samples_of(ticks: int, fps: int) -> int:
    """Return how many samples are heard in so many ticks."""
    return round(ticks * RATE / fps)


def resampled_length(length: int, rate: int) -> int:
    """Return how many samples a sound has at RATE."""
    return round(length * RATE / rate)


def _resampled(samples: Samples, rate: int) -> Samples:
    if rate == RATE or not len(samples):
        return samples.astype(np.float32)
    import av  # a silent voice never needs it

    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples[None], np.float32), "fltp", "mono")
    frame.sample_rate = rate
    resampler = av.AudioResampler("fltp", "mono", RATE)
    parts = [part.to_ndarray()[0] for part in (*resampler.resample(frame), *resampler.resample(None))]
    length = resampled_length(len(samples), rate)
    sound = np.concatenate([*parts, np.zeros(length, np.float32)])
    return sound[:length].astype(np.float32)


def _loudness(sound: Samples) -> float:
    """Return the integrated loudness (ITU-R BS.1770-4) in LUFS, -inf below its absolute gate."""
    if not np.any(sound):
        return -math.inf
    from pyloudnorm import Meter  # imports scipy, for half a second

    # A sound shorter than one block has no loudness of its own: repeat it until it fills one.
    times = math.ceil(_BLOCK * RATE / len(sound))
    blocks = np.tile(sound, times) if times > 1 else sound
    return float(Meter(RATE, block_size=_BLOCK).integrated_loudness(blocks.astype(np.float64)))


def _limited(sound: Samples, peaks: NDArray[np.float64], gain: float) -> Samples:
    """Amplify, but less around each peak that would rise above PEAK, and smoothly so."""
    from scipy.ndimage import minimum_filter1d  # slow to import
    from scipy.signal import oaconvolve

    allowed = np.minimum(gain, _factor(PEAK) / np.maximum(peaks, 1e-9))
    # The least gain in a window, then a weighted mean over as wide a window: never above what any sample allows.
    width = 2 * round(_ATTACK * RATE) + 1
    window = np.hanning(width + 2)[1:-1]
    least = minimum_filter1d(allowed, width, mode="nearest")
    smooth = oaconvolve(np.pad(least, width // 2, mode="edge"), window / window.sum(), mode="valid")
    return np.asarray(sound * smooth, np.float32)


def _true_peaks(sound: Samples) -> NDArray[np.float64]:
    """Return the highest magnitude around each sample when oversampled four times (BS.1770-4, annex 2)."""
    from scipy.signal import resample_poly  # slow to import

    oversampled = np.abs(resample_poly(sound.astype(np.float64), 4, 1)).reshape(-1, 4)
    return np.asarray(oversampled.max(axis=1))


def _factor(decibels: float) -> float:
    return float(10 ** (decibels / 20))


def _faded(sound: Samples) -> Samples:
    """Let a sound start and end at zero, so that it does not click."""
    length = min(round(_FADE * RATE), len(sound) // 2)
    ramp = (np.arange(length, dtype=np.float32) + 0.5) / max(length, 1)
    faded = sound.copy()
    faded[:length] *= ramp
    faded[len(sound) - length :] *= ramp[::-1]
    return faded
