"""When each word of a recording is said: found by comparing it with a reading whose word times are known.

Both sounds become sequences of spectra (mel-frequency cepstral coefficients, Davis and Mermelstein 1980), and dynamic
time warping (Sakoe and Chiba 1978) finds the path on which they are most alike: a time of the one for each time of the
other. It is found coarsely first and then ever more finely around what was found (Salvador and Chan 2007), so that a
lecture of half an hour takes seconds, and no more memory than one of minutes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import gcd

import numpy as np
from numpy.typing import NDArray

STEP = 0.01
"""Seconds from one spectrum to the next."""
_RATE = 16_000
_WINDOW, _HOP, _LENGTH = 400, 160, 512
"""Samples of a spectrum's window, from one to the next, and of its transform."""
_BANDS, _COEFFICIENTS = 26, 16
_HIGHEST = 7000.0
"""Hz up to which spectra are compared: voices differ more above."""
_SPEECH = 0.01
"""Share of a loud spectrum's power that those of speech have, and those of pauses have not."""
_QUIET = 1e-4
"""Share of the mean power of speech below which differences do not count: noise and silence are alike."""
_ABOVE_ROOM = 3.0
"""How often the room's own power is added to that share."""
_POOL = 4
"""How many spectra are one on the next coarser level."""
_FEW = 400
"""Spectra among which all paths are compared."""
_REACH = 60
"""How many spectra to each side of the coarser path the finer one may go."""
_DIAGONAL = 1.3
"""What a step forward in both costs, where one in either alone costs 1: below 2, so that going along is preferred."""
_LOUDNESS = 2.0
"""How much more the first coefficient counts than any other: voices differ in colour, but rise and fall together."""

Spectra = NDArray[np.float32]
Sound = NDArray[np.float32]


