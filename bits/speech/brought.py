"""Voices that a lecturer brings: recordings, and programs that write sound files."""

from __future__ import annotations

import hashlib
import re
import shlex
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import accumulate, groupby
from operator import itemgetter
from pathlib import Path

from bits.errors import UserError, quoted
from bits.notes import note
from bits.speech import programs
from bits.speech.alignment import Sound
from bits.speech.manner import Manner
from bits.speech.readings import aligned, parted
from bits.speech.script import Line
from bits.speech.sound import LONGEST, LONGEST_OF_SCENE, decode, stretches
from bits.speech.voices import Speech, Voice, default_voice, key_of, spoken, voice, where

SUFFIXES = (".wav", ".flac", ".mp3", ".m4a", ".ogg", ".opus", ".aiff", ".aif")
"""What a recording's name may end with."""


class _Brought(Voice):
    """A voice that we know nothing of: its words are timed beside a reading by one of ours."""

    def __init__(self, manner: Manner) -> None:
        kind = default_voice(manner.language)
        self._reader = voice(kind, replace(manner, pace=1.0)) if kind != "silent" else None

    def _reader_key(self, scene: str, line: Line) -> list[str]:
        if self._reader is None:
            return []
        return [self._reader.key(scene, piece) for piece in self._reader.pieces(line)]

    def _readings(self, lines: Sequence[tuple[str, Line]]) -> list[Speech | None]:
        """Return the reading of each line; none where no voice of ours can read it."""
        why = "no voice is installed: 'make setup' installs one"
        if self._reader is not None:
            try:
                return list(spoken(self._reader, lines, self._reader.speak_all))
            except UserError as error:  # a language that no voice of ours speaks
                why = str(error)
        note(f"words are timed by the pauses alone: {why}")
        return [None] * len(lines)


class Recorded(_Brought):
    """The lecturer's own voice: a file per beat, ``DIR/<scene>/<beat>.wav``, or one per scene, ``DIR/<scene>.wav``."""

    name = "recorded"
    breathes = False

    def __init__(self, directory: Path, manner: Manner) -> None:
        if not directory.is_dir():
            raise UserError(f"voice 'recorded:{directory}': there is no such folder")
        super().__init__(manner)
        self.directory = directory
        self._scripts: dict[str, list[tuple[Line, ...]]] = {}

    def knows(self, scene: str, lines: Sequence[Line]) -> None:
        """Remember the scene's lines: the words before a beat tell where it begins in a scene's recording."""
        self._scripts.setdefault(scene, []).append(tuple(lines))

    def key(self, scene: str, line: Line) -> str:
        """Hash the recording, and the texts which the word times depend on."""
        path = self._file(scene, line)
        try:
            with path.open("rb") as file:
                sound = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise UserError(f"{where(scene, line)}: {path} cannot be read ({error.strerror})") from error
        around = [] if self._own(path, scene) else [other.spoken for other in self._script(scene, line)]
        return key_of(self.name, sound, line.spoken, around, self._reader_key(scene, line))

    def speak(self, scene: str, line: Line) -> Speech:
        """Return the recording, its words timed."""
        (speech,) = self.speak_all([(scene, line)])
        return speech

    def speak_all(self, lines: Sequence[tuple[str, Line]]) -> Iterator[Speech]:
        """Return recordings, scene by scene: what is common to several is read and cut once."""
        for scene, some in groupby(lines, key=itemgetter(0)):
            said = list(some)
            sounds = list(self._sounds(scene, [line for _, line in said]))
            for (_, line), (samples, rate, since), reading in zip(said, sounds, self._readings(said), strict=True):
                yield aligned(line, samples, rate, reading, since)

    def _sounds(self, scene: str, lines: Sequence[Line]) -> Iterator[tuple[Sound, int, float]]:
        """Yield the recording of each line, and how many seconds stand before it in its file."""
        whole: dict[tuple[str, ...], dict[str, tuple[Sound, int, float]]] = {}
        for line in lines:
            path, script = self._file(scene, line), self._script(scene, line)
            if self._own(path, scene):
                yield *_heard(scene, line, path, *decode(path, where(scene, line))), 0.0
            else:
                texts = tuple(other.spoken for other in script)
                if texts not in whole:
                    whole[texts] = self._cut(path, scene, script)
                samples, rate, since = whole[texts][line.beat]
                yield *_heard(scene, line, path, samples, rate), since

    def _cut(self, path: Path, scene: str, script: Sequence[Line]) -> dict[str, tuple[Sound, int, float]]:
        """Return the part of each beat in the recording of a scene."""
        samples, rate = decode(path, f"scene {scene!r}", longest=LONGEST_OF_SCENE)
        readings = [reading for reading in self._readings([(scene, line) for line in script]) if reading]
        if not readings:
            raise UserError(f"scene {scene!r}: {path} cannot be cut into beats without a voice: run 'make setup'")
        parts = parted(samples, rate, readings)
        starts = accumulate((len(part) / rate for part in parts), initial=0.0)
        return {line.beat: (part, rate, start) for line, part, start in zip(script, parts, starts, strict=False)}

    def _script(self, scene: str, line: Line) -> tuple[Line, ...]:
        """Return all lines of a scene, as far as they are known."""
        return next((lines for lines in self._scripts.get(scene, ()) if line in lines), (line,))

    def _own(self, path: Path, scene: str) -> bool:
        """Return whether a file is that of one beat."""
        return path.parent == self.directory / scene

    def _file(self, scene: str, line: Line) -> Path:
        """Return the file of a beat, or that of its scene."""
        for stem in (self.directory / scene / line.beat, self.directory / scene):
            beside = sorted(stem.parent.glob(f"{stem.name}.*"))
            found = [path for path in beside if path.suffix.lower() in SUFFIXES and path.is_file()]
            if len(found) > 1:
                raise UserError(f"{where(scene, line)}: both {found[0]} and {found[1].name} are there: keep one")
            if found:
                return found[0]
        beat = self.directory / scene / f"{line.beat}.wav"
        raise UserError(f"{where(scene, line)}: there is no recording {beat}, nor one of the scene, {scene}.wav")


