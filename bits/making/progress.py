"""How far the work is: one line for the whole film on a terminal, and nothing where nobody looks."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from bits.making.takes import Report

Thing = TypeVar("Thing")

LINES = "BITS_PROGRESS_LINES"
"""The environment variable that asks for a line each time, for programs that show the progress themselves."""


@contextmanager
def progress(beats: int, ticks: int) -> Iterator[Report]:
    """Show the beats that are done, the frames made in a second, and the time that is left.

    Parameters
    ----------
    beats, ticks
        How many there are in the whole film. The first report tells what was there before: it is no speed.
    """
    if os.environ.get(LINES):
        yield lambda done, made: print(f"{made}/{ticks} frames", file=sys.stderr, flush=True)
        return
    if not sys.stderr.isatty():
        yield lambda done, made: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
    from rich.text import Text

    class Speed(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:.0f} frames/s" if task.speed else "")

    begun = False

    def report(done: int, made: int) -> None:
        nonlocal begun
        (bar.update if begun else bar.reset)(task, completed=made, beats=done)
        begun = True

    count = TextColumn(f"{{task.fields[beats]}}/{beats} beats")
    columns = (BarColumn(), count, Speed(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=ticks, beats=0)
        yield report


def followed(things: Iterable[Thing], number: int, what: str) -> Iterator[Thing]:
    """Yield things as they come, and show on a terminal how many of so many have come, and what is done with them."""
    if number < 2 or os.environ.get(LINES) or not sys.stderr.isatty():
        yield from things
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(things, what, total=number, console=Console(stderr=True), transient=True)
