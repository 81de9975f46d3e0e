"""Voices that a lecturer brings: recordings, and programs that write sound files."""

from __future__ import annotations

import hashlib
import re
import shlex
import shutil
import tempfile
from functools import cache
from pathlib import Path

from bits.errors import UserError, quoted
from bits.speech import programs
from bits.speech.manner import Manner
from bits.speech.reading import fitted
from bits.speech.script import Line
from bits.speech.sound import MARGIN, decode, stretches
from bits.speech.voices import Speech, Voice, key_of, where

BREATH = 0.2
"""Seconds of silence that count as a pause of the speaker."""


class Recorded(Voice):
    """The lecturer's own voice: one recording per beat, ``DIR/<scene>/<beat>.wav``."""

    name = "recorded"
    breathes = False

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
            raise UserError(f"{where(scene, line)}: {path} cannot be read ({error.strerror})") from error
        return key_of(self.name, sound, line.spoken)

    def speak(self, scene: str, line: Line) -> Speech:
        """Return the recording, its words timed between its silences."""
        return _timed(self._file(scene, line), scene, line)

    def _file(self, scene: str, line: Line) -> Path:
        path = self.directory / scene / f"{line.beat}.wav"
        if not path.is_file():
            raise UserError(f"{where(scene, line)}: there is no recording {path}")
        return path


class Command(Voice):
    """Any program that reads a text and writes a WAV file, called once per line and not through a shell."""

    name = "command"

    def __init__(self, template: str, manner: Manner) -> None:
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
        return key_of(self.name, self.arguments, self._files(), line.spoken)

    def speak(self, scene: str, line: Line) -> Speech:
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
    samples, rate = decode(path, where(scene, line))
    heard = stretches(samples, rate, BREATH)
    if not heard:
        raise UserError(f"{where(scene, line)}: {path} is silent")
    first, last = max(0, round((heard[0][0] - MARGIN) * rate)), round((heard[-1][1] + MARGIN) * rate)
    heard = [(start - first / rate, end - first / rate) for start, end in heard]
    return Speech(samples[first:last], rate, fitted(line.spoken, heard))
