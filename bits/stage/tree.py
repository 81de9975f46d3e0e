"""Mass that runs down the branches of a tree, and a tank in parts, in which what is left to wonder about sinks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from manim import Animation, ValueTracker, VGroup, VMobject, smooth
from numpy.typing import ArrayLike, NDArray

from bits.stage.bars import Ruler
from bits.stage.ink import SIZES, Words
from bits.stage.layout import Box
from bits.stage.shape import Shape
from bits.stage.theme import colour
from bits.stage.view import Rect, Run, Stroke, View, polygon

_BAR = 0.5
"""Height in scene units of the bars that the mass of a node forms."""
_PATH = 0.45
"""Opacity of the ways that the mass is going to take."""
_GHOST = 0.3
"""Opacity, against that of the mass, of the trace that it leaves where it was."""
_PALEST = 0.4
_SAMPLES = 33
_LINE = 1.35
"""Distance of two lines of a tally, in em."""
_LEAD = 0.85
"""Distance from the left of a swatch to its words, in em."""
_APART = 0.9
"""Distance of two entries of a tally that stand side by side, in em."""
_LIFTED = 0.3
"""Share of the levelling that it takes to lift the walls."""


def shades(classes: int) -> tuple[float, ...]:
    """Return the opacity in which each class of a mass is drawn, from full to pale."""
    return tuple(float(shade) for shade in np.linspace(1.0, _PALEST, classes))


class Tally(VGroup):
    """How many of each class, each led by a swatch of its shade: side by side if they fit, else line by line.

    Parameters
    ----------
    lines
        What is written, one for each class.
    box
        Where: from its left, the first line at the top; scene units.
    role
        Colour of the swatches.
    """

    def __init__(self, lines: Sequence[str], box: Box, role: str = "truth") -> None:
        super().__init__()
        em = SIZES["label"]
        words = [Words(line, "label", fit=box.width - _LEAD * em) for line in lines]
        advances = [_LEAD * em + word.advance for word in words]
        beside = _fit_in_a_row(words, box.width)
        x, y = box.left, box.top - em / 2
        for word, advance, shade in zip(words, advances, shades(len(words)), strict=True):
            self.add(Rect(role, shade).corners(x, y - 0.3 * em, x + 0.6 * em, y + 0.3 * em))
            self.add(word.at(x + _LEAD * em, y, "left"))
            x, y = (x + advance + _APART * em, y) if beside else (x, y - _LINE * em)

    @staticmethod
    def room(lines: Sequence[str], width: float) -> float:
        """Return the height in scene units that a tally takes in a box of that width."""
        beside = _fit_in_a_row([Words(line, "label") for line in lines], width)
        return SIZES["label"] * (1 if beside else 1 + _LINE * (len(lines) - 1))


def _fit_in_a_row(words: Sequence[Words], width: float) -> bool:
    em = SIZES["label"]
    return sum(_LEAD * em + word.advance for word in words) + _APART * em * (len(words) - 1) <= width


class Branches(View):
    """The mass of a node, sorted by class, and the branches on which it runs down to the node's children.

    Across, mass is true to one scale in all bars and branches. What moves is a block that bends along its branch and
    keeps its area all the way; a pale trace of it stays.

    Parameters
    ----------
    children
        How much of each class goes to each child, shape (children, classes): counts, or any masses.
    box
        Where: the parent's bar at its top, a child's at the bottom of each of its columns; scene units.
    gutter
        Room between the columns of the children; scene units.
    neck
        How far the branches run straight down before they part, for instance through a question; scene units.
    role
        Colour of the mass.

    Attributes
    ----------
    paths
        The ways that it takes, for the caller to show before it does.
    """

    def __init__(
        self, children: ArrayLike, box: Box, *, gutter: float = 0.5, neck: float = 0.0, role: str = "truth"
    ) -> None:
        super().__init__()
        self.neck = neck
        self.masses = np.array(children, dtype=float)
        self.box = box
        self.columns = box.columns(*np.ones(len(self.masses)), gutter=gutter)
        parts = self.masses.sum(axis=1)
        self.across: float = min(self.columns[0].width / parts.max(), box.width / parts.sum())
        """Scene units for one unit of mass."""
        self.sent = [ValueTracker(0.0) for _ in self.masses]
        self._starts, self._ends = self._slots()
        faded = [shade * _GHOST for shade in shades(self.masses.shape[1])]
        self._ghosts = [[_filled(role, shade) for shade in faded] for _ in self.masses]
        self.blocks = [[_filled(role, shade) for shade in shades(len(faded))] for _ in self.masses]
        for layer in (self._ghosts, self.blocks):
            self.add(*(shape for row in layer for shape in row))
        self.paths = VGroup(*self._paths())
        self.refresh()

    def _paths(self) -> Iterator[VMobject]:
        """Yield for each child the way from its part of the parent's bar down to its own."""
        for k in range(len(self.masses)):
            for c, mass in enumerate(self.masses[k]):
                path = _filled("line", _PATH)
                self._strand(path, (k, c), mass * self.across, self.box.bottom, self.box.top - _BAR)
                yield path

    def _slots(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the left edge of every strand in the parent's bar and in its child's, shape (children, classes)."""
        widths = self.masses * self.across
        by_class = np.cumsum(widths.T.ravel()).reshape(widths.T.shape).T - widths
        by_child = np.cumsum(widths, axis=1) - widths
        centres = np.array([column.x for column in self.columns])
        return (
            self.box.x - widths.sum() / 2 + by_class,
            (centres - widths.sum(axis=1) / 2)[:, None] + by_child,
        )

    @property
    def fork(self) -> Box:
        """Return the room in which the branches part, between the neck and the bars of the children."""
        return Box(self.box.left, self.box.bottom + _BAR, self.box.right, self.box.top - _BAR - self.neck)

    @property
    def node(self) -> Box:
        """Return the room of the parent's bar and, under it, the neck."""
        half = self._total / 2
        return Box(self.box.x - half, self.fork.top, self.box.x + half, self.box.top)

    @property
    def leaves(self) -> tuple[Box, ...]:
        """Return the room of the bar of each child."""
        return tuple(
            Box(x - half, self.box.bottom, x + half, self.box.bottom + _BAR)
            for x, half in zip(
                [column.x for column in self.columns], self.masses.sum(axis=1) * self.across / 2, strict=True
            )
        )

    @property
    def drawn(self) -> NDArray[np.float64]:
        """Return the mass that is drawn, shape (children, classes)."""
        unit = self.across * _BAR
        return np.array([[_area(block) / unit for block in row] for row in self.blocks])

    def progress(self) -> NDArray[np.float64]:
        """Return how far the mass of each child has come, 0 to 1, shape (children,)."""
        return np.array([sent.get_value() for sent in self.sent])

    def send(self, child: int, **kwargs: object) -> Animation:
        """Return the animation in which the mass of one child runs down its branch."""
        return Run(self, self.sent[child], **kwargs)

    def _state(self) -> bytes:
        return self.progress().tobytes()

    def _redraw(self) -> None:
        left, right = self.box.x - self._total / 2, self.box.x + self._total / 2
        shown = left + (right - left) * self.grown.get_value()
        for k, sent in enumerate(self.progress()):
            low = self.box.top - _BAR - sent * (self.box.height - _BAR)
            for c, mass in enumerate(self.masses[k]):
                start = self._starts[k, c]
                width = min(mass * self.across, max(shown - start, 0.0))
                self._strand(self.blocks[k][c], (k, c), width, low, low + _BAR)
                self._strand(self._ghosts[k][c], (k, c), width, low, self.box.top)

    @property
    def _total(self) -> float:
        return float(self.masses.sum()) * self.across

    def _strand(self, shape: VMobject, at: tuple[int, int], width: float, low: float, high: float) -> None:
        """Draw the piece of a strand between two heights: as wide everywhere as its mass."""
        y = np.linspace(low, high, _SAMPLES)
        down = np.clip((self.fork.top - y) / self.fork.height, 0.0, 1.0)
        down = down * down * (3 - 2 * down)
        left = self._starts[at] + (self._ends[at] - self._starts[at]) * down
        edge = [*zip(left, y, strict=True), *zip(left[::-1] + width, y[::-1], strict=True)]
        polygon(shape, edge)


def _filled(role: str, opacity: float) -> VMobject:
    return Shape(fill_color=colour(role), fill_opacity=opacity, stroke_width=0)


def _area(shape: VMobject) -> float:
    """Return the area inside a polygon (the shoelace formula)."""
    x, y = shape.points[::4, 0], shape.points[::4, 1]
    twice: float = np.sum(x * np.roll(y, -1) - y * np.roll(x, -1))
    return abs(twice) / 2


class Vessels(View):
    """A tank of width 1, divided by walls into a vessel for each part of a whole, each with a level of its own.

    A vessel is as wide as its part is large, so the content is the weighted average of the levels; when the walls
    are lifted, that is where they meet.

    Parameters
    ----------
    shares
        How large each part is, shape (n,): a distribution.
    levels
        Where to find the level in each vessel, shape (n,); bits or nats.
    box
        Where: the tank stands in its middle, as high as the box; scene units.
    ruler
        How many scene units stand for the whole across and for one bit upwards.
    names
        Written under the vessels that are wide enough.
    role
        Colour of the content.
    """

    def __init__(
        self,
        shares: ArrayLike,
        levels: Callable[[], NDArray[np.float64]],
        box: Box,
        ruler: Ruler,
        *,
        names: Sequence[str] = (),
        role: str = "entropy",
    ) -> None:
        super().__init__()
        self.shares, self.levels, self.ruler = np.array(shares, dtype=float), levels, ruler
        self.left, self.right = box.x - ruler.across / 2, box.x + ruler.across / 2
        self.floor, self.top = box.bottom, box.top
        self.walled, self.levelled = ValueTracker(0.0), ValueTracker(0.0)
        self.parts = [Rect(role) for _ in self.shares]
        self._walls = [Stroke("muted", 3.0) for _ in self.shares[1:]]
        glass = Stroke("muted", 3.0).through(
            (self.left, self.top), (self.left, self.floor), (self.right, self.floor), (self.right, self.top)
        )
        self._edges = self.left + ruler.across * np.concatenate([[0.0], np.cumsum(self.shares)])
        self.names = VGroup()
        for name, left, right in zip(names, self._edges[:-1], self._edges[1:], strict=False):
            words = Words(name, "label", "muted")
            if words.advance < right - left:
                self.names.add(words.at((left + right) / 2, self.floor - SIZES["label"]))
        self.add(*self.parts, *self._walls, glass)
        self.refresh()

    @property
    def average(self) -> float:
        """Return the average of the levels, weighted by the shares; bits or nats."""
        return float(self.shares @ self.levels())

    @property
    def drawn(self) -> float:
        """Return the area of the content as drawn, in bits or nats."""
        return self.ruler.amount(self.parts)

    def height_of(self, value: float) -> float:
        """Return the height on the frame at which a level of `value` bits or nats stands; scene units."""
        return self.floor + value * self.ruler.upwards

    def divide(self, **kwargs: object) -> Animation:
        """Return the animation in which the walls come down into the tank."""
        return Run(self, self.walled, **kwargs)

    def level_out(self, **kwargs: object) -> Animation:
        """Return the animation in which the walls are lifted and the contents find their common level."""
        return Run(self, self.levelled, **kwargs)

    def _state(self) -> tuple[bytes, float, float]:
        return self.levels().tobytes(), self.walled.get_value(), self.levelled.get_value()

    def _redraw(self) -> None:
        levelled = self.levelled.get_value()
        lifted = min(levelled / _LIFTED, 1.0)
        met = smooth(max(levelled - _LIFTED, 0.0) / (1 - _LIFTED))
        levels = ((1 - met) * self.levels() + met * self.average) * self.grown.get_value()
        for i, part in enumerate(self.parts):
            part.corners(self._edges[i], self.floor, self._edges[i + 1], self.height_of(levels[i]))
        reach = self.walled.get_value() * (1 - lifted) * (self.top - self.floor)
        for x, wall in zip(self._edges[1:-1], self._walls, strict=True):
            wall.through((x, self.top), (x, self.top - reach))
