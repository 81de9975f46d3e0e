"""What a sweep makes, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bits.deliver.clip import ClipFormat
from bits.deliver.clips.mp4 import Mp4
from bits.deliver.folder import check_folder
from bits.deliver.formats import Source
from bits.deliver.sweeps import folder, grid
from bits.making.film import Film
from bits.making.job import Shot
from bits.making.output import check_files, file_place, folder_place
from bits.making.variants import Variant


@dataclass(frozen=True)
class Sweep:
    """What is made of many sets of parameters.

    Attributes
    ----------
    kind
        ``clips``, ``stills`` or ``film``.
    in_grid
        Whether all are in one picture, or in one film in which they run at the same time.
    clip
        The format of clips.
    seconds
        The instant of stills; None for the end of the beat.
    row
        How many belong in a row of the grid, if two parameters change: one along the rows, one along the columns.
    """

    kind: str
    in_grid: bool
    clip: ClipFormat
    seconds: float | None
    row: int | None

    @property
    def suffix(self) -> str:
        """Return the suffix of the one file; nothing if it is a folder."""
        if self.in_grid and self.kind == "stills":
            return ".png"
        return ".mp4" if self.in_grid or self.kind == "film" else ""

    def place(self, asked: Path | None, usual: Path, force: bool) -> Path:
        """Return where it goes, once it is sure that it can be written there; UserError if it cannot."""
        if not self.suffix:
            path = folder_place(asked or usual)
            check_folder(path, force)
        else:
            what = "a PNG file" if self.suffix == ".png" else "an MP4 file"
            path = file_place(asked or usual.with_name(usual.name + self.suffix), self.suffix, what)
            check_files(Mp4().places(path) if self.kind == "film" and not self.in_grid else [path], force)
        return path

    def make(self, source: Source, variants: Sequence[Variant], sets: Sequence[Sequence[Shot]], path: Path) -> Film:
        """Make it.

        Raises
        ------
        UserError
            If it cannot be written, or workers keep dying.
        """
        labels = [variant.label for variant in variants]
        if self.kind == "stills":
            instants = [self._instant(shot, source.look.fps) for shot in source.shots]
            if self.in_grid:
                grid.write_picture(source, instants, labels, path, self.row)
            else:
                folder.write_stills(source, variants, sets, instants, path)
            return Film(path, 0.0, len(instants))
        if self.in_grid:
            return grid.write_film(source, sets, labels, path, self.row)
        if self.kind == "film":
            named = [
                replace(shot, heading=f"{shot.heading}, {label}")
                for label, own in zip(labels, sets, strict=True)
                for shot in own
            ]
            return Mp4().make(replace(source, shots=named), path)
        return folder.write_clips(source, variants, sets, self.clip, path)

    def _instant(self, shot: Shot, fps: int) -> float:
        return self.seconds if self.seconds is not None else shot.seconds - 1 / fps
