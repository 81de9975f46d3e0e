"""KL divergence both ways round: slabs and tank of P against Q, and of Q against P, on one ruler."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from manim import VGroup
from numpy.typing import ArrayLike, NDArray

from bits.stage.bars import Ruler
from bits.stage.ink import Align, Formula, Words
from bits.stage.layout import Box
from bits.stage.mass import Mass
from bits.stage.slabs import Slabs, log_ratios
from bits.stage.tank import Tank
from bits.theory import measures
from bits.theory.figures import as_text

_HEADROOM = 1.06
_NAME = 0.75
"""Room in scene units under a tank for its name."""
NAMES = ('waste("KL"(P || Q))', 'waste("KL"(Q || P))')
_DIGITS = (".3g", ".2g", ".1g")
SIDES: tuple[Align, Align] = ("left", "right")
ROLES = ('P "true," Q "believed"', 'Q "true," P "believed"')


class TwoWays:
    """Two directions side by side; the caller fades their parts in.

    Parameters
    ----------
    P, Q
        The pair, shape (n,) each.
    box
        Where; scene units.
    swapped
        Whether the right side starts with the roles swapped. If not, it starts as a copy of the left one, with
        room for `truth` and `model` to flow into each other's place.
    labels, base
        As for `Slabs`.

    Attributes
    ----------
    truths, models
        The masses of either side.
    values
        The pair in numbers.
    headings, slabs, tanks, names
        The parts of either side; heading and name of the right one are true once it is swapped.
    """

    def __init__(
        self,
        P: ArrayLike,
        Q: ArrayLike,
        box: Box,
        *,
        swapped: bool,
        labels: Sequence[str] = (),
        base: float = 2,
    ) -> None:
        self.base = base
        self.truths = Mass(P), Mass(Q if swapped else P)
        self.models = Mass(Q), Mass(P if swapped else Q)
        head, body = box.rows(1, 8, gutter=0.15)
        share = max(1.0, 0.2 * len(np.asarray(P)))
        left, middle, right = body.columns(share, 2, share, gutter=0.5)
        pair, tanks = middle.rows(1, 2.6, gutter=0.2)
        vessels = tanks.columns(1, 1, gutter=0.5)
        low, high = log_ratios(P, Q, base)
        if not swapped:
            high = max(high, -low)
            low = -high
        probe = Slabs(*self._side(0), left, highest=1, lowest=-1, labels=labels).area
        waste = [kl for kl in (self.kl(0), measures.kl_divergence(Q, P, base=base)) if math.isfinite(kl)]
        self.ruler = Ruler(
            min(probe.width, vessels[0].width),
            min(probe.height / (high - low), (tanks.height - _NAME) / (_HEADROOM * max([0.1, *waste]))),
        )
        self.headings = tuple(
            Formula(text, "body").at(x, head.y, align)
            for text, x, align in zip(ROLES, (box.left, box.right), SIDES, strict=True)
        )
        rows = zip(pair.rows(1, 1), (P, Q), ("P", "Q"), ("truth", "model"), strict=True)
        self.values = VGroup(*(_in_numbers(name, np.asarray(pmf), role, row) for row, pmf, name, role in rows))
        sides = zip((left, right), vessels, ((low, high), (-high, -low)), strict=True)
        self.slabs, self.tanks, self.names = [], [], []
        for i, (place, vessel, (lowest, highest)) in enumerate(sides):
            span = {"highest": highest, "lowest": lowest, "ruler": self.ruler, "labels": labels, "base": base}
            self.slabs.append(Slabs(*self._side(i), place, **span))  # type: ignore[arg-type]
            held = [self._left, self._right][i]
            self.tanks.append(Tank(held, vessel, self.ruler, role="waste", floor=vessel.bottom + _NAME))
            name = Formula(NAMES[i], "body").at(vessel.x, vessel.bottom + _NAME / 2)
            self.names.append(name if name.advance < vessel.width else VGroup())  # the readouts say it, too

    def _left(self) -> NDArray[np.float64]:
        return np.array([self.kl(0)])

    def _right(self) -> NDArray[np.float64]:
        return np.array([self.kl(1)])

    def _side(self, i: int) -> tuple[Mass, Mass]:
        return self.truths[i], self.models[i]

    def swapped(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the left side's pair with the roles swapped."""
        return self.models[0].values, self.truths[0].values

    def kl(self, side: int) -> float:
        """Return the KL divergence of the left (0) or the right (1) side as it is now."""
        return measures.kl_divergence(self.truths[side].values, self.models[side].values, base=self.base)


def _in_numbers(name: str, pmf: NDArray[np.float64], role: str, row: Box) -> Words:
    """Return a distribution in numbers, with as many digits as its row has room for; how long it is, if it has none."""
    numbers = (f"{name} = {', '.join(as_text(p, spec)[0] for p in pmf)}" for spec in _DIGITS)
    for text in (*numbers, f"{name} of {len(pmf)} outcomes"):
        words = Words(text, "label", role, fit=row.width)
        if words.string == words.whole:
            break
    return words.at(row.x, row.y)
