"""A still is the frame of the film, drawn alone; in a living process it is there at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from manim import VMobject
from PIL import Image

from bits import stage
from bits.authoring.concept import ConceptScene
from bits.authoring.project import OWN
from bits.codec.painter import Painter
from bits.deliver.still import instant_of, picture_at
from bits.engine.recorder import record
from bits.errors import UserError
from bits.making.job import Look
from bits.making.plan import parts_of, shots
from bits.making.store import Store

ROOT = Path(__file__).parents[3]
LOOK = Look(320, 180, 10)


class Pictures:
    def __init__(self) -> None:
        self.painter = Painter(LOOK.width, LOOK.height, stage.colour("ground"))
        self.frames: list[np.ndarray] = []

    def moment(self, scene: ConceptScene, shapes: list[VMobject], ticks: int) -> None:
        self.painter.paint(shapes)
        self.frames += [self.painter.picture[..., :3].copy()] * ticks


@pytest.mark.parametrize("name", ["kl_divergence/flow", "bottleneck/merging", "entropy/average"])
def test_a_still_is_the_frame_of_the_film(name: str, tmp_path: Path) -> None:
    (shot,) = shots(OWN, parts_of([name], OWN), {}, "silent", Store(tmp_path))
    sink = Pictures()
    record(shot.cls, (shot.beat,), shot.params, shot.paces, sink, fps=LOOK.fps, size=LOOK.size, step=shot.step)
    assert len({frame.tobytes() for frame in sink.frames}) > 20
    for tick in range(3, len(sink.frames), len(sink.frames) // 7):
        alone = picture_at(shot, tick / LOOK.fps, LOOK)
        differences = np.abs(alone.astype(int) - sink.frames[tick])
        assert differences.max() <= 8  # Cairo's rounding where a box of change cut an edge
        assert (differences > 1).mean() < 1e-4
    with pytest.raises(UserError, match=rf"{name}@99: the beat lasts \d+\.\d\d s"):
        picture_at(shot, 99, LOOK)


@pytest.mark.parametrize(
    "text", ["entropy@3", "entropy/coin", "entropy/coin@", "entropy/coin@-1", "entropy/coin@1e9s", "a/b@" + "9" * 400]
)
def test_an_instant_has_one_form(text: str) -> None:
    with pytest.raises(UserError, match="SCENE/BEAT@SECONDS"):
        instant_of(text)


def test_the_command_writes_a_picture(tmp_path: Path) -> None:
    path = tmp_path / "coin.png"
    command = [sys.executable, "render.py", "still", "entropy/coin@6.5", "-q", "l", "--voice", "silent"]
    done = subprocess.run(
        [*command, "--transparent", "-o", str(path)], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    with Image.open(path) as picture:
        assert (picture.size, picture.mode) == ((854, 480), "RGBA")
        assert picture.getpixel((2, 2)) == (14, 17, 22, 0)
        alphas = np.asarray(picture)[..., 3]
    assert (alphas == 255).mean() > 0.02
