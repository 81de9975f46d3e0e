"""Frames to a segment: the picture of one beat as H.264 in MP4, without sound.

Three things make it cheap. Only the boxes that changed are converted from RGB to YUV. x264 is told them, so that it
does not look for changes anywhere else. And a picture that stands on is not given to x264 again: the encoder writes a
*repeat* instead, a frame that says "all blocks as before". It is the same bytes for every picture of a size (about 70
at 1080p), made once and copied, and costs 0.04 ms in place of 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import numpy as np
from av.container import InputContainer
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from numpy.typing import NDArray

from bits.codec.hints import tell
from bits.codec.yuv import convert
from bits.errors import RemovedError, UserError
from bits.paths import in_use

KEY_SECONDS = 5
"""Seconds between keyframes at most, so that players seek quickly."""

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in whole pixels."""

_REST = 0.25
"""Seconds that a picture has to stand to be worth a keyframe."""
_FRESH = 0.2
"""Seconds of movement from one fine frame to the next."""
_LONGEST = 600
"""Seconds of movement in one beat that have fine frames."""

# Chosen by measurement on flat vector graphics at 1080p60; docs/speed.md has the figures. The quantizer is constant, so
# that x264 need not look at each frame twice. It would let flat colours fade in steps, and leave ghosts of what has
# moved away: so the mean of a block is quantized four times as finely as the rest of it (cqm4p), and a frame every
# fifth of a second finely. A picture that comes to rest is a keyframe, which is fine, too: what stands is looked at.
# Motion by whole pixels (subme), small transforms and no deblocking save time at no cost in quality: edges are sharp.
_MOVING, _FINE, _RESTING = 30, 18, 20
_PARAMS = (
    f"ipratio={2 ** ((_MOVING - _RESTING) / 6):.3f}:chroma-qp-offset=-2:trellis=1",
    "cqm4p=4" + ",16" * 15,
    # One frame in, one frame out, in order: decoding time is presentation time, and segments can be joined.
    "bframes=0:rc-lookahead=0:sync-lookahead=0:mbtree=0:force-cfr=1",
    # Every frame refers to the one before and nothing else, which is what a repeat copies.
    "ref=1:weightp=0",
    "subme=0:8x8dct=0:no-deblock=1",
    # The encoder places the keyframes.
    "keyint=infinite:scenecut=0",
    # The same bytes on every machine.
    "threads=1:cpu-independent=1",
    # Chroma is averaged over 2 x 2 pixels, so it belongs to their centre.
    "chromaloc=1",
)


@dataclass(frozen=True)
class Raster:
    """Size in pixels and rate of a picture.

    Raises
    ------
    UserError
        If a side is odd or below 16 pixels, or the rate is not positive.
    """

    width: int
    height: int
    fps: int

    def __post_init__(self) -> None:
        if self.width % 2 or self.height % 2 or min(self.width, self.height) < 16:
            raise UserError(f"picture size {self.width}x{self.height}: both must be even and at least 16")
        if self.fps < 1:
            raise UserError(f"frame rate {self.fps}: it must be at least 1")


