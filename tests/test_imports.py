"""Imports run down through the house, and the machine knows no concept."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.own import FILM, concept

ROOT = Path(__file__).parent.parent
ROOMS = (
    *("", "theory", "stage", "speech", "authoring", "engine", "codec", "making", "deliver"),
    *("serving", "recording", "studio", "command"),
)
"""The rooms of the machine, the lowest first; the modules of `bits` itself stand below all."""
STILL_UP = {("bits/engine/recorder.py", "bits.codec.canvas")}  # lists the shapes of a scene
"""What is known to run up, and why; it may only get shorter."""


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            yield from (
                [f"{node.module}.{a.name}" for a in node.names] if node.module == "bits" else [node.module or ""]
            )


def room(module: str) -> int:
    _, _, rest = module.partition(".")
    first = rest.partition(".")[0]
    return ROOMS.index(first) if first in ROOMS else 0


def modules(folder: str) -> list[Path]:
    return [path for path in sorted((ROOT / folder).rglob("*.py")) if "template" not in path.parts]


def test_no_import_of_the_machine_runs_up_and_none_knows_a_concept() -> None:
    found = {
        (str(path.relative_to(ROOT)), name)
        for path in modules("bits")
        for name in imports(path)
        if name.partition(".")[0] in ("scenes", "tests")
        or (name.startswith("bits.") and room(name) > room(".".join(path.relative_to(ROOT).with_suffix("").parts)))
    }
    assert found == STILL_UP


@pytest.mark.parametrize("path", modules("scenes"), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_concept_imports_what_a_scene_is_written_with_and_no_other_concept(path: Path) -> None:
    own = path.relative_to(ROOT / "scenes").parts[0]
    for name in imports(path):
        if name.partition(".")[0] == "bits":
            assert room(name) <= ROOMS.index("authoring"), name
        elif name.startswith("scenes."):
            assert name.split(".")[1] == own, name


def names(path: Path) -> set[str]:
    """Return what a module names: in code, in its imports, and in quotes, there also as ``scene/beat``."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    texts = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    found = {word for text in texts for word in re.findall(r"^\w+$|\w+/\w+", text)}
    found |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    found |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return found | {part for name in imports(path) for part in name.split(".")}


def test_the_machine_names_no_concept_and_no_beat_of_the_film() -> None:
    """A measure may have the name of a concept."""
    measures = {
        node.name
        for path in modules("bits/theory")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }
    concepts = {*FILM, *(concept(scene).__name__ for scene in FILM)} - measures
    assert {"big_picture", "BigPicture", "modern_ai", "opening", "closing"} <= concepts
    beats = {f"{scene}/{beat}" for scene in FILM for beat in concept(scene).beats()}
    for path in modules("bits"):
        assert not names(path) & (concepts | beats), path
