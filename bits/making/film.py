"""From shots to a film: the takes are made where they are missing, then cut together with sound and captions."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bits.authoring.project import Project
from bits.codec.encoder import Raster, SegmentEncoder, measure
from bits.codec.reel import ReelWriter
from bits.making.costs import Costs
from bits.making.crew import Crew, Tick
from bits.making.cut import Chapter, Tracks, cut, write_listing
from bits.making.fingerprint import code_of
from bits.making.job import Job, Look, Shot
from bits.making.output import delivered, remove
from bits.making.parcels import Keep, Parcel, unpacked
from bits.making.soundtrack import packets
from bits.making.store import Store
from bits.making.take import Session, Writer, find
from bits.speech.captions import Caption, captions, shift, srt, vtt
from bits.stage.fonts import demand

Report = Callable[[int, int], None]
"""Called with the number of finished beats and of ticks made."""
_WRITERS: Mapping[str, Callable[[Path, Raster], Writer]] = {".mp4": SegmentEncoder, ".reel": ReelWriter}
_SHARE = 3
"""A run is at most this part of what each process still has to do."""


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


def jobs_for(shots: Sequence[Shot], look: Look, store: Store) -> list[Job]:
    """Return what has to be recorded for each shot."""
    codes = {(project, scene): code_of(project, scene, store) for project, scene in dict.fromkeys(map(_place, shots))}
    return [Job(shot, look, _written(shot, look) if look.captions else (), codes[_place(shot)]) for shot in shots]


def _place(shot: Shot) -> tuple[Project, str]:
    return shot.project, shot.scene


def _written(shot: Shot, look: Look) -> tuple[Caption, ...]:
    """Return the captions that are written into a beat's picture: those of its subtitles."""
    demand(shot.line.shown, f"{shot.name}: the captions")
    seconds = round(shot.seconds * look.fps) / look.fps
    return shift(captions(shot.line, shot.speech, seconds - shot.lead), shot.lead)


Run = Sequence[Job]
"""Beats of one concept that one process makes, in their order, so that the concept plays once for all of them."""


def _make(run: Run, tick: Tick, keep: Keep, suffix: str) -> list[tuple[list[Parcel], float]]:
    """Make the files of some beats, and beside a segment its sound, while others draw; return what each took, too."""
    store = keep.store()
    session = Session(store, suffix, _WRITERS[suffix])
    made = []
    for job in run:
        start = time.process_time()
        path = session.take(job, tick)
        if suffix == ".mp4":
            packets([job.shot], [segment_ticks(path)], job.look, store)
        tick(0, 1)
        made.append((keep.packed(store, path), time.process_time() - start))
    return made


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


def takes(shots: Sequence[Shot], look: Look, store: Store, crew: Crew, report: Report) -> tuple[list[Path], int]:
    """Return the segment of each shot, and how many of them had to be drawn.

    Raises
    ------
    UserError
        If the store cannot be written, or workers keep dying.
    """
    return completed(jobs_for(shots, look, store), store, crew, report, ".mp4")


def reels(shots: Sequence[Shot], look: Look, store: Store, crew: Crew, report: Report) -> tuple[list[Path], int]:
    """Return the reel of each shot (see `bits.codec.reel`), and how many of them had to be drawn.

    Raises
    ------
    UserError
        If the store cannot be written, or workers keep dying.
    """
    return completed(jobs_for(shots, look, store), store, crew, report, ".reel")


def completed(jobs: Sequence[Job], store: Store, crew: Crew, report: Report, suffix: str) -> tuple[list[Path], int]:
    """Make what is not kept of some jobs, and return all files, and how many had to be made.

    Of jobs that may come to the same picture (which parameters a beat reads is only known once it has been drawn), one
    is made before the others.

    Raises
    ------
    UserError
        If the store cannot be written, or workers keep dying.
    """
    ticks = [round(job.shot.seconds * job.look.fps) for job in jobs]
    files: dict[int, Path] = {}
    drawn, costs = 0, Costs(store)
    while len(files) < len(jobs):
        files |= {i: path for i, job in enumerate(jobs) if i not in files and (path := find(job, store, suffix))}
        missing = [i for i in range(len(jobs)) if i not in files]
        first = {jobs[i].base: i for i in reversed(missing)}
        old, old_ticks, now = len(files), sum(ticks[i] for i in files), sorted(first.values())

        def told(done: int, made: int, old: int = old, old_ticks: int = old_ticks, most: int = len(first)) -> None:
            report(old + min(done, most), old_ticks + made)

        told(0, 0)
        files |= _drawn(jobs, now, costs, store, crew, told, suffix)
        drawn += len(now)
    return [files[i] for i in range(len(jobs))], drawn


def _drawn(
    jobs: Sequence[Job], now: Sequence[int], costs: Costs, store: Store, crew: Crew, report: Report, suffix: str
) -> dict[int, Path]:
    """Make some of the jobs, and return their files by the place of the job."""
    expected = {i: costs.of(jobs[i].shot) for i in now}
    runs = _runs(jobs, expected, crew.size) if now else []
    with crew.keep(store) as keep:
        parts = crew.work(
            partial(_make, keep=keep, suffix=suffix),
            [[jobs[i] for i in run] for run in runs],
            [sum(expected[i] for i in run) for run in runs],
            report,
            lambda part: [(unpacked(parcels, store), seconds) for parcels, seconds in part],
        )
    made = {i: result for run, part in zip(runs, parts, strict=True) for i, result in zip(run, part, strict=True)}
    costs.learn({jobs[i].shot.name: seconds / jobs[i].shot.seconds for i, (_, seconds) in made.items()})
    return {i: store.folder / parcels[0].name for i, (parcels, _) in made.items()}


def _runs(wanted: Sequence[Job], costs: Mapping[int, float], jobs: int) -> list[list[int]]:
    """Return what is to be made, as runs: long ones first and single beats at last, so that all are done together."""
    left = sum(costs.values())
    room = 0.0
    runs: list[list[int]] = []
    for i, cost in costs.items():
        if runs and cost <= room and wanted[runs[-1][-1]].precedes(wanted[i]):
            runs[-1].append(i)
        else:
            room = left / (jobs * _SHARE)
            runs.append([i])
        room -= cost
        left -= cost
    return runs


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


def segment_ticks(segment: Path) -> int:
    """Return the number of frames of a segment."""
    return measure(segment)[1]


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
