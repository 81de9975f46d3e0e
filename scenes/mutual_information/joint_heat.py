"""A joint distribution on a chart: its cells, the brighter the more probable."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from bits.stage.chart import Chart
from bits.stage.view import Rect, View

Grid = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]
"""A joint table with X along the rows, and the middles of its bins of equal width in X and in Y."""
_FAINTEST = 0.25
_CELL = 1.0


class JointHeat(View):
    """The cells of a joint distribution that hold anything, on a chart with Y across and X upwards.

    Parameters
    ----------
    chart
        Where.
    grid
        Where to find the table and the middles of its bins.
    most
        How many cells may hold something at a time.
    role
        Colour of the cells.
    """

    def __init__(self, chart: Chart, grid: Callable[[], Grid], most: int, role: str = "truth") -> None:
        super().__init__()
        self.chart, self.grid = chart, grid
        self.cells = [Rect(role, edge=_CELL) for _ in range(most)]
        self.add(*self.cells)
        self.refresh()

    def _state(self) -> bytes:
        joint, xs, ys = self.grid()
        return joint.tobytes() + xs.tobytes() + ys.tobytes()

    def _redraw(self) -> None:
        joint, xs, ys = self.grid()
        high, wide = (xs[1] - xs[0]) / 2, (ys[1] - ys[0]) / 2
        held = np.argwhere(joint > 0)[: len(self.cells)]
        grown, most = self.grown.get_value(), float(joint.max())
        corner = self.chart.area.right, self.chart.area.bottom
        for cell in self.cells[len(held) :]:
            cell.corners(*corner, *corner)
        for cell, (i, j) in zip(self.cells, held, strict=False):
            left, bottom = self.chart.point(ys[j] - wide, xs[i] - high)
            right, top = self.chart.point(ys[j] + wide, xs[i] + high)
            cell.corners(left, bottom, right, top)
            share = float(joint[i, j]) / most
            cell.fill_rgbas[:, 3] = grown * (_FAINTEST + (1 - _FAINTEST) * share)
