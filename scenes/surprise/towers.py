"""Towers of surprise, built of blocks of one bit: they stand beside probabilities, drop from cuts, dock end to end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, Self, get_args

import numpy as np
from manim import Animation, AnimationGroup, ValueTracker, linear
from numpy.typing import NDArray

from bits.stage.bars import LabelRow, label_room
from bits.stage.ink import SIZES, Size
from bits.stage.layout import Box
from bits.stage.mass import Derived, Numbers, Vector
from bits.stage.readout import Number
from bits.stage.view import Rect, Run, Stroke, View
from bits.theory import measures
from bits.theory.digits import MOST, decimals

Part = Literal["left", "whole", "right"]

_SHARE = {"left": 0.38, "whole": 0.62, "right": 0.38}
"""Share of its slot that a tower takes."""
_WIDEST = 1.9
_APART = 0.61
"""How far from the middle of their slot the two halves of a pair stand, as a share of their width."""
_CUT = 0.1
"""Height in scene units of the gap that marks a tower as cut off."""
_HEADROOM = 1.06
"""How much higher than what it must hold a scale is."""
_NUMBER_ROOM = 0.55
"""Scene units over bars and towers for numbers, theirs and those of their copies."""
_THINNEST = 0.05
"""Blocks of less than so many scene units are not told apart."""
_LAG = 0.7
"""How much later each tower docks than the one before it, as a share of its own time."""
_DIM = 0.3
"""How bright a tower is that another one outshines."""
_LEAP = 0.3
"""How high a tower leaps on its way, in scene units."""


class Towers(View):
    """Numbers as towers: one per outcome, in equal slots, on one scale.

    Two views of the same box, one of them the ``left`` and one the ``right`` part of each slot, show a probability
    and its surprise side by side, each on its own scale.

    Parameters
    ----------
    values
        The numbers, shape (n,); none negative.
    box
        Where: towers, their labels below and their numbers above all stay inside; scene units.
    highest
        The number that reaches the top. What is more (or infinitely much) is cut off there and marked as cut.
    block
        Height of one block, in the unit of the values; None for towers of one piece.
    labels
        Names below the towers; None for none.
    floor, top
        Heights on the frame of their base line and of `highest`, for instance those of a chart beside them; if not
        given, there is just enough room for the labels below and for the numbers above.
    part
        Which part of its slot each tower stands in.
    role
        Colour of the towers.
    decimals
        How the numbers over the towers are written, for all or for each (left out where they do not fit); None for
        no number.
    largest
        The size of these numbers where they have room.

    Attributes
    ----------
    lights
        How bright each tower is, 0 to 1; see `only`.
    """

    def __init__(
        self,
        values: Vector,
        box: Box,
        *,
        highest: float,
        block: float | None = None,
        labels: Sequence[str] | None = None,
        floor: float | None = None,
        top: float | None = None,
        part: Part = "whole",
        role: str = "entropy",
        decimals: int | Sequence[int | None] | None = 2,
        largest: Size = "body",
    ) -> None:
        super().__init__()
        self.values, self.highest, self.block = values, highest, block
        self.hushed = ValueTracker(0.0)
        n = len(values.values)
        self.risen = [ValueTracker(1.0) for _ in range(n)]
        self.lights = Numbers(np.ones(n))
        self._lit = self.lights.values.tobytes()
        slot = box.width / n
        self.breadth = min(slot * _SHARE[part], _WIDEST)
        lean = {"left": -_APART, "whole": 0.0, "right": _APART}[part] * self.breadth
        self.centres = box.left + slot * (np.arange(n) + 0.5) + lean
        room = slot if part == "whole" else 2 * _APART * self.breadth
        written = [decimals] * n if decimals is None or isinstance(decimals, int) else list(decimals)
        self.numbers, above = _numbers(written, highest, 0.95 * room, role, largest)
        below = label_room(labels, box.width, box.height) + 0.06 if labels is not None else 0.0
        floor = box.bottom + below if floor is None else floor
        self.area = Box(box.left, floor, box.right, box.top - above if top is None else top)
        self.bodies = [Rect(role) for _ in range(n)]
        self.seams = [Stroke("ground", 2.5) for _ in range(n)]
        self.cuts = [Rect("ground") for _ in range(n)]
        self.base = Stroke().through((box.left, self.area.bottom), (box.right, self.area.bottom))
        self.add(*self.bodies, *self.seams, *self.cuts, self.base, *(n for n in self.numbers if n is not None))
        if labels is not None:
            self.add(LabelRow(labels, box.left, box.right, self.area.bottom - 0.06, height=box.height))
        self.refresh()

    @property
    def upwards(self) -> float:
        """Return how many scene units one unit of the values is high."""
        return self.area.height / self.highest

    @property
    def drawn(self) -> NDArray[np.float64]:
        """Return the numbers that the heights of the towers stand for, as drawn, shape (n,)."""
        return np.array([np.ptp(body.points[:, 1]) for body in self.bodies]) / self.upwards

    def height_of(self, value: float) -> float:
        """Return the height on the frame at which a tower of `value` ends; scene units."""
        return self.area.bottom + min(value * self.upwards, self.area.height)

    def boxes(self) -> NDArray[np.float64]:
        """Return every tower's left, bottom, right and top as they are now, shape (n, 4); scene units."""
        heights = np.minimum(self.values.values * self.upwards, self.area.height) * self._shares()
        floor, half = np.full(len(heights), self.area.bottom), self.breadth / 2
        return np.column_stack([self.centres - half, floor, self.centres + half, floor + heights])

    def lower(self) -> Self:
        """Let all towers lie at nothing, to `rise` later."""
        for tracker in self.risen:
            tracker.set_value(0.0)
        return self.refresh()

    def rise(self, *which: int, **kwargs: Any) -> Animation:
        """Return the animation in which some of the towers rise from the base line."""
        return AnimationGroup(*(Run(self, self.risen[i]) for i in which), **kwargs)

    def only(self, *which: int) -> Any:
        """Return the animation in which some of the towers stay bright and the others grow dim."""
        return self.lights.animate.flow([1.0 if i in which else _DIM for i in range(len(self.bodies))])

    def hush(self, **kwargs: Any) -> Animation:
        """Return the animation in which the numbers over the towers go out."""
        return Run(self, self.hushed, **kwargs)

    def _shares(self) -> NDArray[np.float64]:
        """Return how far each tower has risen, 0 to 1, shape (n,)."""
        return np.array([tracker.get_value() for tracker in self.risen]) * self.grown.get_value()

    def _state(self) -> tuple[bytes, bytes, bytes, float]:
        return self.values.key(), self._shares().tobytes(), self.lights.key(), self.hushed.get_value()

    def _redraw(self) -> None:
        values, shares, loud = self.values.values, self._shares(), 1 - self.hushed.get_value()
        lights = self.lights.values
        if lights.tobytes() != self._lit:
            self._lit = lights.tobytes()
            for body, light in zip(self.bodies, lights, strict=True):
                body.set_fill(opacity=light)
        for i, (left, bottom, right, top) in enumerate(self.boxes()):
            self.bodies[i].corners(left, bottom, right, top)
            cut_into_blocks(self.seams[i], (left, bottom, right, top), self._block)
            mark = self.area.top - 2.5 * _CUT
            cut = shares[i] == 1 and values[i] > self.highest * (1 + 1e-9)
            self.cuts[i].corners(left, mark, right, mark + (_CUT if cut else 0.0))
            number = self.numbers[i]
            if number is not None:
                value = float(values[i] * shares[i]) if shares[i] else 0.0
                number.write_at(value, (left + right) / 2, top + 0.75 * number.em, "centre")
                number.set_fill(opacity=loud * lights[i] if shares[i] else 0.0)

    @property
    def _block(self) -> float:
        """Return the height of a block in scene units; 0 for none."""
        return (self.block or 0.0) * self.upwards


