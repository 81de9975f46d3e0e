"""Many films in one run: what they share is made once, what is there is kept, what cannot be made is told."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

import av
import pytest

from bits.authoring.project import OWN
from tests.processes import start

BATCH = """
[[film]]
name = "coin"
scenes = ["entropy/coin", "entropy/hump"]
sizes = ["320x180", "180x320"]
themes = ["dark", "light"]
voices = ["silent"]
fps = 10

[[film]]
name = "heads"
scenes = ["entropy/coin", "entropy/hump"]
sizes = ["320x180"]
voices = ["silent"]
fps = 10
set = { entropy = { outcomes = 6 } }
"""


def batch(folder: Path, text: str, *options: str, project: Path | None = None) -> subprocess.Popen[str]:
    file = folder / "films.toml"
    file.write_text(text)
    own = ["--project", str(project)] if project else []
    return start(["batch", str(file), "-o", str(folder / "out"), *own, *options], folder / "store", folder=folder)


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, told = process.communicate(timeout=120)
    return process.returncode, out, told


def films(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / "out").glob("*.mp4"))}


def test_shapes_and_themes_are_made_shared_beats_once_and_a_second_run_keeps_all(tmp_path: Path) -> None:
    status, out, told = ended(batch(tmp_path, BATCH))
    assert (status, told) == (0, "")
    assert "5 made, 0 kept, 0 failed; 8 beats drawn" in out  # these beats read nothing of what "heads" changes
    made = films(tmp_path)
    assert list(made) == [
        "coin-180x320-dark.mp4",
        "coin-180x320-light.mp4",
        "coin-320x180-dark.mp4",
        "coin-320x180-light.mp4",
        "heads.mp4",
    ]
    with av.open(str(tmp_path / "out" / "coin-180x320-light.mp4")) as film:
        stream = film.streams.video[0]
        assert (stream.width, stream.height) == (180, 320)
        assert stream.average_rate == 10
    _, out, _ = ended(batch(tmp_path, BATCH))
    assert "0 made, 5 kept, 0 failed; 0 beats drawn" in out
    (tmp_path / "out" / "heads.mp4").unlink()
    _, out, _ = ended(batch(tmp_path, BATCH))
    assert "1 made, 4 kept, 0 failed; 0 beats drawn" in out
    assert films(tmp_path) == made
    status, out, told = ended(batch(tmp_path, BATCH.replace('"coin"', '"other"', 1)))
    assert "4 made, 1 kept, 0 failed; 0 beats drawn" in out


def test_a_run_that_is_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    process = batch(tmp_path, BATCH)
    deadline = time.monotonic() + 60
    while not list((tmp_path / "store").glob("??/*.mp4")):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.kill()
    process.wait()
    done = len(list((tmp_path / "store").glob("??/*.mp4")))
    _, out, _ = ended(batch(tmp_path, BATCH))
    drawn = int(out.partition(" failed; ")[2].split()[0])
    assert "5 made, 0 kept, 0 failed" in out
    assert drawn <= 8 - done


def test_a_beat_that_cannot_be_drawn_costs_only_the_films_that_show_it(tmp_path: Path) -> None:
    home = tmp_path / "mine"
    shutil.copytree(OWN.folder / "scenes" / "entropy", home / "scenes" / "entropy")
    shutil.copytree(OWN.folder / "narration", home / "narration")
    scene = home / "scenes" / "entropy" / "scene.py"
    scene.write_text(scene.read_text().replace("def hump(self) -> None:", "def hump(self) -> None:\n        1 / 0", 1))
    text = "".join(
        f'[[film]]\nname = "{name}"\nscenes = ["entropy/{name}"]\nsizes = ["320x180"]\nvoices = ["silent"]\nfps = 10\n'
        for name in ("coin", "hump")
    )
    status, out, told = ended(batch(tmp_path, text, project=home))
    assert status == 1
    assert "1 made, 0 kept, 1 failed" in out
    assert told.count("\n") == 1
    assert told.startswith("note: hump.mp4: ")
    assert "division by zero" in told
    assert list(films(tmp_path)) == ["coin.mp4"]


def test_what_cannot_be_meant_is_told_all_at_once_before_anything_is_drawn(tmp_path: Path) -> None:
    text = """
[[film]]
scenes = ["entropy/coin"]
sizes = ["321x180"]
[[film]]
scenes = ["entropy/cion"]
[[film]]
scenes = ["entropy/coin"]
shape = "wide"
[[film]]
scenes = ["entropy/coin"]
voices = ["silent"]
set = { entropy = { loaded = 7 } }
[[film]]
film = "nowhere.toml"
[[film]]
name = "good"
scenes = ["entropy/coin"]
voices = ["silent"]
sizes = ["320x180"]
fps = 10
[[film]]
name = "good"
scenes = ["entropy/hump"]
"""
    status, out, told = ended(batch(tmp_path, text))
    assert (status, out) == (2, "")
    lines = told.splitlines()
    rules = [
        ("film 1", "both sides must be even"),
        ("film 2", "did you mean 'coin'"),
        ("film 3", "unknown entry of a film 'shape'"),
        ("film 5", "nowhere.toml"),
        ("film 7", "is the name of another film"),
        ("film 4", "parameter loaded = 7"),
    ]
    assert len(lines) == len(rules)
    for line, (where, rule) in zip(lines, rules, strict=True):
        assert where in line
        assert rule in line
    assert not (tmp_path / "out").exists()
    status, out, told = ended(batch(tmp_path, text, "--keep-going"))
    assert (status, told.count("note: left out: ")) == (1, 6)
    assert "1 made, 0 kept, 6 failed" in out


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "write a [[film]] for each film"),
        ("film = 3", "write a [[film]]"),
        ("[film]\nname = 'x'", "write a [[film]]"),
    ],
)
def test_what_is_no_batch_is_told(text: str, told: str, tmp_path: Path) -> None:
    status, _, line = ended(batch(tmp_path, text))
    assert (status, line.count("\n")) == (2, 1)
    assert told in line
