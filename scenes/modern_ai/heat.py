"""Scores, the softmax of them at a temperature, and its entropy.

Local to the beat on temperature.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from bits.stage.bars import MassBars, Ruler
from bits.stage.ink import Formula, Words
from bits.stage.layout import Box
from bits.stage.legend import Entry, legend_over
from bits.stage.marks import Level
from bits.stage.mass import Derived, Numbers
from bits.stage.readout import Readout, readout_row
from bits.stage.scores import ScoreBars
from bits.stage.tank import Tank
from bits.theory import measures
from scenes.modern_ai.dial import Dial

_HEADROOM = 1.06
_SHARES, _LEAST = (1.2, 1.2, 0.7, 0.9), (2.7, 2.7, 2.0, 2.6)
"""Widths of scores, bars, tank and dial, in proportion, and what they need in scene units."""
_NAME_ROOM = 0.95
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

    Attributes
    ----------
    scores, bars
        The scores, which stay, and the probabilities.
    knob
        The temperature; it starts at 1.
    tank, ceiling
        The entropy, and the highest that it can be.
    entries, readout
        The legend; the entropy in the readout band.
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
    ) -> None:
        self.base = base
        heads, body = box.rows(0.4, 4.4, gutter=0.3)
        left, middle, right, dial = body.parts(*_SHARES, gutter=0.3, least=_LEAST, stacked=(2, 2), heights=(1.2, 1))
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
        self.entries = legend_over(
            heads, (left, middle), Entry("muted", "scores", "z"), Entry("model", "softmax", "model(z\\/T)")
        )
        (self.readout,) = readout_row(Readout("entropy of the next word", self.entropy, unit, role="entropy"))

    def entropy(self) -> float:
        """Return the entropy at the temperature that the knob is set to; bits or nats."""
        return measures.entropy(self.model.values, base=self.base)
