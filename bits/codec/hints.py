"""Tells x264 which parts of a frame stand still, so that it does not look for changes there.

FFmpeg has side data of a frame for that, and hands it on to x264 (its option ``mb_info``); PyAV can read side data but
not write it. So FFmpeg's own two functions are called on the frame that PyAV holds.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence

import av
import av.frame
from av.sidedata.sidedata import Type

_CHANGED = 1  # AV_VIDEO_HINT_TYPE_CHANGED: all that lies in no rectangle is as it was


class _Hint(ctypes.Structure):  # AVVideoHint of libavutil/video_hint.h
    _fields_ = (
        ("count", ctypes.c_size_t),
        ("offset", ctypes.c_size_t),
        ("size", ctypes.c_size_t),
        ("kind", ctypes.c_int),
    )


# A module of PyAV's stands for the libraries that it was linked with: they are looked through, too.
_ffmpeg = ctypes.CDLL(av.frame.__file__)
_create = _ffmpeg.av_video_hint_create_side_data
_create.argtypes, _create.restype = (ctypes.c_void_p, ctypes.c_size_t), ctypes.POINTER(_Hint)
_remove = _ffmpeg.av_frame_remove_side_data
_remove.argtypes, _remove.restype = (ctypes.c_void_p, ctypes.c_int), None


def tell(frame: av.VideoFrame, boxes: Sequence[tuple[int, int, int, int]]) -> None:
    """Say of a frame that it differs from the one before in these boxes only; what was said of it before is gone.

    Parameters
    ----------
    frame
        To be encoded next, by libx264 with ``mb_info``.
    boxes
        Left, top, right and bottom of each in whole pixels; at least one.

    Raises
    ------
    MemoryError
        If there is no room for the hint.
    """
    pointer = _pointer(frame)
    _remove(pointer, Type.VIDEO_HINT.value)
    hint = _create(pointer, len(boxes))
    if not hint:
        raise MemoryError
    hint.contents.kind = _CHANGED
    rectangles = (ctypes.c_uint32 * 4 * len(boxes)).from_address(ctypes.addressof(hint.contents) + hint.contents.offset)
    for rectangle, (left, top, right, bottom) in zip(rectangles, boxes, strict=True):
        rectangle[:] = left, top, right - left, bottom - top


def _pointer(frame: av.VideoFrame) -> int:
    """Return where the AVFrame is: the first field of PyAV's class (frame.pxd), behind its table of methods."""
    fields = id(frame) + object.__basicsize__
    address = ctypes.c_size_t.from_address(fields + ctypes.sizeof(ctypes.c_void_p)).value
    pixels = ctypes.c_size_t.from_address(address).value  # the first field of an AVFrame
    if pixels != frame.planes[0].buffer_ptr:
        raise RuntimeError("PyAV keeps its frames in another way than these hints know")
    return address
