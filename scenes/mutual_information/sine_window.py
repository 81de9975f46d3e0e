"""X = sin Y, seen through a window of one period: the straight line that fits it, and what it shares.

Made for one beat, that shows dependence without correlation.
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache, partial
from typing import Any

import numpy as np
from manim import ValueTracker

from bits.stage.chart import Chart
from bits.stage.equation import sum_in
from bits.stage.ink import Size, Words
from bits.stage.layout import Box
from bits.stage.readout import Readout, readout_row
from bits.theory import dependence, measures
from scenes.mutual_information.joint_heat import Grid, JointHeat
from scenes.mutual_information.shared_tank import SharedTank

_REACH = 1.15
"""How far up and down the chart goes."""
_FILL = 0.95
"""Share of its room that a line of numbers may take."""
_MARGIN = 0.25
"""How much of the sine is seen beside the outermost windows, in radians."""


class SineWindow:
    """The pieces of the picture, to be shown one by one; all follow the tracker `start`.

    Parameters
    ----------
    box
        Where; scene units.
    windows
        Where the window begins, first and last, in units of π.
    bins, fine
        Into how many bins X and Y are cut for the information; for correlation and line.
    base, unit
        Of the information.

    Attributes
    ----------
    start
        Tracker: where the window begins, in units of π.
    chart, curve, cells, binning, line
        The sine, its joint with Y on the bins and how many these are, and the line fitted to it.
    probe
        The way from a value of Y, which `sweep` moves, up to the sine and across to X.
    tank, scale, entropy
        I(X; Y) in bits or nats, and how much there is to know: H(X).
    beside
        The place of the tank, where something else may stand before.
    """

    def __init__(self, box: Box, windows: tuple[float, float], bins: int, fine: int, *, base: float, unit: str) -> None:
        self.bins, self.fine, self.base, self.unit = bins, fine, base, unit
        self.start = ValueTracker(windows[0])
        left, right = box.parts(2.2, 1, gutter=0.5, least=(0, 3.9), heights=(1.3, 1))
        self.chart = _chart(left, min(windows) * math.pi, (max(windows) + 2) * math.pi)
        self.curve = self.chart.curve(np.sin, "truth", width=5.0)
        self.cells = JointHeat(self.chart, partial(self.grid, bins), 4 * bins, "shared")
        self.cells.set_z_index(-1)  # the curve stays in sight
        self.binning = Words(f"{bins} bins each", "label", "shared").at(self.chart.area.right, left.top - 0.17, "right")
        self.line = self.chart.line(self._ends, "model", 6.0)
        self.beside = right
        self.known = ValueTracker(windows[0])
        self.probe = self.chart.line(self._from_y_to_x, "text", 3.0)
        highest = measures.entropy(self.grid(bins)[0].sum(axis=1), base=base)
        shared = SharedTank(self.information, right, highest, unit, right.bottom + 0.7, self.uncertainty)
        self.tank, self.scale, self.entropy = shared.tank, shared.scale, shared.line

    def grid(self, bins: int) -> Grid:
        """Return the joint of X = sin Y and Y in the window as it is now, and the middles of its bins."""
        return _joint(bins, float(self.start.get_value()))

    def correlation(self) -> float:
        """Return the correlation of X and Y in the window."""
        return _line(self.fine, float(self.start.get_value()))[0]

    def information(self) -> float:
        """Return I(X; Y) of the bins, in units of `base`."""
        return measures.mutual_information(self.grid(self.bins)[0], base=self.base)

    def uncertainty(self) -> float:
        """Return H(X) of the bins, in units of `base`."""
        return measures.entropy(self.grid(self.bins)[0].sum(axis=1), base=self.base)

    def numbers(self, box: Box, *rests: float) -> tuple[Readout, ...]:
        """Return the correlation, which comes to rest at `rests`, and how much is shared of how much, in a box."""
        left, right = box.columns(1, 1.3)
        sizes: tuple[Size, ...] = ("title", "body")
        for size in sizes:
            rho = Readout(
                "correlation", self.correlation, decimals=2, size=size, role="model", signed=True, rests=rests
            )
            told = Readout("they share", self.information, decimals=2, size=size, role="shared")
            whole = Readout("of", self.uncertainty, self.unit, decimals=2, size=size, role="entropy")
            if max(rho.advance / left.width, (told.advance + whole.advance) / right.width) < _FILL:
                return rho.at(left.x, left.y), *sum_in(right, told, whole)
        return readout_row(rho, told, whole)

    def sweep(self) -> Any:
        """Return the animation in which what is known of Y runs through the window, and X with it."""
        return self.known.animate.set_value(float(self.start.get_value()) + 2)

    def _from_y_to_x(self) -> list[tuple[float, float]]:
        y = self.known.get_value() * math.pi
        return [(y, self.chart.y_range[0]), (y, math.sin(y)), (self.chart.x_range[0], math.sin(y))]

    def _ends(self) -> list[tuple[float, float]]:
        _, slope, intercept = _line(self.fine, float(self.start.get_value()))
        first = self.start.get_value() * math.pi
        return [(y, slope * y + intercept) for y in (first, first + 2 * math.pi)]


@lru_cache(maxsize=4)
def _joint(bins: int, start: float) -> Grid:
    """Return the joint of a window; several pieces ask for the same one in each frame."""
    return dependence.sine_joint(bins, start * math.pi)


@lru_cache(maxsize=4)
def _line(bins: int, start: float) -> tuple[float, float, float]:
    """Return the correlation in a window, and slope and intercept of the line fitted to it."""
    joint = dependence.sine_joint(bins, start * math.pi)
    return dependence.correlation(*joint), *dependence.fitted_line(*joint)


def _in_pi(halves: int) -> str:
    """Write a number of half turns: ``−π/2``, ``0``, ``3π/2``."""
    turns = Fraction(halves, 2)
    count = "" if abs(turns.numerator) == 1 else str(abs(turns.numerator))
    text = f"{count}π" + ("/2" if turns.denominator == 2 else "")
    return "0" if not halves else text if halves > 0 else f"−{text}"


def _chart(box: Box, first: float, last: float) -> Chart:
    halves = range(math.ceil(2 * first / math.pi - 1e-9), math.floor(2 * last / math.pi + 1e-9) + 1)
    return Chart(
        box,
        (first - _MARGIN, last + _MARGIN),
        (-_REACH, _REACH),
        x_ticks=[(half * math.pi / 2, _in_pi(half)) for half in halves],
        y_ticks=[(-1, "−1"), (0, "0"), (1, "1")],
        x_name=Words("Y", "small", "muted"),
        y_name=Words("X = sin Y", "small", "muted"),
    )
