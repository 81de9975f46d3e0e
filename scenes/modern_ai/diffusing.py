"""Data that dissolve into noise: the histogram, what is left to know about the start, and the arrows back uphill.

Local to the beat on diffusion.
"""

from __future__ import annotations

import math
from typing import ClassVar

import numpy as np
from manim import ValueTracker, VMobject
from numpy.typing import NDArray

from bits.stage.bars import MassBars, Ruler
from bits.stage.ink import Formula, Words
from bits.stage.knob import Slider, linear_share
from bits.stage.layout import Box
from bits.stage.legend import Entry, legend_row
from bits.stage.readout import Readout, readout_row
from bits.stage.scale import Scale
from bits.stage.tank import Tank
from bits.stage.theme import colour
from bits.stage.view import Stroke, View, polygon
from bits.theory import measures
from scenes.modern_ai import diffusion

_HEAD = 0.2
_HEADROOM = 1.06


def kept(time: float) -> float:
    """Return alpha bar, how much of the data's variance is left at a time from 0 to 1: the cosine schedule.

    References
    ----------
    Nichol & Dhariwal (2021), "Improved Denoising Diffusion Probabilistic Models", equation 17, without its offset.
    """
    time = min(max(time, 0.0), 1.0)
    return 0.0 if time == 1 else math.cos(math.pi / 2 * time) ** 2


_TIP = 0.4
"""Scene units by which the last arrow and the slider's handle may reach beyond the histogram."""


