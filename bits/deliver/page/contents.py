"""What the player page tells: parts, beats, sentences and key numbers, with their times, in plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from itertools import groupby

from bits.authoring.concept import Bookend
from bits.making.job import Shot
from bits.making.plan import names_of
from bits.speech.captions import Caption, sentences, shift
from bits.speech.numbers import KeyNumber, key_numbers
from bits.speech.prose import ANSWER, ASK


@dataclass(frozen=True)
class Asked:
    """A question, its answers, which of them is right (from 0 on), and when the rest to think begins and ends."""

    text: str
    answers: tuple[str, ...]
    right: int
    start: float
    end: float


@dataclass(frozen=True)
class Beat:
    """One beat: its name in links, its heading, its seconds, what is said in it, and what is asked if anything is."""

    name: str
    heading: str
    start: float
    end: float
    sentences: tuple[Caption, ...]
    numbers: tuple[KeyNumber, ...]
    asked: Asked | None

    @property
    def poster(self) -> str:
        """Return the file of its picture, in the page's folder."""
        return f"posters/{self.name.replace('/', '-')}.webp"


@dataclass(frozen=True)
class Part:
    """A concept as the film shows it, or a bookend, which has no `step`."""

    scene: str
    title: str
    step: int | None
    beats: tuple[Beat, ...]

    @property
    def short(self) -> str:
        """Return its title up to the colon; of a bookend the heading of its beat."""
        return self.title.partition(":")[0] if self.step else self.beats[0].heading


def parts(shots: Sequence[Shot], starts: Sequence[float]) -> tuple[Part, ...]:
    """Return the parts of a film.

    Parameters
    ----------
    shots
        In order. Those that follow each other with the same scene and parameters make a part.
    starts
        When each begins, and after them when the last one ends; seconds.
    """
    beats = zip(shots, names_of(shots), starts, starts[1:], strict=False)
    found, step = [], 0
    for (scene, _), group in groupby(beats, key=lambda beat: (beat[0].scene, beat[0].params)):
        own = list(group)
        numbered = not issubclass(own[0][0].cls, Bookend)
        step += numbered
        told = tuple(_beat(*beat) for beat in own)
        found.append(Part(scene, own[0][0].title, step if numbered else None, told))
    return tuple(found)


def _beat(shot: Shot, name: str, start: float, end: float) -> Beat:
    first_word = start + shot.lead
    first, *others = shift(sentences(shot.line, shot.speech, end - first_word), first_word)
    said = (replace(first, start=start), *others)  # a beat's first sentence is marked from its start on
    numbers = key_numbers(shot.project.narration, shot.scene, shot.beat, shot.params.facts())
    return Beat(name, shot.heading, float(start), float(end), said, numbers, _asked(shot, first_word))


def _asked(shot: Shot, first_word: float) -> Asked | None:
    pace = shot.paces[shot.beat]
    if pace.question is None:
        return None
    text, answers, right, seconds = astuple(pace.question)
    end = first_word + pace.cues[ANSWER]
    start = max(end - seconds, first_word + pace.cues[ASK])  # a recorded voice may have rested for less
    return Asked(text, answers, right, round(start, 3), round(end, 3))
