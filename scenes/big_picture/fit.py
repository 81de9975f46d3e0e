"""Blocks that fit: a whole, and below it two parts of which the second slides up to the first and completes it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from manim import Animation, ValueTracker, VGroup

from bits.authoring.amounts import whole_digits
from bits.stage.bars import Ruler
from bits.stage.card import Card
from bits.stage.ink import Formula, Words
from bits.stage.layout import Box
from bits.stage.readout import Readout
from bits.stage.view import Rect, Run, Source, View
from scenes.big_picture.quantities import Quantities

_HEADROOM = 1.08
"""How much longer than the longest block its room is."""
_SLIDE = 1.2
"""From how far away the second part slides up; scene units."""
_SPACE = 0.15
_LINE = 0.62
"""Height in scene units of the equation between whole and parts, and as much again where its numbers stand below."""
_TWO_LINES = 2 * _LINE + 1.0
"""Height in scene units from which on the numbers may stand below the formula."""
_AIR, _FADE = 0.12, 0.2
"""Scene units kept free beside a name in a block, and how many more it takes until the name is seen in full."""


@dataclass(frozen=True)
class Block:
    """A quantity as a block of width 1: where to find it, its colour's meaning, and what is written on it."""

    value: Source
    role: str
    name: str


class Fit(View):
    """A whole and its two parts, each of width 1 and as long as its quantity, so that areas can be compared.

    The three are found apart from each other: that the parts fit the whole is seen, not assumed.

    Parameters
    ----------
    blocks
        Whole, rest and notch: the last two should make up the first.
    box
        Where: the whole lies along its top, the parts along its bottom, from its left on; one that would leave it at
        its right is cut off there. Scene units.
    ruler
        Shared with whatever the areas are compared with; `across` is how thick a block is, `upwards` how long a bit.
    """

    def __init__(self, blocks: tuple[Block, Block, Block], box: Box, ruler: Ruler) -> None:
        super().__init__()
        self.blocks, self.ruler = blocks, ruler
        self.left, self.right = box.left, box.right
        low = box.bottom + ruler.across
        self._tops = box.top, low, low
        self.rects = tuple(Rect(block.role, edge=1.5) for block in blocks)
        self.names = tuple(Words(block.name, "label", "ground", bold=True) for block in blocks)
        self.rested, self.fitted = ValueTracker(0.0), ValueTracker(0.0)
        self.add(*self.rects, *self.names)
        self.refresh()

    @property
    def drawn(self) -> tuple[float, float, float]:
        """Return whole, rest and notch as drawn, in bits or nats."""
        whole, rest, notch = (self.ruler.amount([rect]) for rect in self.rects)
        return whole, rest, notch

    @property
    def ends(self) -> tuple[float, float]:
        """Return where the whole ends and where its parts end, as drawn; scene units."""
        return float(self.rects[0].box[2]), float(self.rects[2].box[2])

    def rest(self, **kwargs: Any) -> Animation:
        """Return the animation in which the first part grows under the whole."""
        return Run(self, self.rested, **kwargs)

    def fit(self, **kwargs: Any) -> Animation:
        """Return the animation in which the second part slides up to the first."""
        return Run(self, self.fitted, **kwargs)

    def _state(self) -> tuple[float, ...]:
        return *(block.value() for block in self.blocks), self.rested.get_value(), self.fitted.get_value()

    def _redraw(self) -> None:
        rested, fitted = self.rested.get_value(), self.fitted.get_value()
        whole, rest, notch = (min(block.value() * self.ruler.upwards, self.right - self.left) for block in self.blocks)
        meet = self.left + rest * rested
        start = meet + _SLIDE * (1 - fitted)
        self._lay(0, self.left, self.left + whole * self.grown.get_value())
        self._lay(1, self.left, meet)
        self._lay(2, start, start + notch, fitted)

    def _lay(self, i: int, left: float, right: float, seen: float = 1.0) -> None:
        """Lay a block, with its name on it as far as there is room."""
        left, right, top = min(left, self.right), min(right, self.right), self._tops[i]
        self.rects[i].corners(left, top - self.ruler.across, right, top)
        self.rects[i].set_fill(opacity=seen).set_stroke(opacity=seen)
        name = self.names[i].at((left + right) / 2, top - self.ruler.across / 2)
        room = (right - left - name.advance) / 2 - _AIR
        name.set_opacity(seen * float(np.clip(room / _FADE, 0, 1)))


