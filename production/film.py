"""From shots to a film: the takes are made where they are missing, then cut together with sound and captions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from narration.captions import Caption, captions, shift, srt, vtt
from narration.voices import Speech

from .crew import Tick, work
from .cut import Chapter, cut, write_listing
from .encoder import Format
from .plan import Shot
from .sound import RATE, level, track
from .store import Store, key_of, written_whole
from .take import Order, take

Report = Callable[[int, int], None]
"""Called with the number of finished beats and of ticks made."""


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


def orders(shots: Sequence[Shot], format: Format, theme: str = "dark") -> list[Order]:  # noqa: A002
    """Return what has to be recorded for each shot."""
    return [Order(shot.scene, shot.beat, shot.params, shot.paces, format, theme) for shot in shots]


def _take(order: Order, tick: Tick, folder: Path) -> Path:
    return take(order, folder, tick)


def make(shots: Sequence[Shot], format: Format, store: Store, path: Path, jobs: int, report: Report) -> Film:  # noqa: A002
    """Make one film of the shots.

    Parameters
    ----------
    shots
        In order.
    format
        Size and rate.
    store
        Where segments and sounds are kept.
    path
        The film, an MP4 file. ``.srt``, ``.vtt`` and ``.chapters.txt`` are written beside it.
    jobs
        How many processes draw.
    report
        Told of the progress.

    Raises
    ------
    UserError
        If the film cannot be written, or workers keep dying.
    """
    wanted = orders(shots, format)
    kept = [store.get(order.key, ".mp4") for order in wanted]
    missing = [i for i, segment in enumerate(kept) if segment is None]
    costs = [shots[i].seconds for i in missing]
    made = work(partial(_take, folder=store.folder), [wanted[i] for i in missing], costs, jobs, report)
    segments = [segment for segment in kept if segment is not None]
    for i, segment in zip(missing, made, strict=True):
        segments.insert(i, segment)
    ticks = [segment_ticks(segment) for segment in segments]
    starts = np.concatenate([[0], np.cumsum(ticks)]) / format.fps
    spoken = subtitles(shots, starts)
    parts = chapters(shots, starts)
    sound = track([(sounded(shot, store), n) for shot, n in zip(shots, ticks, strict=True)], format.fps)
    cut(path, segments, format, sound, spoken, parts, {"title": shots[0].title})
    for suffix, text in ((".srt", srt(spoken)), (".vtt", vtt(spoken))):
        with written_whole(path.with_suffix(suffix)) as beside:
            beside.write_text(text, encoding="utf-8")
    write_listing(path.with_suffix(".chapters.txt"), parts)
    return Film(path, float(starts[-1]), len(missing))


def segment_ticks(segment: Path) -> int:
    """Return the number of frames of a segment."""
    import av

    with av.open(str(segment)) as container:
        return container.streams.video[0].frames


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


def sounded(shot: Shot, store: Store) -> NDArray[np.float32]:
    """Return the sound of a beat: silence up to its first word, then its speech at even loudness; 48 kHz."""
    lead = np.zeros(round(shot.lead * RATE), np.float32)
    return np.concatenate([lead, _levelled(shot.speech, store)])


def _levelled(speech: Speech, store: Store) -> NDArray[np.float32]:
    key = key_of(
        "level", np.ascontiguousarray(speech.samples).tobytes(), speech.rate, Path(__file__).with_name("sound.py")
    )
    kept = store.get(key, ".npy")
    if kept is None:
        with store.put(key, ".npy") as path:
            np.save(path, level(speech.samples, speech.rate))
        kept = store.get(key, ".npy")
        assert kept is not None
    return np.asarray(np.load(kept), np.float32)


def lint(shot: Shot, tick: Tick) -> list[str]:
    """Return what the lint finds in one beat, a line each."""
    from .lint import check

    found = check(shot.scene, shot.params, shot.paces, (shot.beat,))
    tick(round(shot.seconds * 15))
    return [str(finding) for finding in found]
