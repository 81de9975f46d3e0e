"""A sentence as a row of blocks, as high as its tokens are dear: levelled to their mean, and cut into smaller tokens.

Local to the beat on perplexities that are quoted.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from manim import ValueTracker

from bits.stage.bars import LabelRow, label_room
from bits.stage.cells import Cells
from bits.stage.ink import Words
from bits.stage.layout import Box
from bits.stage.marks import Level
from bits.stage.readout import Number, Readout, readout_row
from bits.stage.scale import Scale
from bits.stage.shape import Shape, Shapes
from bits.stage.theme import colour
from bits.stage.view import Rect, Stroke, View, polygon
from bits.theory import measures
from scenes.modern_ai import sentence

_SHARE = 0.7
"""Share of its slot that a block takes."""
_APART = 0.16
"""Share of its slot by which the halves of a block move apart."""
_HEADROOM = 1.35
_LEVEL = 0.6
"""Scene units up to which names lie level."""
_STRIKE = 0.045
"""Half the thickness of a line through what does not hold; scene units."""
_OVER = 0.25
"""Scene units from a block up to its number."""


class Ribbon(View):
    """Blocks, one for each token, whose area is what the token costs.

    Animate `levelled` from 0 to 1 and all come to cost their mean; animate `cuts` from 0 to the number of tokens and
    one after another falls into two halves: no area is lost.

    Parameters
    ----------
    tokens, chances
        The sentence, and the probability of each token where it comes.
    box
        Where; scene units.
    base
        2 for bits, e for nats.
    """

    def __init__(self, tokens: Sequence[str], chances: Sequence[float], box: Box, *, base: float = 2) -> None:
        super().__init__()
        self.chances, self.base = np.array(chances), base
        self.surprises = measures.surprise(self.chances, base=base)
        self.levelled, self.cuts = ValueTracker(0.0), ValueTracker(0.0)
        room = label_room(tokens, box.width)
        named = room < _LEVEL  # upright names would leave too little for the blocks
        self.area = box.trimmed(bottom=room + 0.1 if named else 0.0)
        self.slots = self.area.columns(*[1] * len(tokens), gutter=0)
        self._upwards = self.area.height / (_HEADROOM * max(float(self.surprises.max()), 1e-9))
        self.blocks = [(Rect("entropy"), Rect("entropy")) for _ in tokens]
        self.numbers = [(Number(2, "small", "entropy"), Number(2, "small", "entropy")) for _ in tokens]
        self.plates = [Rect("ground") for _ in tokens]  # no line of a scale runs through a number
        if self.numbers[0][0].field(1) > _SHARE * self.slots[0].width / 2 + _APART * self.slots[0].width:
            self.numbers = []
        ground = Stroke("muted").through((box.left, self.area.bottom), (box.right, self.area.bottom))
        self.add(*self.plates, *(half for block in self.blocks for half in block), ground)
        if named:
            self.add(LabelRow(tokens, box.left, box.right, self.area.bottom - 0.1))
        self.add(*(number for pair in self.numbers for number in pair))
        self.refresh()

    def height_of(self, surprise: float) -> float:
        """Return how high a block of that surprise reaches; scene units."""
        return self.area.bottom + surprise * self._upwards

    def pieces(self) -> int:
        """Return into how many tokens the sentence is cut by now."""
        return len(self.chances) + math.floor(self.cuts.get_value() + 1e-9)

    def perplexity(self) -> float:
        """Return the perplexity of the sentence as it is cut by now."""
        return sentence.perplexity(sentence.halved(self.chances, self.pieces() - len(self.chances)))

    @property
    def drawn(self) -> float:
        """Return what all blocks cost, bits or nats, as drawn."""
        across = _SHARE * self.slots[0].width
        return sum(half.area for block in self.blocks for half in block) / across / self._upwards

    def _state(self) -> tuple[float, float]:
        return self.levelled.get_value(), self.cuts.get_value()

    def _redraw(self) -> None:
        level, cuts = self._state()
        costs = ((1 - level) * self.surprises + level * self.surprises.mean()) * self.grown.get_value()
        for i, (slot, (left, right)) in enumerate(zip(self.slots, self.blocks, strict=True)):
            half = _SHARE * slot.width / 2
            apart = _APART / 2 * slot.width * min(max(cuts - i, 0.0), 1.0)
            top = self.height_of(float(costs[i]))
            left.corners(slot.x - half - apart, self.area.bottom, slot.x - apart, top)
            right.corners(slot.x + apart, self.area.bottom, slot.x + half + apart, top)
            if self.numbers:
                self._tell(i, float(costs[i]), apart, half / 2 + apart, top + _OVER)

    def _tell(self, i: int, cost: float, apart: float, aside: float, y: float) -> None:
        """Write what a block costs, over it; once it is cut, what each half costs."""
        first, second = self.numbers[i]
        cut, seen = apart >= _APART / 2 * self.slots[i].width, self.levelled.get_value() == 1
        x = self.slots[i].x
        first.write_at(cost / 2 if cut else cost, x - (aside if cut else 0.0), y, "centre")
        second.write_at(cost / 2, x + aside, y, "centre")
        first.set_fill(opacity=float(seen))
        second.set_fill(opacity=float(cut))
        half = (aside if cut else 0.0) + first.advance / 2
        high = first.em / 2 if seen else 0.0
        self.plates[i].corners(x - half, y - high, x + half, y + high)


class Quote(Shapes):
    """A card with what is often quoted of someone, and what is not told with it.

    Parameters
    ----------
    who, number
        Of whom, and what is quoted.
    box
        Where; scene units.

    Attributes
    ----------
    often, doubt
        That it is often quoted, and in its place what would have to be known; to be brought in by themselves.
    strike
        The line through the number; let it `grow`.
    """

    def __init__(self, who: str, number: str, doubt: str, box: Box) -> None:
        super().__init__()
        panel = Rect("line", 0.22).corners(box.left, box.bottom, box.right, box.top)
        left, right = box.inset(x=0.3).columns(1.3, 1)
        over, under = box.y + 0.27 * box.height, box.y - 0.27 * box.height
        name = Words(who, "title", "muted", fit=left.width).at(left.left, over, "left")
        self.often = Words("often quoted", "label", "muted", fit=left.width).at(left.left, under, "left")
        figure = Words(number, "huge", "muted", fit=right.width).at(right.right, box.y + 0.12, "right")
        self.add(panel, name, figure)
        reach = figure.advance + 0.2
        self.strike = Strike(right.right + 0.1 - reach, right.right + 0.1, box.y + 0.12)
        self.doubt = Words(doubt, "label", "waste", bold=True, fit=left.width, lines=2).at(left.left, under, "left")


class Strike(View):
    """A line through something that does not hold."""

    def __init__(self, left: float, right: float, y: float) -> None:
        super().__init__()
        self._ends = left, right, y
        self.line = Shape(fill_color=colour("waste"), fill_opacity=1, stroke_width=0)
        self.add(self.line)
        self.refresh()

    def _state(self) -> float:
        return 0.0

    def _redraw(self) -> None:
        left, right, y = self._ends
        right = left + (right - left) * self.grown.get_value()
        polygon(self.line, [(left, y - _STRIKE), (right, y - _STRIKE), (right, y + _STRIKE), (left, y + _STRIKE)])


class Quoted:
    """Parts of the picture; the caller brings them in and lets the ribbon be levelled and cut.

    Parameters
    ----------
    tokens, chances
        The sentence.
    most
        How many cells are drawn at most.
    box
        Where; scene units.
    base, unit
        Of the logarithm, and what it is called.

    Attributes
    ----------
    quotes
        What is often quoted.
    ribbon, scale, halves
        The sentence, how much its tokens cost, and the perplexities of its two halves.
    among, sums
        The perplexity of the whole as equal cells, and as a number beside how many tokens cost how much.
    """

    def __init__(
        self, tokens: Sequence[str], chances: Sequence[float], most: int, box: Box, *, base: float, unit: str
    ) -> None:
        above, middle, below = box.rows(1.4, 2.6, 0.8, gutter=0.2)
        first, second = above.columns(1, 1, gutter=0.4)
        self.quotes = (
            Quote("GPT-4", "10 to 15", "on which text?", first),
            Quote("people", "about 20", "in which tokens?", second),
        )
        self.ribbon = ribbon = Ribbon(tokens, chances, middle.trimmed(left=Scale.ROOM), base=base)
        self.scale = Scale(ribbon.area.left, ribbon.area.right, ribbon.height_of, float(ribbon.surprises.max()), unit)
        split = len(tokens) // 2
        self.halves = tuple(self._half(ribbon, part) for part in (slice(0, split), slice(split, None)))
        total = float(ribbon.surprises.sum())
        terms = (
            Readout("tokens", ribbon.pieces, decimals=0, whole_digits=2),
            Readout("all in all", lambda: total, unit, decimals=0 if total == round(total) else 1, role="entropy"),
            Readout("perplexity", ribbon.perplexity, decimals=2, role="entropy", whole_digits=2),
        )
        self.sums = readout_row(*terms)
        count = min(math.ceil(ribbon.perplexity()), most)
        words = Words("as unsure as among", "label", "muted").at(below.left, below.y, "left")
        cells = below.trimmed(left=words.advance + 0.3)
        self.among = words, Cells(lambda: min(ribbon.perplexity(), count), count, cells, role="entropy")

    @staticmethod
    def _half(ribbon: Ribbon, part: slice) -> Level:
        """Return the mean surprise of a part of the sentence, and its perplexity."""
        slots = ribbon.slots[part]
        many = sentence.perplexity(ribbon.chances[part])
        name = Words(f"perplexity {many:.3g}", "label", "text")
        mean = float(ribbon.surprises[part].mean())
        level = Level(lambda: mean, slots[0].left, slots[-1].right, ribbon.height_of, role="text")
        level.add(name.at((slots[0].left + slots[-1].right) / 2, ribbon.area.top - 0.15))
        return level
