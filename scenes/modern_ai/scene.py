"""Information theory in modern AI: six places where a model is trained, tuned or judged in bits."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from bits import stage
from bits.authoring.concept import ConceptScene, beat
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
    same_length,
)
from bits.theory import bells, learning, measures
from scenes import modern_ai as here
from scenes.modern_ai import autoencoder, listings, sentence
from scenes.modern_ai.tokens import FEWEST_TOKENS, MOST_TOKENS, Sentence, Token

MOST_STEPS = 200
MOST_CELLS = 24
"""More equally likely tokens than that are told, but not drawn one by one."""
USUAL = (0.6, 0.8)
"""Temperatures from and to which chats are usually set."""
BEYOND = 1000
"""Of what is more times as likely, only that is told."""
FOOT, WARMTH = 0.3, 3.4
"""Scene units under the picture beside the code, for the name of its tank, and those that it needs across."""
PIXELS = np.linspace(-3.5, 3.5, 71)
"""Where the bars of the data that dissolve stand."""
LEAST_NOISE = 0.4
"""From here on no reconstruction costs less than nothing: see `autoencoder.misfit`."""


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

    @beat
    def language_model(self) -> None:
        """Read the tape token by token; level its surprises out to their mean; show the perplexity as equal cells."""
        params, said = self.params, self.params.said
        tokens = [token.text for token in said]
        self.reading = reading = here.Reading(
            tokens, params.surprising, MOST_CELLS, stage.canvas(), base=self.base, unit=self.unit
        )
        self.play(stage.FadeIn(reading.tape), run_time=0.6)
        self.until("read")
        read = reading.tape.read.animate.set_value(len(said))
        self.play(read, rate_func=stage.stepwise(len(said)), run_time=self.time_to("loss", at_most=8))
        self.until("loss")
        self.play(stage.FadeIn(reading.loss), run_time=0.4)
        self.play(reading.tape.level_out(), run_time=self.time_to("perplexity", at_most=2.5))
        self.until("perplexity")
        self.play(*map(stage.FadeIn, (reading.perplexity, *reading.among)), run_time=0.5)
        self.play(reading.cells.grow(), run_time=self.time_to("end", at_most=2.5))

    @beat(title="Quoted perplexities")
    def quoted(self) -> None:
        """Strike out what is often quoted; cut the same sentence into half tokens, and its perplexity falls."""
        params = self.params
        tokens = [token.text for token in params.said]
        self.quoting = parts = here.Quoted(
            tokens, params.surprising, MOST_CELLS, stage.canvas(), base=self.base, unit=self.unit
        )
        first, second = parts.quotes
        ribbon = parts.ribbon
        ribbon.levelled.set_value(1)
        self.play(ribbon.grow(), *map(stage.FadeIn, (*parts.sums, *parts.among)), run_time=0.6)
        self.until("often")
        self.play(*map(stage.FadeIn, (first, first.often)), run_time=0.8)
        self.until("people")
        self.play(*map(stage.FadeIn, (second, second.often)), run_time=0.8)
        self.until("strike")
        self.play(first.strike.grow(), second.strike.grow(), run_time=0.8)
        self.play(*map(stage.FadeOut, (first.often, second.often)), run_time=0.3)
        self.play(*map(stage.FadeIn, (first.doubt, second.doubt)), run_time=0.6)
        self.until("text")
        self.play(ribbon.levelled.animate.set_value(0), run_time=0.8)
        self.play(*map(stage.FadeIn, parts.halves), run_time=0.4)
        self.until("cut")
        self.play(*map(stage.FadeOut, parts.halves), run_time=0.3)
        self.play(ribbon.levelled.animate.set_value(1), run_time=0.8)
        cut = ribbon.cuts.animate.set_value(len(tokens))
        self.play(cut, rate_func=stage.linear, run_time=self.time_to("fall", at_most=5))

    @beat
    def temperature(self) -> None:
        """Turn the temperature from zero to infinity: entropy rises from nothing to that of equal chances."""
        params = self.params
        stops, box = (params.cool, params.warm), stage.canvas()
        base, unit, told = self.base, self.unit, not self.facts["beyond"]
        self.heat = heat = here.Heat(params.scores, params.words, stops, box, base=base, unit=unit, compared=told)
        self.play(stage.FadeIn(heat.ground), stage.FadeIn(heat.entries[0]), heat.scores.grow(), run_time=0.8)
        self.until("divide")
        self.play(stage.FadeIn(heat.knob), run_time=0.5)
        self.play(stage.FadeIn(heat.entries[1]), heat.bars.grow(), run_time=0.7)
        self.play(*map(stage.FadeIn, (heat.tank, heat.readout)), run_time=0.5)
        for cue, value, by in (("zero", 0.0, "cool"), ("cool", params.cool, "one"), ("one", 1.0, "ask")):
            self.until(cue)
            self.play(heat.knob.turn_to(value), run_time=self.time_to(by, at_most=1.6))
        card = self.question(heat.asking)
        self.until("ask")
        self.play(*map(stage.FadeOut, heat.above), run_time=0.3)
        self.ask(card)
        self.play(heat.knob.turn_to(params.warm), run_time=1.0)
        self.play(card.decide(), *map(stage.FadeIn, heat.ratio), run_time=0.5)
        self.until("flatter")
        self.play(stage.FadeOut(card), run_time=0.4)
        self.play(*map(stage.FadeIn, heat.above), heat.ceiling.grow(), run_time=0.6)
        self.until("infinite")
        self.play(heat.knob.turn_to(math.inf), rate_func=stage.linear, run_time=self.time_to("end", at_most=2.5))

    @beat(title="In numpy")
    def code(self) -> None:
        """Run the lines that turn scores into chances, and chances into their entropy."""
        params = self.params
        place, least = stage.full_canvas().trimmed(bottom=FOOT), (self.listing_width() + 0.2, WARMTH)
        left, right = place.parts(1.35, 1, gutter=0.4, least=least, heights=(2.2, 1))
        ground, left = stage.Card(left), left.inset(0.1, 0.15)
        head, left = left.rows(1.1, 3.5, gutter=0.1)
        formulas = stage.formula_row(head, 'model(p) = "softmax"(z\\/T)', "entropy(H) = -sum model(p) log_2 model(p)")
        listing = self.listing(left, role="entropy")
        self.warmth = warmth = here.Warmth(params.scores, params.words, params.warm, right)
        warmth.tank.grown.set_value(0.0)
        self.play(*map(stage.FadeIn, (ground, *formulas, listing, warmth.tank.refresh())), run_time=0.6)
        self.until("line_1")
        self.play(listing.light(1), run_time=0.5)
        self.until("raise")
        self.play(warmth.raised.grow(), run_time=0.8)
        self.until("line_2")
        self.play(listing.light(2), stage.FadeOut(warmth.raised), run_time=0.4)
        self.play(warmth.bars.grow(), run_time=0.6)
        self.until("line_3")
        self.play(listing.light(3), run_time=0.5)
        self.play(warmth.tank.grow(), run_time=0.9)
        self.until("line_4")
        self.play(listing.light(4), stage.FadeIn(warmth.entropy), run_time=0.5)
        self.until("most")
        self.play(warmth.ceiling.grow(), stage.FadeIn(warmth.most), run_time=0.6)

    @beat
    def distillation(self) -> None:
        """Soften the label to the teacher's; let the student's bars flow to it: KL falls."""
        params = self.params
        self.lesson = lesson = here.Lesson(
            params.teacher, params.hard, params.lessons, params.classes, stage.canvas(), base=self.base, unit=self.unit
        )
        hard, soft, student = lesson.entries
        self.play(stage.FadeIn(lesson.race), run_time=0.6)
        self.until("hard")
        self.play(stage.FadeIn(hard), lesson.race.rise("left"), run_time=1)
        self.until("soft")
        self.play(stage.FadeOut(hard), run_time=0.4)
        soften = lesson.truth.animate.flow(params.teacher)
        self.play(soften, stage.FadeIn(soft), run_time=self.time_to("student", at_most=2.5))
        self.until("doubt")
        self.play(stage.FadeIn(lesson.doubt), stage.FadeIn(lesson.tank), lesson.tank.grow(), run_time=0.9)
        self.until("student")
        self.play(*map(stage.FadeOut, (lesson.tank, lesson.doubt)), run_time=0.4)
        self.play(*map(stage.FadeIn, (student, lesson.trace, lesson.lag)), lesson.race.rise("right"), run_time=0.8)
        self.until("descend")
        walk = lesson.walk.step.animate.set_value(params.steps)
        self.play(walk, rate_func=stage.stepwise(params.steps), run_time=self.time_to("end", at_most=5))

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
        self.until("objective")
        self.play(stage.FadeIn(tuning.objective), run_time=0.6)
        self.until("lower")
        self.play(stage.FadeOut(tuning.objective), run_time=0.3)
        self.play(*map(stage.FadeIn, (tuning.optimum, tuning.reward, tuning.distance)), run_time=0.5)
        for cue, value, by in (("lower", params.beta, "zero"), ("zero", 0.0, "end")):
            self.until(cue)
            self.play(tuning.knob.turn_to(value), rate_func=stage.linear, run_time=self.time_to(by, at_most=2.5))

    @beat(title="VAE")
    def vae(self) -> None:
        """Pull the encoder's bell to the standard one, by more and by less: KL against reconstruction."""
        params = self.params
        model = params.code, params.misfit, params.total, params.evidence, (params.light, params.heavy)
        self.codes = codes = here.CodeBells(params.image, *model, stage.canvas(), base=self.base, unit=self.unit)
        self.play(stage.FadeIn(codes.ground), stage.FadeIn(codes.picture), run_time=0.8)
        self.until("bell")
        self.play(*map(stage.FadeIn, codes.names[1:]), codes.bell.grow(), run_time=1)
        self.play(*map(stage.FadeIn, (codes.again, *codes.others)), run_time=0.8)
        self.until("elbo")
        self.play(*map(stage.FadeIn, (codes.bill, codes.slider, *codes.sums)), run_time=0.8)
        self.until("near")
        self.play(stage.FadeIn(codes.names[0]), codes.prior.grow(), run_time=0.9)
        self.play(codes.floor.grow(), run_time=0.5)
        for cue, beta, by in (("light", params.light, "heavy"), ("heavy", params.heavy, "end")):
            self.until(cue)
            self.play(codes.weigh(beta), run_time=self.time_to(by, at_most=2.5))

    @beat
    def diffusion(self) -> None:
        """Let the data flow into noise while what is known of the start drains; then follow the score back."""
        noising = here.Noising(self.params.data, PIXELS, base=self.base)
        steps = self.params.noise_steps
        box, band = stage.canvas(), stage.readout_band()
        self.parts = parts = here.Dissolving(noising, steps, box, band, self.unit)
        self.play(stage.FadeIn(parts.axis), parts.start.grow(), parts.present.grow(), run_time=0.9)
        self.play(stage.FadeIn(parts.drain), *map(stage.FadeIn, parts.names), run_time=0.6)
        self.until("noise")
        self.add(parts.forth)
        forth = noising.time.animate.set_value(1)
        self.play(forth, rate_func=stage.stepwise(steps), run_time=self.time_to("score", at_most=8))
        self.until("score")
        self.play(parts.arrows.grow(), stage.FadeIn(parts.score), run_time=0.9)
        self.until("back")
        self.add(parts.back)
        parts.drain.reached.set_value(1)
        self.play(noising.time.animate.set_value(0), run_time=self.time_to("moral", at_most=4))
        self.until("moral")
        self.play(stage.FadeOut(parts.score), run_time=0.3)
        self.play(stage.FadeIn(parts.moral), run_time=0.5)
