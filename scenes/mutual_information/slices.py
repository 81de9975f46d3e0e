"""Slices of a mosaic: p(y|x) of one x as bars of mass."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from bits.stage.bars import MassBars
from bits.stage.ink import Words
from bits.stage.layout import Box
from bits.stage.mass import Derived
from bits.stage.mosaic import Mosaic
from bits.theory import measures
from bits.theory.named_joint import NamedJoint
from scenes.mutual_information.numbers import furthest

_MOST_HALVED = 7
"""Up to how many values of Y the bars of two slices fit side by side."""
_GUTTER = 0.5


def slice_bars(square: Mosaic, pair: NamedJoint, box: Box) -> list[tuple[Words, MassBars]]:
    """Return p(y|x) of the two x between which it differs most, under their headings; they follow the mosaic."""
    few = len(pair.columns) <= _MOST_HALVED
    places = (box.columns if few else box.rows)(1, 1, gutter=_GUTTER)
    slices = []
    for i, place in zip(furthest(pair), places, strict=True):
        heading = Words(f"{pair.y}, if {pair.rows[i]}", "label", fit=place.width).at(place.x, place.top - 0.2)
        bars = MassBars(
            Derived(partial(_given, square, i)), place.trimmed(top=0.55), labels=pair.columns if few else None
        )
        slices.append((heading, bars))
    return slices


def _given(square: Mosaic, i: int) -> NDArray[np.float64]:
    return measures.normalize(square.table[i])
