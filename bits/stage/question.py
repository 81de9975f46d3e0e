"""The film asks before it shows: a question with its answers, and a bar of the time that is left to think."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from manim import Animation, ValueTracker

from bits.stage.ink import Size
from bits.stage.layout import Box
from bits.stage.paragraph import Paragraph
from bits.stage.view import Rect, Run, View

_WIDE = 1.6
"""From this width on, as a share of its height, a box has its answers side by side."""
_DIM = 0.25
"""What is left of an answer that is wrong."""
_BAR = 0.09
_AIR = 0.25


class QuestionCard(View):
    """A question, its numbered answers, and the time left.

    Parameters
    ----------
    text
        What is asked.
    answers
        Two to four.
    right
        Which of them is right, from 0 on.
    box
        Where; scene units.
    """

    def __init__(self, text: str, answers: Sequence[str], right: int, box: Box) -> None:
        super().__init__()
        self.right = right
        self.left = ValueTracker(1.0)
        self.decided = ValueTracker(0.0)
        room = box.trimmed(bottom=_BAR + _AIR)
        n = len(answers)
        wide = room.width >= _WIDE * room.height
        head, body = room.rows(*((1, 1.3) if wide else (1, 0.8 * n)), gutter=_AIR)
        places = body.columns(*[1] * n) if wide else body.rows(*[1] * n, gutter=_AIR)
        self.frames = [Rect("line", 0.0, edge=3.0, edge_role="line").corners(*_corners(place)) for place in places]
        self.rings = [Rect("saving", 0.0, edge=7.0, edge_role="saving").corners(*_corners(place)) for place in places]
        self.numbers = [Paragraph(str(i + 1), _number(place), "body", "muted") for i, place in enumerate(places)]
        self.answers = _alike(answers, [_words(place) for place in places])
        self._track = Box(box.left, box.bottom, box.right, box.bottom + _BAR)
        track = Rect("line").corners(*_corners(self._track))
        self.bar = Rect("shared")
        for ring in self.rings:
            ring.stroke_rgbas[:, 3] = 0
        self.add(Paragraph(text, head, "big"), *self.frames, *self.numbers, *self.answers, *self.rings)
        self.add(track, self.bar)
        self.refresh()

    def think(self, **kwargs: Any) -> Animation:
        """Return the animation in which the time runs out."""
        return Run(self, self.left, rate_func=_running_out, **kwargs)

    def decide(self, **kwargs: Any) -> Animation:
        """Return the animation in which the right answer lights up and the others grow dim."""
        return Run(self, self.decided, **kwargs)

    def _state(self) -> tuple[float, float]:
        return self.left.get_value(), self.decided.get_value()

    def _redraw(self) -> None:
        left, decided = self._state()
        track = self._track
        self.bar.corners(track.left, track.bottom, track.left + track.width * left, track.top)
        if not decided:
            return
        self.rings[self.right].stroke_rgbas[:, 3] = decided
        for i, words in enumerate(zip(self.answers, self.numbers, strict=True)):
            for line in (line for paragraph in words for line in paragraph.submobjects if i != self.right):
                for leaf in line.submobjects:
                    leaf.fill_rgbas[:, 3] = 1 - (1 - _DIM) * decided


def _alike(answers: Sequence[str], places: Sequence[Box]) -> list[Paragraph]:
    """Return the answers, all of one size: none of them may look more important."""
    size: Size = "big"
    for answer, place in zip(answers, places, strict=True):
        size = Paragraph(answer, place, size, bold=True).size
    return [Paragraph(answer, place, size, bold=True) for answer, place in zip(answers, places, strict=True)]


def _running_out(t: float) -> float:
    return 1 - t


def _corners(box: Box) -> tuple[float, float, float, float]:
    return box.left, box.bottom, box.right, box.top


def _number(place: Box) -> Box:
    """Return where an answer's number stands: over it, or before it where the place is flat."""
    if place.height > 0.4 * place.width:
        return Box(place.left, place.top - 0.35 * place.height, place.right, place.top - 0.1)
    return Box(place.left, place.bottom, place.left + 0.9, place.top)


def _words(place: Box) -> Box:
    if place.height > 0.4 * place.width:
        return Box(place.left + 0.2, place.bottom + 0.15, place.right - 0.2, place.top - 0.35 * place.height)
    return place.inset(0.9, 0.1)
