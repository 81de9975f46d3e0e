"""A small scene for the tests of production, with its narration, and scenes of one beat for those of the lint."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pydantic import Field

from bits import stage
from bits.authoring.concept import ConceptScene, beat
from bits.authoring.paces import Pace
from bits.authoring.parameters import Distribution, Facts, MeasuredParams
from bits.speech.script import Template, read
from bits.theory import measures

PACES = {"sink": Pace(3.01, {"flow": 1.0}), "rise": Pace(2.01, {"up": 0.5})}


class Small(ConceptScene):
    """A tank that sinks and rises again."""

    class Params(MeasuredParams):
        P: Distribution = Field((0.5, 0.25, 0.25), description="start")
        Q: Distribution = Field((0.8, 0.1, 0.1), description="end")

        def facts(self) -> Facts:
            return Facts(h_p=measures.entropy(self.P))

    @classmethod
    def narration(cls) -> Template:
        return read("small", Path(__file__).parent)

    @beat
    def sink(self) -> None:
        self.mass = stage.Mass(self.params.P)
        left, right = stage.canvas().columns(1, 1)
        self.chart = stage.AreaBars(self.mass, self.mass, left, tallest=4)
        self.tank = stage.Tank(self.chart.contributions, right, self.chart.ruler, floor=self.chart.area.bottom)
        readout = stage.Readout(stage.Formula("H(P)", "body"), lambda: measures.entropy(self.mass.values), "bits")
        (self.readout,) = stage.readout_row(readout)
        self.play(self.chart.grow(), run_time=self.time_to("flow"))
        self.play(self.tank.pour(self.chart), stage.FadeIn(self.readout), run_time=1)
        self.play(self.mass.animate.flow(self.params.Q), run_time=self.time_to("end"))

    @beat(keeps=["chart", "tank", "readout"])
    def rise(self) -> None:
        self.until("up")
        self.play(self.mass.animate.flow(self.params.P), run_time=self.time_to("end"))


def scene_of(words: str, draw: Callable[[ConceptScene], None], folder: Path) -> type[ConceptScene]:
    """Return a scene whose one beat, "only", says some words and draws something; a folder holds its narration."""
    (folder / "told.md").write_text(f"# Told\n\n## only\n{words}\n")

    class Told(ConceptScene):
        Params = Small.Params

        @classmethod
        def narration(cls) -> Template:
            return read("told", folder)

        @beat
        def only(self) -> None:
            draw(self)

    return Told
