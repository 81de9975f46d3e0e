"""KL divergence: its parameters, and the facts that follow from them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from bits.authoring.listing import Code
from bits.authoring.parameters import (
    FINE,
    Distribution,
    Facts,
    Labels,
    MeasuredParams,
    Probability,
    Real,
    Whole,
)
from bits.theory import bells, measures
from bits.theory.digits import MOST
from scenes import kl_divergence as here

WEATHER = ("sun", "rain", "snow", "fog", "hail", "wind", "frost", "storm", "mist", "sleet", "heat", "haze")
"""What one packs for, where the outcomes are given no names."""
REACH = 4
"""How many of its widths the grid extends beyond a hump."""
ON_ONE_SIDE = 0.9
"""Share of a bell on one side of the valley from which on it is said to pick one hump."""


@cache
def fitted(P: tuple[float, ...], grid: tuple[float, ...]) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return mean and width of the bells of least forward and of least reverse KL divergence."""
    return bells.fit_bell(P, grid, "forward"), bells.fit_bell(P, grid, "reverse")


def heads(p: float) -> tuple[float, float]:
    """Return the distribution of a coin that shows heads with probability p."""
    return p, 1 - p


class KLDivergenceParams(MeasuredParams):
    """What a lecturer can change, and the facts that follow."""

    P: Distribution = Field((0.7, 0.2, 0.1), description="the truth")
    Q: Distribution = Field((0.3, 0.4, 0.3), description="the model")
    labels: Labels = Field((), description="names of the outcomes of P and Q; weather if empty")
    q: Probability = Field(0.3, ge=0.01, le=0.99, description="the belief in the tangent beat")
    p_from: Probability = Field(0.02, description="where the truth p starts to slide")
    p_to: Probability = Field(0.95, description="where it ends")
    P2: Distribution = Field((0.5, 0.5), description="first of the second pair whose roles are swapped")
    Q2: Distribution = Field((0.95, 0.05), description="second of the second pair")
    left_centre: Real = Field(-2.0, ge=-100, le=100, json_schema_extra=FINE, description="where the left hump stands")
    right_centre: Real = Field(2.0, ge=-100, le=100, json_schema_extra=FINE, description="where the right hump stands")
    left_width: Real = Field(
        0.5, gt=0, le=100, json_schema_extra=FINE, description="standard deviation of the left hump"
    )
    right_width: Real = Field(
        0.7, gt=0, le=100, json_schema_extra=FINE, description="standard deviation of the right hump"
    )
    left_share: Probability = Field(0.5, gt=0, lt=1, description="share of the mass in the left hump")
    bins: Whole = Field(60, ge=20, le=120, description="bars of the histogram of two humps")

    of_one_length = (("P", "Q", "labels"), ("P2", "Q2"))
    stand_ins = (("labels", "names"),)

    def together(self) -> None:
        if not self.left_centre < self.right_centre:
            raise ValueError(f"parameter right_centre = {self.right_centre:g}: must be right of left_centre")
        try:
            fitted(tuple(self.humps), tuple(self.grid))
        except ValueError:
            rule = "the humps are too far apart for their widths: the probability between them is 0"
            raise ValueError(f"parameter right_centre = {self.right_centre:g}: {rule}") from None

    @property
    def names(self) -> tuple[str, ...]:
        return self.labels or WEATHER[: len(self.P)]

    @property
    def grid(self) -> NDArray[np.float64]:
        first = min(self.left_centre - REACH * self.left_width, self.right_centre - REACH * self.right_width)
        last = max(self.left_centre + REACH * self.left_width, self.right_centre + REACH * self.right_width)
        return np.linspace(first, last, self.bins)

    @property
    def humps(self) -> NDArray[np.float64]:
        left = bells.bell(self.left_centre, self.left_width, self.grid)
        right = bells.bell(self.right_centre, self.right_width, self.grid)
        return self.left_share * left + (1 - self.left_share) * right

    @property
    def fits(self) -> dict[str, tuple[float, float]]:
        forward, reverse = fitted(tuple(self.humps), tuple(self.grid))
        middle = (self.left_centre + self.right_centre) / 2
        return {"start": (middle, 2 * min(self.left_width, self.right_width)), "forward": forward, "reverse": reverse}

    def facts(self) -> Facts:
        P, Q, base = self.P, self.Q, self.base
        shares = measures.kl_contributions(P, Q, base=base)
        halfway = (np.array(P) + np.array(Q)) / 2
        return Facts(
            unit=self.unit,
            h_p=measures.entropy(P, base=base),
            h_pq=measures.cross_entropy(P, Q, base=base),
            kl_pq=measures.kl_divergence(P, Q, base=base),
            kl_qp=measures.kl_divergence(Q, P, base=base),
            surplus=float(shares[shares > 0].sum()),
            saving=float(-shares[shares < 0].sum()),
            kl_half=measures.kl_divergence(P, halfway, base=base),
            kl_2=measures.kl_divergence(self.P2, self.Q2, base=base),
            kl_2_back=measures.kl_divergence(self.Q2, self.P2, base=base),
            kl_from=measures.kl_divergence(heads(self.p_from), heads(self.q), base=base),
            verdict=self._verdict(),
            **self._outcome_facts(),
            code_pq=measures.kl_divergence(P, Q),
            code_qp=measures.kl_divergence(Q, P),
            forward_does=self._bell_does("forward"),
            reverse_does=self._bell_does("reverse"),
        )

    def listings(self) -> Mapping[str, Code]:
        return {"code": Code(here.both_ways, P=self.P, Q=self.Q)}

    def _outcome_facts(self) -> dict[str, int | str]:
        """Return which way the words go, as far as the numbers that are told can tell."""
        one, other = (
            float(f"{measures.kl_divergence(*pair, base=self.base):.{MOST}f}")
            for pair in ((self.P, self.Q), (self.Q, self.P))
        )
        return {
            "agree": int(self.P == self.Q),
            "never": int(math.isinf(one)),
            "never_back": int(math.isinf(other)),
            "never_both": int(math.isinf(one) and math.isinf(other)),
            "told_pq": "zero" if self.P == self.Q else "infinite" if math.isinf(one) else f"{one:.3f} {self.unit}",
            "even": int(one == other),
            "larger": int(other > one),
            "swapped": 3 if one == other else 1 if other > one else 2,
        }

    def _verdict(self) -> str:
        """Return what the two pairs show: that KL is no distance, unless both of them agree both ways."""
        ways = [
            [measures.kl_divergence(*pair, base=self.base) for pair in ((P, Q), (Q, P))]
            for P, Q in ((self.P, self.Q), (self.P2, self.Q2))
        ]
        agree = all(f"{one:.{MOST}f}" == f"{other:.{MOST}f}" for one, other in ways)
        return "These pairs agree, but others do not" if agree else "A distance always agrees"

    def _bell_does(self, fit: str) -> str:
        Q, middle = bells.bell(*self.fits[fit], self.grid), self.fits["start"][0]
        left = float(Q[self.grid < middle].sum())
        return "settles on one hump" if max(left, 1 - left) > ON_ONE_SIDE else "stretches over both"


# What several beats show.
