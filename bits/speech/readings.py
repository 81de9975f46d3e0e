"""Recordings of a text beside a reading of it by a voice whose word times are known."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from bits.speech.alignment import Sound, warp
from bits.speech.faithful import remarks
from bits.speech.reading import fitted, timed
from bits.speech.script import Line
from bits.speech.sound import MARGIN, stretches
from bits.speech.voices import Speech

PAUSE = 0.12
"""Seconds of silence that part two stretches of sound."""
BREATH = 0.2
"""Seconds of silence that count as a pause of the speaker."""
_APART = 1.0
"""Seconds of silence between two texts of a reference that is put together."""
_NEAR = 0.6
"""Seconds before the last word of a text and after the first of the next in which the pause between them may lie."""


def aligned(line: Line, samples: Sound, rate: int, reading: Speech | None, since: float = 0.0) -> Speech:
    """Return a recording of a line without the silence around it, its words timed.

    Parameters
    ----------
    line
        What is said.
    samples, rate
        The recording: mono, shape (n,), not silent, and how many samples there are a second.
    reading
        The same text, its words timed; without one, they are fitted to the pauses.
    since
        Seconds of the lecturer's file that stand before it.
    """
    heard = stretches(samples, rate, PAUSE)
    first, last = max(0, round((heard[0][0] - MARGIN) * rate)), round((heard[-1][1] + MARGIN) * rate)
    samples = samples[first:last]
    heard = [(start - first / rate, end - first / rate) for start, end in heard]
    if reading is None:
        return Speech(samples, rate, fitted(line.spoken, stretches(samples, rate, BREATH)))
    found = warp((reading.samples, reading.rate), (samples, rate))
    starts = found.to_recording(np.array([word.start for word in reading.words]))
    words = timed([word.offset for word in reading.words], starts.tolist(), heard)
    read = stretches(reading.samples, reading.rate, PAUSE)
    told = tuple(remarks(line.spoken, reading.words, found, read, heard, since + first / rate))
    return Speech(samples, rate, words, told)


def parted(samples: Sound, rate: int, readings: Sequence[Speech]) -> list[Sound]:
    """Cut a recording of several texts between them.

    Parameters
    ----------
    samples, rate
        The recording: mono, shape (n,), and how many samples there are a second.
    readings
        Each text, its words timed, all at one rate.

    Returns
    -------
    list of ndarray
        The recording of each: it is cut in the middle of the longest silence near where the texts part.
    """
    gap = np.zeros(round(_APART * readings[0].rate), np.float32)
    whole = np.concatenate([part for reading in readings for part in (reading.samples, gap)])
    found = warp((whole, readings[0].rate), (samples, rate))
    heard = [0.0, *(edge for stretch in stretches(samples, rate, PAUSE) for edge in stretch), len(samples) / rate]
    silences = list(zip(heard[::2], heard[1::2], strict=True))
    cuts, start = [0], 0.0
    for reading, following in pairwise(readings):
        end = start + reading.seconds + _APART
        bounds = np.array([start + reading.words[-1].start, end + following.words[0].end])
        low, high = found.to_recording(bounds) + np.array([-_NEAR, _NEAR])
        inside = [(max(low, begin), min(high, stop)) for begin, stop in silences]
        begin, stop = max(inside, key=lambda silence: silence[1] - silence[0])
        cuts.append(max(cuts[-1], round((begin + stop) / 2 * rate)))
        start = end
    return [samples[cut:following] for cut, following in zip(cuts, [*cuts[1:], len(samples)], strict=True)]
