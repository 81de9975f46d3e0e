"""Amounts as a sentence says them: with as many decimals as they need, and with their unit."""

from __future__ import annotations

import math

FEWEST = 2
"""Decimals that a number has at least."""


def decimals(number: float) -> int:
    """Return how many decimals show the first two digits of a number, less closing zeros, but at least two."""
    if not 0 < number < math.inf:
        return FEWEST
    exponent = int(f"{number:.1e}".partition("e")[2])
    shown = f"{number:.{max(FEWEST, 1 - exponent)}f}"
    return max(FEWEST, len(shown.rstrip("0").partition(".")[2]))


def written(number: float) -> str:
    """Return a number with so many decimals."""
    return f"{number:.{decimals(number)}f}"


def amount(number: float, unit: str) -> str:
    """Return an amount of information with its unit: ``1 bit``, ``0.0014 bits``, ``infinitely many bits``."""
    if math.isinf(number):
        return f"infinitely many {unit}"
    text = written(number).rstrip("0").rstrip(".")
    return f"{text} {unit.removesuffix('s') if text == '1' else unit}"


def odds(p: float) -> str:
    """Return a probability above 0 as one in so many, if that is a whole number, or else as a number."""
    many = 1 / p
    return f"1 in {round(many)}" if abs(many - round(many)) < 1e-6 * many else f"chance {written(p).rstrip('0')}"


def whole_digits(*values: float) -> int:
    """Return how many digits the largest finite one of some values has before its point."""
    return max([1, *(len(f"{value:.0f}") for value in values if math.isfinite(value))])
