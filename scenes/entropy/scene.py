"""Entropy: the surprise to expect on average."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bits import stage
from bits.authoring.concept import ConceptScene, beat
from bits.theory import measures
from bits.theory.figures import as_text
from scenes import entropy as here
from scenes.entropy.parameters import FAIR, EntropyParams, split

COIN_COLUMNS, COIN_ROWS, COIN_TALL = (1, 1.15), (1, 1.3), (1.3, 1)
"""The shares of the tosses and of what they are worth: side by side, or one over the other in a frame that is tall."""
STATIONS = (0, 0.1, 0.25, 0.75, 0.9, 1)
"""Chances at which a coin stays behind on the curve of all coins."""
COIN_ROOM = 0.3
"""Room beside that curve for the coin that rides it."""
HEADROOM = 1.2
"""How much higher than its highest level a tank is."""
PER_TOSS = 1.1
"""Distance of the coin's entropy from the words under it, in scene units."""
TREE_COLUMNS = (1.7, 1)
"""The shares of the tree and of its tank."""
TREE_LEAST = (6.5, 3.7)
"""Scene units that they need."""
CODE_COLUMNS, CODE_ROWS = (2.3, 1), (2.2, 1)
"""The shares of the code and of what it computes."""
CODE_LEAST = 2.8
"""Scene units that this needs."""
TICK = 0.12
"""How long the ticks of a scale are."""
LEVEL = 3.0
"""Room beside a chart for the name of its level."""
PLACES_COLUMNS, PLACES_LEAST = (2.6, 1), (7, 3.6)
"""The shares of the places and of the tank beside them, and scene units that they need."""
MARKS = 1.95
"""Room beside a tank for the marks that compare two levels."""
GAIN = 1.7
"""Room that they need where they have two decimals."""
GAP = 0.35
"""How far beside the tank they stand."""


