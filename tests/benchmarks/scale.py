"""What sharing the work costs, measured on this machine, and what a university would wait, simulated from that.

    python -m tests.benchmarks.scale [--films 100] [--quick] [--plot docs/scale.svg]

The lecture and a batch of films that differ in a parameter are made with nothing kept: by one process, by two, and by
two Dask workers of one thread, each with a store of its own. The bytes are compared. Then the overhead of a task is
measured, and from that and from what each beat took, clusters of 8, 64 and 512 workers are simulated. Takes most of an
hour on 2 cores; ``--quick`` makes small pictures.
"""

from __future__ import annotations

import argparse
import hashlib
import heapq
import json
import pickle
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from bits.authoring.project import OWN
from bits.making.cluster import Cluster
from bits.making.crew import Processes, Tick
from bits.making.film import About, assemble
from bits.making.job import Job, Look
from bits.making.lecture import film_of
from bits.making.plan import shots
from bits.making.store import Store
from bits.making.takes import takes
from tests.bits.making.test_cluster import Place
from tests.processes import start

WORKERS = (8, 64, 512)
DRAWN = tuple(2**power for power in range(1, 10))
NETWORK = 125e6
"""Bytes a second between home and the cluster: a gigabit."""
TASKS = 40
"""Tasks of which the overhead is taken."""


@dataclass(frozen=True)
class Took:
    """What making something took: seconds, megabytes of the largest process here and on the cluster, the hash."""

    seconds: float
    here: float
    there: float
    digest: str


@dataclass(frozen=True)
class Measured:
    """What a simulation starts from.

    Attributes
    ----------
    costs
        Seconds of each beat of the lecture on one core.
    overhead
        Seconds that a task takes beside its work, one after another.
    up, down
        Bytes that a beat needs, and that it sends home.
    home
        Seconds of work at home for each film: planning, and putting it together.
    """

    costs: Sequence[float]
    overhead: float
    up: float
    down: float
    home: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--films", type=int, default=100)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--plot", type=Path)
    given = parser.parse_args()
    size = ["--size", "640x360", "-q", "l"] if given.quick else []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table("the lecture", folder, ["lecture", *size], "lecture.mp4")
        films = folder / "films.toml"
        films.write_text(changed(given.films))
        table(f"{given.films} films of 640x360 at 15", folder, ["batch", str(films)], "")
        measured = cost_of_tasks(folder)
    simulate_all(measured, given.plot)


def changed(films: int) -> str:
    """Return a batch of lectures in which one number differs: few of their beats do."""
    look = 'sizes = ["640x360"]\nfps = 15'
    each = (
        f'[[film]]\nname = "film-{i}"\n{look}\nset = {{ entropy = {{ loaded = {0.6 + 0.003 * i:.3f} }} }}\n'
        for i in range(films)
    )
    return "".join(each)


# ------------------------------------------------------------------------------------------------------ measured


def table(what: str, folder: Path, command: Sequence[str], file: str) -> None:
    """Make something in each way, and print how long that took."""
    took = {
        "1 process": made(folder, "one", [*command, "--jobs", "1"], file),
        "2 processes": made(folder, "two", [*command, "--jobs", "2"], file),
    }
    with cluster(folder) as address:
        took["2 Dask workers"] = made(folder, "dask", [*command, "--on", address], file)
    same = len({one.digest for one in took.values()}) == 1
    print(f"\n{what}: {'the same bytes each time' if same else 'THE BYTES DIFFER'}")
    print(f"{'':<16} {'seconds':>8} {'to 2 processes':>15} {'MB here':>8} {'MB there':>9}")
    for name, one in took.items():
        times = took["2 processes"].seconds / one.seconds
        print(f"{name:<16} {one.seconds:8.1f} {times:15.2f} {one.here:8.0f} {one.there:9.0f}")


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """Yield the address of two workers that have done nothing yet."""
    place = Place(Path(tempfile.mkdtemp(dir=folder)))
    try:
        place.scheduler()
        place.worker("one")
        place.worker("two")
        time.sleep(3)
        yield place.address
    finally:
        place.close()


