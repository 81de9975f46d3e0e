"""What the scene says of its numbers: who leads, how many people there are, who most of them are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bits.authoring.wording import does

HEALTH = ("ill", "healthy")
MOST_NAMED = 5
"""How many hypotheses are named one by one."""
_EXACT = 10
"""From this number on, people are counted whole."""


def leads(names: Sequence[str], pmf: NDArray[np.float64]) -> str:
    """Return which hypotheses are believed in most, as part of a sentence."""
    return does([name for name, p in zip(names, pmf, strict=True) if np.isclose(p, pmf.max())], "lead")


def alternatives(names: Sequence[str]) -> str:
    """Return hypotheses as a sentence names them: all, or the first and the last of many."""
    if len(names) > MOST_NAMED:
        return f"any of {len(names)}, from {names[0]} to {names[-1]}"
    return f"{', '.join(names[:-1])} or {names[-1]}"


def about(count: float) -> str:
    """Return a number of people, which may be an average."""
    if 0 < count < 1:
        return "less than 1"
    whole = round(count)
    return f"{whole:,}" if abs(count - whole) < 1e-6 else f"about {whole:,}"


def count(count: float) -> str:
    """Return a number of people as a formula writes it."""
    return f"{round(count)}" if count >= _EXACT else f"{count:.2g}"


def verdict(ill_if_positive: float) -> str:
    """Return whether those who test positive are ill, as a sentence without its full stop."""
    if np.isclose(ill_if_positive, 0.5):
        return "Half of those who test positive are ill"
    return f"Most of those who test positive are {HEALTH[0 if ill_if_positive > 0.5 else 1]}"
