"""A policy that reward tilts, tied to its reference by a spring.

Local to the beat on reinforcement learning from human feedback.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from bits.authoring.amounts import whole_digits
from bits.stage.ink import Formula
from bits.stage.layout import Box, readout_band
from bits.stage.legend import Entry, legend_groups
from bits.stage.mass import Derived, Mass, Numbers
from bits.stage.pairs import PairBars
from bits.stage.readout import Readout, readout_row
from bits.stage.scores import ScoreBars
from bits.theory import learning, measures
from scenes.modern_ai.dial import Dial, share
from scenes.modern_ai.spring import Spring

_HEADROOM = 1.06
_APART = 0.3
"""Scene units between the legend and the formula beside it."""


class Tuning:
    """Parts of the picture; the caller brings them in and turns the knob.

    Parameters
    ----------
    reference, rewards, labels
        How likely each answer was, its reward, and what it is called.
    beta
        The setting of the knob that gets a mark, besides 0, 1 and infinity.
    box
        Where; scene units.
    base, unit
        Of the logarithm, and what it is called.

    Attributes
    ----------
    rewards, pair
        The rewards; the answers of the reference and of the policy.
    knob
        Beta; it starts at infinity, where the policy is the reference.
    spring, distance
        Between the two, and its length as a readout: the KL divergence.
    entries, objective, optimum, reward
        The legend; the formulas of what is sought and of the policy that is best; its expected reward as a readout.
    """

    def __init__(
        self,
        reference: Sequence[float],
        rewards: Sequence[float],
        labels: Sequence[str],
        beta: float,
        box: Box,
        *,
        base: float,
        unit: str,
    ) -> None:
        self.reference, self.given, self.base = reference, np.array(rewards), base
        heads, body, below = box.rows(0.4, 3.3, 1.0, gutter=0.2)
        left, middle, dial = body.columns(1.25, 1.35, 0.7, gutter=0.4, least=(0, 3.4, 2.2))
        self.knob = Dial(math.inf, dial, Formula("beta", "title"), (beta,))
        self.model = Derived(lambda: learning.tilted(reference, rewards, self.knob.setting()))
        self.rewards = ScoreBars(
            Numbers(rewards), left, lowest=min(rewards), highest=max(rewards), labels=labels, role="saving"
        )
        greedy = learning.tilted(reference, rewards, 0.0)
        highest = _HEADROOM * float(max(*reference, *greedy))
        self.pair = PairBars(Mass(reference), self.model, middle, highest=highest, labels=labels)
        formula = 'model(pi^*) prop truth(pi_"ref") dot e^(saving(r) \\/ beta)'
        self.optimum = Formula(formula, "body").at(dial.right, heads.y, "right")
        pair = Entry("truth", "reference"), Entry("model", "policy")
        legend = heads.trimmed(right=self.optimum.advance + _APART)
        sought = 'saving("reward") - beta dot waste("KL"(model(pi) || truth(pi_"ref")))'
        band = readout_band()
        self.objective = Formula(sought, "title").at(band.x, band.y)
        self.entries = legend_groups(legend, (left, (Entry("saving", "reward", "saving(r)"),)), (middle, pair))
        longest = measures.kl_divergence(greedy, reference, base=base)
        self.spring = Spring(
            self.kl, lambda: share(self.knob.setting()), below, longest, post="reference", block="policy"
        )
        kl = Formula('waste("KL"(model(pi) || truth(pi_"ref")))', "body")
        self.reward, self.distance = readout_row(
            Readout("mean reward", self.mean_reward, decimals=2, signed=True, role="saving"),
            Readout(kl, self.kl, unit, role="waste", whole_digits=whole_digits(longest)),
        )

    def mean_reward(self) -> float:
        """Return the expected reward of the policy as it is now."""
        return float(self.model.values @ self.given)

    def kl(self) -> float:
        """Return KL(policy ‖ reference) as it is now; bits or nats."""
        return measures.kl_divergence(self.model.values, self.reference, base=self.base)
