"""Programs that speak: each is run by a keeper, so that nothing of it outlives the command that needed it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

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


class Running:
    """A program that runs under its keeper, with files as its streams: however much it writes, nothing waits for it."""

    def __init__(self, keeper: subprocess.Popen[bytes], output: IO[bytes], errors: IO[bytes]) -> None:
        self._keeper, self._output, self._errors = keeper, output, errors

    def ended(self, seconds: float) -> Ended:
        """Wait for its end.

        Raises
        ------
        TookTooLongError
            If that takes more than so many seconds.
        """
        try:
            self._keeper.wait(seconds)
        except subprocess.TimeoutExpired:
            raise TookTooLongError from None
        self._errors.seek(max(0, self._errors.seek(0, os.SEEK_END) - _TAIL))
        self._output.seek(0)
        return Ended(self._keeper.returncode, self._output.read(), _last_line(self._errors.read()))


@contextmanager
def running(program: Sequence[str], *, given: bytes = b"", listen: bool = False) -> Iterator[Running]:
    """Run a program until it ends or the block is left; nothing of it remains after that.

    Parameters
    ----------
    program
        Its name or path, and its arguments.
    given
        Its standard input.
    listen
        Whether its standard output is returned; else it is thrown away.

    Raises
    ------
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
            yield Running(keeper, output, errors)
        keeper.wait()


def run(program: Sequence[str], *, seconds: float, given: bytes = b"", listen: bool = False) -> Ended:
    """Run a program until it ends, for so many seconds at most; see `running`.

    Raises
    ------
    TookTooLongError
        If it takes longer.
    """
    with running(program, given=given, listen=listen) as started:
        return started.ended(seconds)


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
