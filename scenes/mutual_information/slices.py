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

_MOST_HALVED = 7
"""Up to how many values of Y the bars of two slices fit side by side."""
_GUTTER = 0.8


def slice_bars(square: Mosaic, pair: NamedJoint, box: Box) -> list[tuple[Words, MassBars]]:
    """Return p(y|x) of the first and, if there is room, of the last x, under their headings; they follow the mosaic."""
    ends = (0, -1) if len(pair.columns) <= _MOST_HALVED else (0,)
    slices = []
    for i, column in zip(ends, box.columns(*(1 for _ in ends), gutter=_GUTTER), strict=True):
        head, body = column.rows(1, 9, gutter=0.1)
        heading = Words(f"{pair.y}, if {pair.rows[i]}", "label", fit=column.width).at(head.x, head.y)
        slices.append((heading, MassBars(Derived(partial(_given, square, i)), body, labels=pair.columns)))
    return slices


def _given(square: Mosaic, i: int) -> NDArray[np.float64]:
    return measures.normalize(square.table[i])
