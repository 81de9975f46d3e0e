"""The same film from a Dask cluster, whatever happens to its workers: nothing that was finished is lost."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest

from bits.making import cluster, crew
from tests.processes import ROOT, start

CLIP = ["clip", "kl_divergence", "--voice", "silent", "--size", "320x180", "-q", "l"]
BIN = Path(sys.executable).parent


@dataclass
class Place:
    """A scheduler and its workers, each with a store of its own."""

    folder: Path
    programs: list[subprocess.Popen[str]] = field(default_factory=list)
    address: str = ""

    def scheduler(self, **environment: str) -> None:
        file = self.folder / "scheduler.json"
        options = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file))
        self._dask("scheduler", *options, **environment)
        until(lambda: file.exists() and file.read_text().endswith("}"))  # it is there before it is written
        self.address = str(json.loads(file.read_text())["address"])

    def worker(self, name: str, *options: str, by: str = "") -> psutil.Process:
        """Start a worker, and return the process of its nanny."""
        place = self.folder / name
        options = ("--nthreads", "1", "--no-dashboard", "--local-directory", str(place), *options)
        self._dask("worker", by or self.address, *options, BITS_CACHE=str(place / "store"))
        return psutil.Process(self.programs[-1].pid)

    def _dask(self, *arguments: str, **environment: str) -> None:
        command = [str(BIN / "dask"), *arguments]
        settings = {**os.environ, "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False", **environment}
        settings["PYTHONPATH"] = str(ROOT)
        self.programs.append(
            subprocess.Popen(command, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True)
        )

    def close(self) -> None:
        for program in reversed(self.programs):
            for process in [*psutil.Process(program.pid).children(recursive=True)] if program.poll() is None else []:
                process.kill()
            program.kill()
            program.wait()


class Cable:
    """A connection to a scheduler that can be cut."""

    def __init__(self, address: str) -> None:
        place = urlsplit(address)
        self._target = place.hostname, place.port
        self._ends: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"tcp://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                here, _ = self._listener.accept()
                there = socket.create_connection(self._target)
                self._ends += [here, there]
                for source, target in ((here, there), (there, here)):
                    threading.Thread(target=self._carry, args=(source, target), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(1 << 16):
                target.sendall(data)
        with suppress(OSError):
            target.shutdown(socket.SHUT_RDWR)

    def cut(self, *, for_good: bool = True) -> None:
        if for_good:
            self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


def until(what: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    place = Place(tmp_path)
    try:
        place.scheduler(DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL="5s")
        yield place
    finally:
        place.close()


def run(folder: Path, name: str, *options: str) -> subprocess.Popen[str]:
    """Start to make the clip with a store of its own."""
    return start([*CLIP, "-o", str(folder / f"{name}.mp4"), *options], folder / f"{name}-store")


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def segments(store: Path) -> list[Path]:
    return [path for path in store.rglob("*.mp4") if path.parent.name != "unfinished"]


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the hash of the film that one process of this machine makes."""
    folder = tmp_path_factory.mktemp("usual")
    process = run(folder, "film", "--jobs", "1")
    assert process.wait(120) == 0
    return digest(folder / "film.mp4")


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    _, told = process.communicate(timeout=120)
    lines = [line for line in told.splitlines(keepends=True) if "no workers yet: waiting" not in line]
    return process.returncode, "".join(lines)


def test_a_cluster_of_this_machine_makes_the_same_bytes(tmp_path: Path, usual: str) -> None:
    """Also where another one stands: it has Dask's own port."""
    with socket.socket() as other:
        with suppress(OSError):
            other.bind(("127.0.0.1", 8787))
        other.listen()
        assert ended(run(tmp_path, "film", "--on", "dask")) == (0, "")
    assert digest(tmp_path / "film.mp4") == usual


def test_a_killed_worker_costs_nothing_but_its_beat(place: Place, usual: str) -> None:
    place.worker("one")
    victim = place.worker("two")
    process = run(place.folder, "film", "--on", place.address)
    until(lambda: segments(place.folder / "film-store"))  # one has come home already
    for child in victim.children(recursive=True):
        child.kill()
    victim.kill()
    assert ended(process) == (0, "")
    assert digest(place.folder / "film.mp4") == usual
    again = run(place.folder, "film", "--on", "tcp://127.0.0.1:1")  # nobody is asked: all of it has come home
    out, _ = again.communicate(timeout=120)
    assert "0 beats drawn" in out


def test_without_its_scheduler_one_line_is_told_and_what_is_finished_is_kept(place: Place, usual: str) -> None:
    place.worker("one")
    process = run(place.folder, "film", "--on", place.address)
    home = place.folder / "film-store"
    until(lambda: segments(home))
    place.programs[0].kill()
    status, told = ended(process)
    assert status == 2
    assert "the scheduler is gone; finished beats are kept" in told
    assert told.count("\n") == 1
    kept = len(segments(home))
    assert kept >= 1
    process = run(place.folder, "film")  # goes on without the cluster
    out, _ = process.communicate(timeout=120)
    assert f"{8 - kept} beats drawn" in out.replace("1 beat drawn", "1 beats drawn")
    assert digest(place.folder / "film.mp4") == usual


