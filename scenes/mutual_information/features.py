"""Features side by side: each one's joint with the target as a mosaic, over a tank of what it tells about it.

Made for one beat, that of feature selection.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from manim import ValueTracker
from numpy.typing import NDArray

from bits.stage.bars import Ruler
from bits.stage.ink import Words
from bits.stage.layout import Box
from bits.stage.legend import Entry, legend_row
from bits.stage.mass import Derived
from bits.stage.mosaic import Mosaic, dimmed_paint, role_paint
from bits.stage.readout import Readout
from bits.stage.tank import Tank
from bits.stage.view import Source
from bits.theory import dependence, measures

_TABLE = 0.5
"""Where `dependence.bent` gives back the table itself."""
_WIDEST = 2.6
_GUTTER = 0.6


class FeatureCards:
    """One card per feature; each bends from independence to its table as its tracker goes from 0 to 1.

    Parameters
    ----------
    names
        What the features are called.
    tables
        The joint of each feature, along the rows, and the target, along the columns: 2 × 2.
    box
        Where; scene units.
    highest
        What fills a tank; bits or nats.
    base
        2 for bits, e for nats.
    light
        How brightly a card is lit at first, 0 to 1.

    Attributes
    ----------
    bends
        Trackers from 0 (independent) to 1 (the tables), one per card.
    lights
        Trackers of the light on each card.
    names, mosaics, tanks, scores
        The pieces of the cards.
    """

    def __init__(
        self,
        names: Sequence[str],
        tables: Sequence[NDArray[np.float64]],
        box: Box,
        *,
        highest: float,
        base: float,
        light: float,
    ) -> None:
        self.base = base
        self.bends = [ValueTracker(0.0) for _ in names]
        self.lights = [ValueTracker(light) for _ in names]
        columns = [column.sized(width=_WIDEST) for column in box.columns(*(1 for _ in names), gutter=_GUTTER)]
        self.names, self.mosaics, self.tanks, self.scores = list[Words](), list[Mosaic](), list[Tank](), list[Readout]()
        for i, (column, name, table) in enumerate(zip(columns, names, tables, strict=True)):
            over, picture, middle, under = column.rows(0.45, 2.5, 1.5, 0.4, gutter=0.14)
            self.names.append(Words(name, "body", fit=column.width).at(over.x, over.y))
            paint = dimmed_paint(role_paint("muted", "truth"), self.lights[i].get_value)
            joint = Derived(self._bent(table, self.bends[i]))
            mosaic = Mosaic(joint, (2, 2), picture, x_labels=None, paint=paint, decimals=None)
            ruler = Ruler(column.width, middle.height / highest)
            told = self._told(joint)
            self.mosaics.append(mosaic)
            self.tanks.append(Tank(lambda told=told: np.array([told()]), middle, ruler, role="shared"))  # type: ignore[misc]
            self.scores.append(Readout("", told, decimals=2, role="shared").at(under.x, under.y))

    @staticmethod
    def _bent(table: NDArray[np.float64], bend: ValueTracker) -> Callable[[], NDArray[np.float64]]:
        return lambda: dependence.bent(_TABLE * bend.get_value(), table).ravel()

    def _told(self, joint: Derived) -> Source:
        return lambda: measures.mutual_information(joint.values.reshape(2, 2), base=self.base)

    def legend(self, box: Box, target: str, unit: str) -> tuple[Entry, ...]:
        """Return what the colours stand for, side by side in a box."""
        told = Entry("shared", f"what it tells, in {unit}")
        return legend_row(box, Entry("truth", target), Entry("muted", f"not {target}"), told)
