"""Bayes' rule: an observation trims what you believed, and what is left is all that you believe."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Annotated

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pydantic import Field

from bits import stage
from bits.authoring.cheat_sheet import SheetLine
from bits.authoring.concept import ConceptScene, beat
from bits.authoring.parameters import (
    Distribution,
    Facts,
    Labels,
    MeasuredParams,
    Probability,
    Several,
    as_typed,
    shown,
)
from bits.authoring.wording import capitalized
from bits.theory import measures
from scenes.bayes import belief, words
from scenes.bayes.columns import BeliefColumns, NumberRow

LEAST_COUNTED, MOST_COUNTED, LEAST_ILL = 1_000, 10_000, 10
"""How many people are counted: the first number, but the second where fewer of the first than that are ill."""
LEGEND = 0.5
"""Height of the row over a picture that names what is seen in it, in scene units."""


Likelihood = Annotated[Several[Probability], Field(min_length=1)]
"""One probability for each hypothesis; they are no alternatives to each other, and need not add up to 1."""


class Bayes(ConceptScene):
    """Bayes' rule: an observation trims what you believed, and what is left is all that you believe."""

    class Params(MeasuredParams):
        question: str = Field("A noise at night.", min_length=1, max_length=40, description="what is to be explained")
        labels: Labels = Field(
            ("the wind", "the cat", "a burglar"), description="names of the hypotheses; letters if empty"
        )
        prior: Distribution = Field((0.6, 0.3, 0.1), description="the belief in each hypothesis at first")
        first: str = Field("a crash", min_length=1, max_length=24, description="what is observed first")
        likelihood: Likelihood = Field(
            (0.15, 0.5, 0.5), description="how probable the first observation is under each hypothesis"
        )
        second: str = Field("a creaking stair", min_length=1, max_length=24, description="what is observed next")
        likelihood_2: Likelihood = Field(
            (0.1, 0.2, 0.9), description="how probable the second observation is under each hypothesis"
        )
        base_rate: Probability = Field(0.01, ge=0.001, le=0.99, description="how many people have the disease")
        sensitivity: Probability = Field(0.9, ge=0.01, le=1, description="how many of the ill test positive")
        false_positive: Probability = Field(0.09, ge=0, le=1, description="how many of the healthy test positive")

        of_one_length = (("prior", "labels", "likelihood", "likelihood_2"),)

        def together(self) -> None:
            one, two = self.likelihood, self.likelihood_2
            for names, likelihood in (
                (("likelihood",), one),
                (("likelihood_2",), two),
                (("likelihood", "likelihood_2"), np.multiply(one, two)),
            ):
                if belief.evidence(self.prior, likelihood) == 0:
                    values = " and ".join(f"{name} = {shown(getattr(self, name))}" for name in names)
                    raise ValueError(f"parameter {values}: impossible under every hypothesis with a prior above 0")

        # What follows from them.

        @property
        def names(self) -> tuple[str, ...]:
            return stage.named(self.labels, len(self.prior))

        @property
        def after_first(self) -> NDArray[np.float64]:
            return belief.posterior(self.prior, self.likelihood)

        @property
        def after_second(self) -> NDArray[np.float64]:
            return belief.posterior(self.prior, self.likelihood_2)

        @property
        def after_both(self) -> NDArray[np.float64]:
            return belief.posterior(self.after_first, self.likelihood_2)

        @property
        def health(self) -> tuple[float, float]:
            return self.base_rate, 1 - self.base_rate

        @property
        def positive(self) -> tuple[float, float]:
            return self.sensitivity, self.false_positive

        @property
        def people(self) -> int:
            return LEAST_COUNTED if LEAST_COUNTED * self.base_rate >= LEAST_ILL else MOST_COUNTED

        def facts(self) -> Facts:
            gains = (self.prior, self.after_first), (self.after_first, self.after_both)
            gain_first, gain_second = (belief.gained(*pair, base=self.base) for pair in gains)
            return (
                self._story()
                | self._test_facts()
                | {
                    "unit": self.unit,
                    "evidence": belief.evidence(self.prior, self.likelihood),
                    "surprise": float(measures.surprise(belief.evidence(self.prior, self.likelihood), base=self.base)),
                    "leading": float(self.after_first.max()),
                    "leading_both": float(self.after_both.max()),
                    "gain_first": gain_first,
                    "gain_second": gain_second,
                }
            )

        def _story(self) -> Facts:
            return Facts(
                question=self.question,
                hypotheses=words.alternatives(self.names),
                first=self.first,
                first_named=capitalized(self.first),
                second=self.second,
                second_named=capitalized(self.second),
                leads=words.leads(self.names, self.after_first),
                leads_both=words.leads(self.names, self.after_both),
            )

        def _test_facts(self) -> Facts:
            ill_if_positive = float(belief.posterior(self.health, self.positive)[0])
            ill, healthy = self.people * np.array(self.health) * self.positive
            return Facts(
                base_rate=self.base_rate,
                sensitivity=self.sensitivity,
                false_positive=self.false_positive,
                people=f"{self.people:,}",
                ill=words.about(self.people * self.base_rate),
                ill_positive=words.about(ill),
                ill_positive_named=capitalized(words.about(ill)),
                positive=words.about(ill + healthy),
                healthy_positive=words.about(healthy),
                ill_if_positive=ill_if_positive,
                verdict=words.verdict(ill_if_positive),
            )

        def sheet(self) -> tuple[SheetLine, ...]:
            """Return the cheat sheet: the rule, and what is measured in the unit shown."""
            ratio = f"{self.log} truth(p(h|x)) / model(p(h))"
            return (
                SheetLine("evidence", "text", "p(x) = inline(sum)_h model(p(h)) p(x|h)", "p(x) = Σ p(h) p(x|h)"),
                SheetLine(
                    "posterior",
                    "truth",
                    "truth(p(h|x)) = (model(p(h)) p(x|h)) / p(x)",
                    "p(h|x) = p(h) p(x|h) / p(x)",
                ),
                SheetLine("surprise of x", "entropy", f"I(x) = -{self.log} p(x)", "I(x) = −log p(x)", "surprise"),
                SheetLine(
                    "information gained",
                    "waste",
                    f'waste("KL") = inline(sum)_h truth(p(h|x)) {ratio}',
                    "KL(posterior‖prior) = Σ p(h|x) log (p(h|x)/p(h))",
                    "gain_first",
                ),
            )

        def example(self) -> str:
            """Return for what the values of the sheet are."""
            prior, likelihood = (as_typed(value).replace(",", ", ") for value in (self.prior, self.likelihood))
            return f"Values for prior = {prior} and likelihood = {likelihood}."

    # Beats.

    @beat(title="One observation")
    def update(self) -> None:
        """Trim the prior to the likelihood; what is left fills the whole again and is the posterior."""
        P = self.params
        row, box = stage.full_canvas().rows(1, 8, gutter=0.15, least=[LEGEND])
        view = BeliefColumns(P.prior, box, labels=P.labels, rows=4)
        news = view.beside(f"x: {P.first}")
        joint = np.multiply(P.prior, P.likelihood)
        prior, likelihood, product, posterior = (
            view.row(0, "prior", lambda: np.array(P.prior), "model", _decimals(P.prior)),
            view.row(1, "likelihood", lambda: np.array(P.likelihood), decimals=_decimals(P.likelihood)),
            view.row(2, "product", lambda: joint, decimals=_decimals(joint)),
            view.row(3, "posterior", lambda: P.after_first, "truth"),
        )
        width, height, area = stage.formula_row(
            row, 'model("width" p(h))', '"height" p(x|h)', '"area" model(p(h)) dot p(x|h)'
        )
        evidence = stage.Readout(stage.Formula("p(x) =", "body"), self.fact("evidence"), decimals=2)
        rule = stage.Formula("truth(p(h|x)) = (model(p(h)) dot p(x|h))\\/p(x)", "body")
        stage.spread(row, evidence, rule)

        self.play(view.grow(), run_time=self.time_to("wide", at_most=2))
        self.until("wide")
        self.play(stage.FadeIn(width), run_time=0.6)
        self.until("name")
        self.play(stage.FadeIn(prior), run_time=0.6)
        self.until("news")
        self.play(stage.FadeIn(news), run_time=0.6)
        self.until("likelihood")
        self.play(stage.FadeIn(height), stage.FadeIn(likelihood), run_time=0.6)
        self.play(view.likelihood.animate.flow(P.likelihood), run_time=self.time_to("clear", at_most=3))
        self.until("clear")
        self.play(view.clear(), run_time=0.8)
        self.until("product")
        self.play(stage.FadeIn(area), stage.FadeIn(product), run_time=0.8)
        self.until("evidence")
        self.play(stage.FadeOut(width, height, area), run_time=0.4)
        self.play(stage.FadeIn(evidence), run_time=0.6)
        self.until("stretch")
        self.play(view.fill(), run_time=self.time_to("posterior", at_most=4))
        self.until("posterior")
        self.play(view.coloured.animate.set_value(1), stage.FadeIn(posterior), run_time=0.8)
        self.until("rule")
        self.play(stage.FadeIn(rule), run_time=0.8)

    @beat(title="A medical test")
    def test(self) -> None:
        """Count those who test positive: the ill are a thin column, and the false alarms are many."""
        P, facts = self.params, self.facts
        view = BeliefColumns(P.health, stage.canvas(), labels=words.HEALTH, rows=2)
        counts = P.people * np.array(P.health)
        ill, healthy = counts * P.positive
        people, alarmed = (
            view.row(0, f"of {facts['people']}", lambda: counts, "model", 0),
            view.row(1, "positive", lambda: np.array([ill, healthy]), decimals=0),
        )
        share = stage.Formula(
            f'truth(p("ill"|"positive")) = {words.count(ill)}\\/{words.count(ill + healthy)} =', "body"
        )
        (answer,) = stage.readout_row(
            stage.Readout(share, self.fact("ill_if_positive"), role="truth", rests=[float(facts["ill_if_positive"])])
        )
        self.play(view.grow(), run_time=1.5)
        self.until("people")
        self.play(stage.FadeIn(people), run_time=0.8)
        self.until("sensitive")
        self.play(view.likelihood.animate.flow((P.sensitivity, 1)), run_time=1.5)
        of_ill, of_healthy, name = alarmed.submobjects
        self.play(stage.FadeIn(name, of_ill), run_time=0.6)
        self.until("alarm")
        self.play(view.likelihood.animate.flow(P.positive), run_time=2)
        self.play(stage.FadeIn(of_healthy), run_time=0.6)
        self.until("clear")
        self.play(view.clear(), run_time=1)
        self.until("stretch")
        self.play(view.fill(), run_time=self.time_to("all", at_most=4))
        self.until("all")
        self.play(stage.FadeIn(answer.label), run_time=0.8)
        self.until("posterior")
        self.play(view.coloured.animate.set_value(1), stage.FadeIn(answer.number), run_time=0.8)
        self.until("verdict")
        self.play(stage.Indicate(of_healthy, color=stage.colour("text")), run_time=1)
        self.until("base")
        self.play(stage.Indicate(people.numbers[0], color=stage.colour("model")), run_time=1)

    @beat(title="Two observations")
    def order(self) -> None:
        """Let the posterior be the next prior; in the other order, belief ends at the same place."""
        P = self.params
        ways = (P.first, P.second), (P.second, P.first)
        left, right = stage.canvas().parts(1, 1, gutter=0.8, least=(4.5, 4.5))
        one, first_way, widths = self.lane(stage.full_canvas(), P.after_first, ways[0])
        one.coloured.set_value(1)
        (rule,) = stage.formula_row(stage.readout_band(), "p(x_1|h) dot p(x_2|h) = p(x_2|h) dot p(x_1|h)")

        self.play(stage.FadeIn(one), stage.FadeIn(first_way), stage.FadeIn(widths), run_time=0.6)
        self.until("yesterday")
        self.emphasize(widths)
        self.until("today")
        self.play(one.begin_again().coloured.animate.set_value(0), run_time=1)
        self.until("second")
        self.trim(one, P.likelihood_2, "stretch")
        self.play(one.fill(), run_time=self.time_to("now", at_most=2.5))
        self.until("now")
        self.play(one.coloured.animate.set_value(1), run_time=0.8)
        self.until("other")
        done, done_way, done_widths = self.lane(left, P.after_both, ways[0])
        done.coloured.set_value(1)
        other, other_way, other_widths = self.lane(right, P.prior, ways[1])
        self.play(stage.FadeOut(one, first_way, widths), run_time=0.4)
        self.play(stage.FadeIn(done.refresh(), done_way, done_widths), run_time=0.4)
        self.play(other.grow(), stage.FadeIn(other_way), stage.FadeIn(other_widths), run_time=0.8)
        self.until("before")
        self.trim(other, P.likelihood_2, "then", share=0.6)
        self.play(other.fill(), run_time=self.time_to("then", at_most=1.5))
        self.until("then")
        self.play(other.begin_again().coloured.animate.set_value(0), run_time=0.3)
        self.trim(other, P.likelihood, "same", share=0.6)
        self.play(other.fill(), run_time=self.time_to("same", at_most=1.5))
        self.until("same")
        self.play(
            other.coloured.animate.set_value(1),
            *(stage.Indicate(row, scale_factor=1, color=stage.colour("text")) for row in (done_widths, other_widths)),
            run_time=1,
        )
        self.until("multiply")
        self.play(stage.FadeIn(rule), run_time=0.8)

    @beat(title="How far belief moves")
    def moved(self) -> None:
        """Let slabs grow out of the move from prior to posterior: together they are the information gained."""
        P = self.params
        left, right = stage.canvas().parts(1, 1.3, gutter=1.0, least=(4.5, 5))
        legend, bars = left.rows(1, 8, gutter=0.1, least=[LEGEND])
        head, room = right.rows(1, 7, gutter=0.15, least=[0.6])
        now, before = stage.Mass(P.prior), stage.Mass(P.prior)
        highest = max(*P.prior, *P.after_first, *P.after_both)
        pair = stage.PairBars(now, before, bars, highest=highest, labels=P.labels)
        names = stage.formula_row(legend, 'P "posterior"', 'Q "prior"')
        lowest, most = self.reach()
        slabs = stage.Slabs(now, before, room, highest=most, lowest=lowest, labels=P.labels, base=self.base)
        (formula,) = stage.formula_row(head, f'waste("KL"(P || Q)) = inline(sum)_h P {self.log} (P\\/Q)')
        kl = partial(self.kl, now, before)
        gains = [self.fact("gain_first")(), self.fact("gain_second")()]
        (gained,) = stage.readout_row(stage.Readout("information gained", kl, self.unit, role="waste", rests=gains))

        pair.lower("left", "right")
        self.play(stage.FadeIn(pair), run_time=0.3)
        self.until("prior")
        self.play(pair.rise("right"), stage.FadeIn(names[1]), run_time=1)
        self.play(pair.rise("left"), stage.FadeIn(names[0]), run_time=self.time_to("agree", at_most=1))
        self.until("agree")
        self.play(stage.FadeIn(slabs), stage.FadeIn(gained), run_time=0.8)
        self.until("first")
        self.play(now.animate.flow(P.after_first), run_time=self.time_to("height", at_most=6))
        self.until("height")
        self.play(stage.FadeIn(formula), run_time=0.8)
        for side, cue in enumerate(("rises", "hangs")):
            self.until(cue)
            pieces = (stage.Indicate(slab[side], 1, stage.colour("text")) for slab in slabs.slabs)
            self.play(*pieces, run_time=0.8)
        self.until("gained")
        self.play(stage.Indicate(gained.number, color=stage.colour("waste")), run_time=1)
        self.until("again")
        self.play(before.animate.flow(P.after_first), run_time=self.time_to("second", at_most=2.5))
        self.until("second")
        self.play(now.animate.flow(P.after_both), run_time=self.time_to("told", at_most=5))
        self.until("told")
        self.play(stage.Indicate(gained.number, color=stage.colour("waste")), run_time=1)
        self.until("nothing")
        self.play(stage.Indicate(slabs.line, scale_factor=1, color=stage.colour("text")), run_time=1.5)

    # What the beats are built from.

    def lane(
        self, box: stage.Box, prior: ArrayLike, way: tuple[str, str]
    ) -> tuple[BeliefColumns, stage.Words, NumberRow]:
        """Return a belief's columns, what is observed in which order, written over them, and their widths."""
        view = BeliefColumns(prior, box.trimmed(top=LEGEND + 0.1), labels=self.params.labels, rows=1, names=0)
        name = stage.Words(", then ".join(way), "label", fit=box.width).at(box.x, box.top - 0.2)
        return view, name, view.row(0, "", view.widths, "truth")

    def trim(self, view: BeliefColumns, likelihood: Sequence[float], cue: str, share: float = 0.8) -> None:
        """Trim columns and clear what is ruled out, in a share of the time that is left until a cue."""
        left = share * self.time_to(cue, at_most=5)
        self.play(view.likelihood.animate.flow(likelihood), run_time=0.7 * left)
        self.play(view.clear(), run_time=0.3 * left)

    def kl(self, after: stage.Mass, before: stage.Mass) -> float:
        """Return the information gained from one mass to another as they stand."""
        return belief.gained(before.values, after.values, base=self.base)

    def reach(self) -> tuple[float, float]:
        """Return the least and the largest log ratio that the slabs have to show."""
        P = self.params
        pairs = (P.after_first, P.prior), (P.after_both, P.after_first)
        lows, highs = zip(*(stage.log_ratios(*pair, self.base) for pair in pairs), strict=True)
        return min(lows), max(highs)


def _decimals(values: ArrayLike) -> int:
    """Return how many decimals probabilities are shown with: two if that is all they have."""
    percents = 100 * np.asarray(values)
    return 2 if np.abs(percents - percents.round()).max() < 1e-9 else 3
