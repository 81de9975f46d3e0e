"""What a user should know although nothing is wrong: how something was read that could be meant otherwise."""

import contextlib
import sys

from bits.errors import escaped

_said: set[str] = set()


def note(text: str) -> None:
    """Print ``note: ...`` in one line to standard error, once for each text.

    Parameters are read in the process that plans: the processes that draw get them as they are, and print nothing.
    """
    if text in _said:
        return
    _said.add(text)
    with contextlib.suppress(OSError, ValueError, AttributeError):  # closed, full, or none at all: a note may be lost
        print(f"note: {escaped(text)}", file=sys.stderr)