def test_a_worker_that_stands_still_is_left_behind(place: Place, usual: str) -> None:
    still = place.worker("one")
    until(still.children)
    process = run(place.folder, "film", "--on", place.address)
    until(lambda: segments(place.folder / "one" / "store"))
    for one in still.children(recursive=True):  # not its nanny, which Dask asks for half a minute if it is gone, too
        one.suspend()
    place.worker("two")
    assert ended(process) == (0, "")
    assert digest(place.folder / "film.mp4") == usual


def test_a_worker_whose_connection_is_cut_costs_nothing_but_its_beat(place: Place, usual: str) -> None:
    cable = Cable(place.address)
    place.worker("one", by=cable.address)
    process = run(place.folder, "film", "--on", place.address)
    until(lambda: segments(place.folder / "one" / "store"))
    cable.cut()
    place.worker("two")
    assert ended(process) == (0, "")
    assert digest(place.folder / "film.mp4") == usual


@pytest.mark.parametrize("for_good", [True, False])
def test_a_command_whose_connection_is_cut_keeps_what_is_finished(place: Place, usual: str, for_good: bool) -> None:
    place.worker("one")
    cable = Cable(place.address)
    process = run(place.folder, "film", "--on", cable.address)
    home = place.folder / "film-store"
    until(lambda: segments(home))
    cable.cut(for_good=for_good)
    status, told = ended(process)
    if for_good:
        assert (status, told.count("\n")) == (2, 1)
        assert "the scheduler is gone; finished beats are kept" in told
        assert segments(home)
        assert ended(run(place.folder, "film", "--on", place.address)) == (0, "")
    else:
        assert (status, told) == (0, "")
    assert digest(place.folder / "film.mp4") == usual


def test_a_killed_client_leaves_workers_that_serve_the_next_one(place: Place, usual: str) -> None:
    place.worker("one")
    process = run(place.folder, "film", "--on", place.address)
    until(lambda: segments(place.folder / "one" / "store"))
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert ended(run(place.folder, "film", "--on", place.address)) == (0, "")
    assert digest(place.folder / "film.mp4") == usual


def test_a_worker_without_memory_is_told(place: Place) -> None:
    place.worker("one", "--memory-limit", "150MB")
    status, told = ended(run(place.folder, "film", "--on", place.address))
    assert status == 2
    assert "workers died over the same beat (out of memory?)" in told
    assert told.count("\n") == 1


def test_a_worker_of_another_version_is_refused_before_it_draws(place: Place) -> None:
    other = place.folder / "other.py"
    other.write_text(
        "import bits.making.cluster as c\nmine = c.identity()\nc.identity = lambda: {**mine, 'version': '0.1.0'}\n"
    )
    place.worker("one", "--preload", str(other))
    status, told = ended(run(place.folder, "film", "--on", place.address))
    assert status == 2
    assert "has Bits in Motion 0.1.0, here it is " in told
    assert told.count("\n") == 1


def test_stops_and_stills_come_from_a_cluster_too(place: Place) -> None:
    place.worker("one")
    store, folder = place.folder / "store", place.folder
    deck = ["slides", "entropy/hump", "--stops", "cues", "--size", "320x180", "-o", str(folder / "a.pptx")]
    sweep = ["sweep", "entropy/hump@3", "--over", "loaded=0.6,0.7", "--as", "stills", "-o", str(folder / "stills")]
    for typed in (deck, sweep):
        assert ended(start([*typed, "--voice", "silent", "--on", place.address], store)) == (0, "")
    assert len(list((folder / "stills").glob("*.png"))) == 2


@pytest.mark.parametrize(
    ("on", "told"),
    [
        ("mars", "write dask, tcp://HOST:8786 or tls://HOST:8786"),
        ("tcp://127.0.0.1:1", "no Dask scheduler answers there"),
        ("tcp://127.0.0.1", "write HOST:PORT"),
    ],
)
def test_where_nobody_answers_one_line_says_so(on: str, told: str, tmp_path: Path) -> None:
    status, line = ended(run(tmp_path, "film", "--on", on))
    assert (status, line.count("\n")) == (2, 1)
    assert told in line


def test_workers_that_make_nothing_for_long_are_told_of_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(crew, "PATIENCE", 0.05)
    progress = cluster._Progress(lambda beats, ticks: None)
    for _ in range(4):
        progress.told()
        time.sleep(0.06)
    assert capsys.readouterr().err.count("are workers stopped, or very slow?") == 1
