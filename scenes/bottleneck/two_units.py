"""A tanh unit and a ReLU whose weight grows: what either keeps of its input, counted in bins.

Local to the information bottleneck.
"""

from __future__ import annotations

import math
from typing import cast

import numpy as np
from manim import Animation, ValueTracker, VGroup, VMobject
from numpy.typing import NDArray

from bits.stage.bars import MassBars
from bits.stage.card import Card
from bits.stage.chart import Chart
from bits.stage.ink import Words
from bits.stage.layout import Box
from bits.stage.mass import Derived
from scenes.bottleneck.binning import Activation, binned_information, binned_output

UNITS: tuple[Activation, ...] = ("tanh", "relu")
_ROLES = {"tanh": ("truth", "tanh"), "relu": ("model", "ReLU")}
_PAPERS = (
    ("from 2015 on", "Tishby et al.", "compressing helps to generalize"),
    ("2018", "Saxe et al.", "no: it depends on the unit"),
)
_PAPERS_LEAST = (5.25, 4.25)
"""Scene units that they need."""
_FIRST = 0.05
"""The weight that both start with."""
_SAMPLES = 401
_TICK = 0.25
"""Scene units that the number at the end of the weight's axis may reach beyond it."""
_HEADROOM = 1.25
_TICKS = 3
"""How many numbers stand on the axis of what is kept, about."""
_AWAY = 0.4
"""Scene units from the end of a curve to its name."""
_HIGHEST = 0.55
"""A little more than the probability that a bin can have; the middle one of an odd number can have all."""


class TwoUnits:
    """Parts of the picture; the caller brings them in one after another.

    Parameters
    ----------
    weight
        The weight up to which they are shown.
    bins
        How many bins the outputs of the tanh unit are counted in; those of the ReLU are as wide.
    box
        Where; scene units.
    base, unit
        Of the logarithm, and what it is called.

    Attributes
    ----------
    grounds
        The cards under histogram and chart.
    outputs
        The histogram of the tanh unit's output, and its name.
    chart, names, curves
        The axes, and for ``tanh`` and ``relu`` its name and its curve with the dot at the end.
    weights
        Trackers of their weights.
    """

    def __init__(self, weight: float, bins: int, box: Box, *, base: float, unit: str) -> None:
        self.weight = weight
        self.weights = {name: ValueTracker(_FIRST) for name in UNITS}
        left, right = box.parts(1, 1.4, gutter=0.3, least=(5.2, 0))
        self.grounds = Card(left), Card(right)
        left, right = (box.inset(0.2, 0.15) for box in (left, right))
        upper, lower = left.rows(8, 1, gutter=0.1)
        tanh = self.weights["tanh"]
        output = Derived(lambda: binned_output(tanh.get_value(), "tanh", bins))
        self.bars = MassBars(output, upper, labels=None, highest=_HIGHEST if bins % 2 == 0 else 2 * _HIGHEST)
        name = Words(f"a tanh unit's output, in {bins} bins", "label", "muted", fit=left.width)
        self.outputs = (self.bars, name.at(lower.x, lower.y))
        self._at = np.linspace(0, weight, _SAMPLES)
        self.kept = {name: self._information(name, bins, base) for name in UNITS}
        highest = max(float(kept.max()) for kept in self.kept.values())
        self.chart = Chart(
            right.trimmed(right=_TICK),
            (0, weight),
            (0, _HEADROOM * highest),
            x_ticks=[(0, "0"), (weight, f"{weight:.3g}")],
            y_ticks=[(tick, str(tick)) for tick in range(0, int(highest) + 1, max(1, math.ceil(highest / _TICKS)))],
            x_name=Words("weight", "label", "muted"),
            y_name=Words(f"kept of the input, in {unit}", "small", "muted"),
        )
        self.curves = {name: self._curve(name) for name in UNITS}
        self.names = {name: self._name(name) for name in UNITS}

    def _information(self, name: Activation, bins: int, base: float) -> NDArray[np.float64]:
        return np.array([binned_information(weight, name, bins, base=base) for weight in self._at])

    def _curve(self, name: Activation) -> tuple[VMobject, ...]:
        tracker, role = self.weights[name].get_value, _ROLES[name][0]

        def kept(weight: NDArray[np.float64]) -> NDArray[np.float64]:
            return np.asarray(np.interp(weight, self._at, self.kept[name]))

        dot = self.chart.dot(tracker, lambda: float(kept(np.array(tracker()))), role)
        return self.chart.curve(kept, role, upto=tracker, width=7.0), dot

    def _name(self, name: Activation) -> Words:
        """Return the name at the end of a curve: over it, or under it, if it may, where the other ends right above."""
        ends = {unit: self.chart.point(self.weight, float(kept[-1])) for unit, kept in self.kept.items()}
        x, y = ends[name]
        role, text = _ROLES[name]
        crowded = any(0 < other - y < 3 * _AWAY for _, other in ends.values())
        under = crowded and y - 2 * _AWAY > self.chart.area.bottom
        return Words(text, "label", role, bold=True).at(x, y - _AWAY if under else y + _AWAY, "right")

    def grow(self, name: Activation) -> Animation:
        """Return the animation in which the weight of one of them grows."""
        return cast(Animation, self.weights[name].animate.set_value(self.weight))


def papers(box: Box) -> list[VGroup]:
    """Return who said what of it and when, one beside the other."""
    return [
        _paper(place, *lines)
        for place, lines in zip(box.columns(1, 1, gutter=0.8, least=_PAPERS_LEAST), _PAPERS, strict=True)
    ]


def _paper(box: Box, year: str, who: str, what: str) -> VGroup:
    upper, lower = box.rows(1, 1, gutter=0)
    return VGroup(
        Words(f"{who}, {year}", "body", bold=True, fit=box.width).at(box.left, upper.y, "left"),
        Words(what, "label", "muted", fit=box.width).at(box.left, lower.y, "left"),
    )
