"""The mosaic: a joint distribution as a square cut into columns and cells, so that every area is a probability."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from manim import VGroup
from numpy.typing import ArrayLike, NDArray

from bits.stage.bars import FOOT
from bits.stage.ink import SIZES, Ink, Size, Words
from bits.stage.labels import LabelRow, aside, label_room
from bits.stage.layout import Box
from bits.stage.mass import Vector
from bits.stage.naming import letters
from bits.stage.readout import Number
from bits.stage.theme import colour
from bits.stage.view import Rect, Source, View
from bits.theory import measures
from bits.theory.named_joint import NamedJoint

Table = NDArray[np.float64]
Paint = Callable[[Table], NDArray[np.float64]]
"""Turns a joint table of shape (n, m) into the colours of its cells, shape (n, m, 3), each from 0 to 1."""

_WIDEST_LABEL = 1.3
_WIDEST_NAME = 1.75
_NAME_ROOM = 0.46
_GAP = 0.12
"""Scene units from the strips to the labels."""
_PALE = 0.42
"""How much paler every other row of cells is."""
_CELL = 2.0
_MOST_LANES = 4
_LARGE = 5
"""The most labels at the side that are set in the larger type."""
_LINE = 1.55
"""Height of a line of text, in units of its size."""
_BETWEEN = 0.1
_CLEAR, _FADE = 0.02, 0.04
"""Scene units of room around a cell's number that it needs, and over which it comes into sight."""


def ink_of(role: str) -> NDArray[np.float64]:
    """Return a role's colour in the current theme, shape (3,), from 0 to 1."""
    code = colour(role)
    return np.array([int(code[i : i + 2], 16) for i in (1, 3, 5)]) / 255


