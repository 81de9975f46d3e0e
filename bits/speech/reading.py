"""When each word of a text is said: guessed from the text alone, or fitted to the sounds of a recording.

The times are seconds from the start of the speech, the offsets are characters of the spoken text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

CLAUSE_PAUSE = 0.2
SENTENCE_PAUSE = 0.45
ANCHOR_REACH = 1.2
"""Seconds by which a pause may come earlier or later than guessed and still be taken for it."""

_WORD = re.compile(r"\S+")
_SOUND = re.compile(r"""[^\s.,;:!?…"'“”‘’()\[\]{}—–-]""")
_PAUSE = re.compile(r"(?P<sentence>[.!?…])|(?P<clause>[,;:—–])")


@dataclass(frozen=True)
class Word:
    """When a word is said."""

    offset: int
    """Where its first letter, digit or symbol stands in the spoken text."""
    start: float
    end: float


def next_spoken(text: str, offset: int) -> int:
    """Return where the next character stands that is heard (no space or punctuation), or the text's end."""
    sound = _SOUND.search(text, offset)
    return sound.start() if sound else len(text)


def tokens(text: str) -> Iterator[tuple[int, str]]:
    """Yield the words that are heard, each with the offset of its first heard character."""
    for match in _WORD.finditer(text):
        offset = next_spoken(text, match.start())
        if offset < match.end():
            yield offset, text[offset : match.end()]


def ends_sentence(text: str) -> bool:
    """Return whether a sentence ends where a text ends."""
    return text.rstrip(" \"'”’)").endswith((".", "?", "!", "…"))


def reading_times(text: str, pace: float = 1.0) -> tuple[Word, ...]:
    """Guess when each word is said at a lecturer's pace, about 165 words a minute with the pauses.

    A word takes as long as its letters need, a number as its digits, an abbreviation as its letters spelled;
    0.2 s pass after a comma and 0.45 s after a sentence.
    """
    words: list[Word] = []
    time = 0.0
    for match in _WORD.finditer(text):
        offset = next_spoken(text, match.start())
        if offset < match.end():
            end = time + _seconds(match[0]) / pace
            words.append(Word(offset, time, end))
            time = end
        time += _pause(match[0]) / pace
    return tuple(words)


def _seconds(word: str) -> float:
    """Return how long a word takes, after the pace of an English synthesizer at 165 words a minute."""
    signs = re.findall(r"\d|\.(?=\d)|[^\W\d_]|" + _SOUND.pattern, word)
    spelled = word.isupper()
    letters = len([sign for sign in signs if sign.isalpha()])
    return 0.09 + (0.22 if spelled else 0.05) * letters + 0.29 * (len(signs) - letters)


def _pause(word: str) -> float:
    """Return the seconds of silence after a word."""
    mark = _PAUSE.match(word.rstrip("\"'”’)]}")[-1:])
    if not mark:
        return 0.0
    return SENTENCE_PAUSE if mark["sentence"] else CLAUSE_PAUSE


def time_at(words: Sequence[Word], text: str, offset: int) -> float:
    """Return when the text is said from an offset on: the start of the word that stands there or follows.

    Inside a word the time is interpolated, since engines report "for a" as one word.
    """
    heard = next_spoken(text, offset)
    if not words or heard == len(text):
        return words[-1].end if words else 0.0
    index = bisect_right(words, heard, key=lambda word: word.offset) - 1
    if index < 0:
        return words[0].start
    word = words[index]
    reach = words[index + 1].offset if index + 1 < len(words) else len(text)
    return word.start + (word.end - word.start) * (heard - word.offset) / (reach - word.offset)


def timed(offsets: Sequence[int], starts: Sequence[float], heard: Sequence[tuple[float, float]]) -> tuple[Word, ...]:
    """Let each word last until the next one or the silence before it.

    Parameters
    ----------
    offsets, starts
        Where each word stands, and when it starts: one that starts in a silence is heard when that ends.
    heard
        Start and end of each stretch of sound.
    """
    end = heard[-1][1]
    times = [next((max(start, begin) for begin, stop in heard if start < stop), end) for start in starts]
    words = []
    for offset, start, limit in zip(offsets, times, [*times[1:], end], strict=True):
        fading = [stop for begin, stop in heard if begin < limit and start < stop]
        words.append(Word(offset, start, max(start, min(limit, fading[-1] if fading else limit))))
    return tuple(words)


def fitted(text: str, sounds: Sequence[tuple[float, float]]) -> tuple[Word, ...]:
    """Fit the words of a text to a recording of it.

    Parameters
    ----------
    text
        What is said.
    sounds
        Start and end in seconds of each stretch of sound, with the silences between them.

    Returns
    -------
    tuple of Word
        The pauses of the text are matched with the silences of the recording; between two of them words share
        the time of sound as `reading_times` guesses.
    """
    words = reading_times(text)
    if not words:
        return ()
    read = [0.0, *accumulate(word.end - word.start for word in words)]
    heard = [0.0, *accumulate(end - start for start, end in sounds)]
    scale = heard[-1] / read[-1]
    anchors = _anchors(words, [time * scale for time in read], sounds, heard)
    # Time of sound, silences left out, at the start of each word and at the end of the last.
    clock: list[float] = [heard[0]]
    for (first, lower), (last, upper) in pairwise([(0, 0), *anchors, (len(words), len(sounds))]):
        stretch = (heard[upper] - heard[lower]) / (read[last] - read[first])
        clock += [heard[lower] + (read[i] - read[first]) * stretch for i in range(first + 1, last)]
        clock.append(heard[upper])
    starts = [_on_the_clock(time, sounds, heard, after=True) for time in clock[:-1]]
    ends = [_on_the_clock(time, sounds, heard, after=False) for time in clock[1:]]
    return tuple(
        Word(word.offset, start, max(start, end)) for word, start, end in zip(words, starts, ends, strict=True)
    )


def _on_the_clock(time: float, sounds: Sequence[tuple[float, float]], heard: Sequence[float], *, after: bool) -> float:
    """Turn time of sound into time, after or before the silence that may lie just there."""
    index = (bisect_right(heard, time) if after else bisect_left(heard, time)) - 1
    index = min(max(index, 0), len(sounds) - 1)
    start, end = sounds[index]
    return min(end, start + time - heard[index])


def _anchors(
    words: Sequence[Word],
    read: Sequence[float],
    sounds: Sequence[tuple[float, float]],
    heard: Sequence[float],
) -> list[tuple[int, int]]:
    """Match pauses of the text with silences of the recording, in order, long ones and near ones first.

    Returns pairs (words before the pause, stretches of sound before the silence).
    """
    pauses = [(i, after.start - before.end) for i, (before, after) in enumerate(pairwise(words), 1)]
    pauses = [(i, pause) for i, pause in pauses if pause > 0]
    silences = [(k, after[0] - before[1]) for k, (before, after) in enumerate(pairwise(sounds), 1)]
    # best[k]: the best matching of the pauses so far with the first k silences
    best: list[tuple[float, list[tuple[int, int]]]] = [(0.0, [])] * (len(silences) + 1)
    for i, pause in pauses:
        row = best[:1]
        for k, silence in silences:
            nearness = 1 - abs(read[i] - heard[k]) / ANCHOR_REACH
            score, matched = best[k - 1]
            taken = (score + min(pause, silence) * nearness, [*matched, (i, k)])
            row.append(max(row[-1], best[k], taken, key=lambda entry: entry[0]))
        best = row
    return best[-1][1]