@dataclass(frozen=True)
class Warp:
    """Which times of a recording are which times of a reference.

    Attributes
    ----------
    reference, recording : ndarray of float, shape (n,)
        Seconds, increasing together, from the start of both to the end of both.
    """

    reference: NDArray[np.float64]
    recording: NDArray[np.float64]

    def to_recording(self, seconds: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the times of the recording at times of the reference."""
        first = np.flatnonzero(np.diff(self.reference, prepend=-1.0))
        return np.interp(seconds, self.reference[first], self.recording[first])


def warp(reference: tuple[Sound, int], recording: tuple[Sound, int]) -> Warp:
    """Align a recording with a reference of the same words.

    Parameters
    ----------
    reference, recording
        Samples, mono, shape (n,), and how many there are a second.
    """
    powers = [_powers(*reference), _powers(*recording)]
    # Both as if they were heard in the noisier of the two rooms.
    room = np.maximum(*(_room(power) for power in powers))
    times = _path(*(_spectra(power, room) for power in powers)).astype(np.float64) * STEP
    return Warp(times[:, 0], times[:, 1])


def _powers(samples: Sound, rate: int) -> NDArray[np.float64]:
    """Return the power of a sound in each band each 10 ms, shape (n, 26)."""
    from scipy.signal import resample_poly  # slow to import

    common = gcd(rate, _RATE)
    sound = resample_poly(samples, _RATE // common, rate // common)
    sound = np.append(sound[:1], sound[1:] - 0.97 * sound[:-1])
    sound = np.pad(sound, (_WINDOW // 2, _WINDOW))
    frames = np.lib.stride_tricks.sliding_window_view(sound, _WINDOW)[::_HOP]
    power = np.empty((len(frames), _BANDS))
    for start in range(0, len(frames), 4096):  # a long sound's spectra would take gigabytes
        part = np.fft.rfft(frames[start : start + 4096] * np.hamming(_WINDOW), _LENGTH)
        power[start : start + 4096] = (part.real**2 + part.imag**2) @ _filters().T
    return power


def _loud(power: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which spectra are those of speech rather than of a pause."""
    loudness = power.sum(axis=1)
    return np.asarray(loudness > _SPEECH * np.quantile(loudness, 0.95))


def _room(power: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what is heard in each band while nobody speaks, as a share of the speech, shape (26,)."""
    loudness = power.sum(axis=1)
    pauses = power[loudness <= np.quantile(loudness, 0.05)].mean(axis=0)
    return np.asarray(np.maximum(_QUIET, _ABOVE_ROOM * pauses / power[_loud(power)].mean(axis=0)))


def _spectra(power: NDArray[np.float64], room: NDArray[np.float64]) -> Spectra:
    """Return cepstral coefficients and their slopes, shape (n, 2 * 16), normal where somebody speaks."""
    from scipy.fft import dct  # slow to import

    loud = _loud(power)
    cepstra = dct(np.log(power + room * power[loud].mean(axis=0)), norm="ortho")[:, :_COEFFICIENTS]
    slopes = (np.roll(cepstra, -2, axis=0) - np.roll(cepstra, 2, axis=0)) / 4
    slopes[:2] = slopes[-2:] = 0
    both = np.hstack([cepstra, slopes])
    normal = (both - both[loud].mean(axis=0)) / (both[loud].std(axis=0) + 1e-6)
    normal[:, 0] *= _LOUDNESS
    return np.asarray(normal, np.float32)


def _filters() -> NDArray[np.float64]:
    """Return triangles over the spectrum, equally wide for the ear (mel), shape (26, 257)."""
    mels = np.linspace(0, 2595 * np.log10(1 + _HIGHEST / 700), _BANDS + 2)
    edges = 700 * (10 ** (mels / 2595) - 1)
    hertz = np.fft.rfftfreq(_LENGTH, 1 / _RATE)
    up = (hertz - edges[:-2, None]) / np.diff(edges)[:-1, None]
    down = (edges[2:, None] - hertz) / np.diff(edges)[1:, None]
    return np.maximum(0, np.minimum(up, down))


def _path(one: Spectra, other: Spectra) -> NDArray[np.int64]:
    """Return the pairs of spectra on the path on which two sounds are most alike, shape (n, 2)."""
    if max(len(one), len(other)) <= _FEW:
        return _best(one, other, np.tile([0, len(other)], (len(one), 1)))
    coarse = _path(_pooled(one), _pooled(other))
    return _best(one, other, _around(coarse, len(one), len(other)))


def _pooled(spectra: Spectra) -> Spectra:
    """Return the means of some spectra each."""
    padded = np.pad(spectra, ((0, -len(spectra) % _POOL), (0, 0)), mode="edge")
    return np.asarray(padded.reshape(-1, _POOL, spectra.shape[1]).mean(axis=1), np.float32)


def _around(coarse: NDArray[np.int64], rows: int, columns: int) -> NDArray[np.int64]:
    """Return, for each spectrum of the one, from where up to where those of the other are compared with it."""
    lows, highs = np.full(rows, columns), np.zeros(rows, int)
    for row, column in coarse * _POOL:
        some = slice(max(0, row - _REACH), row + _POOL + _REACH)
        lows[some] = np.minimum(lows[some], column - _REACH)
        highs[some] = np.maximum(highs[some], column + _POOL + _REACH)
    lows, highs = np.maximum.accumulate(np.maximum(lows, 0)), np.minimum(highs, columns)
    highs = np.maximum.accumulate(highs)
    lows[0], highs[-1] = 0, columns
    return np.column_stack([np.minimum(lows, highs - 1), highs])


def _best(one: Spectra, other: Spectra, bounds: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the cheapest path from the first pair of spectra to the last within bounds."""
    steps: list[NDArray[np.int8]] = []
    costs = np.full(len(other) + 1, np.inf)  # up to each column of the row before; one more at the front
    for row, (low, high) in enumerate(bounds):
        distance = np.sqrt(((other[low:high] - one[row]) ** 2).sum(axis=1, dtype=np.float64))
        straight, diagonal = costs[low + 1 : high + 1] + distance, costs[low:high] + _DIAGONAL * distance
        entered = np.minimum(straight, diagonal)
        if row == 0:
            entered[0] = distance[0]
        # Going on in this row costs the distances on the way: the cheapest start of each is a running minimum.
        along = np.cumsum(distance)
        best = along + np.minimum.accumulate(entered - along)
        steps.append(np.where(best < entered - 1e-9, 2, np.where(diagonal <= straight, 1, 0)).astype(np.int8))
        costs[:] = np.inf
        costs[low + 1 : high + 1] = best
    return np.array(list(_back(steps, bounds)))[::-1]


def _back(steps: list[NDArray[np.int8]], bounds: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Walk the path from its end to its start."""
    row, column = len(bounds) - 1, int(bounds[-1][1]) - 1
    while True:
        yield row, column
        if row == column == 0:
            return
        step = steps[row][column - bounds[row][0]]
        row, column = row - (step != 2), column - (step != 0)
