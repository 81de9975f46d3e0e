"""The same scenes through plain Manim and through render.py, in one go on one machine; prints tables in Markdown.

    .venv/bin/python -m tests.benchmarks.against_manim [--tables 1,2,...] [--scenes entropy,...] [--runs 3]

Leave the machine alone while it runs: the whole lecture takes plain Manim about half an hour.
"""

from __future__ import annotations

import argparse
import heapq
import os
import pickle
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

from bits.authoring.paces import Pace
from bits.making.crew import Processes
from bits.making.job import Look, Shot
from bits.making.plan import QUALITIES
from bits.making.store import Store
from tests.benchmarks import parts
from tests.own import FILM, concept

ROOT = Path(__file__).parents[2]
CORES = os.cpu_count() or 1
ONE_MINUTE = ("kl_divergence/gap", "kl_divergence/slabs", "kl_divergence/flow", "entropy/coin")
BARS = (2, 4, 8, 12)
COMPARED = ("entropy", "kl_divergence")
PACED_MANIM = """
import pickle, sys
from pathlib import Path
from bits.authoring import paces as module  # before any scene asks it
paces = pickle.loads(Path(sys.argv.pop(1)).read_bytes())
module.reading_paces = lambda *_: paces
from manim.__main__ import main
main()
"""
"""Manim's own command; its scenes are told how long each beat's words last, as `render.py` tells them."""
REACHED = ("kl_divergence/asymmetry", "kl_divergence/two_humps")
"""The beats that `kl_divergence.P2` reaches: its own, and the next one, which fades out what it left."""


@dataclass(frozen=True)
class Run:
    """A finished process: wall seconds, peak memory of its largest process in MB, what it printed."""

    seconds: float
    megabytes: float
    printed: str