def _numbers(
    decimals: Sequence[int | None], highest: float, room: float, role: str, largest: Size
) -> tuple[list[Number | None], float]:
    """Return the numbers over towers, as large as they fit side by side, and the height that they take."""
    digits = len(str(int(highest)))
    for size in reversed(get_args(Size)[: get_args(Size).index(largest) + 1]):
        numbers = [None if d is None else Number(d, size, role) for d in decimals]
        if all(number is None or number.field(digits) <= room for number in numbers):
            for number in numbers:
                if number is not None:
                    number.room = room
            return numbers, 1.35 * SIZES[size] if any(d is not None for d in decimals) else 0.0
    return [None] * len(decimals), 0.0


def cut_into_blocks(seams: Stroke, box: Sequence[float], block: float) -> None:
    """Lay a line across a tower at the top of each whole block; block and box in scene units."""
    left, bottom, right, top = box
    heights = np.arange(bottom + block, top - 1e-6, block) if block > _THINNEST else np.array([])
    if not len(heights):
        heights = np.array([bottom])
        right = left
    across = np.tile(left + (right - left) * np.array([0, 1 / 3, 2 / 3, 1]), len(heights))
    seams.points = np.column_stack([across, np.repeat(heights, 4), np.zeros(len(across))])


class Dock(View):
    """Copies of towers that fly to another place and dock there end to end: their heights add up.

    Parameters
    ----------
    towers
        Where they come from; each copy is as high as its tower is, all the way and ever after.
    which
        The towers that are copied, in the order in which they dock.
    x
        Where they dock, from left to right; on the base line of the towers; scene units.
    decimals
        How the sum is written over them once they have docked; None for no number.
    """

    def __init__(self, towers: Towers, which: Sequence[int], x: float, decimals: int | None = 2) -> None:
        super().__init__()
        self.towers, self.which, self.x = towers, list(which), x
        self.way = ValueTracker(1.0)
        role = "entropy"
        self.bodies = [Rect(role, edge=2.0) for _ in which]
        self.seams = [Stroke("ground", 2.5) for _ in which]
        self.number = None if decimals is None else Number(decimals, "body", role)
        self.add(*self.bodies, *self.seams, *([] if self.number is None else [self.number]))
        self.refresh()

    @property
    def drawn(self) -> float:
        """Return the sum of the heights, in the unit of the towers, as drawn."""
        return float(sum(np.ptp(body.points[:, 1]) for body in self.bodies)) / self.towers.upwards

    def dock(self, **kwargs: Any) -> Animation:
        """Return the animation in which one copy after another leaves its tower and docks."""
        self.way.set_value(0.0)
        self.refresh()
        return Run(self, self.way, rate_func=linear, **kwargs)

    def boxes(self) -> NDArray[np.float64]:
        """Return every copy's left, bottom, right and top as they are now, shape (k, 4); scene units."""
        boxes = self.towers.boxes()[self.which]
        heights = boxes[:, 3] - boxes[:, 1]
        order = np.arange(len(boxes))
        t = np.clip(self.way.get_value() * (1 + _LAG * order[-1]) - _LAG * order, 0.0, 1.0)
        t = t * t * (3 - 2 * t)
        boxes[:, [0, 2]] += (t * (self.x - self.towers.centres[self.which]))[:, None]
        rise = t * (np.cumsum(heights) - heights) + _LEAP * 4 * t * (1 - t)
        boxes[:, [1, 3]] += rise[:, None]
        return boxes

    def _state(self) -> tuple[bytes, float]:
        return self.towers.values.key(), self.way.get_value()

    def _redraw(self) -> None:
        boxes = self.boxes()
        block = (self.towers.block or 0.0) * self.towers.upwards
        for body, seams, box in zip(self.bodies, self.seams, boxes, strict=True):
            body.corners(*box)
            cut_into_blocks(seams, box, block)
        if self.number is not None:
            total = float(self.towers.values.values[self.which].sum())
            self.number.write_at(total, self.x, float(boxes[-1, 3]) + 0.75 * self.number.em, "centre")
            self.number.set_fill(opacity=float(np.clip(8 * self.way.get_value() - 7, 0, 1)))


