"""Parameters of the concept of cross-entropy, and the facts that follow from them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from bits.authoring.listing import Code
from bits.authoring.parameters import (
    FINE,
    MOST_OUTCOMES,
    Distribution,
    Facts,
    Labels,
    Logits,
    MeasuredParams,
    Probability,
    Real,
    Whole,
)
from bits.authoring.wording import moved
from bits.theory import learning, measures
from bits.theory.digits import differ
from bits.theory.figures import as_text
from scenes.cross_entropy import listings

WEATHERS = ("sun", "fog", "wind", "rain", "cloud", "snow", "hail", "storm", "frost", "mist", "haze", "sleet")
CLASSES = ("cat", "dog", "fox", "owl", "cow", "bee", "hen", "pig", "ant", "bat", "elk", "yak")
MOST_STEPS = 200
LOGITS, TRUE_CLASS, QUOTED_NATS = (-1.0, 0.0, 1.2), 2, 0.56
"""An example that circulates, and the loss that is quoted for it, which is wrong."""
NO_BELIEF = 3
"""The answer that is right when the film asks which belief gets below the entropy."""


class CrossEntropyParams(MeasuredParams):
    """What the concept can be told with, and the facts that follow."""

    P: Distribution = Field((1 / 8, 1 / 8, 1 / 4, 1 / 2), description="the truth: how often each weather comes")
    Q: Distribution = Field((1 / 2, 1 / 4, 1 / 8, 1 / 8), description="the belief: the forecast that is packed for")
    labels: Labels = Field((), description="names of the outcomes of P and Q; kinds of weather if empty")
    bet: Probability = Field(0.7, gt=0, lt=1, description="what the wandering Q puts on one outcome")
    logits: Logits = Field(LOGITS, description="scores of a classifier")
    bad_logits: Logits = Field((2.0, 0.0, -1.0), description="scores of a worse one; training starts from them")
    true_class: Whole = Field(
        TRUE_CLASS, ge=0, le=MOST_OUTCOMES - 1, description="number of the true class, counted from 0"
    )
    classes: Labels = Field((), description="names of the classes; animals if empty")
    learning_rate: Real = Field(
        1.0, gt=0, le=100, json_schema_extra=FINE, description="how far a step of gradient descent goes"
    )
    steps: Whole = Field(8, ge=1, le=MOST_STEPS, description="how many steps are taken")

    of_one_length = (("P", "Q", "labels"), ("logits", "bad_logits", "classes"))
    stand_ins = (("labels", "weathers"), ("classes", "names"))

    def together(self) -> None:
        """Check what only holds for several parameters together."""
        if self.true_class >= len(self.logits):
            rule = f"must be 0 to {len(self.logits) - 1}, as there are {len(self.logits)} logits"
            raise ValueError(f"parameter true_class = {self.true_class}: {rule}")

    @property
    def weathers(self) -> tuple[str, ...]:
        """Return the names of the outcomes of P and Q."""
        return self.labels or WEATHERS[: len(self.P)]

    @property
    def decimals(self) -> int:
        """Return how many decimals the weights of the bags have: none if all of them are whole."""
        weights = measures.surprise([*self.P, *self.Q], base=self.base)
        return 2 if any(differ(w, round(w)) for w in weights[np.isfinite(weights)]) else 0

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the classes."""
        return self.classes or CLASSES[: len(self.logits)]

    @property
    def label(self) -> tuple[float, ...]:
        """Return the label as a distribution: all on the true class."""
        return tuple(float(i == self.true_class) for i in range(len(self.logits)))

    @property
    def descent(self) -> NDArray[np.float64]:
        """Return the scores before and after each step of training, shape (steps + 1, n)."""
        return learning.gradient_descent(self.label, self.bad_logits, self.learning_rate, self.steps)

    def ranked(self) -> list[int]:
        """Return the outcomes from the rarest to the likeliest, by P."""
        return sorted(range(len(self.P)), key=lambda i: (self.P[i], i))

    def chance(self, logits: Sequence[float] | NDArray[np.float64]) -> float:
        """Return what the softmax of some scores gives the true class."""
        return float(measures.softmax(logits)[self.true_class])

    def loss(self, logits: Sequence[float] | NDArray[np.float64], base: float = math.e) -> float:
        """Return the cross-entropy of the label and the softmax of some scores; in nats unless a base is given."""
        return measures.cross_entropy(self.label, measures.softmax(logits), base=base)

    def listings(self) -> Mapping[str, Code]:
        """Return the code that is shown, by beat."""
        label = tuple(int(p) for p in self.label)
        return {"code": Code(listings.losses, label=label, first=self.logits, other=self.bad_logits)}

    def facts(self) -> Facts:
        """Return all numbers and words that the narration needs."""
        return self._luggage_facts() | self._loss_facts() | self._training_facts()

    @property
    def dearest(self) -> int:
        """Return the weather for which most is carried for nothing."""
        extra = measures.kl_contributions(self.P, self.Q, base=self.base)
        return max(self.ranked(), key=lambda i: (extra[i], self.P[i]))

    def weight(self, pmf: Sequence[float]) -> float:
        """Return what the bag of the dearest weather weighs if it is packed by some belief; bits or nats."""
        return float(measures.surprise(pmf[self.dearest], base=self.base))

    def _luggage_facts(self) -> Facts:
        P, Q, base, ranked, dearest = self.P, self.Q, self.base, self.ranked(), self.dearest
        extra = measures.kl_contributions(P, Q, base=base)
        varied = differ(P[ranked[0]], P[ranked[-1]])
        h_pq = measures.cross_entropy(P, Q, base=base)
        return Facts(
            example=self.weathers[dearest],
            packed=as_text(self.weight(Q), f".{self.decimals}f")[0],
            ideal=as_text(self.weight(P), f".{self.decimals}f")[0],
            agree=int(extra[dearest] <= 0),
            endless=int(math.isinf(h_pq)),
            h_p=measures.entropy(P, base=base),
            h_pq=h_pq,
            none_does=NO_BELIEF,
            rarest=self.weathers[ranked[0]] + (", the rarest" if varied else ""),
            likeliest=self.weathers[ranked[-1]] + (", the likeliest" if varied else ""),
            unit=self.unit,
        )

    def _loss_facts(self) -> Facts:
        quoted = self.logits == LOGITS and self.true_class == TRUE_CLASS
        blind = 1 / len(self.logits)
        return Facts(
            true_label=self.names[self.true_class],
            good_q=self.chance(self.logits),
            good_nats=self.loss(self.logits),
            scores="other scores" if self.bad_logits != self.logits else "the same scores",
            bad_q=self.chance(self.bad_logits),
            bad_nats=self.loss(self.bad_logits),
            quoted=int(quoted),
            other_nats=QUOTED_NATS if quoted else measures.surprise(blind, base=math.e),
            other_q=math.exp(-QUOTED_NATS) if quoted else blind,
        )

    def _training_facts(self) -> Facts:
        bad_nats, end_nats = self.loss(self.bad_logits), self.loss(self.descent[-1])
        half = measures.surprise(0.5, base=self.base)
        return Facts(
            loss_is={"falls": "down to", "stays": "still", "rises": "up to"}[moved(bad_nats, end_nats)],
            end_nats=end_nats,
            steps_taken="one step" if self.steps == 1 else f"{self.steps} steps",
            halving="one bit" if self.unit == "bits" else f"{half:.2f} {self.unit}",
        )
