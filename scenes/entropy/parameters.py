"""Entropy: its parameters, and the facts that follow from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from bits.authoring.listing import Code
from bits.authoring.parameters import (
    MOST_OUTCOMES,
    Counts,
    Distribution,
    Facts,
    Labels,
    MeasuredParams,
    Probability,
    Whole,
)
from bits.authoring.wording import capitalized, counted, listed
from bits.theory import measures
from scenes import entropy as here

FAIR = (0.5, 0.5)
MOST_CLASSES, MOST_COUNTED = 3, 999
HEADLINES = ("sport", "politics", "film", "science", "music", "travel", "food", "books", "cars", "chess", "art", "law")
"""What the news is about, where the outcomes are given no names."""


class EntropyParams(MeasuredParams):
    """What a lecturer can change, and the facts that follow."""

    P: Distribution = Field((1 / 2, 1 / 4, 1 / 8, 1 / 8), description="the outcomes averaged over, then split")
    labels: Labels = Field((), description="names of the outcomes; headlines if empty")
    coin: Labels = Field(("heads", "tails"), min_length=2, max_length=2, description="names of a coin's two sides")
    loaded: Probability = Field(0.99, description="how likely the loaded coin's first side is")
    outcomes: Whole = Field(8, ge=2, le=MOST_OUTCOMES, description="how many outcomes the mass is spread over")
    peak: Probability = Field(0.9, gt=0, description="the likeliest outcome's probability before the mass spreads")
    classes: Labels = Field(("cats", "dogs"), min_length=2, max_length=MOST_CLASSES, description="what is sorted")
    question: str = Field("has whiskers?", min_length=1, max_length=24, description="what the tree asks")
    answers: Labels = Field(("yes", "no"), min_length=2, max_length=2, description="the two answers")
    first: Counts = Field((95, 3), description="how many of each class get the first answer")
    second: Counts = Field((5, 97), description="how many of each class get the second answer")

    of_one_length = (("P", "labels"), ("classes", "first", "second"))
    stand_ins = (("labels", "names"),)

    def together(self) -> None:
        if sum(self.parent) > MOST_COUNTED:
            raise ValueError(f"parameters first and second count {sum(self.parent)}: at most {MOST_COUNTED} fit")
        if self.loaded in FAIR:
            raise ValueError(f"parameter loaded = {self.loaded:g}: a loaded coin must not be fair")
        if not self.peak * self.outcomes > 1:
            raise ValueError(f"parameter peak = {self.peak:g}: must be above 1/outcomes = 1/{self.outcomes}")

    @property
    def names(self) -> tuple[str, ...]:
        return self.labels or HEADLINES[: len(self.P)]

    @property
    def coins(self) -> tuple[float, float]:
        return self.loaded, round(1 - self.loaded, 12)

    @property
    def peaked(self) -> NDArray[np.float64]:
        others = self.outcomes - 1
        return np.array([self.peak, *[(1 - self.peak) / others] * others])

    @property
    def children(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        return self.first, self.second

    @property
    def parent(self) -> tuple[int, ...]:
        return tuple(a + b for a, b in zip(self.first, self.second, strict=True))

    def facts(self) -> Facts:
        return self._coin_facts() | self._spread_facts() | self._tree_facts() | self._code_facts()

    def listings(self) -> Mapping[str, Code]:
        return {"code": Code(here.gain, coin=self.coins, n=self.children)}

    def _coin_facts(self) -> Facts:
        base, rarer = self.base, min(self.coins)
        h_fair, h_loaded = (float(measures.binary_entropy(p, base=base)) for p in (FAIR[0], self.loaded))
        return Facts(
            unit=self.unit,
            h_fair=h_fair,
            one_bit="1 bit" if self.unit == "bits" else f"{h_fair:.3f} {self.unit}",
            h_loaded=h_loaded,
            coin_answer=1 + int(np.argmax([h_loaded > h_fair, h_loaded == h_fair, h_loaded < h_fair])),
            loaded=self.loaded,
            side=self.coin[0],
            rare=self.coin[self.coins.index(rarer)],
            never=int(rarer == 0),
            h_rare=float(measures.surprise(rarer, base=base)),
        )

    def _spread_facts(self) -> Facts:
        base, names = self.base, here.places(self.outcomes)
        return Facts(
            h_p=measures.entropy(self.P, base=base),
            news=int(not self.labels),
            thing="outcome" if self.labels else "headline",
            choices=len(self.P),
            outcomes=self.outcomes,
            first_place=names[0],
            last_place=names[-1],
            peak=self.peak,
            k_peaked=measures.perplexity(self.peaked),
            h_uniform=measures.entropy(np.full(self.outcomes, 1 / self.outcomes), base=base),
            h_split=measures.entropy(split(self.P, 1 / 2), base=base),
        )

    def _tree_facts(self) -> Facts:
        nodes = [measures.normalize(counts) for counts in (self.parent, *self.children)]
        h_parent, h_first, h_second = (measures.entropy(node, base=self.base) for node in nodes)
        rows = measures.normalize(np.ravel(self.children)).reshape(2, -1)
        return Facts(
            h_parent=h_parent,
            h_first=h_first,
            h_second=h_second,
            h_after=measures.conditional_entropy(rows, base=self.base),
            gain=measures.information_gain(self.parent, self.children, base=self.base),
            question=f"{self.question.rstrip('?')}?",
            first_answer=capitalized(self.answers[0]),
            second_answer=capitalized(self.answers[1]),
            first_said=self.answers[0],
            second_said=self.answers[1],
            everyone=listed(self.classes),
            all_of_them=counted(self.parent, self.classes),
            first_of_them=counted(self.first, self.classes),
            second_of_them=counted(self.second, self.classes),
        )

    def _code_facts(self) -> Facts:
        """Return what the listing prints: always in bits."""
        before, first, second = (
            measures.entropy(measures.normalize(counts)) for counts in (self.parent, *self.children)
        )
        return Facts(
            code_fair=measures.entropy(FAIR),
            code_loaded=float(measures.binary_entropy(self.loaded)),
            code_before=before,
            code_first=first,
            code_second=second,
            code_gain=measures.information_gain(self.parent, self.children),
        )


def split(pmf: Sequence[float], share: float) -> NDArray[np.float64]:
    """Return the distribution in which each outcome has given a share of its mass to a twin before it."""
    return np.outer(np.array(pmf), np.array([share, 1 - share])).ravel()
