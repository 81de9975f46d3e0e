"""The arithmetic coder at work, for the scene about the whole picture: an interval narrows, and bits are written."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from manim import ValueTracker, VGroup, VMobject, smooth

from bits.stage.ink import Words
from bits.stage.layout import Box
from bits.stage.readout import Readout
from bits.stage.theme import colour
from bits.stage.view import Rect, View, polygon
from bits.theory import measures
from bits.theory.arithmetic import ArithmeticCode
from bits.theory.figures import as_text

_BAR = 0.64
"""Share of its row that a bar takes."""
_PALE = 0.2
"""Opacity of the letters that do not come next."""
_BEAM = 0.3
_AIR = 0.03
"""Scene units between a letter and the edges of its bar."""
_TRACK = 0.75
_NOTHING = "–"
"""What stands for the message before its first letter."""
_NOTE_GAP = 0.25
_SPARE = 2
"""Bits that a code may at most take more than the surprise."""


def _gently(t: float) -> float:
    return float(smooth(min(max(t, 0.0), 1.0)))


class Letter:
    """A letter in a bar: light on a pale bar, dark once the bar is lit; the one is gone before the other comes."""

    def __init__(self, text: str, box: Box) -> None:
        inks = [Words(text, "small", role, bold=True).at(box.x, box.y) for role in ("text", "ground")]
        fits = inks[0].width < box.width - 2 * _AIR and inks[0].height < box.height
        self.inks = inks if fits else []
        for ink in self.inks:  # they stand on one line, but for what would hang out of its bar
            over, under = ink.get_top()[1] - box.top, box.bottom - ink.get_bottom()[1]
            ink.shift((0.0, max(under, 0.0) - max(over, 0.0), 0.0))
        self._shown = [1.0] * len(self.inks)

    def light(self, lit: float, seen: float = 1.0) -> None:
        """Show the letter as `lit` as its bar is; both from 0 to 1."""
        shown = [seen * min(max(share, 0.0), 1.0) for share in (1 - 2.5 * lit, 2.5 * lit - 1.5)[: len(self.inks)]]
        for ink, opacity, before in zip(self.inks, shown, self._shown, strict=True):
            if opacity != before:  # nearly all letters stay as they are, and Manim takes long to ink one
                ink.set_opacity(opacity)
        self._shown = shown


class Funnel(View):
    """What an arithmetic coder does: each letter picks its share of the interval, and the share becomes the interval.

    A row shows the interval before a letter, stretched to the full width and shared out among all letters by their
    probabilities; the picked share widens into the next row. Beside each row stand the message so far and its
    probability, the true width of the interval.

    Parameters
    ----------
    code
        The coder's steps.
    p
        The pmf of the letters, shape (letters,).
    alphabet
        The letters.
    come
        How many letters have been coded; goes from 0 to the length of the message.
    box
        Where the rows fill a box, one more than there are letters in the message; scene units.
    """

    def __init__(
        self, code: ArithmeticCode, p: Sequence[float], alphabet: str, come: ValueTracker, box: Box, role: str = "model"
    ) -> None:
        super().__init__()
        self.code, self.come = code, come
        self.shares = measures.normalize(p)
        message = "".join(alphabet[step.symbol] for step in code.steps)
        widths = [1.0, *(float(step.high - step.low) for step in code.steps)]
        notes = [(message[:i] or _NOTHING, as_text(width, ".3g")[0]) for i, width in enumerate(widths)]
        words = [tuple(Words(text, "label", "muted") for text in note) for note in notes]
        before, after = (max(note[side].advance for note in words) + _NOTE_GAP for side in (0, 1))
        rows = box.rows(*[1] * (len(code.steps) + 1), gutter=0)
        self.bars = [row.trimmed(bottom=(1 - _BAR) * row.height, left=before, right=after) for row in rows]
        self.notes = [
            VGroup(first.at(box.left, bar.y, "left"), second.at(box.right, bar.y, "right"))
            for (first, second), bar in zip(words, self.bars, strict=True)
        ]
        self.cells = [[Rect(role, _PALE, edge=1.5) for _ in self.shares] for _ in code.steps] + [[Rect(role)]]
        self.beams = [VMobject(fill_color=colour(role), fill_opacity=_BEAM, stroke_width=0) for _ in code.steps]
        ends = np.concatenate([[0.0], np.cumsum(self.shares)])
        self.spans = list(pairwise(ends))
        self.letters = [
            [Letter(c, self._part(bar, *span)) for c, span in zip(alphabet, self.spans, strict=True)]
            for bar in self.bars[:-1]
        ]
        self.add(*self.notes, *self.beams, *(cell for row in self.cells for cell in row))
        self.add(*(ink for row in self.letters for letter in row for ink in letter.inks))
        self.refresh()

    @staticmethod
    def _part(bar: Box, left: float, right: float) -> Box:
        return Box(bar.left + left * bar.width, bar.bottom, bar.left + right * bar.width, bar.top)

    @property
    def widths(self) -> list[float]:
        """Return the width that each picked share stands for, as drawn: the probability of the message so far."""
        rows = zip(self.cells, self.code.steps, self.bars, strict=False)
        picked = [row[step.symbol].area / bar.height / bar.width for row, step, bar in rows]
        return [float(width) for width in np.cumprod(picked)]

    def _state(self) -> float:
        return float(self.come.get_value())

    def _redraw(self) -> None:
        come = self._state()
        for i, step in enumerate(self.code.steps):
            pick, widen = _gently(2 * (come - i)), _gently(2 * (come - i) - 1)
            shown = 1.0 if i == 0 else _gently(2 * (come - i) + 1)
            self._row(i, step.symbol, pick, shown)
            self.notes[i].set_opacity(shown)
            self._widen(i, self.spans[step.symbol], widen)

    def _row(self, i: int, symbol: int, pick: float, shown: float) -> None:
        """Show a row's letters, the one that comes next lit."""
        for s, span in enumerate(self.spans):
            part, lit = self._part(self.bars[i], *span), pick if s == symbol else 0.0
            rect = self.cells[i][s].corners(part.left, part.bottom, part.right, part.top)
            rect.set_fill(opacity=shown * (_PALE + (1 - _PALE) * lit)).set_stroke(opacity=shown)
            if self.letters[i][s].inks:
                self.letters[i][s].light(lit, shown)

    def _widen(self, i: int, span: tuple[float, float], widen: float) -> None:
        """Let the picked share of a row become the whole of the next."""
        part, below = self._part(self.bars[i], *span), self.bars[i + 1]
        left, right = part.left + widen * (below.left - part.left), part.right + widen * (below.right - part.right)
        top = part.bottom + widen * (below.top - part.bottom)
        polygon(self.beams[i], [(part.left, part.bottom), (part.right, part.bottom), (right, top), (left, top)])
        if i + 1 == len(self.code.steps):
            self.cells[-1][0].corners(left, top - below.height * widen, right, top).set_fill(opacity=widen)
            self.notes[-1].set_opacity(widen)


