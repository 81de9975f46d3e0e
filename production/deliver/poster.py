"""A beat as one picture: what stands on the stage when its words have ended."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray


def poster(segment: Path) -> NDArray[np.uint8]:
    """Return the last picture of a segment, RGB of shape (height, width, 3).

    Raises
    ------
    OSError
        If the segment cannot be read.
    """
    with av.open(str(segment)) as container:
        stream = container.streams.video[0]
        container.seek(max(0, (stream.duration or 1) - 1), stream=stream)  # to the keyframe before the end
        last = None
        for frame in container.decode(stream):
            last = frame
    assert last is not None
    return last.to_ndarray(format="rgb24", src_colorspace="ITU709", src_color_range="MPEG").astype(np.uint8)
