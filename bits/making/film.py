"""From shots to a film: the takes are made where they are missing, then cut together with sound and captions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bits.making.crew import Crew, Tick
from bits.making.cut import Chapter, Tracks, cut, write_listing
from bits.making.job import Look, Shot
from bits.making.output import delivered, remove
from bits.making.soundtrack import packets
from bits.making.store import Store
from bits.making.takes import Report, segment_ticks, takes
from bits.speech.captions import Caption, captions, shift, srt, vtt


@dataclass(frozen=True)
class About:
    """What players tell of a film.

    Attributes
    ----------
    language
        Of the words; three letters (ISO 639-2).
    """

    title: str
    author: str = ""
    language: str = "eng"

    @property
    def tags(self) -> dict[str, str]:
        """Return the tags of the file."""
        return {"title": self.title} | ({"artist": self.author} if self.author else {})


@dataclass(frozen=True)
class Film:
    """What was made.

    Attributes
    ----------
    seconds
        Its length.
    drawn
        How many beats had to be drawn; the others were in the store.
    """

    path: Path
    seconds: float
    drawn: int


def make(
    shots: Sequence[Shot],
    look: Look,
    about: About,
    store: Store,
    path: Path,
    crew: Crew,
    report: Report,
    *,
    sound: bool = True,
    long_frames: bool = False,
) -> Film:
    """Make one film of the shots.

    Parameters
    ----------
    shots
        In order.
    look, about
        How it looks, and what it is called.
    store
        Where segments and sounds are kept.
    path
        The film, an MP4 file. ``.srt``, ``.vtt`` and ``.chapters.txt`` are written beside it.
    crew
        Who draws.
    report
        Told of the progress.
    sound
        Whether it has any.
    long_frames
        Whether a picture that stands is one long frame, in place of a frame every tick.

    Raises
    ------
    UserError
        If the film cannot be written, or workers keep dying.
    """
    segments, drawn = takes(shots, look, store, crew, report)
    return Film(path, assemble(shots, segments, look, about, store, path, sound=sound, long_frames=long_frames), drawn)


def assemble(
    shots: Sequence[Shot],
    segments: Sequence[Path],
    look: Look,
    about: About,
    store: Store,
    path: Path,
    *,
    sound: bool = True,
    long_frames: bool = False,
) -> float:
    """Write the film of some shots whose segments are made, and return its seconds.

    ``.srt``, ``.vtt`` and ``.chapters.txt`` are written beside it.
    """
    ticks = [segment_ticks(segment) for segment in segments]
    return join(shots, ticks, segments, look, about, store, path, sound, long_frames)


def join(
    shots: Sequence[Shot],
    ticks: Sequence[int],
    segments: Sequence[Path],
    look: Look,
    about: About,
    store: Store,
    path: Path,
    sound: bool,
    long_frames: bool = False,
) -> float:
    """Write a film whose beats, and what follows them without words, have so many ticks; return its seconds."""
    starts = starts_of(ticks, look.fps)
    spoken, parts = subtitles(shots, starts), chapters(shots, starts)
    heard = packets(shots, ticks, look, store) if sound else None
    shown = [] if look.captions else spoken
    tracks = Tracks(heard, shown, parts, about.tags, about.language)
    cut(path, segments, look.raster, tracks, long_frames=long_frames)
    write_beside(path, spoken, parts, look)
    return float(starts[-1])


def beside(path: Path) -> tuple[Path, Path, Path]:
    """Return the files beside a film: captions in two formats, and the listing of chapters."""
    return path.with_suffix(".srt"), path.with_suffix(".vtt"), path.with_suffix(".chapters.txt")


def write_beside(path: Path, spoken: Sequence[Caption], parts: Sequence[Chapter], look: Look) -> None:
    """Write ``.srt``, ``.vtt`` and ``.chapters.txt`` beside a film.

    Players show captions that they find there: where they are in the picture already, only chapters are written, and
    captions that were made here before are removed.
    """
    *texts, listing = beside(path)
    for place, text in zip(texts, (srt(spoken), vtt(spoken)), strict=True):
        if look.captions:
            remove(place)
            continue
        with delivered(place) as temporary:
            temporary.write_text(text, encoding="utf-8")
    write_listing(listing, parts)


def starts_of(ticks: Sequence[int], fps: int) -> NDArray[np.float64]:
    """Return when each part of a film starts, and when the last one ends, in seconds."""
    return np.concatenate([[0], np.cumsum(ticks)]) / fps


def subtitles(shots: Sequence[Shot], starts: NDArray[np.float64]) -> list[Caption]:
    """Return the captions of the film, in its seconds."""
    return [
        caption
        for shot, start, end in zip(shots, starts, starts[1:], strict=False)
        for caption in shift(captions(shot.line, shot.speech, end - start - shot.lead), float(start) + shot.lead)
    ]


def chapters(shots: Sequence[Shot], starts: NDArray[np.float64]) -> list[Chapter]:
    """Return a chapter for each beat, named after concept and beat."""
    return [
        Chapter(f"{shot.title} – {shot.heading}", float(start), float(end))
        for shot, start, end in zip(shots, starts, starts[1:], strict=False)
    ]


def lint(shot: Shot, tick: Tick, look: Look) -> list[str]:
    """Return what the lint finds in one beat, a line each."""
    from bits.making.lint import FPS, check

    told = {shot.beat: (shot.line, shot.speech)}
    found = check(
        shot.cls, shot.params, shot.paces, (shot.beat,), theme=look.theme, step=shot.step, size=look.size, told=told
    )
    tick(round(shot.seconds * FPS), 1)
    return [str(finding) for finding in found]