def made(folder: Path, name: str, command: Sequence[str], file: str) -> Took:
    """Make something with an empty store, and watch the memory that it takes."""
    out = folder / f"{name}-{command[0]}"
    begun = time.perf_counter()
    process = start([*command, "-o", str(out / file)], folder / f"{name}-{command[0]}-store", folder=folder)
    here = there = 0.0
    while process.poll() is None:
        family = _family(psutil.Process(process.pid))
        here = max(here, *map(_megabytes, family))
        workers = [one for one in psutil.process_iter(["cmdline"]) if _is_worker(one)]
        there = max(there, *map(_megabytes, workers), 0.0)
        time.sleep(0.5)
    seconds = time.perf_counter() - begun
    assert process.returncode == 0, process.communicate()
    whole = hashlib.sha256()
    for path in sorted(out.rglob("*.mp4")):
        whole.update(path.read_bytes())
    return Took(seconds, here, there, whole.hexdigest())


def _family(process: psutil.Process) -> list[psutil.Process]:
    try:
        return [process, *process.children(recursive=True)]
    except psutil.Error:
        return []


def _is_worker(process: psutil.Process) -> bool:
    command = " ".join(process.info["cmdline"] or [])
    return "dask worker" in command or ("spawn_main" in command and "dask" in " ".join(_parents(process)))


def _parents(process: psutil.Process) -> list[str]:
    try:
        return [" ".join(parent.cmdline()) for parent in process.parents()]
    except psutil.Error:
        return []


def _megabytes(process: psutil.Process) -> float:
    try:
        return float(process.memory_info().rss) / 1e6
    except psutil.Error:
        return 0.0


def cost_of_tasks(folder: Path) -> Measured:
    """Measure what a task costs beside its work, and take what each beat cost from the lecture that was made."""
    store = Store(folder / "two-lecture-store")
    lecture = film_of(OWN)
    told = shots(OWN, lecture.parts, {}, "natural", store)
    known = json.loads((store.folder / "costs.json").read_text())
    costs = [shot.seconds * known[shot.name] for shot in told]
    jobs = [Job(shot, Look()) for shot in told]
    up = sum(len(pickle.dumps(job)) for job in jobs) / len(jobs)
    entries = [path for path in store.folder.glob("??/*") if path.suffix in (".mp4", ".f32", ".aac")]
    down = sum(path.stat().st_size for path in entries) / len(jobs)
    begun = time.perf_counter()
    again = shots(OWN, lecture.parts, {}, "natural", store)
    look = Look(640, 360, 15)
    segments, _ = takes(again, look, Store(folder / "two-batch-store"), Processes(1), lambda beats, ticks: None)
    assemble(again, segments, look, About("Again"), store, folder / "again.mp4")
    home = time.perf_counter() - begun
    with cluster(folder) as address:
        crew = Cluster(address, 2)
        items = [(jobs[i % len(jobs)], int(down)) for i in range(TASKS)]
        crew.work(echo, items[:4], [1.0] * 4, lambda beats, ticks: None)
        begun = time.perf_counter()
        crew.work(echo, items, [1.0] * TASKS, lambda beats, ticks: None)
        overhead = (time.perf_counter() - begun) / TASKS
        crew.close()
    print(f"\na task: {1000 * overhead:.0f} ms beside its work, {up / 1e6:.1f} MB there, {down / 1e6:.1f} MB home")
    print(f"a film: {home:.2f} s at home; its beats: {sum(costs):.0f} s of work, the dearest {max(costs):.1f} s")
    return Measured(costs, overhead, up, down, home)


def echo(item: tuple[Job, int], tick: Tick) -> bytes:
    """Do nothing, and send home as much as a beat does."""
    return bytes(item[1])


# ----------------------------------------------------------------------------------------------------- simulated


def simulated(costs: Sequence[float], workers: int, films: int, what: Measured) -> tuple[float, float]:
    """Return the seconds that so many beats and films take, and how many the workers are busy.

    The dearest beat comes first. Giving out a task and fetching what it made go one after another at home, as fast as
    was measured, and no faster than the network; so does what each film needs there. What a film needs is done as
    soon as all beats are there.
    """
    step = max(what.overhead, (what.up + what.down) / NETWORK)
    free = [0.0] * workers
    home = 0.0
    for i, cost in enumerate(sorted(costs, reverse=True)):
        begun = max(heapq.heappop(free), i * step)
        heapq.heappush(free, begun + cost)
    for end in sorted(free):
        home = max(home, end)
    home = max(home, len(costs) * step)
    return home + films * what.home, sum(costs)


