"""The bars of a picture that show a parameter's mass: who drags one drags the parameter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypedDict

import numpy as np
from manim import Mobject
from numpy.typing import NDArray

from bits.authoring.concept import ConceptScene
from bits.authoring.declared import Declaration
from bits.authoring.parameters import SceneParams
from bits.stage import MassBars, PairBars, Rect, frame


class Handle(TypedDict):
    """A bar: what it shows, and where; shares of the picture's width and height, from its upper left corner."""

    parameter: str
    outcome: int
    left: float
    right: float
    base: float
    unit: float
    """The height of all mass."""


def handles(scene: ConceptScene, params: SceneParams) -> Iterator[Handle]:
    """Yield the bars by which the distributions of a scene can be dragged at this instant."""
    masses = {
        name: np.array(getattr(params, name))
        for name, field in type(params).model_fields.items()
        if Declaration.of(field).kind.name == "distribution"
    }
    for view in _views(scene.mobjects):
        for vector, bars in _shown(view):
            name = next((n for n, p in masses.items() if p.shape == vector.shape and np.allclose(p, vector)), None)
            if name is not None:
                yield from _of(name, vector, bars)


def _views(mobjects: list[Mobject]) -> Iterator[Mobject]:
    for mobject in mobjects:
        yield mobject
        if not isinstance(mobject, MassBars | PairBars):
            yield from _views(mobject.submobjects)


def _shown(view: Mobject) -> Iterator[tuple[NDArray[np.float64], list[Rect]]]:
    """Yield the masses that a view shows, each with its bars."""
    if isinstance(view, MassBars):
        yield view.mass.values, view.bars
    elif isinstance(view, PairBars):
        for side, bars in view.bars.items():
            yield view.pair[side].values, bars


def _of(name: str, mass: NDArray[np.float64], bars: list[Rect]) -> Iterator[Handle]:
    whole = frame()
    tallest = int(np.argmax(mass))
    for outcome, bar in enumerate(bars):
        left, bottom, right, _ = bar.box
        _, low, _, high = bars[tallest].box
        if high - low > 1e-3:
            yield Handle(
                parameter=name,
                outcome=outcome,
                left=float((left - whole.left) / whole.width),
                right=float((right - whole.left) / whole.width),
                base=float((whole.top - bottom) / whole.height),
                unit=float((high - low) / mass[tallest] / whole.height),
            )
