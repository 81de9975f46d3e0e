"""The balance of the slabs: what is paid too much piles up, what is saved is taken off again; the rest is KL."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import Animation, ValueTracker, linear
from numpy.typing import NDArray

from bits.stage.slabs import Slabs
from bits.stage.tank import Tank, melting
from bits.stage.view import Rect, Run, View
from bits.theory import measures


class Balance(View):
    """A pile of width 1 on the surface of a tank: surplus from below upwards, saving from its top downwards.

    The vermilion that the green leaves uncovered is the KL divergence. Slabs fly here with their area kept.

    Parameters
    ----------
    slabs
        Where the pieces come from; it shares the tank's ruler.
    tank
        What the pile stands on; H(P), then the uncovered pile ends at H(P, Q).
    """

    def __init__(self, slabs: Slabs, tank: Tank) -> None:
        super().__init__()
        self.slabs, self.tank = slabs, tank
        self.piled, self.cancelled = ValueTracker(0.0), ValueTracker(0.0)
        n = len(slabs.slabs)
        self.surplus = [Rect("waste", edge=1.0) for _ in range(n)]
        self.saving = [Rect("saving", edge=1.0) for _ in range(n)]
        self.add(*self.surplus, *self.saving)
        self.refresh()

    def _state(self) -> tuple[bytes | float, ...]:
        held = self.tank.contributions().tobytes()
        return *self.slabs.state(), held, self.piled.get_value(), self.cancelled.get_value()

    def _redraw(self) -> None:
        shares = measures.kl_contributions(
            self.slabs.truth.values, self.slabs.model.values, base=self.slabs.base_of_log
        )
        floor = self.tank.height_of(float(self.tank.contributions().sum()))
        room = self.tank.top - floor
        ups = np.concatenate([[0.0], np.cumsum(np.maximum(shares, 0.0))]) * self.slabs.ruler.upwards
        downs = ups[-1] - np.concatenate([[0.0], np.cumsum(np.maximum(-shares, 0.0))]) * self.slabs.ruler.upwards
        up, down = np.minimum(ups, room) + floor, np.minimum(downs, room) + floor
        self._fly(self.surplus, 0, self._stack(up[:-1], up[1:]), self.piled.get_value())
        self._fly(self.saving, 1, self._stack(down[1:], down[:-1]), self.cancelled.get_value())

    def _stack(self, bottoms: NDArray[np.float64], tops: NDArray[np.float64]) -> NDArray[np.float64]:
        sides = np.ones(len(tops))
        return np.column_stack([self.tank.left * sides, bottoms, self.tank.right * sides, tops])

    def _fly(self, pieces: list[Rect], side: int, end: NDArray[np.float64], progress: float) -> None:
        boxes = end
        if progress < 1:
            start = np.array([pair[side].box for pair in self.slabs.slabs])
            boxes = melting(start, end, progress)
            boxes[:, 3] = np.minimum(boxes[:, 3], self.tank.top)  # a thin tall slab on its way stays in the picture
            boxes[:, 1] = np.minimum(boxes[:, 1], boxes[:, 3])
        for piece, box in zip(pieces, boxes, strict=True):
            piece.corners(*box)

    def pile(self, **kwargs: Any) -> Animation:
        """Return the animation in which the surplus slabs pile up on the tank's surface."""
        return Run(self, self.piled, rate_func=linear, **kwargs)

    def cancel(self, **kwargs: Any) -> Animation:
        """Return the animation in which the saved slabs cover the top of the pile."""
        return Run(self, self.cancelled, rate_func=linear, **kwargs)

    @property
    def drawn(self) -> float:
        """Return the surplus less the saving, as drawn, in bits or nats."""
        return self.slabs.ruler.amount(self.surplus) - self.slabs.ruler.amount(self.saving)

    @property
    def level(self) -> float:
        """Return how high the uncovered pile reaches over the tank's floor, in bits or nats, as drawn."""
        top = min([max(r.box[3] for r in self.surplus), *(r.box[1] for r in self.saving)])
        return float(top - self.tank.floor) / self.tank.ruler.upwards
