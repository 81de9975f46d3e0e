"""Voices: a line of narration in, sound with the time of each word out.

Four voices answer to the same few methods: ``espeak`` (offline, from a wheel), ``silent`` (timed silence),
``recorded:DIR`` (the lecturer's own recordings) and ``command:...`` (any program that writes a WAV file).
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shlex
import shutil
import sys
import tempfile
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import BinaryIO, Protocol

import numpy as np
from numpy.typing import NDArray

from bits.errors import UserError, quoted, unknown
from bits.paths import home
from bits.speech import programs
from bits.speech.programs import PATIENCE
from bits.speech.reading import Word, fitted, next_spoken, reading_times, time_at, tokens
from bits.speech.script import Line
from bits.speech.sound import decode, stretches

__all__ = ["Speech", "Voice", "Word", "cue_times", "default_voice", "reading_times", "voice"]

MARGIN = 0.05
"""Seconds of silence left before the first and after the last sound."""
ONSET = 0.03
"""Seconds by which a word may be heard before the engine says that it starts."""
BREATH = 0.2
"""Seconds of silence that count as a pause of the speaker."""


@dataclass(frozen=True, eq=False)
class Speech:
    """Sound and the time of its words."""

    samples: NDArray[np.float32]
    """Mono, shape (n,), in [-1, 1]."""
    rate: int
    """Samples per second."""
    words: tuple[Word, ...]

    @property
    def seconds(self) -> float:
        """Duration."""
        return len(self.samples) / self.rate


class Voice(Protocol):
    """Who speaks the narration."""

    name: str

    def key(self, scene: str, line: Line) -> str:
        """Return a hash of all that the sound of a line depends on."""

    def speak(self, scene: str, line: Line) -> Speech:
        """Speak one line.

        Raises
        ------
        UserError
            Naming scene and beat, where there is no sound to be had.
        """

    def speak_all(self, scene: str, lines: Sequence[Line]) -> Iterable[Speech]:
        """Speak the lines of a scene, as `speak` would each, and give each as it comes."""
        return (self.speak(scene, line) for line in lines)


def voice(spec: str, patience: float = PATIENCE) -> Voice:
    """Return the voice that a specification names.

    Parameters
    ----------
    spec
        Such as ``espeak`` or ``recorded:DIR``.
    patience
        Seconds that a program may take for one line.

    Raises
    ------
    UserError
        If there is no such voice, or it lacks what it needs.
    """
    kind, _, rest = spec.partition(":")
    if spec == "espeak":
        return Espeak(patience)
    if spec == "silent":
        return Silent()
    if kind in ("recorded", "command"):
        if not rest.strip():
            form = "'recorded:DIR' or 'command:PROGRAM {text} {wav}'"
            raise UserError(f"voice {quoted(spec)} is incomplete: write {form}")
        return Recorded(home(Path(rest))) if kind == "recorded" else Command(rest, patience)
    raise unknown("voice", spec, ("espeak", "silent", "recorded:DIR", "command:PROGRAM {text} {wav}"))


def default_voice() -> str:
    """Return "espeak" where its engine is installed, otherwise "silent"."""
    return "espeak" if find_spec("espeakng_loader") else "silent"


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


def _hash(*parts: object) -> str:
    """Hash what a sound depends on, and the code that makes and times it."""
    return hashlib.sha256(json.dumps([_code(), *parts]).encode()).hexdigest()


@cache
def _code() -> str:
    sources = (Path(__file__).with_name(f"{name}.py") for name in ("espeak", "reading", "sound", "voices"))
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()


class Silent(Voice):
    """Silence of the length that reading would take."""

    name = "silent"
    _rate = 8000

    def key(self, scene: str, line: Line) -> str:
        """Hash the text."""
        return _hash(self.name, line.spoken)

    def speak(self, scene: str, line: Line) -> Speech:
        """Return silence with the times of a reader."""
        words = reading_times(line.spoken)
        seconds = words[-1].end if words else 0.0
        return Speech(np.zeros(int(np.ceil(seconds * self._rate)), np.float32), self._rate, words)


class Espeak(Voice):
    """The eSpeak NG synthesizer of the wheel ``espeakng-loader``, in a process of its own."""

    name = "espeak"
    # The variant "max" is the screen reader NVDA's choice of voice: less buzz in the upper formants.
    _voice = "en-us+max"
    # Numbers of espeak_PARAMETER: words a minute, pitch, range of pitch (each 0-100).
    _parameters: Mapping[str, int] = {"1": 182, "3": 42, "4": 60}
    _sentence_pause = 0.15
    """Seconds of silence added to the 0.34 s that the engine makes between sentences."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        if not find_spec("espeakng_loader"):
            raise UserError("voice 'espeak' is not installed: run 'make setup' or 'uv sync --extra espeak'")

    def key(self, scene: str, line: Line) -> str:
        """Hash the text and the engine's version."""
        from importlib.metadata import version  # slow to import, needed by this voice alone

        return _hash(self.name, version("espeakng-loader"), line.spoken)

    def speak(self, scene: str, line: Line) -> Speech:
        """Speak one line in a process of its own."""
        return self.speak_all(scene, [line])[0]

    def speak_all(self, scene: str, lines: Sequence[Line]) -> list[Speech]:
        """Speak lines, each from the same state of the engine: the same text always sounds the same."""
        # Forks share one process's start; where a process cannot fork, every line has a process of its own.
        batches = [lines] if hasattr(os, "fork") else [[line] for line in lines]
        return [speech for batch in batches if batch for speech in self._process(scene, batch)]

    def _process(self, scene: str, lines: Sequence[Line]) -> list[Speech]:
        """Ask one process of the engine for some lines."""
        import espeakng_loader  # an optional extra; it only tells where its files are

        request = {
            "library": espeakng_loader.get_library_path(),
            "data": espeakng_loader.get_data_path(),
            "voice": self._voice,
            "parameters": self._parameters,
            "texts": [line.spoken for line in lines],
        }
        program = [sys.executable, "-I", "-S", str(Path(__file__).with_name("espeak.py"))]
        where = f"scene {scene!r}"
        try:
            done = programs.run(
                program, seconds=self._patience * len(lines), given=json.dumps(request).encode(), listen=True
            )
        except programs.TookTooLongError:
            raise UserError(f"{where}: voice 'espeak' took longer than {self._patience:g} s a line") from None
        if done.status:
            raise UserError(f"{where}: voice 'espeak' failed ({done.reported}): 'make setup' installs it anew")
        answers = io.BytesIO(done.said)
        return [self._speech(scene, line, answers) for line in lines]

    def _speech(self, scene: str, line: Line, answers: BinaryIO) -> Speech:
        """Read the next answer and time its words."""
        head = json.loads(answers.readline())
        if "error" in head:
            raise UserError(f"{_where(scene, line)}: voice 'espeak' failed: {head['error']}")
        rate = head["rate"]
        samples = np.frombuffer(answers.read(head["bytes"]), "<i2").astype(np.float32) / np.float32(32768)
        gap = round(self._sentence_pause * rate)
        cuts = [sample for offset, sample in head["clauses"] if _ends_sentence(line.spoken[:offset])]
        events = [(offset, sample + gap * bisect_right(cuts, sample)) for offset, sample in head["words"]]
        samples = np.insert(samples, np.repeat(cuts, gap).astype(int), np.float32(0))
        heard = stretches(samples, rate, MARGIN)
        if not heard:
            raise UserError(f"{_where(scene, line)}: voice 'espeak' says nothing for {quoted(line.spoken)}")
        first = max(0, round((heard[0][0] - MARGIN) * rate))
        last = round((heard[-1][1] + MARGIN) * rate)
        heard = [(start - first / rate, end - first / rate) for start, end in heard]
        starts = _starts(line.spoken, [(offset, (sample - first) / rate) for offset, sample in events], heard)
        return Speech(samples[first:last], rate, _until_silence(starts, heard))


