"""Features side by side: each one's joint with the target as a mosaic, over a tank of what it tells about it.

Made for one beat, that of feature selection.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from manim import ValueTracker
from numpy.typing import NDArray

from bits.stage.bars import Ruler
from bits.stage.ink import SIZES, Words
from bits.stage.layout import Box
from bits.stage.listing import CodeLine
from bits.stage.mass import Derived
from bits.stage.mosaic import Mosaic, dimmed_paint, role_paint
from bits.stage.readout import Readout
from bits.stage.tank import Tank
from bits.stage.view import Rect, Source
from bits.theory import dependence, measures

_TABLE = 0.5
"""Where `dependence.bent` gives back the table itself."""
_WIDEST = 2.9
_GUTTER = 0.45
_FRAME = 0.16
"""Scene units from a card to its frame."""


class FeatureCards:
    """One card per feature; each bends from independence to its table as its tracker goes from 0 to 1.

    Parameters
    ----------
    names
        What the features are called; their numbers, from 0 on, stand before them.
    tables
        The joint of each feature, along the rows, and the target, along the columns: 2 × 2.
    box
        Where; scene units.
    highest
        What fills a tank; bits or nats.
    base
        2 for bits, e for nats.

    Attributes
    ----------
    bends
        Trackers from 0 (independent) to 1 (the tables), one per card.
    lights
        Trackers of the light on each card.
    names, mosaics, tanks, scores, frames
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
    ) -> None:
        self.base = base
        self.bends = [ValueTracker(0.0) for _ in names]
        self.lights = [ValueTracker(1.0) for _ in names]
        columns = [
            column.sized(width=_WIDEST)
            for column in box.inset(_FRAME, _FRAME).columns(*(1 for _ in names), gutter=_GUTTER)
        ]
        self.names, self.mosaics, self.tanks, self.scores = list[Words](), list[Mosaic](), list[Tank](), list[Readout]()
        self.frames = [_frame(column) for column in columns]
        for i, (column, name, table) in enumerate(zip(columns, names, tables, strict=True)):
            over, picture, middle, under = column.rows(0.45, 2.5, 1.4, 0.5, gutter=0.14)
            self.names.append(Words(f"{i} {name}", "body", fit=column.width).at(over.x, over.y))
            paint = dimmed_paint(role_paint("muted", "truth"), self.lights[i].get_value)
            joint = Derived(self._bent(table, self.bends[i]))
            mosaic = Mosaic(joint, (2, 2), picture, x_labels=None, paint=paint, decimals=None)
            ruler = Ruler(column.width, middle.height / highest)
            told = self._told(joint)
            self.mosaics.append(mosaic)
            self.tanks.append(Tank(lambda told=told: np.array([told()]), middle, ruler, role="shared"))  # type: ignore[misc]
            self.scores.append(Readout("", told, decimals=2, role="shared", size="title").at(under.x, under.y))

    @staticmethod
    def _bent(table: NDArray[np.float64], bend: ValueTracker) -> Callable[[], NDArray[np.float64]]:
        return lambda: dependence.bent(_TABLE * bend.get_value(), table).ravel()

    def _told(self, joint: Derived) -> Source:
        return lambda: measures.mutual_information(joint.values.reshape(2, 2), base=self.base)

    def targets(self, target: str) -> tuple[Words, Words]:
        """Return the names of the two rows of cells, in those of the first card: the target, and not the target."""
        area = self.mosaics[0].area
        half, away = area.width / 2 - 0.1, 0.5
        return (
            Words(target, "small", "ground", fit=half).at(area.x + area.width / 4, area.top - away),
            Words(f"not {target}", "small", "ground", fit=half, lines=2).at(
                area.x - area.width / 4, area.bottom + away
            ),
        )


def call(box: Box) -> tuple[CodeLine, Words]:
    """Return the call that scores features in scikit-learn, and what it does, in one or two lines in a box."""
    line = CodeLine([("mutual_info_classif(X, y)", "shared")], SIZES["label"])
    words = Words("estimates it from samples", "label", "muted")
    if line.advance + _GUTTER + words.advance > box.width:
        upper, lower = box.rows(1, 1, gutter=0)
        return line.at(upper.x, upper.y), words.at(lower.x, lower.y)
    left = box.x - (line.advance + _GUTTER + words.advance) / 2
    return line.at(left, box.y, "left"), words.at(left + line.advance + _GUTTER, box.y, "left")


def _frame(column: Box) -> Rect:
    room = column.inset(-_FRAME, -_FRAME)
    return Rect("shared", 0.0, edge=3.0, edge_role="shared").corners(room.left, room.bottom, room.right, room.top)
