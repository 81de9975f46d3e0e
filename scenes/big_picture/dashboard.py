"""All views at once, for the scene about the whole picture: they move with one truth, one model, one joint."""

from __future__ import annotations

from collections.abc import Sequence

from manim import Mobject

from bits.authoring.amounts import whole_digits
from bits.stage.bars import AreaBars, Ruler
from bits.stage.card import Card
from bits.stage.ink import Formula
from bits.stage.layout import Box
from bits.stage.marks import Band, Level
from bits.stage.mosaic import Mosaic, log_ratio_paint
from bits.stage.pairs import PairBars
from bits.stage.readout import Readout
from bits.stage.view import Source
from bits.theory import measures
from scenes.big_picture.quantities import Quantities

_CARDS = 1.0, 2.0, 1.0
_LEAST = 2.9, 6.0, 3.1
_TITLE = 0.55
"""Scene units for what is written over a picture."""
_ABOVE = 0.25
"""Scene units over the chart: a name at its top needs them."""
_NAMES = 3.5
"""Scene units beside the chart for the names of its levels."""
_MOST_NAMED = 6
"""Outcomes whose names fit under the bars."""


class Dashboard:
    """Three cards: truth and model; what they need, pay and waste; a joint, and what it shares.

    Parameters
    ----------
    now
        The quantities.
    box
        Where; scene units.
    highest
        What the chart reaches up to; bits or nats.
    labels
        Names of the outcomes; letters if empty. There are none if the outcomes are many.

    Attributes
    ----------
    cards, parts
        The cards, and what stands on them.
    """

    def __init__(self, now: Quantities, box: Box, highest: float, labels: Sequence[str] = ()) -> None:
        self.now = now
        boxes = box.parts(*_CARDS, gutter=0.25, least=_LEAST, stacked=(1, 2), heights=(1.2, 1))
        if boxes[0].width > boxes[1].width:  # stacked: the chart has a row of its own
            boxes = boxes[1], boxes[0], boxes[2]
        self.cards = [Card(place) for place in boxes]
        self.parts: list[Mobject] = []
        first, second, third = (card.body for card in self.cards)
        self._show_masses(first, labels)
        self._show_levels(second, highest, labels)
        self._show_joint(third)

    def _show_masses(self, box: Box, labels: Sequence[str]) -> None:
        now, (head, body) = self.now, _split(box)
        named = labels if len(now.truth.values) <= _MOST_NAMED else None
        halves = head.columns(1, 1)
        most = max(*now.truth.values, *now.model.values)
        names = (Formula(name, "title").at(half.x, half.y) for name, half in zip("PQ", halves, strict=True))
        bars = PairBars(now.truth, now.model, body, highest=most, labels=named, decimals=None)
        self.parts += [*names, bars]

    def _show_levels(self, box: Box, highest: float, labels: Sequence[str]) -> None:
        now = self.now
        chart = box.trimmed(right=_NAMES, top=_ABOVE)
        area = AreaBars(now.truth, now.truth, chart, labels=labels).area
        ruler = Ruler(area.width, area.height / highest)
        need = AreaBars(now.truth, now.truth, chart, ruler=ruler, labels=labels, base=now.base)
        need.melted.set_value(1.0)
        need.remove(*need.tops, *need.cuts)
        ends, decimals = (need.area.left, need.area.right), 2 if highest < 10 else 1
        rarest = min(p for p in (*now.truth.values, *now.model.values) if p > 0)
        digits = whole_digits(float(measures.surprise(rarest, base=now.base)))  # what is paid is no more than that
        due = _told("entropy(H(P))", now.entropy, "entropy", decimals)
        paid = _told("H(P, Q)", now.cross_entropy, "model", decimals, digits)
        low = Level(now.entropy, *ends, need.height_of, name=due)
        high = Level(now.cross_entropy, *ends, need.height_of, role="model", name=paid, above=low)
        waste = Band(now.entropy, now.cross_entropy, *ends, need.height_of, decimals=2)
        self.parts += [need.refresh(), waste, low, high]

    def _show_joint(self, box: Box) -> None:
        now, (head, body) = self.now, _split(box)
        square = Mosaic(now.joint, now.shape, body, x_labels=None, paint=log_ratio_paint())
        told = _told("shared(I(X; Y))", now.mutual_information, "shared")
        self.parts += [square, told.at(head.x, head.y)]


def _split(box: Box) -> tuple[Box, Box]:
    """Return where what is written over a picture stands, and where the picture does."""
    return box.trimmed(bottom=box.height - _TITLE), box.trimmed(top=_TITLE + 0.1)


def _told(name: str, value: Source, role: str, decimals: int = 2, digits: int = 1) -> Readout:
    return Readout(Formula(name, "body"), value, decimals=decimals, role=role, whole_digits=digits)
