"""Rests: where a text says that the voice waits, and between paragraphs, silence is put into a speech."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from bits.speech.reading import Word
from bits.speech.sound import faded
from bits.speech.voices import Speech


def rested(speech: Speech, rests: Iterable[tuple[int, float]]) -> Speech:
    """Return a speech with silence where the voice waits.

    Parameters
    ----------
    speech
        Without rests.
    rests
        Offsets in the text that is spoken, and seconds, increasing.

    Returns
    -------
    Speech
        Cut in the middle of the silence before the word at the offset; where there is none, the sound fades out and in.
    """
    words, rate = list(speech.words), speech.rate
    parts, start, waited = [], 0, 0.0
    moved: list[Word] = []
    for offset, seconds in rests:
        place = bisect_left(words, offset, key=lambda word: word.offset)
        cut = len(speech.samples) if place == len(words) else round(_before(words, place) * rate)
        parts += [faded(speech.samples[start:cut], rate), np.zeros(round(seconds * rate), np.float32)]
        moved += [_later(word, waited) for word in words[len(moved) : place]]
        start, waited = cut, waited + round(seconds * rate) / rate
    moved += [_later(word, waited) for word in words[len(moved) :]]
    if not parts:
        return speech
    return replace(speech, samples=np.concatenate([*parts, faded(speech.samples[start:], rate)]), words=tuple(moved))


def _before(words: list[Word], place: int) -> float:
    """Return the middle of the silence before a word; 0 before the first."""
    return 0.0 if place == 0 else (words[place - 1].end + words[place].start) / 2


def _later(word: Word, seconds: float) -> Word:
    return Word(word.offset, word.start + seconds, word.end + seconds)