class Identity:
    """Blocks that fit, and between whole and parts their equation: in symbols, and in numbers that run.

    Parameters
    ----------
    formula
        The equation: the whole is the sum of its parts, each in the colour of its block.
    blocks
        Whole, rest and notch.
    box
        Where; scene units.
    longest
        The bits or nats of a block as long as the box.
    whole_digits
        How many digits the numbers have before the point.

    Attributes
    ----------
    ground
        The card under all of it.
    fit, formula, numbers
        The blocks, and the equation's two halves.
    """

    def __init__(
        self, formula: str, blocks: tuple[Block, Block, Block], box: Box, longest: float, whole_digits: int = 1
    ) -> None:
        self.ground, box = Card(box), box.inset(0.2, 0.12)
        self.formula = Formula(formula, "body")
        self.numbers = VGroup()
        signs = enumerate(("", "=", "+"))
        terms = [Readout(sign, blocks[i].value, role=blocks[i].role, whole_digits=whole_digits) for i, sign in signs]
        length = sum(term.advance for term in terms) + _SPACE * (len(terms) - 1)
        beside = self.formula.advance + 2 * _SPACE + length <= box.width
        if not beside and box.height < _TWO_LINES:  # no room for the numbers: the blocks are more important
            terms, beside = [], True
        room = _LINE if beside else 2 * _LINE
        thick = min((box.height - room) / 2, 1.3)
        self.fit = Fit(blocks, box.sized(height=2 * thick + room), Ruler(thick, box.width / longest))
        self.formula.at(box.left, box.y if beside else box.y + _LINE / 2, "left")
        x, y = (box.right - length, box.y) if beside else (box.left, box.y - _LINE / 2)
        for term in terms:
            self.numbers.add(term.at(x, y, "left"))
            x += term.advance + _SPACE


def identities(now: Quantities, box: Box, log: str, *more: float) -> list[Identity]:
    """Return the three identities of the film, one below the other, on one scale.

    Parameters
    ----------
    now
        The quantities.
    box
        Where; scene units.
    log
        The logarithm that gives the unit, as a formula writes it.
    more
        What blocks must hold beside what they hold now; bits or nats.
    """
    n = len(now.truth.values)
    held = now.cross_entropy(), now.entropy_of_x(), now.most(), *more
    longest, wide = _HEADROOM * max(filter(math.isfinite, held)), whole_digits(*held)
    kinds = (
        (
            'model(H(P, Q)) = entropy(H(P)) + waste("KL"(P || Q))',
            Block(now.cross_entropy, "model", "paid"),
            Block(now.entropy, "entropy", "needed"),
            Block(now.kl, "waste", "wasted"),
        ),
        (
            "truth(H(X)) = muted(H(X|Y)) + shared(I(X; Y))",
            Block(now.entropy_of_x, "truth", "open about X"),
            Block(now.left_of_x, "muted", "left open by Y"),
            Block(now.mutual_information, "shared", "told by Y"),
        ),
        (
            f'{log} {n} = entropy(H(P)) + waste("KL"(P || U))',
            Block(now.most, "text", f"{n} even odds"),
            Block(now.entropy, "entropy", "entropy of P"),
            Block(now.kl_uniform, "waste", "KL to the uniform"),
        ),
    )
    rows = box.rows(1, 1, 1, gutter=0.2)
    return [
        Identity(formula, (whole, rest, notch), row, longest, wide)
        for (formula, whole, rest, notch), row in zip(kinds, rows, strict=True)
    ]
