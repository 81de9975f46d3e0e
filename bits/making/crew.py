"""Who does the work: a few processes that live through the whole film, so that Manim is imported once in each."""

from __future__ import annotations

import gc
import math
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from multiprocessing.sharedctypes import SynchronizedArray
from typing import Protocol, TypeAlias, TypeVar

from bits.errors import UserError
from bits.making.parcels import Keep
from bits.making.store import Store
from bits.notes import note
from bits.start import SIGNALS, deaf

Item = TypeVar("Item")
Result = TypeVar("Result")


class Tick(Protocol):
    """Tells of progress."""

    def __call__(self, ticks: int, beats: int = 0) -> None:
        """Count so many more ticks of film, and beats, as made."""


TRIES = 3
"""How often a piece of work is given to a crew that dies over it."""
PATIENCE = 60.0
"""Seconds without a new frame after which the user is told."""
_POLL = 0.1

Counts: TypeAlias = "SynchronizedArray[int]"
"""Of beats and of ticks that are made, shared by all workers."""

_made: Counts | None = None


def _enlist(made: Counts) -> None:
    """Make a worker of a crew ready."""
    global _made  # noqa: PLW0603 (each worker process has one)
    _made = made
    get_ready()


def get_ready() -> None:
    """Make a process that was started deaf ready: signals are the foreman's to handle, and without one it ends."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
    threading.Thread(target=_leave_with_the_foreman, daemon=True).start()


def _leave_with_the_foreman() -> None:
    foreman = multiprocessing.parent_process()
    assert foreman is not None
    foreman.join()
    os._exit(1)


def _tick(ticks: int, beats: int = 0) -> None:
    assert _made is not None
    with _made.get_lock():
        _made[0] += beats
        _made[1] += ticks


def _do(task: Callable[[Item, Tick], Result], item: Item) -> Result:
    return collected(task, item, _tick)


def collected(task: Callable[[Item, Tick], Result], item: Item, tick: Tick) -> Result:
    """Do a task, and let go of all that it leaves."""
    try:
        result = task(item, tick)
    finally:
        gc.collect()  # a played scene is full of cycles, and holds its picture: Python would wait until there are many
    if not gc.get_freeze_count():  # after an error its traceback may still hold a scene
        gc.freeze()  # what is left now are modules: nobody has to look through them after each task
    return result


class Crew(Protocol):
    """Whoever does the work: it is handed to what has some, and never looked up."""

    @property
    def size(self) -> int:
        """Return how many pieces of work are done at a time."""

    @property
    def at_home(self) -> Crew:
        """Return who works on files that are here."""

    def keep(self, store: Store) -> AbstractContextManager[Keep]:
        """Return how those who do the work know a store, for as long as they do it."""

    def work(
        self,
        task: Callable[[Item, Tick], Result],
        items: Sequence[Item],
        costs: Sequence[float],
        report: Callable[[int, int], None],
        home: Callable[[Result], Result] | None = None,
    ) -> list[Result]:
        """Do a task for every item, the dearest first.

        Parameters
        ----------
        task
            Called as ``task(item, tick)``, wherever the work is done; `tick` tells what has been made.
        items
            What to do it for.
        costs
            An estimate for each item, in any unit.
        report
            Called now and then with how many beats and how many ticks have been made.
        home
            Called here with each result as soon as it is there; what it returns is returned in its place.

        Returns
        -------
        list
            The results, in the order of the items.

        Raises
        ------
        UserError
            If workers keep dying; what they finished before is kept.
        """


@dataclass(frozen=True)
class Processes:
    """So many processes of this machine, at most."""

    size: int

    @property
    def at_home(self) -> Processes:
        """Return who works on files that are here: they all do."""
        return self

    def keep(self, store: Store) -> AbstractContextManager[Keep]:
        """Return how processes of this machine know a store: it is the same."""
        return nullcontext(Keep(store.folder))

    def work(
        self,
        task: Callable[[Item, Tick], Result],
        items: Sequence[Item],
        costs: Sequence[float],
        report: Callable[[int, int], None],
        home: Callable[[Result], Result] | None = None,
    ) -> list[Result]:
        """Do a task for every item in processes that live until all is done; see `Crew.work`."""
        results: dict[int, Result] = {}
        with deaf():  # multiprocessing's tracker of resources, which starts now, does not know of SIGHUP
            made: Counts = multiprocessing.get_context("spawn").Array("q", 2)
        for _ in range(TRIES):
            left = sorted((i for i in range(len(items)) if i not in results), key=lambda i: -costs[i])
            if not left:
                return [results[i] for i in range(len(items))]
            _shift(task, items, left, results, made, min(self.size, len(left)), report, home)
        raise UserError("a worker process died again and again (out of memory?); finished beats are kept: run again")


def _shift(
    task: Callable[[Item, Tick], Result],
    items: Sequence[Item],
    left: Sequence[int],
    results: dict[int, Result],
    made: Counts,
    jobs: int,
    report: Callable[[int, int], None],
    home: Callable[[Result], Result] | None,
) -> None:
    """Do what is left, until it is done or a worker dies."""
    crew = ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), _enlist, (made,))
    try:
        with deaf():  # processes start in it
            numbers: dict[Future[Result], int] = {crew.submit(_do, task, items[i]): i for i in left}
        pending = set(numbers)
        patience = Patience(_in_processes)
        while pending:
            done, pending = wait(pending, _POLL, FIRST_COMPLETED)
            for future in done:
                result = future.result()
                results[numbers[future]] = home(result) if home is not None else result
            report(*made[:])
            patience.look(made[:])
        crew.shutdown(wait=False)  # Python waits for them at its end, and what comes next need not
    except BrokenProcessPool:
        crew.shutdown(cancel_futures=True)
    except BaseException:
        crew.shutdown(wait=False, cancel_futures=True)
        for process in multiprocessing.active_children():
            process.kill()
        raise


def _in_processes() -> str:
    numbers = ", ".join(str(process.pid) for process in multiprocessing.active_children())
    return f"are the processes {numbers} stopped? 'kill -CONT' wakes them"


class Patience:
    """Says so once when nothing has been made for long: somebody may have been stopped, or hang.

    Parameters
    ----------
    what
        Tells what to do then.
    """

    def __init__(self, what: Callable[[], str]) -> None:
        self._what = what
        self._counts: list[int] = []
        self._since = time.monotonic()

    def look(self, counts: list[int]) -> None:
        """Compare with what had been made before."""
        now = time.monotonic()
        if counts != self._counts:
            self._counts, self._since = counts, now
        elif now - self._since > PATIENCE:
            self._since = math.inf
            note(f"no frame was made for {PATIENCE:.0f} s: {self._what()}")
