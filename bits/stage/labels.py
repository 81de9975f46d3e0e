"""Rows of names under bars and columns: each under its own, moved aside just so far that no two touch."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from manim import PI
from numpy.typing import ArrayLike, NDArray

from bits.stage.ink import CUTS, SIZES, Words
from bits.stage.shape import Shapes

_SLOT_FILL = 0.92
"""Share of its slot that a label may take before it is set smaller, then upright."""
UPRIGHT_REACH = 2.2
"""The longest that an upright label may be, in scene units: twelve characters of ordinary text."""
_UPRIGHT_SHARE = 0.45
"""How much of the height of a small chart upright labels may take."""
_UPRIGHT_SLOT = 0.4
"""The narrowest slot for an upright label, in scene units."""
_BELOW = 0.1
"""How much further letters reach below their line than above their capitals, half of it, in em."""
_APART = 0.14
"""Scene units between two labels that follow their columns, where there is room for it."""


class LabelRow(Shapes):
    """One label per outcome, in equal slots: level where they fit, else smaller, else upright.

    Where even upright labels would touch there are none: what has so many outcomes stands beside a view that has room.

    Parameters
    ----------
    labels
        What they say; any text.
    left, right, top
        The row's slots lie between `left` and `right`, their labels hang from `top`; scene units.
    height
        Of the chart with its labels, if it is small; as for `label_room`.

    Attributes
    ----------
    centres, stands
        The middles of the slots, and where the labels stand now, shape (n,); scene units.
    widths
        How wide each label is, shape (n,); what hangs under one may need more.
    upright
        Whether they are read from below.
    """

    def __init__(
        self,
        labels: Sequence[str],
        left: float,
        right: float,
        top: float,
        role: str = "text",
        *,
        height: float = math.inf,
    ) -> None:
        super().__init__()
        self._reach = _reach(height)
        slot = (right - left) / len(labels)
        self.left, self.right, self.top = left, right, top
        self.centres = left + slot * (np.arange(len(labels)) + 0.5)
        self.stands = self.centres
        self._homes: list[list[NDArray[np.float64]]] = []
        self.widths = np.zeros(len(labels))
        self.upright = is_upright(labels, slot)
        if self.upright and slot < _UPRIGHT_SLOT:
            return
        texts = self._words(labels, slot, role)
        for words, x in zip(texts, self.centres, strict=True):
            if self.upright:
                words.at(0, 0)
                words.rotate(PI / 2, about_point=np.zeros(3))
                # Letters reach further below their line than above their capitals.
                words.shift(np.array([x - _BELOW * SIZES["small"], top - words.advance / 2 - 0.02, 0]))
            else:
                words.at(x, top - 0.5 * SIZES["label"])
            self.add(words)
            self._homes.append([shape.points for shape in words.submobjects])
        lean = 2 * _BELOW * SIZES["small"]
        self.widths = np.array([words.width + lean if self.upright else words.advance for words in texts])

    def _words(self, labels: Sequence[str], slot: float, role: str) -> list[Words]:
        """Return the labels as texts; where cut ones would look alike, it is their middle that is left out."""
        lines = 2 if slot >= 2 * _UPRIGHT_SLOT else 1
        for cut in CUTS:
            if self.upright:
                words = [Words(label, "small", role, fit=self._reach, lines=lines, cut=cut) for label in labels]
            else:
                words = [Words(label, "label", role, fit=slot * _SLOT_FILL, cut=cut) for label in labels]
            if len({word.string for word in words}) == len(set(labels)):
                break
        return words

    def follow(self, middles: ArrayLike, lowered: float = 0.0) -> NDArray[np.float64]:
        """Stand under columns whose middles are given, aside only as far as needed; return where, shape (n,).

        The row can also be `lowered` by so many scene units.
        """
        stands = aside(middles, self.widths, self.left, self.right)
        # From where they were set, not from where they stand: however they came here, they stand here to the last bit.
        for words, home, way in zip(self.submobjects, self._homes, stands - self.centres, strict=False):
            for shape, points in zip(words.submobjects, home, strict=True):
                shape.points = points + np.array([way, -lowered, 0])
        self.stands = stands
        return stands


def aside(middles: ArrayLike, widths: NDArray[np.float64], left: float, right: float) -> NDArray[np.float64]:
    """Return where texts stand that would stand at `middles`, in this order: nearest to that without touching.

    The middles may move, and do what they like: the texts follow without a jump.

    Parameters
    ----------
    middles
        Where each would stand alone, shape (n,); scene units.
    widths
        How wide each is, shape (n,).
    left, right
        Between which all of them have to stand.
    """
    apart = min(_APART, max(0.0, right - left - widths.sum()) / max(len(widths) - 1, 1))
    steps = np.concatenate([[0.0], (widths[:-1] + widths[1:]) / 2 + apart])
    offsets = np.cumsum(steps)
    # Less these offsets, texts touch where their order turns round: what is left is a regression on rising numbers.
    free = _rising(np.asarray(middles, dtype=float) - offsets)
    first, last = left + widths[0] / 2, right - widths[-1] / 2 - offsets[-1]
    return np.asarray(np.clip(free, first, max(first, last)) + offsets)


def _rising(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the numbers nearest to `values` that never fall: neighbours that would are pooled to their mean."""
    pools: list[tuple[float, int]] = []
    for value in values:
        pool = float(value), 1
        while pools and pools[-1][0] > pool[0]:
            (mean, count), (other, more) = pools.pop(), pool
            pool = (mean * count + other * more) / (count + more), count + more
        pools.append(pool)
    return np.repeat([mean for mean, _ in pools], [count for _, count in pools])


def is_upright(labels: Sequence[str], slot: float) -> bool:
    """Return whether labels are set upright in slots of that width in scene units."""
    return any(Words(label, "small").advance > slot * _SLOT_FILL for label in labels)


def label_room(labels: Sequence[str], width: float, height: float = math.inf) -> float:
    """Return the height that a row of these labels takes, in a chart of that width and height; scene units."""
    slot = width / len(labels)
    if not is_upright(labels, slot) or slot < _UPRIGHT_SLOT:
        return SIZES["label"] + 0.05
    return min(_reach(height), max(Words(label, "small").advance for label in labels)) + 0.05


def _reach(height: float) -> float:
    """Return how long an upright label may be in a chart of that height; scene units."""
    return min(UPRIGHT_REACH, _UPRIGHT_SHARE * height)
