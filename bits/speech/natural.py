"""The natural voice: a small neural net whose weights come in its wheel, spoken to sentence by sentence."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from bits.cores import CORES
from bits.errors import UserError, quoted
from bits.speech import programs
from bits.speech.manner import Manner
from bits.speech.reading import Word, timed, tokens
from bits.speech.script import Line
from bits.speech.sound import MARGIN, faded, stretches
from bits.speech.tempo import paced
from bits.speech.voices import Speech, Voice, key_of, where

SENTENCE_PAUSE = 0.42
"""Seconds of silence between two sentences, at the usual pace."""
PAUSE = 0.12
"""Seconds of silence within a sentence that part two stretches of it."""
_FEWEST = 12
"""Sentences for which a process of its own pays."""
_MADE_BY = ("hibari-tts", "onnxruntime", "numpy", "scipy")
"""Packages on whose versions the samples depend."""
_ENGINE = Path(__file__).with_name("natural_engine.py")
_SENTENCE = re.compile(r"\S.*?(?:[.!?…]+[\"'”’)\]]*(?=\s+[^a-z\s])|\Z)", re.DOTALL)
_CORE = re.compile(r"[^\W_].*[^\W_]|[^\W_]", re.DOTALL)


class Natural(Voice):
    """The voice "heart" of hibari-tts, in a process of its own."""

    name = "natural"

    def __init__(self, manner: Manner) -> None:
        if manner.language.split("-")[0] != "en":
            remedy = f"--voice espeak speaks {quoted(manner.language)}, if anyone does"
            raise UserError(f"voice 'natural' speaks English only: {remedy}")
        if not find_spec("hibari"):
            raise UserError("voice 'natural' is not installed: run 'make setup' or 'uv sync --extra natural'")
        self._manner = manner

    def key(self, scene: str, line: Line) -> str:
        """Hash the words with their sounds, and the versions of what makes them."""
        return key_of(self.name, self._made_by, self._manner.pace, self._words(line))

    @cached_property
    def _made_by(self) -> list[str]:
        from importlib.metadata import version  # slow to import

        return [version(name) for name in _MADE_BY]

    def pieces(self, line: Line) -> tuple[Line, ...]:
        """Return the sentences of a line: a changed one is spoken alone."""
        return tuple(Line(line.beat, text, text, {}, ()) for _, text in sentences(line.spoken))

    def joined(self, line: Line, speeches: Sequence[Speech]) -> Speech:
        """Put a pause between sentences."""
        words: list[Word] = []
        parts: list[NDArray[np.float32]] = []
        time, rate = 0.0, speeches[0].rate
        gap = np.zeros(round(SENTENCE_PAUSE / self._manner.pace * rate), np.float32)
        for (offset, _), speech in zip(sentences(line.spoken), speeches, strict=True):
            if parts:
                parts.append(gap)
                time += len(gap) / rate
            words += [Word(offset + word.offset, time + word.start, time + word.end) for word in speech.words]
            parts.append(speech.samples)
            time += speech.seconds
        return Speech(np.concatenate(parts), rate, tuple(words))

    def speak(self, scene: str, line: Line) -> Speech:
        """Speak one sentence in a process of its own."""
        (speech,) = self.speak_all([(scene, line)])
        return speech

    def speak_all(self, lines: Sequence[tuple[str, Line]]) -> Iterator[Speech]:
        """Speak sentences, many of them in several processes at once."""
        answers = self._asked(lines, sound=True)
        return (self._speech(*said, *answer) for said, answer in zip(lines, answers, strict=True))

    def guessed(self, lines: Sequence[Line]) -> list[list[tuple[int, str]]]:
        """Return, for each line, the words that neither the voice's dictionary nor the lexicon knows."""
        places = [(i, start, text) for i, line in enumerate(lines) for start, text in sentences(line.spoken)]
        heads = self._asked([("all", piece) for line in lines for piece in self.pieces(line)], sound=False)
        found: list[list[tuple[int, str]]] = [[] for _ in lines]
        for (i, start, text), (head, _) in zip(places, heads, strict=True):
            words = list(re.finditer(r"\S+", text))
            cores = ((words[j].start(), _CORE.search(words[j][0])) for j in head["guessed"])
            found[i] += [(start + at + core.start(), core[0]) for at, core in cores if core]
        return found

    def _asked(
        self, lines: Sequence[tuple[str, Line]], *, sound: bool
    ) -> Iterator[tuple[dict[str, Any], NDArray[np.float32]]]:
        """Ask the engine for sentences: each of its processes for a share of them."""
        share = max(_FEWEST, -(-len(lines) // CORES))
        shares = [lines[i : i + share] for i in range(0, len(lines), share)]
        # -P: the folder of the program is not searched for modules; one of ours has the name of Python's own.
        program = [sys.executable, "-P", str(_ENGINE)]
        with ExitStack() as stack:
            requests = [{"sound": sound, "sentences": [self._words(line) for _, line in some]} for some in shares]
            engines = [
                stack.enter_context(programs.running(program, given=json.dumps(request).encode(), listen=True))
                for request in requests
            ]
            for some, engine in zip(shares, engines, strict=True):
                stream = io.BytesIO(self._said_by(engine, some))
                yield from (self._answer(scene, line, stream) for scene, line in some)

    def _said_by(self, engine: programs.Running, lines: Sequence[tuple[str, Line]]) -> bytes:
        place = f"scene {lines[0][0]!r}: voice 'natural'"
        try:
            done = engine.ended(self._manner.patience * len(lines))
        except programs.TookTooLongError:
            raise UserError(f"{place} took longer than {self._manner.patience:g} s a sentence") from None
        if done.status:
            raise UserError(f"{place} failed ({done.reported}): 'make setup' installs it anew")
        return done.said

    def _answer(self, scene: str, line: Line, stream: BinaryIO) -> tuple[dict[str, Any], NDArray[np.float32]]:
        head = json.loads(stream.readline())
        if "error" in head:
            raise UserError(f"{where(scene, line)}: voice 'natural': {head['error']}")
        return head, np.frombuffer(stream.read(head["bytes"]), "<f4").astype(np.float32)

    def _words(self, line: Line) -> list[tuple[str, str]]:
        """Return the words of a sentence as they are written, with the sounds that the lexicon gives them."""
        sounds = self._manner.sounds
        cores = ((text, _CORE.search(text)) for text in line.spoken.split())
        return [
            (text, (sounds.get(core[0]) or sounds.get(core[0].lower(), "")) if core else "") for text, core in cores
        ]

    def _speech(self, scene: str, line: Line, head: dict[str, Any], samples: NDArray[np.float32]) -> Speech:
        """Return a sentence without the silence around it."""
        rate = head["rate"]
        heard = stretches(samples, rate, PAUSE)
        if not heard:
            raise UserError(f"{where(scene, line)}: voice 'natural' says nothing for {quoted(line.spoken)}")
        first = max(0, round((heard[0][0] - MARGIN) * rate))
        last = min(len(samples), round((heard[-1][1] + MARGIN) * rate))
        written = zip(head["starts"], line.spoken.split(), strict=True)
        starts = [start - first / rate for start, text in written if any(tokens(text))]
        heard = [(start - first / rate, end - first / rate) for start, end in heard]
        words = timed([offset for offset, _ in tokens(line.spoken)], starts, heard)
        return paced(Speech(faded(samples[first:last], rate), rate, words), self._manner.pace)


def sentences(text: str) -> list[tuple[int, str]]:
    """Return the sentences of a text, each with its offset."""
    found = ((match.start(), match[0].rstrip()) for match in _SENTENCE.finditer(text))
    return [(start, sentence) for start, sentence in found if sentence]
