"""An old picture never comes back: whatever a scene's picture depends on may change, and only its beats are drawn."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import fontpkg
import pytest

ROOT = Path(__file__).parents[3]
SCENE = '''
"""A scene that leans on all that a scene can lean on."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path

from pydantic import Field

from helpers import near
from bits import stage
from bits.authoring.concept import ConceptScene, beat
from bits.authoring.parameters import Facts, MeasuredParams, Probability
from scenes.palette.scene import Palette

DATA = Path(__file__).parents[2] / "data"
AT_ONCE = (DATA / "at_once.txt").read_text()


@cache
def table() -> str:
    return (DATA / "table.csv").read_text()


class Leaning(ConceptScene):
    """Three beats: one of code, one of files, one of all."""

    class Params(MeasuredParams):
        early: Probability = Field(0.5, description="read in setup")
        built: Probability = Field(0.5, description="read in the constructor")
        late: Probability = Field(0.5, description="read by a dump")
        unread: Probability = Field(0.5, description="read by nobody")

        def facts(self) -> Facts:
            return Facts(early=self.early, built=self.built, late=self.late, unread=self.unread)

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)
        self.size = self.params.built

    def setup(self) -> None:
        super().setup()
        self.shade = self.params.early
        self.words: list[str] = []

    @beat
    def code(self) -> None:
        self.add(stage.Words(f"{near.LABEL} {self.size} {import_module('helpers.by_name').LABEL}", "body"))

    @beat
    def files(self) -> None:
        names = sorted(path.name for path in DATA.glob("*.csv"))
        self.add(stage.Words(f"{AT_ONCE} {table()} {names}", "body"))

    @beat
    def all(self) -> None:
        dumped = self.params.model_dump()
        self.add(stage.Words(f"{dumped['late']} {self.shade} {Palette.name()}", "body"))
'''
PALETTE = '''
"""Another scene, which the first imports."""

from bits import stage
from bits.authoring.concept import ConceptScene, beat
from bits.authoring.parameters import Facts, MeasuredParams


class Palette(ConceptScene):
    """One beat."""

    class Params(MeasuredParams):
        def facts(self) -> Facts:
            return Facts(one=1)

    @beat
    def alone(self) -> None:
        self.add(stage.Words("alone", "body"))
