"""A deck: what every format of slides is made from, one slide a beat."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import numpy as np

from bits.deliver.poster import poster
from bits.deliver.texts import file_name, headline, legible
from bits.making.cut import Tracks, cut
from bits.making.film import About, Report, segment_ticks, subtitles
from bits.making.job import Look, Shot
from bits.making.plan import names_of
from bits.making.soundtrack import packets
from bits.making.store import Store
from bits.speech.captions import Caption


@dataclass(frozen=True)
class Slide:
    """A beat on a slide.

    Attributes
    ----------
    name
        That of the beat, which no other slide of the deck has.
    segment
        Its picture.
    """

    name: str
    shot: Shot
    segment: Path

    @property
    def title(self) -> str:
        """Return concept and beat."""
        return headline(f"{self.shot.title} – {self.shot.heading}")

    @property
    def notes(self) -> str:
        """Return what is said, with its numbers filled in."""
        return legible(self.shot.line.shown)


@dataclass(frozen=True)
class Deck:
    """Slides in order, how they look, what they are called, and who is told how far they are."""

    slides: tuple[Slide, ...]
    look: Look
    about: About
    store: Store
    report: Report

    @classmethod
    def of(
        cls, shots: Sequence[Shot], segments: Sequence[Path], look: Look, about: About, store: Store, report: Report
    ) -> Self:
        """Return the deck of some shots whose segments are made, with texts that every format can hold."""
        slides = (Slide(*parts) for parts in zip(names_of(shots), shots, segments, strict=True))
        about = replace(about, title=headline(about.title), author=headline(about.author))
        return cls(tuple(slides), look, about, store, report)

    def each(self) -> Iterator[Slide]:
        """Yield the slides in order, and tell of each when it has been written: as of ticks made a second time."""
        made = sum(segment_ticks(slide.segment) for slide in self.slides)
        for slide in self.slides:
            yield slide
            made += segment_ticks(slide.segment)
            self.report(len(self.slides), made)

    def seconds(self, slide: Slide) -> float:
        """Return how long a slide's clip is."""
        return segment_ticks(slide.segment) / self.look.fps

    def captions(self, slide: Slide) -> list[Caption]:
        """Return the captions of a slide's clip, in its seconds."""
        found = subtitles([slide.shot], np.array([0.0, self.seconds(slide)]))
        return [replace(caption, text=legible(caption.text)) for caption in found]

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
        sound = packets([shot], [segment_ticks(slide.segment)], look, self.store)
        tags = self.about.tags | {"title": slide.title}
        cut(path, [slide.segment], look.raster, Tracks(sound, metadata=tags, language=self.about.language))
        return _named(path, slide)

    def write_picture(self, slide: Slide, folder: Path) -> Path:
        """Write what stands on the stage when a slide's words have ended, a PNG file, and return it."""
        path = folder / "picture.png"
        path.write_bytes(poster(slide.segment, self.store))
        return _named(path, slide)


def _named(path: Path, slide: Slide) -> Path:
    """Give a file the name of its slide and a hash of its content: no program that keeps copies shows an old one."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()[:8]
    return path.rename(path.with_name(f"{file_name(slide.name)}.{digest}{path.suffix}"))
