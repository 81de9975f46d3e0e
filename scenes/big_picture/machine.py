"""One chart with two switches, for the scene about the whole picture: what its widths and heights are taken from."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import VGroup
from numpy.typing import NDArray

from bits.stage.balance import Balance
from bits.stage.bars import NAME_GAP, AreaBars, Ruler, reach
from bits.stage.equation import formula_row
from bits.stage.ink import Formula
from bits.stage.labels import label_room
from bits.stage.layout import Box
from bits.stage.mass import Mass, Vector
from bits.stage.mosaic import Mosaic, blended_paint, log_ratio_paint, plain_paint
from bits.stage.naming import letters
from bits.stage.pairs import PairBars
from bits.stage.slabs import Slabs, in_span, log_ratios
from bits.stage.tank import Tank
from bits.theory import measures
from scenes.big_picture.quantities import Quantities
from scenes.big_picture.switch import Switch

_HEADROOM = 1.06
_INDENT = 0.06
_SWITCHES = 4.1, 7.7
"""Widths that the two switches need; scene units."""
_TWO_ROWS = 1.6
"""Height of the switches if one stands below the other."""
_WIDTHS = ("truth(P)", 'truth("joint")')
_HEIGHTS = ("truth(P)", "model(Q)", "truth(P)\\/model(Q)", 'truth("joint")\\/model("product")')


class Machine:
    """The chart, its switches and its tank; the caller brings their parts on stage.

    Parameters
    ----------
    quantities
        Truth, belief and the joint distribution.
    labels
        Names of the outcomes; letters if empty. Cells have a letter and a number.
    box
        Where; scene units.

    Attributes
    ----------
    widths, heights
        The switches.
    names, bars
        What is measured first: P and Q, as bars under their names.
    joint_names, mosaics
        What is measured then: joint and product. The cells take the colours of their slabs as the switch is turned.
    hats
        The mass that the heights of `believed` are taken from: it starts as P.
    needed, believed
        The chart with all from P, and with the heights from `hats`; `slabs` and `cells` show log P/Q.
    due, paid, empty, known
        What the tank holds: H(P), the content of `believed`, nothing, and I(X; Y).
    waste, gain
        The balance of the slabs over H(P), and that of the cells over the floor.
    """

    def __init__(
        self,
        quantities: Quantities,
        box: Box,
        *,
        labels: Sequence[str] = (),
    ) -> None:
        self.base, self.quantities = quantities.base, quantities
        self.truth, self.model, self.hats = quantities.truth, quantities.model, Mass(quantities.truth.values)
        self.joint, self.product = quantities.joint, quantities.product
        heads, body = box.rows(0.66, 4.1, gutter=0.3)
        if heads.width < sum(_SWITCHES):
            heads, body = box.rows(_TWO_ROWS, box.height - _TWO_ROWS, gutter=0.3)
        first, second = heads.parts(1, 1.92, gutter=0.4, least=_SWITCHES)
        self.widths = Switch("widths from", [Formula(source, "body") for source in _WIDTHS], first)
        self.heights = Switch("heights from", [Formula(source, "body") for source in _HEIGHTS], second)
        pairs, chart, tank = body.columns(1, 1, 1, gutter=0.4)
        self.names, self.bars = self._pair(pairs, labels)
        self.joint_names, self.mosaics = self._tables(pairs)
        cells = [f"{row}{column + 1}" for row in letters(quantities.shape[0]) for column in range(quantities.shape[1])]
        self._draw(chart, tank, labels, cells)

    def _pair(self, box: Box, labels: Sequence[str]) -> tuple[VGroup, PairBars]:
        legend, bars = box.rows(0.45, 4.4, gutter=0.1)
        highest = max(*self.truth.values, *self.model.values)
        pairs = PairBars(self.truth, self.model, bars, highest=highest, labels=labels)
        return VGroup(*formula_row(legend, "P", "Q")), pairs

    def _tables(self, box: Box) -> tuple[VGroup, tuple[Mosaic, Mosaic]]:
        blue, tint = plain_paint("truth"), log_ratio_paint()
        paints = blended_paint(blue, tint, self._tinted), plain_paint("model")
        names, mosaics = VGroup(), []
        words = ('truth("joint")', 'model("product")')
        tables: tuple[Vector, ...] = (self.joint, self.product)
        for half, table, paint, name in zip(box.rows(1, 1), tables, paints, words, strict=True):
            legend, square = half.rows(0.4, 1.6, gutter=0.05)
            names.add(Formula(name, "body").at(square.left + _INDENT, legend.y, "left"))
            mosaics.append(Mosaic(table, self.quantities.shape, square, x_labels=None, paint=paint))
        return names, (mosaics[0], mosaics[1])

    def _tinted(self) -> float:
        return min(max(self.heights.chosen.get_value() - 2, 0.0), 1.0)

    def _draw(self, chart: Box, tank: Box, labels: Sequence[str], cells: Sequence[str]) -> None:
        area = AreaBars(self.truth, self.truth, chart, labels=labels).area
        room = min(area.height, _slabs_room(chart, labels), _slabs_room(chart, cells))
        ruler = Ruler(min(chart.width, tank.width), room / (_HEADROOM * self._tallest()))
        options: dict[str, Any] = {"ruler": ruler, "labels": labels, "base": self.base}
        self.needed = AreaBars(self.truth, self.truth, chart, **options)
        self.believed = AreaBars(self.truth, self.hats, chart, role="model", heights_role="model", **options)
        self.slabs = self._slabs(self.truth, self.model, chart, options)
        self.labels = self.needed.labels  # one row for the three views that share the chart's place
        for view in (self.needed, self.believed, self.slabs):
            view.remove(view.labels)
        self.cells = self._slabs(self.joint, self.product, chart, options | {"labels": cells})
        floor = area.bottom
        self.due = Tank(self.ideal, tank, ruler, floor=floor)
        self.paid = Tank(self.packed, tank, ruler, role="model", floor=floor)
        self.empty = Tank(lambda: np.zeros(1), tank, ruler, floor=floor)
        self.known = Tank(self.mutual, tank, ruler, role="shared", floor=floor)
        self.waste, self.gain = Balance(self.slabs, self.due), Balance(self.cells, self.empty)

    def _slabs(self, truth: Vector, model: Vector, box: Box, options: dict[str, Any]) -> Slabs:
        low, high = log_ratios(truth.values, model.values, self.base)
        room = _slabs_room(box, options["labels"]) / options["ruler"].upwards
        lowest, highest = in_span(low, high, room)
        return Slabs(truth, model, box, highest=highest, lowest=lowest, **options)

    def _tallest(self) -> float:
        """Return the bits or nats that chart and tank have to hold, as far as they are finite."""
        heights = [*measures.surprise((*self.truth.values, *self.model.values), base=self.base)]
        levels = [measures.cross_entropy(self.truth.values, self.model.values, base=self.base)]
        for under, truth, model in ((self.ideal().sum(), self.truth, self.model), (0.0, self.joint, self.product)):
            shares = measures.kl_contributions(truth.values, model.values, base=self.base)
            low, high = log_ratios(truth.values, model.values, self.base)
            levels.append(float(under + shares[shares > 0].sum()))
            heights.append(high - low)
        return max(reach(heights, *levels, base=self.base), *filter(math.isfinite, levels))

    def ideal(self) -> NDArray[np.float64]:
        """Return what each outcome adds to H(P)."""
        return measures.contributions(self.truth.values, base=self.base)

    def packed(self) -> NDArray[np.float64]:
        """Return what each outcome adds to the cross-entropy with the heights as they stand."""
        return measures.cross_contributions(self.truth.values, self.hats.values, base=self.base)

    def mutual(self) -> NDArray[np.float64]:
        """Return the KL divergence of joint and product, as what a tank holds."""
        return np.array([self.quantities.mutual_information()])


def _slabs_room(box: Box, labels: Sequence[str]) -> float:
    """Return the height that slabs with these labels have in a box; scene units."""
    return box.height - label_room(labels or letters(2), box.width, box.height) - NAME_GAP
