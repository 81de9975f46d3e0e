"""Which modules are scenes, and what a scene has, found by reading files: nothing is imported to know that."""

from __future__ import annotations

import ast
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from bits import ROOT

_SCENE = re.compile(r"^class \w+\([^)]*\bConceptScene\b", re.MULTILINE)


def scene_modules(folder: Path = ROOT / "scenes") -> tuple[str, ...]:
    """Return the names of the folders whose ``scene.py`` defines a ConceptScene, in the order of the alphabet."""
    files = sorted(folder.glob("*/scene.py"))
    scenes = (file for file in files if _SCENE.search(file.read_text(encoding="utf-8", errors="replace")))
    return tuple(file.parent.name for file in scenes)


@cache
def taken_names() -> frozenset[str]:
    """Return the names that every scene has already: members of a concept's scene and of Manim's."""
    manim = find_spec("manim")
    folders = manim.submodule_search_locations if manim else None
    scenes = [Path(folder, "scene", "scene.py") for folder in folders or ()]
    ours = _members(Path(__file__).with_name("concept.py"), "ConceptScene")
    return ours.union(*(_members(path, "Scene") for path in scenes if path.is_file()))


def _members(path: Path, name: str) -> frozenset[str]:
    """Return the methods and attributes of a class in a file, also those that its methods give to ``self``."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == name]
    body = [node for cls in found for node in cls.body]
    functions = {node.name for node in body if isinstance(node, ast.FunctionDef)}
    fields = {node.target.id for node in body if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)}
    own = {
        node.attr
        for cls in found
        for node in ast.walk(cls)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"
    }
    return frozenset(functions | fields | own)
