"""The trace that a walk leaves: a quantity of its vectors, drawn as far as the walk has come."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from manim import VGroup
from numpy.typing import NDArray

from bits.stage.chart import Chart
from bits.stage.ink import Words
from bits.stage.layout import Box
from bits.stage.mass import Walk
from bits.theory.figures import as_text

_NOTHING = 1e-9
_HEADROOM = 1.06
_SAMPLES_A_STEP = 20


class Trace(VGroup):
    """A chart of a quantity over the steps of a walk, with a dot where the walk has come to.

    Parameters
    ----------
    walk
        The vectors, and how far they have been walked.
    quantity
        What of a vector is drawn; finite and not negative.
    box
        Where: axes and names all stay inside; scene units.
    name
        Written over the chart.
    """

    def __init__(
        self, walk: Walk, quantity: Callable[[NDArray[np.float64]], float], box: Box, name: str, role: str = "model"
    ) -> None:
        super().__init__()
        steps = np.linspace(0, walk.steps, _SAMPLES_A_STEP * walk.steps + 1)
        values = np.array([quantity(walk.at(step)) for step in steps])
        highest = float(values.max())
        ticks = [(0, "0"), (highest, as_text(highest, ".2f")[0])] if highest > _NOTHING else [(0, "0")]
        self.chart = Chart(
            box,
            (0, walk.steps),
            (0, max(_HEADROOM * highest, _NOTHING)),
            x_ticks=[(0, "0"), (walk.steps, str(walk.steps))],
            y_ticks=ticks,
            x_name=Words("step", "small", "muted"),
            y_name=Words(name, "small", "muted"),
        )
        come = walk.step.get_value
        self.curve = self.chart.curve(lambda x: np.interp(x, steps, values), role, upto=come)
        self.dot = self.chart.dot(come, lambda: quantity(walk.values))
        self.add(self.chart, self.curve, self.dot)
