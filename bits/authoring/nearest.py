"""The distribution nearest to what was typed, as it can be typed: for errors to end in."""

import math
from collections.abc import Sequence
from fractions import Fraction

LARGEST_PART = 12
"""Denominator up to which a rounded decimal is taken for a fraction: 0.333 for 1/3."""
ROUNDED = 0.0051
"""How far a decimal in two digits is from what it was rounded from."""
MOST_DIGITS = 6


def nearest(values: Sequence[float]) -> list[str] | None:
    """Return texts of probabilities that sum to 1 and stand as `values` do to each other; None if there are none."""
    if not values or not all(math.isfinite(value) and value >= 0 for value in values) or not 0 < sum(values) < math.inf:
        return None
    return _as_fractions(values) or _as_weights(values) or _as_decimals(values)


def _as_fractions(values: Sequence[float]) -> list[str] | None:
    near = [Fraction(value).limit_denominator(LARGEST_PART) for value in values]
    close = all(abs(fraction - Fraction(value)) <= ROUNDED for fraction, value in zip(near, values, strict=True))
    return list(map(str, near)) if close and sum(near) == 1 and not _are_tenths(near) else None


def _as_weights(values: Sequence[float]) -> list[str] | None:
    total = sum(values)
    if not all(float(value).is_integer() for value in values) or total > 10_000:
        return None
    shares = [Fraction(int(value), int(total)) for value in values]
    return [f"{float(share):g}" for share in shares] if _are_tenths(shares) else list(map(str, shares))


def _are_tenths(shares: Sequence[Fraction]) -> bool:
    return all((share * 1000).denominator == 1 for share in shares)


def _as_decimals(values: Sequence[float]) -> list[str]:
    """Round to as few digits as tell the values apart from 0; what is left over goes to the largest remainders."""
    total = math.fsum(values)
    shares = [value / total for value in values]
    least = min(share for share in shares if share > 0)
    typed = max(len(f"{value:g}".partition(".")[2]) for value in values)
    digits = min(max(2, min(typed, 4), math.ceil(-math.log10(least))), MOST_DIGITS)
    scaled = [share * 10**digits for share in shares]
    units = [math.floor(part) for part in scaled]
    by_rest = sorted(range(len(units)), key=lambda i: units[i] - scaled[i])
    for i in by_rest[: 10**digits - sum(units)]:
        units[i] += 1
    return [f"{unit / 10**digits:.{digits}f}".rstrip("0").rstrip(".") for unit in units]
