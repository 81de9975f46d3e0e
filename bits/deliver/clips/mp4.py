"""MP4 with H.264 and AAC, which everything plays."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bits.deliver.clip import ClipFormat
from bits.deliver.formats import Source

if TYPE_CHECKING:
    from bits.deliver.footage import Footage
    from bits.making.film import Film


@dataclass(frozen=True)
class Mp4(ClipFormat):
    """A film as the lecture is; unless it loops, it is encoded while it is drawn.

    Parameters
    ----------
    long_frames
        Whether a picture that stands is one long frame, in place of a frame every tick.
    """

    name, suffix = "mp4", ".mp4"
    purpose, detail = "everything that plays films", "PowerPoint, Keynote, video sites"
    picture, heard = "H.264", "AAC"
    has_files_beside = True

    long_frames: bool = False

    @property
    def passes(self) -> int:
        """Return how often each tick is gone through."""
        return 2 if self.loop else 1

    def make(self, source: Source, path: Path) -> Film:
        """Join the segments that there are, and those that have to be drawn."""
        from bits.making.film import make

        if self.loop:
            return super().make(source, path)
        options = {"sound": self.sound, "long_frames": self.long_frames}
        return make(source.shots, source.look, source.about, source.store, path, source.crew, source.report, **options)

    def write(self, footage: Footage, path: Path) -> None:
        """Encode all pictures as one segment, and make the film of it."""
        from bits.codec.encoder import SegmentEncoder
        from bits.making.film import join
        from bits.making.store import written_whole
        from bits.making.temporary import new_folder

        source = footage.source
        with new_folder() as folder:
            segment = folder / "whole.mp4"
            with written_whole(segment) as temporary, SegmentEncoder(temporary, source.look.raster) as encoder:
                for moment in footage.moments():
                    encoder.frame(moment.picture, moment.ticks, moment.boxes)
            join(source.shots, footage.ticks, [segment], source.look, source.about, source.store, path, self.sound)
