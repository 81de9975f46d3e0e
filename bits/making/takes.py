"""Shots to the files of their beats: what is not kept is drawn, by whoever does the work."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from bits.authoring.project import Project
from bits.codec.encoder import Raster, SegmentEncoder, measure
from bits.codec.reel import ReelWriter
from bits.errors import UserError
from bits.making.costs import Costs
from bits.making.crew import Crew, Tick
from bits.making.fingerprint import code_of
from bits.making.job import Job, Look, Shot
from bits.making.parcels import Keep, Parcel, unpacked
from bits.making.soundtrack import packets
from bits.making.store import Store
from bits.making.take import Session, Writer, find
from bits.speech.captions import Caption, captions, shift
from bits.stage.fonts import demand

Report = Callable[[int, int], None]
"""Called with the number of finished beats and of ticks made."""
_WRITERS: Mapping[str, Callable[[Path, Raster], Writer]] = {".mp4": SegmentEncoder, ".reel": ReelWriter}
_SHARE = 3
"""A run is at most this part of what each process still has to do."""


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
Made = tuple[list[Parcel] | str, float]
"""The entries of a beat, its file first, or why it could not be drawn; and the seconds of work that it took."""


def _make(run: Run, tick: Tick, keep: Keep, suffix: str, lenient: bool) -> list[Made]:
    """Make the files of some beats, and beside a segment its sound, while others draw."""
    store = keep.store()
    session = Session(store, suffix, _WRITERS[suffix])
    made = list[Made]()
    for job in run:
        start = time.process_time()
        try:
            path = session.take(job, tick)
        except UserError as error:
            if not lenient:
                raise
            session = Session(store, suffix, _WRITERS[suffix])  # the scene stopped in the middle
            made.append((str(error), 0.0))
            continue
        if suffix == ".mp4":
            packets([job.shot], [segment_ticks(path)], job.look, store)
        tick(0, 1)
        made.append((keep.packed(store, path), time.process_time() - start))
    return made


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
    """Make what is not kept of some jobs, and return all files, and how many had to be made; see `attempted`.

    Raises
    ------
    UserError
        If a beat cannot be drawn, the store cannot be written, or workers keep dying.
    """
    files, _, drawn = attempted(jobs, store, crew, report, suffix, lenient=False)
    return [files[i] for i in range(len(jobs))], drawn


def attempted(
    jobs: Sequence[Job], store: Store, crew: Crew, report: Report, suffix: str, *, lenient: bool = True
) -> tuple[dict[int, Path], dict[int, str], int]:
    """Make what is not kept of some jobs, as far as that is possible.

    Of jobs that may come to the same picture (which parameters a beat reads is only known once it has been drawn), one
    is made before the others.

    Parameters
    ----------
    lenient
        Whether a beat that cannot be drawn is passed over.

    Returns
    -------
    tuple
        The files and, of what could not be drawn, the errors, both by the place of the job; how many were made.

    Raises
    ------
    UserError
        If the store cannot be written, or workers keep dying.
    """
    ticks = [round(job.shot.seconds * job.look.fps) for job in jobs]
    files, failed = dict[int, Path](), dict[int, str]()
    drawn, costs, same = 0, Costs(store), _alike(jobs)
    while len(files) + len(failed) < len(jobs):
        for i, twin in enumerate(same):  # a job that is the same as an earlier one fares like it
            if i in files or i in failed:
                continue
            path = files.get(twin) or (find(jobs[i], store, suffix) if twin == i else None)
            if path is not None:
                files[i] = path
            elif twin in failed:
                failed[i] = failed[twin]
        missing = [i for i, twin in enumerate(same) if twin == i and i not in files and i not in failed]
        now = sorted({jobs[i].base: i for i in reversed(missing)}.values())
        old, old_ticks = len(files), sum(ticks[i] for i in files)

        def told(done: int, made: int, old: int = old, old_ticks: int = old_ticks, most: int = len(now)) -> None:
            report(old + min(done, most), old_ticks + made)

        told(0, 0)
        for i, made in _drawn(jobs, now, costs, store, crew, told, suffix, lenient).items():
            if isinstance(made, str):
                failed[i] = made
            else:
                files[i] = made
                drawn += 1
    return files, failed, drawn


def _alike(jobs: Sequence[Job]) -> list[int]:
    """Return for each job the place of the first one that is the same."""
    first: dict[tuple[str, str], int] = {}
    return [first.setdefault((job.base, job.shot.params.model_dump_json()), i) for i, job in enumerate(jobs)]


def _drawn(
    jobs: Sequence[Job],
    now: Sequence[int],
    costs: Costs,
    store: Store,
    crew: Crew,
    report: Report,
    suffix: str,
    lenient: bool,
) -> dict[int, Path | str]:
    """Make some of the jobs, and return their files, or what was wrong, by the place of the job."""
    if not now:
        return {}
    expected = {i: costs.of(jobs[i].shot) for i in now}
    runs = _runs(jobs, expected, crew.size)

    def at_home(part: list[Made]) -> list[Made]:
        return [(made if isinstance(made, str) else unpacked(made, store), seconds) for made, seconds in part]

    with crew.keep(store) as keep:
        parts = crew.work(
            partial(_make, keep=keep, suffix=suffix, lenient=lenient),
            [[jobs[i] for i in run] for run in runs],
            [sum(expected[i] for i in run) for run in runs],
            report,
            at_home,
        )
    made = {i: result for run, part in zip(runs, parts, strict=True) for i, result in zip(run, part, strict=True)}
    costs.learn({jobs[i].shot.name: seconds / jobs[i].shot.seconds for i, (_, seconds) in made.items() if seconds})
    return {i: told if isinstance(told, str) else store.folder / told[0].name for i, (told, _) in made.items()}


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


def segment_ticks(segment: Path) -> int:
    """Return the number of frames of a segment."""
    return measure(segment)[1]
