"""Suitcases for the weather: over the ground that each kind covers, the bag that is due and the one that is packed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
from manim import Animation, ValueTracker

from bits.authoring.amounts import whole_digits
from bits.stage.bars import AreaBars
from bits.stage.card import Panel
from bits.stage.equation import sum_in
from bits.stage.ink import Size, Words
from bits.stage.layout import Box
from bits.stage.mass import Vector
from bits.stage.readout import Number, Readout
from bits.stage.shape import Shape
from bits.stage.view import Rect, Run, Stroke, View
from bits.theory import measures

HANDLE, NUMBER = 0.24, 0.62
"""Height in scene units of a handle, and of the number over it."""
_SHARE, _APART = 0.4, 0.04
"""How much of its ground a bag may take, and what lies between two, as a share of one."""
_WIDEST = 2.0
"""How wide a bag may be, in scene units."""
_BANDS = (0.22, 0.78)
"""Where a suitcase has its straps, as shares of its width."""
_STRAP_WIDTH = 0.05
_HALO = 0.13
_LAG = 0.55
"""How much later each bag moves than the one before it, as a share of its own time."""
_HOP = 0.2
"""How high a bag is lifted when it is carried off, in scene units."""


class Suitcase(Shape):
    """One bag: a rounded body with straps, a handle, and what it weighs; what is too much in it can glow."""

    def __init__(self, role: str, opacity: float, number: Number) -> None:
        super().__init__()
        self.body, self.number = Panel(role, opacity), number
        self.handle = Stroke(role, 6.0)
        self.halo, self.excess = Panel("waste", 0.0), Panel("waste", 0.0)
        self.straps = [Rect("ground", 0.22) for _ in _BANDS]
        self.cut = Rect("ground")
        self.add(self.handle, self.halo, self.body, self.excess, *self.straps, self.cut, number)

    def stand(self, x: float, half: float, bottom: float, top: float) -> None:
        """Stand on the ground at `x`, so wide to either side; scene units. A bag without any height is not seen."""
        there = top - bottom > 1e-6 and half > 1e-6
        half, top = (half, top) if there else (0.0, bottom)
        self.body.corners(x - half, bottom, x + half, top)
        grip, high = half * 0.4, top + (HANDLE if there else 0.0)
        self.handle.through((x - grip, top), (x - grip, high), (x + grip, high), (x + grip, top))
        self.handle.set_stroke(opacity=1.0 if there else 0.0)
        for strap, share in zip(self.straps, _BANDS, strict=True):
            middle, wide = x - half + 2 * half * share, min(_STRAP_WIDTH, half / 6)
            strap.corners(middle - wide, bottom, middle + wide, top)

    def shine(self, x: float, half: float, due: float, top: float, light: float) -> None:
        """Let what the bag holds over the height `due` glow."""
        rim = _HALO if top - due > 1e-6 else 0.0
        self.excess.corners(x - half, min(due, top), x + half, top)
        self.halo.corners(x - half - rim, min(due, top) - rim, x + half + rim, top + rim)
        self.excess.set_fill(opacity=light if rim else 0.0)
        self.halo.set_fill(opacity=0.3 * light if rim else 0.0)


class Suitcases(View):
    """For each weather the bag that is due, -log P high, and the one that is packed, -log Q high.

    Parameters
    ----------
    ground
        A chart whose widths are P: the bags stand over the feet of its columns, measured by its ruler.
    truth, belief
        P and Q.
    base
        2 for bits, e for nats.
    decimals
        How the weights are written (left out where the bags are too narrow for them).
    """

    def __init__(self, ground: AreaBars, truth: Vector, belief: Vector, *, base: float, decimals: int) -> None:
        super().__init__()
        self.ground, self.masses, self.base_of_log = ground, (truth, belief), base
        self.rises = (ValueTracker(0.0), ValueTracker(0.0))
        self.glowing, self.carried = ValueTracker(0.0), ValueTracker(0.0)
        weights = [measures.surprise(mass.values, base=base) for mass in self.masses]
        heaviest = max((float(w) for w in np.concatenate(weights) if math.isfinite(w)), default=0.0)
        size = _size(decimals, len(str(int(heaviest))), self._halves())
        self.bags: list[list[Suitcase]] = []
        for role, opacity in (("truth", 0.6), ("model", 1.0)):
            numbers = [Number(decimals, size or "small", role) for _ in truth.values]
            self.bags.append([Suitcase(role, opacity, number) for number in numbers])
        self.named = size is not None
        self.add(*(bag for bags in self.bags for bag in bags))
        self.refresh()

    def pack(self, whose: int, **kwargs: Any) -> Animation:
        """Return the animation in which bags are packed one after another: by the truth (0) or the belief (1)."""
        return Run(self, self.rises[whose], **kwargs)

    def glow(self, **kwargs: Any) -> Animation:
        """Return the animation in which all that is packed too much begins to glow."""
        return Run(self, self.glowing, **kwargs)

    def carry(self, **kwargs: Any) -> Animation:
        """Return the animation in which the packed bags are lifted one after another, and put down again."""
        return Run(self, self.carried, **kwargs)

    def weights(self, whose: int) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Return the bits or nats that the heights of the bags stand for, as drawn, shape (n,)."""
        return np.array([np.ptp(bag.body.points[:, 1]) for bag in self.bags[whose]]) / self.ground.ruler.upwards

    def _halves(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        boxes = self.ground.boxes()
        return np.minimum((boxes[:, 2] - boxes[:, 0]) * _SHARE, _WIDEST) / 2

    def _state(self) -> tuple[bytes | float, ...]:
        trackers = (*self.rises, self.glowing, self.carried)
        return *(mass.key() for mass in self.masses), *(tracker.get_value() for tracker in trackers)

    def _redraw(self) -> None:
        n = len(self.bags[0])
        feet, halves = self.ground.boxes(), self._halves()
        lifts = _HOP * np.sin(np.pi * _in_turn(self.carried.get_value(), n)) ** 2
        for whose, (mass, rise) in enumerate(zip(self.masses, self.rises, strict=True)):
            weights = measures.surprise(mass.values, base=self.base_of_log)
            risen = _in_turn(rise.get_value(), n)
            for i, bag in enumerate(self.bags[whose]):
                x = float(feet[i, 0] + feet[i, 2]) / 2 + halves[i] * (1 + _APART) * (1 if whose else -1)
                self._stand(bag, float(x), float(halves[i]), float(weights[i]), float(risen[i]), lifts[i] * whose)
                if whose:
                    due = float(measures.surprise(self.masses[0].values[i], base=self.base_of_log))
                    self._shine(bag, float(x), float(halves[i]), due, lifts[i])

    def _stand(self, bag: Suitcase, x: float, half: float, weight: float, risen: float, lift: float) -> None:
        floor = self.ground.area.bottom + lift
        highest = self.ground.area.height - HANDLE - NUMBER - _HOP
        full = weight * self.ground.ruler.upwards if risen else 0.0
        height = min(full, highest) * risen
        bag.stand(x, half, floor, floor + height)
        over = full > highest * (1 + 1e-9)
        mark = floor + height - 0.4
        bag.cut.corners(x - half, mark, x + half, mark + (0.1 if over and risen == 1 else 0.0))
        handle = HANDLE if height > 1e-6 else 0.0
        bag.number.write_at(weight, x, floor + height + handle + NUMBER / 2, "centre")
        seen = self.named and risen > 0 and half > 0
        bag.number.set_fill(opacity=min(1.0, 3 * risen) if seen else 0.0)

    def _shine(self, bag: Suitcase, x: float, half: float, due: float, lift: float) -> None:
        _, floor, _, top = bag.body.box
        level = floor + due * self.ground.ruler.upwards if math.isfinite(due) else top
        bag.shine(x, half, float(min(level, top)), float(top), self.glowing.get_value())


def _in_turn(t: float, n: int) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return how far each of `n` things has come that move one after another, shape (n,)."""
    way = np.clip(t * (1 + _LAG * (n - 1)) - _LAG * np.arange(n), 0.0, 1.0)
    return np.asarray(way * way * (3 - 2 * way))


def _size(decimals: int, digits: int, halves: Sequence[float] | np.ndarray[Any, Any]) -> Size | None:
    """Return the size in which the narrowest bags that are seen can have their weights written, if there is one."""
    narrowest = 2 * min((half for half in halves if half > 0), default=0.0)
    sizes: tuple[Size, ...] = ("title", "body", "label", "small")
    return next((size for size in sizes if Number(decimals, size).field(digits) <= narrowest), None)


def bags_sum(row: Box, packed: float, ideal: float, unit: str, decimals: int) -> tuple[Readout, ...]:
    """Return what one bag weighs, what it should weigh, and what is carried for nothing, as a sum in a row."""
    terms = (
        ("your bag", packed, "model", ""),
        ("− best bag", ideal, "truth", ""),
        ("=", packed - ideal, "waste", unit),
    )
    digits = whole_digits(packed)
    return sum_in(
        row,
        *(
            Readout(
                Words(label, "label", role),
                partial(float, value),
                unit,
                decimals=decimals,
                role=role,
                whole_digits=digits,
                rests=[value],
            )
            for label, value, role, unit in terms
        ),
    )
