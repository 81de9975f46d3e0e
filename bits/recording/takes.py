"""Takes: all that was ever recorded of a beat, and which of it is the one that counts.

``DIR/<scene>/takes/<beat>-001.wav`` is a take and never deleted, ``<beat>-001.json`` beside it keeps the words of its
time, ``<beat>-001.part`` grows while it is recorded. The take that was chosen is copied to ``DIR/<scene>/<beat>.wav``,
where the voice ``recorded:DIR`` looks for it.
"""

from __future__ import annotations

import filecmp
import json
import os
import re
import shutil
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bits.errors import UserError
from bits.making.store import written_whole
from bits.speech.sound import FASTEST, LONGEST, SLOWEST

DEPTH = 3
"""Bytes of a sample: 24 bits leave room above the noise for whoever speaks low."""
_NAME = re.compile(r"(?P<beat>[a-z][a-z0-9_]*)-(?P<number>\d{3,6})\.(?:wav|part|json)", re.ASCII)


@dataclass(frozen=True)
class Take:
    """One recording of a beat."""

    number: int
    seconds: float | None
    """How long it is; None of a file that is no plain WAV, which somebody brought."""
    words: str | None
    """What was to be said; None if that is not known."""


def pcm(floats: bytes) -> bytes:
    """Return samples of 24 bits for samples that are 32-bit floats, both little-endian.

    Raises
    ------
    ValueError
        If these are no samples.
    """
    samples = np.frombuffer(floats, "<f4")
    if not np.isfinite(samples).all():
        raise ValueError("samples that are no numbers")
    whole = np.clip(np.rint(samples.astype(np.float64) * 2**23), -(2**23), 2**23 - 1).astype("<i4")
    return whole.view(np.uint8).reshape(-1, 4)[:, :DEPTH].tobytes()


