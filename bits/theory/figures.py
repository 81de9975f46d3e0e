"""Facts as a narration writes and says them: digits by the rule of `bits.theory.digits`, signs that are signs."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from bits.theory.digits import MOST, apart, bound, needed, taken_for

Fact = float | int | str

_PRECISION = re.compile(r"(?:\.(\d+))?([fF%gG]?)$")
_SUPERSCRIPT = str.maketrans("−0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_UNIT = re.compile(r"(\s+|^)(bit|nat)s\b")
_MOST_COMPARED = 10**15
"""Whole numbers up to this are exact as fractions are."""
_BOUNDS = {"<": "less than ", ">": "more than "}


def as_text(value: Fact, spec: str, more: int = 0) -> tuple[str, str]:
    """Return a fact as shown and as spoken: a true minus sign, ∞, and never a zero or one that it is not.

    Parameters
    ----------
    value
        The fact.
    spec
        A number format, as Python's.
    more
        How many more digits it is given, to look different from another number.

    Raises
    ------
    ValueError, TypeError, OverflowError
        If the fact is blank, no number, or does not fit the format.
    """
    if isinstance(value, str):
        text = format(value, spec)
        if not text.strip():
            raise ValueError("blank")
        return text, text
    if math.isnan(value):
        raise ValueError("not a number")
    sign, text = _told(value, spec, more)
    shown, spoken = _signed(text, value)
    return (f"{sign} {shown}", _BOUNDS[sign] + spoken) if sign else (shown, spoken)


def finer(numbers: Mapping[tuple[str, str], Fact]) -> dict[tuple[str, str], int]:
    """Return how many more digits facts need, by name and format, so that those that differ do not look equal.

    A whole number gets none, but a fraction may get them to look different from it.
    """
    alike: defaultdict[float, dict[tuple[str, str], float]] = defaultdict(dict)
    for key, value in numbers.items():
        if isinstance(value, int) and _exactness(key[1]) is None and abs(value) < _MOST_COMPARED:
            alike[float(value)][key] = value
        elif isinstance(value, float) and math.isfinite(value) and _exactness(key[1]) is not None:
            sign, text = _told(value, key[1], 0)
            if not sign:
                alike[_read(text)][key] = value
    return {key: more for group in alike.values() for more in [_more(group)] for key in group}


def _more(group: Mapping[tuple[str, str], float]) -> int:
    """Return how many more digits tell numbers apart that look equal."""

    def shown(more: int) -> list[float]:
        return [_read(_told(value, spec, more)[1]) for (_, spec), value in group.items()]

    exact = [places for _, spec in group if (places := _exactness(spec)) is not None]
    return apart(list(group.values()), shown, MOST - min(exact, default=MOST))


def agreeing(phrases: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return phrases, each as shown and as spoken, in which units agree with their number: one bit, not 1 bits."""
    told = list(phrases)
    for i, (shown, spoken) in enumerate(phrases):
        unit = next((j for j in range(i + 1, len(told)) if not told[j][0].isspace()), None)
        if unit is None or not _UNIT.match("".join(text for text, _ in told[i + 1 : unit + 1])):
            continue
        if spoken == "infinity":
            told[i] = shown, "infinitely many"
        elif shown == "1":
            told[unit] = _UNIT.sub(r"\1\2", told[unit][0], count=1), _UNIT.sub(r"\1\2", told[unit][1], count=1)
    return told


def _exactness(spec: str) -> int | None:
    """Return how many digits a format keeps of a fraction, as far as it says so; None if it keeps what it is given."""
    found = _PRECISION.search(spec)
    if not found or not (found[1] or found[2]):
        return None
    return int(found[1] or 6)


def _read(text: str) -> float:
    """Return the number that a text shows."""
    plain = text.strip().replace(",", "")
    return float(plain[:-1]) / 100 if plain.endswith("%") else float(plain)


def _told(value: float, spec: str, more: int) -> tuple[str, str]:
    """Return a number as Python writes it, with as many digits as it needs; before it ``<`` or ``>`` for a bound."""
    digits = _exactness(spec)
    if digits is None or not math.isfinite(value):
        return "", format(value, spec)
    kind, hundredths = spec[-1], 2 if spec[-1] == "%" else 0
    if kind in "fF%":
        enough = needed(value, digits + hundredths)
        if enough is not None:
            return "", format(value, _with(spec, max(enough, min(enough + more, MOST)) - hundredths))
        sign, limit = bound(value, digits + hundredths)
    else:
        text = format(value, _with(spec, digits + more))
        if taken_for(value, _read(text)) is None:
            return "", text
        enough = needed(value, max(digits - 1, 0))
        if enough is not None:
            return "", f"{value:.{max(enough, min(enough + more, MOST))}f}"
        sign, limit = bound(value, digits - 1)
    if kind in "fF%":
        spec = _with(spec, 0 if limit == int(limit) else max(digits, 1 - hundredths))
    return sign, format(limit, spec)


def _with(spec: str, digits: int) -> str:
    """Return a format with so many digits."""
    return _PRECISION.sub(rf".{digits}\2", spec, count=1)


def _signed(text: str, value: float) -> tuple[str, str]:
    """Return what Python wrote with true signs, as shown and as spoken."""
    sign = text[0] if text[0] in "-+" else ""
    text = text.removeprefix(sign).strip()
    if math.isinf(value):
        shown, spoken = "∞", "infinity"
    elif exponent := re.fullmatch(r"([\d.,]+)[eE]([-+])0*(\d+)", text):
        mantissa, minus, power = exponent[1], exponent[2] == "-", exponent[3]
        shown = f"{mantissa}·10" + f"{'−' * minus}{power}".translate(_SUPERSCRIPT)
        spoken = f"{mantissa} times 10 to the {'minus ' * minus}{power}"
    else:
        shown = spoken = text
    if not sign or not re.search("[1-9∞]", shown):
        return shown, spoken
    return ("−" + shown, "minus " + spoken) if sign == "-" else ("+" + shown, "plus " + spoken)
