"""Shapes and groups of them: a picture has hundreds, so each is a copy of the first one that Manim made of its kind."""

from __future__ import annotations

from functools import cache
from typing import Any

from manim import VGroup, VMobject

_INKS = ("fill_rgbas", "stroke_rgbas", "background_stroke_rgbas")
"""Arrays that Manim changes in place; its other arrays and colours it replaces."""


class Shape(VMobject):
    """A shape without points yet, which is told them. Manim's own takes forty times as long to make.

    Parameters
    ----------
    style
        As `manim.VMobject` takes it: ``fill_color``, ``fill_opacity``, ``stroke_color``, ``stroke_width``,
        ``stroke_opacity``.
    """

    def __init__(self, **style: Any) -> None:
        state = vars(self)
        state.update(_made(**style), name=type(self).__name__, submobjects=[], updaters=[])
        for ink in _INKS:
            state[ink] = state[ink].copy()


class Shapes(Shape, VGroup):
    """A group of shapes, empty at first."""

    def __init__(self) -> None:
        super().__init__()


@cache
def _made(**style: Any) -> dict[str, Any]:
    """Return all that Manim gives a shape of a style; shapes share what is not replaced in their constructor."""
    return vars(VMobject(**style))