class Bench:
    """Runs commands in a folder of its own."""

    def __init__(self, folder: Path, scenes: Sequence[str], runs: int) -> None:
        self.folder, self.scenes, self.runs = folder, scenes, runs
        self.theirs: dict[str, Run] = {}

    def run(self, *command: str, store: str = "store") -> Run:
        log = self.folder / "log"
        environment = {**os.environ, "BITS_CACHE": str(self.folder / store), "PYTHONPATH": str(ROOT)}
        start = time.perf_counter()
        with log.open("w") as out:
            process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT)
            _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        if status:
            raise SystemExit(f"{' '.join(command)}: {log.read_text()[-2000:]}")
        return Run(seconds, used.ru_maxrss / 1024, log.read_text())

    def ours(self, *arguments: str, store: str = "store", out: str = "ours") -> Run:
        place = ("-o", str(self.folder / out))
        return self.run(sys.executable, "render.py", "lecture", *arguments, "--voice", "silent", *place, store=store)

    def fresh(self, *arguments: str) -> Run:
        shutil.rmtree(self.folder / "store", ignore_errors=True)
        return self.ours(*arguments)

    def manim(self, scene: str) -> Run:
        """Render a scene as Manim's users do, but at our paces; kept, so that each is rendered once."""
        if scene not in self.theirs:
            paces = self.folder / f"{scene}.paces"
            paces.write_bytes(pickle.dumps(dict(self.paces(scene))))
            media = ("--media_dir", str(self.folder / "manim"), "--disable_caching")
            target = (f"scenes/{scene}/scene.py", concept(scene).__name__)
            self.theirs[scene] = self.run(sys.executable, "-c", PACED_MANIM, str(paces), "-qh", *media, *target)
            seconds = [parts.seconds_of(self.film(scene)), sum(shot.seconds for shot in self.shots(scene))]
            if abs(seconds[0] - seconds[1]) > 0.1 * len(self.shots(scene)):
                raise SystemExit(f"{scene}: plain Manim's film lasts {seconds[0]:.1f} s, ours {seconds[1]:.1f} s")
        return self.theirs[scene]

    def film(self, scene: str) -> Path:
        """Return plain Manim's film of a scene."""
        (film,) = (self.folder / "manim").rglob(f"1080p60/{concept(scene).__name__}.mp4")
        return film

    def paces(self, scene: str) -> Mapping[str, Pace]:
        return self.shots(scene)[0].paces

    @cached_property
    def colds(self) -> dict[str, float]:
        """The lecture with all processes, with one, and through x264 alone: median seconds, taken in turn.

        A machine that slows down for some minutes slows all three.
        """
        turns = [
            (self.fresh(*self.scenes).seconds, self.lone(), self.floor({}), self.floor(parts.FORMERLY))
            for _ in range(self.runs)
        ]
        medians = map(statistics.median, zip(*turns, strict=True))
        return dict(zip(("all", "one", "x264", "x264 formerly"), medians, strict=True))

    def lone(self) -> float:
        return self.fresh(*self.scenes, "-j", "1").seconds

    def floor(self, options: dict[str, str]) -> float:
        """Let x264 alone encode each distinct frame, ready in YUV, on all cores; return the seconds."""
        shots = self.shots()
        spent = Processes(CORES).work(
            parts.floor, [(shot, Look(), options) for shot in shots], [shot.seconds for shot in shots], quiet
        )
        return sum(spent) / CORES

    def shots(self, *scenes: str) -> tuple[Shot, ...]:
        return parts.speechless(list(scenes or self.scenes), Store(self.folder / "store"))

    # The tables of the README.

    def whole(self) -> None:
        """Print 1: the lecture, cold."""
        theirs = sum(self.manim(scene).seconds for scene in self.scenes)
        mine, seconds = self.colds["all"], sum(shot.seconds for shot in self.shots())
        print(f"\n1. {len(self.scenes)} scenes, {seconds:.0f} s of film at 1080p60, nothing in the store\n")
        table("", ("seconds", "of film a second", "times faster"))
        table("plain Manim", (f"{theirs:.0f}", f"{seconds / theirs:.2f}", "1"))
        table(f"render.py, {CORES} processes", (f"{mine:.0f}", f"{seconds / mine:.2f}", f"{theirs / mine:.1f}"))

    def against_the_floor(self) -> None:
        """Print 2: the lecture against x264 alone, which is given each distinct frame ready in YUV."""
        mine = self.colds["all"]
        print("\n2. Cold, against x264 alone over the distinct frames on all cores\n")
        table("", ("seconds", "render.py takes so many times as long"))
        table("render.py", (f"{mine:.0f}", "1"))
        for name, key in (("x264 alone", "x264"), ("x264 alone, with CRF 25, as it was told before", "x264 formerly")):
            table(name, (f"{self.colds[key]:.0f}", f"{mine / self.colds[key]:.2f}"))

    def workers(self) -> None:
        """Print 3: a worker for each core against one, and eight simulated from what each beat took."""
        both, alone, shots = self.colds["all"], self.colds["one"], self.shots()
        spent = Processes(CORES).work(
            parts.steps, [(shot, Look()) for shot in shots], [shot.seconds for shot in shots], quiet
        )
        costs = [beat.total for beat in spent]
        print(f"\n3. Processes, {len(shots)} beats, cold\n")
        table("", ("seconds", "times faster", "efficiency"))
        table("1, measured", (f"{alone:.0f}", "1", "1"))
        table(f"{CORES}, measured", (f"{both:.0f}", f"{alone / both:.2f}", f"{alone / both / CORES:.2f}"))
        whole, eight = sum(costs), makespan(costs, 8)
        table("8, simulated", ("", f"{whole / eight:.2f}", f"{whole / eight / 8:.2f}"))
        self.where(spent)

    def again(self) -> None:
        """Print 4: nothing changed; one parameter changed, and the beats that it reaches by themselves."""
        self.ours(*self.scenes)
        same = statistics.median(self.ours(*self.scenes).seconds for _ in range(self.runs))
        changed = [self.ours(*self.scenes, "--set", f"kl_divergence.P2=0.{9 - n},0.{1 + n}") for n in range(self.runs)]
        alone = [self.fresh(*REACHED, "--set", f"kl_divergence.P2=0.{9 - n},0.{1 + n}") for n in range(self.runs)]
        print("\n4. The lecture again\n")
        table("", ("seconds", "drawn"))
        table("nothing changed", (f"{same:.1f}", "0 beats"))
        for name, some in (("`kl_divergence.P2` changed", changed), ("only the beats that it reaches, cold", alone)):
            drawn = some[0].printed.split("; ")[-1].split(" drawn")[0]
            table(name, (f"{statistics.median(run.seconds for run in some):.1f}", drawn))

    def memory(self) -> None:
        """Print 5: peak memory of the largest process."""
        minute, ten = self.fresh(*ONE_MINUTE), self.fresh(*self.scenes)
        print("\n5. Peak memory of the largest process\n")
        table("", ("MB",))
        table("a minute of film", (f"{minute.megabytes:.0f}",))
        table(f"all {len(self.scenes)} scenes", (f"{ten.megabytes:.0f}",))

    def growth(self) -> None:
        """Print 6: processor time for a second of film, against the number of bars and the resolution."""
        print("\n6. Milliseconds of processor time for a second of film (`entropy/average`, 60 frames a second)\n")
        table("bars at 1080p", tuple(map(str, BARS)))
        table("", tuple(f"{self.cost(bars, Look()):.0f}" for bars in BARS))
        print()
        sizes = [QUALITIES[letter][:2] for letter in "lmhpk"]
        table("resolution, 4 bars", tuple(f"{width}x{height}" for width, height in sizes))
        table("", tuple(f"{self.cost(4, Look(*size)):.0f}" for size in sizes))

    def cost(self, bars: int, look: Look) -> float:
        store = Store(self.folder / "store")
        settings = {"entropy": {"P": [1 / bars] * bars}}
        (shot,) = parts.speechless(["entropy/average"], store, settings=settings)
        runs = Processes(1).work(parts.steps, [(shot, look)] * self.runs, [1.0] * self.runs, quiet)
        return statistics.median(run.total for run in runs) / shot.seconds * 1000

    def files(self) -> None:
        """Print 7: quality and size of the files beside plain Manim's."""
        print("\n7. Files beside plain Manim's, at reading pace and without sound\n")
        table("scene", ("SSIM, Manim", "SSIM, render.py", "MB, Manim", "MB, render.py", "ratio"))
        for scene in (scene for scene in COMPARED if scene in self.scenes):
            self.manim(scene)
            self.run(
                sys.executable,
                "render.py",
                *("clip", scene, "--no-sound", "--voice", "silent"),
                *("-o", str(self.folder / f"{scene}.mp4")),
            )
            ours = self.folder / f"{scene}.mp4"
            theirs = self.film(scene)
            quality = parts.similarity(scene, self.paces(scene), theirs, ours, Look(), every=10)
            sizes = [path.stat().st_size / 1e6 for path in (theirs, ours)]
            table(scene, (*(f"{q:.5f}" for q in quality), *(f"{s:.2f}" for s in sizes), f"{sizes[1] / sizes[0]:.2f}"))

    def where(self, spent: Sequence[parts.Spent]) -> None:
        """Print where the time goes."""
        moving, held = sum(beat.moving for beat in spent), sum(beat.held for beat in spent)
        print(f"\n7b. Where the time goes: milliseconds a frame ({moving} moving frames, {held} held ones)\n")
        table("", (*parts.STEPS[:4], "together"))
        means = [sum(beat.seconds[step] for beat in spent) / moving * 1000 for step in parts.STEPS[:4]]
        table("a moving frame", (*(f"{mean:.2f}" for mean in means), f"{sum(means):.2f}"))
        hold = sum(beat.seconds["hold"] for beat in spent) / held * 1000
        table("a held frame", ("0", "0", "0", f"{hold:.3f}", f"{hold:.3f}"))


