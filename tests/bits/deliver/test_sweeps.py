"""One beat with many sets of parameters: files, a table, a page, a grid; what two sets share is drawn once."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser

from bits.authoring.project import OWN
from bits.deliver.clips.mp4 import Mp4
from bits.deliver.formats import Source
from bits.deliver.still import picture_at
from bits.deliver.sweeps.grid import Grid, in_step
from bits.deliver.sweeps.making import Sweep
from bits.errors import UserError
from bits.making.crew import Processes
from bits.making.film import About
from bits.making.job import Look, Shot
from bits.making.lecture import Part
from bits.making.plan import shots
from bits.making.store import Store
from bits.making.variants import Variant, swept
from tests.browser import complaints, until
from tests.test_render import render

LOOK = Look(320, 180, 10)
OVER = ["forecast=0.9:0.7:2", "unit=bits,nats"]


def told(store: Store, over: Sequence[str], beat: str = "forecast") -> tuple[list[Variant], list[Sequence[Shot]]]:
    variants = swept(over, OWN, "surprise")
    parts = [
        Part.model_validate({"scene": "surprise", "beats": [beat], "set": dict(v.settings)}, context=OWN)
        for v in variants
    ]
    return variants, [(shot,) for shot in shots(OWN, parts, {}, "silent", store)]


def source(store: Store, sets: Sequence[Sequence[Shot]], look: Look = LOOK) -> Source:
    every = [shot for own in sets for shot in own]
    return Source(every, look, About("Surprise"), store, Processes(2), lambda beats, ticks: None)


def last_frame(path: Path) -> np.ndarray:
    with av.open(str(path)) as film:
        *_, last = film.decode(video=0)
    return last.to_ndarray(format="rgb24").astype(int)


def test_a_clip_for_each_set_with_a_table_and_a_page(tmp_path: Path, browser: Browser) -> None:
    store = Store(tmp_path / "store")
    variants, sets = told(store, OVER)
    folder = tmp_path / "sweep"
    Sweep("clips", False, Mp4(), None, None).make(source(store, sets), variants, sets, folder)
    with (folder / "index.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["file"] for row in rows] == [f"{variant.name}.mp4" for variant in variants]
    assert [row["forecast"] for row in rows] == ["0.9,0.1", "0.9,0.1", "0.7,0.3", "0.7,0.3"]
    for row, (shot,) in zip(rows, sets, strict=True):
        assert {name.removeprefix("fact "): value for name, value in row.items() if name.startswith("fact ")} == {
            name: str(value) for name, value in shot.facts.items()
        }
        assert np.abs(last_frame(folder / row["file"]) - picture_at(shot, shot.seconds - 0.1, LOOK)).mean() < 3
    page = browser.new_page()
    found = complaints(page, folder.as_uri())
    page.goto((folder / "index.html").as_uri())
    assert page.locator("video").count() == 4
    assert page.locator("figcaption").all_inner_texts() == [variant.label for variant in variants]
    until(page, "[...document.querySelectorAll('video')].every((v) => v.readyState > 0)")
    assert found == []
    page.close()


def test_what_two_sets_share_is_drawn_once(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    variants, sets = told(store, ["word_chances=0.5,0.5|0.9,0.1|0.8,0.2", "unit=bits"])  # of another beat
    made = Sweep("clips", False, Mp4(), None, None).make(source(store, sets), variants, sets, tmp_path / "sweep")
    assert made.drawn == 1
    clips = sorted((tmp_path / "sweep").glob("*.mp4"))
    assert len(clips) == 3
    assert len(list(store.folder.rglob("*.mp4"))) == 1


def test_in_a_grid_all_run_in_step_and_end_as_their_stills(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    variants, sets = told(store, OVER)
    look = Look(800, 450, 10)
    plan = Sweep("clips", True, Mp4(), None, 2)
    film = plan.make(source(store, sets, look), variants, sets, tmp_path / "grid.mp4")
    assert film.seconds == pytest.approx(sets[0][0].seconds, abs=0.2)
    whole, grid = last_frame(film.path), Grid.of(4, look, 2)
    assert (grid.columns, grid.rows) == (2, 2)
    tile = Look(*grid.tile, 10)
    for i, ((shot,), (own,)) in enumerate(zip(in_step(sets), sets, strict=True)):
        left, top = grid.place(i)
        shown = whole[top : top + grid.tile[1], left : left + grid.tile[0]]
        assert np.abs(shown - picture_at(shot, shot.seconds - 0.1, tile)).mean() < 3
        assert shot.params == own.params
        written = whole[top + grid.tile[1] : top + grid.tile[1] + grid.text, left : left + grid.tile[0]]
        assert written.max() > 200  # its values stand below it


def test_stills_of_an_instant_in_a_folder_or_in_one_picture(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    variants, sets = told(store, ["forecast=0.9:0.6:3"])
    Sweep("stills", False, Mp4(), 5.0, None).make(source(store, sets), variants, sets, tmp_path / "stills")
    for variant, (shot,) in zip(variants, sets, strict=True):
        still = np.asarray(Image.open(tmp_path / "stills" / f"{variant.name}.png"))
        assert (still == picture_at(shot, 5.0, LOOK)).all()
    look = Look(960, 540, 10)
    Sweep("stills", True, Mp4(), 5.0, None).make(source(store, sets, look), variants, sets, tmp_path / "all.png")
    whole, grid = np.asarray(Image.open(tmp_path / "all.png")), Grid.of(3, look)
    for i, (shot,) in enumerate(sets):
        left, top = grid.place(i)
        shown = whole[top : top + grid.tile[1], left : left + grid.tile[0]]
        assert (shown == picture_at(shot, 5.0, Look(*grid.tile, 10))).all()


def test_all_sets_one_after_another_are_one_film_with_a_chapter_each(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    variants, sets = told(store, ["forecast=0.9:0.6:3"])
    film = Sweep("film", False, Mp4(), None, None).make(source(store, sets), variants, sets, tmp_path / "film.mp4")
    with av.open(str(film.path)) as container:
        titles = [str(chapter["metadata"]["title"]) for chapter in container.chapters()]
    assert [title.rpartition(", forecast")[2] for title in titles] == [" = 0.9,0.1", " = 0.75,0.25", " = 0.6,0.4"]


def test_pictures_that_would_be_too_small_are_refused() -> None:
    with pytest.raises(UserError, match="100 pictures do not fit into 640x360: take a larger --size"):
        Grid.of(100, Look(640, 360))


@pytest.mark.parametrize("count", range(1, 30))
def test_no_picture_of_a_grid_touches_another_or_its_text(count: int) -> None:
    grid = Grid.of(count, Look())
    taken = np.zeros((1080, 1920), int)
    for i in range(count):
        left, top = grid.place(i)
        taken[top : top + grid.tile[1] + grid.text, left : left + grid.tile[0]] += 1
    assert taken.max() == 1
    assert taken.sum() == count * grid.tile[0] * (grid.tile[1] + grid.text)  # and none leaves the frame


def test_bad_sets_are_told_all_at_once_and_can_be_left_out(tmp_path: Path) -> None:
    out = str(tmp_path / "out.png")
    typed = ["sweep", "entropy/hump@3", "--over", "loaded=0.2,7,0.5", "--as", "stills", "--grid", "--voice", "silent"]
    refused = render(*typed, "-o", out)
    assert refused.returncode == 2
    assert [line.partition(": ")[2].partition(":")[0] for line in refused.stderr.splitlines()] == [
        "loaded = 7",
        "loaded = 0.5",
    ]
    assert not Path(out).exists()
    made = render(*typed, "--size", "640x360", "-o", out, "--keep-going")
    assert (made.returncode, made.stdout) == (1, f"{out}: 1 picture\n")
    assert made.stderr.count("note: left out: ") == 2


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (["entropy/hump"], "--over NAME=VALUES, or --sets FILE"),
        (["entropy", "--over", "loaded=0.6", "--as", "stills"], "write entropy/BEAT"),
        (["entropy/hump@3", "--over", "loaded=0.6"], "only a still shows an instant"),
        (["entropy/hump", "--over", "loaded=0.6", "--grid", "--format", "gif"], "is for a folder of clips"),
        (["entropy/hump", "--over", "loaded=0.6", "-o", "x.mp4"], "this makes a folder"),
        (["entropy/hump", "--over", "loaded=0.6", "--grid", "-o", "x.png"], "this makes an MP4 file"),
    ],
)
def test_what_cannot_be_meant_is_refused(typed: list[str], told: str) -> None:
    refused = render("sweep", *typed)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert told in refused.stderr
    assert refused.stderr.count("\n") == 1