class Entropy(ConceptScene):
    """Entropy: the surprise to expect on average."""

    Params = EntropyParams

    @beat
    def average(self) -> None:
        """Lay the masses down as widths, stand their surprise on them, pour the areas together."""
        box = stage.canvas().trimmed(left=stage.Scale.ROOM + TICK, right=LEVEL)
        mass, names, tallest = stage.Mass(self.params.P), self.params.names, self.tallest()
        bars = stage.MassBars(mass, box, labels=names, highest=max(self.params.P), decimals=3)
        columns = stage.AreaBars(mass, mass, box, tallest=tallest, labels=names, base=self.base, shares=3, values=3)
        scale = stage.Scale(columns.area.left - TICK, columns.area.left, columns.height_of, tallest, self.unit)
        level = columns.level(stage.Formula("entropy(H(P)) =", "body"), decimals=2, rests=[self.fact("h_p")()])
        total, chance, surprise = self.entropy_formula()

        self.play(bars.grow(), run_time=1.5)
        self.until("lie")
        self.play(stage.FadeOut(stage.VGroup(*bars.numbers, bars.base)), run_time=0.4)
        self.remove(*bars.get_family())
        self.play(columns.lay_down(bars), run_time=self.time_to("grow", at_most=1.5))
        self.play(stage.FadeIn(chance), run_time=0.4)
        self.until("grow")
        self.play(stage.FadeIn(scale), columns.grow(), run_time=self.time_to("area", at_most=2))
        self.play(stage.FadeIn(surprise), run_time=0.4)
        self.until("area")
        self.play(stage.Indicate(stage.VGroup(chance, surprise), color=stage.colour("entropy")), run_time=1)
        self.until("pour")
        self.play(columns.melt(), run_time=self.time_to("name", at_most=4))
        self.play(stage.FadeIn(total), run_time=0.5)
        self.until("level")
        self.play(stage.FadeIn(level), run_time=0.6)

    @beat
    def coin(self) -> None:
        """Toss a fair coin a hundred times, then a loaded one: what is lit is what the tosses tell."""
        box = stage.full_canvas()
        rows = COIN_TALL if box.height > box.width else COIN_ROWS
        left, right = box.parts(*COIN_COLUMNS, gutter=0.9, heights=rows)
        tossed, coin = stage.Mass(FAIR), stage.Mass(FAIR)
        tosses = here.Tosses(tossed, left, base=self.base)
        ground = stage.Card(right)
        right = right.inset(0.12, 0.1)
        worth = here.TossValue(self.params.coin, coin, right, base=self.base, unit=self.unit)
        below = right.trimmed(top=worth.height)
        average = self.readout(tossed, self.fact("h_fair")(), self.fact("h_loaded")(), big=True)
        average.at(below.x, below.y + PER_TOSS / 2)
        meaning = stage.Words("per toss, on average", "title", "muted", fit=below.width)
        known = average, meaning.at(below.x, below.y - PER_TOSS / 2)
        card = self.question(below)

        self.play(*map(stage.FadeIn, (ground, *(side.submobjects[0] for side in worth.sides))), run_time=0.5)
        self.until("fair")
        self.play(tosses.grow(), run_time=self.time_to("one", at_most=3.5))
        self.until("one")
        self.play(stage.FadeIn(worth.sides), run_time=0.4)
        self.play(*map(stage.FadeIn, known), run_time=0.6)
        self.until("load")
        self.play(coin.animate.flow(self.params.coins), run_time=self.time_to("ask", at_most=3))
        self.until("ask")
        self.play(*map(stage.FadeOut, known), run_time=0.3)
        self.ask(card)
        self.play(card.decide(), run_time=0.6)
        self.until("sink")
        self.play(tossed.animate.flow(self.params.coins), run_time=self.time_to("sunk", at_most=4))
        self.play(stage.FadeOut(card), run_time=0.3)
        self.play(*map(stage.FadeIn, known), run_time=0.5)
        self.until("why")
        self.play(stage.Indicate(worth.chances[int(np.argmin(self.params.coins))], color=stage.colour("truth")))

    @beat
    def hump(self) -> None:
        """Let a coin ride from never to always: it draws the entropy of all coins, highest in the middle."""
        toss, reached = stage.Mass((0, 1)), stage.ValueTracker(0.0)

        def chance() -> float:
            return float(toss.values[0])

        def h(p: Any) -> Any:
            return measures.binary_entropy(p, base=self.base)

        chart, height = self.coin_chart(stage.canvas().inset(x=COIN_ROOM)), self.entropy_of(toss)
        curve = chart.curve(h, upto=reached.get_value, width=6.0)
        coins = here.Coins(chart, chance, height, [(p, float(h(p))) for p in STATIONS], reached.get_value)
        drop = chart.line(lambda: [(chance(), 0.0), (chance(), height())])
        stage.readout_row(
            share := stage.Readout(f"probability of {self.params.coin[0]}", chance, role="truth"),
            level := self.readout(toss, self.fact("h_fair")()),
        )
        self.play(stage.FadeIn(chart), run_time=0.6)
        self.until("never")
        self.play(coins.grow(), *map(stage.FadeIn, (share, level)), run_time=0.8)
        self.until("nothing")
        self.emphasize(level)
        self.until("sweep")
        self.add(drop, curve, coins)
        across = (toss.animate.flow((1, 0)), reached.animate.set_value(1))
        self.play(*across, run_time=self.time_to("top", at_most=9), rate_func=stage.linear)
        self.until("top")
        self.play(toss.animate.flow(FAIR), run_time=self.time_to("fair", at_most=3))

    @beat
    def spread(self) -> None:
        """Spread peaked mass evenly, then gather it elsewhere: the level touches its ceiling in between."""
        n, peaked = self.params.outcomes, self.params.peaked
        left, right = stage.canvas().parts(*PLACES_COLUMNS, gutter=1.2, least=PLACES_LEAST, heights=(1.5, 1))
        above, below = left.rows(9, 1, gutter=0.15)
        mass, ceiling = stage.Mass(peaked), self.fact("h_uniform")
        mornings = here.Mornings(mass, above, here.places(n))
        cells = stage.Cells(lambda: measures.perplexity(mass.values), n, below)
        name = stage.Formula(f"entropy({self.log} {n})", "body")
        room = stage.Scale.beside(right).trimmed(right=name.advance + GAP)
        tank, scale = self.tank(mass, room, ceiling(), mornings.area.bottom)
        line = stage.Level(ceiling, tank.left, tank.right, tank.height_of, name=name)
        few = self.fact("k_peaked")()
        many = stage.Readout("equal places", cells.count, decimals=2, whole_digits=len(str(n)), rests=[few])
        count, level = stage.readout_row(many, self.readout(mass, self.entropy_of(mass)()))
        self.play(mornings.grow(), run_time=2)
        self.until("keys")
        self.play(stage.FadeIn(scale), tank.grow(), stage.FadeIn(level), run_time=1)
        self.until("few")
        self.play(cells.grow(), stage.FadeIn(count), run_time=1)
        self.until("spread")
        self.play(line.grow(), run_time=0.6)
        self.play(mass.animate.flow(np.full(n, 1 / n)), run_time=self.time_to("touch", at_most=6))
        self.until("gather")
        self.play(mass.animate.flow(peaked[::-1]), run_time=self.time_to("end", at_most=5))

    @beat
    def splitting(self) -> None:
        """Toss a coin after each outcome: every column parts in two, and all of them rise by exactly one bit."""
        P, before, after = self.params.P, self.fact("h_p"), self.fact("h_split")
        box = stage.canvas().trimmed(left=stage.Scale.ROOM, right=MARKS)
        mass, tallest = stage.Mass(split(P, 0)), self.tallest() + HEADROOM * self.fact("h_fair")()
        row = box.trimmed(top=box.height - stage.label_room(self.params.names, box.width, box.height))
        names = stage.LabelRow(self.params.names, row.left, row.right, row.top, height=box.height)
        blank = [" "] * 2 * len(P)
        over = box.trimmed(bottom=row.height - stage.label_room(blank, box.width))
        columns = stage.AreaBars(mass, mass, over, tallest=tallest, labels=blank, base=self.base)
        names.follow(columns.area.left + columns.ruler.across * (np.cumsum(P) - np.array(P) / 2))
        scale = stage.Scale(columns.area.left, columns.area.right, columns.height_of, tallest, self.unit)
        left, right = columns.area.left, columns.area.right + GAP
        line = stage.Level(before, left, right, columns.height_of, role="text")
        level = stage.Level(self.entropy_of(mass), left, right, columns.height_of, role="text")
        rise = stage.Span(before, self.entropy_of(mass), right, columns.height_of, role="entropy")
        (value,) = stage.readout_row(self.readout(mass, before(), after()))
        self.play(stage.FadeIn(scale, names), columns.grow(), run_time=1.2)
        self.until("split")
        self.play(line.grow(), stage.FadeIn(value), run_time=0.8)
        self.add(level, rise)
        self.play(mass.animate.flow(split(P, 1 / 2)), run_time=self.time_to("half", at_most=9))
        self.until("half")
        self.play(stage.Indicate(rise.submobjects[-1], color=stage.colour("entropy")), run_time=1)
        self.until("level")
        self.emphasize(value)
        self.until("coin")
        self.play(columns.melt(), run_time=1.5)

    @beat
    def tree(self) -> None:
        """Ask the question: mass runs down the branches, and what is left to wonder about sinks."""
        left, right = stage.canvas().parts(*TREE_COLUMNS, gutter=1.1, least=TREE_LEAST, heights=(1.6, 1))
        ground = stage.Card(left).set_z_index(-3)  # the branches lie at -1, their paths under them
        tree = self.decision_tree(left.inset(0.2, 0.15))
        highest = HEADROOM * max(self.fact(name)() for name in ("h_fair", "h_parent", "h_first", "h_second"))
        vessels = tree.vessels(stage.Scale.beside(right).trimmed(right=GAIN), highest)
        scale = stage.Scale(vessels.left, vessels.right, vessels.height_of, highest, self.unit)
        before, after, edge = self.fact("h_parent"), self.fact("h_after"), vessels.right + GAP
        line = stage.Level(before, vessels.left, edge, vessels.height_of)
        rest = stage.Level(after, vessels.left, edge, vessels.height_of)
        gain = stage.Span(after, before, edge, vessels.height_of, role="shared", decimals=2)
        average, difference = self.sums()
        band = stage.readout_band()
        sought = stage.Formula('shared("gain") = entropy(H)"(before)" - entropy(H)"(after)"').at(band.x, band.y)

        self.play(stage.FadeIn(ground), tree.branches.grow(), run_time=2)
        self.until("all")
        self.play(stage.FadeIn(tree.parent), run_time=0.6)
        self.until("mixed")
        self.play(stage.FadeIn(scale), vessels.grow(), run_time=1)
        self.play(line.grow(), stage.FadeIn(tree.mixed), run_time=0.6)
        self.until("this")
        self.emphasize(tree.mixed)
        self.until("question")
        paths = tree.branches.paths.set_z_index(-2)
        self.play(*map(stage.FadeIn, (paths, tree.question, *tree.answers, sought)), run_time=0.6)
        self.play(vessels.divide(), stage.FadeIn(vessels.names), run_time=0.6)
        for i, cue in enumerate(("first", "second")):
            self.until(cue)
            self.play(stage.FadeIn(tree.children[i]), run_time=0.4)
            self.play(tree.branches.send(i), run_time=self.time_to("second" if i == 0 else "average", at_most=3))
            self.play(stage.FadeIn(tree.pure[i]), run_time=0.4)
        self.until("average")
        self.play(stage.FadeOut(sought), run_time=0.3)
        self.play(vessels.level_out(), stage.FadeIn(average), run_time=self.time_to("gain", at_most=2.5))
        self.play(rest.grow(), stage.FadeIn(gain), stage.FadeIn(difference), run_time=0.8)

    @beat(title="In numpy")
    def code(self) -> None:
        """Compute it: the entropies of the coins, of the tree's nodes, and the gain."""
        least = self.listing_width(), CODE_LEAST
        left, right = stage.full_canvas().parts(*CODE_COLUMNS, gutter=0.7, least=least, heights=CODE_ROWS)
        code = self.listing(left, role="entropy")
        groups = ("all", *self.params.answers)
        heights = (1.2, 0.8 + stage.label_room(groups, right.width), 0.4)
        upper, lower, last = right.trimmed(bottom=0.1).parts(1, 1.2, 1.4, heights=heights)
        coins = self.code_bars(upper, {"fair": "code_fair", "loaded": "code_loaded"})
        nodes = self.code_bars(lower, dict(zip(groups, ("code_before", "code_first", "code_second"), strict=True)))
        gain = stage.Readout("gain", self.fact("code_gain"), "bits", decimals=2, role="shared")
        gain.at(last.x, last.y)
        shown = {2: coins, 3: nodes, 4: gain}
        self.play(stage.FadeIn(code), run_time=0.6)
        for n in range(1, 5):
            self.until(f"line_{n}")
            self.play(code.light(n), run_time=0.5)
            if n in shown:
                self.play(stage.FadeIn(shown[n]), run_time=0.6)
            if n == 3:
                self.until("weigh")
                self.emphasize(*nodes.bars[1:])
        for cue, bars in (("take", coins.bars[:1]), ("mixed", nodes.bars[:1]), ("clear", nodes.bars[1:])):
            self.until(cue)
            self.emphasize(*bars)

    # What the beats are built from.

    def entropy_of(self, mass: stage.Mass) -> Callable[[], float]:
        """Return where to find the entropy of a mass as it stands."""
        return lambda: measures.entropy(mass.values, base=self.base)

    def parts_of(self, mass: stage.Mass) -> Callable[[], NDArray[np.float64]]:
        """Return where to find what each outcome of a mass adds to its entropy."""
        return lambda: measures.contributions(mass.values, base=self.base)

    def readout(self, mass: stage.Mass, *rests: float, big: bool = False) -> stage.Readout:
        """Return the readout of a mass's entropy, with the decimals that these need; a big one calls it H."""
        label = stage.Formula("entropy(H) =", "big") if big else "entropy"
        told = self.entropy_of(mass)
        return stage.Readout(label, told, self.unit, role="entropy", rests=rests, size="big" if big else "body")

    def entropy_formula(self) -> tuple[stage.Formula, stage.Formula, stage.Formula]:
        """Return the entropy as a formula in the readout band, in three parts: the sum, the chance, the surprise."""
        band = stage.readout_band()
        total = stage.Formula("entropy(H(P)) = scripts(sum)_x", "body")
        chance = stage.Formula("P(x)", "body")
        surprise = stage.Formula(f"dot (-{self.log} P(x))", "body")
        x = band.x - (total.advance + chance.advance + surprise.advance) / 2 - TICK
        for part in (total, chance, surprise):
            part.at(x, band.y, "left")
            x += part.advance + TICK
        return total, chance, surprise

    def code_bars(self, box: stage.Box, named: Mapping[str, str]) -> stage.MassBars:
        """Return entropies that the code computes, as bars: what each is called, and the fact that it is."""
        values = stage.Numbers([self.fact(name)() for name in named.values()])
        highest = max(self.fact(name)() for name in ("code_fair", "code_before"))
        return stage.MassBars(values, box, labels=tuple(named), role="entropy", highest=highest)

    def tallest(self) -> float:
        """Return the surprise that the chart of P has to hold: no less than that of a fair coin."""
        surprises = measures.surprise((*self.params.P, *FAIR), base=self.base)
        return HEADROOM * stage.reach(surprises, self.fact("h_p")(), base=self.base)

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
            x_ticks=[(p, f"{p:g}") for p in (0.25, 0.5, 0.75)],
            y_ticks=[(share * highest, f"{share * highest:.3g}") for share in (0.5, 1)],
            x_name=stage.Words(f"probability of {self.params.coin[0]}", "small", "muted"),
            y_name=stage.Words(f"entropy in {self.unit}", "small", "muted"),
        )

    def decision_tree(self, box: stage.Box) -> here.DecisionTree:
        """Return the tree with its mass still unasked."""
        params = self.params
        parent = here.Part(params.parent, self.fact("h_parent"))
        children = [here.Part(c, self.fact(h)) for c, h in zip(params.children, ("h_first", "h_second"), strict=True)]
        return here.DecisionTree(params.classes, parent, children, params.question, params.answers, box, self.unit)

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
