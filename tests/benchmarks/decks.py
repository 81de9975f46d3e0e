"""Decks for PowerPoint with many full-HD clips, checked, and opened and saved by other programs.

    .venv/bin/python -m tests.benchmarks.decks

makes decks of 30 and of 60 clips of noise (about 5 MB each) and one of the whole film, and prints what they weigh, what
writing them takes, and what python-pptx and LibreOffice make of them. LibreOffice has to be installed.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import shutil
import subprocess
import time
import zipfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import numpy as np
from pptx import Presentation
from pypdf import PdfReader

from bits.authoring.parameters import SceneParams
from bits.authoring.project import OWN
from bits.codec.encoder import SegmentEncoder
from bits.deliver.deck import Deck
from bits.deliver.decks.powerpoint import PowerPoint
from bits.making.crew import Processes
from bits.making.film import About
from bits.making.job import Look, Shot
from bits.making.lecture import film_of
from bits.making.plan import shots
from bits.making.store import Store, default_folder
from bits.making.takes import takes
from bits.speech.script import Line
from bits.speech.voices import Speech, default_voice
from tests.bits.deliver.opc import problems

COUNTS = (30, 60)
LOOK = Look()
Made = TypeVar("Made")
TICKS, NOISY = 120, 6


@dataclass(frozen=True)
class Written:
    """A deck, and what writing it took."""

    path: Path
    seconds: float
    megabytes: float
    """What the process had at its largest."""


def main() -> None:
    """Print the tables."""
    office = shutil.which("soffice")
    assert office is not None, "install LibreOffice: apt-get install libreoffice-impress-nogui"
    print("| deck | clips | parts | MB | seconds | MB of memory | faults |")
    print("|---|---|---|---|---|---|---|")
    with TemporaryDirectory() as name:
        folder = Path(name)
        decks: dict[str, Callable[[Path], Deck]] = {f"{n} of noise": partial(noise, count=n) for n in COUNTS}
        decks["the film"] = film
        for title, make in decks.items():
            written = in_a_process_of_its_own(partial(write, in_a_process_of_its_own(partial(make, folder)), folder))
            print(f"| {title} | {_told(written)} |", flush=True)
            print(f"  {_saved_by_python_pptx(written.path)}; {_saved_by_libreoffice(written.path, office)}", flush=True)


def noise(folder: Path, count: int) -> Deck:
    """Return a deck of clips that begin with noise, which is what compresses worst, and end in a quiet picture."""
    made, segments = [], []
    for i in range(count):
        segment = folder / f"{i}.mp4"
        if not segment.exists():
            pixels = np.random.default_rng(i).integers(0, 256, (LOOK.height, LOOK.width, 4), np.uint8)
            with SegmentEncoder(segment, LOOK.raster) as encoder:
                for turn in range(NOISY):
                    encoder.frame(np.roll(pixels, 977 * turn, axis=1))
                pixels[100:] = 0
                encoder.frame(pixels, TICKS - NOISY)
        line = Line("noise", "", f"Words of slide {i}. " * 20, {}, ())
        speech = Speech(np.zeros(48_000, np.float32), 48_000, ())
        made.append(
            Shot(OWN, "noise", f"Part {i // 6}", f"beat_{i}", f"Beat {i}", SceneParams(), {}, {}, line, speech, 0.0)
        )
        segments.append(segment)
    return Deck.of(made, segments, LOOK, About(f"{count} clips"), Store(folder / "store"), quiet)


def film(_: Path) -> Deck:
    """Return the deck of the whole film, drawn where it is not kept."""
    lecture, store = film_of(OWN), Store(default_folder())
    all_shots = shots(OWN, lecture.parts, {}, default_voice(), store)
    segments, _drawn = takes(all_shots, LOOK, store, Processes(os.cpu_count() or 1), quiet)
    return Deck.of(all_shots, segments, LOOK, About(lecture.title, lecture.author), store, quiet)


def quiet(done: int, ticks: int) -> None:
    """Report nothing."""


def write(deck: Deck, folder: Path) -> Written:
    """Write a deck."""
    path = folder / f"{len(deck.slides)}.pptx"
    start = time.monotonic()
    PowerPoint().write(deck, path)
    return Written(path, time.monotonic() - start, _peak())


def in_a_process_of_its_own(call: Callable[[], Made]) -> Made:
    """Return what a call returns; its memory is counted from nothing."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(call).result()


def _peak() -> float:
    """Return the most memory that this process has had, in MB (of Linux: what `getrusage` tells is inherited)."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def _told(written: Written) -> str:
    with zipfile.ZipFile(written.path) as package:
        names = package.namelist()
    clips = sum(name.endswith(".mp4") for name in names)
    size = written.path.stat().st_size / 1e6
    faults = problems(written.path)
    found = f"{len(faults)} {faults[:3] or ''}".strip()
    return f"{clips} | {len(names)} | {size:.0f} | {written.seconds:.1f} | {written.megabytes:.0f} | {found}"


def _media(path: Path, suffix: str = ".mp4") -> set[str]:
    """Return the hashes of what a package, PPTX or ODP, holds of a kind."""
    with zipfile.ZipFile(path) as package:
        return {hashlib.sha256(package.read(name)).hexdigest() for name in package.namelist() if name.endswith(suffix)}


def _saved_by_python_pptx(path: Path) -> str:
    again = path.with_name("again.pptx")
    start = time.monotonic()
    Presentation(str(path)).save(str(again))
    kept = len(_media(path) & _media(again))
    return f"saved by python-pptx in {time.monotonic() - start:.1f} s: {kept} clips kept"


def _saved_by_libreoffice(path: Path, office: str) -> str:
    start = time.monotonic()
    out = path.parent / "office"
    for form in ("pdf", "odp", "pptx"):
        profile = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
        command = [office, "--headless", profile, "--convert-to", form, "--outdir", str(out), str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=1800)
    pages = len(PdfReader(out / f"{path.stem}.pdf").pages)
    kept = [len(_media(path) & _media(out / f"{path.stem}.{form}")) for form in ("odp", "pptx")]
    slides = len(Presentation(str(out / f"{path.stem}.pptx")).slides)
    took = time.monotonic() - start
    return f"by LibreOffice in {took:.0f} s: {pages} pages, {slides} slides, clips kept in odp and pptx: {kept}"


if __name__ == "__main__":
    main()
