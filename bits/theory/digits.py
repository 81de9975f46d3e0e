"""One rule for the digits of a number, in picture, caption and voice: it never looks like what it is not.

A number has the decimals of its place. Where these would show 0, 1 or −1 though it is none of them (an entropy of
0.0004, a probability of 0.99999), it gets as many more as tell it from that, up to `MOST`; where even those do not,
a bound says so: less than 0.001, more than 0.999. Numbers that are compared get more decimals until they differ.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence
from itertools import combinations

FEWEST = 2
"""Decimals that a number in a sentence has at least."""
MOST = 6
"""Decimals to which a number goes to say what it is; its bound is clearer than more of them."""
_SAME = 1e-12
"""How near floating point leaves what is equal, next to 1; next to 0 it tells any two numbers apart."""


def decimals(number: float) -> int:
    """Return how many decimals show the first two digits of a number, less closing zeros, but at least two."""
    if not 0 < number < math.inf:
        return FEWEST
    exponent = int(f"{number:.1e}".partition("e")[2])
    shown = f"{number:.{max(FEWEST, 1 - exponent)}f}"
    return max(FEWEST, len(shown.rstrip("0").partition(".")[2]))


def taken_for(value: float, shown: float) -> float | None:
    """Return the 0, 1 or −1 that a number is taken for though it is not, if it is shown as `shown`; else None."""
    if abs(shown) not in (0, 1) or abs(value - shown) <= _SAME * abs(shown):
        return None
    return abs(shown) * math.copysign(1, value)


def needed(value: float, least: int) -> int | None:
    """Return how many decimals, at least `least`, say what a number is; None if even `MOST` do not."""
    if not math.isfinite(value):
        return least
    landmark = taken_for(value, float(f"{value:.{least}f}"))
    if landmark is None:
        return least
    enough = min(decimals(abs(value - landmark)), max(MOST, least))
    return enough if taken_for(value, float(f"{value:.{enough}f}")) is None else None


def decimals_for(least: int, *values: float) -> int:
    """Return with how many decimals, at least `least`, numbers of one kind are written.

    What can be told with `MOST` is told: none of them is taken for 0, 1 or −1, and those that differ look different.
    """
    values = tuple(value for value in values if math.isfinite(value))
    enough = max([least, *(needed(value, least) or least for value in values)])
    return apart(values, lambda more: [f"{value:.{enough + more}f}" for value in values], MOST - enough) + enough


def apart(values: Sequence[float], written: Callable[[int], Sequence[Hashable]], most: int) -> int:
    """Return how many more digits, at most `most`, tell numbers apart; 0 if nothing is gained.

    Parameters
    ----------
    values
        The numbers.
    written
        Returns how they are written with so many more digits than they need.
    """
    for more in range(max(most, 0) + 1):
        pairs = combinations(zip(values, written(more), strict=True), 2)
        if not any(text == other and differ(a, b) for (a, text), (b, other) in pairs):
            return more
    return 0


def differ(a: float, b: float) -> bool:
    """Return whether two numbers are not the same, but for rounding errors."""
    return a != b and not math.isclose(a, b, rel_tol=_SAME)


def difference(a: float, b: float) -> float:
    """Return a − b: 0 where nothing but rounding errors is left of it."""
    return a - b if differ(a, b) else 0.0


def bound(value: float, least: int) -> tuple[str, float]:
    """Return the bound of a number that its decimals do not tell: ``<`` or ``>``, and of what."""
    least = max(least, 1)
    landmark = taken_for(value, float(f"{value:.{least}f}")) or 0.0
    size, step = abs(value), 10.0**-least
    if landmark == 0:
        sign, limit = "<", step
    else:
        sign, limit = ">", 1 - step if size < 1 else 1.0
    if value < 0:
        return {"<": ">", ">": "<"}[sign], -limit
    return sign, limit


def said(value: float, least: int = FEWEST) -> str:
    """Return a number as a sentence says it: ``0.00042``, ``less than 0.01``."""
    enough = needed(value, least)
    if enough is not None:
        return f"{value:.{enough}f}".replace("-", "minus ")
    sign, limit = bound(value, least)
    limit_text = f"{limit:.0f}" if limit == int(limit) else f"{limit:.{max(least, 1)}f}"
    return f"{'less' if sign == '<' else 'more'} than {limit_text}".replace("-", "minus ")
