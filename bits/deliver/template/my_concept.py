"""My concept: noise spreads the mass. docs/new-concept.md walks through this file."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from bits import stage
from bits.authoring.concept import ConceptScene, beat
from bits.authoring.parameters import Distribution, Facts, Labels, MeasuredParams, Probability, shown
from bits.theory import measures

MARKS = 2.1
"""Room right of the chart for what compares two levels, in scene units: the frame is 8 of them high."""
GAP = 0.35
"""How far beside the chart it stands."""


class MyConcept(ConceptScene):
    """Noise spreads the mass, and entropy rises."""

    class Params(MeasuredParams):  # what a lecturer can change: --set NAME=VALUE. MeasuredParams brings the unit.
        P: Distribution = Field((0.7, 0.1, 0.1, 0.1), description="how likely each outcome is")
        labels: Labels = Field((), description="names of the outcomes; letters if empty")
        noise: Probability = Field(0.6, gt=0, le=1, description="the chance that an outcome is drawn blindly instead")

        of_one_length = (("P", "labels"),)  # a label for each outcome, or none

        def together(self) -> None:  # rules that no parameter breaks alone; told before anything is drawn
            if np.allclose(self.P, self.P[0]):
                raise ValueError(f"parameter P = {shown(self.P)}: noise changes nothing where all are alike")

        @property
        def noisy(self) -> NDArray[np.float64]:
            return (1 - self.noise) * np.array(self.P) + self.noise / len(self.P)

        def facts(self) -> Facts:  # the numbers of the scene, for its narration and its readouts; asked of the measures
            before, after = (measures.entropy(pmf, base=self.base) for pmf in (self.P, self.noisy))
            return Facts(h_p=before, h_noisy=after, rise=after - before, noise=self.noise, unit=self.unit)

    @beat  # one beat is one section of narration/my_concept.md, one clip, one chapter
    def measure(self) -> None:
        """Lay the masses down as widths, stand their surprise on them, and let the areas melt."""
        box = stage.canvas().trimmed(left=stage.Scale.ROOM, right=MARKS)  # places are cut out of the frame, not typed
        self.mass = stage.Mass(self.params.P)  # every view below follows this mass, at every instant
        bars = stage.MassBars(self.mass, box, labels=self.params.labels, highest=max(self.params.P))
        self.columns = stage.AreaBars(
            self.mass, self.mass, box, tallest=self.tallest(), labels=self.params.labels, base=self.base
        )
        right, height_of = self.columns.area.right, self.columns.height_of
        self.scale = stage.Scale(box.left, right, height_of, self.tallest(), self.unit)
        self.before, self.now = stage.readout_row(
            stage.Readout("entropy of P", self.fact_h_p, self.unit, role="entropy"),
            stage.Readout("entropy now", self.entropy_now, self.unit, role="entropy"),
        )

        self.play(bars.grow(), run_time=1.5)
        self.until("lie")  # hold the picture until the word after [[lie]] is spoken
        self.play(stage.FadeOut(stage.VGroup(*bars.numbers, bars.base)), run_time=0.4)
        self.remove(*bars.get_family())  # the feet of the columns take their place
        self.play(self.columns.lay_down(bars), run_time=self.time_to("surprise", at_most=1.5))
        self.until("surprise")
        self.play(stage.FadeIn(self.scale), self.columns.grow(), run_time=self.time_to("area", at_most=2))
        self.until("pour")
        self.play(stage.FadeIn(self.before), run_time=0.6)
        self.play(self.columns.melt(), run_time=self.time_to("level", at_most=4))  # all widths together are 1

    @beat(keeps=["columns", "scale", "before"])  # all else fades out when the page turns
    def blur(self) -> None:
        """Let the noise in: mass flows to where there was little, and the level climbs."""
        area, height_of = self.columns.area, self.columns.height_of
        edge = area.right + GAP
        line = stage.Level(self.fact_h_p, area.left, edge, height_of, role="text")
        gain = stage.Span(self.fact_h_p, self.entropy_now, edge, height_of, role="entropy")

        self.until("level")
        self.play(line.grow(), stage.FadeIn(self.now), run_time=1)
        self.until("flow")
        self.add(gain)
        self.play(self.mass.animate.flow(self.params.noisy), run_time=self.time_to("risen", at_most=7))
        self.until("rise")
        self.play(stage.Indicate(gain.submobjects[-1], color=stage.colour("entropy")), run_time=1)

    # Where the views find their numbers. They ask each time that they are drawn, so no number is ever stale.

    def fact_h_p(self) -> float:
        """Return a fact: a number that stays."""
        return float(self.facts["h_p"])

    def entropy_now(self) -> float:
        """Return the entropy of the mass as it stands."""
        return measures.entropy(self.mass.values, base=self.base)

    def tallest(self) -> float:
        """Return the largest surprise that the columns have to show, and a little headroom."""
        rarest = min(p for p in (*self.params.P, *self.params.noisy) if p > 0)
        return 1.06 * float(measures.surprise(rarest, base=self.base))
