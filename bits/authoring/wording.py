"""Words that depend on numbers and names, for what a narration says."""

from collections.abc import Sequence

from bits.theory.digits import differ


def moved(before: float, after: float) -> str:
    """Return whether a quantity ``falls``, ``rises`` or ``stays``."""
    return "falls" if differ(before, after) and after < before else "rises" if differ(before, after) else "stays"


def listed(names: Sequence[str]) -> str:
    """Return names as a sentence lists them: ``a, b and c``."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def counted(counts: Sequence[int], names: Sequence[str]) -> str:
    """Return how many there are of each, as a sentence lists them: ``95 cats and 3 dogs``."""
    return listed([f"{count} {name}" for count, name in zip(counts, names, strict=True)])


def capitalized(text: str) -> str:
    """Return a text as a sentence begins with it."""
    return text[:1].upper() + text[1:]


def does(names: Sequence[str], verb: str) -> str:
    """Return who does something, the verb in its number: ``a stays``, ``a and b stay``."""
    return f"{listed(names)} {verb}{'s' if len(names) == 1 else ''}"
