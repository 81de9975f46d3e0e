"""Commands that are ended at random moments: nothing of them may live on, and the next run makes the same bytes.

``python -m tests.fuzz.kill_points [COUNT] [SEED]`` draws so many points over lecture, slides, page and clip, each
signal, and the command alone or its whole group, and prints what was left and what differed.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from tests.processes import left_after, start

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL)
SMALL = ("opening/welcome", "kl_divergence/gap", "closing/farewell")
COMMANDS: dict[str, tuple[list[str], str]] = {
    "lecture": (["lecture", *SMALL, "-q", "l"], "film.mp4"),
    "slides": (["slides", *SMALL, "-q", "l"], "slides.pptx"),
    "page": (["page", *SMALL, "-q", "l"], "page"),
    "clip": (["clip", "kl_divergence/gap", "-q", "l", "--format", "webm"], "clip.webm"),
    "spoken": (["clip", "kl_divergence/gap", "-q", "l", "--voice", "espeak"], "spoken.mp4"),
}
LIMIT = 2.0
"""Seconds after which nothing may be left."""


def digest(path: Path) -> str:
    """Return a hash of a file, or of all files of a folder and their names."""
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    parts = [
        f"{file.relative_to(path)} {hashlib.sha256(file.read_bytes()).hexdigest()}" for file in files if file.is_file()
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def made(name: str, folder: Path) -> tuple[float, str]:
    """Run a command to its end, and return its seconds and what it made."""
    arguments, output = COMMANDS[name]
    begun = time.monotonic()
    process = start([*_voice(arguments), "-o", str(folder / "out" / output)], folder / "store")
    _, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    return time.monotonic() - begun, digest(folder / "out" / output)


def _voice(arguments: list[str]) -> list[str]:
    return arguments if "--voice" in arguments else [*arguments, "--voice", "silent"]


def point(name: str, number: signal.Signals, group: bool, seconds: float, wanted: str, folder: Path) -> list[str]:
    """End a command after some seconds, run it again, and return what was wrong."""
    arguments, output = COMMANDS[name]
    process = start([*_voice(arguments), "-o", str(folder / "out" / output)], folder / "store")
    time.sleep(seconds)
    with suppress(ProcessLookupError):
        (os.killpg if group else os.kill)(process.pid, number)
    wrong = []
    process.wait(60)
    if left := left_after(folder / "store", LIMIT):
        wrong.append(f"left: {'; '.join(left)}")
    _, err = process.communicate()
    if number != signal.SIGKILL and process.returncode not in (0, 128 + number, -number):
        wrong.append(f"status {process.returncode}")
    if len(err.splitlines()) > 1 and number != signal.SIGKILL:
        wrong.append(f"said {err[-500:]!r}")
    hidden = [path.name for path in (folder / "out").glob(".*")] if (folder / "out").exists() else []
    if hidden and number != signal.SIGKILL:
        wrong.append(f"left files: {hidden}")
    if made(name, folder)[1] != wanted:
        wrong.append("other bytes afterwards")
    return wrong


def main() -> None:
    """Draw points, and tell of each."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    dice = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    faults = 0
    with tempfile.TemporaryDirectory() as name:
        whole = {command: made(command, Path(name, "whole", command)) for command in COMMANDS}
        for i in range(count):
            command = list(COMMANDS)[i % len(COMMANDS)]
            number, group = SIGNALS[dice.randrange(len(SIGNALS))], dice.random() < 0.5
            seconds = dice.uniform(0.1, whole[command][0])
            folder = Path(name, str(i))
            wrong = point(command, number, group, seconds, whole[command][1], folder)
            shutil.rmtree(folder)
            faults += bool(wrong)
            target = "group" if group else "parent"
            print(f"{i + 1:3} {command:8} {number.name:8} {target:6} {seconds:5.2f} s: {'; '.join(wrong) or 'well'}")
    print(f"{count} points, {faults} with faults")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
