"""Beats in stretches: slides wait at each stop of a beat, and go on from the very picture that stands there."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from bits.codec import encoder
from bits.codec.encoder import Box, Raster, SegmentEncoder
from bits.codec.reel import Picture, moments, reel_ticks
from bits.errors import RemovedError
from bits.making.store import Store, key_of
from bits.speech.captions import Caption
from bits.speech.reading import time_at

if TYPE_CHECKING:
    from bits.making.crew import Crew, Tick
    from bits.making.job import Look, Shot
    from bits.making.takes import Report


@dataclass(frozen=True)
class Stretch:
    """What happens in a beat from one stop to the next; the end of a beat is a stop.

    Attributes
    ----------
    ticks
        Of the beat.
    words
        What is said in it, as it is shown.
    number, of
        Which of the beat's stretches it is, from 1 on, and how many there are.
    beat_ticks
        How long all the beat is.
    """

    ticks: range
    words: str
    number: int
    of: int
    beat_ticks: int


def stretches(shot: Shot, ticks: int, fps: int) -> list[Stretch]:
    """Return the stretches of a beat of so many ticks; all its ticks and words are in them, each once.

    A stretch ends with the last tick before the word after its stop: an animation that ends with that word is over,
    and one that starts with it belongs to the next.
    """
    cuts = {0: 0}  # from the first tick of each stretch to the place of its first word in what is shown
    for spoken, shown in _stops(shot):
        word = shot.lead + time_at(shot.speech.words, shot.line.spoken, spoken)
        tick = math.ceil(word * fps) - 1
        if max(cuts) < tick < ticks:
            cuts[tick] = shown
    firsts, begins = [*cuts, ticks], [*cuts.values(), len(shot.line.shown)]
    return [
        Stretch(range(*span), shot.line.shown[slice(*place)].strip(), number, len(cuts), ticks)
        for number, (span, place) in enumerate(zip(pairwise(firsts), pairwise(begins), strict=True), 1)
    ]


def _stops(shot: Shot) -> Iterator[tuple[int, int]]:
    """Yield where the word after each stop stands in what is spoken and in what is shown; none follows the last."""
    for stop in shot.line.stops:
        index = bisect_left(shot.line.pairs, stop, key=itemgetter(0))
        if index < len(shot.line.pairs):
            yield shot.line.pairs[index]


def within(captions: Sequence[Caption], stretch: Stretch, fps: int) -> list[Caption]:
    """Return what is seen of a beat's captions in a stretch, in its seconds; nothing that would only flash up."""
    start, end = stretch.ticks.start / fps, stretch.ticks.stop / fps
    seen = [(max(caption.start, start), min(caption.end, end), caption.text) for caption in captions]
    return [Caption(begin - start, stop - start, text) for begin, stop, text in seen if stop - begin > 1 / fps]


def encoded(
    shots: Sequence[Shot], reels: Sequence[Path], look: Look, store: Store, crew: Crew, report: Report
) -> list[list[tuple[Stretch, Path]]]:
    """Return the stretches of each beat with their segments, which are encoded from its reel if they are not kept.

    Raises
    ------
    UserError
        If the store cannot be written, or workers keep dying.
    """
    parts = [stretches(shot, reel_ticks(reel), look.fps) for shot, reel in zip(shots, reels, strict=True)]
    work = [(reel, tuple(part.ticks for part in some)) for reel, some in zip(reels, parts, strict=True)]
    costs = [some[-1].ticks.stop for some in parts]
    files = crew.at_home.work(partial(_segments, raster=look.raster, folder=store.folder), work, costs, report)
    return [list(zip(some, paths, strict=True)) for some, paths in zip(parts, files, strict=True)]


def _segments(work: tuple[Path, Sequence[range]], tick: Tick, raster: Raster, folder: Path) -> list[Path]:
    """Return the segments of a reel that is cut into some spans of ticks."""
    reel, spans = work
    store = Store(folder)
    code = key_of(Path(encoder.__file__), Path(__file__))
    keys = [key_of("stretch", reel.name, span.start, span.stop, code) for span in spans]
    if any(store.get(key, ".mp4") is None for key in keys):
        _encode(reel, spans, keys, raster, store)
    kept = [path for key in keys if (path := store.get(key, ".mp4")) is not None]
    if len(kept) < len(keys):
        raise RemovedError(folder)
    tick(spans[-1].stop, 1)
    return kept


def _encode(reel: Path, spans: Sequence[range], keys: Sequence[str], raster: Raster, store: Store) -> None:
    """Encode a reel span by span; the first picture of each is the last one of the span before, whatever moves."""
    frames = _frames(reel)
    picture, _ = next(frames)
    late: list[Box] = []  # where a picture differed that was not shown: its change is seen with the next one
    for span, key in zip(spans, keys, strict=True):
        with store.put(key, ".mp4") as path, SegmentEncoder(path, raster) as segment:
            segment.frame(picture)
            if span.start:
                late += next(frames)[1]
            for _ in span[1:]:
                picture, boxes = next(frames)
                segment.frame(picture, 1, [*late, *boxes])
                late = []
            picture = picture.copy()  # the reel's own changes in place


def _frames(reel: Path) -> Iterator[tuple[Picture, list[Box]]]:
    """Yield the picture of each tick, and where it differs from the one before."""
    for moment in moments(reel):
        yield moment.picture, moment.boxes
        for _ in range(1, moment.ticks):
            yield moment.picture, []
