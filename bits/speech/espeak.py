"""The voice of eSpeak NG: small, and in a hundred languages."""

from __future__ import annotations

import io
import json
import os
import sys
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import BinaryIO

import numpy as np

from bits.errors import UserError, quoted
from bits.speech import programs
from bits.speech.manner import Manner
from bits.speech.reading import Word, ends_sentence, tokens
from bits.speech.script import Line
from bits.speech.sound import MARGIN, stretches
from bits.speech.voices import Speech, Voice, key_of, where

ONSET = 0.03
"""Seconds by which a word may be heard before the engine says that it starts."""
_WORDS_A_MINUTE = 182


class Espeak(Voice):
    """The eSpeak NG synthesizer of the wheel ``espeakng-loader``, in a process of its own."""

    name = "espeak"
    _sentence_pause = 0.15
    """Seconds of silence added to the 0.34 s that the engine makes between sentences."""

    def __init__(self, manner: Manner) -> None:
        self._patience = manner.patience
        # The variant "max" is the screen reader NVDA's choice of voice: less buzz in the upper formants.
        self._voice = {"en": "en-us"}.get(manner.language, manner.language.lower()) + "+max"
        # Numbers of espeak_PARAMETER: words a minute, pitch, range of pitch (each 0-100).
        rate = round(_WORDS_A_MINUTE * manner.pace)
        self._parameters: Mapping[str, int] = {"1": rate, "3": 42, "4": 60}
        if not find_spec("espeakng_loader"):
            raise UserError("voice 'espeak' is not installed: run 'make setup' or 'uv sync --extra espeak'")

    def key(self, scene: str, line: Line) -> str:
        """Hash the text and the engine's version."""
        from importlib.metadata import version  # slow to import, needed by this voice alone

        return key_of(self.name, version("espeakng-loader"), self._voice, self._parameters, line.spoken)

    def speak(self, scene: str, line: Line) -> Speech:
        """Speak one line in a process of its own."""
        return self.speak_all([(scene, line)])[0]

    def speak_all(self, lines: Sequence[tuple[str, Line]]) -> list[Speech]:
        """Speak lines, each from the same state of the engine: the same text always sounds the same."""
        # Forks share one process's start; where a process cannot fork, every line has a process of its own.
        batches = [lines] if hasattr(os, "fork") else [[line] for line in lines]
        return [speech for batch in batches if batch for speech in self._process(batch)]

    def _process(self, lines: Sequence[tuple[str, Line]]) -> list[Speech]:
        """Ask one process of the engine for some lines."""
        import espeakng_loader  # an optional extra; it only tells where its files are

        request = {
            "library": espeakng_loader.get_library_path(),
            "data": espeakng_loader.get_data_path(),
            "voice": self._voice,
            "parameters": self._parameters,
            "texts": [line.spoken for _, line in lines],
        }
        program = [sys.executable, "-I", "-S", str(Path(__file__).with_name("espeak_engine.py"))]
        place = f"scene {lines[0][0]!r}"
        try:
            done = programs.run(
                program, seconds=self._patience * len(lines), given=json.dumps(request).encode(), listen=True
            )
        except programs.TookTooLongError:
            raise UserError(f"{place}: voice 'espeak' took longer than {self._patience:g} s a line") from None
        if done.status:
            raise UserError(f"{place}: voice 'espeak' failed ({done.reported}): 'make setup' installs it anew")
        answers = io.BytesIO(done.said)
        return [self._speech(scene, line, answers) for scene, line in lines]

    def _speech(self, scene: str, line: Line, answers: BinaryIO) -> Speech:
        """Read the next answer and time its words."""
        head = json.loads(answers.readline())
        if "error" in head:
            raise UserError(f"{where(scene, line)}: voice 'espeak' failed: {head['error']}")
        rate = head["rate"]
        samples = np.frombuffer(answers.read(head["bytes"]), "<i2").astype(np.float32) / np.float32(32768)
        gap = round(self._sentence_pause * rate)
        cuts = [sample for offset, sample in head["clauses"] if ends_sentence(line.spoken[:offset])]
        events = [(offset, sample + gap * bisect_right(cuts, sample)) for offset, sample in head["words"]]
        samples = np.insert(samples, np.repeat(cuts, gap).astype(int), np.float32(0))
        heard = stretches(samples, rate, MARGIN)
        if not heard:
            raise UserError(f"{where(scene, line)}: voice 'espeak' says nothing for {quoted(line.spoken)}")
        first = max(0, round((heard[0][0] - MARGIN) * rate))
        last = round((heard[-1][1] + MARGIN) * rate)
        heard = [(start - first / rate, end - first / rate) for start, end in heard]
        starts = _starts(line.spoken, [(offset, (sample - first) / rate) for offset, sample in events], heard)
        return Speech(samples[first:last], rate, _until_silence(starts, heard))


def _starts(
    text: str, events: Sequence[tuple[int, float]], heard: Sequence[tuple[float, float]]
) -> list[tuple[int, float]]:
    """Return the offset and start of every word, given the engine's events as (offset, seconds).

    The engine reports several events for a number and one for "for a": the first event inside a word counts,
    and words without any lie between their neighbours as their letters do.
    """
    known: list[tuple[int, float]] = []
    offsets = []
    for offset, word in tokens(text):
        offsets.append(offset)
        inside = [seconds for at, seconds in events if offset <= at < offset + len(word)]
        if inside:
            known.append((offset, min(inside)))
    marks = [(-1, 0.0), *known, (len(text), heard[-1][1])]
    times = np.clip(np.maximum.accumulate([seconds for _, seconds in marks]), heard[0][0], heard[-1][1])
    starts = np.interp(offsets, [at for at, _ in marks], times)
    return [(offset, float(start)) for offset, start in zip(offsets, starts, strict=True)]


def _until_silence(starts: Sequence[tuple[int, float]], heard: Sequence[tuple[float, float]]) -> tuple[Word, ...]:
    """Let each word last until the next one, or until the silence before it."""
    words = []
    limits = [start for _, start in starts[1:]] + [heard[-1][1]]
    for (offset, start), limit in zip(starts, limits, strict=True):
        fading = [end for begin, end in heard if begin < limit - ONSET and start < end]
        words.append(Word(offset, start, min(limit, fading[-1]) if fading else limit))
    return tuple(words)