class Command(_Brought):
    """Any program that reads a text and writes a WAV file, called once per line and not through a shell."""

    name = "command"

    def __init__(self, template: str, manner: Manner) -> None:
        super().__init__(manner)
        self._patience = manner.patience
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
        return key_of(self.name, self.arguments, self._files(), line.spoken, self._reader_key(scene, line))

    def speak(self, scene: str, line: Line) -> Speech:
        """Let the program speak."""
        (speech,) = self.speak_all([(scene, line)])
        return speech

    def speak_all(self, lines: Sequence[tuple[str, Line]]) -> Iterator[Speech]:
        """Let the program speak line by line."""
        for (scene, line), reading in zip(lines, self._readings(lines), strict=True):
            yield self._spoken(scene, line, reading)

    def _spoken(self, scene: str, line: Line, reading: Speech | None) -> Speech:
        """Run the program in a folder for temporary files."""
        place = f"{where(scene, line)}: voice command {quoted(self.arguments[0])}"
        with tempfile.TemporaryDirectory() as folder:
            text, wav = (Path(folder, name) for name in ("line.txt", "line.wav"))
            text.write_text(line.spoken + "\n", encoding="utf-8")
            values = {"{text}": line.spoken, "{textfile}": str(text), "{wav}": str(wav)}
            program = [re.sub(r"\{(text|textfile|wav)\}", lambda m: values[m[0]], part) for part in self.arguments]
            try:
                done = programs.run(program, seconds=self._patience)
            except programs.TookTooLongError:
                remedy = "--voice-timeout gives it more"
                raise UserError(f"{place} took longer than {self._patience:g} s: {remedy}") from None
            if done.status:
                raise UserError(f"{place} ended with status {done.status} ({done.reported})")
            if not wav.is_file():
                raise UserError(f"{place} wrote no file to {{wav}}")
            samples, rate = _heard(scene, line, wav, *decode(wav, where(scene, line)))
            return replace(aligned(line, samples, rate, reading), remarks=())

    def _files(self) -> list[str]:
        """Return the hashes of the files that the command names."""
        named = [Path(part) for part in (str(self._program), *self.arguments[1:])]
        return [_file_hash(path, path.stat().st_mtime_ns) for path in named if path.is_file()]


@cache
def _file_hash(path: Path, changed: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _heard(scene: str, line: Line, path: Path, samples: Sound, rate: int) -> tuple[Sound, int]:
    """Return the sound of a line, if there is any."""
    if not stretches(samples, rate, 1.0):
        raise UserError(f"{where(scene, line)}: {path} is silent")
    if len(samples) > LONGEST * rate:
        raise UserError(f"{where(scene, line)}: its part of {path} is longer than {LONGEST / 60:g} minutes")
    return samples, rate
