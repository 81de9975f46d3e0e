"""The one exception for what a user can get wrong."""

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

MOST_QUOTED = 80
"""Characters of what was typed that an error quotes."""


class UserError(ValueError):
    """One clear line that names what is wrong and where; the command line shows it and exits with status 2."""


class ListedError(UserError):
    """Several things that are wrong, each told in a line of its own."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = tuple(lines)
        super().__init__("; ".join(self.lines))

    def __reduce__(self) -> tuple[type[UserError], tuple[object, ...]]:
        """Let it come back from a worker process as it is."""
        return ListedError, (self.lines,)


class RemovedError(UserError):
    """The cache folder, or something in it, was removed while it was in use."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"the cache folder was removed while it was in use ({path} is gone): run again")

    def __reduce__(self) -> tuple[type[UserError], tuple[object, ...]]:
        """Let it come back from a worker process as it is."""
        return UserError, self.args


def escaped(text: str) -> str:
    """Return a text in one line that any terminal shows: what cannot be printed is written as Python writes it."""
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text)


def quoted(value: object) -> str:
    """Return what was typed, in quotes, escaped, and shortened if it is long."""
    text = escaped(value if isinstance(value, str) else str(value))
    return f"'{text}'" if len(text) <= MOST_QUOTED else f"'{text[: MOST_QUOTED - 3]}...'"


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
    near = get_close_matches(name[:MOST_QUOTED], names, n=1, cutoff=0.4)
    hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(names)}"
    return UserError(f"unknown {kind} {quoted(name)}: {hint}")
