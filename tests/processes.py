"""Commands in processes of their own, and all that they have started: found by the store that they were given."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
CAN_SEE = Path("/proc/self/environ").exists()
"""Whether this system tells which processes there are."""


def start(arguments: Sequence[str], store: Path, *, folder: Path = ROOT, **environment: str) -> subprocess.Popen[str]:
    """Start a command in a folder, with a store of its own, as the leader of a group of its own."""
    return subprocess.Popen(
        [sys.executable, str(ROOT / "render.py"), *arguments],
        cwd=folder,
        env={**os.environ, "BITS_CACHE": str(store), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def living(store: Path) -> list[str]:
    """Return what still runs of the commands that were given a store: number and command of each process."""
    marker = f"BITS_CACHE={store}\0".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if marker in process.joinpath("environ").read_bytes() + b"\0":
                command = process.joinpath("cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                found.append(f"{process.name} {command}")
        except OSError:  # it has just ended, or is not ours
            continue
    return found


def left_after(store: Path, seconds: float) -> list[str]:
    """Return what still runs when some seconds have passed; as soon as nothing does, that."""
    deadline = time.monotonic() + seconds
    while (left := living(store)) and time.monotonic() < deadline:
        time.sleep(0.02)
    return left
