"""Whether a recording says what is written: what it leaves out, and what it adds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from bits.speech.alignment import Warp
from bits.speech.natural import sentences
from bits.speech.reading import Word

_WINDOW = 0.9
"""Seconds of speech that are looked at together: about four words."""
_LITTLE = 0.42
"""Share of the expected speech below which a window has no counterpart."""
_FEWEST_WORDS = 4
_TOGETHER = 1.5
"""Seconds that part two places."""
_SHOWN = 60
"""Letters of the text that are shown."""

Heard = Sequence[tuple[float, float]]
Times = NDArray[np.float64]


def remarks(
    text: str, words: Sequence[Word], warp: Warp, read: Heard, recorded: Heard, since: float = 0.0
) -> Iterator[str]:
    """Yield what a recording leaves out and what it adds, a line each.

    Parameters
    ----------
    text, words
        What is written, and when the reference reading says it.
    warp
        Which times of the recording are which of the reference.
    read, recorded
        Where something is heard in the reference and in the recording: start and end in seconds.
    since
        Seconds of the recording that were cut off before it.
    """
    mine, theirs = _spoken(warp.reference, read), _spoken(warp.recording, recorded)
    pace = _pace(mine, theirs)
    for start, end in _unmatched(warp.reference, mine, theirs / pace):
        missing = [word for word in words if start < (word.start + word.end) / 2 < end]
        if len(missing) >= _FEWEST_WORDS:
            last = [word.offset for word in words if word.offset > missing[-1].offset][:1] or [len(text)]
            quote = text[missing[0].offset : last[0]].strip()
            place = clock(since + float(warp.to_recording(np.array([missing[0].start]))[0]))
            yield f"leaves out “{_short(quote)}” at {place}"
    for start, end in _unmatched(warp.recording, theirs, mine * pace):
        time = np.interp(start, warp.recording, warp.reference)
        offset = max((word.offset for word in words if word.start <= time), default=0)
        near = next(some for at, some in reversed(sentences(text)) if at <= offset)
        span = f"from {clock(since + start)} to {clock(since + end)}"
        yield f"says something {span} that is not written, near “{_short(near)}”"


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def clock(seconds: float) -> str:
    """Return a time as m:ss.s."""
    return f"{int(seconds // 60)}:{seconds % 60:04.1f}"


def _spoken(times: Times, heard: Heard) -> Times:
    """Return how many seconds of speech have passed at each time."""
    edges = np.array([edge for stretch in heard for edge in stretch])
    passed = np.repeat(np.cumsum([0.0, *(end - start for start, end in heard)]), 2)[1:-1]
    return np.asarray(np.interp(times, edges, passed))


def _pace(mine: Times, theirs: Times) -> float:
    """Return how many seconds of theirs one of mine takes, as most of the path has it."""
    ticks = np.arange(0, mine[-1], _WINDOW)
    ratios = np.diff(np.interp(ticks, mine, theirs)) / _WINDOW
    usual = ratios[ratios > _LITTLE]
    return float(np.median(usual)) if len(usual) else 1.0


def _unmatched(times: Times, mine: Times, theirs: Times) -> list[tuple[float, float]]:
    """Return the stretches of time in which speech of mine has next to none of theirs beside it."""
    ends = np.searchsorted(mine, mine + _WINDOW)
    starts = np.flatnonzero(ends < len(mine))
    ends = ends[starts]
    bare = theirs[ends] - theirs[starts] < _LITTLE * _WINDOW
    found: list[tuple[float, float]] = []
    for start, end in zip(times[starts[bare]], times[ends[bare]], strict=True):
        if found and start <= found[-1][1] + _TOGETHER:
            found[-1] = found[-1][0], float(end)
        else:
            found.append((float(start), float(end)))
    return found
