"""The summaries of the information bottleneck at all prices, and the one where beta stands."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import cast

import numpy as np
from manim import Animation, ValueTracker
from numpy.typing import ArrayLike, NDArray

from bits.stage.knob import Share, log_share
from bits.theory import measures
from bits.theory.compression import Bottleneck, worked_out


class Annealed:
    """A summary T of X that follows beta; between two betas that were solved it mixes their two encoders.

    A mixture is an encoder too: what is computed from it is true of it, and the solved betas lie close together.

    Parameters
    ----------
    joint
        p(x, y), shape (x, y).
    summaries
        One for each beta, betas rising and above 0, clusters with the same number at all of them.
    base
        2 for bits, e for nats.
    """

    def __init__(self, joint: ArrayLike, summaries: Sequence[Bottleneck], base: float = 2) -> None:
        self.joint = np.array(joint, dtype=float)
        self.summaries, self.base = tuple(summaries), base
        self.p_x = self.joint.sum(axis=1)
        self._logs = np.log([summary.beta for summary in summaries])
        self._way = ValueTracker(float(self._logs[-1]))
        self.way = (self._logs - self._logs[0]) / (self._logs[-1] - self._logs[0])
        """How far along each solved beta is, 0 to 1, equal ratios equally far, shape (betas,)."""
        self._known: tuple[float, NDArray[np.float64]] | None = None
        points = [self._plane_point(summary.p_t_given_x) for summary in summaries]
        self.points = np.maximum.accumulate(np.array(points), axis=0)
        """I(X; T) and I(T; Y) at every solved beta, shape (betas, 2), neither ever falling."""

    def beta(self) -> float:
        """Return beta as it stands."""
        return math.exp(self._way.get_value())

    def turn(self, beta: float) -> Animation:
        """Return the animation in which beta goes there, equal ratios in equal times."""
        return cast(Animation, self._way.animate.set_value(math.log(beta)))

    def set(self, beta: float) -> None:
        """Let beta stand there."""
        self._way.set_value(math.log(beta))

    @property
    def share(self) -> Share:
        """Return how far a beta turns a knob."""
        return log_share(self.summaries[0].beta, self.summaries[-1].beta)

    def key(self) -> float:
        """Return what tells one state from another."""
        return float(self._way.get_value())

    @property
    def encoder(self) -> NDArray[np.float64]:
        """Return p(t|x) as it is now, shape (x, t)."""
        way = self.key()
        if self._known is None or self._known[0] != way:
            after = int(np.clip(np.searchsorted(self._logs, way), 1, len(self._logs) - 1))
            low, high = self._logs[after - 1 : after + 1]
            share = min(max((way - low) / (high - low), 0.0), 1.0)
            before, behind = (self.summaries[i].p_t_given_x for i in (after - 1, after))
            self._known = way, np.asarray((1 - share) * before + share * behind)
        return self._known[1]

    @property
    def p_t(self) -> NDArray[np.float64]:
        """Return how much mass each cluster has, shape (t,)."""
        return np.asarray(self.p_x @ self.encoder)

    @property
    def p_y_given_t(self) -> NDArray[np.float64]:
        """Return what each cluster says of Y, shape (t, y); p(y) for an empty one."""
        p_ty, p_t = self.encoder.T @ self.joint, self.p_t[:, None]
        average = np.tile(self.joint.sum(axis=0), (len(p_ty), 1))
        return np.asarray(np.divide(p_ty, p_t, out=average, where=p_t > 0))

    def compression(self) -> float:
        """Return I(X; T)."""
        return self._plane_point(self.encoder)[0]

    def relevance(self) -> float:
        """Return I(T; Y)."""
        return self._plane_point(self.encoder)[1]

    def count(self) -> float:
        """Return how many clusters say different things of Y, at the nearest beta that was solved."""
        return float(len(self.summaries[int(np.abs(self._logs - self.key()).argmin())].groups))

    def _plane_point(self, encoder: NDArray[np.float64]) -> tuple[float, float]:
        kept = measures.mutual_information(self.p_x[:, None] * encoder, base=self.base)
        return worked_out(kept), worked_out(measures.mutual_information(encoder.T @ self.joint, base=self.base))

    def order(self) -> list[int]:
        """Return the inputs so that those stand together that are summarized together."""
        ceiling = measures.mutual_information(self.joint, base=self.base)
        keys: list[list[int]] = [[] for _ in self.p_x]
        for summary, (_, relevance) in zip(self.summaries, self.points, strict=True):
            if relevance > ceiling / 2:  # close to forgetting all, what goes together changes about
                home = {t: min(group) for group in summary.groups for t in group}
                for x, favourite in enumerate(summary.p_t_given_x.argmax(axis=1)):
                    keys[x].append(home.get(int(favourite), int(favourite)))
        return sorted(range(len(keys)), key=lambda x: (keys[x], x))
