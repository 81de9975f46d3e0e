"""The one idea, for the scene about the whole picture: all uncertainty as one level, and what models and hints do."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from bits.stage.bars import AreaBars, MassBars, Ruler
from bits.stage.ink import Formula, Ink, Words
from bits.stage.layout import Box
from bits.stage.marks import Band, Level
from bits.stage.naming import named
from bits.stage.paragraph import Paragraph
from bits.stage.readout import Readout
from bits.stage.scale import Scale
from bits.stage.tank import Tank
from bits.stage.view import Source
from bits.theory import measures
from scenes.big_picture.quantities import Quantities

_HEADROOM = 1.08
_OVER_LEVEL = 1.4
"""How much higher than the level of H(P) the chart is: what is infinite needs some room."""
_BROAD = 1.25
"""How much broader than it has to be a tank is."""
_PARTS = 6.2, 3.3, 2.4
"""Widths of the chart, of the names of its levels, and of the tank of X, in proportion."""
_OVER = 0.3
"""Scene units from a level up to the words over it."""
IDEA = "Information is what takes uncertainty away."


class Idea:
    """Bars that lie down, melt to the level of all uncertainty, and what lies over it; beside it, what Y tells of X.

    Parameters
    ----------
    now
        The quantities.
    box
        Where; scene units.
    unit
        Of the quantities.
    labels
        Names of the outcomes; letters if empty.

    Attributes
    ----------
    bars, columns
        The truth, standing and lying.
    riddle, answer, motto
        Beside the bars: who is it, who it was, and the idea in words.
    scale, whole, paid, extra, waste
        The scale of the chart, the levels of H(P) and H(P, Q), and the band between them: as what is paid on top, and
        as what is wasted.
    open, told, teller
        The tank of H(X), the part of it that Y tells, and what that is called.
    """

    def __init__(self, now: Quantities, box: Box, unit: str, labels: Sequence[str] = ()) -> None:
        chart, names, right = box.parts(*_PARTS, gutter=0.2, stacked=(2, 1), heights=(2.2, 1))
        chart = chart.trimmed(left=Scale.ROOM)
        self.bars = MassBars(now.truth, chart, labels=labels)
        beside = Box(names.left, names.bottom, max(names.right, right.right), names.top)
        answer = named(labels, len(now.truth.values))[int(np.argmax(now.truth.values))]
        self.riddle = Words("?", "huge", bold=True).at(beside.x, beside.y)
        self.answer = Words(f"{answer}!", "huge", "truth", bold=True, fit=beside.width).at(beside.x, beside.y)
        self.motto = Paragraph(IDEA, beside.inset(0.3, 0.2), "big", bold=True)
        probe = AreaBars(now.truth, now.truth, chart, labels=labels).area
        tallest = _HEADROOM * _tallest(now)
        ruler = Ruler(probe.width, probe.height / tallest)
        self.columns = c = AreaBars(now.truth, now.truth, chart, ruler=ruler, labels=labels, base=now.base)
        self.scale = Scale(c.area.left, c.area.right, c.height_of, tallest, unit)
        ends = c.area.left, c.area.right
        self.whole = Level(now.entropy, *ends, c.height_of, name=_told("entropy(H(P))", now.entropy, "entropy"))
        paid = _told("H(P, Q)", now.cross_entropy, "model")
        self.paid = Level(now.cross_entropy, *ends, c.height_of, role="model", name=paid, above=self.whole)
        self.extra = Band(now.entropy, now.cross_entropy, *ends, c.height_of, role="model")
        self.waste = Band(now.entropy, now.cross_entropy, *ends, c.height_of, decimals=3)
        stands_beside = right.bottom <= c.area.bottom <= right.top
        across = min(right.width, _BROAD * Tank.LEAST)
        upwards = ruler.upwards if stands_beside else (right.height - 1) / tallest
        self.open = Tank(
            lambda: np.array([now.entropy_of_x()]),
            right,
            Ruler(across, upwards),
            role="truth",
            name=Formula("truth(H(X))", "body"),
            floor=c.area.bottom if stands_beside else None,
        )
        sides = self.open.left, self.open.right
        self.told = Band(now.left_of_x, now.entropy_of_x, *sides, self.open.height_of, role="shared", decimals=3)
        top = self.open.height_of(now.entropy_of_x())
        self.teller: Ink = Words("told by Y", "label", "shared", bold=True).at(right.x, top + _OVER)


def _told(name: str, value: Source, role: str) -> Readout:
    return Readout(Formula(name, "body"), value, role=role)


def _tallest(now: Quantities) -> float:
    """Return the bits or nats that the chart has to hold, as far as they are finite."""
    surprises = [float(measures.surprise(p, base=now.base)) for p in now.truth.values if p > 0]
    held = *surprises, now.cross_entropy(), now.entropy_of_x(), _OVER_LEVEL * now.entropy(), 0.5
    return max(filter(math.isfinite, held))