class SegmentEncoder:
    """Writes the pictures of one beat; the file is complete when the ``with`` block ends without error.

    Every tick is a frame of constant duration, the first one a keyframe. The same input gives the same bytes.

    Parameters
    ----------
    path
        The segment, an MP4 file.
    raster
        What all pictures have; segments of one format can be joined by copying their packets.
    """

    def __init__(self, path: Path, raster: Raster) -> None:
        self.path = path
        self.raster = raster
        self._ticks = 0
        self._since_key = 0  # frames since the last keyframe, and how many of them x264 knows of
        self._known_since_key = 0
        self._yuv = av.VideoFrame(raster.width, raster.height, "yuv420p")
        self._yuv_planes = _planes(self._yuv)
        self._tick = self._yuv.time_base = Fraction(1, raster.fps)
        self._cleanup = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._container = stack.enter_context(
                av.open(str(self.path.absolute()), "w", format="mp4", options={"fflags": "+bitexact"})
            )
            options = _options(self.raster.fps)
            self._stream = self._container.add_stream("libx264", rate=self.raster.fps, options=options)
            _configure(self._stream.codec_context, self.raster)
            self._cleanup = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self._cleanup.__exit__(kind, error, trace)
            return
        with self._cleanup:
            if not self._ticks:
                raise ValueError(f"{self.path}: a segment needs at least one picture")
            if self._stream.encode(None):
                raise RuntimeError("x264 held frames back in spite of its settings")

    def frame(self, picture: NDArray[np.uint8], ticks: int = 1, boxes: Sequence[Box] | None = None) -> None:
        """Show a picture.

        Parameters
        ----------
        picture
            Shape (height, width, 4), R, G, B, A in memory; alpha is ignored. It may be overwritten afterwards.
        ticks
            How many frames it stands. If they are a quarter of a second or more, it is a keyframe.
        boxes
            Left, top, right and bottom of what differs from the picture before; None if all of it may.

        Raises
        ------
        ValueError
            If the shape, the type, a box or the number of ticks does not fit.
        """
        expected = (self.raster.height, self.raster.width, 4)
        if picture.shape != expected or picture.dtype != np.uint8:
            raise ValueError(f"picture {picture.shape} of {picture.dtype}: expected {expected} of uint8")
        if ticks < 1:
            raise ValueError(f"a picture that stands {ticks} ticks")
        if boxes is None or not self._ticks:
            boxes = [(0, 0, self.raster.width, self.raster.height)]
        if boxes:
            self._convert(picture, boxes)
            self._encode(ticks >= _REST * self.raster.fps)
            ticks -= 1
        self.hold(ticks)

    def hold(self, ticks: int) -> None:
        """Let the last picture stand on.

        Parameters
        ----------
        ticks
            For how many more frames.

        Raises
        ------
        ValueError
            If there is no picture yet, or the number is negative.
        """
        if not self._ticks or ticks < 0:
            raise ValueError(f"hold for {ticks} ticks: there must be a picture, and the number must not be negative")
        for _ in range(ticks):
            if self._key_is_due():
                self._encode()
            else:
                self._mux(_numbered(_repeat(self.raster), self._since_key))

    def _convert(self, picture: NDArray[np.uint8], boxes: Sequence[Box]) -> None:
        """Bring the YUV frame up to date in some boxes."""
        y, u, v = self._yuv_planes
        convert(picture.view(np.uint32)[..., 0], y, u, v, boxes)
        tell(self._yuv, boxes)

    def _encode(self, key: bool = False) -> None:
        """Give the standing picture to x264 for one tick."""
        key = key or self._key_is_due()
        self._yuv.pict_type = PictureType.I if key else PictureType.NONE
        self._yuv.pts = self._ticks
        packets = self._stream.encode(self._yuv)
        if len(packets) != 1 or packets[0].is_keyframe != key:
            raise RuntimeError("x264 did not give one frame for one frame in spite of its settings")
        data = bytes(packets[0])
        if key:
            self._since_key = self._known_since_key = 0
        else:
            self._known_since_key += 1
            if _number(data) != self._known_since_key % 16:
                raise RuntimeError("x264 writes its slice headers in another way than this encoder knows")
            data = _numbered(data, self._since_key)
        self._mux(data, key)

    def _key_is_due(self) -> bool:
        return self._ticks == 0 or self._since_key >= KEY_SECONDS * self.raster.fps

    def _mux(self, data: bytes, key: bool = False) -> None:
        packet = av.Packet(data)
        packet.stream = self._stream
        packet.time_base = self._tick
        packet.pts = packet.dts = self._ticks
        packet.duration = 1
        packet.is_keyframe = key
        self._container.mux_one(packet)
        self._ticks += 1
        self._since_key += 1


def opened(segment: Path) -> InputContainer:
    """Open a segment for its packets: were a codec allowed, FFmpeg would decode a picture to see what it is (6 ms).

    Raises
    ------
    RemovedError
        If it is not there any more.
    OSError
        If it cannot be read.
    """
    with in_use(segment):
        return av.open(str(segment.absolute()), format="mp4", options={"codec_whitelist": "none"})


@lru_cache(maxsize=1024)
def measure(segment: Path) -> tuple[tuple[int, int, Fraction | None], int, bytes | None]:
    """Return size and rate of a segment, the number of its frames, and its encoder's settings.

    What has a name in the store never changes, so each is opened once.
    """
    with opened(segment) as container:
        if [stream.type for stream in container.streams] != ["video"]:
            return (0, 0, None), 0, None
        stream = container.streams.video[0]
        return (stream.width, stream.height, stream.average_rate), stream.frames, stream.codec_context.extradata


