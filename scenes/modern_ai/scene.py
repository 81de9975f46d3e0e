"""Information theory in modern AI: six places where a model is trained, tuned or judged in bits."""

from __future__ import annotations

import math
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import BeforeValidator, Field

from bits import stage
from bits.authoring.amounts import whole_digits
from bits.authoring.concept import ConceptScene, beat
from bits.authoring.parameters import (
    FILE,
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
    same_length,
)
from bits.theory import bells, learning, measures
from scenes import modern_ai as here
from scenes.modern_ai import autoencoder, sentence
from scenes.modern_ai.tokens import FEWEST_TOKENS, MOST_TOKENS, Token, read_tokens

MOST_STEPS = 200
MOST_CELLS = 24
"""More equally likely tokens than that are told, but not drawn one by one."""
HEADROOM = 1.06
"""How much higher than what it must hold a scale is."""
PIXELS = np.linspace(-3.5, 3.5, 71)
"""Where the bars of the data that dissolve stand."""
LEAST_NOISE = 0.4
"""From here on no reconstruction costs less than nothing: see `autoencoder.misfit`."""


def _read(given: object) -> object:
    if isinstance(given, str):
        return read_tokens(given) if given else ()
    if not isinstance(given, tuple) or not all(isinstance(token, Token) for token in given):
        raise ValueError("must be the path of a JSON file")
    return given


Sentence = Annotated[tuple[Token, ...], BeforeValidator(_read), FILE]
"""What stands in the file, so that whoever has the parameters needs the file no more."""


