"""Cross-entropy: what it costs on average to believe Q when the truth is P."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
from numpy.typing import NDArray

from bits import stage
from bits.authoring.concept import ConceptScene, beat
from bits.theory import learning, measures
from scenes import cross_entropy as here
from scenes.cross_entropy.parameters import CrossEntropyParams

HALVINGS = 3
"""How often the true class's probability is halved, one by one, before it is let go."""
BAGS_HEADROOM = 1.27
"""How much higher than its bags the picture is: there are handles and numbers over them."""
RIM = 0.15
"""Room beside the bags for the light around them, in scene units."""
HEADROOM = 1.06
"""How much higher than what it must hold a scale is."""
PAIR_LEAST = (6.5, 3.6)
"""Scene units that a chart with such names needs, and bars beside it."""
CODE_COLUMNS, CODE_LEAST = (1.75, 1), 3.4
"""The shares of the code and of what it computes, and scene units that this needs."""
LEAST_LOSS = 0.6
"""Nats that the curve of all losses shows at least, twice over."""
MOST_SHOWN = 99
"""More than the loss usually shows before it is infinite."""
BEST = 0.55
"""How opaque the band of the entropy is, before the columns."""
GAP = 0.12
"""Scene units between the parts of a formula."""
NAME = "nn.CrossEntropyLoss()"
PAIRS = ("perfect packing", "weather"), ("matching labels", "loss")
MORAL = "You believe Q, P is true: you pay the cross-entropy."

FEW_CLASSES, SHORT_NAME = 4, 6
"""How many classes, with names of how many letters, have room beside the code."""
STEP = 0.4
"""Width of the last step's number."""


