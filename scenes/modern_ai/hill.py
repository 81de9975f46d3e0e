"""A hill: the area under a curve, filled softly, with a bright edge."""

from __future__ import annotations

from collections.abc import Callable, Hashable

import numpy as np
from numpy.typing import NDArray

from bits.stage.shape import Shape
from bits.stage.theme import colour
from bits.stage.view import Stroke, View, polygon

Ridge = Callable[[], NDArray[np.float64]]
"""Where a hill finds its outline: foot, ridge, foot; shape (n, 2), scene units."""


class Hill(View):
    """The area under a curve that changes.

    Parameters
    ----------
    ridge
        Where to find the outline; first and last point are the feet.
    state
        What the outline depends on.
    role
        Its colour.
    opacity
        Of the area; the edge is opaque.
    lying
        Whether it lies on its side, its feet one above the other.
    """

    def __init__(
        self,
        ridge: Ridge,
        state: Callable[[], Hashable],
        role: str,
        *,
        opacity: float = 0.4,
        edge: float = 4.0,
        lying: bool = False,
    ) -> None:
        super().__init__()
        self._ridge, self._of, self._axis = ridge, state, 0 if lying else 1
        self.area = Shape(fill_color=colour(role), fill_opacity=opacity, stroke_width=0)
        self.edge = Stroke(role, edge)
        self.add(self.area, self.edge)
        self.refresh()

    def _state(self) -> Hashable:
        return self._of()

    def _redraw(self) -> None:
        outline = self._ridge()
        foot = outline[0, self._axis]
        outline[:, self._axis] = foot + self.grown.get_value() * (outline[:, self._axis] - foot)
        self.edge.along(outline[1:-1])
        polygon(self.area, [(x, y) for x, y in outline])