class ModernAI(ConceptScene):
    """Information theory in modern AI."""

    class Params(MeasuredParams):
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
        words: Labels = Field(
            ("king", "girl", "boy", "frog"), description="what may come next, in the temperature beat"
        )
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

        def together(self) -> None:
            same_length(tokens=self.tokens, chances=self.chances)
            same_length(words=self.words, scores=self.scores)
            same_length(classes=self.classes, teacher=self.teacher, student=self.student)
            same_length(answers=self.answers, reference=self.reference, rewards=self.rewards)
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

        def code(self, beta: float) -> tuple[float, float]:
            return autoencoder.encode(self.image, 1.0, self.noise, beta)

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

        def facts(self) -> Facts:
            base, lessons = self.base, self.lessons
            behind, ahead = self.lag(lessons[0]), self.lag(lessons[-1])
            return Facts(
                loss=sentence.loss(self.surprising, base=base),
                perplexity=sentence.perplexity(self.surprising),
                raised="two" if self.unit == "bits" else "e",
                cool=self.cool,
                warm=self.warm,
                h_flat=measures.entropy(measures.softmax(self.scores, math.inf), base=base),
                h_soft=measures.entropy(self.teacher, base=base),
                kl_start=behind,
                kl_end=ahead,
                goes="falls" if ahead < behind else "goes",
                at_start=measures.entropy(self.data, base=base),
                unit=self.unit,
            )

    @beat
    def language_model(self) -> None:
        """Read the tape token by token; level its surprises out to their mean; show the perplexity as equal cells."""
        self._unroll()
        tokens = len(self.params.said)
        self.play(stage.FadeIn(self.tape), stage.FadeIn(self.sums[0]), run_time=0.6)
        self.until("read")
        reading = self.tape.read.animate.set_value(tokens)
        self.play(reading, rate_func=stage.stepwise(tokens), run_time=self.time_to("loss", at_most=8))
        self.until("loss")
        self.play(self.tape.level_out(), run_time=self.time_to("perplexity", at_most=2.5))
        self.until("perplexity")
        self.play(*map(stage.FadeIn, (self.sums[1], *self.among)), run_time=0.5)
        self.play(self.cells.grow(), run_time=self.time_to("real", at_most=4))
        self.until("real")
        self.play(*map(stage.FadeOut, self.sums), run_time=0.4)
        self.play(stage.FadeIn(self.caution), run_time=0.8)

    @beat
    def temperature(self) -> None:
        """Turn the temperature from zero to infinity: entropy rises from nothing to that of equal chances."""
        params = self.params
        stops, box = (params.cool, params.warm), stage.canvas()
        self.heat = heat = here.Heat(params.scores, params.words, stops, box, base=self.base, unit=self.unit)
        self.play(stage.FadeIn(heat.entries[0]), heat.scores.grow(), run_time=0.8)
        self.until("divide")
        self.play(stage.FadeIn(heat.knob), run_time=0.5)
        self.play(stage.FadeIn(heat.entries[1]), heat.bars.grow(), run_time=0.7)
        self.play(*map(stage.FadeIn, (heat.tank, heat.readout)), run_time=0.5)
        turns = (("zero", 0.0, "cool"), ("cool", params.cool, "one"), ("one", 1.0, "warm"))
        for cue, value, by in (*turns, ("warm", params.warm, "infinite")):
            self.until(cue)
            self.play(heat.knob.turn_to(value), run_time=self.time_to(by, at_most=1.6))
        self.until("infinite")
        self.play(heat.ceiling.grow(), run_time=0.5)
        self.play(heat.knob.turn_to(math.inf), rate_func=stage.linear, run_time=self.time_to("end", at_most=2.5))

    @beat
    def distillation(self) -> None:
        """Soften the label to the teacher's; let the student's bars flow to it: KL falls."""
        self._teach()
        hard, soft, student = self.entries
        self.play(stage.FadeIn(hard), self.race.rise("left"), run_time=1)
        self.play(*map(stage.FadeIn, (self.tank, self.doubt)), run_time=0.6)
        self.until("soft")
        self.play(stage.FadeOut(hard), run_time=0.4)
        soften = self.truth.animate.flow(self.params.teacher)
        self.play(soften, stage.FadeIn(soft), run_time=self.time_to("student", at_most=2.5))
        self.until("student")
        self.play(*map(stage.FadeOut, (self.tank, self.doubt)), run_time=0.4)
        self.play(*map(stage.FadeIn, (student, self.trace, self.lag)), self.race.rise("right"), run_time=0.8)
        self.until("descend")
        walk = self.walk.step.animate.set_value(self.params.steps)
        self.play(walk, rate_func=stage.stepwise(self.params.steps), run_time=self.time_to("end", at_most=9))

    @beat(title="RLHF")
    def rlhf(self) -> None:
        """Lower beta: reward tilts the policy, and the spring of KL stretches."""
        params = self.params
        answers = params.reference, params.rewards, params.answers, params.beta
        self.tuning = tuning = here.Tuning(*answers, stage.canvas(), base=self.base, unit=self.unit)
        reward, reference, policy = tuning.entries
        self.play(stage.FadeIn(reference), tuning.pair.lower("right").rise("left"), run_time=1)
        self.until("reward")
        self.play(stage.FadeIn(reward), tuning.rewards.grow(), run_time=1)
        self.until("tie")
        self.play(*map(stage.FadeIn, (tuning.spring, policy)), tuning.pair.rise("right"), run_time=1)
        self.play(stage.FadeIn(tuning.knob), run_time=0.5)
        self.until("tilt")
        self.play(*map(stage.FadeIn, (tuning.optimum, tuning.reward, tuning.distance)), run_time=0.7)
        for cue, value, by in (("lower", params.beta, "zero"), ("zero", 0.0, "end")):
            self.until(cue)
            self.play(tuning.knob.turn_to(value), rate_func=stage.linear, run_time=self.time_to(by, at_most=4))

    @beat(title="VAE")
    def vae(self) -> None:
        """Pull the encoder's bell to the standard one, by more and by less: KL against reconstruction."""
        params = self.params
        model = params.code, params.misfit, params.total, params.evidence, (params.light, params.heavy)
        self.codes = codes = here.CodeBells(*model, stage.canvas(), base=self.base, unit=self.unit)
        self.play(stage.FadeIn(codes.entries[0]), codes.prior.grow(), run_time=1)
        self.until("bell")
        self.play(stage.FadeIn(codes.entries[1]), codes.bell.grow(), run_time=1)
        self.play(stage.FadeIn(codes.knob), run_time=0.5)
        self.until("near")
        self.play(stage.FadeIn(codes.gauges[0]), run_time=0.6)
        self.until("elbo")
        self.play(*map(stage.FadeIn, (codes.gauges[1], *codes.sums)), run_time=0.8)
        for cue, beta, by in (("light", params.light, "heavy"), ("heavy", params.heavy, "end")):
            self.until(cue)
            self.play(codes.knob.turn_to(beta), run_time=self.time_to(by, at_most=4))

    @beat
    def diffusion(self) -> None:
        """Dissolve the data step by step while what is known of the start drains; then follow the score back."""
        noising = here.Noising(self.params.data, PIXELS, base=self.base)
        steps = self.params.noise_steps
        self.parts = parts = here.Dissolving(noising, steps, stage.canvas(), self.unit)
        self.play(stage.FadeIn(parts.entries[0]), parts.bars.grow(), run_time=0.9)
        self.play(*map(stage.FadeIn, (parts.scale, parts.slider, parts.tank, parts.left)), run_time=0.6)
        self.until("noise")
        forth = noising.time.animate.set_value(1)
        self.play(forth, rate_func=stage.stepwise(steps), run_time=self.time_to("score", at_most=8))
        self.until("score")
        self.play(parts.arrows.grow(), stage.FadeIn(parts.entries[1]), run_time=0.9)
        self.until("back")
        self.play(noising.time.animate.set_value(0), run_time=self.time_to("end", at_most=4))

    # What single beats are built from.

    def _unroll(self) -> None:
        params, total = self.params, float(self.facts["perplexity"])
        above, below = stage.canvas().rows(4.4, 0.8, gutter=0.15)
        tokens = [token.text for token in params.said]
        self.tape = here.Tape(tokens, params.surprising, above, base=self.base)
        self.tape.read.set_value(0)
        self.tape.refresh()
        cells = min(math.ceil(total), MOST_CELLS)
        words = stage.Words("as unsure as among", "label", "muted").at(below.left, below.y, "left")
        more = stage.Words("and more" if total > cells else "", "label", "muted").at(below.right, below.y, "right")
        row = below.trimmed(left=words.advance + 0.3, right=more.advance + 0.3)
        self.cells = stage.Cells(lambda: min(total, cells), cells, row, role="entropy")
        self.among = (words, self.cells, more)
        power = f'"perplexity" = {"2" if self.unit == "bits" else "e"}^"loss" ='
        many = stage.Formula(power, "body", "entropy")
        self.sums = stage.readout_row(
            stage.Readout("loss", self.tape.mean, self.unit, decimals=2, role="entropy", whole_digits=2),
            stage.Readout(many, lambda: total, decimals=2, role="entropy", whole_digits=whole_digits(total)),
        )
        text, band = "compare it only on one text, cut into the same tokens", stage.readout_band()
        self.caution = stage.Words(text, "body", "muted", fit=band.width).at(band.x, band.y)

    def _teach(self) -> None:
        params, base = self.params, self.base
        self.walk, self.truth = stage.Walk(params.lessons), stage.Mass(params.hard)
        self.model = stage.Derived(lambda: measures.softmax(self.walk.values))
        heads, body = stage.canvas().rows(0.4, 4.4, gutter=0.3)
        left, right = body.columns(1.5, 1, gutter=0.6)
        self.race = stage.PairBars(self.truth, self.model, left, highest=1, labels=params.classes)
        self.race.lower("left", "right")
        first, second = (part.left for part in left.columns(1, 1))
        self.entries = (
            stage.Entry("truth", "hard label", "P").at(first, heads.y),
            stage.Entry("truth", "teacher", "P").at(first, heads.y),
            stage.Entry("model", "student", "Q").at(second, heads.y),
        )
        glass, floor = right.inset(x=right.width / 4), self.race.area.bottom
        ruler = stage.Ruler.fitting(
            glass.trimmed(bottom=floor - glass.bottom), HEADROOM * max(float(self.facts["h_soft"]), 1e-9)
        )
        parts, name = (
            (lambda: measures.contributions(self.truth.values, base=base)),
            stage.Formula("entropy(H(P))", "body"),
        )
        self.tank = stage.Tank(parts, glass, ruler, name=name, floor=floor)
        self.trace = stage.Trace(self.walk, params.lag, right.inset(x=0.2), f"KL in {self.unit}", "waste")
        doubt, lag = (
            stage.Words("entropy of the label", "body", "entropy"),
            stage.Formula('waste("KL"(P || Q)) =', "body"),
        )
        (self.doubt,) = stage.readout_row(
            stage.Readout(doubt, lambda: measures.entropy(self.truth.values, base=base), self.unit, role="entropy")
        )
        lags = [self.fact("kl_start")(), self.fact("kl_end")()]
        (self.lag,) = stage.readout_row(
            stage.Readout(lag, lambda: params.lag(self.walk.values), self.unit, role="waste", rests=lags)
        )
