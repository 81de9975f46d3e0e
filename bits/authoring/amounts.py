"""Amounts as a sentence says them: with as many decimals as they need (see `digits`), and with their unit."""

from __future__ import annotations

import math

from bits.theory.digits import MOST, decimals, differ, said


def written(number: float) -> str:
    """Return a number with its first two digits, and two decimals at least: ``0.0014``, ``less than 0.000001``."""
    return said(number, min(decimals(number), MOST))


def amount(number: float, unit: str) -> str:
    """Return an amount of information with its unit: ``1 bit``, ``0.0014 bits``, ``infinitely many bits``."""
    if math.isinf(number):
        return f"infinitely many {unit}"
    text = _short(written(number))
    return f"{text} {unit.removesuffix('s') if text == '1' else unit}"


def odds(p: float) -> str:
    """Return a probability above 0 as one in so many, if that is a whole number, or else as a number."""
    many = 1 / p
    whole = abs(many - round(many)) < 1e-6 * many and (round(many) > 1 or not differ(p, 1))
    return f"1 in {round(many)}" if whole else f"chance {_short(written(p))}"


def _short(number: str) -> str:
    """Return a number without closing zeros after its point."""
    return number.rstrip("0").rstrip(".") if "." in number else number


def whole_digits(*values: float) -> int:
    """Return how many digits the largest finite one of some values has before its point."""
    return max([1, *(len(f"{value:.0f}") for value in values if math.isfinite(value))])
