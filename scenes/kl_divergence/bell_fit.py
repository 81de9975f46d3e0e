"""One bell over a histogram, with both KL divergences between them on gauges of one scale."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bits.authoring.amounts import whole_digits
from bits.stage.bars import MassBars
from bits.stage.gauge import Gauge
from bits.stage.ink import Formula, Words
from bits.stage.layout import Box
from bits.stage.mass import Derived, Mass, Numbers
from bits.stage.readout import Readout, readout_row
from bits.theory import bells, measures

_HEADROOM = 1.06


class BellFit:
    """Parts of the picture; the caller brings them in and lets ``shape`` flow.

    Parameters
    ----------
    P, grid
        The truth and where its bars stand, shape (n,) each.
    shapes
        Mean and width of the bell at its ``start``, at its ``forward`` and at its ``reverse`` fit.
    box
        Where; scene units.
    base
        2 for bits, e for nats.

    Attributes
    ----------
    shape
        Mean and width as they are now: on the way from one shape to another the bell stays a bell.
    truth, bell
        The two histograms, one over the other.
    names, gauges, readouts
        What they are called; KL(P‖Q) and KL(Q‖P), each with a mark at its least value; mean and width.
    """

    def __init__(
        self,
        P: NDArray[np.float64],
        grid: NDArray[np.float64],
        shapes: Mapping[str, tuple[float, float]],
        box: Box,
        *,
        base: float = 2,
    ) -> None:
        self.P, self.base = P, base
        self.shape = Numbers(shapes["start"])
        self.model = Derived(lambda: bells.bell(self.shape.values[0], self.shape.values[1], grid))
        plot, *dials = box.parts(1.5, 1, 1, gutter=0.2, least=(4.0, Gauge.LEAST, Gauge.LEAST), stacked=(1, 2))
        legend, plot = plot.rows(1, 9, gutter=0.1)
        fits = {name: bells.bell(mean, std, grid) for name, (mean, std) in _pairs(shapes)}
        highest = _HEADROOM * float(max(P.max(), *(Q.max() for Q in fits.values())))
        self.truth = MassBars(Mass(P), plot, labels=None, highest=highest)
        self.bell = MassBars(self.model, plot, labels=None, role="model", highest=highest, opacity=0.6)
        self.names = [
            Formula(text, "body").at(part.x, part.y)
            for text, part in zip(('P "truth"', 'Q "bell"'), legend.columns(1, 1), strict=True)
        ]
        most = _HEADROOM * max(kl for Q in fits.values() for kl in (self._kl(P, Q), self._kl(Q, P)))
        least = self._kl(P, fits["forward"]), self._kl(fits["reverse"], P)
        self.gauges = [self._gauge(dial, i, most, low) for i, (dial, low) in enumerate(zip(dials, least, strict=True))]
        digits = [whole_digits(*(abs(x) for x in ends)) for ends in zip(*shapes.values(), strict=True)]
        self.readouts = readout_row(
            Readout(
                "mean of the bell", lambda: float(self.shape.values[0]), decimals=2, signed=True, whole_digits=digits[0]
            ),
            Readout("its width", lambda: float(self.shape.values[1]), decimals=2, whole_digits=digits[1]),
        )

    def forward(self) -> float:
        """Return KL(P‖Q) as it is now."""
        return self._kl(self.P, self.model.values)

    def reverse(self) -> float:
        """Return KL(Q‖P) as it is now."""
        return self._kl(self.model.values, self.P)

    def _kl(self, a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
        return measures.kl_divergence(a, b, base=self.base)

    def _gauge(self, box: Box, i: int, most: float, least: float) -> Gauge:
        name = Formula(f'waste("KL"({("P || Q", "Q || P")[i]}))', "body")
        floor = (lambda: least, Words("least", "small", "entropy"))
        value = (self.forward, self.reverse)[i]
        return Gauge(value, box, most, name=name, role="waste", floor=floor)


def _pairs(shapes: Mapping[str, ArrayLike]) -> list[tuple[str, tuple[float, float]]]:
    return [(name, (float(np.asarray(shape)[0]), float(np.asarray(shape)[1]))) for name, shape in shapes.items()]