class CrossEntropy(ConceptScene):
    """Cross-entropy: the cost of believing Q."""

    Params = CrossEntropyParams

    @beat
    def luggage(self) -> None:
        """Pack ideal bags by the truth, and real ones by the forecast; let what is too much glow."""
        P, Q = self.believe()
        row, box = stage.full_canvas().inset(x=RIM).rows(0.45, 5, gutter=0.05)
        tallest = BAGS_HEADROOM * here.tallest(P.values, Q.values, base=self.base)
        ground = here.costs(P, Q, box, self.params.weathers, tallest=tallest, shares=3, base=self.base)
        ground.grown.set_value(0.0)
        bags = here.Suitcases(ground.refresh(), P, Q, base=self.base, decimals=self.params.decimals)
        best, packed, extra = stage.legend_row(
            row,
            stage.Entry("truth", "best bag", f"-{self.log} P"),
            stage.Entry("model", "your bag", f"-{self.log} Q"),
            stage.Entry("waste", "for nothing"),
        )
        self.play(stage.FadeIn(ground), run_time=0.8)
        self.until("ground")
        self.emphasize(*ground.feet)
        self.until("ideal")
        self.add(bags)
        self.play(stage.FadeIn(best), run_time=0.5)
        self.play(bags.pack(0), run_time=self.time_to("forecast", at_most=4), rate_func=stage.linear)
        self.until("forecast")
        self.play(stage.FadeIn(packed), run_time=0.5)
        self.until("packed")
        self.play(bags.pack(1), run_time=self.time_to("example", at_most=3.5), rate_func=stage.linear)
        self.until("example")
        told = not (bags.named or self.facts["agree"] or self.facts["endless"])
        if told:  # the bags are too narrow for their numbers
            self.play(*map(stage.FadeOut, (best, packed)), run_time=0.3)
            weights = self.params.weight(self.params.Q), self.params.weight(self.params.P)
            weighed = here.bags_sum(row, *weights, self.unit, self.params.decimals)
            self.play(*map(stage.FadeIn, weighed), run_time=0.5)
        self.until("glow")
        glowing = [] if told or self.facts["agree"] else [stage.FadeIn(extra)]
        self.play(bags.glow(), *glowing, run_time=0.8)
        self.play(bags.carry(), run_time=self.time_to("end", at_most=3), rate_func=stage.linear)

    @beat
    def definition(self) -> None:
        """Let the columns, P wide and -log Q high, melt to their level; put the entropy beside it."""
        load = self.load(*self.believe())
        load.draw(stage.canvas(), [load.belief.values])
        total, share, cost, value = self.formula(load.number("="))
        readouts = load.readouts()
        chart, area = load.chart, load.chart.area
        best = stage.Band(
            lambda: 0.0, load.entropy, area.left, area.right, chart.height_of, role="entropy", opacity=BEST
        )
        chart.grown.set_value(0.0)
        self.play(stage.FadeIn(chart.refresh(), load.scale), run_time=0.8)
        self.until("widths")
        self.emphasize(*chart.feet)
        self.play(stage.FadeIn(share), run_time=0.6)
        self.until("heights")
        self.play(chart.grow(), run_time=self.time_to("melt", at_most=3))
        self.play(stage.FadeIn(cost), run_time=0.6)
        self.until("melt")
        self.play(chart.melt(), run_time=self.time_to("name", at_most=4))
        self.until("name")
        self.play(stage.FadeIn(total), run_time=0.6)
        self.until("level")
        self.play(load.level.grow(), stage.FadeIn(value), run_time=0.8)
        self.until("due")
        self.play(stage.FadeOut(total, share, cost, value), run_time=0.3)
        self.play(best.grow(), load.floor.grow(), *map(stage.FadeIn, readouts), run_time=1)

    @beat
    def floor(self) -> None:
        """Let Q wander over the simplex and come home to P: the level never passes the floor."""
        card = self.question(stage.full_canvas().inset(y=0.4))
        self.ask(card)
        self.play(card.decide(), run_time=0.5)
        self.play(stage.FadeOut(card), run_time=0.3)

        P, Q = self.believe()
        stops = [*self.stops(), Q.values, P.values]
        left, right = stage.canvas().parts(2, 1, gutter=0.6, least=PAIR_LEAST, heights=(1.6, 1))
        load = self.load(P, Q)
        load.draw(left, stops)
        highest = max(stop.max() for stop in stops)
        legend, bars = right.rows(0.4, 4, gutter=0.15)
        beliefs = stage.PairBars(P, Q, bars, highest=highest, labels=self.params.weathers)
        entries = stage.legend_row(legend, stage.Entry("truth", "truth", "P"), stage.Entry("model", "belief", "Q"))
        readouts = load.readouts()
        self.play(
            stage.FadeIn(load.scale, load.chart, beliefs, *entries, load.level, load.floor, *readouts), run_time=0.6
        )
        uniform, rare, common = self.stops()
        for cue, stop, by in (("spread", uniform, "rare"), ("rare", rare, "common"), ("common", common, "below")):
            self.until(cue)
            self.play(Q.animate.flow(stop), run_time=self.time_to(by, at_most=2.5))
        self.until("below")
        self.emphasize(load.floor.line)
        self.until("home")
        self.play(Q.animate.flow(P.values), run_time=self.time_to("touch", at_most=3))
        self.until("touch")
        self.emphasize(load.level.line)

    @beat(title="One true class")
    def one_hot(self) -> None:
        """Turn scores into a belief, and collapse the truth to the label: the column that is left is the loss."""
        params, n = self.params, len(self.params.logits)
        logits, truth = stage.Logits(params.logits), stage.Mass(np.full(n, 1 / n))
        model = stage.Derived(lambda: logits.probabilities)
        cards = self.cards(stage.canvas(), "scores", "softmax: the belief Q", "what it costs")
        scores, guess, cost = (card.body for card in cards)
        both, costs = (*params.logits, *params.bad_logits), [params.loss(z) for z in (params.logits, params.bad_logits)]
        bars = stage.ScoreBars(logits, scores, lowest=min(both), highest=max(both), labels=params.names)
        beliefs = stage.MassBars(model, guess, labels=params.names, role="model")
        chances = [measures.softmax(z) for z in (params.logits, params.bad_logits)]
        tallest = HEADROOM * max(self.surprise(q, math.e) for q in chances)
        loss = here.Loss(truth, model, params.names, params.true_class, base=math.e)
        column, scale = loss.column(cost, tallest)
        chance, *paid = loss.readouts(max(costs))

        self.play(stage.FadeIn(cards[0]), run_time=0.5)
        self.until("scores")
        self.play(stage.FadeIn(bars.refresh()), bars.grow(), run_time=1)
        self.until("softmax")
        self.play(stage.FadeIn(cards[1]), run_time=0.4)
        self.play(beliefs.grow(), run_time=self.time_to("collapse", at_most=1.5))
        self.play(stage.FadeIn(cards[2], scale, column), run_time=0.6)
        self.until("collapse")
        self.play(truth.animate.flow(params.label), run_time=self.time_to("loss", at_most=3))
        self.until("loss")
        self.emphasize(column.columns[params.true_class])
        self.play(stage.FadeIn(chance), run_time=0.5)
        self.until("chance")
        self.emphasize(chance)
        self.until("nats")
        self.play(*map(stage.FadeIn, paid), run_time=0.5)
        self.until("natural")
        self.emphasize(column.columns[params.true_class])
        self.until("bad")
        if params.bad_logits == params.logits:
            self.emphasize(beliefs.bars[params.true_class])
        self.play(logits.animate.flow(params.bad_logits), run_time=self.time_to("dear", at_most=4))

    @beat(title="The commonest loss")
    def loss(self) -> None:
        """Name the loss, and set a number right: a chance and what it costs are one point on one curve."""
        left, right = stage.full_canvas().parts(1, 1.2, gutter=0.7, least=(5, 6), heights=(1, 1.4))
        head, body = left.rows(1, 2.8, gutter=0.4)
        card = stage.Card(head)
        name = stage.Words(NAME, "title", "model", bold=True, fit=card.body.width).at(head.x, head.y)
        analogy = here.Analogy(*PAIRS, body)
        chart, curve = self.loss_curve(right)
        other_at, good_at = (
            (self.fact(q)(), self.fact(nats)()) for q, nats in (("other_q", "other_nats"), ("good_q", "good_nats"))
        )
        other = here.Reading(chart, other_at, (2, 2), "y", "muted", beside="left" if other_at < good_at else "right")
        good = here.Reading(chart, good_at, (2, 3), "x", "model", beside="right" if other_at < good_at else "left")
        self.play(stage.FadeIn(chart), run_time=0.6)
        self.play(curve.grow(), run_time=self.time_to("name", at_most=2.5))
        self.until("name")
        self.play(stage.FadeIn(card, name), run_time=0.6)
        self.until("pair")
        self.play(stage.FadeIn(analogy.pairs[0]), run_time=self.time_to("other", at_most=1.5))
        self.play(stage.FadeIn(analogy.link, analogy.pairs[1]), run_time=self.time_to("other", at_most=1.5))
        self.until("other")
        self.play(other.find(), run_time=self.time_to("means", at_most=1.2))
        self.until("means")
        self.play(other.tell(), run_time=self.time_to("here", at_most=2))
        self.until("here")
        if good.meets(other) or not self.facts["quoted"]:
            self.play(stage.FadeOut(other), run_time=0.3)
        self.play(good.find(), run_time=0.8)
        self.play(good.tell(), run_time=0.8)
        if self.facts["quoted"]:
            self.play(other.strike(), run_time=0.6)

    @beat(title="In numpy")
    def code(self) -> None:
        """Compute it: the losses of the two predictions."""
        box = stage.full_canvas()
        least = self.listing_width(), CODE_LEAST
        left, right = box.parts(*CODE_COLUMNS, gutter=0.6, least=least, heights=(2, 1))
        few = len(self.params.names) <= FEW_CLASSES and max(map(len, self.params.names)) <= SHORT_NAME
        beliefs = self.belief_cards(right) if few else []  # where they have no room, the code takes the stage
        code = self.listing(left if few else box, role="model")
        self.play(stage.FadeIn(code), run_time=0.6)
        self.until("line_1")
        self.play(code.light(1), *map(stage.FadeIn, beliefs), run_time=0.5)
        if beliefs:
            self.play(*(card.bars.grow() for card in beliefs), run_time=1.2)
        self.until("label")
        if beliefs:
            self.emphasize(*(card.bars.bars[self.params.true_class] for card in beliefs))
        else:
            self.play(code.light(0), run_time=0.5)
        for line in (2, 3):
            self.until(f"line_{line}")
            losses = [stage.FadeIn(card.loss) for card in beliefs[line - 2 : line - 1]]
            self.play(code.light(line), *losses, run_time=0.5)

    @beat
    def training(self) -> None:
        """Run gradient descent: the bars flow to the label, against Q - P, and the loss falls beside them."""
        params = self.params
        walk, truth = stage.Walk(params.descent), stage.Mass(params.label)
        model = stage.Derived(lambda: measures.softmax(walk.values))
        left, right = stage.canvas().parts(1.5, 1, gutter=0.6, least=(6, 4), heights=(1.4, 1))
        race = here.Targets(truth, model, left, params.names)
        trace = stage.Trace(walk, params.loss, right.trimmed(right=STEP / 2), "loss in nats")
        gradient = stage.Formula("model(Q) - truth(P)", "body")
        label, belief = stage.Entry("truth", "label", "P"), stage.Entry("model", "belief", "Q")
        loss = stage.Readout("loss =", lambda: params.loss(walk.values), "nats", decimals=2)
        places = stage.readout_band().columns(1.5, 2, 1.7, 3.4, gutter=0.3)
        for part, place in zip((label, belief, gradient, loss), places, strict=True):
            part.at(place.left, place.y, "left")
        self.play(stage.FadeIn(race, trace, label, belief, loss), run_time=0.8)
        self.until("gradient")
        self.play(stage.FadeIn(gradient), run_time=0.6)
        self.until("arrows")
        self.play(race.push(), run_time=1.5)
        self.until("descend")
        descend = walk.step.animate.set_value(params.steps)
        self.play(descend, rate_func=stage.stepwise(params.steps), run_time=self.time_to("reached", at_most=12))
        self.until("learn")
        self.emphasize(*race.bars)

    @beat
    def never(self) -> None:
        """Push the true class to nothing: its column leaves the frame."""
        params, start = self.params, measures.softmax(self.params.descent[-1])
        truth, model = stage.Mass(params.label), stage.Mass(start)
        pushed = partial(learning.halved, params.descent[-1], params.true_class)
        left, right = stage.canvas().parts(1, 1.2, gutter=0.8, heights=(1, 1.3))
        guess = stage.MassBars(model, left, labels=params.names, role="model")
        highest = self.surprise(pushed(HALVINGS + 1), self.base)
        paid = here.Loss(truth, model, params.names, params.true_class, base=self.base)
        column, scale = paid.column(right, highest)
        readouts = paid.readouts(MOST_SHOWN)
        band = stage.readout_band()
        swapped = stage.Formula(f"model(Q) {self.log} truth(P) = model(Q) {self.log} 0 = - infinity", "title").at(
            band.x, band.y
        )
        moral = stage.Words(MORAL, "title", bold=True, fit=band.width).at(band.x, band.y)
        self.play(stage.FadeIn(guess, scale, column, *readouts), run_time=0.8)
        self.until("halve")
        share = self.time_to("zero", at_most=6) / HALVINGS
        for times in range(1, HALVINGS + 1):
            self.play(model.animate.flow(pushed(times)), run_time=share)
        self.until("zero")
        drop = model.animate.flow(pushed(math.inf))
        self.play(drop, rate_func=stage.halving, run_time=self.time_to("infinite", at_most=4))
        self.until("swap")
        self.play(stage.FadeOut(*readouts), run_time=0.3)
        self.play(stage.FadeIn(swapped), run_time=0.6)
        self.until("take")
        self.play(stage.FadeOut(swapped), run_time=0.3)
        self.play(stage.FadeIn(moral), run_time=0.6)

    # What the beats are built from.

    def believe(self) -> tuple[stage.Mass, stage.Mass]:
        """Return the truth and the belief."""
        return stage.Mass(self.params.P), stage.Mass(self.params.Q)

    def load(self, P: stage.Mass, Q: stage.Mass) -> here.Load:
        """Return the load that is carried, still to be drawn."""
        rests = self.fact("h_p")(), self.fact("h_pq")()
        return here.Load(P, Q, self.params.weathers, base=self.base, unit=self.unit, rests=rests)

    def stops(self) -> tuple[NDArray[np.float64], ...]:
        """Return where Q wanders: to the uniform, to a bet on the rarest outcome, to a bet on the likeliest."""
        ranked = self.params.ranked()
        bets = np.full((3, len(ranked)), (1 - self.params.bet) / (len(ranked) - 1))
        bets[0] = 1 / len(ranked)
        bets[1, ranked[0]] = bets[2, ranked[-1]] = self.params.bet
        return tuple(bets)

    def surprise(self, pmf: NDArray[np.float64], base: float) -> float:
        """Return the surprise at the true class."""
        return float(measures.surprise(pmf[self.params.true_class], base=base))

    def formula(self, value: stage.Readout) -> tuple[stage.Formula | stage.Readout, ...]:
        """Return cross-entropy as a formula in the readout band, in parts: the sum, the chance, the bag, the value."""
        band = stage.readout_band()
        total, chance, bag = (
            stage.Formula(source, "body") for source in ("H(P, Q) = scripts(sum)_x", "P(x)", f"dot (-{self.log} Q(x))")
        )
        if sum(part.advance + GAP for part in (total, chance, bag, value)) > band.width:
            total = stage.Formula("scripts(sum)_x", "body")  # its level has its name
        parts = total, chance, bag, value
        x = band.x - sum(part.advance + GAP for part in parts) / 2
        for part in parts:
            part.at(x, band.y, "left")
            x += part.advance + GAP
        return parts

    def cards(self, box: stage.Box, *headings: str) -> list[stage.Card]:
        """Return cards side by side, each with a heading."""
        places = box.parts(*[1.0] * len(headings), gutter=0.3)
        return [
            stage.Card(place, stage.Words(heading, "label", fit=place.width - 0.4))
            for place, heading in zip(places, headings, strict=True)
        ]

    def belief_cards(self, box: stage.Box) -> list[here.BeliefCard]:
        """Return what the two predictions believe, by the names that the code gives them."""
        params = self.params
        places = box.rows(1, 1, gutter=0.25) if box.upright else box.columns(1, 1)
        told = ((params.logits, "first", "good_nats", 3), (params.bad_logits, "other", "bad_nats", 2))
        return [
            here.BeliefCard(measures.softmax(z), params.names, place, name=name, loss=self.fact(fact), places=decimals)
            for place, (z, name, fact, decimals) in zip(places, told, strict=True)
        ]

    def loss_curve(self, box: stage.Box) -> tuple[stage.Chart, here.LossCurve]:
        """Return the plane of all losses by the chance of the true class, and their curve."""
        highest = 2 * max(self.fact("good_nats")(), self.fact("other_nats")(), LEAST_LOSS)
        chart = stage.Chart(
            box,
            (0, 1),
            (0, highest),
            x_ticks=[(p, f"{p:g}") for p in (0, 0.5, 1)],
            x_name=stage.Words("chance of the true class", "small", "muted"),
            y_name=stage.Words("loss in nats", "small", "muted"),
        )
        return chart, here.LossCurve(chart)
