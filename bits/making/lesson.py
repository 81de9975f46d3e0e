"""What makes a beat a lesson: a picture that fills its stage, and words that say what is seen while it is seen."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from manim import Mobject
from numpy.typing import NDArray

from bits.authoring.concept import BREATH, LEAD
from bits.speech.reading import time_at
from bits.speech.script import Line
from bits.speech.voices import Speech, cue_times
from bits.stage import Box, Formula, LabelRow, Scale, View, frame, full_canvas
from bits.stage.card import PADDING, Card
from bits.stage.ink import Ink

LEAST_FILLED, LEAST_IN_TALL, _WIDE = 0.55, 0.42, 1.5
"""Share of the stage that the boxes around what is shown cover, at a beat's middle and at its end.

Pictures are composed for a frame that is so many times as wide as high; in others they are stacked, and stand freer.
"""
SHORTEST_FORMULA = 4.0
"""Seconds that an equation is on screen, at least."""
LONGEST_UNCUED = 10.0
"""Seconds in which something happens that the words call for."""
REACH = 1.5
"""Seconds by which a number may be seen before or after it is said."""
SMALLEST_NUMBER = 13
"""Whole numbers from this on have to be seen: smaller ones count things."""
_GRID = 96, 54
"""Columns and rows of the cells that are counted."""
_AROUND = 0.75
"""Seconds around the middle of a beat: what changes just there counts as it is before or after."""
_LAST = 0.6
"""Seconds before the end of a beat from which on its picture counts as its last."""
_NUMBER = re.compile(r"(?P<sign>[-−]?)(?P<digits>\d[\d,]*(?:\.\d+)?)(?P<hundredths>\s?%)?")
_EQUATION = re.compile(r"(?<![\\!<>])=")

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True)
class Amount:
    """A number as it is written.

    Attributes
    ----------
    places
        How many decimals it has.
    """

    value: float
    places: int

    def says(self, other: Amount) -> bool:
        """Return whether two numbers are the same, as far as the coarser one tells."""
        return abs(abs(self.value) - abs(other.value)) <= 0.501 * 10.0 ** -min(self.places, other.places)


@dataclass(frozen=True)
class Said:
    """A number that is spoken, from when to when, in seconds from the first word on."""

    text: str
    amounts: tuple[Amount, ...]
    start: float
    end: float


class Lesson:
    """Looks at one beat as a listener does.

    Parameters
    ----------
    line, speech
        What is said in it.
    lead
        Seconds from its start to the first word.
    """

    def __init__(self, line: Line, speech: Speech, lead: float) -> None:
        self._lead, self._words = lead, speech.seconds
        self._cues = cue_times(line, speech)
        self._unseen = list(numbers_said(line, speech))
        self._formulas: defaultdict[str, float] = defaultdict(float)
        self._filled: dict[str, tuple[float, float, float]] = {}

    def look(self, mobjects: Sequence[Mobject], bounds: Mapping[int, Bounds], start: float, end: float) -> None:
        """Look at a picture that stands between two seconds of the beat.

        Parameters
        ----------
        mobjects
            What is on stage.
        bounds
            Of each shape that can be seen, by its id.
        """
        middle, last = self._lead + self._words / 2, self._lead + self._words + BREATH - _LAST
        if start - _AROUND <= middle < end + _AROUND:
            share = filled(mobjects, bounds)
            if share >= self._filled.get("middle", (0.0,))[0]:
                self._filled["middle"] = share, least_filled(), middle
        if end > last:
            self._filled["end"] = filled(mobjects, bounds), least_filled(), start
        texts = [text for text in _texts(mobjects) if _is_seen(text, bounds)]
        for text in texts if start >= LEAD else ():  # before, the last beat's page is turned
            if isinstance(text, Formula) and _EQUATION.search(text.string):
                self._formulas[text.string] += end - start
        self._see([text.string for text in texts], start - self._lead, end - self._lead)

    def findings(self) -> Iterator[tuple[str, float]]:
        """Yield what a listener would mind, and the second of the beat at which it shows."""
        for when, (share, least, second) in self._filled.items():
            if share < least:
                yield f"what is shown fills {share:.0%} of the stage at its {when}; {least:.0%} are needed", second
        for source, seconds in self._formulas.items():
            if seconds < SHORTEST_FORMULA - 1e-6:
                yield f"formula {source!r} is seen for {seconds:.1f} s; at least {SHORTEST_FORMULA:g} are needed", 0.0
        for said in self._unseen:
            yield f"{said.text!r} is spoken, but is not on screen within {REACH} s", self._lead + said.start
        times = [0.0, *sorted(self._cues.values()), self._words]
        for start, end in pairwise(times):
            if end - start > LONGEST_UNCUED:
                rule = f"words and picture share no cue for {end - start:.1f} s; at most {LONGEST_UNCUED:g} are allowed"
                yield rule, self._lead + start

    def _see(self, strings: Sequence[str], start: float, end: float) -> None:
        """Leave out the numbers that are seen while they are said."""
        due = [said for said in self._unseen if said.start - REACH < end and start < said.end + REACH]
        if due:
            shown = [amount for string in strings for _, amounts in amounts_in(string) for amount in amounts]
            for said in due:
                if any(mine.says(its) for mine in said.amounts for its in shown):
                    self._unseen.remove(said)


def least_filled() -> float:
    """Return the share of the stage that a picture has to fill in a frame of this shape."""
    return LEAST_FILLED if frame().width >= _WIDE * frame().height else LEAST_IN_TALL


def numbers_said(line: Line, speech: Speech) -> Iterator[Said]:
    """Yield the numbers of a line that have to be seen, with when they are spoken."""
    spoken, shown = zip(*line.pairs, strict=True) if line.pairs else ((), ())
    for match, amounts in amounts_in(line.shown):
        whole = amounts[0].value
        if amounts[0].places == 0 and whole < SMALLEST_NUMBER:
            continue
        word = max(0, int(np.searchsorted(shown, match.start(), side="right")) - 1)
        start = time_at(speech.words, line.spoken, spoken[word])
        after = spoken[word + 1] if word + 1 < len(spoken) else len(line.spoken)
        yield Said(match[0], amounts, start, time_at(speech.words, line.spoken, after))


def amounts_in(text: str) -> Iterator[tuple[re.Match[str], tuple[Amount, ...]]]:
    """Yield the numbers of a text, each as it may be written elsewhere: a percentage is a share of one, too."""
    for match in _NUMBER.finditer(text):
        digits = match["digits"].rstrip(",").replace(",", "")
        places = len(digits.partition(".")[2])
        value = float(digits)
        if match["hundredths"]:
            yield match, (Amount(value, places), Amount(value / 100, places + 2))
        else:
            yield match, (Amount(value, places),)


def filled(mobjects: Sequence[Mobject], bounds: Mapping[int, Bounds]) -> float:
    """Return the share of the stage, from the title to the captions, that the boxes around its views cover.

    A card counts for nothing by itself: what stands on it does, with the room that it keeps around its content.
    """
    panels = {id(panel) for panel in _panels(mobjects)}
    cards = [bounds[panel] for panel in panels & bounds.keys()]
    stage = full_canvas()
    grid = np.zeros(_GRID[::-1], dtype=bool)
    for mobject in _views(mobjects):
        leaves = [id(leaf) for leaf in mobject.get_family()]
        boxes = [bounds[leaf] for leaf in leaves if leaf in bounds and leaf not in panels]
        if boxes:
            lefts, bottoms, rights, tops = zip(*boxes, strict=True)
            _cover(grid, stage, _with_room((min(lefts), min(bottoms), max(rights), max(tops)), cards))
    return float(grid.mean())


def _panels(mobjects: Sequence[Mobject]) -> Iterator[Mobject]:
    """Yield the ground of each card."""
    for mobject in mobjects:
        yield from (member.panel for member in mobject.get_family() if isinstance(member, Card))


def _with_room(box: Bounds, cards: Sequence[Bounds]) -> Bounds:
    """Return the box with the padding of the card on which it stands, if on any, no larger than the card."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    for left, bottom, right, top in cards:
        if left < x < right and bottom < y < top:
            return (
                max(left, box[0] - PADDING),
                max(bottom, box[1] - PADDING),
                min(right, box[2] + PADDING),
                min(top, box[3] + PADDING),
            )
    return box


def _cover(grid: NDArray[np.bool_], stage: Box, box: Bounds) -> None:
    columns, rows = _GRID
    left, right = ((x - stage.left) / stage.width * columns for x in (box[0], box[2]))
    bottom, top = ((y - stage.bottom) / stage.height * rows for y in (box[1], box[3]))
    grid[max(0, round(bottom)) : max(0, round(top)), max(0, round(left)) : max(0, round(right))] = True


def _views(mobjects: Sequence[Mobject]) -> Iterator[Mobject]:
    """Yield what counts as one thing: a view, a text, a scale, a row of labels; other groups are opened."""
    for mobject in mobjects:
        if isinstance(mobject, View | Ink | Scale | LabelRow) or not mobject.submobjects:
            yield mobject
        else:
            yield from _views(mobject.submobjects)


def _texts(mobjects: Sequence[Mobject]) -> Iterator[Ink]:
    for mobject in mobjects:
        if hasattr(mobject, "string"):
            yield mobject  # type: ignore[misc]  # an Ink or a Number
        else:
            yield from _texts(mobject.submobjects)


def _is_seen(text: Mobject, bounds: Mapping[int, Bounds]) -> bool:
    return any(id(part) in bounds for part in text.get_family())
