"""One bell over a histogram, and both KL divergences between them on gauges of one scale below."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bits.stage.bars import MassBars
from bits.stage.gauge import Gauge
from bits.stage.ink import Formula, Words
from bits.stage.layout import Box
from bits.stage.mass import Derived, Mass, Numbers
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
    names, gauges
        What they are called; KL(P‖Q) and KL(Q‖P), each with a mark at its least value.
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
        legend, plot, *scales = box.rows(0.5, 4.2, 1.2, 1.2, gutter=0.05)
        fits = {name: bells.bell(mean, std, grid) for name, (mean, std) in _pairs(shapes)}
        highest = _HEADROOM * float(max(P.max(), *(Q.max() for Q in fits.values())))
        self.truth = MassBars(Mass(P), plot, labels=None, highest=highest)
        self.bell = MassBars(self.model, plot, labels=None, role="model", highest=highest, opacity=0.6)
        self.names = [
            Formula(text, "title").at(part.x, part.y)
            for text, part in zip(('P "truth"', 'Q "bell"'), legend.columns(1, 1), strict=True)
        ]
        most = _HEADROOM * max(kl for Q in fits.values() for kl in (self._kl(P, Q), self._kl(Q, P)))
        least = self._kl(P, fits["forward"]), self._kl(fits["reverse"], P)
        self.gauges = [self._gauge(row, i, most, low) for i, (row, low) in enumerate(zip(scales, least, strict=True))]

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
