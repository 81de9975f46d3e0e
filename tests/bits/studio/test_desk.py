"""What the studio's page can ask for: everything follows a change, and what is refused changes nothing."""

from __future__ import annotations

import io
import os
import shlex
import shutil
import signal
import time
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from bits.authoring.project import OWN, Project
from bits.errors import UserError
from bits.making.lecture import read
from bits.making.plan import shots
from bits.making.store import Store
from bits.studio.desk import Desk
from bits.studio.telling import sections, with_section
from bits.theory import measures
from tests.bits.studio.desks import desk_in


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_in(tmp_path) as desk:
        yield desk


def beat_of(told: dict[str, Any], name: str) -> dict[str, Any]:
    return next(beat for beat in told["beats"] if beat["name"] == name)


def test_facts_and_words_follow_a_change(desk: Desk) -> None:
    told = desk.change({"settings": {"P": "0.7,0.3"}, "keep": True})
    h = measures.entropy((0.7, 0.3))
    assert float(told["facts"]["h_p"]) == pytest.approx(h, rel=1e-5)
    assert f"{h:.2f} bits" in beat_of(told, "average")["shown"]
    assert (told["values"]["P"], told["undo"], told["redo"]) == ("0.7,0.3", True, False)


def test_a_change_that_is_only_looked_at_is_not_kept(desk: Desk) -> None:
    before = desk.held()
    told = desk.change({"settings": {"P": "0.7,0.3"}})
    assert told["values"]["P"] == "0.7,0.3"
    assert told["revision"] != before["revision"]
    assert desk.held() == before


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"P": "0.7,0.7"}, "parameter P = 0.7,0.7"),
        ({"loaded": "2"}, "parameter loaded = 2"),
        ({"nothing": "1"}, "unknown parameter"),
        ({"coin": "a,a"}, "parameter coin = a,a"),
    ],
)
def test_what_is_refused_says_so_and_changes_nothing(desk: Desk, settings: dict[str, str], why: str) -> None:
    before = desk.held()
    told = desk.change({"settings": settings, "keep": True})
    assert why in told["refused"]
    assert told["parameter"] == (next(iter(settings)) if "nothing" not in settings else None)
    assert desk.held() == before


def test_undo_and_redo_go_over_parameters_scenes_and_themes(desk: Desk) -> None:
    desk.change({"settings": {"P": "0.7,0.3"}, "keep": True})
    desk.change({"theme": "light", "keep": True})
    desk.change({"scene": "surprise", "keep": True})
    assert (desk.undo()["scene"], desk.undo()["theme"], desk.undo()["settings"]) == ("entropy", "dark", {})
    assert not desk.held()["undo"]
    assert (desk.redo()["settings"], desk.redo()["theme"], desk.redo()["scene"]) == (
        {"P": "0.7,0.3"},
        "light",
        "surprise",
    )


def test_a_crash_loses_nothing_that_was_kept(tmp_path: Path) -> None:
    with desk_in(tmp_path) as desk:
        desk.change({"settings": {"P": "0.7,0.3"}, "keep": True})
    with desk_in(tmp_path, None) as desk:
        assert (desk.held()["scene"], desk.held()["settings"]) == ("entropy", {"P": "0.7,0.3"})


def test_the_changed_sentence_is_spoken_with_the_times_of_its_words(desk: Desk) -> None:
    before = desk.speak()
    desk.change({"settings": {"P": "1/1024,1023/1024"}, "keep": True})
    told = desk.speak()
    first, then = beat_of(before, "average"), beat_of(told, "average")
    assert first["shown"] != then["shown"]
    assert told["spoken"]
    offsets, times = zip(*then["times"], strict=True)
    assert len(offsets) > 0.9 * len(then["shown"].split())
    assert (list(offsets), list(times)) == (sorted(offsets), sorted(times))
    assert times[-1] < then["seconds"]
    with wave.open(io.BytesIO(desk.sound(told["revision"], "average"))) as wav:
        assert wav.getnframes() / wav.getframerate() == pytest.approx(then["seconds"], abs=1.5)
    with pytest.raises(LookupError):
        desk.sound(told["revision"], "nothing")


def picture(desk: Desk, told: dict[str, Any], beat: str = "average", seconds: float = 3) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(desk.picture(told["revision"], beat, seconds, (640, 360)))))


