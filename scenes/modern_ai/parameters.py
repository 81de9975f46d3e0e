"""Information theory in modern AI: its parameters, and the facts that follow from them."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from bits import stage
from bits.authoring.listing import Code
from bits.authoring.parameters import (
    FINE,
    Chances,
    Distribution,
    Facts,
    Labels,
    Logits,
    MeasuredParams,
    Real,
    Tokens,
    Whole,
)
from bits.theory import bells, learning, measures
from scenes.modern_ai import autoencoder, listings, sentence
from scenes.modern_ai.tokens import FEWEST_TOKENS, MOST_TOKENS, Sentence, Token

MOST_STEPS = 200
USUAL = (0.6, 0.8)
"""Temperatures from and to which chats are usually set."""
BEYOND = 1000
"""Of what is more times as likely, only that is told."""
PIXELS = np.linspace(-3.5, 3.5, 71)
"""Where the bars of the data that dissolve stand."""
LEAST_NOISE = 0.4
"""From here on no reconstruction costs less than nothing: see `autoencoder.misfit`."""


class ModernAIParams(MeasuredParams):
    """A sentence, words, a teacher, answers, an image and data: what models are trained on, tuned to and judged by."""

    tokens: Tokens = Field(
        ("Once", "upon", "a", "time", "there", "was", "a", "frog"),
        min_length=FEWEST_TOKENS,
        max_length=MOST_TOKENS,
        description="a sentence, token by token",
    )
    chances: Chances = Field(
        (1 / 128, 1 / 2, 1 / 2, 1 / 2, 1 / 8, 1 / 2, 1 / 2, 1 / 512),
        min_length=FEWEST_TOKENS,
        max_length=MOST_TOKENS,
        description="the probability that a language model gave to each token where it came (made up)",
    )
    sentence: Sentence = Field((), description="JSON file with a sentence, in place of tokens and chances")
    words: Labels = Field(("king", "girl", "boy", "frog"), description="what may come next, in the temperature beat")
    scores: Logits = Field((2.5, 1.5, 1.0, -0.5), description="the model's score for each of them")
    cool: Real = Field(0.7, gt=0, lt=1, description="a temperature below 1")
    warm: Real = Field(2.0, gt=1, lt=100, json_schema_extra=FINE, description="a temperature above 1")
    classes: Labels = Field(("dog", "wolf", "cat", "car"), description="what teacher and student tell apart")
    teacher: Distribution = Field((0.7, 0.24, 0.05, 0.01), description="the teacher's soft label")
    student: Logits = Field((-0.5, -1.0, 0.5, 1.0), description="the student's scores before it learns")
    learning_rate: Real = Field(
        1.0, gt=0, le=100, json_schema_extra=FINE, description="how far a step of gradient descent goes"
    )
    steps: Whole = Field(20, ge=1, le=MOST_STEPS, description="how many steps the student takes")
    answers: Labels = Field(("true", "vague", "rude", "sweet"), description="what an assistant may answer")
    reference: Distribution = Field((0.35, 0.4, 0.2, 0.05), description="how often it did, before any reward")
    rewards: Logits = Field((1.2, 0.2, -1.5, 1.6), description="the reward of each answer")
    beta: Real = Field(
        1.0, gt=0, lt=100, json_schema_extra=FINE, description="how dear KL is in tuning, in reward per nat"
    )
    image: Real = Field(2.0, ge=-5, le=5, description="what the autoencoder encodes: a number")
    noise: Real = Field(0.5, ge=LEAST_NOISE, le=5, description="standard deviation of its decoder's noise")
    light: Real = Field(0.3, ge=0.1, lt=1, description="a weight of KL below 1")
    heavy: Real = Field(10.0, gt=1, le=100, description="a weight of KL above 1")
    peaks: Distribution = Field((0.5, 0.15, 0.35), description="shares of the peaks of the data that dissolve")
    peak_width: Real = Field(0.18, ge=0.05, le=1, description="their standard deviation")
    noise_steps: Whole = Field(8, ge=1, le=50, description="in how many steps noise is added")

    of_one_length = (
        ("tokens", "chances"),
        ("words", "scores"),
        ("classes", "teacher", "student"),
        ("answers", "reference", "rewards"),
    )

    def together(self) -> None:
        seen = [r for r, p in zip(self.rewards, self.reference, strict=True) if p > 0]
        for name, values in (("scores", self.scores), ("rewards", seen)):
            if len(set(values)) == 1:
                raise ValueError(f"parameter {name}: all that can happen have {values[0]:g}; two must differ")

    @property
    def said(self) -> tuple[Token, ...]:
        return self.sentence or tuple(map(Token, self.tokens, self.chances))

    @property
    def surprising(self) -> tuple[float, ...]:
        return tuple(token.p for token in self.said)

    @property
    def lessons(self) -> NDArray[np.float64]:
        return learning.gradient_descent(self.teacher, self.student, self.learning_rate, self.steps)

    @property
    def hard(self) -> tuple[float, ...]:
        best = int(np.argmax(self.teacher))
        return tuple(float(i == best) for i in range(len(self.teacher)))

    @property
    def data(self) -> NDArray[np.float64]:
        places = np.linspace(PIXELS[0], PIXELS[-1], len(self.peaks) + 2)[1:-1]
        peaks = [bells.bell(float(place), self.peak_width, PIXELS) for place in places]
        return np.asarray(np.array(self.peaks) @ peaks)

    def policy(self, beta: float) -> NDArray[np.float64]:
        return learning.tilted(self.reference, self.rewards, beta)

    def code(self, image: float, beta: float) -> tuple[float, float]:
        """Return mean and standard deviation of a picture's bell of codes."""
        return autoencoder.encode(image, 1.0, self.noise, beta)

    def coded(self, beta: float) -> float:
        """Return the KL divergence of the picture's bell from the standard one."""
        return measures.gaussian_kl(*self.code(self.image, beta), base=self.base)

    def misfit(self, mean: float, std: float) -> float:
        """Return what reconstruction costs with a bell of codes."""
        return autoencoder.misfit(self.image, mean, std, 1.0, self.noise, base=self.base)

    def total(self, mean: float, std: float) -> float:
        """Return the negative ELBO with a bell of codes."""
        return autoencoder.negative_elbo(self.image, mean, std, 1.0, self.noise, base=self.base)

    @property
    def evidence(self) -> float:
        return autoencoder.evidence(self.image, 1.0, self.noise, base=self.base)

    def lag(self, logits: NDArray[np.float64]) -> float:
        """Return the KL divergence of a student from the teacher."""
        return measures.kl_divergence(self.teacher, measures.softmax(logits), base=self.base)

    @property
    def odds(self) -> float:
        """Return how many times as likely as the worst word the best one is at the warm temperature."""
        pmf = measures.softmax(self.scores, self.warm)
        return float(pmf.max() / pmf.min())

    def listings(self) -> Mapping[str, Code]:
        return {"code": Code(listings.temperature, z=self.scores, T=self.warm)}

    def facts(self) -> Facts:
        return Facts(unit=self.unit, **self._of_the_sentence(), **self._of_the_words(), **self._of_the_training())

    def _of_the_sentence(self) -> Facts:
        perplexity = sentence.perplexity(self.surprising)
        return Facts(
            loss=sentence.loss(self.surprising, base=self.base),
            total=sentence.loss(self.surprising, base=self.base) * len(self.surprising),
            perplexity=perplexity,
            halved=sentence.perplexity(sentence.halved(self.surprising)),
            unsure=int(perplexity > 1),
            raised="two" if self.unit == "bits" else "e",
        )

    def _of_the_words(self) -> Facts:
        words = stage.named(self.words, len(self.scores))
        return Facts(
            top=words[int(np.argmax(self.scores))],
            bottom=words[int(np.argmin(self.scores))],
            cool=self.cool,
            usual=int(USUAL[0] <= self.cool <= USUAL[1]),
            warm=self.warm,
            times=self.odds,
            beyond=int(self.odds > BEYOND),
            verdict=2 if self.odds <= 2 else 3,
            h_warm=measures.entropy(measures.softmax(self.scores, self.warm)),
            h_most=measures.entropy(measures.softmax(self.scores, math.inf)),
            h_flat=measures.entropy(measures.softmax(self.scores, math.inf), base=self.base),
        )

    def _of_the_training(self) -> Facts:
        lessons, (best, second) = self.lessons, np.argsort(-np.array(self.teacher), kind="stable")[:2]
        classes = stage.named(self.classes, len(self.teacher))
        behind, ahead = self.lag(lessons[0]), self.lag(lessons[-1])
        return Facts(
            best=classes[best],
            second=classes[second],
            p_best=self.teacher[best],
            p_second=self.teacher[second],
            torn=int(self.teacher[second] > 0),
            kl_start=behind,
            kl_end=ahead,
            goes="falls" if ahead < behind else "goes",
            beta=self.beta,
            kl_tuned=measures.kl_divergence(self.policy(self.beta), self.reference, base=self.base),
            kl_light=self.coded(self.light),
            kl_heavy=self.coded(self.heavy),
            at_start=measures.entropy(self.data, base=self.base),
        )
