"""The gauge: a lying bar, with a mark that it may never fall short of."""

from __future__ import annotations

import math

from bits.stage.ink import SIZES, Ink
from bits.stage.layout import Box
from bits.stage.readout import Number
from bits.stage.view import Rect, Source, Stroke, View

_GAP = 0.2
"""Scene units between name, bar and number."""
_OVER = 0.1
"""How far the floor's mark stands out over and under the bar; scene units."""


class Gauge(View):
    """Shows one quantity by the length of a bar that lies on its scale, its number riding at its end.

    Parameters
    ----------
    value
        Where to find the quantity, bits or nats.
    box
        Where; scene units. The bar is as thick as the box is high, less the marks.
    highest
        The quantity at the right end of the scale; a larger one (or an infinite one) rests there.
    name
        Written at the left of the scale.
    role
        Colour of bar and number.
    floor
        A quantity that the bar should not fall short of, with the name written over its mark.
    decimals
        How the number is written; one less from 10 on, two from 100 on ..., so that it stays as wide.
    """

    def __init__(
        self,
        value: Source,
        box: Box,
        highest: float,
        *,
        name: Ink | None = None,
        role: str = "model",
        floor: tuple[Source, Ink] | None = None,
        decimals: int = 3,
    ) -> None:
        super().__init__()
        self.value, self.highest, self.floor, self.decimals = value, highest, floor, decimals
        self.number = Number(decimals, "body", role)
        left = box.left + (name.advance + _GAP if name is not None else 0.0)
        over = SIZES["small"] * 1.3 if floor is not None else 0.0
        right = box.right - self.number.field(1) - _GAP
        self.scale_box = Box(left, box.bottom + _OVER, right, box.top - _OVER - over)
        low, high = self.scale_box.bottom, self.scale_box.top
        self.bar, self.mark = Rect(role), Stroke("entropy", 4.0)
        self.add(
            self.bar, Stroke("muted", 3.0).through((left, high + _OVER), (left, low - _OVER), (right, low - _OVER))
        )
        if floor is not None:
            x = self.place_of(floor[0]())
            self.add(self.mark.through((x, low - _OVER), (x, high + _OVER)))
            middle = max(x, left + floor[1].advance / 2)
            self.add(floor[1].at(middle, high + _OVER + over / 2, "centre"))
        if name is not None:
            self.add(name.at(box.left, self.scale_box.y, "left"))
        self.add(self.number)
        self.refresh()

    def place_of(self, value: float) -> float:
        """Return up to where on the frame a bar of `value` reaches; scene units."""
        share = min(max(value / self.highest, 0.0), 1.0)
        return self.scale_box.left + share * self.scale_box.width

    def _state(self) -> float:
        return self.value()

    def _redraw(self) -> None:
        value, box = self.value(), self.scale_box
        tip = self.place_of(value)
        self.bar.corners(box.left, box.bottom, tip, box.top)
        steps = sum(10**n - 0.5 / 10**self.decimals <= value < math.inf for n in (1, 2, 3))
        self.number.decimals = max(0, self.decimals - steps)
        self.number.write_at(value if not math.isnan(value) else math.inf, tip + _GAP, box.y, "left")
