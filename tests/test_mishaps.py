"""What goes wrong under way loses nothing that was finished, and is told in one line."""

from __future__ import annotations

import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests import processes
from tests.processes import CAN_SEE, left_after, living

ROOT = Path(__file__).parent.parent
BEATS = ("opening/welcome", "closing/farewell", "kl_divergence/gap")


def start(folder: Path, out: str, before: Callable[[], None] | None = None) -> subprocess.Popen[str]:
    command = [sys.executable, "render.py", "lecture", *BEATS, "-q", "l", "--voice", "silent", "-j", "2"]
    return subprocess.Popen(
        [*command, "-o", str(folder / out)],
        cwd=ROOT,
        env={**os.environ, "BITS_CACHE": str(folder / "store")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=before,  # noqa: PLW1509 (no threads here)
    )


def finish(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store and a film made of it."""
    folder = tmp_path_factory.mktemp("made")
    status, out, err = finish(start(folder, "first"))
    assert status == 0, err
    assert "3 beats drawn" in out
    return folder


def segments(folder: Path) -> list[Path]:
    return sorted((folder / "store").glob("??/*.mp4"))


@pytest.mark.parametrize("damage", ["truncated", "altered", "gone"])
def test_a_damaged_segment_is_made_again_and_only_it(made: Path, damage: str) -> None:
    first = (made / "first" / "lecture.mp4").read_bytes()
    broken = segments(made)[0]
    data = broken.read_bytes()
    if damage == "gone":
        broken.unlink()
    else:
        broken.write_bytes(data[: len(data) // 2] if damage == "truncated" else data[:-1] + bytes([data[-1] ^ 1]))
    status, out, err = finish(start(made, damage))
    assert status == 0, err
    assert "1 beat drawn" in out
    assert (made / damage / "lecture.mp4").read_bytes() == first


def writer_of(path: Path) -> int | None:
    """Return the process that has a file open, if there is one."""
    for descriptor in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if descriptor.readlink() == path:
                return int(descriptor.parts[2])
        except OSError:  # it has just been closed, or is not ours
            continue
    return None


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc to find the process that writes a segment")
def test_a_killed_worker_has_its_beat_done_again(made: Path, tmp_path: Path) -> None:
    process = start(tmp_path, "film")
    deadline = time.monotonic() + 60
    worker = None
    while worker is None and time.monotonic() < deadline:
        time.sleep(0.02)
        worker = next((pid for path in tmp_path.glob("store/unfinished/*.mp4") if (pid := writer_of(path))), None)
    assert worker is not None
    assert worker != process.pid
    os.kill(worker, signal.SIGKILL)
    status, _, err = finish(process)
    assert status == 0, err
    assert (tmp_path / "film" / "lecture.mp4").read_bytes() == (made / "first" / "lecture.mp4").read_bytes()


ENDED = {signal.SIGINT: "interrupted", signal.SIGTERM: "ended by SIGTERM", signal.SIGHUP: "ended by SIGHUP"}


@pytest.mark.parametrize("number", ENDED)
def test_a_signal_stops_at_once_and_keeps_what_is_finished(made: Path, tmp_path: Path, number: signal.Signals) -> None:
    process = start(tmp_path, "film")
    deadline = time.monotonic() + 60
    while not segments(tmp_path) and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(number)
    begun = time.monotonic()
    status, out, err = finish(process)
    assert time.monotonic() - begun < 3  # a second where nothing else runs
    assert (status, out) == (128 + number, "")
    assert err == f"{ENDED[number]}: finished beats are kept; run again to go on\n"
    assert not left_after(tmp_path / "store", 2)
    kept = len(segments(tmp_path))
    assert kept > 0
    assert not list((tmp_path / "film").iterdir())
    status, out, err = finish(start(tmp_path, "film"))
    assert status == 0, err
    assert re.search(rf"\b{len(BEATS) - kept} beats? drawn", out)
    assert (tmp_path / "film" / "lecture.mp4").read_bytes() == (made / "first" / "lecture.mp4").read_bytes()


@pytest.mark.skipif(not CAN_SEE, reason="needs /proc to find what was left")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("state", ["drawing", "speaking"])
def test_nothing_outlives_a_command_that_is_ended(tmp_path: Path, number: signal.Signals, state: str) -> None:
    program = tmp_path / "speak"  # what it starts would outlive it by far
    program.write_text("#!/bin/sh\nsleep 600 &\nsleep 600\n")
    program.chmod(0o700)
    voice = "silent" if state == "drawing" else f"command:{program} {{text}} {{wav}}"
    command = ["clip", "entropy/coin", "-q", "h", "--voice", voice, "-o", str(tmp_path / "film.mp4")]
    process = processes.start(command, tmp_path / "store")
    deadline = time.monotonic() + 60
    many = 3 if state == "drawing" else 4  # a worker and the tracker of resources; a keeper and three programs
    while len(living(tmp_path / "store")) < many and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(number)
    assert process.wait(10) == (-number if number == signal.SIGKILL else 128 + number)
    assert left_after(tmp_path / "store", 2) == []


@pytest.mark.parametrize("delay", [0.0, 0.003, 0.01, 0.03, 0.06, 0.1, 0.15, 0.2, 0.3])
def test_ctrl_c_at_once_and_twice_is_one_line(tmp_path: Path, delay: float) -> None:
    code = f"""
import os, runpy, signal, sys, threading, time
def interrupt_twice():
    while signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        time.sleep(0.0002)
    time.sleep({delay})
    for _ in range(2):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.005)
threading.Thread(target=interrupt_twice, daemon=True).start()
sys.argv = ["render.py", "clip", "entropy", "-q", "h", "-o", {str(tmp_path / "film.mp4")!r}]
runpy.run_path("render.py", run_name="__main__")
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "BITS_CACHE": str(tmp_path / "store")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr == "interrupted: finished beats are kept; run again to go on\n"


def limited(size: int) -> Callable[[], None]:
    """Return what makes a process find the disk full for any file larger than this, in bytes."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_a_disk_that_is_full_while_beats_are_drawn_is_told_in_one_line(made: Path, tmp_path: Path) -> None:
    shutil.copytree(made / "store", tmp_path / "store")
    drawn = segments(tmp_path)
    for segment in drawn:
        segment.unlink()
    smallest, *_, largest = sorted(segment.stat().st_size for segment in segments(made))
    status, out, err = finish(start(tmp_path, "film", limited((smallest + largest) // 2)))
    assert (status, out) == (2, "")
    assert re.fullmatch(r"error: cannot write \S+store \(File too large\): free some space, .+\n", err)
    assert not list((tmp_path / "film").iterdir())
    kept = segments(tmp_path)
    assert set(kept) < set(drawn)
    status, out, err = finish(start(tmp_path, "film"))
    assert status == 0, err
    assert re.search(rf"\b{len(drawn) - len(kept)} beats? drawn", out)
    assert (tmp_path / "film" / "lecture.mp4").read_bytes() == (made / "first" / "lecture.mp4").read_bytes()


def test_a_disk_that_is_full_while_the_film_is_cut_keeps_the_beats_and_no_half_film(made: Path, tmp_path: Path) -> None:
    whole = (made / "first" / "lecture.mp4").stat().st_size
    shutil.copytree(made / "store", tmp_path / "store")
    segments(tmp_path)[0].unlink()  # there is room for a beat, but not for the film
    status, out, err = finish(start(tmp_path, "film", limited(whole // 2)))
    assert (status, out) == (2, "")
    assert re.fullmatch(r"error: cannot write \S+lecture\.mp4 \(File too large\): free some space, .+\n", err)
    assert not list((tmp_path / "film").iterdir())
    status, out, err = finish(start(tmp_path, "film"))
    assert status == 0, err
    assert "0 beats drawn" in out


def test_a_disk_that_is_full_while_sound_is_kept_is_told_in_one_line_and_keeps_no_half_sound(
    made: Path, tmp_path: Path
) -> None:
    command = [sys.executable, "render.py", "clip", "closing", "-q", "l", "--voice", "espeak", "-j", "1"]

    def clip(out: str, before: Callable[[], None] | None = None) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "BITS_CACHE": str(tmp_path / "store")}
        return subprocess.run(
            [*command, "-o", str(tmp_path / out)],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=before,
        )

    assert clip("first.mp4").returncode == 0
    kept = (tmp_path / "store").glob("??/*")
    sounds = {path.suffix: path.stat().st_size for path in kept if path.suffix in (".speech", ".f32")}
    assert set(sounds) == {".speech", ".f32"}
    for size in sounds.values():
        for other in (tmp_path / "store").glob("??/*"):
            if other.suffix in (".speech", ".f32", ".aac"):
                other.unlink()
        done = clip("full.mp4", limited(size // 2))
        assert (done.returncode, done.stdout) == (2, "")
        assert re.fullmatch(r"error: cannot write \S+store \(File too large\): free some space, .+\n", done.stderr)
        assert not list((tmp_path / "store" / "unfinished").iterdir())
    assert clip("again.mp4").returncode == 0
    assert (tmp_path / "again.mp4").read_bytes() == (tmp_path / "first.mp4").read_bytes()


def test_a_cache_folder_that_is_removed_again_and_again_gives_the_film_or_one_line(made: Path, tmp_path: Path) -> None:
    process = start(tmp_path, "film")
    while process.poll() is None:
        time.sleep(0.3)
        shutil.rmtree(tmp_path / "store", ignore_errors=True)
    status, _, err = finish(process)
    if status:
        assert status == 2, err
        assert re.fullmatch(r"error: .*\brun again\n", err)
        assert not list((tmp_path / "film").iterdir())
    else:
        assert (tmp_path / "film" / "lecture.mp4").read_bytes() == (made / "first" / "lecture.mp4").read_bytes()
    status, _, err = finish(start(tmp_path, "film"))
    assert status == 0, err
    assert (tmp_path / "film" / "lecture.mp4").read_bytes() == (made / "first" / "lecture.mp4").read_bytes()


def test_a_cache_folder_that_is_removed_once_is_filled_again(made: Path, tmp_path: Path) -> None:
    process = start(tmp_path, "film")
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob("store/unfinished/*.mp4")) and time.monotonic() < deadline:
        time.sleep(0.02)
    shutil.rmtree(tmp_path / "store", ignore_errors=True)
    status, _, err = finish(process)
    assert status == 0, err
    assert (tmp_path / "film" / "lecture.mp4").read_bytes() == (made / "first" / "lecture.mp4").read_bytes()


FORGED: dict[str, Callable[[Path, Path], bytes]] = {
    "another size": lambda small, other: small.read_bytes(),
    "another kind": lambda small, other: b"RIFF" + bytes(1000),
    "nothing": lambda small, other: b"",
    "cut off": lambda small, other: other.read_bytes()[:500],
    "a playlist": lambda small, other: b"ffconcat version 1.0\nfile " + bytes(small) + b"\n",
}


@pytest.mark.parametrize("what", FORGED)
def test_a_segment_that_is_forged_with_a_right_checksum_is_drawn_again(made: Path, tmp_path: Path, what: str) -> None:
    from bits.codec.encoder import Raster, SegmentEncoder
    from bits.making.store import Store

    shutil.copytree(made / "store", tmp_path / "store")
    small = tmp_path / "small.mp4"
    with SegmentEncoder(small, Raster(64, 64, 15)) as encoder:
        encoder.frame(np.zeros((64, 64, 4), np.uint8), 15)
    segment = segments(tmp_path)[0]
    data = FORGED[what](small, segment)
    segment.unlink()
    Store(tmp_path / "store").keep(segment.name.split(".")[0], ".mp4", data)
    status, out, err = finish(start(tmp_path, "film"))
    assert status == 0, err
    assert "1 beat drawn" in out
    assert (tmp_path / "film" / "lecture.mp4").read_bytes() == (made / "first" / "lecture.mp4").read_bytes()


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[1, 2]", b"[" * 100_000, b'["P", null]', b'["file /dev/zero"]', b"\xff"]
)
def test_a_list_of_readings_that_is_forged_does_no_harm(made: Path, tmp_path: Path, data: bytes) -> None:
    from bits.making.store import Store

    shutil.copytree(made / "store", tmp_path / "store")
    for listing in (tmp_path / "store").glob(
        "??/????????????????????????????????.????????????????????????????????.json"
    ):
        Store(tmp_path / "store").keep(listing.name.split(".")[0], ".json", data)
    status, out, err = finish(start(tmp_path, "film"))
    assert status == 0, err
    assert "0 beats drawn" in out


def test_two_renders_at_once_share_a_store_unharmed(made: Path, tmp_path: Path) -> None:
    both = [start(tmp_path, name) for name in ("one", "other")]
    for status, _, err in map(finish, both):
        assert status == 0, err
    films = [(tmp_path / name / "lecture.mp4").read_bytes() for name in ("one", "other")]
    assert films[0] == films[1] == (made / "first" / "lecture.mp4").read_bytes()
    status, out, _ = finish(start(tmp_path, "again"))
    assert status == 0
    assert "0 beats drawn" in out
