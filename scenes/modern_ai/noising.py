"""Data on a line that become noisier and noisier, and what can be asked of them on the way."""

from __future__ import annotations

import math

import numpy as np
from manim import ValueTracker
from numpy.typing import NDArray

from bits.theory import measures
from scenes.modern_ai import diffusion


def kept(time: float) -> float:
    """Return alpha bar, how much of the data's variance is left at a time from 0 to 1: the cosine schedule.

    References
    ----------
    Nichol & Dhariwal (2021), "Improved Denoising Diffusion Probabilistic Models", equation 17, without its offset.
    """
    time = min(max(time, 0.0), 1.0)
    return 0.0 if time == 1 else math.cos(math.pi / 2 * time) ** 2


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
    def now(self) -> float:
        """Return the time, 0 to 1."""
        return min(max(float(self.time.get_value()), 0.0), 1.0)

    @property
    def kept(self) -> float:
        """Return alpha bar: how much of the data's variance is left of it."""
        return kept(self.now)

    def at(self, time: float) -> NDArray[np.float64]:
        """Return the distribution of the noisy data at a time from 0 to 1, shape (n,)."""
        return np.asarray(diffusion.diffuse(self.data, self.grid, [kept(time)])[0])

    @property
    def values(self) -> NDArray[np.float64]:
        """Return the distribution of the noisy data as it is now, shape (n,)."""
        return self._now()[0]

    def information(self) -> float:
        """Return what the noisy data still tell about the start, bits or nats."""
        return self._now()[1]

    def paths(self, times: NDArray[np.float64], shares: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return where the flow carries shares of the data, shape (times, shares)."""
        return diffusion.flow(self.data, self.grid, [kept(time) for time in times], shares)

    def known(self, times: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return what the noisy data tell about the start at some times, bits or nats, shape (times,)."""
        bit = measures.surprise(0.5, base=self.base)
        left = [diffusion.remaining_information(self.data, self.grid, kept(time)) for time in times]
        return np.asarray(bit * np.array(left))

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
        now = self.now
        if now not in self._known:
            self._known = {now: (self.at(now), float(self.known(np.array([now]))[0]))}
        return self._known[now]
