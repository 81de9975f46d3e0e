"""Every scene also runs under plain Manim, and shows there what it shows in the film."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from manim import VMobject
from PIL import Image

from bits import stage
from bits.authoring.concept import ConceptScene
from bits.authoring.paces import reading_paces
from bits.codec.painter import Painter
from bits.engine.recorder import record
from tests.own import CONCEPTS, concept

ROOT = Path(__file__).parent.parent
SIZE = (854, 480)


class LastFrame:
    def __init__(self) -> None:
        self.painter = Painter(*SIZE, stage.colour("ground"))

    def moment(self, scene: ConceptScene, shapes: list[VMobject], ticks: int) -> None:
        self.painter.paint(shapes)


@pytest.mark.parametrize("name", CONCEPTS)
def test_the_last_frame_under_plain_manim_is_that_of_the_film(name: str, tmp_path: Path) -> None:
    cls = concept(name)
    manim = [sys.executable, "-m", "manim", "-ql", "-s", "--disable_caching", "--media_dir", str(tmp_path)]
    done = subprocess.run(
        [*manim, f"scenes/{name}/scene.py", cls.__name__],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (picture,) = tmp_path.rglob("*.png")
    plain = np.asarray(Image.open(picture).convert("RGB")).astype(int)
    sink = LastFrame()
    params = cls.Params()
    record(cls, (cls.beats()[-1],), params, reading_paces(cls.narration(), params.facts()), sink, fps=15, size=SIZE)
    ours = sink.painter.picture[..., :3].astype(int)
    differing = float((np.abs(plain - ours).max(axis=2) > 1).mean())
    assert differing < 1e-4