def test_a_picture_shows_the_change_and_the_bars_that_can_be_dragged(desk: Desk) -> None:
    usual = picture(desk, desk.held())
    told = desk.change({"settings": {"P": "0.1,0.9"}})
    assert np.abs(picture(desk, told).astype(int) - usual).max() > 100
    first, second = (h for h in desk.handles(told["revision"], "average", 3) if h["parameter"] == "P")
    assert first["unit"] == pytest.approx(second["unit"])
    assert first["right"] < second["left"]
    middle = round(640 * (second["left"] + second["right"]) / 2)
    inside, above = (round(360 * (second["base"] - share * second["unit"])) for share in (0.85, 0.96))
    shown = picture(desk, told).astype(int)
    assert np.abs(shown[inside, middle] - (0x56, 0xB4, 0xE9)).max() < 12
    assert np.abs(shown[above, middle] - (0x56, 0xB4, 0xE9)).max() > 60
    for wrong in ((641, 360), (99999, 99999)):
        with pytest.raises(LookupError):
            desk.picture(told["revision"], "average", 3, wrong)
    with pytest.raises(LookupError):
        desk.picture(99, "average", 3, (640, 360))


def test_a_worker_that_is_killed_is_replaced(desk: Desk) -> None:
    before = picture(desk, desk.held())
    assert desk._easel._pool is not None
    for number in list(desk._easel._pool._processes):
        os.kill(number, signal.SIGKILL)
    assert (picture(desk, desk.held()) == before).all()


def test_edited_words_are_told_and_saved_if_nobody_else_changed_the_file(tmp_path: Path) -> None:
    project = copied(tmp_path)
    with desk_in(tmp_path, "entropy", project) as desk:
        words = desk.words("splitting")
        edited = words["words"].replace("A sure one tells nothing.", "A sure one says not a thing.")
        told = desk.change({"beat": "splitting", "words": edited, "keep": True})
        assert "says not a thing" in beat_of(told, "splitting")["shown"]
        lost = desk.change({"beat": "splitting", "words": edited.replace("[[half]]", ""), "keep": True})
        assert "its cues are" in lost["refused"]
        wrong = desk.change({"beat": "splitting", "words": edited.replace("{thing}", "{thong}"), "keep": True})
        assert "unknown placeholder 'thong'" in wrong["refused"]
        file = project.narration / "entropy.md"
        file.write_text(file.read_text() + "\n")
        with pytest.raises(UserError, match="was changed by another program"):
            desk.save_words("splitting", words["stamp"], force=False)
        assert not desk.save_words("splitting", words["stamp"], force=True)["edited"]
        assert sections(file)["splitting"] == edited.strip()
        assert "says not a thing" in beat_of(desk.held(), "splitting")["shown"]


def test_edited_words_are_taken_home_by_the_command_and_by_the_film(tmp_path: Path) -> None:
    with desk_in(tmp_path) as desk:
        words = desk.words("splitting")["words"].replace("A sure one tells nothing.", "A sure one says not a thing.")
        desk.change({"beat": "splitting", "words": words, "settings": {"loaded": "0.8"}, "keep": True})
        typed = shlex.split(desk.commands("splitting", 3.0)["clip"])
        folder = tmp_path / typed[typed.index("--words") + 1]
        assert sections(folder / "entropy.md") == {"splitting": words.strip()}
        lecture = read(tmp_path / desk.write_film()["file"], OWN)
        (part,) = (part for part in lecture.parts if part.scene == "entropy")
        assert part.settings == {"loaded": "0.8"}
        made = shots(OWN, [part], {}, "silent", Store(tmp_path / "store"), retelling=lecture.narration)
        (told,) = (shot.line.shown for shot in made if shot.beat == "splitting")
        assert "says not a thing" in told


