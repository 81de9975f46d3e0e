"""Pictures to an animated WebP: without loss, with long frames for what stands, and no sound."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from bits.deliver.clip import ClipFormat, Limits

if TYPE_CHECKING:
    from bits.codec.reel import Moment
    from bits.deliver.footage import Footage
    from bits.making.job import Look

_CLOCK = Fraction(1, 1000)
_OPTIONS = {"lossless": "1", "compression_level": "2"}
"""Flat pictures stay small without loss; at a higher level the encoder takes longer and saves nothing."""
_DURATION = slice(12, 15)
"""Where a frame's chunk has its milliseconds, behind place and size."""


class WebP(ClipFormat):
    """A WebP that is shown over and over."""

    name, suffix = "webp", ".webp"
    purpose, detail = "web pages, Safari too", "there a transparent `webm` is black"
    picture = "lossless"
    transparency = "yes"
    limits = Limits()

    def write(self, footage: Footage, path: Path) -> None:
        """Encode all pictures, and write the file at once."""
        from bits.making.output import delivered

        with delivered(path) as temporary:
            temporary.write_bytes(encoded(footage.moments(), footage.source.look))


def encoded(moments: Iterable[Moment], look: Look) -> bytes:
    """Return the file of some pictures."""
    import av
    from av.video.codeccontext import VideoCodecContext

    from bits.deliver.ground import ground_of, straight

    codec = av.CodecContext.create("libwebp_anim", "w")
    assert isinstance(codec, VideoCodecContext)
    codec.width, codec.height, codec.pix_fmt = look.width, look.height, "bgra"
    codec.time_base, codec.options = _CLOCK, _OPTIONS
    ground = ground_of(look.theme)
    ticks = shown = 0
    for moment in moments:
        seen = straight(moment.picture, ground) if look.transparent else moment.picture
        frame = av.VideoFrame.from_ndarray(seen, format="rgba").reformat(format="bgra")
        shown = _milliseconds(ticks, look.fps)
        frame.pts, frame.time_base = shown, _CLOCK
        codec.encode(frame)
        ticks += moment.ticks
    data = b"".join(bytes(packet) for packet in codec.encode(None))
    return _lasting(data, _milliseconds(ticks, look.fps) - shown)


def _milliseconds(ticks: int, fps: int) -> int:
    return round(ticks * 1000 / fps)


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
