"""A film's words, looked at as a whole: what is wrong with them, and what they amount to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bits.authoring.concept import Bookend
from bits.errors import quoted
from bits.making.job import Shot
from bits.speech.reading import time_at
from bits.speech.telling import reading_ease, sentences, words_of

FEWEST_WORDS, MOST_WORDS = 45, 110
"""Of a beat: fewer say little, more tire."""
LONGEST_SENTENCE = 28
LEAST_EASE = 65
"""Flesch reading ease over all beats, in English."""


@dataclass(frozen=True)
class Report:
    """What a part of a film, or all of it, amounts to.

    Attributes
    ----------
    ease
        Flesch reading ease; None in other languages than English.
    listings
        How many beats show code that runs.
    """

    name: str
    beats: int
    words: int
    minutes: float
    words_per_minute: float
    ease: float | None
    rests: int
    questions: int
    listings: int
    stops: int

    @classmethod
    def of(cls, name: str, shots: Sequence[Shot], language: str = "en") -> Report:
        """Return the report on shots."""
        words = sum(len(words_of(shot.line.shown)) for shot in shots)
        minutes = sum(shot.seconds for shot in shots) / 60
        ease = round(reading_ease([shot.line for shot in shots]), 1) if language.startswith("en") else None
        return cls(
            name=name,
            beats=len(shots),
            words=words,
            minutes=round(minutes, 2),
            words_per_minute=round(words / minutes, 1) if minutes else 0.0,
            ease=ease,
            rests=sum(len(shot.line.rests) for shot in shots),
            questions=sum(shot.line.question is not None for shot in shots),
            listings=sum(shot.beat in shot.params.listings() for shot in shots),
            stops=sum(len(shot.line.stops) for shot in shots),
        )

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)


def reports(shots: Sequence[Shot], language: str = "en") -> list[Report]:
    """Return a report on each scene of a film, and the last on all of it."""
    scenes = dict.fromkeys(shot.scene for shot in shots)
    parts = [Report.of(scene, [shot for shot in shots if shot.scene == scene], language) for scene in scenes]
    return [*parts, Report.of("all", shots, language)]


def table(rows: Sequence[Report]) -> str:
    """Return reports as a table to read."""
    names = list(rows[0].as_data())
    cells = [[name.replace("_", " ").replace("words per minute", "a minute") for name in names]]
    cells += [[_written(value) for value in row.as_data().values()] for row in rows]
    widths = [max(len(line[column]) for line in cells) for column in range(len(names))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in cells
    )


def _written(value: object) -> str:
    return "-" if value is None else f"{value:.1f}" if isinstance(value, float) else str(value)


def findings(shots: Sequence[Shot], language: str = "en") -> list[str]:
    """Return what is wrong with the words of a film, a line each, in `check`'s form."""
    found = [line for shot in shots for line in _told(shot)]
    found += dict.fromkeys(line for shot in shots for line in _untimely(shot, shots))
    if language.startswith("en"):
        ease = reading_ease([shot.line for shot in shots])
        if ease < LEAST_EASE:
            found.append(f"the words have a reading ease of {ease:.0f}; at least {LEAST_EASE} is needed")
    return found


def _told(shot: Shot) -> Iterator[str]:
    count = len(words_of(shot.line.shown))
    if not FEWEST_WORDS <= count <= MOST_WORDS:
        yield f"{shot.name}@0.0: it has {count} words; {FEWEST_WORDS} to {MOST_WORDS} are a beat"
    for sentence in sentences(shot.line.shown):
        if (words := len(words_of(sentence))) > LONGEST_SENTENCE:
            yield f"{shot.name}@0.0: {quoted(sentence)} has {words} words; at most {LONGEST_SENTENCE} can be followed"


def _untimely(shot: Shot, shots: Sequence[Shot]) -> Iterator[str]:
    """Yield the terms that a beat speaks of before the beat that introduces them; a welcome may announce them."""
    order = {other.name: place for place, other in reversed(list(enumerate(shots)))}
    for scene in dict.fromkeys(other.scene for other in shots):
        terms = shot.project.scene(scene).narration().terms
        for term, beat in terms.items():
            place = order.get(f"{scene}/{beat}")
            if place is None or order[shot.name] >= place or issubclass(shot.cls, Bookend):
                continue
            if found := _term(term).search(shot.line.spoken):
                second = shot.lead + time_at(shot.speech.words, shot.line.spoken, found.start())
                yield f"{shot.name}@{second:.1f}: it speaks of {quoted(term)} before {scene}/{beat} introduces it"


def _term(term: str) -> re.Pattern[str]:
    """Return where a term is spoken: a word in small letters also begins sentences, and has plurals."""
    case = re.IGNORECASE if term == term.lower() else 0
    return re.compile(rf"(?<![\w-]){re.escape(term)}(?:s|es)?(?![\w-])", case)
