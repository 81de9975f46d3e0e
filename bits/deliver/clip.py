"""Clips in the formats that people's tools take, all made from one drawing of each beat."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Literal, get_args

from bits.codec.encoder import SegmentEncoder
from bits.codec.reel import Moment, moments, reel_ticks
from bits.deliver import gif
from bits.deliver.films import Mov, WebM
from bits.deliver.folder import check_folder
from bits.deliver.frames import Frames
from bits.deliver.rewind import looped, way_back
from bits.deliver.webp import WebP
from bits.errors import UserError
from bits.making.film import (
    About,
    Film,
    Report,
    beside,
    chapters,
    join,
    make,
    reels,
    starts_of,
    subtitles,
    write_beside,
)
from bits.making.output import check_files, folder_place
from bits.making.plan import Shot
from bits.making.soundtrack import soundtrack
from bits.making.store import Store, written_whole
from bits.making.take import Encoder, Look
from bits.making.temporary import new_folder
from bits.paths import named

Name = Literal["mp4", "webm", "mov", "gif", "webp", "png"]
NAMES: tuple[Name, ...] = get_args(Name)
_SUFFIXES = ".mp4, .webm, .mov, .gif or .webp"
_WITH_FILES_BESIDE: tuple[Name, ...] = ("mp4", "webm", "mov")


@dataclass(frozen=True)
class Kind:
    """What a clip is made into.

    Attributes
    ----------
    name
        Its format.
    sound
        Whether it has any; a GIF and a WebP never have.
    loop
        Whether it runs back to its first picture in the end.
    long_frames
        Whether in MP4 a picture that stands is one long frame.
    """

    name: Name = "mp4"
    sound: bool = True
    loop: bool = False
    long_frames: bool = False


def name_of(asked: Name | None, path: Path | None) -> Name:
    """Return the format that was asked for, or else that of a file's suffix, or else MP4.

    Raises
    ------
    UserError
        If the two do not agree, or there is no such format.
    """
    suffix = path.suffix.lower()[1:] if path is not None else ""
    if path is None:
        return asked or "mp4"
    if asked == "png":
        folder_place(path)
        return asked
    if path.is_dir():
        example = path / f"clip.{asked or 'mp4'}"
        raise UserError(f"{named(path)}: is a folder; name a file, such as {named(example)}")
    if suffix == "png":
        raise UserError(f"{named(path)}: PNG frames come in a folder: --format png -o {named(path.with_suffix(''))}")
    if asked is not None and suffix != asked:
        raise UserError(f"{named(path)}: does not fit --format {asked}, which takes .{asked}")
    found = next((name for name in NAMES if name == suffix), None)
    if found is None:
        raise UserError(f"{named(path)}: let a clip's name end in {_SUFFIXES}, or make a folder with --format png")
    return found


def suited(look: Look, name: Name, *, sized: bool, timed: bool) -> Look:
    """Return the look that suits a format, as far as no size and no rate were asked for."""
    if name not in ("gif", "webp"):
        return look
    share = 1.0 if sized else min(1.0, gif.LONGEST / max(look.width, look.height))
    width, height = (round(side * share / 2) * 2 for side in (look.width, look.height))
    return replace(look, width=width, height=height, fps=min(look.fps, gif.FASTEST if timed else gif.FPS))


def check_place(name: Name, path: Path, force: bool = False) -> None:
    """Check that a clip, and what comes beside it, can be written, or removed, at that place.

    Raises
    ------
    UserError
        If something that was not made here stands there, unless `force` says that it may be replaced.
    """
    if name == "png":
        check_folder(path, force)
    else:
        check_files([path, *(beside(path) if name in _WITH_FILES_BESIDE else ())], force)


def check(kind: Kind, look: Look) -> None:
    """Check that a clip can be made as it was asked for.

    Raises
    ------
    UserError
        If the format has no such thing.
    """
    _ = look.format  # no side may be odd
    if look.transparent and kind.name == "mp4":
        raise UserError(
            "mp4 has no transparency: use --format webm (browsers), webp (Safari, too), mov (Keynote, PowerPoint, "
            "editors), png or gif"
        )


def make_clip(
    shots: Sequence[Shot],
    look: Look,
    about: About,
    store: Store,
    path: Path,
    jobs: int,
    report: Report,
    kind: Kind,
) -> Film:
    """Make a clip of the shots.

    Parameters
    ----------
    shots
        In order.
    look, about
        How it looks, and what it is called.
    store
        Where segments, reels and sounds are kept.
    path
        The file; for PNG frames, the folder.
    jobs
        How many processes draw.
    report
        Told of the progress; ticks count twice, when they are drawn and when they are encoded, see `passes`.
    kind
        What it is made into.

    Raises
    ------
    UserError
        If it cannot be written, or workers keep dying.
    """
    if passes(kind) == 1:
        options = {"sound": kind.sound, "long_frames": kind.long_frames}
        return make(shots, look, about, store, path, jobs, report, **options)
    found, drawn = reels(shots, look, store, jobs, report)
    ticks = [reel_ticks(reel) for reel in found]
    back = way_back(sum(ticks), look.fps) if kind.loop else []
    whole = [*ticks, len(back)] if back else ticks
    made = sum(ticks)
    with _encoder(kind, shots, whole, found, look, about, store, path) as encoder:
        for moment in looped(_shown(found), back):
            encoder.frame(moment.picture, moment.ticks, moment.boxes)
            made += moment.ticks
            report(len(shots), made)
    starts = starts_of(whole, look.fps)
    if kind.name in _WITH_FILES_BESIDE and kind.name != "mp4":  # which has written them itself
        write_beside(path, subtitles(shots, starts), chapters(shots, starts), look)
    return Film(path, float(starts[-1]), drawn)


def passes(kind: Kind) -> int:
    """Return how often each tick of a clip is gone through: MP4 is encoded while it is drawn, the rest afterwards."""
    return 1 if kind.name == "mp4" and not kind.loop else 2


def _shown(found: Sequence[Path]) -> Iterator[Moment]:
    return chain.from_iterable(moments(reel) for reel in found)


def _encoder(
    kind: Kind,
    shots: Sequence[Shot],
    ticks: Sequence[int],
    found: Sequence[Path],
    look: Look,
    about: About,
    store: Store,
    path: Path,
) -> AbstractContextManager[Encoder]:
    """Return what makes pictures into a clip; its beats, and what follows them in silence, have so many ticks."""
    if kind.name == "mp4":
        return _mp4(shots, ticks, look, about, store, path, kind.sound)
    if kind.name == "gif":
        return gif.Gif(path, look, gif.palette(_shown(found), look))
    if kind.name == "webp":
        return WebP(path, look)
    sound = soundtrack(shots, ticks, look, store) if kind.sound else None
    if kind.name == "png":
        return Frames(path, look, sound)
    return (WebM if kind.name == "webm" else Mov)(path, look, about, sound)


@contextmanager
def _mp4(
    shots: Sequence[Shot], ticks: Sequence[int], look: Look, about: About, store: Store, path: Path, sound: bool
) -> Iterator[Encoder]:
    """Encode all pictures as one segment, and make the film of it."""
    with new_folder() as folder:
        segment = folder / "whole.mp4"
        with written_whole(segment) as temporary, SegmentEncoder(temporary, look.format) as encoder:
            yield encoder
        join(shots, ticks, [segment], look, about, store, path, sound)
