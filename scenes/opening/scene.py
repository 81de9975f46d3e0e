"""The opening: what the film is about, and its steps."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import BeforeValidator, Field

from bits import stage
from bits.authoring import typed
from bits.authoring.concept import Bookend, beat
from bits.authoring.declared import Kind
from bits.authoring.parameters import Facts, SceneParams
from bits.authoring.project import Project
from bits.speech.script import read
from scenes import opening as here

HERE = Project(Path(__file__).absolute().parents[2])


class Opening(Bookend):
    """The welcome: the titles of all concepts, as mass passes over them."""

    class Params(SceneParams):
        concepts: Annotated[tuple[str, ...], BeforeValidator(typed.labels), Kind("scenes", items="scenes")] = Field(
            default_factory=HERE.steps, min_length=1, max_length=12, description="the concepts that are announced"
        )

        def facts(self) -> Facts:
            return Facts(
                count=len(self.concepts),
                one=int(len(self.concepts) == 1),
                whole=int(self.concepts == tuple(HERE.steps())),
            )

    @beat
    def welcome(self) -> None:
        """Let mass wander over the steps, and their titles appear; it ends on the first one."""
        concepts = self.params.concepts
        n = len(concepts)
        mass = stage.Mass(np.full(n, 1 / n))
        contents = here.Contents(mass, [short(name) for name in concepts], stage.full_canvas().inset(y=0.1))
        self.play(stage.FadeIn(contents), run_time=0.8)
        for middle in (0.8, 0.3):
            self.play(mass.animate.flow(around(middle, n)), run_time=self.time_to("steps", at_most=1.8))
        self.until("steps")
        listing = stage.LaggedStart(*map(stage.FadeIn, contents.titles), lag_ratio=0.5)
        self.play(listing, mass.animate.flow(np.full(n, 1 / n)), run_time=self.time_to("first", at_most=3))
        half = -(-n // 2)
        for cue, by, chosen in (("first", "learning", range(half)), ("learning", "need", range(n - half, n))):
            self.until(cue)
            flow = mass.animate.flow([1 / half if i in chosen else 0.0 for i in range(n)])
            lit = [stage.Indicate(contents.titles[i], color=stage.colour("truth"), scale_factor=1) for i in chosen]
            self.play(flow, *lit, run_time=self.time_to(by, at_most=2.5))
        self.until("need")
        self.play(mass.animate.flow([1.0, *[0.0] * (n - 1)]), run_time=self.time_to("end", at_most=2.5))


def around(middle: float, n: int) -> NDArray[np.float64]:
    """Return a bell of mass on n outcomes around a place, 0 being the first and 1 the last."""
    hill = np.exp(-0.5 * ((np.linspace(0, 1, n) - middle) / 0.15) ** 2)
    return np.asarray(hill / hill.sum())


def short(concept_name: str) -> str:
    """Return a concept's title up to its colon."""
    return read(concept_name, HERE.narration).title.partition(":")[0]