class Noising:
    """Data on a grid that become noisier as `time` runs from 0 to 1; nothing is left of them at 1.

    Parameters
    ----------
    data
        The histogram before there is noise, shape (n,).
    grid
        Where its bars stand, shape (n,).
    base
        2 for bits, e for nats.

    Attributes
    ----------
    time
        The tracker to animate.
    """

    def __init__(self, data: NDArray[np.float64], grid: NDArray[np.float64], *, base: float = 2) -> None:
        self.data, self.grid, self.base = data, grid, base
        self.time = ValueTracker(0.0)
        self._known: dict[float, tuple[NDArray[np.float64], float]] = {}

    @property
    def kept(self) -> float:
        """Return alpha bar: how much of the data's variance is left of it."""
        return kept(float(self.time.get_value()))

    def at(self, time: float) -> NDArray[np.float64]:
        """Return the distribution of the noisy data at a time from 0 to 1, shape (n,)."""
        return np.asarray(diffusion.diffuse(self.data, self.grid, [kept(time)])[0])

    @property
    def values(self) -> NDArray[np.float64]:
        """Return the distribution of the noisy data as it is now, shape (n,)."""
        return self._now()[0]

    def key(self) -> bytes:
        """Return the distribution as bytes, for views to notice a change."""
        return self.values.tobytes()

    def information(self) -> float:
        """Return what the noisy data still tell about the start, bits or nats."""
        return self._now()[1]

    def contributions(self) -> NDArray[np.float64]:
        """Return the information as the one layer of a tank, shape (1,)."""
        return np.array([self.information()])

    def pull(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the score at some points of the grid, times the standard deviation of the noise.

        It is minus the noise (in its own standard deviations) that is expected in what has come to lie there: what a
        denoising network is trained to predict. Without any noise it is 0.

        References
        ----------
        Ho, Jain & Abbeel (2020), section 3.2; Vincent (2011), "A Connection Between Score Matching and Denoising
        Autoencoders".
        """
        kept = self.kept
        if kept == 1:
            return np.zeros(len(points))
        score = diffusion.score(self.data, self.grid, kept)
        return np.asarray(math.sqrt(1 - kept) * np.interp(points, self.grid, score))

    def _now(self) -> tuple[NDArray[np.float64], float]:
        kept = self.kept
        if kept not in self._known:
            bit = measures.surprise(0.5, base=self.base)
            pmf = diffusion.diffuse(self.data, self.grid, [kept])[0]
            self._known = {kept: (pmf, bit * diffusion.remaining_information(self.data, self.grid, kept))}
        return self._known[kept]


class Uphill(View):
    """A row of arrows under a histogram: at each point of the axis, which way it goes uphill, and how steeply.

    Parameters
    ----------
    noising
        The data.
    box
        As wide as the histogram; scene units.
    count
        How many arrows. One of `LONGEST` reaches almost to the next; what would be longer is cut.
    """

    LONGEST: ClassVar = 2.5
    """Standard deviations of the noise, for the longest arrow."""

    def __init__(self, noising: Noising, box: Box, count: int = 13, role: str = "saving") -> None:
        super().__init__()
        self.noising = noising
        grid = noising.grid
        low, high = float(grid[0]), float(grid[-1])
        spacing = (high - low) / count
        self.places = np.asarray(low + spacing * (np.arange(count) + 0.5), dtype=np.float64)
        self._starts = box.left + (self.places - low) / (high - low) * box.width
        self._y, self._longest = box.y, 0.95 * spacing / (high - low) * box.width
        self._scale = self._longest / self.LONGEST
        self.lines = [Stroke(role, 5.0) for _ in self.places]
        self.heads = [VMobject(fill_color=colour(role), fill_opacity=1, stroke_width=0) for _ in self.places]
        self.add(*self.lines, *self.heads)
        self.refresh()

    @property
    def drawn(self) -> NDArray[np.float64]:
        """Return what the arrows stand for, in standard deviations of the noise, as drawn, shape (count,)."""
        tips = np.array([head.points[0, 0] for head in self.heads])
        return np.asarray((tips - self._starts) / self._scale)

    def _state(self) -> float:
        return self.noising.kept

    def _redraw(self) -> None:
        ways = np.clip(self.noising.pull(self.places) * self._scale, -self._longest, self._longest)
        for x, way, line, head in zip(self._starts, ways * self.grown.get_value(), self.lines, self.heads, strict=True):
            size = min(_HEAD, abs(way)) * np.sign(way)
            line.through((x, self._y), (x + way - size, self._y))
            tip = [(x + way, self._y), (x + way - size, self._y - abs(size) * 0.6)]
            polygon(head, [*tip, (x + way - size, self._y + abs(size) * 0.6)])


class Dissolving:
    """Parts of the picture; the caller brings them in and lets ``noising.time`` run.

    Parameters
    ----------
    noising
        The data.
    steps
        Marked on the slider of time.
    box
        Where; scene units.
    unit
        ``bits`` or ``nats``.

    Attributes
    ----------
    bars, arrows
        The histogram, and under it the way back uphill.
    slider
        How far the time has come.
    tank, scale
        What the noisy data still tell about the start; it drains.
    entries, left
        The legend; the same information in the readout band.
    """

    def __init__(self, noising: Noising, steps: int, box: Box, unit: str) -> None:
        self.noising = noising
        plot, side = box.parts(2.6, 1, gutter=0.9, least=(7.4, 2.4), heights=(1.7, 1))
        plot = Box(plot.left, plot.bottom, min(plot.right, box.right - _TIP), plot.top)
        legend, plot, arrows, time = plot.rows(0.4, 2.9, 0.4, 0.95, gutter=0.12)
        highest = _HEADROOM * max(float(noising.data.max()), float(noising.at(1.0).max()))
        self.bars = MassBars(noising, plot, labels=None, highest=highest)
        self.arrows = Uphill(noising, arrows)
        stops = [(step / steps, str(step) if step in (0, steps) else "") for step in range(steps + 1)]
        name = Words("noise step", "label", "muted")
        self.slider = Slider(
            noising.time.get_value, time.trimmed(bottom=0.3), linear_share(0, 1), name=name, stops=stops
        )
        self.entries = legend_row(legend, Entry("truth", "data, with noise"), Entry("saving", "score: the way uphill"))
        full = _HEADROOM * noising.information()
        vessel = side.trimmed(left=Scale.ROOM)
        room = vessel.over(plot.bottom)
        ruler = Ruler.fitting(room, full)
        label = Formula("shared(I(X_0; X_t))", "body")
        self.tank = Tank(noising.contributions, vessel, ruler, role="shared", name=label, floor=room.bottom)
        self.scale = Scale(self.tank.left, self.tank.right, self.tank.height_of, full, unit)
        words = Words("information about the start", "body", "shared")
        (self.left,) = readout_row(Readout(words, noising.information, unit, role="shared"))
