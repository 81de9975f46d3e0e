"""The arithmetic coder, which writes a message in its surprise.

References
----------
- Rissanen (1976), "Generalized Kraft Inequality and Arithmetic Coding"
- Witten, Neal & Cleary (1987), "Arithmetic Coding for Data Compression"
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import ArrayLike

from bits.theory import checks
from bits.theory.checks import FloatArray


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
