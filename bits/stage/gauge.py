"""The gauge: a pointer on an upright scale, with a floor mark that it may never pass."""

from __future__ import annotations

import math
from typing import ClassVar

from bits.stage.ink import Ink
from bits.stage.layout import Box
from bits.stage.readout import Number
from bits.stage.shape import Shape
from bits.stage.theme import colour
from bits.stage.view import Source, Stroke, View, polygon

_POINTER = 0.22
_TICKS = 4


class Gauge(View):
    """Shows one quantity by the height of a pointer, its number riding along.

    Parameters
    ----------
    value
        Where to find the quantity, bits or nats.
    box
        Where: the scale stands at its middle; scene units. Its name goes above.
    highest
        The quantity at the top of the scale; a larger one (or an infinite one) rests there.
    name
        Written above the scale.
    role
        Colour of pointer and number.
    floor
        A quantity that the pointer should not pass, with the name written beside its mark.
    decimals
        How the number is written; one less from 10 on, two from 100 on ..., so that it stays as wide.
    """

    LEAST: ClassVar = 3.5
    """Scene units that a gauge takes with its name, its number and the name of its floor."""

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
        self.value, self.highest, self.floor = value, highest, floor
        top = box.top - (0.7 if name is not None else 0.2)
        self.scale_box = Box(box.x - 0.05, box.bottom + 0.2, box.x + 0.05, top)
        self.track = Stroke("line", 6.0).through((box.x, self.scale_box.bottom), (box.x, top))
        self.pointer = Shape(fill_color=colour(role), fill_opacity=1, stroke_width=0)
        self.decimals = decimals
        self.number = Number(decimals, "body", role)
        self.filled = Stroke(role, 6.0)
        self.add(self.track, self.filled)
        for i in range(_TICKS + 1):
            y = self.scale_box.bottom + i / _TICKS * self.scale_box.height
            self.add(Stroke("line", 2.0).through((box.x - 0.14, y), (box.x + 0.0, y)))
        if floor is not None:
            self.mark = Stroke("entropy", 4.0)
            self.add(self.mark, floor[1])
        if name is not None:
            self.add(name.at(box.x, box.top - 0.25))
        self.add(self.pointer, self.number)
        self.refresh()

    def height_of(self, value: float) -> float:
        """Return where on the frame `value` stands; scene units."""
        share = min(max(value / self.highest, 0.0), 1.0)
        return self.scale_box.bottom + share * self.scale_box.height

    def _state(self) -> tuple[float, float]:
        return self.value(), self.floor[0]() if self.floor else 0.0

    def _redraw(self) -> None:
        value = self.value()
        x, y = self.scale_box.x, self.height_of(value)
        self.filled.through((x, self.scale_box.bottom), (x, y))
        polygon(self.pointer, [(x + 0.08, y), (x + 0.08 + _POINTER, y + 0.14), (x + 0.08 + _POINTER, y - 0.14)])
        steps = sum(10**n - 0.5 / 10**self.decimals <= value < math.inf for n in (1, 2, 3))
        self.number.decimals = max(0, self.decimals - steps)
        self.number.write_at(value if not math.isnan(value) else math.inf, x + 0.2 + _POINTER, y, "left")
        if self.floor is not None:
            floor = self.height_of(self.floor[0]())
            self.mark.through((x - 0.45, floor), (x + 0.05, floor))
            self.floor[1].at(x - 0.55, floor, "right")
