"""The opening: what the film is about, and its steps."""

from __future__ import annotations

from bits import stage
from bits.authoring.concept import CONCEPTS, ConceptScene, beat
from bits.authoring.parameters import Facts, SceneParams
from bits.speech.script import read


class Opening(ConceptScene):
    """The welcome: the titles of all concepts, as mass passes over them."""

    class Params(SceneParams):
        def facts(self) -> Facts:
            return Facts(count=len(CONCEPTS))

    @beat
    def welcome(self) -> None:
        """Let mass spread over the steps while their titles appear."""
        names, steps = stage.full_canvas().rows(3.4, 1)
        columns = names.inset(x=0.3).parts(1, 1, least=(5.4, 5.4))
        half = -(-len(CONCEPTS) // 2)
        places = [row for column in columns for row in column.rows(*[1.0] * half)]
        titles = [
            stage.Words(f"{number}   {short(name)}", "body", fit=place.width).at(place.left, place.y, "left")
            for number, (name, place) in enumerate(zip(CONCEPTS, places, strict=False), 1)
        ]
        first = [1.0, *[0.0] * (len(CONCEPTS) - 1)]
        mass = stage.Mass(first)
        self.play(stage.FadeIn(stage.Steps(mass, steps.sized(width=6.0, height=0.9))), run_time=0.5)
        self.until("steps")
        listing = stage.LaggedStart(*map(stage.FadeIn, titles), lag_ratio=0.5)
        uniform = [1.0 / len(CONCEPTS)] * len(CONCEPTS)
        self.play(listing, mass.animate.flow(uniform), run_time=self.time_to("learning", at_most=4))
        self.until("learning")
        self.play(mass.animate.flow(first), run_time=self.time_to("end", at_most=2))


def short(concept_name: str) -> str:
    """Return a concept's title up to its colon."""
    return read(concept_name).title.partition(":")[0]
