"""Cross-entropy: what it costs on average to believe Q when the truth is P."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from bits import stage
from bits.authoring.amounts import whole_digits
from bits.authoring.concept import ConceptScene, beat
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
    same_length,
)
from bits.authoring.wording import moved
from bits.theory import learning, measures
from bits.theory.digits import differ
from scenes import cross_entropy as here

WEATHERS = ("sun", "fog", "wind", "rain", "cloud", "snow", "hail", "storm", "frost", "mist", "haze", "sleet")
CLASSES = ("cat", "dog", "fox", "owl", "cow", "bee", "hen", "pig", "ant", "bat", "elk", "yak")
MOST_STEPS = 200
HALVINGS = 3
"""How often the true class's probability is halved, one by one, before it is let go."""
LAST_HALVINGS = 60
"""How often it is halved from then on, before it is nothing: bits that the loss grows by."""
MOST_BITS = 99
"""More than the loss usually shows before it is infinite."""
MISQUOTED = ((-1.0, 0.0, 1.2), 2, 0.56)
"""Logits, the true class, and the loss in nats that is often, and wrongly, quoted for them."""
TICK = 0.12
"""How long the ticks of a scale are."""
LEVEL = 3.5
"""Room beside a chart for the names of its levels."""
CODE_COLUMNS, CODE_ROWS, CODE_LEAST = (1.5, 1), (1, 1.2), (7, 4.4)
"""The shares of the code and of what it computes, and scene units that they need."""
HEADROOM = 1.06
"""How much higher than what it must hold a scale is."""


