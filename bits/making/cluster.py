"""The workers of a Dask cluster, on this machine or on others: each makes a beat at a time, and sends it home.

What is finished comes home at once, so that a worker, or all of them, may be lost with no more than the beat that it
was at. Whatever Dask says is told in one line.
"""

from __future__ import annotations

import logging
import queue
import secrets
import socket
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bits.cores import CORES
from bits.errors import UserError
from bits.making.crew import Item, Patience, Processes, Result, Tick, collected
from bits.making.parcels import Keep
from bits.notes import note
from bits.start import deaf

if TYPE_CHECKING:
    from distributed import Client, Future

    from bits.making.store import Store

LOCAL = "dask"
"""What a cluster of this machine is called."""
PATIENCE = 30.0
"""Seconds in which a scheduler has to answer, and a worker to come."""
GONE = 10.0
"""Seconds without the scheduler after which it is taken for gone."""
_TOPIC = "bits-in-motion"
_PAUSE = 0.5
"""Seconds between two messages of a worker about its progress."""
_POLL = 0.1
_AHEAD = 3
"""So many pieces of work are given out for each worker."""
_STILL = (
    "are workers stopped, or very slow? What a lost one was at goes to another one in the end (Dask's "
    "distributed.scheduler.worker-ttl says when)"
)
_ONE_AT_A_TIME = threading.Lock()
"""Manim plays one scene at a time, however many threads a worker has."""


@dataclass
class Cluster:
    """A crew of Dask's workers.

    Attributes
    ----------
    address
        ``dask``, or that of a scheduler: ``tcp://HOST:8786``, ``tls://HOST:8786``.
    jobs
        How many workers a cluster of this machine has.
    """

    address: str
    jobs: int
    _client: Client | None = field(default=None, init=False)
    _size: int = field(default=1, init=False)
    _heard: float = field(default=0.0, init=False)  # when the scheduler was there last

    @property
    def size(self) -> int:
        """Return how many pieces of work are done at a time."""
        client = self._connected()
        if client.status == "running":
            with suppress(OSError):
                self._size = len(client.scheduler_info(n_workers=-1)["workers"]) or 1
        return self._size

    @property
    def at_home(self) -> Processes:
        """Return who works on files that are here."""
        return Processes(CORES)

    @contextmanager
    def keep(self, store: Store) -> Iterator[Keep]:
        """Yield how workers know the store: by a file in it, if they see the same folder."""
        token = f"seen-{secrets.token_hex(8)}"
        store.folder.mkdir(parents=True, exist_ok=True)
        (store.folder / token).touch()
        try:
            yield Keep(store.folder, token)
        finally:
            (store.folder / token).unlink(missing_ok=True)

    def work(
        self,
        task: Callable[[Item, Tick], Result],
        items: Sequence[Item],
        costs: Sequence[float],
        report: Callable[[int, int], None],
        home: Callable[[Result], Result] | None = None,
    ) -> list[Result]:
        """Do a task for every item on the workers; see `Crew.work`."""
        if not items:
            return []
        client, _ = self._connected(), self.size
        progress = _Progress(report)
        topic = f"{_TOPIC}-{secrets.token_hex(4)}"
        waiting = sorted(range(len(items)), key=lambda i: costs[i])
        at_work: dict[str, tuple[int, Future]] = {}
        done: queue.SimpleQueue[Future] = queue.SimpleQueue()
        results: dict[int, Result] = {}
        try:
            while len(results) < len(items):
                # The scheduler holds what a beat needs until it is done: a few for each worker, not a whole batch.
                while waiting and client.status == "running" and len(at_work) < _AHEAD * self._size:
                    i = waiting.pop()
                    client.subscribe_topic(topic, progress.heard)  # each time: a connection that was lost forgets it
                    future = self._submitted(client, task, items[i], topic)
                    at_work[future.key] = i, future
                    future.add_done_callback(done.put)
                progress.told()
                with suppress(queue.Empty):
                    future = done.get(timeout=_POLL)
                    i, _ = at_work.pop(future.key)
                    if future.cancelled():  # the connection was lost: if it comes back, nobody knows of the work
                        waiting.append(i)
                    else:
                        result = self._result(future)
                        results[i] = home(result) if home is not None else result
                        future.release()
                        _ = self.size  # workers come and go
                self._check(client)
        finally:
            with suppress(Exception):
                client.cancel([future for _, future in at_work.values()])
                client.unsubscribe_topic(topic)
        progress.told()
        return [results[i] for i in range(len(items))]

    def _submitted(self, client: Client, task: Callable[[Item, Tick], Result], item: Item, topic: str) -> Future:
        with warnings.catch_warnings():
            # What a beat needs, with its speech, goes by the scheduler: if a worker dies, another one is given it.
            warnings.filterwarnings("ignore", message="Sending large graph")
            return client.submit(_do, task, item, topic, pure=False)

    def close(self) -> None:
        """Let go of the cluster; one of this machine ends."""
        if self._client is not None:
            client, self._client = self._client, None
            with suppress(Exception):
                client.close(timeout=2)
                if client.cluster is not None:
                    client.cluster.close(timeout=5)

    def _connected(self) -> Client:
        if self._client is None:
            self._client = self._connect()
            try:
                self._demand_workers(self._client)
            except BaseException:
                self.close()
                raise
        return self._client

    def _connect(self) -> Client:
        try:
            from dask import config
            from distributed import Client, LocalCluster
        except ImportError:
            raise UserError(
                f"--on {self.address}: needs the extra 'cluster': pip install 'bits-in-motion[cluster]'"
            ) from None
        for name in logging.root.manager.loggerDict:  # what goes wrong is told in one line
            if name.partition(".")[0] in ("distributed", "tornado", "asyncio"):
                logging.getLogger(name).setLevel(logging.CRITICAL)
        if self.address == LOCAL:
            # Dask's profiler looks at what each worker does a hundred times a second: nobody asks it here.
            with deaf(), config.set({"distributed.worker.profile.enabled": False}):
                local = LocalCluster(
                    n_workers=self.jobs,
                    threads_per_worker=1,
                    dashboard_address="127.0.0.1:0",  # None means Dask's own port, and a warning where it is taken
                    silence_logs=logging.CRITICAL,
                )
                return Client(local)
        try:
            _knock(self.address)
            return _in_time(partial(Client, self.address, timeout=PATIENCE))
        except (OSError, ValueError, RuntimeError) as error:
            reason = " ".join(str(error).split())[:200]
            raise UserError(f"--on {self.address}: no Dask scheduler answers there ({reason})") from None

    def _demand_workers(self, client: Client) -> None:
        deadline = time.monotonic() + PATIENCE
        while not client.scheduler_info(n_workers=-1)["workers"]:
            note(f"{self.address} has no workers yet: waiting for some")
            if time.monotonic() > deadline:
                raise UserError(f"--on {self.address}: has no workers; start some with 'dask worker {self.address}'")
            time.sleep(_POLL)
        mine = identity()
        for address, told in client.run(identity, on_error="return").items():
            if isinstance(told, Exception):
                raise UserError(
                    f"--on {self.address}: the worker {address} lacks Bits in Motion {mine['version']} ({told})"
                )
            if told != mine:
                raise UserError(f"--on {self.address}: {_difference(address, told, mine)}")

    def _result(self, future: Future) -> Any:
        from distributed import KilledWorker

        try:
            return future.result()
        except UserError:
            raise
        except KilledWorker as error:
            times = getattr(error, "allowed_failures", 3) + 1
            raise UserError(
                f"--on {self.address}: {times} workers died over the same beat (out of memory?); finished beats are "
                "kept: run again with more memory for each worker"
            ) from None
        except Exception:
            self._check(future.client)
            raise

    def _check(self, client: Client) -> None:
        now = time.monotonic()
        if client.status == "running":
            self._heard = now
        elif client.status != "connecting" or now - self._heard > GONE:
            raise self._lost()

    def _lost(self) -> UserError:
        return UserError(
            f"--on {self.address}: the scheduler is gone; finished beats are kept: start it again, and run again"
        )


