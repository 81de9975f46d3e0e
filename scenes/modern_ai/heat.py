"""Scores, the softmax of them at a temperature, and its entropy.

Local to the beat on temperature.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from bits.stage.bars import MassBars, Ruler, label_room
from bits.stage.card import Card
from bits.stage.ink import Formula, Words
from bits.stage.layout import Box, readout_band
from bits.stage.legend import Entry
from bits.stage.marks import Level
from bits.stage.mass import Derived, Numbers
from bits.stage.naming import named
from bits.stage.readout import Readout, readout_row
from bits.stage.scores import ScoreBars
from bits.stage.tank import Tank
from bits.theory import measures
from scenes.modern_ai.dial import Dial

_HEADROOM = 1.06
_LEVEL = 0.6
"""Scene units up to which labels lie level."""
_RATIO, _TIMES = 3.5, 2.8
"""Scene units that the names of the best word and the worst may take, and that how much likelier it is takes."""
_NAME_ROOM = 1.4
"""Scene units right of the tank for the name of the ceiling."""


class Heat:
    """Parts of the picture; the caller brings them in and turns the knob.

    Parameters
    ----------
    scores, labels
        Of what may come next.
    stops
        The temperatures that get a mark, besides 0, 1 and infinity.
    box
        Where; scene units.
    base, unit
        Of the logarithm, and what it is called.
    compared
        Whether to tell how many times as likely as the worst word the best one is.

    Attributes
    ----------
    ground
        The card under probabilities and tank.
    scores, bars
        The scores, which stay, and the probabilities.
    knob
        The temperature; it starts at 1.
    tank, ceiling
        The entropy, and the highest that it can be.
    entries, readout, ratio
        The legend; in the readout band the entropy, and the best word beside the worst, if they are compared.
    above, asking
        What makes room for a question, and the room that it leaves.
    """

    def __init__(
        self,
        scores: Sequence[float],
        labels: Sequence[str],
        stops: Sequence[float],
        box: Box,
        *,
        base: float,
        unit: str,
        compared: bool = True,
    ) -> None:
        self.base, self._scores, self._stops = base, scores, stops
        side, hero = box.parts(1, 1.9, gutter=0.4)
        self.ground, hero = Card(hero), hero.inset(0.2, 0.15)
        heads, body = hero.rows(0.4, 4.4, gutter=0.3)
        middle, right = body.columns(1.7, 1, gutter=0.3, least=(0, 3.1))
        labels = named(labels, len(scores))
        head, below = side.rows(0.4, 4.4, gutter=0.15)
        upright = label_room(labels, below.width) > _LEVEL
        left, dial = below.columns(1.3, 1, least=(0, 2.3)) if upright else below.rows(2.0, 2.5, gutter=0.15)
        self.asking = side
        self.knob = Dial(1.0, dial, Words("temperature", "label"), stops)
        self.model = Derived(lambda: measures.softmax(scores, self.knob.setting()))
        self.scores = ScoreBars(Numbers(scores), left, lowest=min(scores), highest=max(scores), labels=labels)
        self.bars = MassBars(self.model, middle, labels=labels, role="model")
        most = measures.entropy(measures.softmax(scores, math.inf), base=base)
        vessel = right.trimmed(right=_NAME_ROOM)
        room = vessel.over(self.bars.area.bottom)
        ruler = Ruler.fitting(room, _HEADROOM * most)
        name, log = Formula("entropy(H)", "body"), "log_2" if base == 2 else "ln"
        self.tank = Tank(
            lambda: measures.contributions(self.model.values, base=base), vessel, ruler, name=name, floor=room.bottom
        )
        ceiling = Formula(f"entropy({log} {len(scores)})", "body")
        self.ceiling = Level(lambda: most, self.tank.left, self.tank.right, self.tank.height_of, name=ceiling)
        self.entries = (
            Entry("muted", "scores", "z").at(head.left, head.y),
            Entry("model", "softmax", "model(z\\/T)").at(middle.left, heads.y),
        )
        self.above = (self.entries[0], self.scores, self.knob)
        ratio = Words(
            f"{labels[int(np.argmax(scores))]} : {labels[int(np.argmin(scores))]}",
            "body",
            "model",
            fit=min(_RATIO, readout_band().width - _TIMES),
        )
        self.readout, *self.ratio = readout_row(
            Readout("entropy", self.entropy, unit, role="entropy"),
            *([Readout(ratio, self.times, "times", decimals=2, role="model", whole_digits=3)] if compared else []),
        )

    def times(self) -> float:
        """Return how many times as likely as the worst word the best one is, from the last of the stops on."""
        pmf = measures.softmax(self._scores, max(self.knob.setting(), self._stops[-1]))
        return float(pmf.max() / pmf.min()) if pmf.min() > 0 else math.inf

    def entropy(self) -> float:
        """Return the entropy at the temperature that the knob is set to; bits or nats."""
        return measures.entropy(self.model.values, base=self.base)
