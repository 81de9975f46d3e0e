"""Words that depend on numbers, for what a narration says."""

from collections.abc import Sequence

_MOVED = 5e-4
"""From which change on a quantity is said to fall or to rise: one that three decimals show."""


def moved(before: float, after: float) -> str:
    """Return whether a quantity ``falls``, ``rises`` or ``stays``."""
    return "stays" if abs(after - before) < _MOVED else "falls" if after < before else "rises"


def listed(names: Sequence[str]) -> str:
    """Return names as a sentence lists them: ``a, b and c``."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def does(names: Sequence[str], verb: str) -> str:
    """Return who does something, the verb in its number: ``a stays``, ``a and b stay``."""
    return f"{listed(names)} {verb}{'s' if len(names) == 1 else ''}"
