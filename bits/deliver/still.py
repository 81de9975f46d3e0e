"""Any instant of a beat as one picture, without the frames before it."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bits.errors import UserError, quoted
from bits.making.job import Look, Shot
from bits.making.output import delivered


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
    from bits.engine.seek import stage_at
    from bits.stage.theme import ground

    cls, params, paces = shot.cls, shot.params, shot.paces
    _, shapes = stage_at(
        cls, params, paces, shot.beat, seconds, fps=look.fps, size=look.size, theme=look.theme, step=shot.step
    )
    painter = Painter(*look.size, ground(look.theme), look.transparent)
    painter.paint(shapes)
    return straight(painter.picture, ground_of(look.theme)) if look.transparent else painter.picture[..., :3].copy()


def write_still(shot: Shot, seconds: float, look: Look, path: Path) -> None:
    """Write the picture at an instant of a beat as PNG.

    Raises
    ------
    UserError
        If the beat is shorter, or the file cannot be written.
    """
    from PIL import Image

    picture = picture_at(shot, seconds, look)
    with delivered(path) as temporary:
        Image.fromarray(picture).save(temporary, format="PNG")