def _knock(address: str) -> None:
    """Raise OSError or ValueError at once if nothing listens at an address: Dask would try for long."""
    place = urlsplit(address)
    if place.hostname is None or place.port is None:
        raise ValueError("write HOST:PORT")
    socket.create_connection((place.hostname, place.port), timeout=PATIENCE).close()


def _in_time(make: Callable[[], Any]) -> Any:
    """Return what is made, if it is made in time: Dask waits for ever for who does not speak its language."""
    made: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def put() -> None:
        try:
            made.put(make())
        except Exception as error:
            made.put(error)

    threading.Thread(target=put, daemon=True).start()
    try:
        result = made.get(timeout=PATIENCE + 5)
    except queue.Empty:
        raise TimeoutError("it does not answer") from None
    if isinstance(result, Exception):
        raise result
    return result


def identity() -> dict[str, str]:
    """Return what has to be the same wherever a film is made: its pictures depend on it."""
    from bits import ROOT
    from bits.making.fingerprint import DRAWN_BY, version_of
    from bits.making.store import key_of

    files = sorted(path for path in (ROOT / "bits").rglob("*") if path.suffix in (".py", ".so", ".pyd"))
    told = {
        "version": version("bits-in-motion"),
        "code": key_of(*files),
        "python": f"{sys.version_info[0]}.{sys.version_info[1]}",
    }
    return told | {name: version_of(name) for name in DRAWN_BY}


def _difference(worker: str, its: Mapping[str, str], mine: Mapping[str, str]) -> str:
    """Say what is not the same on a worker, naming both versions."""
    other = [name for name in mine if its.get(name) != mine[name]]
    if "version" in other or other == ["code"]:
        code = "" if "version" in other else ", with other code"
        theirs, ours = (told.get("version", "of some version") for told in (its, mine))
        return f"the worker {worker} has Bits in Motion {theirs}{code}, here it is {ours}: install the same on both"
    name = next(name for name in other if name != "code")
    return f"the worker {worker} has {name} {its.get(name)}, here it is {mine[name]}: install the same on both"


def _do(task: Callable[[Item, Tick], Result], item: Item, topic: str) -> Result:
    """Do a piece of work on a worker, and tell of its progress."""
    from distributed import get_worker

    worker = get_worker()
    made, last = [0, 0], 0.0

    def tick(ticks: int, beats: int = 0) -> None:
        nonlocal last
        made[0] += beats
        made[1] += ticks
        if beats or time.monotonic() - last > _PAUSE:
            last = time.monotonic()
            worker.log_event(topic, tuple(made))
            made[:] = [0, 0]

    with _ONE_AT_A_TIME:
        return collected(task, item, tick)


class _Progress:
    """What workers have told; it is reported by whoever waits for them."""

    def __init__(self, report: Callable[[int, int], None]) -> None:
        self._report, self._made = report, [0, 0]
        self._patience = Patience(lambda: _STILL)

    def heard(self, event: tuple[float, Sequence[int]]) -> None:
        beats, ticks = event[1]
        self._made[0] += beats
        self._made[1] += ticks

    def told(self) -> None:
        self._report(*self._made)
        self._patience.look(list(self._made))
