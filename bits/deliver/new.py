"""A concept of one's own: a scene, its narration and its test, written from a template that already works."""

from __future__ import annotations

import ast
import re
from contextlib import ExitStack
from importlib.util import find_spec
from keyword import iskeyword
from pathlib import Path

from bits.authoring.project import Project
from bits.errors import UserError, quoted
from bits.making.store import written_whole

LONGEST = 30
"""Characters that a name may have: what is written from it still fits its line."""
_TEMPLATE = Path(__file__).parent / "template"
_MODEL = "my_concept"
_FORM = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


def write(name: str, project: Project) -> list[Path]:
    """Write the files of a new concept, and return their paths within the project.

    Parameters
    ----------
    name
        That of the scene, in snake_case.
    project
        Gets it.

    Raises
    ------
    UserError
        If the name will not do, or a file of that name is there; nothing is written then.
    """
    scene = (_TEMPLATE / f"{_MODEL}.py").read_text(encoding="utf-8")
    _check(name, scene, project.folder)
    sources = {
        Path("scenes", name, "scene.py"): f"{_MODEL}.py",
        Path("scenes", name, "__init__.py"): "package.py",
        Path("narration", f"{name}.md"): f"{_MODEL}.md",
        Path("tests", "scenes", f"test_{name}.py"): f"test_{_MODEL}.py",
    }
    for path in sources:
        if (project.folder / path).exists():
            raise UserError(f"new {name}: {path} is there already; take another name, or remove it")
    with ExitStack() as together:  # all get their names when all are written
        for path, source in sources.items():
            text = (_TEMPLATE / source).read_text(encoding="utf-8")
            fresh = together.enter_context(written_whole(project.folder / path))
            fresh.write_text(_renamed(text, name), encoding="utf-8")
    return list(sources)


def class_name(name: str) -> str:
    """Return the class of a scene's name: ``my_concept`` has ``MyConcept``."""
    return "".join(word.capitalize() for word in name.split("_"))


def _check(name: str, scene: str, folder: Path) -> None:
    """Raise the error that tells why a scene cannot have this name; `scene` is the template's."""
    if not _FORM.fullmatch(name) or len(name) > LONGEST:
        raise UserError(
            f"new {quoted(name)}: write a name such as my_concept, in a-z, 0-9 and _, at most {LONGEST} of them"
        )
    if iskeyword(name):
        raise UserError(f"new {name}: this is a word of Python itself; take another name")
    if (folder / "scenes" / name).is_dir() or (folder / "scenes" / f"{name}.py").exists():
        raise UserError(f"new {name}: scenes/ has a module of this name already; take another name")
    if find_spec(name) is not None:  # plain Manim puts the scene's folder first on the path
        raise UserError(f"new {name}: Python has a module of this name, which yours would hide; take another name")
    imports = (node for node in ast.walk(ast.parse(scene)) if isinstance(node, ast.ImportFrom))
    if class_name(name) in {alias.name for node in imports for alias in node.names}:
        raise UserError(f"new {name}: its class {class_name(name)} would hide one that scenes use; take another name")


def _renamed(text: str, name: str) -> str:
    """Return a text of the template for a scene of another name."""
    title = name.replace("_", " ").capitalize()
    for old, new in ((_MODEL, name), (class_name(_MODEL), class_name(name)), ("My concept", title)):
        text = text.replace(old, new)
    return text
