"""The few movements of Manim that the film uses; a concept file takes them from the stage, with everything else."""

import math
from collections.abc import Callable

from manim import (
    AnimationGroup,
    FadeIn,
    FadeOut,
    Indicate,
    LaggedStart,
    Succession,
    ValueTracker,
    VGroup,
    linear,
    smooth,
    there_and_back,
)

from .view import View

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
