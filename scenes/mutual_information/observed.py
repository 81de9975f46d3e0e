"""Learning X: its slice fills the mosaic, and the tank of Y falls or rises; on average it falls.

Made for one beat.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import ValueTracker
from numpy.typing import NDArray

from bits.stage.bars import Ruler
from bits.stage.layout import Box
from bits.stage.marks import Level, Span
from bits.stage.mass import Derived, Mass
from bits.stage.mosaic import Mosaic
from bits.stage.readout import Readout
from bits.stage.scale import Scale
from bits.stage.tank import Tank
from bits.stage.tree import Vessels
from bits.theory import measures
from bits.theory.digits import difference
from bits.theory.named_joint import NamedJoint
from scenes.mutual_information.equation import sum_row

_HEADROOM = 1.12
_MARKS = 1.9
"""Room beside the tank for the marks that compare two levels."""
_OPEN = 0.75
"""Scene units under the tank for its number."""
_GAP = 0.35
_ROWS = 2.1, 1
"""The shares of the picture, and of the band below it for a question or for numbers."""


class Observed:
    """A mosaic of X and Y and the tank of what is open about Y; the pieces are to be shown one by one.

    Parameters
    ----------
    pair
        The two variables.
    box
        Where; scene units.
    base, unit
        Of the entropies.

    Attributes
    ----------
    square
        The mosaic of the joint, as far as X is known: p(y|x) stays, while what is known about X flows.
    vessels
        The tank: H(Y) as things stand, or, once divided, H(Y|X = x) in a vessel as wide as p(x).
    scale, before, after, gain
        The tank's scale, the levels of H(Y) and H(Y|X), and the span between them, I(X; Y).
    band
        Where the question stands, and then the numbers.
    opened, fall
        What is open about Y as things stand, and the equation of its fall on average.
    """

    def __init__(self, pair: NamedJoint, box: Box, *, base: float, unit: str) -> None:
        self.pair, self.base = pair, base
        self._belief, self._divided = Mass(pair.p_x), ValueTracker(0.0)
        picture, self.band = box.rows(*_ROWS)
        left, right = picture.columns(1.35, 1, gutter=1.0, least=(0, Scale.ROOM + Tank.LEAST + _MARKS))
        self.square = Mosaic.of(pair, Derived(self._joint), left)
        before = measures.entropy(pair.p_y, base=base)
        after = measures.conditional_entropy(pair.table, base=base)
        # On its way from slice to slice, the belief about Y may pass through any mixture.
        highest = _HEADROOM * measures.entropy(np.full(len(pair.columns), 1 / len(pair.columns)), base=base)
        area = self.square.area
        floor = min(area.bottom, picture.bottom + _OPEN)  # upright names lift the square alone
        room = Box(right.left + Scale.ROOM, floor, right.right - _MARKS, area.top)
        self.vessels = tank = Vessels(pair.p_x, self._levels, room, Ruler.fitting(room, highest))
        self.scale = Scale(tank.left, tank.right, tank.height_of, highest, unit)
        edge = tank.right + _GAP
        self.before, self.after = (Level(lambda h=h: h, tank.left, edge, tank.height_of) for h in (before, after))  # type: ignore[misc]
        self.gain = Span(lambda: after, lambda: before, edge, tank.height_of, role="shared", decimals=2)
        self.opened = Readout("open", self.open, unit, decimals=2, role="entropy").at(room.x, room.bottom - 0.4)
        self.fall = sum_row(
            self.band,
            unit,
            ("", "H(Y)", lambda: before, "entropy"),
            ("−", "H(Y|X)", lambda: after, "entropy"),
            ("=", "I(X; Y)", lambda: difference(before, after), "shared"),
            decimals=2,
        )

    def _joint(self) -> NDArray[np.float64]:
        return np.asarray(self._belief.values[:, None] * self.pair.given_x).ravel()

    def open(self) -> float:
        """Return how much is open about Y as things stand: the average of the vessels."""
        return self.vessels.average

    def _levels(self) -> NDArray[np.float64]:
        uncertain = measures.entropy(self.square.table.sum(axis=0), base=self.base)
        divided = self._divided.get_value()
        return np.asarray((1 - divided) * uncertain + divided * self.pair.left_open(self.base))

    def learn(self, x: int) -> Any:
        """Return the animation in which the slice of one x fills the square."""
        return self._belief.animate.flow(np.eye(self.pair.shape[0])[x])

    def forget(self) -> Any:
        """Return the animation in which all slices are back."""
        return self._belief.animate.flow(self.pair.p_x)

    def divide(self) -> list[Any]:
        """Return the animations in which the tank is divided into a vessel per slice, each at the slice's level."""
        return [self.vessels.divide(), self._divided.animate.set_value(1.0)]
