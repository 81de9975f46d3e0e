"""The contact sheet: for each beat its middle and its end, with names and times."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bits.making.crew import Crew, Tick
from bits.making.job import Look, Shot
from bits.making.output import delivered

_AREA = 640 * 360
"""Pixels of each frame, whatever its shape."""
_FPS = 15
_CAPTION = 26
_ROW = 2560
"""How wide the sheet may be, in pixels."""

Frame = NDArray[np.uint8]


def draw(shots: Sequence[Shot], look: Look, path: Path, crew: Crew, report: Callable[[int, int], None]) -> None:
    """Draw the sheet of some shots, small, in the shape and the theme of a look.

    Raises
    ------
    UserError
        If the picture cannot be written.
    """
    from PIL import Image, ImageDraw

    size = width, height = _cell(look.width / look.height)
    across = _ROW // width // 2 * 2
    pairs = crew.work(
        partial(_two_frames, theme=look.theme, size=size), shots, [shot.seconds for shot in shots], report
    )
    cells = [(f"{shot.name}  {at:.1f} s", frame) for shot, pair in zip(shots, pairs, strict=True) for at, frame in pair]
    rows = -(-len(cells) // across)
    page = Image.new("RGB", (across * width, rows * (height + _CAPTION)), "#30353d")
    pen = ImageDraw.Draw(page)
    for i, (caption, frame) in enumerate(cells):
        x, y = i % across * width, i // across * (height + _CAPTION)
        page.paste(Image.fromarray(frame), (x, y))
        pen.text((x + 8, y + height + 4), caption, fill="#f2f2f2", font_size=15)
    with delivered(path) as temporary:
        page.save(temporary, format="PNG")


def _cell(shape: float) -> tuple[int, int]:
    """Return the size of each frame in pixels, as wide by its height as `shape`."""
    height = 2 * round(math.sqrt(_AREA / shape) / 2)
    return 2 * round(height * shape / 2), height


def _two_frames(shot: Shot, tick: Tick, theme: str, size: tuple[int, int]) -> list[tuple[float, Frame]]:
    """Return the times and the frames of a beat's middle and end, shape (height, width, 3)."""
    from manim import VMobject

    from bits.authoring.concept import ConceptScene
    from bits.codec.painter import Painter
    from bits.engine.recorder import record
    from bits.stage.theme import ground

    painter = Painter(*size, ground(theme))
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
    cls, beats, params = shot.cls, (shot.beat,), shot.params
    record(cls, beats, params, shot.paces, camera, fps=_FPS, size=size, theme=theme, step=shot.step)
    frames.append(painter.picture[..., :3].copy())
    tick(0, 1)
    return [(middle / _FPS, frames[0]), (camera.ticks / _FPS, frames[-1])]
