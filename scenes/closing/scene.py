"""The closing: the film's numbers are the viewer's to change."""

from __future__ import annotations

from pydantic import Field

from bits import stage
from bits.authoring.concept import Bookend, beat
from bits.authoring.parameters import Distribution, Facts, MeasuredParams
from bits.theory import measures


class Closing(Bookend):
    """The farewell: one last distribution, as area bars and as a tank, in motion."""

    class Params(MeasuredParams):
        P: Distribution = Field((0.5, 0.25, 0.125, 0.125), description="the distribution that moves once more")

        def facts(self) -> Facts:
            return Facts(h_p=measures.entropy(self.P, base=self.base), unit=self.unit)

    @beat
    def farewell(self) -> None:
        """Let the level rise and sink, the mass flow to the other end, and rest where it began."""
        P = self.params.P
        self.mass = stage.Mass(P)
        chart, vessel = stage.canvas().columns(1, 1, gutter=0.9)  # as wide as one another: areas become levels
        rarest = min(p for p in P if p > 0)
        tallest = 1.1 * float(measures.surprise(rarest, base=self.base))
        self.chart = stage.AreaBars(self.mass, self.mass, chart, tallest=tallest, base=self.base)
        self.tank = stage.Tank(self.chart.contributions, vessel, self.chart.ruler, floor=self.chart.area.bottom)
        self.readout = stage.Readout("entropy", self.entropy, self.unit, role="entropy")
        band = stage.readout_band()
        self.play(*map(stage.FadeIn, (self.chart, self.tank, self.readout.at(band.x, band.y))), run_time=0.6)
        alike = [1.0 / len(P)] * len(P)
        for cue, by, goal in (
            ("surprised", "less", alike),
            ("less", "change", P),
            ("change", "follow", P[::-1]),
            ("follow", "yours", alike),
            ("yours", "end", P),
        ):
            self.until(cue)
            self.play(self.mass.animate.flow(goal), run_time=self.time_to(by, at_most=2.5))

    def entropy(self) -> float:
        """Return the entropy of the mass as it stands."""
        return measures.entropy(self.mass.values, base=self.base)
