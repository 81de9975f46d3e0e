"""What a few lines of code compute, step by step, beside them.

Local to the beat with the code.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from bits.stage.bars import MassBars, Ruler
from bits.stage.ink import Formula, Words
from bits.stage.layout import Box
from bits.stage.marks import Level
from bits.stage.mass import Numbers
from bits.stage.tank import Tank
from bits.theory import figures, measures

_HEADROOM = 1.06


class Warmth:
    """The way from scores to chances and to their entropy, at one temperature.

    Parameters
    ----------
    scores, labels, temperature
        Of what may come next.
    box
        Where; scene units.

    Attributes
    ----------
    raised, bars
        The powers of e, the best of which is 1, and the probabilities.
    tank, entropy
        The entropy in bits, and its number.
    ceiling, most
        The highest that it can be, and its number.
    """

    def __init__(self, scores: Sequence[float], labels: Sequence[str], temperature: float, box: Box) -> None:
        pmf = measures.softmax(scores, temperature)
        head, body = box.rows(0.5, 4.9, gutter=0.1)
        left, right = body.columns(2.4, 1, gutter=0.2, least=(0, 1.3))
        self.raised = MassBars(Numbers(pmf / pmf.max()), left, labels=labels, role="muted")
        self.bars = MassBars(Numbers(pmf), left, labels=labels, role="model")
        entropy, most = measures.entropy(pmf), measures.entropy(measures.softmax(scores, math.inf))
        room = right.over(self.bars.area.bottom)
        ruler = Ruler.fitting(room, _HEADROOM * most)
        name = Formula("entropy(H)", "body")
        self.tank = Tank(lambda: measures.contributions(pmf), room, ruler, name=name, floor=room.bottom)
        self.ceiling = Level(lambda: most, self.tank.left, self.tank.right, self.tank.height_of)
        told, limit = (figures.as_text(value, ".3g")[0] for value in (entropy, most))
        self.most = Words(f"of {limit} bits", "body", "muted").at(head.right, head.y, "right")
        self.entropy = Words(told, "title", "entropy", bold=True)
        self.entropy.at(head.right - self.most.advance - 0.18, head.y, "right")
