"""A beat as one picture: what stands on the stage when its words have ended."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
import numpy as np
from numpy.typing import NDArray

from bits.making.store import Store, key_of
from bits.paths import in_use

if TYPE_CHECKING:
    from PIL import Image


def poster(segment: Path, store: Store) -> bytes:
    """Return the last picture of a segment as PNG, which is kept in the store.

    Raises
    ------
    OSError
        If the segment cannot be read.
    UserError
        If the store cannot be written, or the segment was removed from it.
    """
    return kept_picture(key_of("poster", segment.name), "PNG", lambda: _image(last_picture(segment)), store)


def first(segment: Path, store: Store) -> bytes:
    """Return the first picture of a segment as PNG; see `poster`."""
    return kept_picture(key_of("first", segment.name), "PNG", lambda: _image(first_picture(segment)), store)


def kept_picture(key: str, kind: str, make: Callable[[], Image.Image], store: Store, **settings: Any) -> bytes:
    """Return a picture from the store, made and encoded with these settings of Pillow's where it is not there."""

    def encoded() -> bytes:
        file = BytesIO()
        make().save(file, format=kind, **settings)
        return file.getvalue()

    return store.kept(key, f".{kind.lower()}", lambda data: _verified(data, kind), encoded)


def _verified(data: bytes, kind: str) -> bytes:
    """Return a file's content; ValueError if it is no such picture."""
    from PIL import Image

    try:
        Image.open(BytesIO(data), formats=[kind]).verify()
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError(f"no {kind} picture: {error}") from error
    return data


def _image(picture: NDArray[np.uint8]) -> Image.Image:
    from PIL import Image

    return Image.fromarray(picture)


def first_picture(segment: Path) -> NDArray[np.uint8]:
    """Return the first picture of a segment; see `last_picture`."""
    with in_use(segment), av.open(str(segment.absolute())) as container:
        return _pixels(next(container.decode(container.streams.video[0])))


def last_picture(segment: Path) -> NDArray[np.uint8]:
    """Return the last picture of a segment, RGB of shape (height, width, 3).

    Raises
    ------
    OSError
        If the segment cannot be read.
    """
    with in_use(segment), av.open(str(segment.absolute())) as container:
        stream = container.streams.video[0]
        container.seek(max(0, (stream.duration or 1) - 1), stream=stream)  # to the keyframe before the end
        last = None
        for frame in container.decode(stream):
            last = frame
    assert last is not None
    return _pixels(last)


def _pixels(frame: av.VideoFrame) -> NDArray[np.uint8]:
    return frame.to_ndarray(format="rgb24", src_colorspace="ITU709", src_color_range="MPEG").astype(np.uint8)
