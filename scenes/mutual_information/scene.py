"""Mutual information: what knowing X tells about Y."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain, zip_longest
from typing import Annotated, Any

import numpy as np
from pydantic import Field

from bits import stage
from bits.authoring.concept import ConceptScene, beat
from bits.authoring.listing import Code
from bits.authoring.parameters import (
    CountsFile,
    Facts,
    Joint,
    Labels,
    MeasuredParams,
    Real,
    Several,
    Whole,
    same_length,
)
from bits.authoring.wording import moved
from bits.theory import dependence, digits, measures
from bits.theory.named_joint import NamedJoint
from scenes import mutual_information as here

TABLE, FULL = 0.5, 1.0
"""Where a joint is the table itself, and where it is as dependent as it can be; at 0 it is independent."""
LITTLE = 0.02
"""Up to how many bits are next to nothing."""
DARK = 0.22
"""The light on a feature that is not useful."""
MOST_FEATURES = 6
STATEMENTS, RESULT = 8, 4
"""How many statements the listing has, its data among them, and the first that prints the mutual information."""


class MutualInformation(ConceptScene):
    """Mutual information: what knowing X tells about Y."""

    class Params(MeasuredParams):
        joint: Joint = Field(((0.4, 0.1), (0.1, 0.4)), description="how often each pair comes; X along the rows")
        rows: Labels = Field(("short", "tall"), description="names of the values of X")
        columns: Labels = Field(("light", "heavy"), description="names of the values of Y")
        counts: CountsFile = Field("", description="a CSV file of counts, in place of joint, rows and columns")
        x: str = Field("height", min_length=1, max_length=16, description="what X is")
        y: str = Field("weight", min_length=1, max_length=16, description="what Y is")
        far: Joint = Field(((0.26, 0.24), (0.24, 0.26)), description="how often pairs come that hardly hang together")
        far_rows: Labels = Field(("small", "large"), description="names of its rows")
        far_columns: Labels = Field(("blue", "red"), description="names of its columns")
        far_x: str = Field("shoe size", min_length=1, max_length=16, description="what its X is")
        far_y: str = Field("favourite colour", min_length=1, max_length=16, description="what its Y is")
        second: Joint = Field(((0.75, 0), (0.125, 0.125)), description="the table that is observed; X along the rows")
        second_rows: Labels = Field(("clear", "cloudy"), description="names of its rows")
        second_columns: Labels = Field(("dry", "rain"), description="names of its columns")
        second_x: str = Field("the sky", min_length=1, max_length=16, description="what its X is")
        second_y: str = Field("the weather", min_length=1, max_length=16, description="what its Y is")
        bins: Whole = Field(20, ge=4, le=40, description="bins of the sine, in each direction")
        start: Real = Field(-0.5, ge=-2, le=2, description="where the window on the sine begins, in units of π")
        other_start: Real = Field(-1.0, ge=-2, le=2, description="to where it is shifted, in units of π")
        target: str = Field("spam", min_length=1, max_length=16, description="what the features are to predict")
        features: Labels = Field(("sender", "weekday", "links", "wording"), description="names of the features")
        scores: Several[Annotated[Real, Field(ge=0, le=1)]] = Field(
            dependence.FEATURE_BITS,
            min_length=2,
            max_length=MOST_FEATURES,
            description="what each tells about the target, in bits",
        )
        useful: Real = Field(0.1, ge=0, le=1, description="from how many bits on a feature is kept")

        of_one_length = (("scores", "features"),)

        def together(self) -> None:
            if not self.counts:
                same_length(joint=self.joint, rows=self.rows)
                same_length(**{"a row of joint": self.joint[0], "columns": self.columns})
            for name in ("far", "second"):
                table, rows, columns = (getattr(self, name + of) for of in ("", "_rows", "_columns"))
                same_length(**{name: table, f"{name}_rows": rows})
                same_length(**{f"a row of {name}": table[0], f"{name}_columns": columns})
            self.tables()  # raises, saying what is wrong

        def tables(self) -> tuple[NamedJoint, NamedJoint, NamedJoint]:
            """Return the table that is bent (that of the file, if there is one), a loose one, and one to observe."""
            first = self.counts if self.counts else self
            return (
                NamedJoint.of(self.x, self.y, first.rows, first.columns, first.joint),
                NamedJoint.of(self.far_x, self.far_y, self.far_rows, self.far_columns, self.far),
                NamedJoint.of(self.second_x, self.second_y, self.second_rows, self.second_columns, self.second),
            )

        def listings(self) -> Mapping[str, Code]:
            return {"code": Code(here.two_ways, P=self.tables()[0].table)}

        @property
        def kept(self) -> list[bool]:
            return [score >= self.useful for score in self.scores]

        @property
        def leaders(self) -> list[int]:
            """Return the two features that tell most, if they tell enough."""
            order = sorted(range(len(self.scores)), key=lambda i: -self.scores[i])
            return [i for i in order[:2] if self.kept[i]]

        @property
        def feature_names(self) -> tuple[str, ...]:
            return self.features or tuple(f"feature {i}" for i in range(len(self.scores)))

        def facts(self) -> Facts:
            people, far, sky = self.tables()
            return (
                Facts(unit=self.unit)
                | self._people_facts(people)
                | self._far_facts(far)
                | self._observed_facts(sky)
                | here.sine_facts(self.bins, self.start, self.other_start, base=self.base)
                | self._feature_facts()
            )

        def _people_facts(self, people: NamedJoint) -> Facts:
            first, last = (people.rows[i] for i in here.furthest(people))
            bits = measures.mutual_information(people.table)
            return Facts(
                x=people.x,
                y=people.y,
                first=first,
                last=last,
                tells=int(digits.differ(1 + bits, 1)),
                i=measures.mutual_information(people.table, base=self.base),
                i_bits=bits,
                i_full=measures.mutual_information(dependence.bent(FULL, people.table), base=self.base),
                h_x=measures.entropy(people.p_x, base=self.base),
            )

        def _far_facts(self, far: NamedJoint) -> Facts:
            bits = measures.mutual_information(far.table)
            return Facts(
                far_x=far.x,
                far_y=far.y,
                far_i=measures.mutual_information(far.table, base=self.base),
                far_nothing=int(not digits.differ(1 + bits, 1)),
                far_little=int(bits <= LITTLE),
            )

        def _observed_facts(self, sky: NamedJoint) -> Facts:
            left, before = sky.left_open(self.base), measures.entropy(sky.p_y, base=self.base)
            lucky, *_, unlucky = sky.by_luck()
            always = all(moved(before, after) == "falls" for after in left)
            return Facts(
                second_x=sky.x,
                second_y=sky.y,
                second_h_y=before,
                second_i=measures.mutual_information(sky.table, base=self.base),
                lucky=sky.rows[lucky],
                unlucky=sky.rows[unlucky],
                lucky_does=moved(before, left[lucky]),
                unlucky_does=moved(before, left[unlucky]),
                surer=1 if always else 2,
                second_tells=int(digits.differ(1 + measures.mutual_information(sky.table), 1)),
            )

        def _feature_facts(self) -> Facts:
            leaders, names = self.leaders, self.feature_names
            best, following = (*leaders, 0, 0)[:2]
            return Facts(
                target=self.target,
                two_lead=int(len(leaders) == 2),
                one_leads=int(len(leaders) == 1),
                best=names[best],
                next=names[following],
                best_score=self._told(best),
                next_score=self._told(following),
            )

        def _told(self, i: int) -> float:
            return measures.mutual_information(dependence.feature_set(self.scores)[i], base=self.base)

    # Beats.

    @beat(title="A stranger")
    def mosaic(self) -> None:
        """Lay out a joint distribution and let its seams bend; beside it then one whose seams hardly do."""
        self._set_up()
        far_slide, far = stage.ValueTracker(0.0), self.params.tables()[1]
        other = stage.Mosaic.of(far, bending(far, far_slide), self.beside)
        slices = here.slice_bars(self.square, self.people, self.beside)
        self.play(self.square.grow(), run_time=2)
        self.until("areas")
        for heading, bars in slices:
            self.play(stage.FadeIn(heading), bars.grow(), run_time=1.5)
        self.until("joint")
        self.play(stage.FadeIn(self.name_of_joint), run_time=0.6)
        self.until("bend")
        self.play(self.slide.animate.set_value(TABLE), run_time=2.5)
        self.until("far")
        self.play(*map(stage.FadeOut, chain(*slices)), run_time=0.5)
        self.play(other.grow(), run_time=1.5)
        self.until("straight")
        self.play(far_slide.animate.set_value(TABLE), run_time=1.5)

    @beat(keeps=["square", "name_of_joint"], title="By chance")
    def product(self) -> None:
        """Lay the product of the marginals beside the joint; tint each pair by the log ratio, and average that."""
        chance = stage.Derived(lambda: np.outer(self.people.p_x, self.people.p_y).ravel())
        product = stage.Mosaic.of(self.people, chance, self.beside, paint=stage.plain_paint("model"))
        name = here.over(product, "model(p(x) p(y))")
        rests = [self.fact(name)() for name in ("i", "i_full")]
        equation = here.divergence(stage.readout_band(), self.known, self.unit, rests)

        self.until("chance")
        self.play(product.grow(), stage.FadeIn(name), run_time=1.5)
        self.until("tint")
        self.play(self.tint.animate.set_value(1), run_time=2)
        for cue, part in zip(("kl", "name", "number"), (equation[1], equation[0], equation[2]), strict=True):
            self.until(cue)
            self.play(stage.FadeIn(part), run_time=0.6)
        for cue, stop, end in (("none", 0.0, "full"), ("full", FULL, "end")):
            self.until(cue)
            self.play(self.slide.animate.set_value(stop), run_time=self.time_to(end, at_most=2.5))

    @beat(title="Two strips")
    def overlap(self) -> None:
        """Let the two entropies slide over each other; their overlap is what they share."""
        people, slide = self.params.tables()[0], stage.ValueTracker(0.0)
        bent, rest = bending(people, slide), self.fact("i")()
        o = here.Overlap(bent, people.shape, stage.canvas(), base=self.base, rest=rest)
        total = o.total(stage.readout_band(), self.unit)
        self.play(o.strips.grow(), run_time=1.5)
        self.until("lengths")
        self.play(*stage.arriving(o.over, o.under), *map(stage.FadeIn, total[:2]), run_time=0.6)
        self.until("slide")
        self.play(slide.animate.set_value(TABLE), run_time=self.time_to("share", at_most=3))
        self.until("share")
        self.play(*stage.arriving(o.both), run_time=0.6)
        self.until("union")
        self.play(*stage.arriving(o.union), stage.FadeIn(total[2]), run_time=0.6)
        self.until("sum")
        self.play(stage.FadeIn(total[3]), run_time=0.6)

    @beat(title="A look")
    def observe(self) -> None:
        """Learn X: a slice fills the square, and the tank of Y falls, though not with every slice."""
        sky = self.params.tables()[2]
        self.seen = seen = here.Observed(sky, stage.full_canvas(), base=self.base, unit=self.unit)
        card = self.question(seen.band)
        self.play(seen.square.grow(), run_time=1)
        self.until("open")
        self.play(stage.FadeIn(seen.scale), seen.vessels.grow(), stage.FadeIn(seen.opened), run_time=1)
        self.play(seen.before.grow(), run_time=0.6)
        self.ask(card)
        lucky, *_, unlucky = sky.by_luck()
        self.until("lucky")
        self.play(seen.learn(lucky), run_time=self.time_to("unlucky", at_most=1.5))
        self.until("unlucky")
        self.play(seen.learn(unlucky), run_time=1.2)
        self.play(card.decide(), run_time=self.time_to("average", at_most=0.6))
        self.until("average")
        self.play(stage.FadeOut(card), seen.forget(), run_time=0.7)
        self.play(*seen.divide(), run_time=0.7)
        self.play(seen.vessels.level_out(), run_time=self.time_to("gain", at_most=1.5))
        self.until("gain")
        self.play(seen.after.grow(), stage.FadeIn(seen.gain), run_time=0.6)
        self.play(*map(stage.FadeIn, seen.fall), run_time=0.8)
        self.until("less")
        self.emphasize(seen.fall[-1])

    @beat(title="Nothing, and all")
    def extremes(self) -> None:
        """Go from next to nothing to a variable with itself; then look at a table from either side."""
        people, far, sky = self.params.tables()
        twins = NamedJoint.of(people.x, f"{people.x}, again", people.rows, people.rows, np.diag(people.p_x))
        slides = [stage.ValueTracker(0.0) for _ in range(3)]
        pairs = [(pair, bending(pair, slide)) for pair, slide in zip((far, people, twins), slides, strict=True)]
        box = stage.full_canvas()
        cards = here.side_by_side(pairs, box, base=self.base, unit=self.unit, size="title")
        turned = NamedJoint.of(sky.y, sky.x, sky.columns, sky.rows, sky.table.T)
        both = [(pair, stage.Mass(pair.table.ravel())) for pair in (sky, turned)]
        sides = here.side_by_side(both, box, base=self.base, unit=self.unit)

        self.play(cards[0].square.grow(), stage.FadeIn(cards[0].x_name), run_time=1)
        self.play(stage.FadeIn(cards[0].value), run_time=0.5)
        for cue, card, slide in zip(("far", "near", "itself"), cards, slides, strict=True):
            self.until(cue)
            if card is not cards[0]:
                self.play(card.square.grow(), *map(stage.FadeIn, card.parts[1:]), run_time=0.6)
            self.play(slide.animate.set_value(TABLE), run_time=1.2)
        self.until("swap")
        self.play(*(stage.FadeOut(part) for card in cards for part in card.parts), run_time=0.4)
        for side in sides:
            self.play(side.square.grow(), stage.FadeIn(side.x_name), run_time=0.8)
        self.until("same")
        self.play(*(stage.FadeIn(side.value) for side in sides), run_time=0.8)

    @beat(title="In numpy")
    def code(self) -> None:
        """Compute it twice: as a divergence, and from entropies."""
        least = self.listing_width(), 3.4
        left, right = stage.full_canvas().parts(2.7, 1, gutter=0.5, least=least, heights=(2.1, 1))
        listing = self.listing(left, role="shared")
        people = self.params.tables()[0]
        shown = here.Shared(people, stage.Mass(people.table.ravel()), right, base=2, unit="bits")
        self.play(stage.FadeIn(listing), shown.square.grow(), stage.FadeIn(shown.x_name), run_time=1)
        for step in range(1, STATEMENTS):
            self.until(f"line_{step}")
            self.play(listing.light(step), run_time=0.5)
            if step == RESULT:
                self.play(stage.FadeIn(shown.value), run_time=0.5)

    @beat(title="Correlation")
    def sine(self) -> None:
        """Share much without correlation: a sine over one period; then shift the period, and the line tilts."""
        params = self.params
        windows = params.start, params.other_start
        self.window = w = here.SineWindow(
            stage.canvas(), windows, params.bins, here.FINE, base=self.base, unit=self.unit
        )
        rho, *told = w.numbers(stage.readout_band(), self.fact("rho")(), self.fact("other_rho")())
        card = self.question(w.beside)
        self.play(stage.FadeIn(w.chart), run_time=0.5)
        self.until("curve")
        self.play(w.curve.grow(), run_time=self.time_to("line", at_most=2))
        self.until("line")
        self.play(w.line.grow(), stage.FadeIn(rho), run_time=1)
        self.ask(card)
        self.until("bins")
        self.play(w.cells.grow(), stage.FadeIn(w.binning), card.decide(), run_time=1)
        self.play(stage.FadeOut(card), run_time=0.4)
        self.play(stage.FadeIn(w.scale), w.tank.grow(), stage.FadeIn(told[0]), run_time=1)
        self.play(w.entropy.grow(), stage.FadeIn(told[1]), run_time=0.6)
        self.until("sweep")
        self.play(stage.FadeIn(w.probe), run_time=0.4)
        self.play(w.sweep(), run_time=self.time_to("shift", at_most=6), rate_func=stage.linear)
        self.play(stage.FadeOut(w.probe), run_time=0.3)
        self.until("shift")
        self.play(w.start.animate.set_value(params.other_start), run_time=self.time_to("end", at_most=4))

    @beat(title="Which signs tell?")
    def features(self) -> None:
        """Score features by what they tell about the target; the useful ones light up."""
        params = self.params
        tables = dependence.feature_set(params.scores)
        highest = measures.entropy(tables[0].sum(axis=0), base=self.base)
        self.cards = cards = here.FeatureCards(
            params.feature_names, tables, stage.canvas(), highest=highest, base=self.base
        )
        band = stage.readout_band()
        call = here.call(band)
        closing = stage.Formula("shared(I(X; Y)) = entropy(H(Y)) - entropy(H(Y|X))")
        for parts in zip(cards.names, cards.mosaics, strict=True):
            self.play(*map(stage.FadeIn, parts), run_time=0.4)
        targets = cards.targets(params.target)
        self.play(*map(stage.FadeIn, targets), run_time=0.4)
        self.until("score")
        self.play(*map(stage.FadeIn, (*cards.tanks, *cards.scores)), run_time=0.6)
        bends: list[Any] = [tracker.animate.set_value(1) for tracker in cards.bends]
        self.play(stage.LaggedStart(*bends, lag_ratio=0.5), run_time=self.time_to("light", at_most=8))
        for cue, leader in zip_longest(("light", "second"), params.leaders):
            self.until(cue)
            if leader is not None:
                self.play(stage.FadeIn(cards.frames[leader]), run_time=0.6)
        self.until("select")
        lights = [1.0 if kept else DARK for kept in params.kept]
        turned = [t.animate.set_value(light) for t, light in zip(cards.lights, lights, strict=True)]
        leaving = [] if params.kept[0] else [stage.FadeOut(name) for name in targets]
        self.play(*turned, *leaving, run_time=1.2)
        for cue, part in zip(("call", "samples"), call, strict=True):
            self.until(cue)
            self.play(stage.FadeIn(part), run_time=0.6)
        self.until("take")
        self.play(*map(stage.FadeOut, call), run_time=0.4)
        self.play(stage.FadeIn(closing.at(band.x, band.y)), run_time=0.6)

    # What the beats are built from.

    def _set_up(self) -> None:
        """Build the joint at the left, and keep the room beside it."""
        self.people = self.params.tables()[0]
        self.slide, self.tint = stage.ValueTracker(0.0), stage.ValueTracker(0.0)
        left, self.beside = stage.canvas().parts(1, 1, gutter=0.8)
        paint = stage.blended_paint(stage.plain_paint("truth"), stage.log_ratio_paint(), self.tint.get_value)
        self.square = stage.Mosaic.of(self.people, bending(self.people, self.slide), left, paint=paint)
        self.name_of_joint = here.over(self.square, "truth(p(x, y))")

    def known(self) -> float:
        """Return the mutual information of the joint as it is bent."""
        return measures.mutual_information(self.square.table, base=self.base)


def bending(pair: NamedJoint, slide: stage.ValueTracker) -> stage.Derived:
    """Return the joint of a pair as dependent as a slider says."""
    return stage.Derived(lambda: dependence.bent(slide.get_value(), pair.table).ravel())
