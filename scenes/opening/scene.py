"""The opening: what the film is about, and its steps."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field

from bits import stage
from bits.authoring import typed
from bits.authoring.concept import Bookend, beat
from bits.authoring.declared import Kind
from bits.authoring.parameters import Facts, SceneParams
from bits.authoring.project import Project
from bits.speech.script import read

HERE = Project(Path(__file__).absolute().parents[2])


class Opening(Bookend):
    """The welcome: the titles of all concepts, as mass passes over them."""

    class Params(SceneParams):
        concepts: Annotated[tuple[str, ...], BeforeValidator(typed.labels), Kind("scenes", items="scenes")] = Field(
            default_factory=HERE.steps, min_length=1, max_length=12, description="the concepts that are announced"
        )

        def facts(self) -> Facts:
            return Facts(count=len(self.concepts))

    @beat
    def welcome(self) -> None:
        """Let mass spread over the steps while their titles appear."""
        concepts = self.params.concepts
        names, steps = stage.full_canvas().rows(3.4, 1)
        columns = names.inset(x=0.3).parts(1, 1, least=(5.4, 5.4))
        half = -(-len(concepts) // 2)
        places = [row for column in columns for row in column.rows(*[1.0] * half)]
        titles = [
            stage.Words(f"{number}   {short(name)}", "body", fit=place.width).at(place.left, place.y, "left")
            for number, (name, place) in enumerate(zip(concepts, places, strict=False), 1)
        ]
        first = [1.0, *[0.0] * (len(concepts) - 1)]
        mass = stage.Mass(first)
        self.play(stage.FadeIn(stage.Steps(mass, steps.sized(width=6.0, height=0.9))), run_time=0.5)
        self.until("steps")
        listing = stage.LaggedStart(*map(stage.FadeIn, titles), lag_ratio=0.5)
        uniform = [1.0 / len(concepts)] * len(concepts)
        self.play(listing, mass.animate.flow(uniform), run_time=self.time_to("learning", at_most=4))
        self.until("learning")
        self.play(mass.animate.flow(first), run_time=self.time_to("end", at_most=2))


def short(concept_name: str) -> str:
    """Return a concept's title up to its colon."""
    return read(concept_name, HERE.narration).title.partition(":")[0]
