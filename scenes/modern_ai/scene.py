"""Information theory in modern AI: six places where a model is trained, tuned or judged in bits."""

from __future__ import annotations

import math

from bits import stage
from bits.authoring.concept import ConceptScene, beat
from scenes import modern_ai as here
from scenes.modern_ai.parameters import PIXELS, ModernAIParams

MOST_CELLS = 24
"""More equally likely tokens than that are told, but not drawn one by one."""
FOOT, WARMTH = 0.3, 3.4
"""Scene units under the picture beside the code, for the name of its tank, and those that it needs across."""


class ModernAI(ConceptScene):
    """Information theory in modern AI."""

    Params = ModernAIParams

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
        self.play(ribbon.grow(), *map(stage.FadeIn, (parts.scale, *parts.sums, *parts.among)), run_time=0.6)
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
        self.play(*map(stage.FadeIn, lesson.held), run_time=0.6)
        self.until("soft")
        self.play(stage.FadeOut(hard), run_time=0.4)
        soften = lesson.truth.animate.flow(params.teacher), stage.FadeIn(soft)
        self.play(*soften, run_time=self.time_to("student", at_most=2.5))
        self.until("doubt")
        self.emphasize(lesson.doubt)
        self.until("student")
        self.play(*map(stage.FadeOut, lesson.held), run_time=0.4)
        self.play(*map(stage.FadeIn, (student, lesson.trace, lesson.lag)), lesson.race.rise("right"), run_time=0.8)
        self.until("behind")
        self.emphasize(lesson.lag)
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
        self.play(stage.FadeIn(parts.drain), *map(stage.FadeIn, (parts.goal, *parts.names)), run_time=0.6)
        self.until("noise")
        self.add(parts.forth)
        forth = noising.time.animate.set_value(1)
        self.play(forth, rate_func=stage.stepwise(steps), run_time=self.time_to("score", at_most=7))
        self.until("score")
        self.play(parts.arrows.grow(), stage.FadeIn(parts.score), run_time=0.9)
        self.until("back")
        self.add(parts.back)
        parts.drain.reached.set_value(1)
        self.play(noising.time.animate.set_value(0), run_time=self.time_to("moral", at_most=4))
        self.until("moral")
        self.play(stage.FadeOut(parts.score), run_time=0.3)
        self.play(stage.FadeIn(parts.moral), run_time=0.5)
