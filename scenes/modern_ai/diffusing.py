"""Data that dissolve into noise: the flow there and back, and under it what is still known of the start.

Local to the beat on diffusion.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import ValueTracker
from numpy.typing import NDArray

from bits.stage.ink import Formula, Ink, Words
from bits.stage.knob import disc
from bits.stage.layout import Box
from bits.stage.readout import Number
from bits.stage.shape import Shape
from bits.stage.theme import colour
from bits.stage.view import Stroke, View
from scenes.modern_ai.hill import Hill
from scenes.modern_ai.noising import Noising
from scenes.modern_ai.streams import Field, Streams, Uphill

_SIDE = 1.4
"""Scene units that the data take left of the flow, and the noise right of it."""
_AHEAD = 0.2
"""Opacity of the noise that is still to come."""
_SAMPLES = 49
_HEADROOM = 1.15


class Drain(View):
    """What the noisy data still tell about the start, over time: the area up to the present, and its number.

    Parameters
    ----------
    field
        Whose time it shares.
    box
        As wide as the field; scene units.
    unit
        Of the number.

    Attributes
    ----------
    reached
        The time up to which the area stays, if the present is before it.
    """

    def __init__(self, field: Field, box: Box, unit: str, role: str = "shared") -> None:
        super().__init__()
        self.field, self.box = field, box
        self.reached = ValueTracker(0.0)
        self._times = np.linspace(0, 1, _SAMPLES)
        self._known = field.noising.known(self._times)
        self._upwards = box.height / (_HEADROOM * max(float(self._known[0]), 1e-9))
        self.hill = Hill(self._ridge, self._state, role, opacity=0.55)
        self.number = Number(2, "title", role)
        self.unit = Words(unit, "body", "muted")
        ground = Stroke("muted").through((box.left, box.bottom), (box.right, box.bottom))
        self.dot = Shape(fill_color=colour(role), fill_opacity=1, stroke_width=0)
        self.add(ground, self.hill, self.dot, self.number, self.unit)
        self.refresh()

    @property
    def drawn(self) -> float:
        """Return how high the area stands at the present, in bits or nats."""
        return float((self.dot.points[:, 1].mean() - self.box.bottom) / self._upwards)

    def _ridge(self) -> NDArray[np.float64]:
        now, end = self._state()
        past, later = self._times < now, (self._times > now) & (self._times <= end)
        times = np.concatenate([[0.0], self._times[past], [now], self._times[later], [max(now, end)]])
        here = [self.field.noising.information()]
        known = np.concatenate([[0.0], self._known[past], here, self._known[later], [0.0]])
        return np.column_stack([self.box.left + times * self.box.width, self.box.bottom + known * self._upwards])

    def _state(self) -> tuple[float, float]:
        return self.field.noising.now, self.reached.get_value()

    def _redraw(self) -> None:
        known = self.field.noising.information()
        width = self.number.field(1) + 0.15 + self.unit.advance
        left = min(self.field.now + 0.35, self.box.right + _SIDE - width)
        disc(self.dot, (self.field.now, self.box.bottom + known * self._upwards), 0.09)
        y = self.box.bottom + min(known * self._upwards + 0.35, self.box.height - 0.25)
        self.number.write_at(known, left + self.number.field(1), y, "right")
        self.unit.at(left + self.number.field(1) + 0.15, y, "left")


class Dissolving:
    """Parts of the picture; the caller brings them in and lets ``noising.time`` run.

    Parameters
    ----------
    noising
        The data.
    steps
        Marked on the axis of time.
    box, band
        Where the picture is, and the words under it; scene units.
    unit
        ``bits`` or ``nats``.

    Attributes
    ----------
    start, present, goal
        The data as they were, as they are now, and the noise that they will be, lying on their sides.
    forth, back, arrows
        The paths into noise and back, and the score at the present.
    drain
        What the noisy data still tell about the start.
    axis, names, score, moral
        The steps; what is what.
    """

    def __init__(self, noising: Noising, steps: int, box: Box, band: Box, unit: str) -> None:
        self.noising = noising
        above, axis, head, below = box.rows(2.6, 0.45, 0.46, 1.55, gutter=0.02)
        flow = above.trimmed(left=_SIDE, right=_SIDE)
        self.field = field = Field(noising, flow)
        highest = max(float(noising.data.max()), float(noising.at(1.0).max()))
        self._per_mass = 0.9 * _SIDE / highest
        self._heights = field.height(noising.grid)
        self.start = Hill(lambda: self._profile(noising.data, flow.left, -1), lambda: 0, "truth", lying=True)
        self.present = Hill(
            lambda: self._profile(noising.values, field.now, 1), lambda: noising.now, "truth", lying=True
        )
        end = noising.at(1.0)
        self.goal = Hill(
            lambda: self._profile(end, flow.right, 1), lambda: 0, "muted", lying=True, opacity=_AHEAD, edge=1.5
        )
        self.forth = Streams(field, "truth")
        self.back = Streams(field, "saving", back=True, width=3.0, opacity=0.7)
        self.arrows = Uphill(field)
        self.drain = Drain(field, below.trimmed(left=_SIDE, right=_SIDE), unit)
        self.axis = self._axis(axis, steps)
        known = Formula("shared(I(X_0; X_t))", "body").at(head.right, head.y, "right")
        words = Words("still known of the start", "body", "shared")
        self.names: Sequence[Ink] = (known, words.at(head.right - known.advance - 0.25, head.y, "right"))
        self.score = Formula('saving("score" = nabla_x log p_t (x))', "title").at(band.x, band.y)
        self.moral = Words("train, tune, judge: count surprise", "title", "entropy", bold=True, fit=band.width)
        self.moral.at(band.x, band.y)

    def _profile(self, pmf: NDArray[np.float64], foot: float, way: int) -> NDArray[np.float64]:
        """Return the outline of a distribution that lies on its side."""
        heights = np.concatenate([self._heights[:1], self._heights, self._heights[-1:]])
        return np.column_stack([foot + way * self._per_mass * np.concatenate([[0.0], pmf, [0.0]]), heights])

    def _axis(self, row: Box, steps: int) -> Stroke:
        """Return the axis of time, with a mark for each step, and what stands at its ends."""
        line = Stroke("muted").through((self.field.box.left, row.top), (self.field.box.right, row.top))
        for step in range(steps + 1):
            x = self.field.across(step / steps)
            line.add(Stroke("muted").through((x, row.top), (x, row.top - 0.07)))
        line.add(
            Words("data", "label", "truth").at(row.left + _SIDE, row.y - 0.02, "right"),
            Words(f"{steps} steps of noise", "label", "muted", fit=self.field.box.width * 0.7).at(row.x, row.y - 0.02),
            Words("noise", "label", "truth").at(row.right - _SIDE + 0.1, row.y - 0.02, "left"),
        )
        return line
