"""A knob that turns from 0 to infinity, with 1 in the middle: for temperatures and weights."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from manim import ValueTracker

from bits.stage.ink import Ink
from bits.stage.knob import Knob
from bits.stage.layout import Box


def share(value: float) -> float:
    """Return how far a value from 0 to infinity turns the knob: 0 at 0, one half at 1, 1 at infinity."""
    return 1.0 if value == math.inf else value / (1 + value)


class Dial(Knob):
    """A knob with its own tracker. Every source that reads `setting` follows it.

    Parameters
    ----------
    start
        Where it stands at first, 0 to infinity.
    box, name
        As for `Knob`.
    marks
        Values that get a mark without a number, besides 0, 1 and infinity.
    """

    def __init__(self, start: float, box: Box, name: Ink, marks: Sequence[float] = (), role: str = "text") -> None:
        self.turned = ValueTracker(share(start))
        stops = [(0.0, "0"), (1.0, "1"), (math.inf, "∞"), *((mark, "") for mark in marks)]
        super().__init__(self.setting, box, share, name=name, stops=stops, role=role)

    def setting(self) -> float:
        """Return what the knob is set to, 0 to infinity."""
        turned = float(self.turned.get_value())
        return turned / (1 - turned) if turned < 1 else math.inf

    def turn_to(self, value: float) -> Any:
        """Return the animation that sets the knob to a value; on the way it turns evenly."""
        return self.turned.animate.set_value(share(value))