def mixed(one: NDArray[np.float64], other: NDArray[np.float64], share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return colours on the way from one to the other, for an array of shares."""
    return np.asarray(one + (other - one) * share[..., None])


def plain_paint(role: str) -> Paint:
    """Return the paint of one colour; every other row of cells is a shade paler."""
    return _row_paint([ink_of(role), mixed(ink_of(role), ink_of("muted"), np.array(_PALE))])


def role_paint(*roles: str) -> Paint:
    """Return the paint in which each row of cells, from the bottom, has the colour of a role."""
    return _row_paint([ink_of(role) for role in roles])


def _row_paint(inks: Sequence[NDArray[np.float64]]) -> Paint:
    def paint(joint: Table) -> NDArray[np.float64]:
        rows = np.array([inks[j % len(inks)] for j in range(joint.shape[1])])
        return np.broadcast_to(rows, (*joint.shape, 3))

    return paint


def log_ratio_paint(strongest: float = 1.0) -> Paint:
    """Return the paint that shows how the joint compares with the product of its marginals.

    Grey where they agree; vermilion where a pair comes oftener than by chance, green where it comes less often, in
    full where the log ratio reaches `strongest` bits.
    """
    none, more, less = ink_of("muted"), ink_of("waste"), ink_of("saving")

    def paint(joint: Table) -> NDArray[np.float64]:
        product = np.outer(joint.sum(axis=1), joint.sum(axis=0))
        with np.errstate(invalid="ignore"):
            ratio = measures.surprise(np.clip(product, 0, 1)) - measures.surprise(np.clip(joint, 0, 1))
        ratio = np.nan_to_num(ratio, nan=0.0)  # where neither is
        share = np.clip(np.abs(ratio) / strongest, 0, 1)
        return np.where((ratio > 0)[..., None], mixed(none, more, share), mixed(none, less, share))

    return paint


def blended_paint(one: Paint, other: Paint, share: Source) -> Paint:
    """Return the paint that goes from one to the other as `share` goes from 0 to 1."""
    return lambda joint: mixed(one(joint), other(joint), np.array(share()))


def dimmed_paint(paint: Paint, light: Source) -> Paint:
    """Return the paint by the light that `light` tells: 0 is the ground, 1 the paint itself."""
    ground = ink_of("ground")
    return lambda joint: mixed(ground, paint(joint), np.array(light()))


def exact_decimals(table: Table) -> int:
    """Return with how many decimals, 2 or 3, the numbers of a joint distribution are written."""
    percents = 100 * table
    return 2 if np.abs(percents - percents.round()).max() < 1e-9 else 3


class SideLabels(VGroup):
    """Labels one above the other, right-aligned; in several lanes side by side where rows are narrow.

    Parameters
    ----------
    labels
        What they say, from the bottom.
    lanes
        How many lanes take turns.
    """

    def __init__(self, labels: Sequence[str], lanes: int) -> None:
        super().__init__()
        self.lanes = lanes
        self._size: Size = "label" if lanes == 1 and len(labels) <= _LARGE else "small"
        self.words = [Words(label, self._size, fit=_WIDEST_LABEL / lanes**0.5) for label in labels]
        self._lane = max(word.advance for word in self.words) + _BETWEEN
        self.advance = self._lane * lanes
        self.add(*self.words)

    def fit_into(self, height: float) -> bool:
        """Return whether no label touches another if they share that height; scene units."""
        return height / len(self.words) * self.lanes >= _LINE * SIZES[self._size]

    def follow(self, middles: ArrayLike, right: float, bottom: float, top: float) -> None:
        """Stand left of `right` beside rows whose middles are given, aside only as far as needed; scene units."""
        lines = np.full(len(self.words), _LINE * SIZES[self._size] / self.lanes)
        for j, (word, y) in enumerate(zip(self.words, aside(middles, lines, bottom, top), strict=True)):
            word.at(right - self._lane * (j % self.lanes) - 0.06, float(y), "right")


class Mosaic(View):
    """A joint distribution of X and Y: a column per x, as wide as p(x), cut into cells of the height p(y|x).

    So the area of a cell is p(x, y). Where X tells nothing about Y the seams run straight across. Strips below and
    at the left show the marginals.

    Parameters
    ----------
    joint
        The table, row by row, shape (n · m,): X along the rows, Y along the columns.
    shape
        (n, m).
    box
        Where: everything stays inside; scene units.
    x_labels, y_labels
        What the values are called; letters and numbers if empty; None for no strips and labels.
    x_name, y_name
        What the variables are called: X before the labels below, Y above the left side.
    title
        Written above the right side.
    paint
        The colours of the cells.
    decimals
        How the probability in a cell is written, where the cell has room for it; None for no numbers.
    """

    def __init__(
        self,
        joint: Vector,
        shape: tuple[int, int],
        box: Box,
        *,
        x_labels: Sequence[str] | None = (),
        y_labels: Sequence[str] = (),
        x_name: str = "",
        y_name: str = "",
        title: Ink | None = None,
        paint: Paint | None = None,
        decimals: int | None = 2,
    ) -> None:
        super().__init__()
        self.joint, self.shape = joint, shape
        self.paint = paint if paint is not None else plain_paint("truth")
        n, m = shape
        self.area = box
        self.cells = [[Rect("truth", edge=_CELL) for _ in range(m)] for _ in range(n)]
        self.numbers = [[Number(decimals or 0, "label", "ground") for _ in range(m)] for _ in range(n)]
        self.feet: list[Rect] = []
        self.sides: list[Rect] = []
        self.add(*(cell for column in self.cells for cell in column))
        if decimals is not None:
            self.add(*(number for column in self.numbers for number in column))
        if x_labels is not None:
            heading = Words(x_name, "label", "muted", fit=_WIDEST_NAME)
            self._frame(box, x_labels or letters(n), y_labels or [str(j + 1) for j in range(m)], heading)
            self._name(box, y_name, title)
        self.refresh()

    @classmethod
    def of(
        cls, pair: NamedJoint, joint: Vector, box: Box, title: Ink | None = None, paint: Paint | None = None
    ) -> Mosaic:
        """Return the mosaic of a joint with the names of `pair`; `joint` may be another one of the same shape."""
        return cls(
            joint,
            pair.shape,
            box,
            x_labels=pair.rows,
            y_labels=pair.columns,
            x_name=pair.x,
            y_name=pair.y,
            title=title,
            paint=paint,
            decimals=exact_decimals(pair.table),
        )

    def _frame(self, box: Box, x_labels: Sequence[str], y_labels: Sequence[str], heading: Ink) -> None:
        """Make room for strips and labels."""
        # Where even upright labels would touch, only every second (or third ...) is written.
        every = math.ceil(_LINE * SIZES["small"] * len(x_labels) / (0.55 * box.width))
        self._written = range(0, len(x_labels), every)
        x_labels = [x_labels[i] for i in self._written]
        for lanes in range(1, _MOST_LANES + 1):
            self._labels = labels = SideLabels(y_labels, lanes)
            side = max(heading.advance, labels.advance) + _GAP + 2 * FOOT + 0.1
            below = label_room(x_labels, box.width - side, box.height) + _GAP + 2 * FOOT
            self.area = area = box.trimmed(left=side, bottom=below, top=_NAME_ROOM)
            if labels.fit_into(area.height):
                break
        self._row = LabelRow(x_labels, area.left, area.right, area.bottom - 2 * FOOT - _GAP, height=box.height)
        self.feet = [Rect("muted", edge=_CELL) for _ in self.cells]
        self.sides = [Rect("muted", edge=_CELL) for _ in y_labels]
        heading.at(box.left, area.bottom - 2 * FOOT - _GAP - SIZES["label"] / 2, "left")
        self.add(*self.feet, *self.sides, self._row, labels, heading)

    def _name(self, box: Box, y_name: str, title: Ink | None) -> None:
        area, top = self.area, box.top - SIZES["label"] / 2
        room = area.right - box.left - (title.advance + 0.3 if title is not None else 0.0)
        self._corner, self._y_name = (box.left, top), Words(y_name, "label", "muted", fit=room) if y_name else None
        if self._y_name is not None:
            self.add(self._y_name.at(*self._corner, "left"))
        if title is not None:
            self.add(title.at(area.right, top, "right"))

    def give_way(self, room: float) -> None:
        """Shorten the name of Y so that so much room stays free over the right side; scene units."""
        if self._y_name is not None:
            self.remove(self._y_name)
            self._y_name = self._y_name.fitted(self.area.right - self._corner[0] - room)
            self.add(self._y_name.at(*self._corner, "left"))

    @property
    def table(self) -> Table:
        """Return the joint as it is now, shape (n, m)."""
        return self.joint.values.reshape(self.shape)

    @property
    def drawn(self) -> Table:
        """Return the probabilities that the areas of the cells stand for, as drawn, shape (n, m)."""
        whole = self.area.width * self.area.height
        return np.array([[cell.area / whole for cell in column] for column in self.cells])

    def _state(self) -> tuple[bytes, bytes]:
        return self.joint.key(), self.paint(self.table).tobytes()

    def _redraw(self) -> None:
        table, area, grown = self.table, self.area, self.grown.get_value()
        inks = self.paint(table)
        widths = table.sum(axis=1)
        rights = area.left + np.cumsum(widths) * area.width
        lefts = rights - widths * area.width
        for i, (left, right) in enumerate(zip(lefts, rights, strict=True)):
            within = table[i] / widths[i] if widths[i] > 0 else np.zeros(self.shape[1])
            tops = area.bottom + np.cumsum(within) * area.height * grown
            bottoms = tops - within * area.height * grown
            for j, (bottom, top) in enumerate(zip(bottoms, tops, strict=True)):
                self.cells[i][j].corners(left, bottom, right, top)
                self.cells[i][j].fill_rgbas[:, :3] = inks[i, j]
                self._write(i, j, float(table[i, j]))
        if self.feet:
            self._redraw_sides(lefts, rights, table.sum(axis=0))

    def _write(self, i: int, j: int, p: float) -> None:
        """Write a cell's probability into it, in sight as far as there is room."""
        left, bottom, right, top = self.cells[i][j].box
        number = self.numbers[i][j]
        number.write_at(p, (left + right) / 2, (bottom + top) / 2, "centre")
        spare = min(right - left - number.advance, top - bottom - number.em) / 2 - _CLEAR
        number.set_fill(opacity=float(np.clip(spare / _FADE, 0, 1)))

    def _redraw_sides(self, lefts: Table, rights: Table, heights: Table) -> None:
        area = self.area
        foot = area.bottom - 2 * FOOT
        for i, (left, right) in enumerate(zip(lefts, rights, strict=True)):
            self.feet[i].corners(left, foot, right, area.bottom - FOOT)
        tops = area.bottom + np.cumsum(heights) * area.height
        for j, (top, height) in enumerate(zip(tops, heights * area.height, strict=True)):
            self.sides[j].corners(area.left - 2 * FOOT, top - height, area.left - FOOT, top)
        self._labels.follow(tops - heights * area.height / 2, area.left - 2 * FOOT - _GAP, area.bottom, area.top)
        middles = (lefts + rights) / 2
        self._row.follow(middles[self._written.start :: self._written.step])
