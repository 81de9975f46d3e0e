"""A concept of one's own: what `render.py new` writes works as it stands, in a copy of the project."""

from __future__ import annotations

import os
import re
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import av
import pytest
from scipy.stats import entropy

from bits import stage

ROOT = Path(__file__).parents[3]
MINE = ("scenes/my_concept/scene.py", "narration/my_concept.md", "tests/scenes/test_my_concept.py")
LONG = "a_name_of_as_many_as_30_letter"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the project with a new concept, and two more of the shortest and the longest name."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("scenes", "narration", "bits", "tests"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("render.py", "lecture.toml", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    for name in ("my_concept", "q", LONG):
        assert render(folder, "new", name).returncode == 0
    return folder


def run(project: Path, *command: str, limits: Callable[[], None] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        preexec_fn=limits,
    )


def python(project: Path, *arguments: str) -> str:
    """Return what Python prints, all being well."""
    done = run(project, sys.executable, *arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def render(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run(project, sys.executable, "render.py", *arguments)


def captions(project: Path, film: str) -> str:
    """Return the captions of a film whose sound and picture have been opened."""
    with av.open(str(project / film)) as container:
        picture, sound = container.streams.video[0], container.streams.audio[0]
        assert (picture.width, picture.height) == (854, 480)
        assert sum(1 for _ in container.decode(picture)) > 10 * 15
        assert sound.duration
    return " ".join((project / film).with_suffix(".srt").read_text(encoding="utf-8").split())


def test_it_passes_the_lint(project: Path) -> None:
    assert python(project, "render.py", "check", "my_concept") == "2 beats: nothing found\n"


def test_a_changed_parameter_is_heard_in_a_clip_and_in_a_film(project: Path) -> None:
    python(project, "render.py", "clip", "my_concept", "-q", "l", "--set", "P=0.6,0.3,0.1")
    before, after = (entropy([p * keep + (1 - keep) / 3 for p in (0.6, 0.3, 0.1)], base=2) for keep in (1, 0.4))
    clip = captions(project, "out/my_concept.mp4")
    assert f"H(P): {before:.3f} bits." in clip
    assert f"it stands at {after:.3f}:" in clip

    part = '[[part]]\nscene = "my_concept"\nbeats = ["blur"]\nset = { P = [0.6, 0.3, 0.1] }\n'
    (project / "mine.toml").write_text(f'size = "854x480"\nfps = 15\n{part}')
    python(project, "render.py", "lecture", "--film", "mine.toml", "-o", "out")
    film = captions(project, "out/lecture.mp4")
    assert f"it stands at {after:.3f}:" in film
    assert "H(P)" not in film


def test_its_own_test_passes(project: Path) -> None:
    assert "7 passed" in python(project, "-m", "pytest", "-v", "-p", "no:cacheprovider", MINE[2])


def test_ruff_and_mypy_find_nothing_whatever_its_name(project: Path) -> None:
    python(project, "-m", "ruff", "check", "--no-cache", ".")
    python(project, "-m", "ruff", "format", "--no-cache", "--check", ".")
    if (ROOT / ".mypy_cache").exists():  # what mypy knows of the libraries takes it half a minute to find out
        shutil.copytree(ROOT / ".mypy_cache", project / ".mypy_cache")
    python(project, "-m", "mypy", MINE[0], MINE[2], f"scenes/{LONG}/scene.py", f"tests/scenes/test_{LONG}.py")


def test_plain_manim_plays_it(project: Path) -> None:
    python(project, "-m", "manim", "-ql", "-s", "--media_dir", "media", MINE[0], "MyConcept")
    (picture,) = (project / "media").rglob("*.png")
    assert picture.stat().st_size > 5000


def test_it_is_listed_after_the_eight_and_found_by_a_similar_name(project: Path) -> None:
    titles = [line for line in python(project, "render.py", "list").splitlines() if line and line[0] != " "]
    assert len(titles) == 8 + 3
    assert "my_concept  My concept: noise spreads the mass" in titles[8:]
    assert "unknown scene 'my_concpt': did you mean 'my_concept'?" in render(project, "script", "my_concpt").stderr
    assert "unknown scene 'measures'" in render(project, "script", "measures").stderr


def test_a_mistake_in_its_python_is_told_with_its_line(project: Path) -> None:
    broken = project / "scenes" / "q" / "scene.py"
    text = broken.read_text()
    broken.write_text(text + "def\n")
    done = render(project, "script", "q")
    broken.write_text(text)
    assert done.returncode == 2
    assert f"scenes/q/scene.py:{text.count(chr(10)) + 1}: invalid syntax" in done.stderr


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("GAP = 0.35", "GAP = none", r"scenes/q/scene\.py:16: NameError: name 'none' is not defined"),
        (
            "import numpy as np",
            "import no_such",
            r"scenes/q/scene\.py:5: ModuleNotFoundError: No module named 'no_such'",
        ),
        ("GAP = 0.35", "GAP = 1 / 0", r"scenes/q/scene\.py:16: ZeroDivisionError: division by zero"),
        ("class Params(", "class Settings(", r"scenes/q/scene\.py: Q needs a class Params\(SceneParams\)"),
        ("    @beat", "    # @beat", r"scenes/q/scene\.py: Q has no beats: mark a method with @beat"),
        (
            "# Where",
            "\n\nclass R(ConceptScene):\n    pass\n\n\n# Where",
            r"scenes/q/scene\.py: has the scenes Q and R; a file",
        ),
        ("def blur", "def wait", r"scenes/q/scene\.py:\d+: beat 'wait': every scene has a wait already"),
        ("def blur", "def time", r"scenes/q/scene\.py:\d+: beat 'time': every scene has a time already"),
        ("def blur", "def params", r"scenes/q/scene\.py:\d+: beat 'params': every scene has a params already"),
        ("def blur", "def setup", r"scenes/q/scene\.py:\d+: beat 'setup': every scene has a setup already"),
        ("h_p=before", "h_p=befor", r"scenes/q/scene\.py:\d+: in facts\(\): NameError: name 'befor' is not defined"),
    ],
)
@pytest.mark.parametrize("command", ["script", "clip"])
def test_what_is_wrong_in_its_file_gets_one_line(project: Path, command: str, old: str, new: str, said: str) -> None:
    scene = project / "scenes" / "q" / "scene.py"
    text = scene.read_text()
    assert old in text
    scene.write_text(text.replace(old, new))
    done = render(project, command, "q")
    scene.write_text(text)
    assert done.returncode == 2, done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert re.search(f"error: {said}", done.stderr)


