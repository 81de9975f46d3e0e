"""The throat: many pages go in, their grey detail stays behind, their colour comes out as one page.

Local to the information bottleneck.
"""

from __future__ import annotations

import math
from typing import cast

import numpy as np
from manim import Animation, ValueTracker, VMobject
from numpy.typing import NDArray

from bits.stage.layout import Box
from bits.stage.theme import colour
from bits.stage.view import UNIT_SQUARE, Rect, Stroke, View

_SHARES = (4.3, 4.9, 3.0)
"""Widths of the book, of the throat and of the page that comes out."""
_SLIT = 0.3
"""Half the height of the throat where it is narrowest; scene units."""
_NECK = 0.62
"""How far along the throat that is."""
_FLIGHT = 0.3
"""Share of the whole time that one page takes."""
_PAGE = (0.72, 0.78)
"""Width and height of a page in its slot of the book."""
_MARGIN = 0.22
"""Empty edge of the page that comes out; scene units."""
_RINGS, _RING, _GLOW = 5, 0.045, 0.07
"""The light around it: how many rings, how wide each is in scene units, and how bright."""

Points = NDArray[np.float64]


class Throat(View):
    """Pages fly from a book into a throat; each leaves its grey there, and its fleck of colour goes on.

    Every fleck arrives: the page that comes out holds one of each.

    Parameters
    ----------
    pages
        How many.
    box
        Where: book, throat and page side by side; scene units.

    Attributes
    ----------
    book, page
        Where the pages start, and the page that comes out.
    """

    def __init__(self, pages: int, box: Box) -> None:
        super().__init__()
        self.pages, self.flown, self.shone = pages, ValueTracker(0.0), ValueTracker(0.0)
        self.book, self.neck, right = box.trimmed(right=_RINGS * _RING).columns(*_SHARES, gutter=0.25)
        self.page = right.sized(height=min(right.height, right.width * math.sqrt(2)))
        self._throat_x = self.neck.left + _NECK * self.neck.width
        self._starts, self._slot = _grid(self.book, pages)
        inner = self.page.inset(_MARGIN, _MARGIN)
        self._ends, self._place = _grid(inner, pages)
        self._leave()
        self._rests = self._heap()
        self.empty = VMobject(stroke_color=colour("line"), stroke_width=1.2, stroke_opacity=0.7)
        self.empty.points = _rectangles(self._starts, *(self._slot * _PAGE))
        self.grey = VMobject(fill_color=colour("muted"), fill_opacity=0.75, stroke_width=0)
        self.flecks = VMobject(fill_color=colour("shared"), fill_opacity=1, stroke_width=0)
        frame = Rect("ground", 0, edge=3, edge_role="muted")
        frame.corners(self.page.left, self.page.bottom, self.page.right, self.page.top)
        self.halo = [Rect("shared", 0) for _ in range(_RINGS)]
        for ring, rect in enumerate(self.halo, start=1):
            wide = self.page.inset(-ring * _RING, -ring * _RING)
            rect.corners(wide.left, wide.bottom, wide.right, wide.top)
        self.walls = [Stroke("text", 4.0).along(self._wall(side)) for side in (1, -1)]
        self.add(self.empty, *self.halo, frame, self.grey, *self.walls, self.flecks)
        self.refresh()

    def flow(self, share: float) -> Animation:
        """Return the animation in which that share of what is left of the way is gone; 1 is to the end."""
        gone = self.flown.get_value()
        return cast(Animation, self.flown.animate.set_value(gone + (1 - gone) * share))

    def shine(self) -> Animation:
        """Return the animation in which the one page begins to shine."""
        return cast(Animation, self.shone.animate.set_value(1.0))

    def arrived(self) -> float:
        """Return how many flecks have arrived on the page."""
        return float((self._progress() >= 1).sum())

    def _half_height(self, x: Points) -> Points:
        """Return half the height that is open between the walls at `x`; scene units."""
        narrow, neck = self._throat_x, self.neck
        before = np.clip((narrow - x) / (narrow - neck.left), 0, 1)
        behind = np.clip((x - narrow) / (neck.right - narrow), 0, 1)
        mouth, opening = neck.height / 2 - _SLIT, self.page.height / 2 - _SLIT
        return np.asarray(_SLIT + mouth * before**1.3 + opening * behind**2)

    def _wall(self, side: int) -> Points:
        x = np.linspace(self.neck.left, self.neck.right, 81)
        return np.column_stack([x, self.neck.y + side * self._half_height(x)])

    def _leave(self) -> None:
        """Fix when each page leaves: those nearest to the throat first, a little out of step."""
        luck = np.random.default_rng(1948)
        across = (self._starts[:, 0] - self.book.left) / self.book.width
        turn = np.argsort(np.argsort(-across + luck.uniform(-0.12, 0.12, self.pages)))
        self._turn = turn / max(self.pages - 1, 1)

    def _heap(self) -> Points:
        """Return where each page's grey comes to rest, shape (n, 2): the first ones nearest to the slit."""
        left, right = self.neck.left + 0.12, self._throat_x - 0.1
        self.crumb = 0.14
        while True:
            x, y = np.meshgrid(np.arange(right, left, -self.crumb), np.arange(0, self.neck.height / 2, self.crumb))
            open_to = self._half_height(x)
            room = (y > _SLIT * 0.75) & (y < open_to - 0.6 * self.crumb)
            places = np.column_stack([x[room], y[room]])
            if 2 * len(places) >= self.pages:
                break
            self.crumb *= 0.96
        nearest = np.argsort(np.hypot(right - places[:, 0], 0.7 * places[:, 1]), kind="stable")
        both = np.repeat(places[nearest], 2, axis=0)[: self.pages]
        both[1::2, 1] *= -1
        rests = np.empty_like(both)
        rests[np.argsort(self._turn, kind="stable")] = both + np.array([0, self.neck.y])
        return rests

    def _state(self) -> tuple[float, float]:
        return self.flown.get_value(), self.shone.get_value()

    def _progress(self) -> Points:
        """Return how far each page has come, 0 to 1, shape (n,)."""
        return np.clip((self.flown.get_value() - self._turn * (1 - _FLIGHT)) / _FLIGHT, 0, 1)

    def _redraw(self) -> None:
        for rect in self.halo:
            rect.fill_rgbas[:, 3] = _GLOW * self.shone.get_value()
        progress = self._progress()
        eased = progress * progress * (3 - 2 * progress)
        moved = self._fleck_places(eased)
        width, height = self._slot * _PAGE
        thick, line = 0.26 * height, self._place * (0.98, 0.42)
        share = np.clip((moved[:, 0] - self._throat_x) / (self.page.left - self._throat_x), 0, 1)
        self.flecks.points = _rectangles(moved, width + share * (line[0] - width), thick + share * (line[1] - thick))
        stay = np.clip((moved[:, 0] - self._starts[:, 0]) / (self._rests[:, 0] - self._starts[:, 0]), 0, 1)
        grey = self._starts + (self._rests - self._starts) * stay[:, None]
        small = 0.8 * self.crumb
        self.grey.points = _rectangles(grey, width + stay * (small - width), height + stay * (small - height))

    def _fleck_places(self, eased: Points) -> Points:
        start, end = self._starts, self._ends
        x = start[:, 0] + (end[:, 0] - start[:, 0]) * eased
        narrow, middle = self._throat_x, self.neck.y
        before = np.clip((narrow - x) / (narrow - start[:, 0]), 0, 1)
        behind = np.clip((x - narrow) / (end[:, 0] - narrow), 0, 1)
        # Each keeps its place between the walls: only the throat is narrow.
        y = (start[:, 1] - middle) * before**1.5 + (end[:, 1] - middle) * behind**1.5
        return np.column_stack([x, middle + y])


def _grid(box: Box, n: int) -> tuple[Points, Points]:
    """Return the middles of `n` equal places that fill a box row by row, shape (n, 2), and the size of one."""
    columns = max(1, min(n, round(math.sqrt(n * box.width / box.height * 1.2))))
    rows = math.ceil(n / columns)
    size = np.array([box.width / columns, box.height / rows])
    row, column = np.divmod(np.arange(n), columns)
    return np.column_stack([box.left + (column + 0.5) * size[0], box.top - (row + 0.5) * size[1]]), size


def _rectangles(middles: Points, width: Points | float, height: Points | float) -> Points:
    """Return the outlines of many rectangles as one, cubic points of shape (16 n, 3)."""
    sizes = np.column_stack(np.broadcast_arrays(width, height, middles[:, 0])[:2])
    flat = (middles[:, None] + (UNIT_SQUARE - 0.5) * sizes[:, None]).reshape(-1, 2)
    return np.column_stack([flat, np.zeros(len(flat))])
