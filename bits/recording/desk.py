"""What the page can ask for: the beats with their words and takes, a recording, a choice, a picture."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from threading import Lock, RLock
from typing import Any

from bits.deliver.still import picture_at
from bits.errors import UserError
from bits.making.job import Look, Shot
from bits.making.store import written_whole
from bits.recording.takes import Part, Takes
from bits.recording.words import phrases

_LONGEST_LABEL = 300


class Desk:
    """Where one lecturer records, one beat at a time.

    Parameters
    ----------
    shots
        The beats; of those that come again with other numbers the first is taken.
    look
        How their pictures look.
    folder
        Where takes are kept; those that were left behind in it are finished.
    command
        What makes the film of them.
    """

    def __init__(self, shots: Sequence[Shot], look: Look, folder: Path, command: str) -> None:
        self._shots = {shot.name: shot for shot in reversed(shots)}
        self._order = list(dict.fromkeys(shot.name for shot in shots))
        self._look, self._command = look, command
        self._takes = Takes(folder)
        self._microphone = folder / "microphone.txt"
        self._open: Part | None = None
        self._recordings = 0
        self._files, self._drawing = RLock(), Lock()
        self._pictures: dict[str, bytes] = {}
        self.recovered = self._takes.recover()

    def opened(self) -> dict[str, Any]:
        """Return all that a page has to know when it opens; what another one was recording becomes a take."""
        with self._files:
            self.close()
            return {
                "beats": [self._told(self._shots[name]) for name in self._order],
                "command": self._command,
                "microphone": self._remembered(),
            }

    def begin(self, name: str, rate: int) -> dict[str, Any]:
        """Begin a take of a beat, and return the number of the recording."""
        shot = self._shots[name]
        with self._files:
            self.close()
            self._open = self._takes.begin(shot.scene, shot.beat, shot.line.spoken, rate)
            self._recordings += 1
            return {"recording": self._recordings}

    def append(self, recording: int, at: int, floats: bytes) -> dict[str, Any]:
        """Add samples to a recording; see `bits.recording.takes.Part.append`."""
        with self._files:
            return {"samples": self._part(recording).append(at, floats)}

    def stop(self, recording: int) -> dict[str, Any]:
        """Make a recording a take, which counts from now on; return its beat."""
        with self._files:
            part = self._part(recording)
            self._open = None
            if (number := self._takes.finish(part)) is not None:
                self._takes.choose(part.scene, part.beat, number)
            return self._told(self._shots[f"{part.scene}/{part.beat}"])

    def choose(self, name: str, number: int) -> dict[str, Any]:
        """Let another take of a beat count; return the beat."""
        shot = self._shots[name]
        with self._files:
            self._takes.choose(shot.scene, shot.beat, number)
            return self._told(shot)

    def take(self, name: str, number: int) -> bytes:
        """Return the file of a take."""
        shot = self._shots[name]
        try:
            return self._takes.file(shot.scene, shot.beat, number).read_bytes()
        except OSError:
            raise KeyError(number) from None

    def picture(self, name: str) -> bytes:
        """Return what stands on the stage when the words of a beat have ended, as PNG.

        It is drawn when it is first asked for: meanwhile all else goes on.
        """
        from PIL import Image

        shot = self._shots[name]
        with self._drawing:
            if name not in self._pictures:
                file = BytesIO()
                Image.fromarray(picture_at(shot, shot.seconds - 1 / self._look.fps, self._look)).save(file, "PNG")
                self._pictures[name] = file.getvalue()
            return self._pictures[name]

    def remember(self, microphone: str) -> dict[str, Any]:
        """Remember which microphone was taken, by its name: a browser's own number for it changes with the address."""
        with written_whole(self._microphone) as temporary:
            temporary.write_text(microphone[:_LONGEST_LABEL], encoding="utf-8")
        return {}

    def close(self) -> None:
        """Make what is being recorded, and nobody has stopped, a take."""
        with self._files:
            part, self._open = self._open, None
            if part is not None:
                self._takes.break_off(part)

    def _part(self, recording: int) -> Part:
        if self._open is None or recording != self._recordings:
            raise UserError("this recording was ended by another page; what came before is kept as a take")
        return self._open

    def _remembered(self) -> str:
        try:
            return self._microphone.read_text(encoding="utf-8")
        except (OSError, ValueError):
            return ""

    def _told(self, shot: Shot) -> dict[str, Any]:
        takes = self._takes.of(shot.scene, shot.beat)
        spoken = shot.line.spoken
        return {
            "name": shot.name,
            "title": shot.title,
            "heading": shot.heading,
            "seconds": round(shot.speech.seconds, 1),
            "phrases": phrases(shot.line),
            "takes": [
                {"number": take.number, "seconds": take.seconds, "changed": take.words not in (None, spoken)}
                for take in takes
            ],
            "chosen": self._takes.chosen(shot.scene, shot.beat),
        }
