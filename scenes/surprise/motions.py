"""Two movements: ink that flies to its place from what it names, and a picture that grows dim.

Local to the concept of surprise.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import Animation, Mobject, VMobject

from bits.stage.ink import Ink

_DIM = 0.3
"""What is left of a picture that has grown dim."""


class Fly(Animation):
    """Brings ink to its place, from where it names something.

    Parameters
    ----------
    ink
        What flies; it stands in its place already.
    start
        Where it comes from; scene units.
    """

    def __init__(self, ink: Ink, start: tuple[float, float], **kwargs: Any) -> None:
        self._start = np.array([*start, 0.0]) - ink.get_center()
        self._places = [leaf.points.copy() for leaf in ink.submobjects]
        super().__init__(ink, introducer=True, **kwargs)

    def create_starting_mobject(self) -> Mobject:
        """Return nothing: the ink is moved in place."""
        return Mobject()

    def interpolate_mobject(self, alpha: float) -> None:
        """Be that far on the way."""
        left = 1 - self.rate_func(alpha)
        for leaf, place in zip(self.mobject.submobjects, self._places, strict=True):
            leaf.points = place + left * self._start


class GrowDim(Animation):
    """Lets a picture grow dim, in place."""

    def create_starting_mobject(self) -> Mobject:
        """Remember the inks; nothing is copied."""
        leaves = [leaf for leaf in self.mobject.family_members_with_points() if isinstance(leaf, VMobject)]
        self._inks = [(leaf, leaf.fill_rgbas.copy(), leaf.stroke_rgbas.copy()) for leaf in leaves]
        return Mobject()

    def interpolate_mobject(self, alpha: float) -> None:
        """Be dim that far."""
        ink = np.array([1.0, 1.0, 1.0, 1 - (1 - _DIM) * self.rate_func(alpha)])
        for leaf, fill, stroke in self._inks:
            leaf.fill_rgbas, leaf.stroke_rgbas = fill * ink, stroke * ink
