"""A clip that ends where it began: after its end it runs backwards, fast, until its first picture stands again."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from itertools import groupby

import numpy as np

from bits.codec.reel import Moment

SECONDS = 1.5
"""How long the way back takes."""


def way_back(ticks: int, fps: int) -> list[int]:
    """Return which ticks of a clip are shown on its way back, the last of them the first of the clip.

    Parameters
    ----------
    ticks
        The clip's length.
    fps
        Ticks per second.
    """
    share = np.arange(1, max(2, round(SECONDS * fps)) + 1) / max(2, round(SECONDS * fps))
    eased = share * share * (3 - 2 * share)
    return [round(float(tick)) for tick in (ticks - 1) * (1 - eased)]


def looped(moments: Iterable[Moment], back: list[int]) -> Iterator[Moment]:
    """Yield the moments of a clip, and then those of its way back.

    Every picture of it is one that has been shown, so it is as true as that one was.

    Parameters
    ----------
    moments
        The clip.
    back
        As :func:`way_back` returns it.
    """
    kept: dict[int, tuple[int, bytes]] = {}  # by tick: the number of its moment, and its picture
    wanted = set(back)
    now = 0
    for number, moment in enumerate(moments):
        hit = wanted.intersection(range(now, now + moment.ticks))
        if hit:
            kept |= dict.fromkeys(hit, (number, zlib.compress(moment.picture.tobytes(), 1)))
            shape = moment.picture.shape
        now += moment.ticks
        yield moment
    for (_, packed), same in groupby(kept[tick] for tick in back):
        picture = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(shape)
        yield Moment(picture, len(list(same)), [(0, 0, shape[1], shape[0])])
