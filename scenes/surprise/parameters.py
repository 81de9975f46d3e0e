"""Parameters of the concept of surprise, and the facts that follow from them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Annotated

import numpy as np
from pydantic import Field

from bits.authoring.amounts import amount, odds, written
from bits.authoring.listing import Code
from bits.authoring.parameters import (
    Distribution,
    Facts,
    Labels,
    MeasuredParams,
    Probability,
    Several,
    Whole,
)
from bits.authoring.wording import capitalized
from bits.theory import measures
from bits.theory.digits import differ, said
from scenes.surprise import listings

WEATHERS = ("sun", "snow", "rain", "hail", "fog", "wind", "cloud", "storm", "frost", "mist", "haze", "sleet")
WORDS = ("mat", "sofa", "floor", "roof", "volcano", "chair", "bed", "lap", "fence", "moon", "piano", "crown")
STOPS = {1.0: "certain", 1 / 2: "fair coin", 1 / 6: "die roll", 1 / 1000: "1 in 1000"}
"""What events of these probabilities are called at the curve, unless they are given names."""
SPOKEN = {"fair coin": "a fair coin", "die roll": "a die roll"}
"""How a sentence calls them, where it does otherwise."""
RAREST = 1e-9
"""The least probability that fits the curve."""
LEAST = 0.01
"""The least probability of an event that fits the square, and of its not happening."""
SUM = 2
"""The answer that is right when the film asks how surprising two independent events are: their sum."""


class SurpriseParams(MeasuredParams):
    """What the concept can be told with, and the facts that follow."""

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

    lead: str = Field("in", min_length=1, max_length=16, description="a word that you have just read")
    followers: Labels = Field(("the", "platypus"), min_length=2, max_length=2, description="two that may follow it")
    follower_chances: Several[Annotated[Probability, Field(ge=RAREST)]] = Field(
        (0.25, 1e-7), min_length=2, max_length=2, description="how likely each of the two follows"
    )

    of_one_length = (("forecast", "weathers"), ("chances", "chance_names"), ("word_chances", "words"))
    stand_ins = (("weathers", "skies"), ("words", "candidates"))

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
        stops = dict(zip(("certain", "likely", "unlikely", "rare"), (1.0, *self.chances), strict=True))
        called = dict(zip(stops, (SPOKEN.get(name, name) for name in self.stops), strict=True))
        return Facts(
            nats=int(self.unit == "nats"),
            base_name="Two" if self.unit == "bits" else "e",
            **self.forecast_facts(),
            first_told=self.told(1 / 2),
            second_told=self.told(1 / 4),
            odds=2**self.halvings,
            last_told=self.told(0.5**self.halvings),
            likely=capitalized(called["likely"]),
            unlikely=called["unlikely"],
            rare=called["rare"],
            **{f"{name}_told": self.told(p) for name, p in stops.items()},
            **{f"{name}_bits": measures.surprise(p) for name, p in stops.items()},
            first_event=self.pair_names[0],
            second_event=self.pair_names[1],
            first_odds=odds(self.pair[0]),
            second_odds=odds(self.pair[1]),
            both_odds=odds(math.prod(self.pair)),
            both_told=self.told(math.prod(self.pair)),
            sum_is=SUM,
            **self.word_facts(),
        )

    def forecast_facts(self) -> dict[str, int | str]:
        """Return what is told of the likeliest weather and of the rarest."""
        sun, snow = outcomes(self.forecast)
        p, q = self.forecast[sun], self.forecast[snow]
        return {
            "place": self.place,
            "sun": self.skies[sun],
            "snow": self.skies[snow],
            "sun_p": short(p),
            "snow_p": short(q),
            "sun_number": short(measures.surprise(p, base=self.base)),
            "snow_number": short(measures.surprise(q, base=self.base)) if q else "without end",
            "never": int(q == 0),
            "alike": int(not differ(p, q)),
        }

    def word_facts(self) -> dict[str, int | float | str]:
        """Return what is told of the next word."""
        P, words = self.word_chances, self.candidates
        cheap, dear = choices(P)
        return {
            "lead": self.lead,
            "expected": self.followers[0],
            "unexpected": self.followers[1],
            "sentence": self.sentence,
            "cheap": words[cheap],
            "dear": words[dear],
            "cheap_told": self.told(P[cheap]),
            "dear_told": self.told(P[dear]),
            "lone": int(dear == cheap),
            "average_told": f"{said(measures.entropy(P, base=self.base))} {self.unit}",
            "perplexity": measures.perplexity(P),
        }

    def listings(self) -> Mapping[str, Code]:
        """Return the code that is shown, by beat."""
        return {"code": Code(listings.surprise, one_in=tuple(map(one_in, (1.0, *self.chances))))}


def one_in(p: float) -> int | float:
    """Return in how many times something of this probability happens once: whole, but for rounding, if it can be."""
    many = float(f"{1 / p:.6g}")
    return int(many) if many.is_integer() else many


def short(number: float) -> str:
    """Return a number as it is written, without closing zeros."""
    text = written(number)
    return text.rstrip("0").rstrip(".") if "." in text else text


def choices(pmf: Sequence[float]) -> tuple[int, int]:
    """Return the likeliest outcome and the rarest of those that may come."""
    return int(np.argmax(pmf)), rarest([p if p > 0 else math.inf for p in pmf])


def outcomes(pmf: Sequence[float]) -> tuple[int, int]:
    """Return the likeliest outcome and the rarest; where all are alike, the first and the last."""
    return int(np.argmax(pmf)), rarest(pmf)


def rarest(pmf: Sequence[float]) -> int:
    """Return the last of the least likely outcomes."""
    return len(pmf) - 1 - int(np.argmin(pmf[::-1]))
