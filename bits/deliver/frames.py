"""Pictures as numbered PNG files in a folder, one for every tick, with the sound beside them: for editors."""

from __future__ import annotations

import shutil
import wave
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bits.codec.encoder import Box
from bits.codec.mastering import RATE
from bits.deliver.folder import folder_written_whole
from bits.deliver.ground import Picture, ground_of, straight
from bits.making.take import Look

_PACKED = 3
"""Zlib's level: beyond it, twice the time saves a twentieth of the room."""


class Frames:
    """Writes a folder of frames; it appears under its name when the ``with`` block ends without error.

    Parameters
    ----------
    path
        The folder: ``00001.png`` and so on, and ``sound.wav``.
    look
        What all pictures have.
    sound
        Mono at 48 kHz; None for none.
    """

    def __init__(self, path: Path, look: Look, sound: NDArray[np.float32] | None) -> None:
        self.path, self.look, self._sound = path, look, sound
        self._ticks = 0
        self._cleanup = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._folder = stack.enter_context(folder_written_whole(self.path))
            self._cleanup = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self._cleanup.__exit__(kind, error, trace)
            return
        with self._cleanup:
            if self._sound is not None:
                _write_wave(self._folder / "sound.wav", self._sound)

    def frame(self, picture: Picture, ticks: int = 1, boxes: Sequence[Box] | None = None) -> None:
        """Show a picture for so many ticks."""
        seen = straight(picture, ground_of(self.look.theme)) if self.look.transparent else picture[..., :3]
        self._last = self._next()
        Image.fromarray(seen).save(self._last, compress_level=_PACKED)
        self.hold(ticks - 1)

    def hold(self, ticks: int) -> None:
        """Let the last picture stand on."""
        for _ in range(ticks):
            shutil.copyfile(self._last, self._next())

    def _next(self) -> Path:
        self._ticks += 1
        return self._folder / f"{self._ticks:05}.png"


def _write_wave(path: Path, sound: NDArray[np.float32]) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(np.round(np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
