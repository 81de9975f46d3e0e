"""Mutual information: what knowing X tells about Y."""

from __future__ import annotations

import math
from typing import Annotated, Any

import numpy as np
from pydantic import Field

from bits import stage
from bits.authoring.concept import ConceptScene, beat
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
from bits.authoring.wording import moved, verdict
from bits.theory import dependence, measures
from bits.theory.named_joint import NamedJoint
from scenes import mutual_information as here

TABLE, FULL = 0.5, 1.0
"""Where the slider stands when the joint is the table itself, and when it is as dependent as it can be."""
FINE = 200
"""Bins, in each direction, from which correlation and fitted line are computed."""
THREE = (2.2, 2.2, 1.3)
"""The shares of the joint, of what stands beside it, and of the tank."""
TWO = (1.5, 1)
"""The shares of a picture and of the tank beside it."""
DIM, LIT, DARK = 0.6, 1.0, 0.22
"""The light on a feature before it is judged, if it is useful, and if it is not."""
MOST_FEATURES = 6


class MutualInformation(ConceptScene):
    """Mutual information: what knowing X tells about Y."""

    class Params(MeasuredParams):
        joint: Joint = Field(((0.4, 0.1), (0.1, 0.4)), description="how often each pair comes; X along the rows")
        rows: Labels = Field(("short", "tall"), description="names of the values of X")
        columns: Labels = Field(("light", "heavy"), description="names of the values of Y")
        counts: CountsFile = Field("", description="a CSV file of counts, in place of joint, rows and columns")
        x: str = Field("height", min_length=1, max_length=16, description="what X is")
        y: str = Field("weight", min_length=1, max_length=16, description="what Y is")
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

        def together(self) -> None:
            same_length(scores=self.scores, features=self.features)
            if not self.counts:
                same_length(joint=self.joint, rows=self.rows)
                same_length(**{"a row of joint": self.joint[0], "columns": self.columns})
            same_length(second=self.second, second_rows=self.second_rows)
            same_length(**{"a row of second": self.second[0], "second_columns": self.second_columns})
            self.tables()  # raises, saying what is wrong

        def tables(self) -> tuple[NamedJoint, NamedJoint]:
            """Return the table that is bent (that of the file, if there is one), and the one that is observed."""
            first = self.counts if self.counts else self
            return (
                NamedJoint.of(self.x, self.y, first.rows, first.columns, first.joint),
                NamedJoint.of(self.second_x, self.second_y, self.second_rows, self.second_columns, self.second),
            )

        @property
        def kept(self) -> list[bool]:
            return [score >= self.useful for score in self.scores]

        @property
        def feature_names(self) -> tuple[str, ...]:
            return self.features or tuple(f"feature {i + 1}" for i in range(len(self.scores)))

        def facts(self) -> Facts:
            (bent, sky), base = self.tables(), self.base
            told = Facts(
                unit=self.unit,
                x=self.x,
                y=self.y,
                i=measures.mutual_information(bent.table, base=base),
                i_full=measures.mutual_information(dependence.bent(FULL, bent.table), base=base),
                target=self.target,
                verdict=verdict(self.feature_names, self.kept),
            )
            return told | self._observed_facts(sky) | self._sine_facts()

        def _observed_facts(self, sky: NamedJoint) -> Facts:
            left, before = sky.left_open(self.base), measures.entropy(sky.p_y, base=self.base)
            lucky, *_, unlucky = sky.by_luck()
            return Facts(
                second_x=self.second_x,
                second_y=self.second_y,
                second_h_x=measures.entropy(sky.p_x, base=self.base),
                second_h_y=before,
                second_i=measures.mutual_information(sky.table, base=self.base),
                lucky=sky.rows[lucky],
                unlucky=sky.rows[unlucky],
                lucky_does=moved(before, left[lucky]),
                unlucky_does=moved(before, left[unlucky]),
            )

        def _sine_facts(self) -> Facts:
            rho, other = (
                dependence.correlation(*dependence.sine_joint(FINE, start * math.pi))
                for start in (self.start, self.other_start)
            )
            joint, _, _ = dependence.sine_joint(self.bins, self.start * math.pi)
            return Facts(
                bins=self.bins,
                rho=rho,
                other_rho=other,
                line_is="lies flat" if rho == 0 else "is tilted",
                i_sine=measures.mutual_information(joint, base=self.base),
            )

    # Beats.

    @beat
    def mosaic(self) -> None:
        """Bend the seams of a joint distribution; what stands at its sides stays put."""
        self._set_up()
        slices = here.slice_bars(self.square, self.people, self.beside[0].upto(self.beside[1]))
        self.play(self.square.grow(), run_time=2)
        for cue in ("areas", "straight"):
            self.until(cue)
            for heading, bars in slices[:1]:
                self.play(stage.FadeIn(heading), bars.grow(), run_time=1)
            slices = slices[1:]
        self.until("bend")
        self.play(stage.FadeIn(self.slider), run_time=0.5)
        self.play(self.slide.animate.set_value(FULL), run_time=self.time_to("stay", at_most=4))
        self.until("stay")
        self.play(self.slide.animate.set_value(TABLE), run_time=self.time_to("end", at_most=3))

    @beat(keeps=["square", "slider"])
    def product(self) -> None:
        """Lay the product of the marginals beside the joint; tint each pair by the log ratio, and average that."""
        middle, right = self.beside
        chance = stage.Derived(lambda: np.outer(self.people.p_x, self.people.p_y).ravel())
        name = stage.Formula("model(p(x) p(y))", "body")
        product = stage.Mosaic.of(self.people, chance, middle, name, stage.plain_paint("model"))
        held = here.SharedTank(self.known, right, self.fact("i_full")(), self.unit, self.square.area.bottom)
        formula = stage.Formula('waste("KL"(truth(p(x, y)) || model(p(x) p(y)))) =', "body")
        rests = [self.fact(name)() for name in ("i", "i_full")]
        value = stage.Readout(formula, self.known, role="shared", rests=rests)
        value.at(self.band.right, self.band.y, "right")

        self.until("product")
        self.play(stage.FadeIn(product), run_time=1.2)
        self.until("tint")
        self.play(self.tint.animate.set_value(1), run_time=self.time_to("average", at_most=2))
        self.until("average")
        self.play(stage.FadeIn(value), stage.FadeIn(held.scale), held.tank.grow(), run_time=1.2)
        for cue, stop, end in (("none", 0.0, "table"), ("table", TABLE, "full"), ("full", FULL, "end")):
            self.until(cue)
            self.play(self.slide.animate.set_value(stop), run_time=self.time_to(end, at_most=2))

    @beat(keeps=["square"])
    def overlap(self) -> None:
        """Let the two entropies slide over each other as the seams bend; their overlap is what they share."""
        o = here.Overlap(self.joint, self.people.shape, self.beside[0].upto(self.beside[1]), base=self.base)
        cut, shared, rest = o.parts(stage.readout_band())
        self.play(self.slide.animate.set_value(0), run_time=self.time_to("lengths", at_most=1.5))
        self.until("lengths")
        self.play(o.strips.grow(), run_time=0.8)
        self.play(*stage.arriving(o.over, o.under), run_time=0.6)
        self.until("slide")
        self.play(self.slide.animate.set_value(TABLE), run_time=self.time_to("share", at_most=4))
        self.until("share")
        self.play(*stage.arriving(shared), run_time=0.6)
        self.until("offcuts")
        self.play(*stage.arriving(cut, rest), run_time=0.6)
        self.until("union")
        self.play(o.strips.join(), run_time=1.2)
        self.play(*stage.arriving(o.union), run_time=0.6)

    @beat
    def observe(self) -> None:
        """Learn X: a slice fills the square, and the tank of Y falls, though not with every slice."""
        sky = self.params.tables()[1]
        self.seen = seen = here.Observed(sky, stage.canvas(), base=self.base, unit=self.unit)
        told = stage.Formula("shared(I(X; Y))", "body")
        opened, gained = stage.readout_row(
            stage.Readout(f"open about {sky.y}", seen.open, self.unit, role="entropy"),
            stage.Readout(told, self.fact("second_i"), self.unit, role="shared", rests=[self.fact("second_i")()]),
        )
        self.play(seen.square.grow(), run_time=1)
        self.play(
            stage.FadeIn(seen.names[0]),
            stage.FadeIn(seen.scale),
            seen.vessels.grow(),
            stage.FadeIn(opened),
            run_time=0.8,
        )
        self.play(seen.before.grow(), run_time=0.6)
        lucky, *_, unlucky = sky.by_luck()
        for cue, x, end in (("lucky", lucky, "unlucky"), ("unlucky", unlucky, "average")):
            self.until(cue)
            self.play(seen.learn(x), run_time=self.time_to(end, at_most=2.5))
        self.until("average")
        self.play(seen.forget(), run_time=1)
        self.play(*seen.divide(), stage.FadeOut(seen.names[0]), run_time=1)
        self.play(seen.vessels.level_out(), run_time=self.time_to("gain", at_most=2))
        self.until("gain")
        self.play(
            stage.FadeIn(seen.names[1]), seen.after.grow(), stage.FadeIn(seen.gain), stage.FadeIn(gained), run_time=0.8
        )

    @beat
    def extremes(self) -> None:
        """Go from independence to a variable with itself; then look at a table from either side."""
        alike, twins = self._twins()
        sky, slide = self.params.tables()[1], stage.ValueTracker(0.0)
        o = here.Overlap(bending(sky, slide), sky.shape, stage.canvas(), base=self.base)
        sides = o.sides(stage.readout_band())
        square, tank, scale, line, value = twins

        self.play(square.grow(), run_time=0.8)
        self.play(stage.FadeIn(scale), stage.FadeIn(tank), stage.FadeIn(value), run_time=0.8)
        self.until("itself")
        self.play(line.grow(), run_time=0.5)
        self.play(alike.animate.set_value(TABLE), run_time=self.time_to("either", at_most=3))
        self.until("either")
        self.play(*map(stage.FadeOut, twins), run_time=0.4)
        self.play(o.strips.grow(), run_time=0.6)
        self.play(*stage.arriving(o.over, o.under), run_time=0.4)
        self.play(slide.animate.set_value(TABLE), run_time=self.time_to("same", at_most=3))
        self.until("same")
        for side in sides:
            self.play(*stage.arriving(side), run_time=0.7)

    @beat
    def sine(self) -> None:
        """Share much without correlation: a sine over one period; then shift the period, and the line tilts."""
        params = self.params
        windows = params.start, params.other_start
        self.window = w = here.SineWindow(stage.canvas(), windows, params.bins, FINE, base=self.base, unit=self.unit)
        rhos, told = [self.fact("rho")(), self.fact("other_rho")()], self.fact("i_sine")()
        rho, known = stage.readout_row(
            stage.Readout("correlation", w.correlation, decimals=2, role="model", signed=True, rests=rhos),
            stage.Readout("mutual information", w.information, self.unit, decimals=2, role="shared", rests=[told]),
        )
        self.play(stage.FadeIn(w.chart), run_time=0.5)
        self.play(w.curve.grow(), run_time=self.time_to("line", at_most=2))
        self.until("line")
        self.play(w.line.grow(), stage.FadeIn(w.correlation_scale), stage.FadeIn(rho), run_time=1)
        self.until("bins")
        self.play(w.cells.grow(), run_time=1.2)
        self.play(stage.FadeIn(w.scale), w.tank.grow(), stage.FadeIn(known), run_time=1.2)
        self.play(w.entropy.grow(), run_time=0.6)
        self.until("shift")
        self.play(w.start.animate.set_value(params.other_start), run_time=self.time_to("end", at_most=4))

    @beat
    def features(self) -> None:
        """Score features by what they tell about the target; the useful ones light up."""
        params = self.params
        tables = dependence.feature_set(params.scores)
        highest = measures.entropy(tables[0].sum(axis=0), base=self.base)
        self.cards = cards = here.FeatureCards(
            params.feature_names, tables, stage.canvas(), highest=highest, base=self.base, light=DIM
        )
        legend = cards.legend(stage.readout_band(), params.target, self.unit)
        for parts in zip(cards.names, cards.mosaics, strict=True):
            self.play(*map(stage.FadeIn, parts), run_time=0.4)
        self.play(*map(stage.FadeIn, legend), run_time=0.4)
        self.until("score")
        self.play(*map(stage.FadeIn, (*cards.tanks, *cards.scores)), run_time=0.6)
        bends: list[Any] = [tracker.animate.set_value(1) for tracker in cards.bends]
        self.play(stage.LaggedStart(*bends, lag_ratio=0.7), run_time=self.time_to("light", at_most=7))
        self.until("light")
        for light, chosen in ((LIT, params.kept), (DARK, [not kept for kept in params.kept])):
            turned = [t.animate.set_value(light) for t, yes in zip(cards.lights, chosen, strict=True) if yes]
            self.play(*turned, run_time=1) if turned else None

    # What the beats are built from.

    def _set_up(self) -> None:
        """Build the joint that the slider bends, at the left, and keep the room beside it."""
        self.people = self.params.tables()[0]
        self.slide, self.tint = stage.ValueTracker(0.0), stage.ValueTracker(0.0)
        self.joint = bending(self.people, self.slide)
        left, *self.beside = stage.canvas().parts(
            *THREE, gutter=0.35, least=(0, 0, stage.Scale.ROOM + stage.Tank.LEAST), stacked=(1, 2)
        )
        paint = stage.blended_paint(stage.plain_paint("truth"), stage.log_ratio_paint(), self.tint.get_value)
        self.square = stage.Mosaic.of(self.people, self.joint, left, stage.Formula("truth(p(x, y))", "body"), paint)
        under, middle, right = stage.readout_band().parts(*THREE, gutter=0.35, least=(3.2, 4.6, 2.5), stacked=(1, 2))
        self.band = middle.upto(right)
        self.slider = stage.Slider(
            self.slide.get_value,
            under.trimmed(bottom=0.3),
            stage.linear_share(0, FULL),
            name=stage.Words("dependence", "small"),
            stops=[(0.0, "none"), (TABLE, ""), (FULL, "full")],
        )

    def known(self) -> float:
        """Return the mutual information of the joint as the slider stands."""
        return measures.mutual_information(self.square.table, base=self.base)

    def _twins(self) -> tuple[stage.ValueTracker, tuple[Any, ...]]:
        """Return how alike X and its twin are, and their square, tank, scale, level and readout."""
        sky, alike = self.params.tables()[1], stage.ValueTracker(0.0)
        twins = NamedJoint.of(sky.x, f"{sky.x}, once more", sky.rows, sky.rows, np.diag(sky.p_x))
        left, right = stage.canvas().columns(*TWO, gutter=1.0, least=(0, 2 * stage.Tank.LEAST))
        self.square = stage.Mosaic.of(twins, bending(twins, alike), left, stage.Formula("truth(p(x, y))", "body"))
        most = self.fact("second_h_x")
        held = here.SharedTank(self.known, right, most(), self.unit, self.square.area.bottom, most)
        (value,) = stage.readout_row(stage.Readout("mutual information", self.known, self.unit, role="shared"))
        return alike, (self.square, held.tank, held.scale, held.line, value)


def bending(pair: NamedJoint, slide: stage.ValueTracker) -> stage.Derived:
    """Return the joint of a pair as dependent as a slider says."""
    return stage.Derived(lambda: dependence.bent(slide.get_value(), pair.table).ravel())
