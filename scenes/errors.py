"""The one exception for what a user can get wrong."""

from collections.abc import Iterable
from difflib import get_close_matches


class UserError(ValueError):
    """One clear line that names what is wrong and where; the command line shows it and exits with status 2."""


def unknown(kind: str, name: str, known: Iterable[str]) -> UserError:
    """Return the error for a name that does not exist, suggesting the nearest one that does.

    Parameters
    ----------
    kind
        What the name should be, for instance ``"scene"``.
    name
        What was given.
    known
        The names that exist.
    """
    names = list(known)
    near = get_close_matches(name, names, n=1, cutoff=0.4)
    hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(names)}"
    return UserError(f"unknown {kind} {name!r}: {hint}")