def simulate_all(what: Measured, plot: Path | None) -> None:
    """Print and draw what clusters would take for what a university needs."""
    lecture = list(what.costs)
    eight = sorted(lecture)[len(lecture) // 2 - 4 : len(lecture) // 2 + 4]
    loads = {
        "the lecture": (lecture, 1),
        "100 films, 8 beats of each": (lecture + eight * 99, 100),
        "10,000 films, 8 beats of each": (lecture + eight * 9_999, 10_000),
        "10,000 films, all beats of each": (lecture * 10_000, 10_000),
    }
    print(f"\n{'':<32} {'workers':>7} {'hours':>8} {'efficiency':>10} {'beats only':>10} {'GB':>8} {'core hours':>10}")
    curves: dict[str, list[tuple[int, float]]] = {}
    for name, (costs, films) in loads.items():
        alone = sum(costs) + films * what.home
        curves[name] = [(workers, alone / simulated(costs, workers, films, what)[0]) for workers in DRAWN]
        for workers in (2, *WORKERS):
            seconds, _ = simulated(costs, workers, films, what)
            beats, _ = simulated(costs, workers, 0, what)
            moved = len(costs) * (what.up + what.down) / 1e9
            print(
                f"{name:<32} {workers:7} {seconds / 3600:8.2f} {alone / seconds / workers:10.2f}"
                f" {sum(costs) / beats / workers:10.2f} {moved:8.1f} {alone / 3600:10.1f}"
            )
    if plot is not None:
        plot.write_text(drawing(curves), encoding="utf-8")


def drawing(curves: dict[str, list[tuple[int, float]]]) -> str:
    """Return an SVG: how many times faster over the number of workers, both by powers of two."""
    from math import log2

    inks = ("#0072B2", "#D55E00", "#009E73", "#A03A78")

    def at(workers: float, times: float) -> tuple[float, float]:
        return 60 + 62 * log2(workers), 320 - 30 * log2(max(1.0, times))

    parts = ['<rect width="900" height="370" fill="#ffffff"/>']
    for power in range(10):
        x, y = at(2**power, 2**power)
        parts.append(f'<line x1="60" x2="620" y1="{y:.0f}" y2="{y:.0f}" stroke="#dddddd"/>')
        parts.append(f'<text x="{x:.0f}" y="340" text-anchor="middle">{2**power}</text>')
        parts.append(f'<text x="50" y="{y + 4:.0f}" text-anchor="end">{2**power}</text>')
    named = _apart({name: at(*curve[-1])[1] + 4 for name, curve in curves.items()})
    line = [at(1, 1), at(512, 512)]
    parts.append(f'<polyline points="{_points(line)}" fill="none" stroke="#999999" stroke-dasharray="4 4"/>')
    for ink, (name, curve) in zip(inks, curves.items(), strict=True):
        points = [at(1, 1), *(at(*point) for point in curve)]
        parts.append(f'<polyline points="{_points(points)}" fill="none" stroke="{ink}" stroke-width="2.5"/>')
        parts.append(f'<text x="{points[-1][0] + 8:.0f}" y="{named[name]:.0f}" fill="{ink}">{name}</text>')
    parts.append('<text x="340" y="362" text-anchor="middle">workers</text>')
    parts.append('<text x="60" y="20">times faster (dashed: as many times as there are workers)</text>')
    style = 'font-family="Fira Sans, sans-serif" font-size="13" fill="#222222"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 370" {style}>\n' + "\n".join(parts) + "\n</svg>\n"


def _apart(heights: dict[str, float]) -> dict[str, float]:
    """Return where names stand, downwards, so that none lies on another."""
    placed: dict[str, float] = {}
    for name, height in sorted(heights.items(), key=lambda pair: pair[1]):
        placed[name] = max([height, *(y + 16 for y in placed.values())])
    return placed


def _points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


if __name__ == "__main__":
    main()
