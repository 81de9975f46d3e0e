"""What all views share: they redraw themselves in place, each frame, from the quantities that they show."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any, Self, cast

import numpy as np
from manim import Animation, Mobject, ValueTracker, VGroup, VMobject
from numpy.typing import NDArray

from bits.stage.shape import Shape, Shapes
from bits.stage.theme import colour

# The four sides of the unit square as cubic Bézier lines, counter-clockwise: shape (16, 2).
UNIT_SQUARE = np.array(
    [
        (x0 + (x1 - x0) * t, y0 + (y1 - y0) * t)
        for (x0, y0), (x1, y1) in (
            ((0, 0), (1, 0)),
            ((1, 0), (1, 1)),
            ((1, 1), (0, 1)),
            ((0, 1), (0, 0)),
        )
        for t in (0, 1 / 3, 2 / 3, 1)
    ]
)
# The same for any upright rectangle: which of nine numbers each coordinate is, of four along its width, four along its
# height, and 0. Rectangles are written so often that taking numbers is worth it: it takes a third of computing them.
_SIDES = np.column_stack([3 * UNIT_SQUARE + (0, 4), np.full(16, 8)]).round().astype(np.intp)


class Rect(Shape):
    """An upright rectangle that is told its corners, and so survives being empty.

    (Manim's own shapes are stretched, and what was once stretched to nothing never grows back.)
    """

    def __init__(self, role: str, opacity: float = 1.0, edge: float = 0.0, edge_role: str = "ground") -> None:
        super().__init__(
            fill_color=colour(role), fill_opacity=opacity, stroke_width=edge, stroke_color=colour(edge_role)
        )
        self.corners(0, 0, 0, 0)

    def corners(self, left: float, bottom: float, right: float, top: float) -> Self:
        """Place the rectangle; scene units."""
        width, height = right - left, top - bottom
        along = left, left + width / 3, left + width * (2 / 3), right
        upwards = bottom, bottom + height / 3, bottom + height * (2 / 3), top
        self.points = np.array((*along, *upwards, 0.0)).take(_SIDES)
        return self

    @property
    def box(self) -> NDArray[np.float64]:
        """Return left, bottom, right and top as they are drawn, shape (4,); scene units."""
        return np.concatenate([self.points[:, :2].min(axis=0), self.points[:, :2].max(axis=0)])

    @property
    def area(self) -> float:
        """Return the area that is drawn, in square scene units."""
        width, height = np.ptp(self.points[:, 0]), np.ptp(self.points[:, 1])
        return float(width * height)


class Stroke(Shape):
    """A straight or broken line that is told its points."""

    def __init__(self, role: str = "line", width: float = 2.0, opacity: float = 1.0) -> None:
        super().__init__(stroke_color=colour(role), stroke_width=width, stroke_opacity=opacity)

    def through(self, *points: tuple[float, float]) -> Self:
        """Lay the line through the points, in scene units."""
        return self.along(np.array(points, dtype=float))

    def along(self, points: NDArray[np.float64]) -> Self:
        """Lay the line along points of shape (n, 2)."""
        starts, ends = points[:-1], points[1:]
        cubic = np.stack([starts + (ends - starts) * t for t in (0, 1 / 3, 2 / 3, 1)], axis=1).reshape(-1, 2)
        self.points = np.column_stack([cubic, np.zeros(len(cubic))])
        return self


def polygon(shape: VMobject, points: list[tuple[float, float]]) -> None:
    """Give a filled shape its corners, in scene units."""
    ring = np.array([*points, points[0]], dtype=float)
    starts, ends = ring[:-1], ring[1:]
    cubic = np.stack([starts + (ends - starts) * t for t in (0, 1 / 3, 2 / 3, 1)], axis=1).reshape(-1, 2)
    shape.points = np.column_stack([cubic, np.zeros(len(cubic))])


class View(Shapes):
    """A picture of quantities that change.

    A view reads its sources (masses, trackers, functions of them) and writes its corners; it keeps no state of its
    own. So a frame in the middle of any morph is as true as the first and the last.

    A view's place is given when it is built and is not animated from outside: fade it, or flow what it shows.
    """

    def __init__(self) -> None:
        super().__init__()
        self._shown: Hashable = None
        self.grown = ValueTracker(1.0)
        self.add_updater(_refresh)

    def _state(self) -> Hashable:
        """Return all that the picture depends on; it is redrawn when this has changed."""
        raise NotImplementedError

    def _redraw(self) -> None:
        """Write the corners anew."""
        raise NotImplementedError

    def update(self, dt: float = 0, recursive: bool = True) -> Self:
        """Refresh, and let the parts do so."""
        if len(self.updaters) != 1 or not recursive:
            return super().update(dt, recursive)
        if not self.updating_suspended:
            self.refresh()
            update_all(self.submobjects, dt)
        return self

    def refresh(self) -> Self:
        """Redraw if something has changed."""
        state = (self.grown.get_value(), self._state())
        if state != self._shown:
            self._shown = state
            self._redraw()
        return self

    def grow(self, **kwargs: Any) -> Animation:
        """Return the animation in which the view rises from its base line."""
        self.grown.set_value(0.0)
        self.refresh()
        return Run(self, self.grown, **kwargs)

    def __deepcopy__(self, memo: dict[int, Any]) -> VGroup:  # type: ignore[override]
        # Manim copies what it transforms. The copy of a view is a still picture of it: it needs the shapes, not the
        # sources (copying those would copy the scene that they belong to).
        picture = VGroup()
        memo[id(self)] = picture
        for part in self.submobjects:
            picture.add(part.copy())
        picture.points = self.points.copy()
        picture.z_index = self.z_index
        return picture


def update_all(mobjects: Iterable[Mobject], dt: float) -> None:
    """Update those that have to, and their parts: Manim asks each letter, and looks up each updater's signature."""
    for mobject in mobjects:
        if mobject.updaters:
            mobject.update(dt)
        elif mobject.submobjects and not mobject.updating_suspended:
            update_all(mobject.submobjects, dt)


def _refresh(view: Mobject) -> None:
    cast(View, view).refresh()


class Run(Animation):
    """Lets one of a view's trackers go from 0 to 1, the view redrawing itself all the way."""

    def __init__(self, view: View, tracker: ValueTracker, **kwargs: Any) -> None:
        self.view, self.tracker = view, tracker
        super().__init__(view, suspend_mobject_updating=False, **kwargs)

    def begin(self) -> None:
        """Start from 0."""
        self.tracker.set_value(0.0)
        super().begin()

    def create_starting_mobject(self) -> VGroup:
        """Return nothing: the view is redrawn, not interpolated."""
        return VGroup()

    def interpolate_mobject(self, alpha: float) -> None:
        """Move the tracker."""
        self.tracker.set_value(self.rate_func(alpha))
        self.view.refresh()


Source = Callable[[], float]
"""Where a view or readout finds its number."""
