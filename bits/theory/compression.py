"""Saying less: the information bottleneck, and the arithmetic coder that writes a message in its surprise.

Tables have X along the rows, as in the measures; T is the summary that stands between X and Y.

References
----------
- Rissanen (1976), "Generalized Kraft Inequality and Arithmetic Coding"
- Rose (1998), "Deterministic Annealing for Clustering, Compression, Classification, Regression ..."
- Tishby, Pereira & Bialek (1999), "The Information Bottleneck Method"
- Varadhan & Roland (2008), "Simple and Globally Convergent Methods for Accelerating ... Any EM Algorithm"
- Witten, Neal & Cleary (1987), "Arithmetic Coding for Data Compression"
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import ArrayLike

from bits.theory import checks, measures
from bits.theory.checks import FloatArray

# ------------------------------------------------------------------------------------ the information bottleneck

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


# ---------------------------------------------------------------------------------------------- arithmetic coding


@dataclass(frozen=True)
class CodeStep:
    """What the coder knows once a symbol is in: the message lies in the interval [low, high).

    Attributes
    ----------
    symbol
        Index of the symbol.
    low, high
        The exact ends of the interval; its width is the probability of the message so far.
    bits
        The "0"s and "1"s that are certain by now, and can be sent.
    """

    symbol: int
    low: Fraction
    high: Fraction
    bits: str

    @property
    def interval(self) -> tuple[float, float]:
        """Return low and high as floats, for drawing."""
        return float(self.low), float(self.high)

    @property
    def surprise(self) -> float:
        """Return the total surprise of the message so far, in bits."""
        width = self.high - self.low
        return math.log2(width.denominator) - math.log2(width.numerator)


@dataclass(frozen=True)
class ArithmeticCode:
    """A message as one binary fraction.

    Attributes
    ----------
    steps
        One for each symbol, in order.
    bits
        The code: "0"s and "1"s, less than 2 more than the total surprise.
    """

    steps: tuple[CodeStep, ...]
    bits: str


def arithmetic_encode(message: Sequence[int], p: ArrayLike) -> ArithmeticCode:
    """Return a message's code, and how its interval narrows symbol by symbol.

    The code names the largest interval of the form [k, k + 1) / 2^n inside the message's: n bits, at most the
    total surprise rounded up, plus 1. All of it is exact: fractions, no rounding.

    Parameters
    ----------
    message
        Indices of symbols.
    p : array of shape (symbols,), or (length of the message, symbols)
        The pmf of every symbol, or one pmf for each place (a model that conditions on what came before); each is
        divided by its exact sum.

    Returns
    -------
    ArithmeticCode

    Raises
    ------
    ValueError
        If `p` is no pmf, or if a symbol is none or has probability 0.

    References
    ----------
    Rissanen (1976); Witten, Neal & Cleary (1987).
    """
    low, width = Fraction(0), Fraction(1)
    certain, steps = (0, 0), []
    for place, (symbol, edges) in enumerate(zip(message, _edges(p, len(message)), strict=True)):
        if not 0 <= symbol < len(edges) - 1:
            raise ValueError(f"message[{place}] = {symbol} is no symbol from 0 to {len(edges) - 2}")
        if edges[symbol] == edges[symbol + 1]:
            raise ValueError(f"message[{place}] = {symbol} has probability 0 and so no code")
        low, width = low + width * edges[symbol], width * (edges[symbol + 1] - edges[symbol])
        certain = _certain(certain, low, low + width)
        steps.append(CodeStep(int(symbol), low, low + width, _digits(*certain)))
    return ArithmeticCode(tuple(steps), _digits(*_inside(certain[1], low, low + width)))


def arithmetic_decode(bits: str, p: ArrayLike, length: int) -> tuple[int, ...]:
    """Return the message of a code.

    Parameters
    ----------
    bits
        "0"s and "1"s.
    p : array of shape (symbols,), or (length, symbols)
        What the encoder was given.
    length
        How many symbols the message has.

    Returns
    -------
    tuple of int
        Indices of symbols.

    Raises
    ------
    ValueError
        If `p` is no pmf, if `bits` has other characters, or if the bits are too few for that many symbols.

    References
    ----------
    Rissanen (1976); Witten, Neal & Cleary (1987).
    """
    if set(bits) - set("01"):
        raise ValueError(f"bits = {bits!r} has characters other than 0 and 1")
    code_low = Fraction(int(bits or "0", 2), 2 ** len(bits))
    code_high = code_low + Fraction(1, 2 ** len(bits))
    low, width = Fraction(0), Fraction(1)
    message: list[int] = []
    for edges in _edges(p, length):
        ends = [low + width * edge for edge in edges]
        fitting = (s for s, (a, b) in enumerate(pairwise(ends)) if a <= code_low and code_high <= b)
        symbol = next(fitting, None)
        if symbol is None:
            raise ValueError(f"bits = {bits!r} tell only {len(message)} of {length} symbols")
        low, width = ends[symbol], ends[symbol + 1] - ends[symbol]
        message.append(symbol)
    return tuple(message)


def _edges(p: ArrayLike, length: int) -> list[list[Fraction]]:
    """Return, for each place of the message, the ends of the symbols' shares of [0, 1], exactly."""
    table = np.asarray(p)
    if table.ndim != 2:
        return [_shares(checks.pmf(table, "p"))] * length
    if len(table) != length:
        raise ValueError(f"p has {len(table)} rows, but the message has {length} symbols")
    return [_shares(checks.pmf(row, f"p[{place}]")) for place, row in enumerate(table)]


def _shares(p: FloatArray) -> list[Fraction]:
    sums = [Fraction(0), *accumulate(Fraction(float(share)) for share in p)]
    return [end / sums[-1] for end in sums]


def _certain(known: tuple[int, int], low: Fraction, high: Fraction) -> tuple[int, int]:
    """Return the smallest [k, k + 1) / 2^n around an interval, as (k, n), given a larger one around it."""
    k, n = known
    while True:
        middle = Fraction(2 * k + 1, 2 ** (n + 1))
        if high <= middle:
            k, n = 2 * k, n + 1
        elif low >= middle:
            k, n = 2 * k + 1, n + 1
        else:
            return k, n


def _inside(n: int, low: Fraction, high: Fraction) -> tuple[int, int]:
    """Return the largest [k, k + 1) / 2^n inside an interval, as (k, n), beginning the search at `n`."""
    while (k := math.ceil(low * 2**n)) + 1 > high * 2**n:
        n += 1
    return k, n


def _digits(k: int, n: int) -> str:
    return f"{k:0{n}b}" if n else ""
