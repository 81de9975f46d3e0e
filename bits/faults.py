"""What went wrong, in one line: what the user can mend with exit status 2, a fault of ours with 70."""

from __future__ import annotations

import errno
import os
import platform
import signal
import sys
import tempfile
import traceback
from contextlib import suppress
from importlib.metadata import version

from bits.errors import ListedError, UserError, escaped, quoted
from bits.start import Stopped

OURS = 70
"""The exit status for a fault of ours (EX_SOFTWARE of sysexits.h)."""
THEIRS = 2
_LONGEST = 600
"""Characters of a line: several quotes and paths fit."""


def told(error: BaseException) -> int:
    """Tell the user what went wrong, and return the exit status that says so.

    Parameters
    ----------
    error
        What a command ended with.
    """
    if isinstance(error, KeyboardInterrupt):
        error = Stopped(signal.SIGINT)
    if isinstance(error, Stopped):
        _say(error.line)
        return error.status
    if isinstance(error, BrokenPipeError):  # whoever read, such as head, has read enough
        return 128 + signal.SIGPIPE
    line, status = _line(error)
    for one in error.lines if isinstance(error, ListedError) else [line]:
        text = escaped(" ".join(one.split()))
        _say(f"error: {text if len(text) <= _LONGEST else f'{text[:_LONGEST]}...'}")
    return status


def _line(error: BaseException) -> tuple[str, int]:
    if isinstance(error, UserError):
        return str(error), THEIRS
    if isinstance(error, OSError) and error.errno is not None:
        where = f"{os.fsdecode(error.filename)}: " if isinstance(error.filename, str | bytes) else ""
        remedy = ": free some space" if error.errno in (errno.ENOSPC, errno.EDQUOT) else ""
        return f"{where}{error.strerror}{remedy}", THEIRS
    if isinstance(error, MemoryError):
        return "there is not enough memory: close other programs, or take a smaller --size or fewer --jobs", THEIRS
    what = traceback.format_exception_only(error)[-1].strip()
    return f"this is a fault of Bits in Motion, not yours ({quoted(what)}): please report it; {_kept(error)}", OURS


def _kept(error: BaseException) -> str:
    """Write the trace to a file, and say where."""
    trace = "".join(traceback.format_exception(error))
    head = f"Bits in Motion {version('bits-in-motion')}, Python {platform.python_version()}, {platform.platform()}\n"
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", errors="backslashreplace", prefix="bits-in-motion-", suffix=".txt", delete=False
        ) as file:
            file.write(f"{head}{sys.argv!r}\n\n{trace}")
    except OSError:
        _say(trace)
        return "its trace stands above"
    return f"its trace is in {file.name}"


def _say(line: str) -> None:
    with suppress(OSError, ValueError):  # where standard error is full or closed, nothing can be said
        print(line, file=sys.stderr, flush=True)
