"""Pictures to an animated WebP: without loss, with long frames for what stands, and no sound."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
from av.video.codeccontext import VideoCodecContext

from bits.codec.encoder import Box
from bits.deliver.ground import Picture, ground_of, straight
from bits.making.job import Look
from bits.making.output import delivered

_CLOCK = Fraction(1, 1000)
_OPTIONS = {"lossless": "1", "compression_level": "2"}
"""Flat pictures stay small without loss; at a higher level the encoder takes longer and saves nothing."""
_DURATION = slice(12, 15)
"""Where a frame's chunk has its milliseconds, behind place and size."""


class WebP:
    """Writes a WebP that is shown over and over; it appears under its name when the ``with`` block ends without error.

    Parameters
    ----------
    path
        The WebP.
    look
        What all pictures have.
    """

    def __init__(self, path: Path, look: Look) -> None:
        self.path, self.look = path, look
        self._ticks = 0
        self._cleanup = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._temporary = stack.enter_context(delivered(self.path))
            codec = av.CodecContext.create("libwebp_anim", "w")
            assert isinstance(codec, VideoCodecContext)
            codec.width, codec.height, codec.pix_fmt = self.look.width, self.look.height, "bgra"
            codec.time_base, codec.options = _CLOCK, _OPTIONS
            self._codec = codec
            self._cleanup = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self._cleanup.__exit__(kind, error, trace)
            return
        with self._cleanup:
            data = b"".join(bytes(packet) for packet in self._codec.encode(None))
            self._temporary.write_bytes(_lasting(data, self._milliseconds() - self._shown))

    def frame(self, picture: Picture, ticks: int = 1, boxes: Sequence[Box] | None = None) -> None:
        """Show a picture for so many ticks."""
        seen = straight(picture, ground_of(self.look.theme)) if self.look.transparent else picture
        frame = av.VideoFrame.from_ndarray(seen, format="rgba").reformat(format="bgra")
        self._shown = self._milliseconds()
        frame.pts, frame.time_base = self._shown, _CLOCK
        self._codec.encode(frame)
        self.hold(ticks)

    def hold(self, ticks: int) -> None:
        """Let the last picture stand on."""
        self._ticks += ticks

    def _milliseconds(self) -> int:
        return round(self._ticks * 1000 / self.look.fps)


def _lasting(data: bytes, milliseconds: int) -> bytes:
    """Return a file whose last frame stands for so long: the encoder, which does not know, writes a mean."""
    last, at = None, 12
    while at + 8 <= len(data):
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        if data[at : at + 4] == b"ANMF":
            last = at + 8
        at += 8 + length + length % 2
    if last is None:  # a single picture
        return data
    changed = bytearray(data)
    changed[last + _DURATION.start : last + _DURATION.stop] = milliseconds.to_bytes(3, "little")
    return bytes(changed)