def makespan(costs: Sequence[float], workers: int) -> float:
    """Return when the last of some workers is done, if each takes the dearest that is left."""
    busy = [0.0] * workers
    for cost in sorted(costs, reverse=True):
        heapq.heapreplace(busy, busy[0] + cost)
    return max(busy)


def quiet(done: int, ticks: int) -> None:
    """Report nothing."""


def table(head: str, cells: Sequence[str]) -> None:
    """Print a row; the first one of a table has no name or is followed by a line."""
    print(f"| {head} | {' | '.join(cells)} |", flush=True)
    if head.startswith(("bars", "resolution", "scene")) or (head == "" and not cells[0][:1].isdigit()):
        print("|---|" + "---|" * len(cells), flush=True)


def main() -> None:
    """Print the tables that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tables", default="1,2,3,4,5,6,7")
    parser.add_argument("--scenes", default=",".join(FILM))
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["BITS_CACHE"] = folder  # worker processes inherit it
        bench = Bench(Path(folder), asked.scenes.split(","), asked.runs)
        tables: dict[str, Callable[[], None]] = {
            "1": bench.whole,
            "2": bench.against_the_floor,
            "3": bench.workers,
            "4": bench.again,
            "5": bench.memory,
            "6": bench.growth,
            "7": bench.files,
        }
        print(f"{CORES} cores, Python {sys.version.split()[0]}, Manim {version('manim')}, PyAV {version('av')}")
        for number in asked.tables.split(","):
            tables[number]()


if __name__ == "__main__":
    main()