class Recorded(Voice):
    """The lecturer's own voice: one recording per beat, ``DIR/<scene>/<beat>.wav``."""

    name = "recorded"

    def __init__(self, directory: Path) -> None:
        if not directory.is_dir():
            raise UserError(f"voice 'recorded:{directory}': there is no such folder")
        self.directory = directory

    def key(self, scene: str, line: Line) -> str:
        """Hash the recording and the text, which the word times depend on."""
        path = self._file(scene, line)
        try:
            with path.open("rb") as file:
                sound = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise UserError(f"{_where(scene, line)}: {path} cannot be read ({error.strerror})") from error
        return _hash(self.name, sound, line.spoken)

    def speak(self, scene: str, line: Line) -> Speech:
        """Return the recording, its words timed between its silences."""
        return _timed(self._file(scene, line), scene, line)

    def _file(self, scene: str, line: Line) -> Path:
        path = self.directory / scene / f"{line.beat}.wav"
        if not path.is_file():
            raise UserError(f"{_where(scene, line)}: there is no recording {path}")
        return path


class Command(Voice):
    """Any program that reads a text and writes a WAV file, called once per line and not through a shell."""

    name = "command"

    def __init__(self, template: str, patience: float = PATIENCE) -> None:
        self._patience = patience
        try:
            self.arguments = shlex.split(template)
        except ValueError as error:
            raise UserError(f"voice {quoted(f'command:{template}')}: {error}") from error
        if "{wav}" not in template or not re.search(r"\{text(file)?\}", template):
            raise UserError(f"voice {quoted(f'command:{template}')} needs {{wav}} and one of {{text}}, {{textfile}}")
        self._program = shutil.which(self.arguments[0])
        if self._program is None:
            raise UserError(f"voice command {quoted(self.arguments[0])} cannot be run: there is no such program")

    def key(self, scene: str, line: Line) -> str:
        """Hash the command and the text, and every file that the command names: its own, a script, a model."""
        return _hash(self.name, self.arguments, self._files(), line.spoken)

    def speak(self, scene: str, line: Line) -> Speech:
        """Run the program in a folder for temporary files."""
        where = f"{_where(scene, line)}: voice command {quoted(self.arguments[0])}"
        with tempfile.TemporaryDirectory() as folder:
            text, wav = (Path(folder, name) for name in ("line.txt", "line.wav"))
            text.write_text(line.spoken + "\n", encoding="utf-8")
            values = {"{text}": line.spoken, "{textfile}": str(text), "{wav}": str(wav)}
            program = [re.sub(r"\{(text|textfile|wav)\}", lambda m: values[m[0]], part) for part in self.arguments]
            try:
                done = programs.run(program, seconds=self._patience)
            except programs.TookTooLongError:
                remedy = "--voice-timeout gives it more"
                raise UserError(f"{where} took longer than {self._patience:g} s: {remedy}") from None
            if done.status:
                raise UserError(f"{where} ended with status {done.status} ({done.reported})")
            if not wav.is_file():
                raise UserError(f"{where} wrote no file to {{wav}}")
            return _timed(wav, scene, line)

    def _files(self) -> list[str]:
        """Return the hashes of the files that the command names."""
        named = [Path(part) for part in (str(self._program), *self.arguments[1:])]
        return [_file_hash(path, path.stat().st_mtime_ns) for path in named if path.is_file()]


@cache
def _file_hash(path: Path, changed: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _timed(path: Path, scene: str, line: Line) -> Speech:
    """Decode a file, leave out the silence around the speech, and time its words between its silences."""
    samples, rate = decode(path, _where(scene, line))
    heard = stretches(samples, rate, BREATH)
    if not heard:
        raise UserError(f"{_where(scene, line)}: {path} is silent")
    first, last = max(0, round((heard[0][0] - MARGIN) * rate)), round((heard[-1][1] + MARGIN) * rate)
    heard = [(start - first / rate, end - first / rate) for start, end in heard]
    return Speech(samples[first:last], rate, fitted(line.spoken, heard))


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


def _ends_sentence(text: str) -> bool:
    return text.rstrip(" \"'”’)").endswith((".", "?", "!"))


def _where(scene: str, line: Line) -> str:
    return f"scene {scene!r}, beat {line.beat!r}"
