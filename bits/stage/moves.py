"""The few movements of Manim that the film uses; a concept file takes them from the stage, with everything else."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from manim import (
    Animation,
    AnimationGroup,
    Group,
    Indicate,
    LaggedStart,
    Mobject,
    Scene,
    Succession,
    ValueTracker,
    VGroup,
    VMobject,
    linear,
    smooth,
    there_and_back,
)

from bits.stage.readout import settle
from bits.stage.view import View

__all__ = [
    "AnimationGroup",
    "FadeIn",
    "FadeOut",
    "Indicate",
    "LaggedStart",
    "Succession",
    "VGroup",
    "ValueTracker",
    "arriving",
    "halving",
    "linear",
    "smooth",
    "stepwise",
    "there_and_back",
]


class _Fade(Animation):
    """Changes how opaque a picture is, in place: Manim's own fades blend all points of two copies of it."""

    def __init__(self, *mobjects: Mobject, **kwargs: Any) -> None:
        self.picture: Mobject = mobjects[0] if len(mobjects) == 1 else Group(*mobjects)
        super().__init__(self.picture, **kwargs)

    def create_starting_mobject(self) -> Mobject:
        """Remember the inks that can be seen; nothing is copied."""
        leaves = [leaf for leaf in self.picture.family_members_with_points() if isinstance(leaf, VMobject)]
        self._fills = [(leaf, leaf.fill_rgbas) for leaf in leaves if leaf.fill_rgbas[:, 3].any()]
        self._strokes = [(leaf, leaf.stroke_rgbas) for leaf in leaves if leaf.stroke_width > 0]
        return Mobject()

    def show(self, opacity: float) -> None:
        """Show the picture at that part of its opacity, from 0 to 1."""
        ink = np.array([1.0, 1.0, 1.0, opacity])
        for leaf, rgbas in self._fills:
            leaf.fill_rgbas = rgbas * ink
        for leaf, rgbas in self._strokes:
            leaf.stroke_rgbas = rgbas * ink


class FadeIn(_Fade):
    """Brings a picture in."""

    def __init__(self, *mobjects: Mobject, **kwargs: Any) -> None:
        super().__init__(*mobjects, introducer=True, **kwargs)

    def create_starting_mobject(self) -> Mobject:
        """Let its numbers say what they are, before they are seen."""
        settle([self.picture])
        return super().create_starting_mobject()

    def interpolate_mobject(self, alpha: float) -> None:
        """Show it that far."""
        self.show(self.rate_func(alpha))


class FadeOut(_Fade):
    """Takes a picture away; it can be brought in again as it was."""

    def __init__(self, *mobjects: Mobject, **kwargs: Any) -> None:
        super().__init__(*mobjects, remover=True, **kwargs)

    def interpolate_mobject(self, alpha: float) -> None:
        """Take it away that far."""
        self.show(1 - self.rate_func(alpha))

    def clean_up_from_scene(self, scene: Scene) -> None:
        """Make it opaque again once it is gone."""
        super().clean_up_from_scene(scene)
        self.show(1)


def stepwise(steps: int) -> Callable[[float], float]:
    """Return the pace of so many equal steps, each of them starting and ending gently."""

    def pace(t: float) -> float:
        whole = math.floor(t * steps)
        return float(whole + smooth(t * steps - whole)) / steps

    return pace


def halving(t: float) -> float:
    """Return the pace at which what is left of the way is halved, faster and faster, until nothing is left."""
    return 1 - math.pow(0.5, 60 * t * t)


def arriving(*views: View) -> list[FadeIn]:
    """Return the animations in which views fade in as things stand now: off stage they did not follow."""
    return [FadeIn(view.refresh()) for view in views]
