"""Blocks that fit: a whole, and below it two parts of which the second slides up to the first and completes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from manim import Animation, ValueTracker, VGroup

from bits.stage.bars import Ruler
from bits.stage.ink import Formula, Ink
from bits.stage.layout import Box
from bits.stage.readout import Readout
from bits.stage.view import Rect, Run, Source, Stroke, View

_GAP = 0.07
"""Scene units between whole and parts."""
_SLIDE = 1.2
"""From how far away the second part slides up; scene units."""
_SPACE = 0.15
_THICK = 0.36
"""Thickness of a block, as a share of the height of an identity."""


@dataclass(frozen=True)
class Block:
    """A quantity as a block of width 1: where to find it, and its colour's meaning."""

    value: Source
    role: str


class Fit(View):
    """A whole and its two parts, each of width 1 and as long as its quantity, so that areas can be compared.

    The three are found apart from each other: that the parts fit the whole is seen, not assumed.

    Parameters
    ----------
    whole, rest, notch
        The blocks: `rest` and `notch` should make up `whole`.
    box
        Where; scene units. Blocks lie at its left; one that would leave it at its right is cut off there.
    ruler
        Shared with whatever the areas are compared with; `across` is how thick a block is, `upwards` how long a bit.
    """

    def __init__(self, whole: Block, rest: Block, notch: Block, box: Box, ruler: Ruler) -> None:
        super().__init__()
        self.blocks, self.ruler = (whole, rest, notch), ruler
        self.left, self.right = box.left, box.right
        self._tops = [box.y + _GAP / 2 + ruler.across, *[box.y - _GAP / 2] * 2]
        self.rects = tuple(Rect(block.role, edge=1.5) for block in self.blocks)
        self.rested, self.fitted = ValueTracker(0.0), ValueTracker(0.0)
        ends = box.y - _GAP / 2 - 1.15 * ruler.across, box.y + _GAP / 2 + 1.15 * ruler.across
        self.add(*self.rects, Stroke("muted", 3.0).through((box.left, ends[0]), (box.left, ends[1])))
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
        self._lay(2, start, start + notch)
        self.rects[2].set_fill(opacity=fitted).set_stroke(opacity=fitted)

    def _lay(self, i: int, left: float, right: float) -> None:
        top = self._tops[i]
        self.rects[i].corners(min(left, self.right), top - self.ruler.across, min(right, self.right), top)


class Identity:
    """An equation, the same in numbers that run, and the blocks that it is about; the caller fades its parts in.

    Parameters
    ----------
    equation
        In Typst's notation, each term in the colour of its block.
    remark
        Written below.
    blocks
        Whole, rest and notch.
    terms
        How the numbers are written: a sign, and which block the number is that of (0, 1 or 2).
    box
        Where; scene units.
    ruler
        That of the blocks.
    whole_digits
        How many digits the numbers have before the point.
    """

    SHARES: ClassVar = (1.25, 1)
    LEAST: ClassVar = (6.9, 3.5)
    """Scene units that the equations need, and the blocks."""
    HEIGHTS: ClassVar = (2.2, 1)
    """How they share the height where the blocks stand below."""

    @classmethod
    def _halves(cls, box: Box) -> tuple[Box, ...]:
        """Return where the equation stands, and where the blocks."""
        return box.parts(*cls.SHARES, least=cls.LEAST, heights=cls.HEIGHTS)

    @classmethod
    def ruler(cls, box: Box, longest: float) -> Ruler:
        """Return the ruler by which a block of `longest` bits or nats just fits into an identity's box."""
        blocks = cls._halves(box)[1]
        return Ruler(_THICK * blocks.height, blocks.width / longest)

    def __init__(
        self,
        equation: str,
        remark: Ink,
        blocks: tuple[Block, Block, Block],
        terms: Sequence[tuple[str, int]],
        box: Box,
        ruler: Ruler,
        *,
        whole_digits: int = 1,
    ) -> None:
        left, right = self._halves(box)
        first, second, third = left.rows(1, 1, 1, gutter=0)
        self.heading = VGroup(Formula(equation, "body").at(left.left, first.y, "left"))
        self.remark = remark.at(left.left, third.y, "left")
        self.fit = Fit(*blocks, right, ruler)
        self.numbers, x = list[Readout](), left.left
        for sign, i in terms:
            number = Readout(sign, blocks[i].value, role=blocks[i].role, whole_digits=whole_digits)
            self.numbers.append(number.at(x, second.y, "left"))
            x += number.advance + _SPACE