'''
FILES = {
    "scenes/leaning/scene.py": SCENE,
    "scenes/palette/scene.py": PALETTE,
    "narration/leaning.md": "# Leaning\n\n## code\n\nOne.\n\n## files\n\nTwo.\n\n## all\n\nThree.\n",
    "narration/palette.md": "# Palette\n\n## alone\n\nOne.\n",
    "helpers/__init__.py": "",
    "helpers/near.py": "from .deep.deeper import LABEL as LABEL\n",
    "helpers/by_name.py": "LABEL = 'by name'\n",
    "helpers/deep/__init__.py": "",
    "helpers/deep/deeper.py": "from .deepest import LABEL as LABEL\n",
    "helpers/deep/deepest.py": "LABEL = 'label'\n",
    "helpers/other.py": "LABEL = 'nobody asks for it'\n",
    "data/at_once.txt": "read when it is imported",
    "data/table.csv": "1,2",
}
RENDER = ("lecture", "leaning", "palette", "--voice", "silent", "--size", "192x108", "-j", "1", "-o", "out")


def render(project: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "render.py", *arguments],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project), "BITS_CACHE": str(project / "store")},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the project with two scenes more, both drawn."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("scenes", "narration", "bits"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("render.py", "lecture.toml", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    for name, text in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text.lstrip("\n"))
    assert "4 beats drawn" in render(folder, *RENDER)
    return folder


def drawn(project: Path, *arguments: str) -> int:
    return int(render(project, *RENDER, *arguments).split(" drawn")[0].split()[-2])


def test_what_has_not_changed_is_not_drawn(project: Path) -> None:
    assert drawn(project) == 0
    (project / "helpers" / "other.py").write_text("LABEL = 'still nobody'\n")
    (project / "notes.txt").write_text("read by nobody")
    (project / "scenes" / "entropy" / "scene.py").write_text(
        (project / "scenes" / "entropy" / "scene.py").read_text() + "# changed\n"
    )
    (project / "bits" / "stage" / "tree.py").write_text((project / "bits" / "stage" / "tree.py").read_text() + "#\n")
    os.utime(project / "data" / "table.csv")
    os.utime(project / "scenes" / "leaning" / "scene.py")
    assert drawn(project) == 0


@pytest.mark.parametrize(
    ("name", "beats"),
    [
        ("scenes/leaning/scene.py", 3),
        ("scenes/palette/scene.py", 4),
        ("helpers/near.py", 3),
        ("helpers/by_name.py", 3),
        ("helpers/__init__.py", 3),
        ("helpers/deep/__init__.py", 3),
        ("helpers/deep/deepest.py", 3),
        ("bits/stage/ink.py", 4),
        ("bits/codec/painter.py", 4),
    ],
)
def test_changed_code_draws_the_beats_that_import_it(project: Path, name: str, beats: int) -> None:
    path = project / name
    before = path.read_text()
    path.write_text(before + "\n# changed\n")
    assert drawn(project) == beats
    path.write_text(before)
    assert drawn(project) == 0


@pytest.mark.parametrize(
    ("name", "beats"),
    [
        ("data/at_once.txt", 3),  # read when the module is imported
        ("data/table.csv", 2),  # by the second beat, and kept from then on
        ("data/new.csv", 2),  # the second beat looks what is there
    ],
)
def test_a_changed_file_draws_the_beats_that_read_it(project: Path, name: str, beats: int) -> None:
    path = project / name
    before = path.read_text() if path.exists() else None
    path.write_text("3,4")
    assert drawn(project) == beats
    if before is None:
        path.unlink()
    else:
        path.write_text(before)
    assert drawn(project) == 0


@pytest.mark.parametrize(
    ("name", "beats"),
    [
        ("early", 3),  # read in setup
        ("built", 3),  # read in the constructor
        ("late", 1),  # read by model_dump, as all are
        ("unread", 1),
    ],
)
def test_a_changed_parameter_draws_the_beats_that_read_it(project: Path, name: str, beats: int) -> None:
    assert drawn(project, "--set", f"leaning.{name}=0.25") == beats


def test_a_changed_title_draws_the_scene_that_shows_it(project: Path) -> None:
    opening = ("lecture", "opening", *RENDER[3:])
    assert "1 beat drawn" in render(project, *opening)
    path = project / "narration" / "entropy.md"
    path.write_text(path.read_text().replace("# ", "# Not ", 1))
    assert "1 beat drawn" in render(project, *opening)
    assert "0 beats drawn" in render(project, *opening)


def test_another_font_of_the_same_version_draws_everything(project: Path, tmp_path: Path) -> None:
    code = "\n".join(
        (
            "import json, sys",
            "from pathlib import Path",
            "from bits.authoring.project import OWN",
            "import bits.making.fingerprint as fingerprint",
            "from bits.making.store import Store",
            "fingerprint.font_folders = lambda: [sys.argv[1]]",
            "names = ('leaning', 'entropy')",
            "print(json.dumps([fingerprint.code_of(OWN, name, Store(Path(sys.argv[2]))) for name in names]))",
        )
    )

    def codes() -> list[str]:
        command = [sys.executable, "-c", code, str(tmp_path / "fonts"), str(tmp_path / "store")]
        done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=True)
        return list(json.loads(done.stdout))

    shutil.copytree(fontpkg.path("Fira Sans").parent, tmp_path / "fonts")
    before = codes()
    assert codes() == before
    font = tmp_path / "fonts" / "FiraSans-Regular.ttf"
    status = font.stat()
    changed = bytearray(font.read_bytes())
    changed[-1] ^= 1
    font.write_bytes(changed)
    os.utime(font, ns=(status.st_atime_ns, status.st_mtime_ns))  # as an installer may leave it
    after = codes()
    assert all(a != b for a, b in zip(before, after, strict=True))


def test_code_that_changes_while_it_is_drawn_is_told_and_no_picture_is_kept(project: Path) -> None:
    scene = project / "scenes" / "leaning" / "scene.py"
    text = scene.read_text()
    changing = text.replace(
        "        dumped = self.params.model_dump()\n",
        "        Path(__file__).write_text(Path(__file__).read_text() + '# saved in an editor\\n')\n"
        "        dumped = self.params.model_dump()\n",
    )
    scene.write_text(changing)
    done = subprocess.run(
        [sys.executable, "render.py", *RENDER],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project), "BITS_CACHE": str(project / "store")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "error: the code of leaning was changed while all was drawn: run again" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    scene.write_text(text)
    assert drawn(project) == 0
