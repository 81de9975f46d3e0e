"""Entropy: the surprise to expect on average."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from bits import stage
from bits.authoring.concept import ConceptScene, beat
from bits.authoring.parameters import (
    MOST_OUTCOMES,
    Counts,
    Distribution,
    Facts,
    Labels,
    MeasuredParams,
    Probability,
    Whole,
    same_length,
)
from bits.authoring.wording import capitalized, counted
from bits.theory import measures
from bits.theory.figures import as_text

FAIR = (0.5, 0.5)
MOST_CLASSES, MOST_COUNTED = 3, 999
COIN_COLUMNS = (1, 1.7)
"""The shares of the coin and of what stands beside it, in the two beats that it stays on stage."""
HEADROOM = 1.2
"""How much higher than its highest level a tank is."""
TREE_COLUMNS = (2, 1)
"""The shares of the tree and of its tank."""
TREE_LEAST = (6.5, 3.7)
"""Scene units that they need."""
MARKS = 1.95
"""Room beside a tank for the marks that compare two levels."""
GAP = 0.35
"""How far beside the tank they stand."""


class Entropy(ConceptScene):
    """Entropy: the surprise to expect on average."""

    class Params(MeasuredParams):
        P: Distribution = Field((1 / 2, 1 / 4, 1 / 8, 1 / 8), description="the outcomes averaged over, then split")
        labels: Labels = Field((), description="names of the outcomes; letters if empty")
        coin: Labels = Field(("heads", "tails"), min_length=2, max_length=2, description="names of a coin's two sides")
        loaded: Probability = Field(0.99, description="how likely the loaded coin's first side is")
        outcomes: Whole = Field(8, ge=2, le=MOST_OUTCOMES, description="how many outcomes the mass is spread over")
        peak: Probability = Field(0.9, gt=0, description="the likeliest outcome's probability before the mass spreads")
        classes: Labels = Field(("cats", "dogs"), min_length=2, max_length=MOST_CLASSES, description="what is sorted")
        question: str = Field("has whiskers?", min_length=1, max_length=24, description="what the tree asks")
        answers: Labels = Field(("yes", "no"), min_length=2, max_length=2, description="the two answers")
        first: Counts = Field((95, 3), description="how many of each class get the first answer")
        second: Counts = Field((5, 97), description="how many of each class get the second answer")

        def together(self) -> None:
            same_length(P=self.P, labels=self.labels)
            same_length(classes=self.classes, first=self.first, second=self.second)
            if sum(self.parent) > MOST_COUNTED:
                raise ValueError(f"parameters first and second count {sum(self.parent)}: at most {MOST_COUNTED} fit")
            if self.loaded in FAIR:
                raise ValueError(f"parameter loaded = {self.loaded:g}: a loaded coin must not be fair")
            if not self.peak * self.outcomes > 1:
                raise ValueError(f"parameter peak = {self.peak:g}: must be above 1/outcomes = 1/{self.outcomes}")

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
            return self._spread_facts() | self._tree_facts() | {"unit": self.unit}

        def _spread_facts(self) -> Facts:
            base = self.base
            h_fair = measures.entropy(FAIR, base=base)
            return Facts(
                h_p=measures.entropy(self.P, base=base),
                h_fair=h_fair,
                one_bit="1 bit" if self.unit == "bits" else f"{h_fair:.3f} {self.unit}",
                h_loaded=measures.binary_entropy(self.loaded, base=base),
                loaded=self.loaded,
                side=self.coin[0],
                outcomes=self.outcomes,
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
                all_of_them=counted(self.parent, self.classes),
                first_of_them=counted(self.first, self.classes),
                second_of_them=counted(self.second, self.classes),
            )

    @beat
    def average(self) -> None:
        """Lay the masses down as widths, stand their surprise on them, pour the areas together."""
        left, right = stage.canvas().trimmed(left=stage.Scale.ROOM).columns(1, 1, gutter=1.0)
        mass, labels, tallest = stage.Mass(self.params.P), self.params.labels, self.tallest()
        bars = stage.MassBars(mass, left, labels=labels, highest=max(self.params.P), decimals=3)
        columns = stage.AreaBars(mass, mass, left, tallest=tallest, labels=labels, base=self.base)
        floor = columns.area.bottom
        tank = stage.Tank(columns.contributions, right, columns.ruler, name=stage.Formula("entropy(H(P))"), floor=floor)
        scale = stage.Scale(columns.area.left, tank.right, tank.height_of, tallest, self.unit)
        formula = stage.Formula(f"entropy(H(P)) = scripts(sum)_x P(x) dot (-{self.log} P(x)) =", "body")
        (value,) = stage.readout_row(
            stage.Readout(formula, self.fact("h_p"), self.unit, role="entropy", rests=[self.fact("h_p")()])
        )

        self.play(bars.grow(), run_time=1.5)
        self.until("lie")
        self.play(stage.FadeOut(stage.VGroup(*bars.numbers, bars.base)), run_time=0.4)
        self.remove(*bars.get_family())
        self.play(columns.lay_down(bars), run_time=self.time_to("grow", at_most=1.5))
        self.until("grow")
        self.play(stage.FadeIn(scale), columns.grow(), run_time=self.time_to("area", at_most=2))
        self.until("area")
        self.play(stage.FadeIn(value.label), run_time=1)
        self.until("pour")
        self.play(tank.pour(columns), run_time=self.time_to("level", at_most=4))
        self.play(*map(stage.FadeIn, value.submobjects[1:]), run_time=0.6)

    @beat
    def coin(self) -> None:
        """Load a fair coin: its mass slides to one side, and the level sinks."""
        left, right = stage.canvas().columns(*COIN_COLUMNS, gutter=1.6)
        self.toss = stage.Mass(FAIR)
        self.sides = stage.MassBars(self.toss, left, labels=self.params.coin)
        fair, loaded = self.fact("h_fair"), self.params.loaded
        tank, scale = self.tank(self.toss, right.columns(4, 1)[0], fair(), self.sides.area.bottom)
        name = stage.Words("fair coin", "label", "entropy")
        line = stage.Level(fair, tank.left, tank.right, tank.height_of, name=name)
        self.chance, self.level = stage.readout_row(
            stage.Readout(f"probability of {self.params.coin[0]}", self.heads, role="truth", rests=[loaded]),
            self.readout(self.toss, fair(), self.fact("h_loaded")()),
        )
        self.play(self.sides.grow(), stage.FadeIn(self.chance), run_time=self.time_to("fair", at_most=1.5))
        self.until("fair")
        self.play(stage.FadeIn(scale), tank.grow(), run_time=1.5)
        self.play(line.grow(), stage.FadeIn(self.level), run_time=1)
        self.until("load")
        loaded = (self.params.loaded, 1 - self.params.loaded)
        self.play(self.toss.animate.flow(loaded), run_time=self.time_to("sunk", at_most=9))

    @beat(keeps=["sides", "chance", "level"])
    def hump(self) -> None:
        """Slide the mass from never to always: the point draws the binary entropy, highest in the middle."""
        _, right = stage.canvas().columns(*COIN_COLUMNS, gutter=1.6)
        chart, height = self.coin_chart(right), self.entropy_of(self.toss)
        reached = stage.ValueTracker(0.0)
        curve = chart.curve(lambda p: measures.binary_entropy(p, base=self.base), upto=reached.get_value)
        dot = chart.dot(self.heads, height)
        drop = chart.line(lambda: [(self.heads(), 0.0), (self.heads(), height())])

        self.play(stage.FadeIn(chart), run_time=0.6)
        self.until("never")
        self.play(self.toss.animate.flow((0, 1)), run_time=1.2)
        self.play(stage.FadeIn(dot), run_time=0.5)
        self.until("sweep")
        self.add(drop, curve, dot)
        across = (self.toss.animate.flow((1, 0)), reached.animate.set_value(1))
        self.play(*across, run_time=self.time_to("top", at_most=8), rate_func=stage.linear)
        self.until("top")
        self.play(self.toss.animate.flow(FAIR), run_time=self.time_to("fair", at_most=3))

    @beat
    def spread(self) -> None:
        """Spread peaked mass evenly, then gather it elsewhere: the level touches its ceiling in between."""
        n, peaked = self.params.outcomes, self.params.peaked
        left, right = stage.canvas().columns(1.3, 1, gutter=1.6)
        above, below = left.rows(6, 1)
        mass, ceiling = stage.Mass(peaked), self.fact("h_uniform")
        bars = stage.MassBars(mass, above, highest=self.params.peak, values=False)
        cells = stage.Cells(lambda: measures.perplexity(mass.values), n, below)
        tank, scale = self.tank(mass, right.columns(2, 1)[0], ceiling(), bars.area.bottom)
        name = stage.Formula(f"entropy({self.log} {n})", "body")
        line = stage.Level(ceiling, tank.left, tank.right, tank.height_of, name=name)
        few = self.fact("k_peaked")()
        many = stage.Readout("effective outcomes", cells.count, decimals=2, whole_digits=len(str(n)), rests=[few])
        count, level = stage.readout_row(many, self.readout(mass, self.entropy_of(mass)()))
        self.play(bars.grow(), run_time=1)
        self.play(stage.FadeIn(scale), tank.grow(), stage.FadeIn(level), run_time=1)
        self.until("few")
        self.play(cells.grow(), stage.FadeIn(count), run_time=1.2)
        self.until("spread")
        self.play(line.grow(), run_time=0.6)
        self.play(mass.animate.flow(np.full(n, 1 / n)), run_time=self.time_to("touch", at_most=7))
        self.until("gather")
        self.play(mass.animate.flow(peaked[::-1]), run_time=self.time_to("end", at_most=5))

    @beat
    def splitting(self) -> None:
        """Let every outcome split in two: the level rises by exactly one bit."""
        P, before = self.params.P, self.fact("h_p")
        left, right = stage.canvas().columns(1.9, 1, gutter=1.6, least=(0, MARKS + stage.Tank.LEAST))
        mass = stage.Mass(split(P, 0))
        bars = stage.MassBars(mass, left, labels=stage.named(self.params.labels, len(P)), highest=max(P), decimals=3)
        tank, scale = self.tank(mass, right.trimmed(right=MARKS), self.fact("h_split")(), bars.area.bottom)
        line = stage.Level(before, tank.left, tank.right + GAP, tank.height_of)
        rise = stage.Span(before, self.entropy_of(mass), tank.right + GAP, tank.height_of, role="entropy")
        (level,) = stage.readout_row(self.readout(mass))
        self.play(bars.grow(), run_time=1)
        self.play(stage.FadeIn(scale), tank.grow(), stage.FadeIn(level), run_time=1)
        self.until("split")
        self.play(line.grow(), run_time=0.6)
        self.add(rise)
        self.play(mass.animate.flow(split(P, 1 / 2)), run_time=self.time_to("half", at_most=8))
        self.until("coin")
        self.play(stage.Indicate(rise.submobjects[-1], color=stage.colour("entropy")), run_time=1)

    @beat
    def tree(self) -> None:
        """Ask the question: mass runs down the branches, and what is left to wonder about sinks."""
        left, right = stage.canvas().parts(*TREE_COLUMNS, gutter=1.3, least=TREE_LEAST, heights=(1.6, 1))
        tree = self.decision_tree(left)
        highest = HEADROOM * max(self.fact(name)() for name in ("h_fair", "h_parent", "h_first", "h_second"))
        vessels = tree.vessels(stage.Scale.beside(right).trimmed(right=MARKS), highest)
        scale = stage.Scale(vessels.left, vessels.right, vessels.height_of, highest, self.unit)
        before, after, edge = self.fact("h_parent"), self.fact("h_after"), vessels.right + GAP
        line = stage.Level(before, vessels.left, edge, vessels.height_of)
        rest = stage.Level(after, vessels.left, edge, vessels.height_of)
        gain = stage.Span(after, before, edge, vessels.height_of, role="shared", decimals=2)
        average, difference = self.sums()

        self.play(stage.FadeIn(tree.parent), run_time=1)
        self.until("all")
        self.play(tree.branches.grow(), run_time=self.time_to("mixed", at_most=5))
        self.until("mixed")
        self.play(stage.FadeIn(scale), vessels.grow(), run_time=1)
        self.play(line.grow(), run_time=0.6)
        self.until("query")
        self.play(stage.FadeIn(tree.question), vessels.divide(), stage.FadeIn(vessels.names), run_time=1)
        for child, cue in enumerate(("first", "second")):
            self.until(cue)
            self.play(tree.branches.send(child), run_time=3)
            self.play(stage.FadeIn(tree.children[child]), run_time=0.6)
        self.until("average")
        self.play(vessels.level_out(), stage.FadeIn(average), run_time=self.time_to("gain", at_most=2.5))
        self.play(rest.grow(), stage.FadeIn(gain), stage.FadeIn(difference), run_time=0.8)

    # What the beats are built from.

    def entropy_of(self, mass: stage.Mass) -> Callable[[], float]:
        """Return where to find the entropy of a mass as it stands."""
        return lambda: measures.entropy(mass.values, base=self.base)

    def parts_of(self, mass: stage.Mass) -> Callable[[], NDArray[np.float64]]:
        """Return where to find what each outcome of a mass adds to its entropy."""
        return lambda: measures.contributions(mass.values, base=self.base)

    def heads(self) -> float:
        """Return the probability of the coin's first side as it stands."""
        return float(self.toss.values[0])

    def readout(self, mass: stage.Mass, *rests: float) -> stage.Readout:
        """Return the readout of a mass's entropy, with the decimals that these need."""
        return stage.Readout("entropy", self.entropy_of(mass), self.unit, role="entropy", rests=rests)

    def tallest(self) -> float:
        """Return the surprise that the chart of P has to hold: that of its rarest outcome, or of a fair coin."""
        rarest = min(p for p in (*self.params.P, *FAIR) if p > 0)
        return HEADROOM * float(measures.surprise(rarest, base=self.base))

    def tank(self, mass: stage.Mass, box: stage.Box, highest: float, floor: float) -> tuple[stage.Tank, stage.Scale]:
        """Return a tank that fills its box and holds the entropy of a mass, up to `highest`, with its scale."""
        room = box.over(floor)
        ruler = stage.Ruler.fitting(room, HEADROOM * highest)
        tank = stage.Tank(self.parts_of(mass), box, ruler, name=stage.Formula("entropy(H(P))"), floor=room.bottom)
        return tank, stage.Scale(tank.left, tank.right, tank.height_of, HEADROOM * highest, self.unit)

    def coin_chart(self, box: stage.Box) -> stage.Chart:
        """Return the plane of all coins: how likely the first side is, and the entropy."""
        highest = self.fact("h_fair")()
        return stage.Chart(
            box,
            (0, 1),
            (0, HEADROOM * highest),
            x_ticks=[(p, f"{p:g}") for p in (0, 0.25, 0.5, 0.75, 1)],
            y_ticks=[(share * highest, f"{share * highest:.3g}") for share in (0, 0.5, 1)],
            x_name=stage.Words(f"probability of {self.params.coin[0]}", "small", "muted"),
            y_name=stage.Words(f"entropy in {self.unit}", "small", "muted"),
        )

    def decision_tree(self, box: stage.Box) -> stage.DecisionTree:
        """Return the tree with its mass still unasked."""
        params = self.params
        parent = stage.Part(params.parent, self.fact("h_parent"))
        children = [stage.Part(c, self.fact(h)) for c, h in zip(params.children, ("h_first", "h_second"), strict=True)]
        return stage.DecisionTree(params.classes, parent, children, params.question, params.answers, box, self.unit)

    def sums(self) -> tuple[stage.Ink, stage.Ink]:
        """Return the weighted average of the children's entropies, and the gain, written out in the readout band."""
        facts = self.facts
        parts = [f"{sum(c)}\\/{sum(self.params.parent)}" for c in self.params.children]
        first, second, before, after = (
            f"entropy({as_text(facts[name], '.2f')[0]})" for name in ("h_first", "h_second", "h_parent", "h_after")
        )
        average = stage.Formula(f"{parts[0]} dot {first} + {parts[1]} dot {second} = {after}", "body")
        difference = stage.Formula(f"{before} - {after} = shared({as_text(facts['gain'], '.2f')[0]})", "body")
        stage.spread(stage.readout_band(), average, difference)
        return average, difference


def split(pmf: Sequence[float], share: float) -> NDArray[np.float64]:
    """Return the distribution in which each outcome has given a share of its mass to a twin before it."""
    return np.outer(np.array(pmf), np.array([share, 1 - share])).ravel()
