"""Temporary files: gone in the end, swept when their process died, and never while they are in use."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from bits.making.store import written_whole
from bits.making.temporary import STALE, is_temporary, new_file, new_folder, sweep

ROOT = Path(__file__).parents[3]


def age(path: Path, seconds: float) -> None:
    then = time.time() - seconds
    for each in (path, *path.rglob("*")):
        os.utime(each, (then, then))


def killed(folder: Path, making: str) -> Path:
    """Return what a process left that was killed while it was writing."""
    lines = (
        "from pathlib import Path; import sys, time",
        f"from bits.making.temporary import {making}",
        f"with {making}(Path(sys.argv[1])) as path:",
        "    print(path, flush=True)",
        "    time.sleep(60)",
    )
    code = "\n".join(lines)
    process = subprocess.Popen([sys.executable, "-c", code, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    left = Path(process.stdout.readline().strip())
    age(left, 2 * STALE)
    sweep(folder)
    assert left.exists(), "it is in use"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return left


@pytest.mark.parametrize("making", ["new_file", "new_folder"])
def test_what_a_killed_process_left_is_swept_a_day_later_by_the_next_that_writes_there(
    tmp_path: Path, making: str
) -> None:
    left = killed(tmp_path, making)
    (tmp_path / ".mine").mkdir()
    (tmp_path / ".bits-in-motion-notes.txt").write_text("mine")
    if making == "new_folder":
        (left / "clips").mkdir()
        (left / "clips" / "a").write_text("half")
    age(left, STALE - 60)
    sweep(tmp_path)
    assert left.exists()
    age(left, STALE + 60)
    age(tmp_path / ".mine", STALE + 60)
    with written_whole(tmp_path / "film.mp4"):
        pass
    assert {path.name for path in tmp_path.iterdir()} == {".mine", ".bits-in-motion-notes.txt", "film.mp4"}


def test_a_folder_in_which_something_is_new_is_not_stale(tmp_path: Path) -> None:
    left = killed(tmp_path, "new_folder")
    (left / "a").write_text("just written")
    then = time.time() - 2 * STALE
    os.utime(left, (then, then))
    sweep(tmp_path)
    assert left.exists()


def test_nothing_is_left_after_an_error(tmp_path: Path) -> None:
    def fail(making: Callable[[Path], AbstractContextManager[Path]]) -> None:
        with making(tmp_path) as path:
            assert is_temporary(path)
            raise KeyError

    for making in (new_file, new_folder):
        with pytest.raises(KeyError):
            fail(making)
    assert list(tmp_path.iterdir()) == []