class Takes:
    """The takes of a folder.

    Parameters
    ----------
    folder
        Where they are kept.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def of(self, scene: str, beat: str) -> list[Take]:
        """Return the takes of a beat, the oldest first; a recording that came from elsewhere is made one of them."""
        chosen = self._chosen_file(scene, beat)
        if chosen.is_file() and self.chosen(scene, beat) is None:
            with written_whole(self.file(scene, beat, self._next(scene, beat))) as temporary:
                shutil.copyfile(chosen, temporary)
        return [self._take(scene, beat, number) for number in self._numbers(scene, beat)]

    def chosen(self, scene: str, beat: str) -> int | None:
        """Return the number of the take that counts: the one that ``<beat>.wav`` equals."""
        wav = self._chosen_file(scene, beat)
        if not wav.is_file():
            return None
        equal = (
            n
            for n in reversed(self._numbers(scene, beat))
            if filecmp.cmp(self.file(scene, beat, n), wav, shallow=False)
        )
        return next(equal, None)

    def choose(self, scene: str, beat: str, number: int) -> None:
        """Let a take count.

        Raises
        ------
        UserError
            If there is no such take, or the folder cannot be written.
        """
        if number not in (take.number for take in self.of(scene, beat)):
            raise UserError(f"{scene}/{beat} has no take {number}")
        with written_whole(self._chosen_file(scene, beat)) as temporary:
            shutil.copyfile(self.file(scene, beat, number), temporary)

    def begin(self, scene: str, beat: str, words: str, rate: int) -> Part:
        """Begin a take.

        Parameters
        ----------
        scene, beat
            What is recorded.
        words
            What is to be said.
        rate
            Samples per second.

        Raises
        ------
        UserError
            If the rate is impossible, or the folder cannot be written.
        """
        if not SLOWEST <= rate <= FASTEST:
            raise UserError(f"the microphone has {rate} samples a second: take one with {SLOWEST} to {FASTEST}")
        number = self._next(scene, beat)
        with written_whole(self.file(scene, beat, number, "json")) as temporary:
            temporary.write_text(json.dumps({"words": words, "rate": rate}, ensure_ascii=False), encoding="utf-8")
        path = self.file(scene, beat, number, "part")
        path.touch(exist_ok=False)
        return Part(scene, beat, number, rate, path)

    def finish(self, part: Part) -> int | None:
        """Make a part a take, and return its number; None if nothing was recorded."""
        frames = part.path.read_bytes()
        frames = frames[: len(frames) - len(frames) % DEPTH]
        if not frames:
            part.path.unlink()
            return None
        with written_whole(self.file(part.scene, part.beat, part.number)) as temporary:
            with wave.open(str(temporary), "wb") as wav:
                wav.setnchannels(1)
                wav.setsampwidth(DEPTH)
                wav.setframerate(part.rate)
                wav.writeframes(frames)
            with temporary.open("rb+") as file:
                os.fsync(file.fileno())
        part.path.unlink()
        return part.number

    def break_off(self, part: Part) -> int | None:
        """Make a part a take that nobody has stopped, and return its number; None if nothing was recorded.

        It counts where there was none before: it breaks off, and must not take the place of one that does not.
        """
        number = self.finish(part)
        if number is not None and not self._chosen_file(part.scene, part.beat).exists():
            self.choose(part.scene, part.beat, number)
        return number

    def recover(self) -> int:
        """Make takes of what was left behind by a process that died, and return how many."""
        return sum(self.break_off(part) is not None for part in list(self._left()))

    def _take(self, scene: str, beat: str, number: int) -> Take:
        words = self._told(scene, beat, number).get("words")
        seconds = _seconds(self.file(scene, beat, number))
        return Take(number, seconds, words if isinstance(words, str) else None)

    def _left(self) -> Iterator[Part]:
        for path in sorted(self.folder.glob("*/takes/*.part")):
            scene, name = path.parent.parent.name, _NAME.fullmatch(path.name)
            if name is None:
                continue
            beat, number = name["beat"], int(name["number"])
            rate = self._told(scene, beat, number).get("rate")
            if self.file(scene, beat, number).exists():
                path.unlink()  # it was finished in full
            elif isinstance(rate, int):
                yield Part(scene, beat, number, rate, path)

    def _told(self, scene: str, beat: str, number: int) -> dict[str, object]:
        """Return what is kept beside a take; nothing if there is nothing that can be read."""
        try:
            told = json.loads(self.file(scene, beat, number, "json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return told if isinstance(told, dict) else {}

    def _numbers(self, scene: str, beat: str, suffixes: tuple[str, ...] = (".wav",)) -> list[int]:
        names = (_NAME.fullmatch(path.name) for path in self._takes(scene).glob(f"{beat}-*") if path.suffix in suffixes)
        return sorted({int(name["number"]) for name in names if name is not None and name["beat"] == beat})

    def _next(self, scene: str, beat: str) -> int:
        return max(self._numbers(scene, beat, (".wav", ".part", ".json")), default=0) + 1

    def _takes(self, scene: str) -> Path:
        return self.folder / scene / "takes"

    def file(self, scene: str, beat: str, number: int, suffix: str = "wav") -> Path:
        """Return a file of a take, which may not be there."""
        return self._takes(scene) / f"{beat}-{number:03}.{suffix}"

    def _chosen_file(self, scene: str, beat: str) -> Path:
        return self.folder / scene / f"{beat}.wav"


@dataclass(frozen=True)
class Part:
    """A take that is being recorded."""

    scene: str
    beat: str
    number: int
    rate: int
    path: Path

    def append(self, at: int, floats: bytes) -> int:
        """Add samples, and return how many there are now.

        Parameters
        ----------
        at
            How many come before these. What is there already is not added again: a page that had no answer repeats.
        floats
            32-bit floats, little-endian.

        Raises
        ------
        ValueError
            If samples before these are missing, or these are none.
        UserError
            If it becomes longer than a beat may be, or there is no room for it.
        """
        there = self.path.stat().st_size // DEPTH
        if not 0 <= at <= there:
            raise ValueError(f"samples from {at} on, where {there} are there")
        fresh = pcm(floats)[(there - at) * DEPTH :]
        length = there + len(fresh) // DEPTH
        if length > LONGEST * self.rate:
            raise UserError(f"a beat has at most {LONGEST / 60:g} minutes")
        try:
            with self.path.open("rb+") as file:
                file.seek(there * DEPTH)  # over what a full disk cut off in the middle of a sample
                file.write(fresh)
        except OSError as error:
            raise UserError(f"cannot write {self.path} ({error.strerror})") from error
        return length


def _seconds(path: Path) -> float | None:
    try:
        with wave.open(str(path), "rb") as wav:
            return wav.getnframes() / wav.getframerate()
    except (OSError, EOFError, wave.Error):
        return None
