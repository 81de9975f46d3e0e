"""Where the quantities are met, for the scene about the whole picture: cards, on each a quantity at work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import ValueTracker, VGroup
from manim.animation.animation import prepare_animation
from numpy.typing import NDArray

from bits.stage.bars import AreaBars, MassBars, Ruler, reach
from bits.stage.ink import Size
from bits.stage.layout import Box
from bits.stage.mass import Derived, Mass, Numbers
from bits.stage.pairs import PairBars
from bits.stage.readout import Readout
from bits.stage.tree import Vessels
from bits.stage.view import Source, update_all
from bits.theory import bells, measures
from scenes.big_picture.meeting import Meeting

_GUTTER = 0.22
_LEAST = 2.2
"""Scene units that a card needs for its words."""
_CODES = np.linspace(-4, 4, 41)
"""Where the code of the autoencoder may lie, in standard deviations of its prior."""
_TALLER = 1.1
_KINDS = (
    ("image classifiers", "cross- entropy", "model"),
    ("VAEs", "KL divergence", "waste"),
    ("language models", "perplexity", "text"),
    ("feature selection", "mutual information", "shared"),
    ("decision trees", "information gain", "shared"),
)
"""Headings, names and colours of the cards."""


class Fields:
    """Five cards.

    Parameters
    ----------
    boxes
        Where each of them stands; scene units.
    unit, base
        Of what is measured: bits and 2, or nats and e.

    Attributes
    ----------
    cards, pictures, numbers
        The cards, what is on them, and the numbers that run there; they come on stage apart.
    """

    def __init__(self, boxes: Sequence[Box], unit: str, base: float) -> None:
        self.unit, self.base = unit, base
        self.cards = [Meeting(*kind, place) for kind, place in zip(_KINDS, boxes, strict=True)]
        self.pictures: list[VGroup] = []
        self.numbers: list[Readout] = []
        self._works: list[list[Any]] = []

    @classmethod
    def row(cls, box: Box) -> tuple[Box, ...]:
        """Return where all five stand side by side, or in two rows where that is too narrow."""
        return box.parts(*[1] * len(_KINDS), gutter=_GUTTER, least=[_LEAST] * len(_KINDS), stacked=(2, 2, 1))

    def classify(self, guess: Sequence[float], label: int, confident: float) -> None:
        """Fill the first card: a classifier's bars flow to the label."""
        n = len(guess)
        self.label = Mass(np.eye(n)[label])
        self.guess = Mass(guess)
        picture = PairBars(self.label, self.guess, self._room(), highest=1, labels=None, decimals=None)
        end = confident * self.label.values + (1 - confident) * self.guess.values

        def loss() -> float:
            return measures.cross_entropy(self.label.values, self.guess.values, base=self.base)

        self._fill(picture, loss, self.guess.animate.flow(end))

    def encode(self, mean: float, std: float, end: tuple[float, float]) -> None:
        """Fill the second card: the bell of a code is pulled towards the standard one."""
        self.shape = Numbers((mean, std))
        prior = Derived(lambda: bells.bell(0, 1, _CODES))
        bell = Derived(lambda: bells.bell(*self._bell(), _CODES))
        highest = _TALLER * max(bells.bell(shape[0], shape[1], _CODES).max() for shape in ((0, 1), (mean, std), end))
        truth, model = (
            MassBars(vector, self._room(), labels=None, role=role, highest=highest, opacity=0.6)
            for vector, role in ((prior, "truth"), (bell, "model"))
        )

        def kl() -> float:
            return measures.gaussian_kl(*self._bell(), base=self.base)

        self._fill(VGroup(truth, model), kl, self.shape.animate.flow(end))

    def speak(self, P: Sequence[float], Q: Sequence[float]) -> None:
        """Fill the third card: a model's words come to be expected as they come."""
        words, model, room = Mass(P), Mass(Q), self._room()
        likely = [q for p, q in (*zip(P, P, strict=True), *zip(P, Q, strict=True)) if p > 0 and q > 0]
        surprises = measures.surprise((*likely, 0.5), base=self.base)
        tallest = _TALLER * reach(surprises, measures.cross_entropy(P, Q, base=self.base), base=self.base)
        chart = AreaBars(words, model, room, tallest=tallest, role="model", heights_role="model", base=self.base)
        chart.remove(chart.labels)

        def perplexity() -> float:
            return float(self.base ** measures.cross_entropy(words.values, model.values, base=self.base))

        self._fill(chart, perplexity, model.animate.flow(P), unit="", decimals=2)

    def select(self, told: Sequence[float]) -> None:
        """Fill the fourth card: what each feature tells of the target rises."""
        bits = Numbers(np.zeros(len(told)))
        highest = max(*told, 1e-3)
        picture = MassBars(bits, self._room(), role="shared", highest=highest, values=False)
        self._fill(picture, lambda: float(bits.values.max()), bits.animate.flow(told))

    def ask(self, first: Sequence[int], second: Sequence[int]) -> None:
        """Fill the fifth card: a question divides a tank, and its level falls."""
        asked, room, parent = ValueTracker(0.0), self._room(), np.add(first, second)
        before, *after = (
            measures.entropy(measures.normalize(counts), base=self.base) for counts in (parent, first, second)
        )
        shares = measures.normalize([sum(first), sum(second)])

        def levels() -> NDArray[np.float64]:
            return np.asarray(before + asked.get_value() * (np.array(after) - before))

        ruler = Ruler.fitting(room, _TALLER * max(before, *after, 1e-3))
        tank = Vessels(shares, levels, room, ruler)
        self._fill(tank, lambda: before - tank.average, tank.divide(), asked.animate.set_value(1))

    def _bell(self) -> tuple[float, float]:
        mean, std = self.shape.values
        return float(mean), float(std)

    def _room(self) -> Box:
        return self.cards[len(self.pictures)].picture

    def _fill(self, picture: VGroup, number: Source, *work: Any, unit: str | None = None, decimals: int = 2) -> None:
        card = self.cards[len(self.pictures)]
        unit = self.unit if unit is None else unit
        self.pictures.append(picture)
        self._works.append(list(work))
        sizes: tuple[Size, ...] = (card.size, "label", "small")
        readouts = (Readout("", number, unit, decimals=decimals, size=size) for size in sizes)
        readout = next((some for some in readouts if some.advance <= card.foot.width), None)
        if readout is None:  # a perplexity of many digits: what matters is how many
            readout = Readout("", number, unit, decimals=0, size="small")
        self.numbers.append(readout.at(card.foot.x, card.foot.y))

    def work(self, i: int) -> list[Any]:
        """Return the animations in which the quantity of card `i` is at work."""
        return self._works[i]

    def finish(self) -> None:
        """Let all quantities have done their work."""
        for work in self._works:
            for animation in work:
                done(animation)
        for view in (*self.pictures, *self.numbers):
            update_all([view], 0)


def done(animation: Any) -> None:
    """Put an animation to its end, off stage."""
    played = prepare_animation(animation)
    played.begin()
    played.finish()
