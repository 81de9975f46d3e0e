"""Pictures as numbered PNG files in a folder, one for every tick, with the sound beside them: for editors."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from bits.deliver.clip import ClipFormat

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from bits.codec.reel import Moment
    from bits.deliver.footage import Footage
    from bits.making.job import Look

_PACKED = 3
"""Zlib's level: beyond it, twice the time saves a twentieth of the room."""


class Png(ClipFormat):
    """A folder of frames: ``00001.png`` and so on, and ``sound.wav``."""

    name, suffix = "png", ""
    purpose = "editors and compositors"
    detail = "`-o` names a folder, which gets `00001.png` ... for every frame, and `sound.wav`"
    picture, heard = "lossless", "WAV"
    transparency = "yes"

    def write(self, footage: Footage, path: Path) -> None:
        """Write the folder."""
        from bits.deliver.folder import folder_written_whole

        sound = footage.soundtrack() if self.sound else None
        with folder_written_whole(path) as folder:
            _write_pictures(folder, footage.moments(), footage.source.look)
            if sound is not None:
                _write_wave(folder / "sound.wav", sound)


def _write_pictures(folder: Path, moments: Iterable[Moment], look: Look) -> None:
    from PIL import Image

    from bits.deliver.ground import ground_of, straight

    ground, files = ground_of(look.theme), (folder / f"{number:05}.png" for number in count(1))
    for moment in moments:
        seen = straight(moment.picture, ground) if look.transparent else moment.picture[..., :3]
        first = next(files)
        Image.fromarray(seen).save(first, compress_level=_PACKED)
        for _ in range(moment.ticks - 1):
            shutil.copyfile(first, next(files))


def _write_wave(path: Path, sound: NDArray[np.float32]) -> None:
    import wave

    import numpy as np

    from bits.codec.mastering import RATE

    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(np.round(np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
