"""Two movements: ink that flies to its place from what it names, and a picture that grows dim.

Local to the concept of surprise.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from manim import Animation, Mobject, VMobject

from bits.stage.ink import Ink

_DIM = 0.45
"""What is left of a picture that has grown dim."""

_UNSEEN = 0.25
"""The first part of its way on which ink that flies is not yet seen, and over which it then appears."""


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
        self._leaves = ink.submobjects
        self._places = [leaf.points.copy() for leaf in self._leaves]
        super().__init__(ink, introducer=True, **kwargs)

    def create_starting_mobject(self) -> Mobject:
        """Return nothing: the ink is moved in place."""
        return Mobject()

    def interpolate_mobject(self, alpha: float) -> None:
        """Be that far on the way."""
        left = 1 - self.rate_func(alpha)
        for leaf, place in zip(self._leaves, self._places, strict=True):
            leaf.points = place + left * self._start
            leaf.fill_rgbas[:, 3] = np.clip((1 - left - _UNSEEN) / _UNSEEN, 0, 1)


class GrowDim(Animation):
    """Lets a picture grow dim, in place."""

    def create_starting_mobject(self) -> Mobject:
        """Remember the inks; nothing is copied."""
        leaves = cast(list[VMobject], self.mobject.family_members_with_points())
        self._inks = [(leaf, leaf.fill_rgbas.copy(), leaf.stroke_rgbas.copy()) for leaf in leaves]
        return Mobject()

    def interpolate_mobject(self, alpha: float) -> None:
        """Be dim that far."""
        ink = np.array([1.0, 1.0, 1.0, 1 - (1 - _DIM) * self.rate_func(alpha)])
        for leaf, fill, stroke in self._inks:
            leaf.fill_rgbas, leaf.stroke_rgbas = fill * ink, stroke * ink
