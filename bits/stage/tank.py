"""The tank: a vessel of width 1 into which columns melt; its level is the sum of their areas."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from manim import Animation, ValueTracker, linear
from numpy.typing import NDArray

from bits.stage.bars import AreaBars, Contributions, Ruler
from bits.stage.ink import Ink
from bits.stage.layout import NAME_ROOM, Box
from bits.stage.view import Rect, Run, Stroke, View

_GLASS = 3.0
_LAG = 0.35
"""How much later each column starts to melt than the one before it, as a share of its own time."""


class Tank(View):
    """Holds contributions as layers. Area is the number: a level of one bit is `ruler.upwards` high.

    Parameters
    ----------
    contributions
        Where to find the layers, shape (n,), bits or nats; none negative.
    box
        Where: the tank stands in its middle, as high as the box; scene units.
    ruler
        That of the columns that melt into it.
    role
        Colour of the content.
    name
        Written under it.
    floor
        Height of its bottom, for instance that of the columns beside it; if not given, there is room for the name
        between it and the bottom of the box.
    """

    LEAST: ClassVar = 1.75
    """Scene units that a tank should be wide, for its name."""

    def __init__(
        self,
        contributions: Contributions,
        box: Box,
        ruler: Ruler,
        *,
        role: str = "entropy",
        name: Ink | None = None,
        floor: float | None = None,
    ) -> None:
        super().__init__()
        self.contributions, self.ruler = contributions, ruler
        self.melt = ValueTracker(1.0)
        self._from: AreaBars | None = None
        half = ruler.across / 2
        self.left, self.right, self.top = box.x - half, box.x + half, box.top
        self.floor = floor if floor is not None else box.bottom + (NAME_ROOM if name is not None else 0.0)
        self.layers = [Rect(role, edge=1.0) for _ in contributions()]
        glass = Stroke("muted", _GLASS).through(
            (self.left, self.top), (self.left, self.floor), (self.right, self.floor), (self.right, self.top)
        )
        self.add(*self.layers, glass)
        if name is not None:
            self.add(name.at(box.x, self.floor - NAME_ROOM / 2))
        self.refresh()

    @property
    def level(self) -> float:
        """Return the height of the surface over the floor, in bits or nats, as drawn."""
        top = max(float(layer.points[:, 1].max()) for layer in self.layers)
        return (top - self.floor) / self.ruler.upwards

    @property
    def drawn(self) -> float:
        """Return the area of the content as drawn, in bits or nats."""
        return self.ruler.amount(self.layers)

    def height_of(self, value: float) -> float:
        """Return the height on the frame at which a level of `value` bits or nats stands; scene units.

        What would stand higher (or infinitely high) stands at the rim, as the content does.
        """
        return min(self.floor + value * self.ruler.upwards, self.top)

    def _state(self) -> tuple[bytes, float, bytes]:
        columns = self._from.boxes().tobytes() if self._from and self.melt.get_value() < 1 else b""
        return self.contributions().tobytes(), self.melt.get_value(), columns

    def _redraw(self) -> None:
        grown = self.grown.get_value()
        held = self.contributions()
        boxes = self._poured(held * grown if grown else np.zeros_like(held))  # 0 times infinity is no number
        melt = self.melt.get_value()
        if self._from is not None and melt < 1:
            boxes = melting(self._from.boxes(), boxes, melt)
        for layer, (left, bottom, right, top) in zip(self.layers, boxes, strict=True):
            layer.corners(left, bottom, right, top)

    def _poured(self, contributions: NDArray[np.float64]) -> NDArray[np.float64]:
        room = self.top - self.floor
        tops = np.minimum(np.cumsum(np.minimum(contributions * self.ruler.upwards, room)), room)
        bottoms = np.concatenate([[0.0], tops[:-1]])
        return np.column_stack(
            [
                np.full(len(tops), self.left),
                self.floor + bottoms,
                np.full(len(tops), self.right),
                self.floor + tops,
            ]
        )

    def pour(self, columns: AreaBars, **kwargs: Any) -> Animation:
        """Return the animation in which the columns melt into the tank; each keeps its area all the way."""
        self._from = columns
        self.melt.set_value(0.0)
        self.refresh()
        return Run(self, self.melt, rate_func=linear, **kwargs)


def melting(start: NDArray[np.float64], end: NDArray[np.float64], melt: float) -> NDArray[np.float64]:
    """Return rectangles between two sets of rectangles, shape (n, 4), each keeping its area, one after another."""
    order = np.arange(len(start))
    t = np.clip(melt * (1 + _LAG * order[-1]) - _LAG * order, 0.0, 1.0)
    t = t * t * (3 - 2 * t)
    centre = (1 - t)[:, None] * _centres(start) + t[:, None] * _centres(end)
    width = (1 - t) * (start[:, 2] - start[:, 0]) + t * (end[:, 2] - end[:, 0])
    # The two areas differ only where something infinite is cut off: there it goes from the one to the other.
    area = (1 - t) * _areas(start) + t * _areas(end)
    height = np.divide(area, width, out=np.zeros_like(area), where=width > 0)
    return np.column_stack(
        [
            centre[:, 0] - width / 2,
            centre[:, 1] - height / 2,
            centre[:, 0] + width / 2,
            centre[:, 1] + height / 2,
        ]
    )


def _areas(boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    areas: NDArray[np.float64] = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    return areas


def _centres(boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.column_stack([(boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2])