def test_a_mistake_in_a_beat_gets_one_line(project: Path) -> None:
    scene = project / "scenes" / "q" / "scene.py"
    text = scene.read_text()
    scene.write_text(text.replace("stage.MassBars(self.mass", "stage.MassBar(self.mass"))
    done = render(project, "clip", "q/measure", "-q", "l", "--voice", "silent")
    scene.write_text(text)
    assert done.returncode == 2
    assert re.search(r"error: scenes/q/scene\.py:\d+: in beat 'measure': AttributeError: .*MassBar", done.stderr)


def test_a_missing_narration_is_named(project: Path) -> None:
    narration = project / "narration" / "q.md"
    text = narration.read_text()
    narration.unlink()
    done = render(project, "script", "q")
    narration.write_text(text)
    assert done.returncode == 2
    assert done.stderr == "error: narration/q.md: No such file or directory\n"


def test_segments_of_others_outlive_a_change_of_it(project: Path) -> None:
    code = (
        "from bits.authoring.project import OWN; from bits.making.fingerprint import code_of; print(code_of(OWN, '{}'))"
    )
    before = {name: python(project, "-c", code.format(name)) for name in ("entropy", "my_concept")}
    scene = project / MINE[0]
    text = scene.read_text()
    scene.write_text(text + "# changed\n")
    after = {name: python(project, "-c", code.format(name)) for name in before}
    scene.write_text(text)
    assert after["entropy"] == before["entropy"]
    assert after["my_concept"] != before["my_concept"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("MyOwn", "'MyOwn': write a name such as my_concept"),
        ("../mine", "'../mine': write a name"),
        ("mine_", "'mine_': write a name"),
        (LONG + "s", "at most 30"),
        ("lambda", "a word of Python itself"),
        ("entropy", "scenes/ has a module of this name"),
        ("random", "Python has a module of this name"),
        ("manim", "Python has a module of this name"),
        ("distribution", "Distribution would hide"),
        ("my_concept", "scenes/ has a module of this name"),
    ],
)
def test_a_name_that_will_not_do_gets_one_line_and_writes_nothing(project: Path, name: str, said: str) -> None:
    before = files(project)
    done = render(project, "new", name)
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert files(project) == before


def test_nothing_is_left_half_written_where_no_room_is(project: Path) -> None:
    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))

    before = files(project)
    done = run(project, sys.executable, "-B", "render.py", "new", "too_much", limits=little_room)
    assert done.returncode == 2, done.stderr
    assert "too_much" in done.stderr
    assert files(project) == before


def test_the_walk_through_names_what_the_stage_has() -> None:
    table = re.findall(r"^\| (`\w.*?) \|", (ROOT / "docs" / "new-concept.md").read_text(encoding="utf-8"), re.MULTILINE)
    names = [name for cell in table for name in re.findall(r"`(\w+)(?:\(\))?`", cell)]
    assert len(names) > 20
    assert [name for name in names if not hasattr(stage, name)] == []


def files(project: Path) -> dict[Path, str]:
    """Return the texts of all files that `new` might write to, by path."""
    folders = (project / "scenes", project / "narration", project / "tests" / "scenes")
    return {path: path.read_text() for folder in folders for path in folder.rglob("*.*")}
