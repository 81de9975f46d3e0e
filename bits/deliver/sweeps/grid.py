"""Many sets of parameters side by side, their values written below: one picture, or one film in which all run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from heapq import heappop, heappush
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from bits.codec.encoder import Box, SegmentEncoder
from bits.codec.reel import Moment, moments
from bits.deliver.formats import Source
from bits.deliver.still import picture_at
from bits.errors import UserError
from bits.making.crew import Tick
from bits.making.cut import Chapter, Tracks, cut
from bits.making.film import Film
from bits.making.job import Look, Shot
from bits.making.lecture import SHORTEST_SIDE
from bits.making.output import delivered
from bits.making.store import written_whole
from bits.making.takes import reels
from bits.making.temporary import new_folder
from bits.stage.fonts import font_files
from bits.stage.theme import DARK, LIGHT

if TYPE_CHECKING:
    from PIL import ImageFont

Picture = NDArray[np.uint8]

_GAP = 0.01
"""Room around each picture, and its line of text, as shares of the frame's height and of the cell's."""
_LINE = 0.11
_LEAST, _LARGEST = 13, 40
"""Pixels of the text's height."""


@dataclass(frozen=True)
class Grid:
    """Where each picture stands in the frame.

    Attributes
    ----------
    columns, rows
        So many cells.
    look
        Of the whole frame.
    tile
        Width and height of each picture, in pixels.
    text
        Height of what is written below it.
    downwards
        Whether they follow each other down a column, not along a row.
    """

    columns: int
    rows: int
    look: Look
    tile: tuple[int, int]
    text: int
    downwards: bool = False

    @classmethod
    def of(cls, count: int, look: Look, row: int | None = None) -> Grid:
        """Return the grid in which so many pictures, in the frame's own shape, are largest.

        Parameters
        ----------
        row
            How many belong in a row, or in a column, if that is told by what they show.

        Raises
        ------
        UserError
            If they would be too small to be seen.
        """
        if row is None:
            grids = [cls._with(count, look, columns) for columns in range(1, count + 1)]
        else:
            grids = [cls._with(count, look, row), replace(cls._with(count, look, count // row), downwards=True)]
        best = max(grids, key=lambda grid: grid.tile[0])
        if min(best.tile) < SHORTEST_SIDE:
            raise UserError(f"{count} pictures do not fit into {look.width}x{look.height}: take a larger --size")
        return best

    @classmethod
    def _with(cls, count: int, look: Look, columns: int) -> Grid:
        rows, gap = -(-count // columns), round(_GAP * look.height)
        wide, high = look.width // columns - gap, look.height // rows - gap
        text = min(_LARGEST, max(_LEAST, round(_LINE * min(high, wide * look.height / look.width))))
        share = min(wide / look.width, (high - text) / look.height)
        tile = tuple(max(2, int(side * share) // 2 * 2) for side in look.size)
        return cls(columns, rows, look, (tile[0], tile[1]), text)

    def place(self, which: int) -> tuple[int, int]:
        """Return left and top of a picture."""
        row, column = divmod(which, self.columns) if not self.downwards else divmod(which, self.rows)[::-1]
        wide, high = self.look.width // self.columns, self.look.height // self.rows
        return column * wide + (wide - self.tile[0]) // 2, row * high + (high - self.tile[1] - self.text) // 2

    def frame(self, labels: Sequence[str]) -> Picture:
        """Return the frame with what is written below each picture, RGBA, shape (height, width, 4)."""
        from PIL import Image, ImageDraw

        inks = LIGHT if self.look.theme == "light" else DARK
        page = Image.new("RGBA", self.look.size, inks["ground"])
        pen = ImageDraw.Draw(page)
        for i, label in enumerate(labels):
            left, top = self.place(i)
            text, font = self._fitted(label)
            middle = left + self.tile[0] // 2, top + self.tile[1] + self.text // 2
            pen.text(middle, text, fill=inks["text"], font=font, anchor="mm")
        return np.array(page)

    def _fitted(self, label: str) -> tuple[str, ImageFont.FreeTypeFont]:
        """Return a label, cut if need be, and the font in which it fits below its picture."""
        from PIL import ImageFont

        size = round(0.75 * self.text)
        font = ImageFont.truetype(str(font_files()[0]), size)
        if (share := self.tile[0] / max(1.0, font.getlength(label))) < 1:
            font = ImageFont.truetype(str(font_files()[0]), max(_LEAST - 2, int(size * share)))
        while font.getlength(label) > self.tile[0] and len(label) > 1:
            label = label[:-2] + "…"
        return label, font


def in_step(shots: Sequence[Sequence[Shot]]) -> list[list[Shot]]:
    """Return the beats of each set as they are told in the first set, so that all move at the same time."""
    told = []
    for row in shots:
        paces = {beat: replace(pace, question=row[0].paces[beat].question) for beat, pace in shots[0][0].paces.items()}
        told.append(
            [
                replace(shot, paces=paces, line=first.line, speech=first.speech)
                for shot, first in zip(row, shots[0], strict=True)
            ]
        )
    return told


def write_picture(source: Source, seconds: Sequence[float], labels: Sequence[str], path: Path, row: int | None) -> None:
    """Write one picture of an instant of each shot.

    Raises
    ------
    UserError
        If they do not fit, or a beat is shorter.
    """
    from PIL import Image

    grid = Grid.of(len(source.shots), source.look, row)
    frame = grid.frame(labels)
    tile = replace(source.look, width=grid.tile[0], height=grid.tile[1])
    for i, picture in enumerate(pictures(source, seconds, tile)):
        _paste(frame, picture, grid.place(i))
    with delivered(path) as temporary:
        Image.fromarray(frame[..., :3]).save(temporary, format="PNG")


def pictures(source: Source, seconds: Sequence[float], look: Look) -> list[Picture]:
    """Return an instant of each shot as RGB."""
    work = list(zip(source.shots, seconds, strict=True))
    return source.crew.work(partial(_picture, look=look), work, [1.0] * len(work), source.report)


def _picture(work: tuple[Shot, float], tick: Tick, look: Look) -> Picture:
    shot, seconds = work
    picture = picture_at(shot, seconds, look)
    tick(round(shot.seconds * look.fps), 1)
    return picture


def write_film(
    source: Source, sets: Sequence[Sequence[Shot]], labels: Sequence[str], path: Path, row: int | None
) -> Film:
    """Write a film in which all sets run at the same time, without sound; where one ends, its last picture stands.

    Raises
    ------
    UserError
        If they do not fit, or the film cannot be written.
    """
    grid = Grid.of(len(sets), source.look, row)
    frame = grid.frame(labels)
    tile = replace(source.look, width=grid.tile[0], height=grid.tile[1])
    told = in_step(sets)
    files, drawn = reels([shot for row in told for shot in row], tile, source.store, source.crew, source.report)
    beats = len(told[0])
    ends, made = [0], sum(round(shot.seconds * source.look.fps) for row in told for shot in row)
    with new_folder() as folder:
        segment = folder / "grid.mp4"
        with written_whole(segment) as temporary, SegmentEncoder(temporary, source.look.raster) as encoder:
            for k in range(beats):
                ends.append(ends[-1])
                for ticks in _run(frame, grid, files[k::beats], encoder, is_first=k == 0):
                    ends[-1] += ticks
                    source.report(len(files), made + ends[-1] * len(sets))
        fps = source.look.fps
        chapters = [
            Chapter(shot.heading, start / fps, end / fps)
            for shot, start, end in zip(told[0], ends, ends[1:], strict=False)
        ]
        cut(path, [segment], source.look.raster, Tracks(None, (), chapters, source.about.tags, source.about.language))
    return Film(path, ends[-1] / fps, drawn)


def _run(frame: Picture, grid: Grid, reels: Sequence[Path], encoder: SegmentEncoder, is_first: bool) -> Iterator[int]:
    """Encode a beat of all sets, and yield the ticks that have just been encoded."""
    for ticks, changed in _together(reels):
        boxes = [_paste(frame, moment.picture[..., :3], grid.place(i), moment.boxes) for i, moment in changed]
        if boxes:
            encoder.frame(frame, ticks, None if is_first else boxes)
        else:
            encoder.hold(ticks)
        is_first = False
        yield ticks


def _together(reels: Sequence[Path]) -> Iterator[tuple[int, list[tuple[int, Moment]]]]:
    """Yield for how many ticks nothing changes, after what has changed: the reel's place and its moment."""
    streams = [moments(reel) for reel in reels]
    coming = [(0, i) for i in range(len(streams))]
    while coming:
        now, changed = coming[0][0], list[tuple[int, Moment]]()
        while coming and coming[0][0] == now:
            _, i = heappop(coming)
            if (moment := next(streams[i], None)) is not None:
                changed.append((i, moment))
                heappush(coming, (now + moment.ticks, i))
        if coming:
            yield coming[0][0] - now, changed


def _paste(frame: Picture, picture: Picture, place: tuple[int, int], boxes: Sequence[Box] | None = None) -> Box:
    """Put the rows of a picture that have changed into the frame; return where."""
    left, top = place
    first = min((box[1] for box in boxes), default=0) if boxes else 0
    end = max((box[3] for box in boxes), default=0) if boxes else len(picture)
    frame[top + first : top + end, left : left + picture.shape[1], :3] = picture[first:end]
    return left, top + first, left + picture.shape[1], top + end
