"""What was drawn for a clip: its pictures and its sound, for whatever format writes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bits.codec.reel import Moment, moments, reel_ticks
from bits.deliver.formats import Source
from bits.deliver.rewind import looped, way_back
from bits.making.film import chapters, starts_of, subtitles, write_beside
from bits.making.soundtrack import soundtrack
from bits.making.takes import reels


@dataclass(frozen=True)
class Footage:
    """The pictures of a clip.

    Attributes
    ----------
    source
        What it is made of.
    reels
        The pictures of each beat.
    beats
        How many ticks each beat has.
    back
        Which ticks are shown again in the end, on the way back to the first picture.
    drawn
        How many beats had to be drawn.
    """

    source: Source
    reels: tuple[Path, ...]
    beats: tuple[int, ...]
    back: tuple[int, ...]
    drawn: int

    @property
    def ticks(self) -> tuple[int, ...]:
        """Return the ticks of each beat and, without words, of the way back."""
        return (*self.beats, len(self.back)) if self.back else self.beats

    @property
    def seconds(self) -> float:
        """Return how long it is."""
        return float(self._starts[-1])

    @property
    def _starts(self) -> NDArray[np.float64]:
        return starts_of(self.ticks, self.source.look.fps)

    def beats_moments(self) -> Iterator[Moment]:
        """Yield the moments of the beats: all the pictures that there are."""
        return chain.from_iterable(moments(reel) for reel in self.reels)

    def moments(self) -> Iterator[Moment]:
        """Yield all moments, and tell of each when it has been written."""
        made = sum(self.beats)
        for moment in looped(self.beats_moments(), list(self.back)):
            yield moment
            made += moment.ticks
            self.source.report(len(self.source.shots), made)

    def soundtrack(self) -> NDArray[np.float32]:
        """Return the sound, mono at 48 kHz."""
        return soundtrack(self.source.shots, self.ticks, self.source.look, self.source.store)

    def write_beside(self, path: Path) -> None:
        """Write captions and chapters beside a file."""
        shots, starts = self.source.shots, self._starts
        write_beside(path, subtitles(shots, starts), chapters(shots, starts), self.source.look)


def drawn(source: Source, loop: bool) -> Footage:
    """Have a clip's beats drawn, as far as they are not kept.

    Raises
    ------
    UserError
        If the store cannot be written, or workers keep dying.
    """
    files, made = reels(source.shots, source.look, source.store, source.crew, source.report)
    beats = tuple(reel_ticks(file) for file in files)
    back = way_back(sum(beats), source.look.fps) if loop else []
    return Footage(source, tuple(files), beats, tuple(back), made)
