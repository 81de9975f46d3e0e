"""A store that lasts: what was not used for longest goes first, and never what a running command uses."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bits.errors import UserError
from bits.making.clearing import entries, seconds_of, size_of, table
from bits.making.store import Store, key_of
from tests.test_render import render

DAY = 86400


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def left(store: Store) -> set[str]:
    return {path.name[:32] for path in store.folder.rglob("*.mp4")}


def run(store: Store, code: str) -> subprocess.Popen[str]:
    """Run a program that has a store, and return when it has said something."""
    imports = "from pathlib import Path; from bits.making.store import Store, key_of"
    head = f"{imports}; s = Store(Path({str(store.folder)!r})); "
    process = subprocess.Popen([sys.executable, "-c", head + code], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.readline()
    return process


CLEAR = "from bits.making.clearing import clear; clear(s, {limit}, {older}); print()"


def test_the_least_recently_used_goes_until_the_rest_fits(store: Store) -> None:
    run(store, "[s.keep(key_of(n), '.mp4', bytes(1000)) for n in 'abc']; print()").wait()
    for name, days in (("a", 9), ("b", 30), ("c", 1)):
        path = next(store.folder.rglob(f"{key_of(name)}*.mp4"))
        os.utime(path, (time.time() - days * DAY,) * 2)
    assert [entry.path.name[:32] for entry in entries(store)] == [key_of(name) for name in "bac"]
    run(store, CLEAR.format(limit=2500, older=None)).wait()
    assert left(store) == {key_of("a"), key_of("c")}
    run(store, CLEAR.format(limit=None, older=5 * DAY)).wait()
    assert left(store) == {key_of("c")}


def test_what_a_running_command_has_used_stays_and_goes_when_it_has_ended(store: Store) -> None:
    run(store, "[s.keep(key_of(n), '.mp4', bytes(1000)) for n in 'ab']; print()").wait()
    for path in store.folder.rglob("*.mp4"):
        os.utime(path, (time.time() - 40 * DAY,) * 2)
    running = run(store, "assert s.get(key_of('a'), '.mp4'); print(flush=True); import time; time.sleep(60)")
    run(store, CLEAR.format(limit=0, older=None)).wait()
    assert left(store) == {key_of("a")}
    running.send_signal(signal.SIGKILL)  # it cannot tell that it has ended
    running.wait()
    run(store, CLEAR.format(limit=0, older=None)).wait()
    assert left(store) == set()


def test_the_command_tells_what_is_kept_and_what_it_clears(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    still = ["still", "entropy/hump@3", "--voice", "silent", "--size", "320x180", "-o", str(tmp_path / "x.png")]
    made = render(*still, BITS_CACHE=str(folder))
    assert made.returncode == 0
    told = render("store", BITS_CACHE=str(folder))
    assert told.stdout.startswith(f"{folder}: ")
    assert "speech, used 0 min ago" in told.stdout
    cleared = render("store", "--limit", "0B", BITS_CACHE=str(folder))
    assert cleared.stdout.startswith("cleared: ")
    assert cleared.stdout.endswith(f"{folder}: 0 B, 0 files\n")
    assert (cleared.stderr, cleared.returncode) == ("", 0)


@pytest.mark.parametrize(
    ("size", "told"), [("20GB", 20 * 10**9), ("1.5 tb", 15 * 10**11), ("500MB", 5 * 10**8), ("0B", 0)]
)
def test_sizes_are_read_as_people_write_them(size: str, told: int) -> None:
    assert size_of(size) == told


def test_times_are_read_as_people_write_them() -> None:
    assert [seconds_of(text) for text in ("30d", "12 h", "2W")] == [30 * DAY, DAY / 2, 14 * DAY]
    for text in ("30", "d", "30 years", "-1d"):
        with pytest.raises(UserError, match="write a time such as 30d"):
            seconds_of(text)
    for text in ("20", "GB", "-1GB", "1e9B"):
        with pytest.raises(UserError, match="write a size such as 20GB"):
            size_of(text)


def test_kinds_are_told_the_largest_first(store: Store) -> None:
    store.keep(key_of("a"), ".mp4", bytes(3000))
    store.keep(key_of("b"), ".speech", bytes(5_000_000))
    assert table(entries(store)) == [
        "    5.0 MB       1  speech, used 0 min ago",
        "    3.0 KB       1  pictures of beats, encoded, used 0 min ago",
    ]
