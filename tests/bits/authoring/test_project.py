"""A project is a folder: its scenes, its words, its film."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from bits.authoring.concept import Step
from bits.authoring.project import OWN, Project, project_in
from bits.deliver.new import write
from bits.errors import UserError
from bits.making.fingerprint import code_of
from bits.making.job import Job, Look
from bits.making.lecture import film_of
from bits.making.plan import parts_of, shots
from bits.making.store import Store
from tests.own import concept

ROOT = Path(__file__).parents[3]


def folder(place: Path, *names: str) -> Project:
    """Return a project with concepts that are written from the template."""
    for name in ("scenes", "narration"):
        (place / name).mkdir(parents=True)
    project = project_in(place)
    for name in names:
        write(name, project)
    return project


def test_without_a_folder_it_is_that_where_the_command_runs_or_else_our_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = folder(tmp_path / "mine")
    monkeypatch.chdir(tmp_path)
    assert project_in() == OWN
    assert project_in("mine") == mine
    monkeypatch.chdir(tmp_path / "mine")
    assert project_in() == mine
    monkeypatch.chdir(ROOT)
    assert project_in() == OWN


def test_what_is_no_project_gets_one_line(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"--project .*nowhere: there is no such folder"):
        project_in(tmp_path / "nowhere")
    with pytest.raises(UserError, match=r"--project .*: a project has the folders scenes/ and narration/"):
        project_in(tmp_path)
    with pytest.raises(UserError, match="has no scenes yet: begin with 'new NAME'"):
        film_of(folder(tmp_path / "empty"))


def test_the_order_is_that_of_the_film_and_then_that_of_the_folder(tmp_path: Path) -> None:
    project = folder(tmp_path / "ours", "second", "first", "aside")
    assert project.steps() == ("aside", "first", "second")
    assert [part.scene for part in film_of(project).parts] == ["aside", "first", "second"]
    (project.folder / "film.toml").write_text('[[part]]\nscene = "first"\n[[part]]\nscene = "second"\n')
    assert project.scenes() == ("first", "second", "aside")
    assert project.scene("second").place_in_film() == Step(1, 2)
    assert project.scene("aside").place_in_film() is None


def test_two_projects_in_one_process_each_have_their_own_scenes(tmp_path: Path) -> None:
    one, other = folder(tmp_path / "one", "mine"), folder(tmp_path / "other", "mine")
    path = other.folder / "scenes" / "mine" / "scene.py"
    path.write_text(path.read_text().replace("(0.5, 0.3, 0.2)", "(0.7, 0.2, 0.1)").replace("0.6,", "0.4,"))
    noise = [project.scene("mine").Params().model_dump()["noise"] for project in (one, other, one)]
    assert noise == [0.6, 0.4, 0.6]
    assert one.scene("mine") is one.scene("mine")
    assert concept("entropy") is OWN.scene("entropy")
    with pytest.raises(UserError, match="unknown scene 'entropy'"):
        one.scene("entropy")


def test_a_job_takes_its_project_with_it_into_another_process(tmp_path: Path) -> None:
    project = folder(tmp_path / "ours", "mine")
    (shot, *_) = shots(project, parts_of(["mine"], project), {"mine": {"noise": 0.25}}, "silent", Store(tmp_path))
    code = (
        "import pickle, sys; job = pickle.load(sys.stdin.buffer); print(job.shot.cls.__name__, job.shot.params.noise)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=pickle.dumps(Job(shot, Look())),
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
    )
    assert done.stdout.decode().split() == ["Mine", "0.25"]


def test_a_scene_may_import_what_lies_beside_it(tmp_path: Path) -> None:
    project = folder(tmp_path / "ours", "mine")
    scene, helper = (project.folder / "scenes" / "mine" / name for name in ("scene.py", "helper.py"))
    helper.write_text('"""Helps."""\n\nWIDTH = 1\n')
    scene.write_text(scene.read_text() + "\n\nfrom scenes.mine import helper  # noqa: E402, F401\n")
    assert project.scene("mine").beats()
    before = code_of(project, "mine")
    helper.write_text('"""Helps."""\n\nWIDTH = 2\n')
    assert code_of(project, "mine") != before
