"""Saying less: the information bottleneck.

Tables have X along the rows, as in the measures; T is the summary that stands between X and Y.

References
----------
- Rose (1998), "Deterministic Annealing for Clustering, Compression, Classification, Regression ..."
- Tishby, Pereira & Bialek (1999), "The Information Bottleneck Method"
- Varadhan & Roland (2008), "Simple and Globally Convergent Methods for Accelerating ... Any EM Algorithm"
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from bits.theory import checks, measures
from bits.theory.checks import FloatArray

SOFTNESS = 1e-6  # of the first guess: with no doubt at all, a zero of the joint could never be forgotten again
SETTLED = 1e-7  # an iteration that moves no p(t|x) by more has settled
MOST_ITERATIONS = 3000  # close to where clusters part, settling takes long, even with a leap at every tenth
MOST_ROUNDS = 10  # of handing solutions on; two or three are usual
AS_GOOD = 1e-9  # bits: Lagrangians that differ by less are equally good
ALIKE = 0.01  # clusters say the same of Y when no p(y|t) differs by more
NEVER = -1e300  # stands for log 0, because 0 times it is 0
LEAST = -1e308  # keeps what overflows finite


@dataclass(frozen=True, eq=False)
class Bottleneck:
    """A summary T of X that keeps what matters for Y, at one price of relevance.

    Attributes
    ----------
    beta
        How many bits of compression a bit of relevance is worth.
    p_t_given_x : array of shape (x, t)
        Which cluster each input goes to.
    p_t : array of shape (t,)
        How much mass each cluster has.
    p_y_given_t : array of shape (t, y)
        What each cluster says of Y; p(y) for an empty one.
    compression, relevance
        I(X; T) and I(T; Y), in bits.
    """

    beta: float
    p_t_given_x: FloatArray
    p_t: FloatArray
    p_y_given_t: FloatArray
    compression: float
    relevance: float

    def lagrangian(self, beta: float) -> float:
        """Return I(X; T) − beta·I(T; Y) in bits: the less, the better the summary at that beta."""
        return self.compression - beta * self.relevance

    @property
    def groups(self) -> tuple[tuple[int, ...], ...]:
        """Return the clusters, those that say the same of Y (within 0.01) together; empty ones are left out."""
        groups: list[list[int]] = []
        for t in np.flatnonzero(self.p_t > 1e-6):
            same = (g for g in groups if np.abs(self.p_y_given_t[g[0]] - self.p_y_given_t[t]).max() <= ALIKE)
            group = next(same, None)
            if group is None:
                groups.append(group := [])
            group.append(int(t))
        return tuple(tuple(group) for group in groups)


def bottleneck(joint: ArrayLike, beta: float, start: ArrayLike | None = None) -> Bottleneck:
    """Return where the self-consistent iteration of the information bottleneck settles.

    It repeats p(t|x) ∝ p(t)·exp(−β KL(p(y|x) ‖ p(y|t))), with p(t) and p(y|t) following from p(t|x), until that
    moves no more. No step raises the Lagrangian I(X; T) − β I(T; Y), but where it settles depends on where it starts.

    Parameters
    ----------
    joint : array of shape (x, y)
        p(x, y); zeros are welcome.
    beta
        Finite, at least 0.
    start : array of shape (x, t), optional
        The p(t|x) to begin with, each row a pmf; by default nearly one cluster per x.

    Returns
    -------
    Bottleneck

    Raises
    ------
    ValueError
        If an argument is not as described.

    References
    ----------
    Tishby, Pereira & Bialek (1999), section 3 (their KL is in nats, and so it is here).
    """
    table, prices = checks.pmf(joint, "joint", ndim=2), _prices([beta])
    if start is None:
        first = _one_cluster_per_input(len(table))
    else:
        first = np.array(start, dtype=np.float64)
        if first.ndim != 2 or len(first) != len(table):
            raise ValueError(f"start has the shape {first.shape}, but joint has {len(table)} rows")
        for x, row in enumerate(first):
            checks.pmf(row, f"start[{x}]")
    return _measured(table, prices[0], _settle(table, prices, first[None])[0])


def anneal(joint: ArrayLike, betas: Sequence[float]) -> list[Bottleneck]:
    """Return the best summary found at each beta: points of the curve that no summary can pass.

    Every beta begins with nearly one cluster per x and lets like ones merge. Then, as annealing up and down would,
    solutions are handed on: where the summary of another beta has the lower Lagrangian, the iteration runs again
    from there, until all keep their own. So relevance never falls with compression, and the curve is concave.
    A cluster has the same number at all betas.

    Parameters
    ----------
    joint : array of shape (x, y)
        p(x, y); zeros are welcome.
    betas
        Finite, at least 0, in any order.

    Returns
    -------
    list of Bottleneck
        One for each of `betas`, in their order, with as many clusters as there are inputs.

    Raises
    ------
    ValueError
        If an argument is not as described.

    References
    ----------
    Tishby, Pereira & Bialek (1999), sections 3 and 4; Rose (1998) for annealing.
    """
    table, prices = checks.pmf(joint, "joint", ndim=2), _prices(betas)
    starts = np.repeat(_one_cluster_per_input(len(table))[None], len(prices), axis=0)
    found = [_measured(table, b, q) for b, q in zip(prices, _settle(table, prices, starts), strict=True)]
    for _ in range(MOST_ROUNDS):
        compression, relevance = np.array([(f.compression, f.relevance) for f in found]).reshape(-1, 2).T
        lagrangians = compression - prices[:, None] * relevance  # of each summary (columns) at each beta (rows)
        takers = np.flatnonzero(lagrangians.min(axis=1, initial=np.inf) < np.diag(lagrangians) - AS_GOOD)
        if takers.size == 0:
            break
        givers = lagrangians[takers].argmin(axis=1)
        again = _settle(table, prices[takers], np.array([found[g].p_t_given_x for g in givers]))
        for i, q in zip(takers, again, strict=True):
            found[i] = _measured(table, prices[i], q)
    return found


def worked_out(information: float) -> float:
    """Return what a summary keeps or tells, in bits or nats, without what the iteration has left of nothing."""
    return information if information > AS_GOOD else 0.0


def _prices(betas: Sequence[float]) -> FloatArray:
    for beta in betas:
        if not 0 <= beta < math.inf:
            raise ValueError(f"beta = {beta} is not a finite number from 0")
    return np.array(betas, dtype=np.float64)


def _one_cluster_per_input(inputs: int) -> FloatArray:
    return np.asarray((1 - SOFTNESS) * np.eye(inputs) + SOFTNESS / inputs)


def _settle(joint: FloatArray, betas: FloatArray, q: FloatArray) -> FloatArray:
    """Return p(t|x), shape (betas, x, t), after iterating from `q`; each beta stops once it moves no more."""
    p_x = joint.sum(axis=1)
    average = np.broadcast_to(joint.sum(axis=0), joint.shape)  # for an x that never happens any p(y|x) will do
    p_y_given_x = np.divide(joint, p_x[:, None], out=average.copy(), where=p_x[:, None] > 0)
    q, moving = q.copy(), np.arange(len(betas))
    for _ in range(MOST_ITERATIONS // 10):
        if moving.size == 0:
            break
        last = now = q[moving]
        for _ in range(10):  # between looks at what has settled
            before, last, now = last, now, _iterate(joint, p_x, p_y_given_x, betas[moving], now)
        still = np.abs(now - last).max(axis=(1, 2)) > SETTLED
        q[moving] = np.where(still[:, None, None], _ahead(before, last, now), now)
        moving = moving[still]
    return q


def _ahead(before: FloatArray, last: FloatArray, now: FloatArray) -> FloatArray:
    """Return where three steps in a row, shape (betas, x, t), lead to; `now` where that is no p(t|x).

    Close to where clusters part, steps shrink so slowly that thousands of them are needed (scheme S3 of Varadhan &
    Roland 2008, section 3).
    """
    step = last - before
    turn = now - last - step
    length, bend = (np.sqrt((moves**2).sum(axis=(1, 2), keepdims=True)) for moves in (step, turn))
    far = np.maximum(np.divide(length, bend, out=np.ones_like(length), where=bend > 0), 1)
    made = before + 2 * far * step + far**2 * turn
    return np.where(made.min(axis=(1, 2), keepdims=True) < 0, now, made)


def _iterate(
    joint: FloatArray, p_x: FloatArray, p_y_given_x: FloatArray, betas: FloatArray, q: FloatArray
) -> FloatArray:
    p_t = p_x @ q
    p_ty = np.swapaxes(q, 1, 2) @ joint
    p_y_given_t = np.divide(p_ty, p_t[:, :, None], out=np.zeros_like(p_ty), where=p_ty > 0)
    with np.errstate(over="ignore"):
        # −KL(p(y|x) ‖ p(y|t)) without the part that is the same for all t, and so cancels.
        fit = p_y_given_x @ np.swapaxes(_log(p_y_given_t), 1, 2)
        log_weights = np.maximum(_log(p_t)[:, None, :] + betas[:, None, None] * fit, LEAST)
        weights = np.exp(log_weights - log_weights.max(axis=2, keepdims=True))
    return np.asarray(weights / weights.sum(axis=2, keepdims=True))


def _log(p: FloatArray) -> FloatArray:
    return np.log(p, out=np.full_like(p, NEVER), where=p > 0)


def _measured(joint: FloatArray, beta: float, q: FloatArray) -> Bottleneck:
    p_x, p_y = joint.sum(axis=1), joint.sum(axis=0)
    p_t, p_ty = p_x @ q, q.T @ joint
    p_y_given_t = np.divide(p_ty, p_t[:, None], out=np.tile(p_y, (len(p_t), 1)), where=p_t[:, None] > 0)
    compression = measures.mutual_information(p_x[:, None] * q)
    return Bottleneck(float(beta), q, p_t, p_y_given_t, compression, measures.mutual_information(p_ty))
