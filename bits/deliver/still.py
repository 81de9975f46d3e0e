"""Any instant of a beat as one picture, without the frames before it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from bits.errors import UserError, quoted
from bits.making.crew import work
from bits.making.job import Look, Shot
from bits.making.output import delivered

if TYPE_CHECKING:
    from manim import VMobject

    from bits.authoring.concept import ConceptScene


def instant_of(text: str) -> tuple[str, float]:
    """Return ``scene/beat`` and the seconds of ``scene/beat@seconds``.

    Raises
    ------
    UserError
        If the text has another form.
    """
    name, at, seconds = text.partition("@")
    if not at or "/" not in name or not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{0,9})?", seconds):
        raise UserError(f"{quoted(text)[1:-1]}: write SCENE/BEAT@SECONDS, with seconds such as 3.5")
    return name, float(seconds)


def picture_at(shot: Shot, seconds: float, look: Look) -> NDArray[np.uint8]:
    """Return the picture that stands at an instant: the frame of the film, pixel for pixel up to Cairo's rounding.

    Parameters
    ----------
    shot, seconds
        The instant, in seconds from the beat's start.
    look
        How it looks.

    Returns
    -------
    NDArray[np.uint8]
        RGB or, if the look is transparent, RGBA; shape (height, width, 3 or 4).

    Raises
    ------
    UserError
        If the beat is shorter.
    """
    from bits.codec.painter import Painter
    from bits.deliver.ground import ground_of, straight
    from bits.engine.recorder import Performance
    from bits.stage.theme import ground

    performance = Performance(
        shot.cls, shot.params, shot.paces, fps=look.fps, size=look.size, theme=look.theme, step=shot.step
    )
    painter = Painter(look.width, look.height, ground(look.theme), look.transparent)

    class Camera:
        """Paints the one moment that comes."""

        def moment(self, scene: ConceptScene, shapes: list[VMobject], ticks: int) -> None:
            painter.paint(shapes)

    tick = round(seconds * look.fps)
    lasted = performance.record(shot.beat, Camera(), only=tick).ticks
    if tick < 0 or tick >= lasted:
        raise UserError(f"{shot.name}@{seconds:g}: the beat lasts {lasted / look.fps:.2f} s")
    return straight(painter.picture, ground_of(look.theme)) if look.transparent else painter.picture[..., :3].copy()


def write_still(shot: Shot, seconds: float, look: Look, path: Path) -> None:
    """Write the picture at an instant of a beat as PNG, drawn in a process of its own.

    Raises
    ------
    UserError
        If the beat is shorter, or the file cannot be written.
    """
    from PIL import Image

    (picture,) = work(_picture, [(shot, seconds, look)], [1.0], 1, lambda done, ticks: None)
    with delivered(path) as temporary:
        Image.fromarray(picture).save(temporary, format="PNG")


def _picture(wanted: tuple[Shot, float, Look], tick: object) -> NDArray[np.uint8]:
    shot, seconds, look = wanted
    return picture_at(shot, seconds, look)
