"""Voices: a line of narration in, sound with the time of each word out.

Five voices answer to the same few methods: ``natural`` (a neural net in a wheel), ``espeak`` (small, and in many
languages), ``silent`` (timed silence), ``recorded:DIR`` (the lecturer's own recordings) and ``command:...`` (any
program that writes a sound file).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bits.errors import UserError, quoted, unknown
from bits.paths import home
from bits.speech.manner import Manner
from bits.speech.reading import Word, next_spoken, reading_times, time_at
from bits.speech.script import Line


@dataclass(frozen=True, eq=False)
class Speech:
    """Sound and the time of its words."""

    samples: NDArray[np.float32]
    """Mono, shape (n,), in [-1, 1]."""
    rate: int
    """Samples per second."""
    words: tuple[Word, ...]
    remarks: tuple[str, ...] = ()
    """Where it does not say what is written."""

    @property
    def seconds(self) -> float:
        """Duration."""
        return len(self.samples) / self.rate


class Voice(Protocol):
    """Who speaks the narration."""

    name: str
    breathes: bool = True
    """Whether rests are put in for it: a lecturer makes their own."""

    def key(self, scene: str, line: Line) -> str:
        """Return a hash of all that the sound of a line depends on."""

    def speak(self, scene: str, line: Line) -> Speech:
        """Speak one line.

        Raises
        ------
        UserError
            Naming scene and beat, where there is no sound to be had.
        """

    def speak_all(self, lines: Sequence[tuple[str, Line]]) -> Iterable[Speech]:
        """Speak lines of scenes, as `speak` would each, and give each as it comes."""
        return (self.speak(scene, line) for scene, line in lines)

    def knows(self, scene: str, lines: Sequence[Line]) -> None:
        """Learn all that is said in a scene, also what is not asked for: a recording may hold all of it."""
        return

    def guessed(self, lines: Sequence[Line]) -> list[list[tuple[int, str]]]:
        """Return, for each line, the words whose sound the voice guesses, with their offsets in what is spoken."""
        return [[] for _ in lines]

    def pieces(self, line: Line) -> tuple[Line, ...]:
        """Return what of a line is spoken, and kept, each by itself."""
        return (line,)

    def joined(self, line: Line, speeches: Sequence[Speech]) -> Speech:
        """Return the speech of a line from those of its pieces."""
        (speech,) = speeches
        return speech


def voice(spec: str, manner: Manner | None = None) -> Voice:
    """Return the voice that a specification names.

    Parameters
    ----------
    spec
        Such as ``natural`` or ``recorded:DIR``.
    manner
        How it is to speak; in English, at its usual pace, by default.

    Raises
    ------
    UserError
        If there is no such voice, or it lacks what it needs, or does not speak the language.
    """
    manner = manner or Manner()
    kind, _, rest = spec.partition(":")
    if spec == "natural":
        from bits.speech.natural import Natural

        return Natural(manner)
    if spec == "espeak":
        from bits.speech.espeak import Espeak

        return Espeak(manner)
    if spec == "silent":
        return Silent(manner)
    if kind in ("recorded", "command"):
        from bits.speech.brought import Command, Recorded

        if not rest.strip():
            form = "'recorded:DIR' or 'command:PROGRAM {text} {wav}'"
            raise UserError(f"voice {quoted(spec)} is incomplete: write {form}")
        if manner.pace != 1:
            raise UserError(f"voice {quoted(spec)}: speaks at its own pace; leave out the pace of {manner.pace:g}")
        return Recorded(home(Path(rest)), manner) if kind == "recorded" else Command(rest, manner)
    raise unknown("voice", spec, ("natural", "espeak", "silent", "recorded:DIR", "command:PROGRAM {text} {wav}"))


def default_voice(language: str = "en") -> str:
    """Return the best voice that is installed and speaks a language; "silent" if there is none."""
    if find_spec("hibari") and language.split("-", maxsplit=1)[0] == "en":
        return "natural"
    return "espeak" if find_spec("espeakng_loader") else "silent"


def spoken(
    talker: Voice, lines: Sequence[tuple[str, Line]], speak: Callable[[Sequence[tuple[str, Line]]], Iterable[Speech]]
) -> Iterator[Speech]:
    """Yield the speech of lines of scenes, each put together from its pieces.

    Parameters
    ----------
    talker
        Knows what the pieces are.
    lines
        Each with the name of its scene.
    speak
        Speaks pieces, or has kept them.
    """
    parts = [talker.pieces(line) for _, line in lines]
    pieces = [(scene, piece) for (scene, _), some in zip(lines, parts, strict=True) for piece in some]
    made = iter(speak(pieces))
    for (_, line), some in zip(lines, parts, strict=True):
        yield talker.joined(line, list(islice(made, len(some))))


def cue_times(line: Line, speech: Speech) -> dict[str, float]:
    """Return when each cue of a line is due, in seconds from the start of its speech.

    A cue is due at the start of the word at or after its offset, interpolated where the engine merged words,
    and at the end of the speech where no word follows.
    """
    return {
        cue: speech.seconds
        if next_spoken(line.spoken, offset) == len(line.spoken)
        else time_at(speech.words, line.spoken, offset)
        for cue, offset in line.cues.items()
    }


def key_of(*parts: object) -> str:
    """Hash what a sound depends on, and the code that makes and times it."""
    return hashlib.sha256(json.dumps([_code(), *parts]).encode()).hexdigest()


@cache
def _code() -> str:
    sources = sorted(Path(__file__).parent.glob("*.py"))
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()


class Silent(Voice):
    """Silence of the length that reading would take."""

    name = "silent"
    _rate = 8000

    def __init__(self, manner: Manner) -> None:
        self._pace = manner.pace

    def key(self, scene: str, line: Line) -> str:
        """Hash the text."""
        return key_of(self.name, self._pace, line.spoken)

    def speak(self, scene: str, line: Line) -> Speech:
        """Return silence with the times of a reader."""
        words = reading_times(line.spoken, self._pace)
        seconds = words[-1].end if words else 0.0
        return Speech(np.zeros(int(np.ceil(seconds * self._rate)), np.float32), self._rate, words)


def where(scene: str, line: Line) -> str:
    """Return how errors name a line."""
    return f"scene {scene!r}, beat {line.beat!r}"