def tallest(chances: Sequence[float] | NDArray[np.float64], base: float) -> float:
    """Return a surprise that exceeds the finite ones of these chances, and that of as many that are equal."""
    seen = [p for p in (*chances, 1 / 2, 1 / len(chances)) if p > 0]
    return _HEADROOM * float(measures.surprise(min(seen), base=base))


def surprise_beside(mass: Vector, box: Box, labels: Sequence[str], base: float) -> tuple[Towers, Towers]:
    """Return the probabilities of a mass as bars, and right beside each its surprise as a tower of blocks.

    Parameters
    ----------
    mass
        Probabilities, shape (n,).
    box
        Where bars and towers, their labels and their numbers stay inside; scene units.
    labels
        Names of the outcomes.
    base
        2 for bits, e for nats.
    """
    surprises = Derived(lambda: measures.surprise(mass.values, base=base))
    top, digits = box.top - _NUMBER_ROOM, min(MOST, max(map(decimals, mass.values)))
    bars = Towers(mass, box, highest=1.0, labels=labels, top=top, part="left", role="truth", decimals=digits)
    towers = Towers(
        surprises,
        box,
        highest=tallest(mass.values, base),
        block=measures.surprise(1 / 2, base=base),
        floor=bars.area.bottom,
        top=top,
        part="right",
        decimals=[min(MOST, decimals(surprise)) for surprise in surprises.values],
    )
    return bars, towers
