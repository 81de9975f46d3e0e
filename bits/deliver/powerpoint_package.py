"""A presentation and its clips to one file, whatever the clips weigh."""

from __future__ import annotations

import hashlib
import io
import shutil
import zipfile
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pptx.presentation import Presentation

_COMPRESSED = {".mp4", ".png", ".jpeg"}


class Package:
    """The file of a presentation.

    python-pptx holds every clip in memory, compresses it once more, and dates all parts. Here it gets a stand-in for
    each clip, the hash of its content, so that it sees which are the same; the clips go from their files into the
    package as they are. The same deck gives the same bytes.
    """

    def __init__(self) -> None:
        self._clips: dict[bytes, Path] = {}

    def stand_in(self, clip: Path) -> io.BytesIO:
        """Return what stands for a clip, to be added to a slide in its place; the file must stay until `save`."""
        with clip.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").digest()
        self._clips[digest] = clip
        return io.BytesIO(digest)

    def save(self, presentation: Presentation, path: Path) -> None:
        """Write the presentation with its clips."""
        with TemporaryFile() as skeleton:
            presentation.save(skeleton)
            with zipfile.ZipFile(skeleton) as parts, zipfile.ZipFile(path, "w") as package:
                for name in parts.namelist():
                    self._copy(parts.read(name), _entry(name), package)

    def _copy(self, data: bytes, entry: zipfile.ZipInfo, package: zipfile.ZipFile) -> None:
        clip = self._clips.get(data)
        if clip is None:
            package.writestr(entry, data)
            return
        entry.file_size = clip.stat().st_size  # whether its place needs 64 bits
        with clip.open("rb") as source, package.open(entry, "w") as target:
            shutil.copyfileobj(source, target)


def _entry(name: str) -> zipfile.ZipInfo:
    """Return a part's entry, without a date, as PowerPoint itself writes it."""
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_STORED if Path(name).suffix in _COMPRESSED else zipfile.ZIP_DEFLATED
    entry.create_system = 0
    return entry
