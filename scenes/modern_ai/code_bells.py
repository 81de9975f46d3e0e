"""The bell of codes that an encoder answers with, and the standard bell that it is pulled to.

Local to the beat on variational autoencoders.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from bits.authoring.amounts import whole_digits
from bits.stage.bars import MassBars
from bits.stage.gauge import Gauge
from bits.stage.ink import Formula, Words
from bits.stage.layout import Box
from bits.stage.legend import Entry, legend_row
from bits.stage.mass import Derived, Mass
from bits.stage.readout import Readout, readout_row
from bits.stage.view import Source
from bits.theory import bells, measures
from scenes.modern_ai.dial import Dial

_GRID = np.linspace(-4, 4, 81)
_HEADROOM = 1.06
_SHARES, _LEAST = (4.3, 2.5, 3.6, 2.4), (3.5, 2.2, 3.6, 2.4)
"""Widths of the plot, the dial and the two gauges, in proportion, and what they need in scene units."""

Code = Callable[[float], tuple[float, float]]
"""Turns the weight of KL into mean and standard deviation of the bell."""
Cost = Callable[[float, float], float]
"""Turns mean and standard deviation into bits or nats."""


class CodeBells:
    """Parts of the picture; the caller brings them in and turns the knob.

    Parameters
    ----------
    code
        The encoder's bell at each weight of KL.
    misfit, total
        What reconstruction costs with a bell, and the negative ELBO.
    evidence
        The surprise of the data, which no negative ELBO is below.
    weights
        The weights that the knob is going to be set to.
    box
        Where; scene units.
    base, unit
        Of the logarithm, and what it is called.

    Attributes
    ----------
    prior, bell
        The two histograms, one over the other.
    knob
        Beta; it starts at 1.
    entries, gauges, sums
        The legend; the KL divergence and the negative ELBO; the ELBO and its two terms in the readout band.
    """

    def __init__(
        self,
        code: Code,
        misfit: Cost,
        total: Cost,
        evidence: float,
        weights: Sequence[float],
        box: Box,
        *,
        base: float,
        unit: str,
    ) -> None:
        self.code, self.base = code, base
        plot, dial, second, first = box.parts(
            4.3, 2.5, 3.6, 2.4, gutter=0.0, least=(3.5, 2.2, 3.6, 2.4), stacked=(1, 3)
        )
        legend, plot = plot.rows(0.4, 4.4, gutter=0.3)
        legend = Box(legend.left, legend.bottom, min(legend.right + dial.width, box.right), legend.top)
        self.knob = Dial(1.0, dial, Formula("beta", "title"), weights)
        pmfs = [bells.bell(*shape, _GRID) for shape in ((0.0, 1.0), *map(code, (1.0, *weights)))]
        highest = _HEADROOM * float(max(pmf.max() for pmf in pmfs))
        self.prior = MassBars(Mass(pmfs[0]), plot, labels=None, highest=highest)
        now = Derived(lambda: bells.bell(*self.shape, _GRID))
        self.bell = MassBars(now, plot, labels=None, role="model", highest=highest, opacity=0.6)
        self.entries = legend_row(legend, Entry("truth", "standard bell"), Entry("model", "codes"))
        self.misfit: Source = lambda: misfit(*self.shape)
        self.total: Source = lambda: total(*self.shape)
        shapes = [code(weight) for weight in (1.0, *weights)]
        dearest = _HEADROOM * max(evidence, *(total(*shape) for shape in shapes))
        self.gauges = self._gauges(first.trimmed(right=0.9), second.trimmed(left=0.6), dearest, evidence)
        digits = whole_digits(dearest)
        signed: dict[str, Any] = {"decimals": 2, "signed": True, "whole_digits": digits}
        self.sums = readout_row(
            Readout(Formula('model("ELBO")', "body"), lambda: -self.total(), role="model", **signed),
            Readout("= reconstruction", lambda: -self.misfit(), **signed),
            Readout(Formula('- waste("KL")', "body"), self.kl, unit, role="waste", decimals=2, whole_digits=digits),
        )

    def _gauges(self, first: Box, second: Box, dearest: float, evidence: float) -> tuple[Gauge, Gauge]:
        """Return the gauges of the KL divergence and of the negative ELBO."""
        return (
            Gauge(
                self.kl,
                first,
                dearest,
                name=Formula('waste("KL")', "body"),
                role="waste",
                decimals=2,
            ),
            Gauge(
                self.total,
                second,
                dearest,
                name=Formula('model(- "ELBO")', "body"),
                floor=(lambda: evidence, Words("−log p(x)", "small", "entropy")),
                decimals=2,
            ),
        )

    @property
    def shape(self) -> tuple[float, float]:
        """Return mean and standard deviation of the bell as it is now."""
        return self.code(self.knob.setting())

    def kl(self) -> float:
        """Return KL(bell ‖ N(0, 1)) as it is now, in closed form; bits or nats."""
        return measures.gaussian_kl(*self.shape, base=self.base)
