"""KL divergence: the bits wasted by believing Q when the truth is P."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bits import stage
from bits.authoring.amounts import whole_digits
from bits.authoring.concept import ConceptScene, beat
from bits.theory import measures
from scenes import kl_divergence as here
from scenes.kl_divergence.parameters import KLDivergenceParams, heads

SIDES = ("heads", "tails")
HEADROOM = 1.06
"""How much higher than what it must hold a chart is."""
LEAST = (3.5, 3.5, 1.7)
"""Widths that the slabs, the tank and its difference need, in scene units."""
CODE_COLUMNS, CODE_ROWS = (1.35, 1), (1.7, 1)
"""The shares of the code and of what it computes."""
CODE_LEAST = 2.6
"""Scene units that this needs."""
COST, COSTS = 0.6, (2.2, 2.2)
"""Height of the number over a tank of what the code computes, and how wide such tanks are side by side, at least."""
ORDERS = ("P || Q", "Q || P")


def alone(cost: Callable[[], float]) -> NDArray[np.float64]:
    """Return a cost as the only layer of a tank."""
    return np.array([cost()])


def fixed(label: stage.Ink, value: float, role: str, beside: Sequence[float]) -> stage.Readout:
    """Return a readout of a number that stays, with as many decimals as those beside it."""
    return stage.Readout(label, lambda: value, role=role, rests=(value, *beside))


class KLDivergence(ConceptScene):
    """KL divergence: the bits wasted by believing Q when the truth is P."""

    Params = KLDivergenceParams

    def _set_gap(self) -> None:
        self.truth, self.model = stage.Mass(self.params.P), stage.Mass(self.params.Q)
        self.chart = here.GapChart(self.truth, self.model, stage.canvas(), labels=self.params.names, base=self.base)

    def _set_slabs(self) -> None:
        self.truth, self.model = stage.Mass(self.params.P), stage.Mass(self.params.Q)
        labels, base = self.params.names, self.base
        chart, due, _ = stage.canvas().parts(1, 1, 0.3, gutter=0.5, least=LEAST, stacked=(1, 2), heights=(1, 1))
        probe = stage.AreaBars(self.truth, self.truth, chart, labels=labels, base=base).area
        floor = due.over(probe.bottom).bottom
        room = min(probe.height, due.top - floor)
        ruler = stage.Ruler(min(due.width, chart.width), room / self._tallest())
        self.needed = stage.AreaBars(self.truth, self.truth, chart, ruler=ruler, labels=labels, base=base)
        self.due = stage.Tank(self.ideal, due, ruler, name=stage.Formula("entropy(H(P))", "body"), floor=floor)
        self.waste = stage.Span(self.entropy, self.cross_entropy, self.due.right + 0.3, self.due.height_of)
        self.slices = self._slices(chart, ruler)
        self.balance = stage.Balance(self.slices, self.due)
        self.outcomes = self.needed.labels  # one row for the two views that share the chart's place
        for view in (self.needed, self.slices):
            view.remove(view.labels)

    def _tallest(self) -> float:
        """Return the bits or nats that charts and tanks of P and Q must hold, as far as they are finite."""
        piled = float(self.facts["h_p"]) + float(self.facts["surplus"])
        levels = [level for level in (self.entropy(), self.cross_entropy(), piled) if math.isfinite(level)]
        low, high = stage.log_ratios(self.params.P, self.params.Q, self.base)
        heights = *measures.surprise((*self.params.P, *self.params.Q), base=self.base), high - low
        return HEADROOM * max(stage.reach(heights, *levels, base=self.base), *levels)

    def _slices(self, box: stage.Box, ruler: stage.Ruler) -> stage.Slabs:
        low, high = stage.log_ratios(self.params.P, self.params.Q, self.base)
        lowest, highest = stage.in_span(low, high, self._tallest())
        options: dict[str, Any] = {"ruler": ruler, "labels": self.params.names, "base": self.base}
        return stage.Slabs(self.truth, self.model, box, highest=highest, lowest=lowest, **options)

    def ideal(self) -> NDArray[np.float64]:
        return measures.contributions(self.truth.values, base=self.base)

    def entropy(self) -> float:
        return measures.entropy(self.truth.values, base=self.base)

    def cross_entropy(self) -> float:
        return measures.cross_entropy(self.truth.values, self.model.values, base=self.base)

    def kl(self) -> float:
        return measures.kl_divergence(self.truth.values, self.model.values, base=self.base)

    def _equation(self) -> tuple[stage.Readout, ...]:
        terms = self.cross_entropy, self.entropy, self.kl
        rests = [float(self.facts[name]) for name in ("h_pq", "h_p", "kl_pq", "kl_half")]
        return stage.gap_equation("P", "Q", *terms, self.unit, whole_digits=whole_digits(rests[0]), rests=rests)

    # Beats.

    @beat
    def gap(self) -> None:
        """Let the columns melt to cross-entropy, then to entropy: the band between the two levels is KL."""
        self._set_gap()
        chart, equation = self.chart, self._equation()
        self.play(chart.bars.grow(), chart.beliefs.grow(), run_time=1.5)
        self.until("belief")
        chart.believed.grown.set_value(0.0)
        self.play(stage.FadeOut(chart.bars, chart.beliefs), run_time=0.4)
        self.play(stage.FadeIn(chart.believed.refresh()), run_time=0.6)
        self.until("tall")
        self.play(chart.believed.grow(), run_time=self.time_to("pay", at_most=1.6))
        self.until("pay")
        self.play(chart.believed.melt(), run_time=2)
        self.play(stage.FadeIn(chart.paid, equation[0]), run_time=0.6)
        self.until("need")
        self.play(chart.needed.grow(), run_time=self.time_to("least", at_most=1.4))
        self.until("least")
        self.play(chart.needed.melt(), run_time=self.time_to("waste", at_most=2))
        self.play(stage.FadeIn(chart.due, equation[1]), run_time=0.6)
        self.until("waste")
        self.play(chart.band.grow(), run_time=1)
        self.until("name")
        self.play(stage.FadeIn(equation[2]), run_time=0.7)

    @beat
    def slabs(self) -> None:
        """Cut the gap into slabs, one per outcome, and let surplus less saving make the gap again."""
        self._set_slabs()
        surplus, saving, kl = values = [float(self.facts[name]) for name in ("surplus", "saving", "kl_pq")]
        sums = stage.readout_row(
            fixed(stage.Words("surplus", "body", "waste"), surplus, "waste", values),
            fixed(stage.Words("− saving", "body", "saving"), saving, "saving", values),
            fixed(stage.Formula('= waste("KL"(P || Q))', "body"), kl, "waste", values),
        )
        self.play(stage.FadeIn(self.outcomes, self.due), self.needed.grow(), run_time=0.8)
        self.slices.stand_on(self.needed)
        self.until("outcome")
        self.play(self.slices.grow(), run_time=self.time_to("surplus", at_most=1.6))
        self.until("surplus")
        parting = () if self.facts["agree"] else (stage.FadeOut(self.needed), self.slices.settle())
        self.play(stage.FadeIn(sums[0]), *parting, run_time=1.2)
        self.until("saving")
        self.play(stage.FadeIn(sums[1]), self.balance.pile(), run_time=self.time_to("net", at_most=2))
        self.until("net")
        self.play(stage.FadeIn(sums[2], self.waste), self.balance.cancel(), run_time=2.5)
        self.until("never")
        band = stage.readout_band()
        gibbs = '- "KL" = sum P log (Q\\/P) \\ <= log sum P dot (Q\\/P) <= log 1 = 0'
        self.play(stage.FadeOut(*sums), run_time=0.5)
        self.play(stage.FadeIn(stage.Formula(gibbs, "body", fit=band.width).at(band.x, band.y)), run_time=0.8)
        self.until("only")
        left_over = stage.VGroup(*self.balance.surplus)
        self.emphasize(left_over)

    @beat
    def flow(self) -> None:
        """Let Q flow to P: the band closes to nothing, while H(P) stands still. If it is P, it strays first."""
        P, Q = np.array(self.params.P), np.array(self.params.Q)
        astray = measures.normalize(P * np.linspace(1, 2, len(P)) + np.roll(P, 1))
        on_its_way = astray if self.facts["agree"] else (P + Q) / 2
        self._set_gap()
        chart = self.chart
        for columns in (chart.believed, chart.needed):
            columns.melted.set_value(1.0)
            columns.refresh()
        self.play(
            stage.FadeIn(chart.believed, chart.needed, chart.band, chart.paid, chart.due, *self._equation()),
            run_time=0.8,
        )
        self.until("go")
        self.play(self.model.animate.flow(on_its_way), run_time=self.time_to("half", at_most=4))
        self.until("meets")
        self.play(self.model.animate.flow(P), run_time=self.time_to("zero", at_most=4))
        self.until("same")
        self.play(
            self.model.animate.flow(on_its_way),
            rate_func=stage.there_and_back,
            run_time=self.time_to("end", at_most=5),
        )

    @beat
    def tangent(self) -> None:
        """Draw the entropy hump and the tangent that is the cross-entropy; slide the truth along."""
        self._set_coin()
        plane = self.plane
        self.play(stage.FadeIn(plane.chart, self.coins, *self.coin_names), run_time=0.6)
        self.until("hump")
        self.play(plane.hump.grow(), run_time=self.time_to("line", at_most=2))
        self.until("line")
        self.play(stage.FadeIn(plane.belief), run_time=0.5)
        self.play(plane.reach.animate.set_value(1), run_time=self.time_to("gap", at_most=2))
        self.until("gap")
        self.play(stage.FadeIn(*plane.marks, *self.coin_sums), run_time=0.7)
        self.until("slide")
        self.play(self.coin.animate.flow(self.bet.values), run_time=self.time_to("away", at_most=4))
        self.until("away")
        self.play(self.coin.animate.flow(heads(self.params.p_to)), run_time=self.time_to("end", at_most=4))

    @beat
    def asymmetry(self) -> None:
        """Swap truth and belief, for one pair and for another: the waste need not be the same."""
        P, Q, first = self.params.P, self.params.Q, self._two_ways("P", "Q", swapped=False)
        sums = self._both(first)
        left = (first.headings[0], first.values, first.slabs[0], first.tanks[0], first.names[0], sums[0])
        right = (first.headings[1], first.names[1])
        card = self.question(stage.full_canvas())
        self.until("one")
        self.play(stage.FadeIn(*left), run_time=0.5)
        self.until("ask")
        self.play(stage.FadeOut(*left), run_time=0.3)
        self.ask(card)
        self.until("swap")
        self.play(card.decide(), run_time=0.6)
        self.play(stage.FadeOut(card), run_time=0.3)
        self.play(stage.FadeIn(*left, first.slabs[1], first.tanks[1]), run_time=0.5)
        flows = first.truths[1].animate.flow(Q), first.models[1].animate.flow(P)
        self.play(*flows, stage.FadeIn(*right), run_time=self.time_to("back", at_most=2.5))
        sums[1].refresh()  # it has not been on stage while the roles were swapped
        self.play(stage.FadeIn(sums[1]), run_time=0.5)
        self.until("pair")
        self.play(stage.FadeOut(*left, *right, sums[1], first.slabs[1], first.tanks[1]), run_time=0.5)
        second = self._two_ways("P2", "Q2", swapped=True)
        sums = self._both(second)
        for i, cue in enumerate(("pair_back", "end")):
            parts = (second.headings[i], second.names[i], second.slabs[i], sums[i])
            self.play(stage.FadeIn(*parts, *([] if i else [second.values])), run_time=0.5)
            self.play(second.tanks[i].grow(), run_time=self.time_to(cue, at_most=1.2))
            self.until("pair_back")

    @beat
    def two_humps(self) -> None:
        """Fit one bell to two humps, forward and then reverse."""
        params = self.params
        self.fit = fit = here.BellFit(params.humps, params.grid, params.fits, stage.full_canvas(), base=self.base)
        self.until("humps")
        self.play(stage.FadeIn(fit.names[0]), fit.truth.grow(), run_time=1.5)
        self.until("bell")
        self.play(stage.FadeIn(fit.names[1]), fit.bell.grow(), run_time=1)
        self.play(stage.FadeIn(*fit.gauges), run_time=0.6)
        self.until("forward")
        self.play(fit.shape.animate.flow(params.fits["forward"]), run_time=self.time_to("reverse", at_most=4))
        self.until("reverse")
        self.play(fit.shape.animate.flow(params.fits["reverse"]), run_time=self.time_to("end", at_most=4))

    @beat(title="In numpy")
    def code(self) -> None:
        """Compute it both ways round, and compare."""
        least = self.listing_width(), CODE_LEAST
        left, right = stage.full_canvas().parts(*CODE_COLUMNS, gutter=0.5, least=least, heights=CODE_ROWS)
        code = self.listing(left, role="waste")
        tanks, told = self._costs(right)
        for tank in tanks:
            tank.grown.set_value(0.0)
        self.play(stage.FadeIn(code, *(tank.refresh() for tank in tanks)), run_time=0.6)
        self.until("line_1")
        self.play(code.light(1), run_time=0.5)
        for n, cue in enumerate(("cost", "cost_back")):
            self.until(f"line_{n + 2}")
            self.play(code.light(n + 2), run_time=0.5)
            self.until(cue)
            self.play(tanks[n].grow(), stage.FadeIn(told[n]), run_time=1)

    @beat(title="Where you meet it")
    def uses(self) -> None:
        """Show three losses with KL divergence in them."""
        leashes = here.leashes(stage.full_canvas())
        self.play(stage.LaggedStart(*(stage.FadeIn(leash.card, *leash.bells) for leash in leashes)), run_time=1)
        for cue, leash in zip(("vae", "teach", "tune"), leashes, strict=True):
            self.until(cue)
            self.play(stage.FadeIn(leash.loss), run_time=0.7)
            self.play(leash.place.animate.flow([here.NEAR]), run_time=1.8)
        self.until("take")
        lit = (stage.Indicate(leash.loss, color=stage.colour("text"), scale_factor=1.06) for leash in leashes)
        self.play(stage.LaggedStart(*lit), run_time=2.5)

    # What single beats are built from.

    def _costs(self, box: stage.Box) -> tuple[list[stage.Tank], list[stage.Readout]]:
        """Return what the code computes, both ways round: two tanks of one ruler, and their numbers over them."""
        costs = [self.fact(name) for name in ("code_pq", "code_qp")]
        highest = HEADROOM * max([0.1, *(cost() for cost in costs if math.isfinite(cost()))])
        cells = box.parts(1, 1, least=COSTS)
        places = [cell.trimmed(top=COST) for cell in cells]
        ruler = stage.Ruler.fitting(places[0].trimmed(bottom=1), highest)
        tanks, told = [], []
        for cost, order, cell, place in zip(costs, ORDERS, cells, places, strict=True):
            name = stage.Formula(f'waste("KL"({order}))', "body")
            tanks.append(stage.Tank(partial(alone, cost), place, ruler, role="waste", name=name))
            told.append(stage.Readout("", cost, role="waste").at(place.x, cell.top - COST / 2))
        return tanks, told

    def _set_coin(self) -> None:
        self.coin, self.bet = stage.Mass(heads(self.params.p_from)), stage.Mass(heads(self.params.q))
        box, side = stage.canvas().parts(2.1, 1, gutter=0.6, least=(0, 3.9), heights=(1.6, 1))
        self.plane = plane = here.TangentPlane(self.coin, self.bet, box, base=self.base, unit=self.unit)
        legend, bars = side.rows(1, 8, gutter=0.1)
        self.coins = stage.PairBars(self.coin, self.bet, bars, highest=1.0, labels=SIDES).refresh()
        self.coin_names = stage.formula_row(legend, 'truth("truth" p)', 'model("belief" q)')
        self.coin_sums = stage.gap_equation(
            "truth(p)",
            "model(q)",
            plane.cross_entropy,
            plane.entropy,
            plane.kl,
            self.unit,
            rests=[self.fact("kl_from")()],
        )

    def _two_ways(self, truth: str, model: str, *, swapped: bool) -> here.TwoWays:
        P, Q = getattr(self.params, truth), getattr(self.params, model)
        labels = () if swapped else self.params.names
        return here.TwoWays(P, Q, stage.canvas(), swapped=swapped, labels=labels, base=self.base)

    def _both(self, ways: here.TwoWays) -> tuple[stage.Readout, ...]:
        rests = ways.kl(0), measures.kl_divergence(*ways.swapped(), base=self.base)
        wide = whole_digits(*rests)
        names = (stage.Formula(f'waste("KL"({order}))', "body") for order in ("P || Q", "Q || P"))
        return stage.readout_row(
            *(
                stage.Readout(name, partial(ways.kl, i), self.unit, role="waste", whole_digits=wide, rests=rests)
                for i, name in enumerate(names)
            )
        )
