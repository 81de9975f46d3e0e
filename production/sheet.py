"""The contact sheet: for each beat its middle and its end, with names and times."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .crew import Tick, work
from .plan import Shot
from .store import written_whole

_SIZE = (640, 360)
_FPS = 15
_CAPTION = 26
_ACROSS = 4

Frame = NDArray[np.uint8]


def draw(shots: Sequence[Shot], path: Path, jobs: int, report: Callable[[int, int], None]) -> None:
    """Draw the sheet of some shots.

    Raises
    ------
    UserError
        If the picture cannot be written.
    """
    from PIL import Image, ImageDraw

    pairs = work(_two_frames, shots, [shot.seconds for shot in shots], jobs, report)
    cells = [(f"{shot.name}  {at:.1f} s", frame) for shot, pair in zip(shots, pairs, strict=True) for at, frame in pair]
    width, height = _SIZE
    rows = -(-len(cells) // _ACROSS)
    page = Image.new("RGB", (_ACROSS * width, rows * (height + _CAPTION)), "#30353d")
    pen = ImageDraw.Draw(page)
    for i, (caption, frame) in enumerate(cells):
        x, y = i % _ACROSS * width, i // _ACROSS * (height + _CAPTION)
        page.paste(Image.fromarray(frame), (x, y))
        pen.text((x + 8, y + height + 4), caption, fill="#f2f2f2", font_size=15)
    with written_whole(path) as temporary:
        page.save(temporary, format="PNG")


def _two_frames(shot: Shot, tick: Tick) -> list[tuple[float, Frame]]:
    """Return the times and the frames of a beat's middle and end, shape (height, width, 3)."""
    from manim import VMobject

    from scenes.concept import ConceptScene, concept
    from scenes.stage import colour

    from .painter import Painter
    from .recorder import record

    painter = Painter(*_SIZE, colour("ground"))
    middle = round(shot.seconds / 2 * _FPS)
    frames: list[Frame] = []

    class Camera:
        ticks = 0

        def moment(self, scene: ConceptScene, shapes: list[VMobject], ticks: int) -> None:
            painter.paint(shapes)
            if self.ticks <= middle < self.ticks + ticks:
                frames.append(painter.picture[..., :3].copy())
            self.ticks += ticks
            tick(ticks)

    camera = Camera()
    record(concept(shot.scene), (shot.beat,), shot.params, shot.paces, camera, fps=_FPS, size=_SIZE)
    frames.append(painter.picture[..., :3].copy())
    return [(middle / _FPS, frames[0]), (camera.ticks / _FPS, frames[-1])]