def is_segment(path: Path, wanted: Raster) -> bool:
    """Return whether a file is there and is a segment of this format."""
    try:
        shape, frames, settings = measure(path)
    except (av.FFmpegError, OSError, RemovedError):
        return False
    return shape == (wanted.width, wanted.height, Fraction(wanted.fps)) and frames > 0 and settings is not None


def rows_of(boxes: Sequence[Box] | None, height: int) -> tuple[int, int]:
    """Return the first row and the one past the last that boxes touch; all of them if there are none."""
    return (min(box[1] for box in boxes), max(box[3] for box in boxes)) if boxes else (0, height)


def _options(fps: int) -> dict[str, str]:
    """Return what x264 is told."""
    period = max(2, round(_FRESH * fps))
    fine = "/".join(f"{frame},{frame},q={_FINE}" for frame in range(period - 1, _LONGEST * fps, period))
    return {
        "preset": "superfast",
        "qp": str(_MOVING),
        "forced-idr": "1",  # a keyframe asked for is one to start decoding at
        "mb_info": "1",  # it is told where nothing has changed
        "x264-params": ":".join((*_PARAMS, f"zones={fine}")),
    }


def _configure(codec: VideoCodecContext, wanted: Raster) -> None:
    codec.width, codec.height, codec.pix_fmt = wanted.width, wanted.height, "yuv420p"
    codec.framerate, codec.time_base = Fraction(wanted.fps), Fraction(1, wanted.fps)
    codec.colorspace, codec.color_range = Colorspace.ITU709, ColorRange.MPEG
    codec.color_primaries, codec.color_trc = ColorPrimaries.BT709, ColorTrc.BT709
    codec.thread_count = 1


def _planes(frame: av.VideoFrame) -> list[NDArray[np.uint8]]:
    """Return views of Y, U and V, each of shape (rows, bytes in a line)."""
    return [np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size) for plane in frame.planes]


# A repeat and the numbering of frames (ITU-T H.264, 7.3.3 and 7.4.3).
#
# The header of a P slice starts with the bits (first_mb_in_slice 0) 1, (slice_type P) 00110,
# (pic_parameter_set_id 0) 1 and then the four bits of frame_num: the number of the frame since the last keyframe,
# modulo 16. Since x264 does not know of the repeats between its frames, these four bits are written anew. The byte
# before them and the byte they end in always have other bits set, so no start code can come about or vanish.

_P_SLICE = b"\0\0\0\1\x41"


@lru_cache(maxsize=4)
def _repeat(wanted: Raster) -> bytes:
    """Return the frame in which every block is as in the frame before: what x264 makes of a grey picture's second.

    Grey, since x264 predicts that without any error: there is nothing left to correct in the second frame.
    """
    codec = av.CodecContext.create("libx264", "w")
    codec.options = _options(wanted.fps)
    _configure(codec, wanted)
    grey = av.VideoFrame(wanted.width, wanted.height, "yuv420p")
    for plane in _planes(grey):
        plane[:] = 128
    grey.time_base = Fraction(1, wanted.fps)
    grey.pts = 0
    codec.encode(grey)
    grey.pts = 1
    (packet,) = codec.encode(grey)
    return bytes(packet)


def _number(data: bytes) -> int:
    """Return the frame_num of a P frame."""
    if not data.startswith(_P_SLICE) or data[5] >> 1 != 0b1001101:
        raise RuntimeError("x264 writes its slice headers in another way than this encoder knows")
    return (data[5] & 1) << 3 | data[6] >> 5


def _numbered(data: bytes, number: int) -> bytes:
    """Return a P frame with another frame_num (modulo 16)."""
    number %= 16
    return data[:5] + bytes((data[5] & 0xFE | number >> 3, data[6] & 0x1F | (number & 7) << 5)) + data[7:]


# In a segment a slice stands behind its length, four bytes too, in place of the start code.


def is_repeat(data: bytes, wanted: Raster) -> bool:
    """Return whether a packet of a segment is a repeat: the picture stands on."""
    return data[4] == _P_SLICE[4] and _numbered(data, 0)[5:] == _numbered(_repeat(wanted), 0)[5:]


def renumbered(data: bytes, number: int) -> bytes:
    """Return a packet of a segment as the frame of that number after its keyframe."""
    return _numbered(data, number)
