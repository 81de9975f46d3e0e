"""A picture, the bell of codes that an encoder answers with, and the picture painted again from such codes.

Local to the beat on variational autoencoders.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from manim import ValueTracker, VMobject
from numpy.typing import NDArray

from bits.authoring.amounts import whole_digits
from bits.stage.card import Card
from bits.stage.ink import Formula, Words
from bits.stage.knob import Slider, disc, log_share
from bits.stage.layout import Box
from bits.stage.marks import Level
from bits.stage.readout import Readout, readout_row
from bits.stage.shape import Shape
from bits.stage.theme import colour
from bits.stage.view import Rect, Source, Stroke, View
from bits.theory import measures
from scenes.modern_ai.hill import Hill

_GRID = np.linspace(-3.4, 3.4, 121)
_HEADROOM = 1.1
_OTHERS = (-2.0, -1.0, 0.0, 1.0)
"""Other pictures, whose bells stand in the background."""
_FAINT = 0.14
_NEAR = 0.15
"""Share of the slider within which a weight is too near to 1 to be written beside it."""
_APART = 0.5
"""Scene units between the two numbers of a bill, at least."""
_STROKES = 9
"""From how many codes a picture is painted, one over the other."""
_ODDS = np.linspace(-1.5, 1.5, _STROKES)
"""Where they lie in the bell, in its standard deviations."""

Code = Callable[[float, float], tuple[float, float]]
"""Turns a picture and the weight of KL into mean and standard deviation of the bell."""
Cost = Callable[[float, float], float]
"""Turns mean and standard deviation into bits or nats."""


class Sun(View):
    """A picture that is one number, from -5 to 5: how large the sun is. Several lie over one another.

    Parameters
    ----------
    numbers
        Where to find them, shape (n,).
    count
        How many there are.
    box
        Where; scene units.
    name
        Written under it.
    """

    def __init__(self, numbers: Callable[[], NDArray[np.float64]], count: int, box: Box, name: Words) -> None:
        super().__init__()
        self.numbers = numbers
        frame = box.trimmed(bottom=0.5)
        side = min(frame.width, frame.height)
        self.place = place = frame.sized(side, side)
        panel = Rect("line", 0.3, edge=2.5, edge_role="line").corners(place.left, place.bottom, place.right, place.top)
        style: dict[str, Any] = {"fill_color": colour("model"), "stroke_width": 0}
        opacity = 1.0 if count == 1 else 1.6 / count
        self.discs: list[VMobject] = [Shape(fill_opacity=opacity, **style) for _ in range(count)]
        self.add(panel, *self.discs, name.at(box.x, place.bottom - 0.3))
        self.refresh()

    def _state(self) -> bytes:
        return self.numbers().tobytes()

    def _redraw(self) -> None:
        for shape, number in zip(self.discs, self.numbers(), strict=True):
            share = 0.5 + 0.09 * min(max(float(number), -5.0), 5.0)
            disc(shape, (self.place.x, self.place.y), share * self.place.width / 2 * self.grown.get_value())


class Bill(View):
    """What a bell costs: a column of two parts, what is missed of the picture and the KL divergence.

    Parameters
    ----------
    misfit, kl
        Where to find the two; bits or nats.
    box
        Where; scene units.
    highest
        What reaches the top.
    room
        Scene units left of the column, for what is written there.
    """

    def __init__(self, misfit: Source, kl: Source, box: Box, highest: float, room: float) -> None:
        super().__init__()
        self.misfit, self.kl = misfit, kl
        self.area = area = box.trimmed(top=0.1)
        self._upwards = area.height / highest
        self.parts = Rect("truth"), Rect("waste")
        self.names = Words("misfit", "body", "truth"), Words("KL", "body", "waste")
        names = max(name.advance for name in self.names) + 0.2
        self.left = area.left + room
        self.right = self.left + max(0.4, area.width - room - names)
        (low, high), sides = (area.bottom, area.top), (self.left, self.right)
        glass = Stroke("muted", 3.0).through(*zip([sides[0], *sides, sides[1]], [high, low, low, high], strict=True))
        self.add(*self.parts, glass, *self.names)
        self.refresh()

    def height_of(self, value: float) -> float:
        """Return how high a cost reaches; scene units."""
        return self.area.bottom + value * self._upwards

    def _state(self) -> tuple[float, float]:
        return self.misfit(), self.kl()

    def _redraw(self) -> None:
        misfit, kl = (cost * self.grown.get_value() for cost in self._state())
        middle, top = self.height_of(misfit), self.height_of(misfit + kl)
        self.parts[0].corners(self.left, self.area.bottom, self.right, middle)
        self.parts[1].corners(self.left, middle, self.right, top)
        low = max((self.area.bottom + middle) / 2, self.area.bottom + _APART / 2)
        heights = low, max((middle + top) / 2, low + _APART)
        for y, name in zip(heights, self.names, strict=True):
            name.at(self.right + 0.15, y, "left")


class CodeBells:
    """Parts of the picture; the caller brings them in and moves the weight of KL.

    Parameters
    ----------
    image
        The picture: a number.
    code
        The encoder's bell for a picture at each weight of KL.
    misfit, total
        What reconstruction costs with a bell, and the negative ELBO.
    evidence
        The surprise of the picture, which no negative ELBO is below.
    weights
        The weights that are going to be set.
    box
        Where; scene units.
    base, unit
        Of the logarithm, and what it is called.

    Attributes
    ----------
    beta
        The weight; it starts at 1. Animate it with `weigh`.
    ground
        The card under the bells.
    picture, again
        The picture, and what is painted from codes of its bell.
    prior, bell, others
        The standard bell, that of the picture, and those of other pictures.
    names, slider
        What the bells are; the weight.
    bill, floor, sums
        What the bell costs; the least that it can; the ELBO and its two terms in the readout band.
    """

    def __init__(
        self,
        image: float,
        code: Code,
        misfit: Cost,
        total: Cost,
        evidence: float,
        weights: Sequence[float],
        box: Box,
        *,
        base: float,
        unit: str,
    ) -> None:
        self.image, self.code, self.base = image, code, base
        self.beta = ValueTracker(0.0)
        left, middle, right = box.parts(1.3, 2.7, 2.2, gutter=0.2, least=(1.8, 4.0, 4.0), heights=(1, 1.4, 1.4))
        self._pictures(left)
        self._bells(middle, (1.0, *weights))
        shapes = [code(image, weight) for weight in (1.0, *weights)]
        dearest = _HEADROOM * max(evidence, *(total(*shape) for shape in shapes))
        floor = Words("−log p(x)", "label", "entropy")
        self.bill = Bill(lambda: misfit(*self.shape), self.kl, right, dearest, floor.advance + 0.35)
        reach = self.bill.left - 0.15, self.bill.right + 0.1
        self.floor = Level(lambda: evidence, *reach, self.bill.height_of, name=floor, side="left")
        digits = whole_digits(dearest)
        signed: dict[str, Any] = {"decimals": 2, "signed": True, "whole_digits": digits}
        self.sums = readout_row(
            Readout(Formula('model("ELBO")', "body"), lambda: -total(*self.shape), role="model", **signed),
            Readout("= reconstruction", lambda: -misfit(*self.shape), role="truth", **signed),
            Readout(Formula('- waste("KL")', "body"), self.kl, unit, role="waste", decimals=2, whole_digits=digits),
        )

    def _pictures(self, box: Box) -> None:
        first, second = box.parts(1, 1) if box.width > box.height else box.rows(1, 1, gutter=0.1)
        self.picture = Sun(lambda: np.array([self.image]), 1, first, Words("a picture", "label"))
        self.again = Sun(self._painted, _STROKES, second, Words("repainted", "label", "model"))

    def _bells(self, box: Box, weights: Sequence[float]) -> None:
        self.ground, box = Card(box), box.inset(0.2, 0.15)
        plot, slide = box.rows(4.1, 0.9, gutter=0.1, least=(0, 1.0))
        self._plot = plot.trimmed(bottom=0.4)
        self._highest = _HEADROOM * max(_density(*self.code(0.0, weight)).max() for weight in weights)
        self.prior = Hill(lambda: self._ridge(0.0, 1.0), lambda: 0, "truth", opacity=0.35)
        self.others = [self._hill(x, _FAINT, 2.0) for x in _OTHERS if x != self.image]
        self.bell = self._hill(self.image, 0.5, 4.0)
        self.names = (
            Words("standard bell", "label", "truth").at(self._plot.left, plot.bottom + 0.12, "left"),
            Words("code", "label", "model").at(self._plot.right, plot.bottom + 0.12, "right"),
        )
        share = log_share(0.1, 100)
        stops = [(w, f"{w:g}" if w == 1 or abs(share(w) - share(1)) > _NEAR else "") for w in sorted(weights)]
        self.slider = Slider(self.weight, slide.trimmed(bottom=0.3), share, name=Formula("beta", "title"), stops=stops)

    def _hill(self, image: float, opacity: float, edge: float) -> Hill:
        def ridge() -> NDArray[np.float64]:
            return self._ridge(*self.code(image, self.weight()))

        return Hill(ridge, self.weight, "model", opacity=opacity, edge=edge)

    def _ridge(self, mean: float, std: float) -> NDArray[np.float64]:
        plot = self._plot
        x = plot.left + (_GRID - _GRID[0]) / np.ptp(_GRID) * plot.width
        y = plot.bottom + _density(mean, std) / self._highest * plot.height
        return np.column_stack([np.concatenate([x[:1], x, x[-1:]]), np.concatenate([[plot.bottom], y, [plot.bottom]])])

    def _painted(self) -> NDArray[np.float64]:
        mean, std = self.shape
        return np.asarray(mean + std * _ODDS)

    def weight(self) -> float:
        """Return the weight of KL as it is now."""
        return math.exp(self.beta.get_value())

    def weigh(self, weight: float) -> Any:
        """Return the animation in which KL comes to weigh so much."""
        return self.beta.animate.set_value(math.log(weight))

    @property
    def shape(self) -> tuple[float, float]:
        """Return mean and standard deviation of the bell as it is now."""
        return self.code(self.image, self.weight())

    def kl(self) -> float:
        """Return KL(bell ‖ N(0, 1)) as it is now, in closed form; bits or nats."""
        return measures.gaussian_kl(*self.shape, base=self.base)


def _density(mean: float, std: float) -> NDArray[np.float64]:
    return np.asarray(np.exp(-(((_GRID - mean) / std) ** 2) / 2) / std)