class Race(View):
    """Two tracks on one scale of bits: the message's surprise, letter by letter, and the bits that are written.

    Parameters
    ----------
    code
        The coder's steps and its bits.
    message
        The letters.
    come
        How many letters have been coded; from the message's length to 1 more, the last bits are written.
    box
        Where: both tracks with the names before them; scene units.
    names
        Of the two tracks.
    """

    def __init__(
        self, code: ArithmeticCode, message: str, come: ValueTracker, box: Box, names: tuple[str, str]
    ) -> None:
        super().__init__()
        self.code, self.come = code, come
        self.totals = [0.0, *(step.surprise for step in code.steps)]
        words = [Words(name, "label", role) for name, role in zip(names, ("entropy", "saving"), strict=True)]
        tracks = box.trimmed(left=max(word.advance for word in words) + 0.3).rows(1, 1, gutter=0.2)
        self.per_bit = tracks[0].width / max(self.totals[-1] + _SPARE, len(code.bits))
        self.tracks = [track.sized(height=_TRACK * track.height) for track in tracks]
        self.surprises = [Rect("entropy", edge=1.5) for _ in message]
        self.letters = [Letter(c, self._span(0, a, b)) for c, a, b in self._bounds(message)]
        self.bits = [Rect("saving", edge=1.5) for _ in code.bits]
        self.digits = [Letter(c, self._span(1, i, i + 1)) for i, c in enumerate(code.bits)]
        for i, rect in enumerate(self.bits):
            self._place(rect, self._span(1, i, i + 1))
        spare = self._span(0, self.totals[-1], self.totals[-1] + _SPARE)
        told = Words(f"+ {_SPARE} bits", "small", "muted", fit=spare.width).at(spare.x, spare.y)
        self.spare = VGroup(
            Rect("muted", 0.25).corners(spare.left, tracks[1].bottom, spare.right, tracks[0].top),
            *([told] if told.string == told.whole else []),
        )
        self.add(self.spare, *(word.at(box.left, track.y, "left") for word, track in zip(words, tracks, strict=True)))
        self.add(*self.surprises, *self.bits)
        self.add(*(ink for letter in (*self.letters, *self.digits) for ink in letter.inks))
        self.refresh()

    @property
    def surprise(self) -> float:
        """Return the surprise as drawn, in bits."""
        return sum(rect.area for rect in self.surprises) / self.tracks[0].height / self.per_bit

    @property
    def written(self) -> int:
        """Return how many bits have been written: those that were certain at the last letter, in the end all."""
        come = self.come.get_value()
        if come > len(self.code.steps):
            return len(self.code.bits) if come >= len(self.code.steps) + 1 else len(self.code.steps[-1].bits)
        return len(self.code.steps[int(come) - 1].bits) if come >= 1 else 0

    def _bounds(self, message: str) -> list[tuple[str, float, float]]:
        return list(zip(message, self.totals, self.totals[1:], strict=False))

    def _span(self, track: int, start: float, end: float) -> Box:
        box = self.tracks[track]
        return Box(box.left + start * self.per_bit, box.bottom, box.left + end * self.per_bit, box.top)

    @staticmethod
    def _place(rect: Rect, box: Box) -> None:
        rect.corners(box.left, box.bottom, box.right, box.top)

    def _state(self) -> float:
        return float(self.come.get_value())

    def _redraw(self) -> None:
        come = self._state()
        for i, (rect, letter) in enumerate(zip(self.surprises, self.letters, strict=True)):
            grown = _gently(2 * (come - i))
            self._place(
                rect, self._span(0, self.totals[i], self.totals[i] + grown * (self.totals[i + 1] - self.totals[i]))
            )
            if letter.inks:
                letter.light(1.0, _gently(4 * (come - i) - 2))
        self.spare[0].set_fill(opacity=0.25 * _gently(4 * (come - len(self.totals) + 1)))
        for told in self.spare[1:]:
            told.set_opacity(_gently(4 * (come - len(self.totals) + 1)))
        ends = [0, *(len(step.bits) for step in self.code.steps), len(self.code.bits)]
        for step, (first, last) in enumerate(pairwise(ends)):
            for k in range(first, last):
                # One after another, in the second half of the step.
                seen = _gently((2 * (come - step) - 1) * (last - first) - (k - first))
                self.bits[k].set_fill(opacity=seen).set_stroke(opacity=seen)
                if self.digits[k].inks:
                    self.digits[k].light(1.0, seen)


class Coder:
    """The coder in one picture: the funnel and the race below it; its numbers are for the caller to place.

    Parameters
    ----------
    code, p, alphabet
        As for `Funnel`.
    box
        Where funnel and race stand; scene units.

    Attributes
    ----------
    come
        How many letters have been coded; 1 more than there are, and all bits are written.
    numbers
        Readouts of the surprise and of the bits that are written.
    """

    def __init__(self, code: ArithmeticCode, p: Sequence[float], alphabet: str, box: Box) -> None:
        self.come = ValueTracker(0.0)
        message = "".join(alphabet[step.symbol] for step in code.steps)
        above, below = box.rows(3.5, 1.1, gutter=0.17)
        self.funnel = Funnel(code, p, alphabet, self.come, above)
        self.race = race = Race(code, message, self.come, below, ("surprise", "written"))
        whole_digits, bits = len(str(int(code.steps[-1].surprise))), max(2, len(str(len(code.bits))))
        self.numbers = (
            Readout("surprise", lambda: race.surprise, "bits", decimals=2, whole_digits=whole_digits, role="entropy"),
            Readout("written", lambda: race.written, "bits", decimals=0, whole_digits=bits, role="saving"),
        )
