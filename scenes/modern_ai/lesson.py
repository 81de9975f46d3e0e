"""A teacher's label, hard or soft, and the student that follows it.

Local to the beat on distillation.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from bits.stage.bars import Ruler
from bits.stage.ink import Formula, Words
from bits.stage.layout import Box
from bits.stage.legend import Entry
from bits.stage.mass import Derived, Mass, Walk
from bits.stage.pairs import PairBars
from bits.stage.readout import Readout, readout_row
from bits.stage.scale import Scale
from bits.stage.tank import Tank
from bits.stage.trace import Trace
from bits.theory import measures

_HEADROOM = 1.06
_LEAST = 0.5
"""Bits or nats that the tank has room for, at least."""
_BESIDE = 0.5
"""Room at either side of it, in scene units."""


class Lesson:
    """Parts of the picture; the caller brings them in, softens `truth` and lets `walk` run.

    Parameters
    ----------
    teacher, hard
        The soft label and the hard one.
    lessons
        The student's scores, step by step.
    classes
        What is told apart.
    box
        Where; scene units.
    base, unit
        Of the logarithm, and what it is called.

    Attributes
    ----------
    truth, walk
        The label; the student's scores.
    race, entries
        The bars of both, and what they are: hard label, teacher, student.
    held, doubt
        The entropy of the label: scale, tank and number; the number alone.
    trace, lag
        How far the student is from its teacher, and its number.
    """

    def __init__(
        self,
        teacher: Sequence[float],
        hard: Sequence[float],
        lessons: NDArray[np.float64],
        classes: Sequence[str],
        box: Box,
        *,
        base: float,
        unit: str,
    ) -> None:
        self.teacher, self.base = teacher, base
        self.walk, self.truth = Walk(lessons), Mass(hard)
        model = Derived(lambda: measures.softmax(self.walk.values))
        heads, body = box.rows(0.4, 4.4, gutter=0.3)
        left, right = body.parts(1.7, 1, gutter=0.4, least=(6.6, 3.0), heights=(1.5, 1))
        self.race = PairBars(self.truth, model, left, highest=1, labels=classes)
        self.race.lower("left", "right")
        first, second = (part.left for part in left.columns(1, 1))
        self.entries = (
            Entry("truth", "hard label", "P").at(first, heads.y),
            Entry("truth", "teacher", "P").at(first, heads.y),
            Entry("model", "student", "Q").at(second, heads.y),
        )
        tank, scale = self._tank(right, unit)
        self.trace = Trace(self.walk, self._behind, right.trimmed(right=0.2), f"KL in {unit}", "waste")
        doubt, lag = Words("entropy of the label", "body", "entropy"), Formula('waste("KL"(P || Q)) =', "body")
        (self.doubt,) = readout_row(Readout(doubt, self._entropy, unit, role="entropy"))
        self.held = scale, tank, self.doubt
        ends = [self._behind(lessons[0]), self._behind(lessons[-1])]
        (self.lag,) = readout_row(Readout(lag, lambda: self._behind(self.walk.values), unit, role="waste", rests=ends))

    def _tank(self, box: Box, unit: str) -> tuple[Tank, Scale]:
        """Return the tank that holds the entropy of the label, and its scale."""
        floor = box.over(self.race.area.bottom).bottom
        most = _HEADROOM * max(measures.entropy(self.teacher, base=self.base), _LEAST)
        glass = Scale.beside(box).inset(x=_BESIDE)
        ruler = Ruler.fitting(Box(glass.left, floor, glass.right, glass.top), most)
        name = Formula("entropy(H(P))", "body")
        held = partial(measures.contributions, base=self.base)
        tank = Tank(lambda: held(self.truth.values), glass, ruler, name=name, floor=floor)
        return tank, Scale(tank.left, tank.right, tank.height_of, most, unit)

    def _entropy(self) -> float:
        return measures.entropy(self.truth.values, base=self.base)

    def _behind(self, logits: NDArray[np.float64]) -> float:
        """Return the KL divergence of a student from the teacher."""
        return measures.kl_divergence(self.teacher, measures.softmax(logits), base=self.base)
