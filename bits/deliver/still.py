"""Any instant of a beat as one picture, without the frames before it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bits.authoring.concept import Pace, concept
from bits.authoring.parameters import SceneParams
from bits.errors import UserError, quoted
from bits.making.crew import work
from bits.making.output import delivered
from bits.making.plan import Shot
from bits.making.take import Look


def instant_of(text: str) -> tuple[str, float]:
    """Return ``scene/beat`` and the seconds of ``scene/beat@seconds``.

    Raises
    ------
    UserError
        If the text has another form.
    """
    name, at, seconds = text.partition("@")
    if not at or "/" not in name or not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{0,9})?", seconds):
        raise UserError(f"{quoted(text)[1:-1]}: write SCENE/BEAT@SECONDS, such as entropy/coin@3.5")
    return name, float(seconds)


def picture_at(
    scene: str, beat: str, seconds: float, params: SceneParams, paces: Mapping[str, Pace], look: Look
) -> NDArray[np.uint8]:
    """Return the picture that stands at an instant: the frame of the film, pixel for pixel up to Cairo's rounding.

    Parameters
    ----------
    scene, beat, seconds
        The instant, in seconds from the beat's start.
    params, paces, look
        What the scene is made from, and how it looks.

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
    from bits.engine.seek import shapes_at
    from bits.stage.theme import THEMES

    size = look.width, look.height
    shapes = shapes_at(concept(scene), params, paces, beat, seconds, fps=look.fps, size=size, theme=look.theme)
    painter = Painter(*size, THEMES[look.theme]["ground"], look.transparent)
    painter.paint(shapes)
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
    return picture_at(shot.scene, shot.beat, seconds, shot.params, shot.paces, look)
