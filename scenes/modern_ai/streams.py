"""The paths on which data flow into noise and back, and the arrows that tell the way back.

Local to the beat on diffusion.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from manim import VMobject
from numpy.typing import NDArray

from bits.stage.knob import disc
from bits.stage.layout import Box
from bits.stage.shape import Shape
from bits.stage.theme import colour
from bits.stage.view import Stroke, View, polygon
from scenes.modern_ai.noising import Noising

_PATHS, _SAMPLES = 41, 49
_HEAD = 0.28
_APART = 0.3
"""Scene units between two columns of arrows, and between them and the present."""
_DOT = 0.055


class Field:
    """Where time and data stand on the frame: time runs to the right, data lie one above the other.

    Parameters
    ----------
    noising
        The data.
    box
        Where; scene units.
    """

    def __init__(self, noising: Noising, box: Box) -> None:
        self.noising, self.box = noising, box
        self._low, self._high = float(noising.grid[0]), float(noising.grid[-1])

    def across(self, time: float) -> float:
        """Return where a time stands, from left to right."""
        return self.box.left + time * self.box.width

    def height(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how high points of the grid stand, shape (n,)."""
        return np.asarray(self.box.bottom + (points - self._low) / (self._high - self._low) * self.box.height)

    @property
    def now(self) -> float:
        """Return where the present stands, from left to right."""
        return self.across(self.noising.now)


class Streams(View):
    """Paths of the probability flow, drawn between the present and one end of time, with a dot at the present.

    Parameters
    ----------
    field
        Where they run.
    role
        Their colour.
    back
        Whether they come from the noise, not from the data.
    """

    def __init__(
        self, field: Field, role: str, *, back: bool = False, width: float = 2.0, opacity: float = 0.5
    ) -> None:
        super().__init__()
        self.field, self.back = field, back
        self.shares = (np.arange(_PATHS) + 0.5) / _PATHS
        self._times = np.linspace(0, 1, _SAMPLES)
        self._places = field.noising.paths(self._times, self.shares)
        self.lines = Stroke(role, width, opacity)
        self.dots = [Shape(fill_color=colour(role), fill_opacity=1, stroke_width=0) for _ in self.shares]
        self.add(self.lines, *self.dots)
        self.refresh()

    def places(self) -> NDArray[np.float64]:
        """Return where the paths are now, shape (paths,)."""
        return np.asarray(self.field.noising.paths(np.array([self.field.noising.now]), self.shares)[0])

    def _state(self) -> float:
        return self.field.noising.now

    def _redraw(self) -> None:
        now = self._state()
        here = self.field.height(self.places())
        past = self._times > now if self.back else self._times < now
        times, places = self._times[past], self.field.height(self._places[past])
        times = np.insert(times, 0 if self.back else len(times), now)
        places = np.insert(places, 0 if self.back else len(places), here, axis=0)
        x = self.field.box.left + times * self.field.box.width
        starts = np.stack(np.broadcast_arrays(x[:-1], places[:-1].T), axis=-1)  # paths, pieces, coordinates
        ends = np.stack(np.broadcast_arrays(x[1:], places[1:].T), axis=-1)
        cubic = np.stack([starts + (ends - starts) * t for t in (0, 1 / 3, 2 / 3, 1)], axis=2).reshape(-1, 2)
        self.lines.points = np.column_stack([cubic, np.zeros(len(cubic))])
        for dot, y in zip(self.dots, here, strict=True):
            disc(dot, (self.field.now, float(y)), _DOT)


class Uphill(View):
    """Two columns of arrows before the present: at each point, which way it goes uphill, and how steeply.

    Parameters
    ----------
    field
        Where they stand.
    count
        How many arrows. One of `LONGEST` reaches almost to the next of its column; what would be longer is cut.
    """

    LONGEST: ClassVar = 2.5
    """Standard deviations of the noise, for the longest arrow."""

    def __init__(self, field: Field, count: int = 10, role: str = "saving") -> None:
        super().__init__()
        self.field = field
        grid = field.noising.grid
        spacing = float(grid[-1] - grid[0]) / count
        self.places = np.asarray(grid[0] + spacing * (np.arange(count) + 0.5), dtype=np.float64)
        self._starts = field.height(self.places)
        self._longest = 1.9 * field.box.height / count
        self._scale = self._longest / self.LONGEST
        self.lines = [Stroke(role, 8.0) for _ in self.places]
        self.heads = [VMobject(fill_color=colour(role), fill_opacity=1, stroke_width=0) for _ in self.places]
        self.add(*self.lines, *self.heads)
        self.refresh()

    @property
    def drawn(self) -> NDArray[np.float64]:
        """Return what the arrows stand for, in standard deviations of the noise, as drawn, shape (count,)."""
        tips = np.array([head.points[0, 1] for head in self.heads])
        return np.asarray((tips - self._starts) / self._scale)

    def _state(self) -> float:
        return self.field.noising.now

    def _redraw(self) -> None:
        ways = np.clip(self.field.noising.pull(self.places) * self._scale, -self._longest, self._longest)
        ways *= self.grown.get_value()
        for i, (y, way, line, head) in enumerate(zip(self._starts, ways, self.lines, self.heads, strict=True)):
            x = self.field.now - _APART * (1 + i % 2)
            size = min(_HEAD, abs(way)) * np.sign(way)
            line.through((x, y), (x, y + way - size))
            polygon(head, [(x, y + way), (x - abs(size) * 0.6, y + way - size), (x + abs(size) * 0.6, y + way - size)])