def test_a_film_is_where_one_begins_and_its_words_are_those_that_are_edited(tmp_path: Path) -> None:
    (tmp_path / "words").mkdir()
    body = sections(OWN.narration / "entropy.md")["coin"].replace(" coin", " token", 1)
    (tmp_path / "words" / "entropy.md").write_text(f"# Told anew\n\n## coin\n{body}\n")
    film = tmp_path / "film.toml"
    part = '[[part]]\nscene = "entropy"\nbeats = ["coin"]\nset = { P = [0.25, 0.75], unit = "nats" }\n'
    film.write_text('theme = "light"\nvoice = "silent"\nnarration = "./words"\n' + part)
    with desk_in(tmp_path, None, voice=None, film=film) as desk:
        held = desk.held()
        assert (held["scene"], held["theme"], held["settings"]) == (
            "entropy",
            "light",
            {"P": "0.25,0.75", "unit": "nats"},
        )
        assert " token" in beat_of(held, "coin")["shown"]
        assert desk.words("coin")["file"].endswith("entropy.md")
        assert desk.words("coin")["words"] == body.strip("\n")
        desk.change({"beat": "coin", "words": body.replace(" token", " penny", 1), "keep": True})
        desk.save_words("coin", desk.words("coin")["stamp"], force=False)
        assert " penny" in (tmp_path / "words" / "entropy.md").read_text()
        again = read(tmp_path / desk.write_film()["file"], OWN)
        assert (again.theme, again.parts[0].beats) == ("light", ("coin",))
        assert again.parts[0].settings == {"P": "0.25,0.75", "unit": "nats"}
    film.write_text("voice = \"command:'sh {text} {wav}'\"\n" + part)
    with pytest.raises(UserError, match="choose one with --voice"), desk_in(tmp_path, None, voice=None, film=film):
        pass


def test_other_sections_of_the_file_stay_as_they_are() -> None:
    text = (OWN.narration / "entropy.md").read_text()
    changed = with_section(text, "coin", "Toss.")
    assert with_section(changed, "coin", sections(OWN.narration / "entropy.md")["coin"]) == text


def copied(folder: Path) -> Project:
    """Return a project with one scene of ours."""
    home = folder / "mine"
    shutil.copytree(OWN.folder / "scenes" / "entropy", home / "scenes" / "entropy")
    (home / "narration").mkdir()
    for name in ("entropy.md", "lexicon.toml"):
        shutil.copy(OWN.narration / name, home / "narration" / name)
    return Project(home)


def test_code_that_is_edited_is_read_again_and_its_error_is_told_at_the_line(tmp_path: Path) -> None:
    project = copied(tmp_path)
    file = project.folder / "scenes" / "entropy" / "scene.py"
    code = file.read_text()
    with desk_in(tmp_path, "entropy", project) as desk:
        before = desk.held()
        file.write_text(code.replace("class Entropy", "clas Entropy", 1))
        desk.reload()
        assert "scene.py:" in desk.held()["trouble"]
        assert desk.held()["beats"] == before["beats"]
        file.write_text(
            code.replace("        box = stage", '        raise ValueError("not yet")\n        box = stage', 1)
        )
        desk.reload()
        with pytest.raises(UserError, match=r"scene\.py:\d+.*not yet"):
            picture(desk, desk.held())
        file.write_text(code)
        desk.reload()
        assert desk.held()["trouble"] == ""
        assert picture(desk, desk.held()).any()


def test_no_file_outside_of_the_project_is_read(desk: Desk, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text(",a,b\nx,1,2\ny,3,4\n")
    scene, name = next(
        (scene, entry["name"])
        for scene in OWN.concepts()
        for entry in OWN.scene(scene).Params.described()
        if entry["kind"] == "file"
    )
    for path in (str(secret), "../../secret.csv"):
        told = desk.change({"scene": scene, "settings": {name: path}, "keep": True})
        assert "outside of the project's folder" in told["refused"]


def test_the_command_that_is_copied_makes_the_clip(desk: Desk, tmp_path: Path) -> None:
    desk.change({"settings": {"P": "0.7,0.3"}, "keep": True})
    typed = desk.commands("average", 3.0)
    assert typed["still"] == (
        "bits still entropy/average@3.00 --set entropy.P=0.7,0.3 -o out/studio-entropy-average-at-3.00.png --force"
    )
    assert typed["toml"] == '[entropy]\nP = "0.7,0.3"\n'
    number = desk.make("still", "average", 3.0)["number"]
    deadline = time.monotonic() + 60
    while (render := desk.renders.listed()[0])["status"] in ("waiting", "running"):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert render["status"] == "done", render
    assert Image.open(desk.renders.file(number)).size == (1920, 1080)


def test_what_is_made_can_be_called_off(desk: Desk) -> None:
    first, second = (desk.make("clip", beat, 0)["number"] for beat in ("average", "coin"))
    desk.renders.cancel(second)
    desk.renders.cancel(first)
    assert {render["status"] for render in desk.renders.listed()} == {"cancelled"}
    with pytest.raises(LookupError):
        desk.renders.file(first)
