"""The equation of mutual information: what stands over two pictures flies into it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from manim import Animation, ValueTracker

from bits.stage.ink import SIZES, Formula
from bits.stage.layout import Box
from bits.stage.mosaic import Mosaic
from bits.stage.moves import FadeIn
from bits.stage.readout import Readout
from bits.stage.view import Run, Source, View

_SPACE = 0.14
"""Scene units between the pieces of the equation."""


def over(square: Mosaic, source: str) -> Formula:
    """Return the formula of what a mosaic shows, over its right side."""
    area = square.area
    formula = Formula(source, "title")
    return formula.at(area.right, area.top + SIZES["title"] * 0.62, "right")


class Flight(View):
    """A formula on its way: a copy of one that stands somewhere.

    Parameters
    ----------
    standing
        What is copied, at its place.
    end
        Where the copy flies: the left end and the height of its line; scene units.
    """

    def __init__(self, standing: Formula, end: tuple[float, float]) -> None:
        super().__init__()
        centre = standing.get_center()
        self._start, self._end = (float(centre[0]) - standing.advance / 2, float(centre[1])), end
        self.flown = ValueTracker(1.0)
        self.copy_of = Formula(standing.string, "title")
        self.add(self.copy_of)
        self.refresh()

    def fly(self, **kwargs: Any) -> Animation:
        """Return the animation in which it flies from the original to its place."""
        return Run(self, self.flown, **kwargs)

    def _state(self) -> float:
        return self.flown.get_value()

    def _redraw(self) -> None:
        flown = self.flown.get_value()
        x, y = ((1 - flown) * a + flown * b for a, b in zip(self._start, self._end, strict=True))
        self.copy_of.at(x, y, "left")


class Equation:
    """I(X; Y) = KL(joint || product), and its number.

    Parameters
    ----------
    box
        Where; scene units.
    names
        What stands over the joint and over the product.
    amount
        Where to find the mutual information.
    unit
        ``bits`` or ``nats``.
    rests
        Numbers at which it comes to rest.

    Attributes
    ----------
    value
        The number.
    """

    def __init__(
        self, box: Box, names: tuple[Formula, Formula], amount: Source, unit: str, rests: Sequence[float]
    ) -> None:
        self.value = Readout("", amount, unit, role="shared", size="title", rests=rests)
        texts = ('shared(I(X; Y)) =', 'waste("KL(")', 'waste("||")', 'waste(")") =')
        start, kl, bars, end = pieces = [Formula(text, "title") for text in texts]
        row = [start, kl, names[0], bars, names[1], end, self.value]
        x = box.x - (sum(part.advance for part in row) + _SPACE * (len(row) - 1)) / 2
        places = []
        for part in row:
            places.append((x, box.y))
            x += part.advance + _SPACE
        for piece, place in zip(pieces, (places[0], places[1], places[3], places[5]), strict=True):
            piece.at(*place, "left")
        self.value.at(*places[-1], "left")
        self._frame = pieces
        self._flights = [Flight(name, place) for name, place in zip(names, (places[2], places[4]), strict=True)]

    def assemble(self) -> list[Animation]:
        """Return the animations in which what stands over the pictures flies in between what is written."""
        return [FadeIn(*self._frame), *(flight.fly() for flight in self._flights)]