class CrossEntropy(ConceptScene):
    """Cross-entropy: the cost of believing Q."""

    model: Any  # a mass that flows, or the softmax of scores that do
    entries: tuple[stage.Entry, ...]

    class Params(MeasuredParams):
        P: Distribution = Field((1 / 8, 1 / 8, 1 / 4, 1 / 2), description="the truth: how often each weather comes")
        Q: Distribution = Field((1 / 2, 1 / 4, 1 / 8, 1 / 8), description="the belief: the forecast that is packed for")
        labels: Labels = Field((), description="names of the outcomes of P and Q; kinds of weather if empty")
        bet: Probability = Field(0.7, gt=0, lt=1, description="what the wandering Q puts on one outcome")
        logits: Logits = Field((-1.0, 0.0, 1.2), description="scores of a classifier")
        bad_logits: Logits = Field((2.0, 0.0, -1.0), description="scores of a worse one; training starts from them")
        true_class: Whole = Field(2, ge=0, le=MOST_OUTCOMES - 1, description="number of the true class, counted from 0")
        classes: Labels = Field((), description="names of the classes; animals if empty")
        learning_rate: Real = Field(
            1.0, gt=0, le=100, json_schema_extra=FINE, description="how far a step of gradient descent goes"
        )
        steps: Whole = Field(8, ge=1, le=MOST_STEPS, description="how many steps are taken")

        def together(self) -> None:
            same_length(P=self.P, Q=self.Q, labels=self.labels)
            same_length(logits=self.logits, bad_logits=self.bad_logits, classes=self.classes)
            if self.true_class >= len(self.logits):
                rule = f"must be 0 to {len(self.logits) - 1}, as there are {len(self.logits)} logits"
                raise ValueError(f"parameter true_class = {self.true_class}: {rule}")

        @property
        def weathers(self) -> tuple[str, ...]:
            return self.labels or WEATHERS[: len(self.P)]

        @property
        def names(self) -> tuple[str, ...]:
            return self.classes or CLASSES[: len(self.logits)]

        @property
        def label(self) -> tuple[float, ...]:
            return tuple(float(i == self.true_class) for i in range(len(self.logits)))

        @property
        def descent(self) -> NDArray[np.float64]:
            return learning.gradient_descent(self.label, self.bad_logits, self.learning_rate, self.steps)

        def ranked(self) -> list[int]:
            """Return the outcomes from the rarest to the likeliest, by P."""
            return sorted(range(len(self.P)), key=lambda i: (self.P[i], i))

        def loss(self, logits: Sequence[float] | NDArray[np.float64], base: float = math.e) -> float:
            return measures.cross_entropy(self.label, measures.softmax(logits), base=base)

        def listings(self) -> Mapping[str, Code]:
            return {"code": Code(here.cross_entropy, P=self.P, Q=self.Q)}

        def facts(self) -> Facts:
            return self._luggage_facts() | self._loss_facts()

        def _luggage_facts(self) -> Facts:
            P, Q, base, ranked = self.P, self.Q, self.base, self.ranked()
            extra = measures.kl_contributions(P, Q, base=base)
            dearest = max(ranked, key=lambda i: (extra[i], P[i]))
            varied = differ(P[ranked[0]], P[ranked[-1]])
            return Facts(
                agree=int(not extra[dearest] > 0),
                example=self.weathers[dearest],
                packed=measures.surprise(Q[dearest], base=base),
                ideal=measures.surprise(P[dearest], base=base),
                h_p=measures.entropy(P, base=base),
                h_pq=measures.cross_entropy(P, Q, base=base),
                floor_answer=2,  # by Gibbs' inequality, whatever P is
                rarest=self.weathers[ranked[0]] + (", the rarest" if varied else ""),
                likeliest=self.weathers[ranked[-1]] + (", the likeliest" if varied else ""),
                code_pq=measures.cross_entropy(P, Q),
                code_p=measures.entropy(P),
                unit=self.unit,
            )

        def _loss_facts(self) -> Facts:
            bad_nats, end_nats = self.loss(self.bad_logits), self.loss(self.descent[-1])
            half = measures.surprise(0.5, base=self.base)
            *misquoted, wrong = MISQUOTED
            return Facts(
                true_label=self.names[self.true_class],
                good_q=float(measures.softmax(self.logits)[self.true_class]),
                good_nats=self.loss(self.logits),
                good_bits=self.loss(self.logits, base=2),
                circulates=int([self.logits, self.true_class] == misquoted),
                wrong=wrong,
                wrong_q=math.exp(-wrong),
                scores="bad scores" if self.loss(self.bad_logits) > self.loss(self.logits) else "other scores",
                bad_nats=bad_nats,
                loss_is={"falls": "down to", "stays": "still", "rises": "up to"}[moved(bad_nats, end_nats)],
                end_nats=end_nats,
                steps_taken="one step" if self.steps == 1 else f"{self.steps} steps",
                halving="one bit" if self.unit == "bits" else f"{half:.2f} {self.unit}",
            )

    @beat
    def luggage(self) -> None:
        """Pack ideal bags by the truth, and real ones by the forecast; let what is too much glow."""
        self._pack()
        ground, ideal, packed = self.entries
        self.play(stage.FadeIn(self.bags), self.bags.grow(), run_time=self.time_to("often", at_most=3))
        self.until("often")
        self.play(stage.FadeIn(ground), run_time=0.5)
        self.until("ideal")
        self.play(stage.FadeIn(ideal), self.bags.pack("ideal"), run_time=self.time_to("forecast", at_most=2.5))
        self.until("forecast")
        self.play(stage.FadeIn(packed), self.bags.pack("packed"), run_time=self.time_to("packed", at_most=3))
        self.until("glow")
        self.play(self.bags.glow(), run_time=1.5)

    @beat
    def definition(self) -> None:
        """Make the bags of Q as wide as P is likely, and let them melt to one level, above that of the truth."""
        self._lay_out()
        self.play(stage.FadeIn(self.scale), self.load.grow(), run_time=self.time_to("high", at_most=1.5))
        self.until("high")
        self.play(stage.FadeIn(self.terms[2]), run_time=0.5)
        self.until("wide")
        self.play(self.truth.animate.flow(self.params.P), run_time=self.time_to("melt", at_most=2.5))
        self.play(stage.FadeIn(self.terms[1]), run_time=0.5)
        self.until("melt")
        self.play(self.load.melt(), run_time=self.time_to("name", at_most=4))
        self.until("name")
        self.play(stage.FadeIn(self.terms[0], self.average), run_time=0.6)
        self.until("due")
        self.play(stage.FadeIn(self.due), run_time=0.6)

    @beat
    def floor(self) -> None:
        """Let Q wander over the simplex and come home to P: the gauge never passes the floor."""
        self._wander()
        card = self.question(stage.full_canvas().inset(y=0.3))
        self.ask(card)
        self.play(card.decide(), run_time=0.8)
        self.play(stage.FadeOut(card), run_time=0.5)
        self.play(stage.FadeIn(self.beliefs, self.load, self.gauge, *self.bits, *self.entries), run_time=0.8)
        uniform, rare, common = self.stops()
        for cue, stop, by in (("spread", uniform, "rare"), ("rare", rare, "common"), ("common", common, "never_below")):
            self.until(cue)
            self.play(self.model.animate.flow(stop), run_time=self.time_to(by, at_most=2.5))
        self.until("never_below")
        self.play(stage.Indicate(self.gauge.mark), run_time=self.time_to("home", at_most=1.2))
        self.until("home")
        self.play(self.model.animate.flow(self.params.P), run_time=self.time_to("touch", at_most=3))

    @beat
    def one_hot(self) -> None:
        """Collapse the widths to the true class: the column that is left is the loss; then try bad logits."""
        self._classify()
        scores, softmax, height = self.entries
        self.play(stage.FadeIn(self.scores, scores), run_time=0.8)
        self.until("softmax")
        self.play(stage.FadeIn(softmax), self.guess.grow(), run_time=self.time_to("stand", at_most=1.5))
        self.until("stand")
        self.play(stage.FadeIn(self.scale, height), self.cost.grow(), run_time=self.time_to("collapse", at_most=1.5))
        self.until("collapse")
        self.play(self.truth.animate.flow(self.params.label), run_time=self.time_to("costs", at_most=3))
        for cue, told in zip(("costs", "nats"), self.losses, strict=False):
            self.until(cue)
            self.play(stage.FadeIn(told), run_time=0.5)
        self.until("other")
        if self.facts["circulates"]:
            self.play(stage.FadeOut(*self.losses[:2]), run_time=0.3)
            self.play(stage.FadeIn(self.correction), run_time=0.3)
            self.until("bad")
            self.play(stage.FadeOut(self.correction), run_time=0.3)
            self.play(stage.FadeIn(*self.losses), run_time=0.3)
        else:
            self.play(stage.FadeIn(self.losses[2]), run_time=0.5)
        self.until("bad")
        self.play(self.logits.animate.flow(self.params.bad_logits), run_time=self.time_to("dear", at_most=4))

    @beat
    def training(self) -> None:
        """Run gradient descent: the bars flow to the label, against q - p, and the loss falls beside them."""
        self._train()
        label, model, gradient = self.entries
        self.play(stage.FadeIn(self.race, label, model, self.trace, *self.losses), run_time=0.8)
        self.until("gradient")
        self.play(stage.FadeIn(self.pushes, gradient), run_time=0.8)
        self.until("descend")
        walk = self.walk.step.animate.set_value(self.params.steps)
        self.play(walk, rate_func=stage.stepwise(self.params.steps), run_time=self.time_to("learn", at_most=12))
        self.until("called")
        self.play(stage.FadeIn(self.called), run_time=0.6)
        self.until("small")
        self.play(stage.Indicate(self.called, color=stage.colour("model")), run_time=1)

    @beat
    def never(self) -> None:
        """Push the true class to nothing: its column leaves the frame and the gauge reads infinity."""
        self._sharpen()
        self.play(stage.FadeIn(self.guess, self.cost, self.gauge, *self.losses, *self.entries), run_time=0.8)
        self.until("halve")
        pushed = partial(learning.halved, self.params.descent[-1], self.params.true_class)
        share = self.time_to("zero", at_most=6) / HALVINGS
        for times in range(1, HALVINGS + 1):
            self.play(self.model.animate.flow(pushed(times)), run_time=share)
        self.until("zero")
        drop = self.model.animate.flow(pushed(math.inf))
        self.play(drop, rate_func=stage.halving, run_time=self.time_to("infinite", at_most=4))
        self.until("say_never")
        self.play(stage.FadeOut(*self.losses), run_time=0.4)
        self.play(stage.FadeIn(self.moral), run_time=self.time_to("end", at_most=0.8))

    @beat(title="In numpy")
    def code(self) -> None:
        """Compute it, beside the columns whose level it is."""
        left, right = stage.full_canvas().parts(*CODE_COLUMNS, gutter=0.6, least=CODE_LEAST, heights=CODE_ROWS)
        code = self.listing(left, role="model")
        chart, paid, due = right.rows(3, 0.5, 0.5, gutter=0.12)
        self._believe()
        tallest = self._tallest(self.seen(self.model.values), base=2)
        columns = self._costs(self.truth, chart, self.params.weathers, tallest=tallest, base=2)
        told = {
            3: self._told("H(P, Q) =", "code_pq", "model", paid),
            4: self._told("entropy(H(P)) =", "code_p", "entropy", due),
        }
        self.play(stage.FadeIn(code), run_time=0.6)
        for n in range(1, 5):
            self.until(f"line_{n}")
            self.play(code.light(n), run_time=0.5)
            if n == 2:
                self.play(stage.FadeIn(columns), columns.grow(), run_time=1.5)
            if n == 3:
                self.play(columns.melt(), stage.FadeIn(told[n]), run_time=1.2)
            if n == 4:
                self.play(stage.FadeIn(told[n]), run_time=0.5)
        self.until("take")
        self.play(stage.Indicate(told[3], color=stage.colour("model")), run_time=1)

    # What the beats show.

    def _pack(self) -> None:
        self._believe()
        P, Q = self.truth, self.model
        heads, body = stage.full_canvas().inset(y=0.1).rows(0.4, 5, gutter=0.25)
        self.bags = here.Luggage(
            P,
            Q,
            body,
            labels=self.params.weathers,
            tallest=self._tallest(P.values, self.seen(Q.values)),
            base=self.base,
        )
        ideal, packed = self._surprise("entropy", "ideal bag", "P"), self._surprise("model", "packed bag", "Q")
        self.entries = stage.legend_row(heads, stage.Entry("truth", "how often", "P"), ideal, packed)

    def _lay_out(self) -> None:
        n, labels = len(self.params.P), self.params.weathers
        self.truth, self.model = stage.Mass(np.full(n, 1 / n)), stage.Mass(self.params.Q)
        box = stage.canvas().trimmed(left=stage.Scale.ROOM + TICK, right=LEVEL)
        tallest = self._tallest(self.seen(np.array(self.params.Q)))
        self.load = self._costs(self.truth, box, labels, tallest=tallest, shares=3)
        area = self.load.area
        self.scale = stage.Scale(area.left - TICK, area.left, self.load.height_of, tallest, self.unit)
        name = stage.Readout(stage.Formula("entropy(H(P)) =", "body"), self.fact("h_p"), decimals=2, role="entropy")
        ends = area.left, area.left + self.load.ruler.across
        self.due = stage.Level(self.fact("h_p"), *ends, self.load.height_of, role="entropy", name=name)
        self.average = self.load.level(stage.Formula("H(P, Q) =", "body"), above=self.due)
        self.terms = self._formula()

    def _formula(self) -> tuple[stage.Formula, ...]:
        """Return the cross-entropy in the readout band, in three parts: the sum, how often, how heavy."""
        texts = ("H(P, Q) = scripts(sum)_x", "P(x)", f"dot (-{self.log} Q(x))")
        parts = tuple(stage.Formula(text, "body") for text in texts)
        band = stage.readout_band()
        x = band.x - (sum(part.advance for part in parts) + 2 * TICK) / 2
        for part in parts:
            part.at(x, band.y, "left")
            x += part.advance + TICK
        return parts

    def _wander(self) -> None:
        self._believe()
        P, Q, labels = self.truth, self.model, self.params.weathers
        heads, (left, middle, right) = self._page(1.05, 1.05, 0.9, gutter=0.45, least=(0, 0, stage.Gauge.LEAST))
        stops = [*self.stops(), Q.values, P.values]
        dearest = max(filter(math.isfinite, (measures.cross_entropy(P.values, q, base=self.base) for q in stops)))
        self.beliefs = stage.PairBars(P, Q, left, highest=max(stop.max() for stop in stops), labels=labels)
        self.load = self._costs(P, middle, labels, tallest=self._tallest(*map(self.seen, stops)))
        name, floor = stage.Formula("H(P, Q)", "body"), (self.entropy, stage.Formula("entropy(H(P))", "body"))
        self.gauge = stage.Gauge(self.cross_entropy, right, HEADROOM * dearest, name=name, floor=floor)
        truth, belief = stage.Entry("truth", "truth", "P"), stage.Entry("model", "belief", "Q")
        height = self._surprise("model", "height", "Q")
        self.entries = stage.legend_groups(heads, (left, (truth, belief)), (middle, (height,)))
        self.bits = self._both()

    def _classify(self) -> None:
        params, n = self.params, len(self.params.logits)
        self.logits, self.truth = stage.Logits(params.logits), stage.Mass(np.full(n, 1 / n))
        self.model = stage.Derived(lambda: self.logits.probabilities)
        heads, columns = self._page(1, 1, 1.2, gutter=0.3)
        both, dearest = (*params.logits, *params.bad_logits), (params.logits, params.bad_logits, np.zeros(n))
        self.scores = stage.ScoreBars(self.logits, columns[0], lowest=min(both), highest=max(both), labels=params.names)
        self.guess = stage.MassBars(self.model, columns[1], labels=params.names, role="model")
        unsure = [measures.cross_entropy(self.truth.values, measures.softmax(scores)) for scores in dearest]
        tallest = HEADROOM * max(params.loss(scores) for scores in dearest)
        room = columns[2].trimmed(left=stage.Scale.ROOM + TICK)
        self.cost = self._costs(self.truth, room, params.names, tallest=tallest, base=math.e, values=3)
        left = self.cost.area.left
        self.scale = stage.Scale(left - TICK, left, self.cost.height_of, tallest, "nats")
        scores, softmax = stage.Entry("muted", "scores", "z"), stage.Entry("model", "softmax", "Q")
        self.entries = stage.legend_over(heads, columns, scores, softmax, stage.Entry("model", "height", "-ln Q"))
        self.losses = self._losses(max(*unsure, *(params.loss(scores, 2) for scores in dearest)))
        self.correction = self._correction()

    def _correction(self) -> stage.Words:
        """Return what is said against the value that circulates, in the place of the losses."""
        band, told = stage.readout_band(), self.facts
        words = f"not {told['wrong']:.2f} nats: that needs Q = {told['wrong_q']:.2f}, not {told['good_q']:.2f}"
        note = stage.Words(words, "body", "waste", bold=True, fit=band.width)
        note.at(band.x, band.y)
        return note

    def _train(self) -> None:
        params = self.params
        self.walk, self.truth = stage.Walk(params.descent), stage.Mass(params.label)
        self.model = stage.Derived(lambda: measures.softmax(self.walk.values))
        heads, (left, right) = self._page(1.4, 1, gutter=0.6)
        gradient, bars = left.rows(0.35, 4, gutter=0.12)
        self.race = stage.PairBars(self.truth, self.model, bars, highest=1, labels=params.names, decimals=None)
        self.pushes = here.Gaps(self.race, gradient)
        words = (("truth", "label", "P"), ("model", "model", "Q"), ("text", "gradient", "model(q) - truth(p)"))
        self.entries = stage.legend_row(heads, *(stage.Entry(*entry) for entry in words))
        called, chart = right.inset(x=0.2).rows(0.5, 4, gutter=0.15)
        self.called = stage.Words("nn.CrossEntropyLoss()", "body", "model", bold=True, fit=called.width)
        self.called.at(called.x, called.y)
        self.trace = stage.Trace(self.walk, params.loss, chart, "loss in nats")
        self.losses = self._losses(max(params.loss(scores, 2) for scores in (params.logits, params.bad_logits)))

    def _sharpen(self) -> None:
        params, start = self.params, measures.softmax(self.params.descent[-1])
        self.truth, self.model = stage.Mass(params.label), stage.Mass(start)
        heads, columns = self._page(1, 1, 0.9, gutter=0.4)
        highest = measures.surprise(start[params.true_class] * 0.5 ** (HALVINGS + 1), base=self.base)
        model, loss = stage.Entry("model", "model", "Q"), stage.Words("loss", "body", "model")
        self.guess = stage.MassBars(self.model, columns[0], labels=params.names, role="model")
        self.cost = self._costs(self.truth, columns[1], params.names, tallest=highest)
        self.gauge = stage.Gauge(self.cross_entropy, columns[2], highest, name=loss, decimals=2)
        self.entries = stage.legend_over(heads, columns, model, self._surprise("model", "height", "Q"))
        self.losses = self._losses(max(MOST_BITS, highest * math.log2(self.base) + LAST_HALVINGS))
        band = stage.readout_band()
        self.moral = stage.Words("Never say never: no outcome gets probability 0", "title", bold=True, fit=band.width)
        self.moral.at(band.x, band.y)

    # What several of them need.

    def _believe(self) -> None:
        self.truth, self.model = stage.Mass(self.params.P), stage.Mass(self.params.Q)

    def _page(
        self, *shares: float, gutter: float, least: Sequence[float] = ()
    ) -> tuple[stage.Box, tuple[stage.Box, ...]]:
        heads, body = stage.canvas().rows(0.4, 4.4, gutter=0.3)
        return heads, body.columns(*shares, gutter=gutter, least=least)

    def _costs(self, widths: stage.Mass, box: stage.Box, labels: Sequence[str], **options: Any) -> stage.AreaBars:
        options.setdefault("base", self.base)
        options |= {"labels": labels, "role": "model", "heights_role": "model"}
        return stage.AreaBars(widths, self.model, box, **options)

    def _told(self, name: str, fact: str, role: str, box: stage.Box) -> stage.Readout:
        readout = stage.Readout(stage.Formula(name, "body"), self.fact(fact), "bits", role=role)
        readout.at(box.x, box.y)
        return readout

    def _surprise(self, role: str, words: str, pmf: str) -> stage.Entry:
        return stage.Entry(role, words, f"-{self.log} {pmf}")

    def _both(self) -> tuple[stage.Readout, ...]:
        digits = whole_digits(self._tallest(self.params.P, self.params.Q))
        rests = [self.fact(name)() for name in ("h_p", "h_pq")]
        cost = stage.Formula("H(P, Q) =", "body")
        return stage.readout_row(
            stage.Readout(stage.Formula("entropy(H(P)) =", "body"), self.entropy, self.unit, rests=rests),
            stage.Readout(cost, self.cross_entropy, self.unit, whole_digits=digits, rests=rests),
        )

    def _losses(self, highest: float) -> tuple[stage.Readout, ...]:
        params, width, digits = self.params, stage.readout_band().width, whole_digits(highest)
        name = stage.Words(f"Q({params.names[params.true_class]}) =", "body", "model", fit=width / 3)
        nats, bits = (lambda base=b: self.cross_entropy(base) for b in (math.e, 2))
        return stage.readout_row(
            stage.Readout(name, lambda: float(self.model.values[params.true_class])),
            stage.Readout("loss =", nats, "nats", whole_digits=digits),
            stage.Readout("=", bits, "bits", decimals=2, whole_digits=digits),
        )

    def _tallest(self, *pmfs: Iterable[float], base: float | None = None) -> float:
        """Return the largest finite surprise, with headroom; no less than that of a fair coin."""
        rarest = min((p for pmf in pmfs for p in pmf if p > 0), default=1.0)
        return HEADROOM * float(measures.surprise(min(rarest, 0.5), base=base or self.base))

    def seen(self, pmf: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the probabilities of the outcomes that do happen."""
        return pmf[np.array(self.params.P) > 0]

    def stops(self) -> tuple[NDArray[np.float64], ...]:
        """Return where Q wanders: to the uniform, to a bet on the rarest outcome, to a bet on the likeliest."""
        ranked = self.params.ranked()
        bets = np.full((3, len(ranked)), (1 - self.params.bet) / (len(ranked) - 1))
        bets[0] = 1 / len(ranked)
        bets[1, ranked[0]] = bets[2, ranked[-1]] = self.params.bet
        return tuple(bets)

    def entropy(self) -> float:
        """Return H(P) as it stands."""
        return measures.entropy(self.truth.values, base=self.base)

    def cross_entropy(self, base: float | None = None) -> float:
        """Return H(P, Q) as it stands: of a one-hot P it is the loss."""
        return measures.cross_entropy(self.truth.values, self.model.values, base=base or self.base)
