"""What a scene depends on is found from its imports: an edit makes exactly those scenes new that can see it."""

from __future__ import annotations

import random
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from bits.authoring.project import Project
from bits.making.fingerprint import code_of

STYLES = (
    "import helpers.{0}",
    "from helpers import {0}",
    "from helpers.{0} import value as value_of_{0}",
    "from . import {0}",
    "from .{0} import value as value_of_{0}",
    "def late():\n    from helpers import {0}\n    return {0}",
    'from importlib import import_module\nimported_{0} = import_module("helpers.{0}")',
)
"""Ways in which one module imports another; those with dots only within the package."""


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[set[int]], list[set[int]]]:
    """Return which modules each module imports (later ones only), and which modules each scene does."""
    count = draw(st.integers(2, 7))
    modules = [draw(st.sets(st.integers(i + 1, count - 1))) if i < count - 1 else set() for i in range(count)]
    scenes = draw(st.lists(st.sets(st.integers(0, count - 1)), min_size=2, max_size=3))
    return modules, scenes


def reached(start: set[int], modules: list[set[int]]) -> set[int]:
    found, waiting = set[int](), list(start)
    while waiting:
        module = waiting.pop()
        if module not in found:
            found.add(module)
            waiting += modules[module]
    return found


def edit(path: Path) -> None:
    path.write_text(path.read_text() + "# another thought\n")


@settings(max_examples=40)
@given(graphs(), st.randoms(use_true_random=False))
def test_an_edit_makes_those_scenes_new_that_can_see_it(
    graph: tuple[list[set[int]], list[set[int]]], dice: random.Random
) -> None:
    modules, scenes = graph

    def imports(wanted: set[int], styles: tuple[str, ...]) -> str:
        return "\n".join(dice.choice(styles).format(f"m{i}") for i in wanted)

    with TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "helpers").mkdir()
        (folder / "helpers" / "__init__.py").write_text("")
        for i, wanted in enumerate(modules):
            (folder / "helpers" / f"m{i}.py").write_text(f"{imports(wanted, STYLES)}\nvalue = {i}\n")
        for number, wanted in enumerate(scenes):
            file = folder / "scenes" / f"s{number}" / "scene.py"
            file.parent.mkdir(parents=True)
            outside = tuple(style for style in STYLES if "from ." not in style)
            file.write_text(f"{imports(wanted, outside)}\n\nclass Scene{number}:\n    pass\n")
        project = Project(folder)

        def codes() -> list[str]:
            return [code_of(project, f"s{number}") for number in range(len(scenes))]

        before = codes()
        assert codes() == before
        edited = dice.randrange(len(modules))
        edit(folder / "helpers" / f"m{edited}.py")
        seen = [edited in reached(wanted, modules) for wanted in scenes]
        after = codes()
        assert [old != new for old, new in zip(before, after, strict=True)] == seen
        other = dice.randrange(len(scenes))
        edit(folder / "scenes" / f"s{other}" / "scene.py")
        changed = [old != new for old, new in zip(after, codes(), strict=True)]
        assert changed == [number == other for number in range(len(scenes))]
