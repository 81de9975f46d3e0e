"""Surprise: how much an event tells you, measured by how little you expected it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import numpy as np
from pydantic import Field

from bits import stage
from bits.authoring.amounts import amount, odds
from bits.authoring.concept import ConceptScene, beat
from bits.authoring.parameters import (
    Distribution,
    Facts,
    Labels,
    MeasuredParams,
    Probability,
    Several,
    Whole,
    same_length,
)
from bits.authoring.wording import capitalized
from bits.theory import measures
from bits.theory.digits import decimals, said
from scenes import surprise as here

WEATHERS = ("sun", "snow", "rain", "hail", "fog", "wind", "cloud", "storm", "frost", "mist", "haze", "sleet")
WORDS = ("mat", "sofa", "floor", "roof", "volcano", "chair", "bed", "lap", "fence", "moon", "piano", "crown")
STOPS = {1.0: "certain", 1 / 2: "fair coin", 1 / 6: "die roll", 1 / 1000: "1 in 1000"}
"""What events of these probabilities are called, unless they are given names."""
RAREST = 1e-9
"""The least probability that fits the curve."""
LEAST = 0.01
"""The least probability of an event that fits the square, and of its not happening."""
DROPS = 1.9
"""Width of the tower beside the square, in scene units."""
NAME_BELOW = 0.22
"""How far below its base line a name stands, in scene units."""
KEPT = (2, 1)
"""The shares of the candidate words and of what stands beside them, in the two beats that they stay on stage."""

FORMULA = 0.28
"""How far over the middle of its chart the formula stands, as a share of the height."""

Source = Callable[[], float]


class Surprise(ConceptScene):
    """Surprise: how much an event tells you, measured by how little you expected it."""

    pads: stage.VGroup
    paid: list[here.Dock]

    class Params(MeasuredParams):
        forecast: Distribution = Field((0.999, 0.001), description="how likely each weather is tomorrow")
        weathers: Labels = Field((), description="names of the weathers; sun, snow ... if empty")
        place: str = Field("the Sahara", min_length=1, max_length=24, description="where the forecast is for")
        halvings: Whole = Field(3, ge=3, le=8, description="how often the square is halved")
        chances: Several[Annotated[Probability, Field(ge=RAREST)]] = Field(
            (1 / 2, 1 / 6, 1 / 1000), min_length=3, max_length=3, description="where the dot rests on the curve"
        )
        chance_names: Labels = Field((), description="what has these three probabilities; told by them if empty")
        pair: Several[Annotated[Probability, Field(ge=LEAST, le=1 - LEAST)]] = Field(
            (1 / 2, 1 / 6), min_length=2, max_length=2, description="probabilities of two independent events"
        )
        pair_names: Labels = Field(("heads", "a six"), min_length=2, max_length=2, description="what the two are")
        sentence: str = Field("The cat sat on the", min_length=1, max_length=40, description="what is to go on")
        words: Labels = Field((), description="candidates for the next word; mat, sofa ... if empty")
        word_chances: Distribution = Field(
            (0.5, 0.25, 0.14, 0.1, 0.01), description="how likely the model holds each candidate"
        )

        def together(self) -> None:
            same_length(forecast=self.forecast, weathers=self.weathers)
            same_length(chances=self.chances, chance_names=self.chance_names)
            same_length(word_chances=self.word_chances, words=self.words)

        @property
        def skies(self) -> tuple[str, ...]:
            return self.weathers or WEATHERS[: len(self.forecast)]

        @property
        def candidates(self) -> tuple[str, ...]:
            return self.words or WORDS[: len(self.word_chances)]

        @property
        def stops(self) -> tuple[str, ...]:
            """Return the names of what is certain and of the three chances."""
            given = self.chance_names or tuple(STOPS.get(p, odds(p)) for p in self.chances)
            return (STOPS[1.0], *given)

        def told(self, p: float) -> str:
            """Return the surprise of an event of probability p as it is said."""
            return amount(float(measures.surprise(p, base=self.base)), self.unit)

        def facts(self) -> Facts:
            P, words = self.word_chances, self.candidates
            cheap, dear = choices(P)
            sun, snow = int(np.argmax(self.forecast)), rarest(self.forecast)
            stops = dict(zip(("certain", "likely", "unlikely", "rare"), (1.0, *self.chances), strict=True))
            return Facts(
                base_name="Two" if self.unit == "bits" else "e",
                place=self.place,
                sun=capitalized(self.skies[sun]),
                snow=capitalized(self.skies[snow]),
                sun_told=self.told(self.forecast[sun]),
                snow_told=self.told(self.forecast[snow]),
                first_told=self.told(1 / 2),
                second_told=self.told(1 / 4),
                odds=2**self.halvings,
                last_told=self.told(0.5**self.halvings),
                **{f"{name}_told": self.told(p) for name, p in stops.items()},
                **dict(zip(("likely", "unlikely", "rare"), map(capitalized, self.stops[1:]), strict=True)),
                first_event=self.pair_names[0],
                second_event=self.pair_names[1],
                first_odds=odds(self.pair[0]),
                second_odds=odds(self.pair[1]),
                both_odds=odds(math.prod(self.pair)),
                both_told=self.told(math.prod(self.pair)),
                sentence=self.sentence,
                cheap=words[cheap],
                dear=words[dear],
                cheap_told=self.told(P[cheap]),
                dear_told=self.told(P[dear]),
                dear_pays=f"for {words[dear]}, {self.told(P[dear])}" if dear != cheap else "no other can come",
                average_told=f"{said(measures.entropy(P, base=self.base))} {self.unit}",
                perplexity=measures.perplexity(P),
                alike=len(P),
            )

    @beat
    def forecast(self) -> None:
        """Let surprise grow beside each probability of a forecast; then let the mass even out and come back."""
        P = self.params.forecast
        self.mass = stage.Mass(P)
        heads, body = stage.full_canvas().inset(y=0.12).rows(0.4, 5, gutter=0.2)
        self.chances, self.towers = here.surprise_beside(self.mass, body, self.params.skies, self.base)
        probability, surprise = self.legend(heads)
        snow = rarest(P)
        others = set(range(len(P))) - {snow}
        self.play(stage.FadeIn(probability), self.chances.grow(), run_time=self.time_to("sliver", at_most=2))
        self.until("sliver")
        rising = self.towers.lower().rise(*others)
        self.play(stage.FadeIn(surprise), rising, run_time=self.time_to("tower", at_most=3))
        self.until("tower")
        self.play(self.towers.rise(snow), run_time=self.time_to("rule", at_most=3))
        self.until("rule")
        even = self.mass.animate.flow(np.full(len(P), 1 / len(P)))
        self.play(even, rate_func=stage.there_and_back, run_time=self.time_to("end", at_most=7))

    @beat
    def halving(self) -> None:
        """Halve the unit square again and again: each cut drops one block on the tower."""
        n, self.cuts = self.params.halvings, stage.ValueTracker(0.0)
        left, right = stage.canvas().parts(1, 1, gutter=0.8)
        self.square = here.HalvedSquare(self.cuts.get_value, n, left)
        self.tower = here.Drops(self.cuts.get_value, n, right.sized(width=DROPS))
        readouts = self.readouts(self.left_over, lambda: self.surprise_of(self.left_over()), max(3, decimals(0.5**n)))
        self.play(stage.FadeIn(self.square), run_time=1)
        self.play(stage.FadeIn(self.tower), *map(stage.FadeIn, readouts), run_time=0.8)
        for k in range(1, n + 1):
            start, end, still = halving_cues(k, n)
            self.until(start)
            share = self.time_to(end) / still
            self.play(self.cuts.animate.set_value(k), run_time=min(1.8, 0.75 * share))
            names = self.tower.names(k, self.params.told(0.5**k))
            self.play(*map(stage.FadeIn, names), run_time=min(0.4, 0.25 * share))
        self.until("question")
        self.play(*map(stage.FadeIn, self.square.answers()), run_time=0.8)

    @beat
    def curve(self) -> None:
        """Draw -log p and let a dot run along it; where it rests, a tower stands as high."""
        params = self.params
        left, right = stage.canvas().columns(1, 1.15, gutter=0.3)
        chances, names = (1.0, *params.chances), params.stops
        self.plane = plane = here.SurpriseCurve(chances, names, left, right, base=self.base, unit=self.unit)
        formula = plane.named(f"entropy(-{self.log} truth(p))", FORMULA)
        readouts = self.readouts(plane.p, plane.surprise, 1 + max(3, decimals(min(params.chances))))

        self.play(stage.FadeIn(plane.chart), run_time=0.6)
        self.play(stage.FadeIn(formula), run_time=0.6)
        self.add(plane.line)
        self.play(plane.reach.animate.set_value(1), run_time=self.time_to("certain", at_most=2.5))
        self.until("certain")
        self.play(stage.FadeIn(plane.dot), stage.FadeIn(plane.towers.lower()), run_time=0.6)
        self.play(*map(stage.FadeIn, readouts), plane.towers.rise(0), run_time=0.6)
        for i, cue in enumerate(("likely", "unlikely", "rare"), start=1):
            self.until(cue)
            ride = plane.halvings.animate.set_value(measures.surprise(params.chances[i - 1]))
            self.play(ride, plane.towers.rise(i), run_time=1.5)
        self.until("climb")
        self.play(plane.halvings.animate.set_value(plane.top), run_time=self.time_to("end", at_most=2))

    @beat
    def adding(self) -> None:
        """Let two independent events cut the square one after the other; their towers dock end to end."""
        first, second = self.params.pair
        canvas, band, names = stage.canvas(), stage.readout_band(), self.params.pair_names
        self.events = events = here.TwoEvents(names, (first, second), canvas, band, base=self.base, unit=self.unit)

        self.play(stage.FadeIn(events.square), stage.FadeIn(events.towers), run_time=0.8)
        for target, cue, by in (((first, 1), "first", "second"), ((first, second), "second", "multiply")):
            self.until(cue)
            self.play(events.p.animate.flow(target), run_time=self.time_to(by, at_most=2))
        self.until("multiply")
        self.play(*map(stage.FadeIn, events.product()), run_time=0.8)
        self.until("dock")
        self.play(events.towers.hush(), run_time=0.3)
        self.play(events.stack.dock(), run_time=self.time_to("sum", at_most=3))
        self.until("sum")
        self.play(*map(stage.FadeIn, events.sum()), run_time=0.8)
        self.until("why")
        swap = events.p.animate.flow((second, first))
        self.play(swap, rate_func=stage.there_and_back, run_time=self.time_to("end", at_most=5))

    @beat
    def next_word(self) -> None:
        """Give every candidate its probability and its surprise; let a cheap word come, then a dear one."""
        self.set_desk()
        probability, surprise = self.legend(stage.readout_band())
        fills, (cheap, dear) = self.blank.fills, self.paid
        self.play(stage.FadeIn(self.blank), run_time=0.8)
        self.until("words")
        self.play(stage.FadeIn(probability), self.chances.grow(), run_time=self.time_to("towers", at_most=2))
        self.until("towers")
        self.play(stage.FadeIn(surprise), self.towers.grow(), run_time=self.time_to("cheap", at_most=2))
        self.until("cheap")
        self.play(stage.FadeIn(fills[0]), stage.FadeIn(self.pads), run_time=0.5)
        self.play(self.chances.hush(), self.towers.hush(), run_time=0.3)
        self.play(cheap.dock(), run_time=self.time_to("dear", at_most=2))
        self.until("dear")
        self.play(stage.FadeOut(fills[0]), run_time=0.3)
        self.play(stage.FadeIn(fills[1]), run_time=0.3)
        self.play(dear.dock(), run_time=self.time_to("train", at_most=2.5))
        self.until("train")

    @beat(keeps=["blank", "chances", "towers"])
    def perplexity(self) -> None:
        """Level the surprises to their average; 2 to its power is a number of equally likely words."""
        n = len(self.params.word_chances)
        _, (left, right) = self.desk()
        box = stage.Box(right.left, self.towers.area.bottom, right.right, self.chances.area.top)
        self.level = stage.Level(self.average, left.left, left.right, self.towers.height_of, role="text")
        self.equal = here.EqualBars(self.count, n, box)
        power = stage.Formula(f'{"2" if self.unit == "bits" else "e"}^entropy("average") =', "title")
        unsure: dict[str, Any] = {"decimals": 2, "whole_digits": len(str(n)), "rests": [self.count()]}
        average, perplexity = stage.readout_row(
            stage.Readout("average", self.average, self.unit, decimals=2, role="entropy", rests=[self.average()]),
            stage.Readout(power, self.count, "equally likely", role="truth", **unsure),
        )
        self.until("average")
        self.play(self.level.grow(), stage.FadeIn(average), run_time=1.2)
        self.until("power")
        self.equal.grown.set_value(0.0)
        self.play(*map(stage.FadeIn, (perplexity, self.equal.refresh())), run_time=0.8)
        self.until("count")
        self.play(stage.Indicate(power, scale_factor=1, color=stage.colour("entropy")), run_time=0.8)
        self.play(self.equal.grow(), run_time=self.time_to("alike", at_most=3))
        self.until("alike")
        even = self.mass.animate.flow(np.full(n, 1 / n))
        self.play(even, run_time=self.time_to("end", at_most=3))

    # What the beats are built from.

    def surprise_of(self, p: float) -> float:
        """Return the surprise of an event of probability p."""
        return float(measures.surprise(p, base=self.base))

    def left_over(self) -> float:
        """Return the share of the square, the probability, that is left after the halvings so far."""
        return float(0.5 ** self.cuts.get_value())

    def average(self) -> float:
        """Return the average surprise of the words as their mass stands."""
        return measures.entropy(self.mass.values, base=self.base)

    def count(self) -> float:
        """Return among how many equally likely words one would be as unsure."""
        return measures.perplexity(self.mass.values)

    def desk(self) -> tuple[stage.Box, tuple[stage.Box, ...]]:
        """Return where the sentence stands, and under it the words and what is made of them."""
        heads, body = stage.canvas().rows(0.85, 4, gutter=0.1)
        return heads, body.columns(*KEPT, gutter=1.0)

    def set_desk(self) -> None:
        """Prepare the sentence, its candidates, and what the cheap and the dear one will cost, the dear one nearer."""
        words, chosen = self.params.candidates, choices(self.params.word_chances)
        heads, (left, right) = self.desk()
        self.mass = stage.Mass(self.params.word_chances)
        self.chances, self.towers = here.surprise_beside(self.mass, left, words, self.base)
        self.blank = here.Blank(self.params.sentence, [words[i] for i in chosen], heads)
        floor = self.towers.area.bottom
        ground = stage.Stroke().through((right.left, floor), (right.right, floor))
        self.pads, self.paid = stage.VGroup(ground), []
        for i, pad in zip(chosen, reversed(right.columns(1, 1)), strict=True):
            name = stage.Words(words[i], "label", fit=pad.width)
            self.pads.add(name.at(pad.x, floor - NAME_BELOW))
            self.paid.append(here.Dock(self.towers, (i,), pad.x))

    def legend(self, row: stage.Box) -> tuple[stage.Entry, ...]:
        """Return what the two towers of each outcome mean, in a row."""
        return stage.legend_row(
            row, stage.Entry("truth", "probability"), stage.Entry("entropy", f"surprise in {self.unit}")
        )

    def readouts(self, p: Source, surprise: Source, digits: int) -> tuple[stage.Readout, ...]:
        """Return readouts of a probability, with so many decimals, and of its surprise."""
        return stage.readout_row(
            stage.Readout("probability", p, decimals=digits, role="truth"),
            stage.Readout("surprise", surprise, self.unit, decimals=2, role="entropy", whole_digits=2),
        )


def choices(pmf: Sequence[float]) -> tuple[int, int]:
    """Return the likeliest outcome and the rarest of those that may come."""
    return int(np.argmax(pmf)), rarest([p if p > 0 else math.inf for p in pmf])


def rarest(pmf: Sequence[float]) -> int:
    """Return the last of the least likely outcomes."""
    return len(pmf) - 1 - int(np.argmin(pmf[::-1]))


def halving_cues(k: int, n: int) -> tuple[str, str, int]:
    """Return the cue of the k-th of n halvings, the cue before which it must be done, and how many share that time."""
    if k < 3:
        return (("first", "second", 1), ("second", "last", 1))[k - 1]
    return "last", "question", n + 1 - k
