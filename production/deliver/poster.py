"""A beat as one picture: what stands on the stage when its words have ended."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from production.store import Store, key_of


def poster(segment: Path, store: Store) -> Path:
    """Return the last picture of a segment as a PNG file, which is kept in the store.

    Raises
    ------
    OSError
        If the segment cannot be read.
    UserError
        If the store cannot be written.
    """
    from PIL import Image

    key = key_of("poster", segment.name)
    kept = store.get(key, ".png")
    if kept is None:
        with store.put(key, ".png") as path:
            Image.fromarray(last_picture(segment)).save(path)
        kept = store.get(key, ".png")
        assert kept is not None
    return kept


def last_picture(segment: Path) -> NDArray[np.uint8]:
    """Return the last picture of a segment, RGB of shape (height, width, 3).

    Raises
    ------
    OSError
        If the segment cannot be read.
    """
    with av.open(str(segment.absolute())) as container:
        stream = container.streams.video[0]
        container.seek(max(0, (stream.duration or 1) - 1), stream=stream)  # to the keyframe before the end
        last = None
        for frame in container.decode(stream):
            last = frame
    assert last is not None
    return last.to_ndarray(format="rgb24", src_colorspace="ITU709", src_color_range="MPEG").astype(np.uint8)
