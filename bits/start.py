"""What a command does before anything else is imported: it heeds signals, and sees that it can run at all.

Only what starts at once is imported here: whoever presses Ctrl-C in the first tenth of a second gets one line, too.
"""

from __future__ import annotations

import _thread
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""What tells a command to end: Ctrl-C, ``kill``, and a terminal that is closed."""
GRACE = 2.0
"""Seconds that cleaning up may take."""


class Stopped(BaseException):
    """The command was told to end.

    Parameters
    ----------
    number
        Of the signal.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.status = 128 + number
        """What a shell says of a program that a signal has ended."""
        how = "interrupted" if number == signal.SIGINT else f"ended by {signal.Signals(number).name}"
        self.line = f"{how}: finished beats are kept; run again to go on"


_guarded = False
_asked: Stopped | None = None


@contextmanager
def guarded() -> Iterator[None]:
    """Let signals raise `Stopped` while the block lasts; before and after it there is nothing to clean up."""
    global _guarded  # noqa: PLW0603 (signals are the process's)
    _guarded = True
    try:
        yield
    finally:
        _guarded = False


def asked() -> Stopped | None:
    """Return what the command was told by a signal, whatever libraries have made of the exception since."""
    return _asked


def begin() -> None:
    """Make a process that was started by a user ready: for signals, and for whatever it was started with."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy's threads wait for work at full speed: ours is too small
    _heed()
    _open_streams()
    _demand_installed()


@contextmanager
def deaf() -> Iterator[None]:
    """Let signals wait for as long as the block lasts; processes that are started in it begin deaf as well."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _heed() -> None:
    """Let each signal end the command; one that was ignored from the start, as under nohup, stays ignored."""
    for number in SIGNALS:
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _stop)


def _stop(number: int, _frame: object) -> None:
    for every in SIGNALS:  # a second one must not interrupt the cleaning up
        signal.signal(every, signal.SIG_IGN)
    global _asked  # noqa: PLW0603 (signals are the process's)
    _asked = Stopped(number)
    if not _guarded:
        _end(_asked)
    _thread.start_new_thread(_give_up, (_asked,))
    raise _asked


def _give_up(stopped: Stopped) -> None:
    """End in any case, if somebody swallowed the exception or cleaning up hangs."""
    time.sleep(GRACE)
    _end(stopped)


def _end(stopped: Stopped) -> None:
    with suppress(OSError):
        os.write(2, f"{stopped.line}\n".encode())
    os._exit(stopped.status)


def _open_streams() -> None:
    """Let what was closed lead nowhere: else the next file that is opened would get what is meant for people."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # gets the lowest number that is free
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "r+", encoding="utf-8"))  # noqa: SIM115, PTH123 (for good)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a sign that the terminal does not have is no reason to stop


def _demand_installed() -> None:
    from importlib.util import find_spec

    missing = [name for name in ("typer", "pydantic", "manim", "av") if find_spec(name) is None]
    if missing:
        print(
            f"error: {missing[0]} is not installed for {sys.executable}: run 'make setup', then .venv/bin/python "
            "in place of python",
            file=sys.stderr,
        )
        sys.exit(2)
