"""Programs that speak: each is run by a keeper, so that nothing of it outlives the command that needed it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bits.errors import MOST_QUOTED, escaped

PATIENCE = 120.0
"""Seconds that a program may take for one line, unless told otherwise."""
_KEEPER = Path(__file__).with_name("keeper.py")
_TAIL = 4096
"""Bytes of what a program reports that are looked at: its last line."""


class TookTooLongError(Exception):
    """A program did not end within its time."""


@dataclass(frozen=True)
class Ended:
    """How a program ended.

    Attributes
    ----------
    status
        0 if all went well.
    said
        What it wrote to standard output.
    reported
        The last line that it wrote to standard error, short and printable.
    """

    status: int
    said: bytes
    reported: str


def run(program: Sequence[str], *, seconds: float, given: bytes = b"", listen: bool = False) -> Ended:
    """Run a program until it ends.

    Its streams are files: however much it writes, nothing waits for anything.

    Parameters
    ----------
    program
        Its name or path, and its arguments.
    seconds
        How long it may take. After that nothing of it is left.
    given
        Its standard input.
    listen
        Whether its standard output is returned; else it is thrown away.

    Raises
    ------
    TookTooLongError
        If it takes longer.
    OSError
        If there is no room for temporary files.
    """
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        source.write(given)
        source.seek(0)
        with _lifeline() as reading:
            keeper = subprocess.Popen(
                # -I -S: it needs the standard library alone, and starts twice as fast without the installed packages.
                [sys.executable, "-I", "-S", str(_KEEPER), str(reading), *program],
                stdin=source,
                stdout=output if listen else subprocess.DEVNULL,
                stderr=errors,
                pass_fds=[reading],
                start_new_session=True,  # Ctrl-C is ours to handle
            )
            os.close(reading)
            with suppress(subprocess.TimeoutExpired):
                keeper.wait(seconds)
            late = keeper.returncode is None
        keeper.wait()
        if late:
            raise TookTooLongError
        errors.seek(max(0, errors.seek(0, os.SEEK_END) - _TAIL))
        output.seek(0)
        return Ended(keeper.returncode, output.read(), _last_line(errors.read()))


@contextmanager
def _lifeline() -> Iterator[int]:
    """Yield the end of a pipe that is read; whoever reads it learns when the block is left, or the process is gone."""
    reading, holding = os.pipe()
    try:
        yield reading
    finally:
        os.close(holding)


def _last_line(output: bytes) -> str:
    lines = output.decode(errors="replace").split("\n")
    last = next((text.strip() for text in reversed(lines) if text.strip()), "no message")
    return escaped(last)[:MOST_QUOTED]
