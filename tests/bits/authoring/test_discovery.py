"""Scenes are found by reading the package."""

from pathlib import Path

import pytest
from manim import Scene

from bits.authoring.concept import ConceptScene
from bits.authoring.discovery import scene_modules, taken_names
from bits.authoring.project import OWN
from tests.own import FILM, concept


def test_the_scenes_of_the_film_are_found_and_the_folders_beside_them_are_not() -> None:
    found = set(scene_modules(OWN.folder))
    assert set(FILM) <= found
    assert not found & {"scene", "__init__", "__pycache__", "tape", "towers"}


@pytest.mark.parametrize(
    ("text", "is_scene"),
    [
        ("class Mine(ConceptScene):\n", True),
        ("class Mine(Bookend):\n", True),
        ("class Mine(concept.ConceptScene):\n", True),
        ("class Mine(\n    Helper, ConceptScene\n):\n", True),
        ("class ConceptScene(Scene):\n", False),
        ("from bits.authoring.concept import ConceptScene\n\nclass Mine(View):\n", False),
        ("def use(\n    scene: ConceptScene,\n) -> None:\n", False),
        ("class MyConceptSceneList(list):\n", False),
    ],
)
def test_a_scene_is_a_module_that_defines_a_concept_scene(text: str, is_scene: bool, tmp_path: Path) -> None:
    (tmp_path / "scenes" / "mine").mkdir(parents=True)
    for name in ("mine/scene.py", "mine/view.py", "other.py"):  # only scene.py is a scene
        (tmp_path / "scenes" / name).write_text(text)
    assert scene_modules(tmp_path) == (("mine",) if is_scene else ())


def test_no_beat_can_have_a_name_that_every_scene_has() -> None:
    has = {*dir(ConceptScene), *dir(Scene), *vars(Scene()), *vars(concept("entropy")())}
    public = {name for name in has if not name.startswith("_")}
    assert public <= taken_names()
    assert {"wait", "play", "time", "setup", "params", "facts", "construct", "render", "camera"} <= taken_names()
    assert not any({*concept(name).beats()} & taken_names() for name in FILM)
