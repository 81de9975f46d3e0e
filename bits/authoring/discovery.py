"""Which scenes a folder has, in which order, and what a scene has: found by reading files, nothing is imported."""

from __future__ import annotations

import ast
import re
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from bits import HOME
from bits.errors import UserError
from bits.files import read_toml

FILMS = ("lecture.toml", "film.toml")
"""How the file of a project's own film may be called."""
_SCENE = re.compile(r"^class \w+\([^)]*\b(?:ConceptScene|Bookend)\b", re.MULTILINE)
_BOOKEND = re.compile(r"^class \w+\([^)]*\bBookend\b", re.MULTILINE)


def scene_modules(folder: Path) -> tuple[str, ...]:
    """Return the names of the folders in ``scenes`` whose ``scene.py`` defines a scene, in alphabetical order."""
    files = sorted((folder / "scenes").glob("*/scene.py"))
    return tuple(file.parent.name for file in files if _SCENE.search(_text(file)))


def scene_file(folder: Path, scene: str) -> Path:
    """Return the file of a scene."""
    return folder / "scenes" / scene / "scene.py"


def film_file(folder: Path) -> Path | None:
    """Return the file of a project's own film, if it has one."""
    return next((path for name in FILMS if (path := folder / name).is_file()), None)


def film_scenes(folder: Path) -> tuple[str, ...]:
    """Return the scenes of a project's own film, each once; all that there are if it has no film.

    Raises
    ------
    UserError
        If the film's file is no TOML.
    """
    there = scene_modules(folder)
    file = film_file(folder)
    if file is None:
        return there
    parts = read_toml(file).get("part")
    named = [part.get("scene") for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []
    return tuple(dict.fromkeys(name for name in named if name in there))


def concepts_among(folder: Path, scenes: Iterable[str]) -> tuple[str, ...]:
    """Return those scenes that are concepts, neither welcome nor farewell."""
    return tuple(name for name in scenes if not _BOOKEND.search(_text(scene_file(folder, name))))


def film_steps(folder: Path) -> tuple[str, ...]:
    """Return the concepts of a project's own film, in order."""
    return concepts_among(folder, film_scenes(folder))


@contextmanager
def blamed_on(file: Path, where: str = "") -> Iterator[None]:
    """Tell an error in a user's scene in one line, with its place in the file.

    What goes wrong in a scene of the film that comes with the machine is a mistake of ours, and stays as it is.

    Raises
    ------
    UserError
        In place of any other error, but for those of the machine, such as a disk that is full.
    """
    try:
        yield
    except (UserError, OSError, MemoryError):
        raise
    except Exception as error:
        if _is_ours(file):
            raise
        frames = traceback.extract_tb(error.__traceback__)
        own = [frame.lineno for frame in frames if Path(frame.filename) == file]
        if isinstance(error, SyntaxError):
            own = [error.lineno]
        line = f":{own[-1]}" if own else ""
        said = error.msg if isinstance(error, SyntaxError) else f"{type(error).__name__}: {error}"
        raise UserError(f"{shown_file(file)}{line}: {where}{said.splitlines()[0]}") from error


def shown_file(file: Path) -> str:
    """Return a scene's file as errors name it: within its project."""
    return "/".join(file.parts[-3:])


def _is_ours(file: Path) -> bool:
    folder = file.parents[2]
    return folder == HOME and file.parent.name in film_scenes(folder)


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace")


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
