"""A deck: what every format of slides is made from, one slide a beat or one a stop."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import numpy as np

from bits.codec.reel import reel_ticks
from bits.deliver.formats import Source
from bits.deliver.poster import first, poster
from bits.deliver.stops import Stretch, encoded, within
from bits.deliver.texts import file_name, headline, legible
from bits.making.cut import Tracks, cut
from bits.making.film import About, subtitles
from bits.making.job import Look, Shot
from bits.making.plan import names_of
from bits.making.soundtrack import excerpt
from bits.making.store import Store
from bits.making.takes import Report, segment_ticks
from bits.speech.captions import Caption


@dataclass(frozen=True)
class Slide:
    """A beat on a slide, or a stretch of one.

    Attributes
    ----------
    name
        That of the beat, and the number of the stretch; no other slide of the deck has it.
    segment
        Its picture.
    stretch
        What of the beat; None if it is all of it.
    """

    name: str
    shot: Shot
    segment: Path
    stretch: Stretch | None = None

    @property
    def heading(self) -> str:
        """Return what the beat is called, and which stretch of it this is, if there are more."""
        part = self.stretch
        return f"{self.shot.heading} ({part.number}/{part.of})" if part and part.of > 1 else self.shot.heading

    @property
    def title(self) -> str:
        """Return concept and beat."""
        return headline(f"{self.shot.title} – {self.heading}")

    @property
    def notes(self) -> str:
        """Return what is said, with its numbers filled in."""
        return legible(self.stretch.words if self.stretch else self.shot.line.shown)

    @property
    def ticks(self) -> range:
        """Return which ticks of the beat it shows."""
        return self.stretch.ticks if self.stretch else range(segment_ticks(self.segment))

    @property
    def begins_beat(self) -> bool:
        """Return whether a beat begins with it."""
        return not self.ticks.start


@dataclass(frozen=True)
class Deck:
    """Slides in order, how they look, what they are called, and who is told how far they are.

    Attributes
    ----------
    passes
        How often each tick has been gone through before the slides are written.
    """

    slides: tuple[Slide, ...]
    look: Look
    about: About
    store: Store
    report: Report
    passes: int = 1

    @classmethod
    def of(
        cls, shots: Sequence[Shot], segments: Sequence[Path], look: Look, about: About, store: Store, report: Report
    ) -> Self:
        """Return the deck of some shots whose segments are made, with texts that every format can hold."""
        slides = (Slide(*parts) for parts in zip(names_of(shots), shots, segments, strict=True))
        return cls(tuple(slides), look, _legible(about), store, report)

    @classmethod
    def at_stops(cls, source: Source, reels: Sequence[Path]) -> Self:
        """Return the deck of some shots whose reels are made, with a slide for each stop.

        Raises
        ------
        UserError
            If the store cannot be written, or workers keep dying.
        """
        shots, look, store = source.shots, source.look, source.store
        drawn = sum(reel_ticks(reel) for reel in reels)
        cut = encoded(shots, reels, look, store, source.crew, lambda done, made: source.report(done, drawn + made))
        slides = tuple(
            Slide(f"{name}.{part.number}" if part.of > 1 else name, shot, segment, part)
            for name, shot, parts in zip(names_of(shots), shots, cut, strict=True)
            for part, segment in parts
        )
        return cls(slides, look, _legible(source.about), store, source.report, passes=2)

    def each(self) -> Iterator[Slide]:
        """Yield the slides in order, and tell of each when it has been written: as of ticks made a second time."""
        made = self.passes * sum(len(slide.ticks) for slide in self.slides)
        beats = sum(slide.begins_beat for slide in self.slides)
        for slide in self.slides:
            yield slide
            made += len(slide.ticks)
            self.report(beats, made)

    def seconds(self, slide: Slide) -> float:
        """Return how long a slide's clip is."""
        return len(slide.ticks) / self.look.fps

    def captions(self, slide: Slide) -> list[Caption]:
        """Return the captions of a slide's clip, in its seconds."""
        length = slide.stretch.beat_ticks if slide.stretch else len(slide.ticks)
        found = subtitles([slide.shot], np.array([0.0, length / self.look.fps]))
        seen = within(found, slide.stretch, self.look.fps) if slide.stretch else found
        return [replace(caption, text=legible(caption.text)) for caption in seen]

    def parts(self) -> list[tuple[str, tuple[Slide, ...]]]:
        """Return the slides by concept, in order."""
        parts: list[tuple[str, tuple[Slide, ...]]] = []
        for slide in self.slides:
            title = headline(slide.shot.title)
            if parts and parts[-1][0] == title:
                parts[-1] = (title, (*parts[-1][1], slide))
            else:
                parts.append((title, (slide,)))
        return parts

    def write_clip(self, slide: Slide, folder: Path) -> Path:
        """Write a slide's clip with its sound, named after the beat and its content, and return it."""
        shot, look = slide.shot, self.look
        path = folder / "clip.mp4"
        sound = excerpt(shot, slide.ticks, look, self.store)
        tags = self.about.tags | {"title": slide.title}
        cut(path, [slide.segment], look.raster, Tracks(sound, metadata=tags, language=self.about.language))
        return _named(path, slide)

    def write_picture(self, slide: Slide, folder: Path) -> Path:
        """Write what stands on the stage when a slide's words have ended, a PNG file, and return it."""
        path = folder / "picture.png"
        path.write_bytes(poster(slide.segment, self.store))
        return _named(path, slide)

    def write_poster(self, slide: Slide, folder: Path) -> Path:
        """Write what a slide shows until its clip plays, a PNG file, and return it.

        It is the picture at which the words of a beat have ended: that shows what the slide is about. At a stop it is
        the picture that stands already, since the talk goes on from there.
        """
        if slide.stretch is None:
            return self.write_picture(slide, folder)
        path = folder / "picture.png"
        path.write_bytes(first(slide.segment, self.store))
        return _named(path, slide)


def _legible(about: About) -> About:
    return replace(about, title=headline(about.title), author=headline(about.author))


def _named(path: Path, slide: Slide) -> Path:
    """Give a file the name of its slide and a hash of its content: no program that keeps copies shows an old one."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()[:8]
    return path.rename(path.with_name(f"{file_name(slide.name)}.{digest}{path.suffix}"))
