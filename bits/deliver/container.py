"""Pictures and sound to a film in a container of FFmpeg's, such as WebM and QuickTime."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc, Interpolation, VideoReformatter
from av.video.stream import VideoStream
from numpy.typing import NDArray

from bits.codec.encoder import rows_of
from bits.codec.mastering import RATE
from bits.codec.reel import Moment
from bits.deliver.footage import Footage
from bits.deliver.ground import ground_of, straight
from bits.making.film import About
from bits.making.job import Look
from bits.making.output import delivered


@dataclass(frozen=True)
class Coding:
    """How a film is coded, in FFmpeg's names.

    Attributes
    ----------
    muxer, codec, sound_codec
        Of the container, the pictures and the sound.
    pixels
        Formats of pixels, of an opaque film and of a transparent one.
    options
        What the encoder of the pictures is told; it has to give one frame for one frame at once.
    repeats
        Whether a picture that stands is written for every tick, which editors want: only where each packet stands
        alone. Else it is one long frame.
    """

    muxer: str
    codec: str
    pixels: tuple[str, str]
    options: Mapping[str, str]
    sound_codec: str
    repeats: bool = False


def write(footage: Footage, path: Path, coding: Coding, sound: bool) -> None:
    """Write a film, and captions and chapters beside it.

    Raises
    ------
    UserError
        If it cannot be written.
    """
    look, about = footage.source.look, footage.source.about
    samples = footage.soundtrack() if sound else None
    flags = {"fflags": "+bitexact"}
    with (
        delivered(path) as temporary,
        av.open(str(temporary.absolute()), "w", format=coding.muxer, options=flags) as container,
    ):
        container.metadata.update(about.tags)
        writer = _Writer(container, coding, look, about, samples)
        for moment in footage.moments():
            writer.show(moment)
        writer.finish()
    footage.write_beside(path)


class _Writer:
    """Writes pictures and, as far as they reach, the sound."""

    def __init__(
        self, container: OutputContainer, coding: Coding, look: Look, about: About, sound: NDArray[np.float32] | None
    ) -> None:
        self._container, self._coding, self._look = container, coding, look
        self._pixels = coding.pixels[look.transparent]
        self._stream = cast(
            VideoStream, container.add_stream(coding.codec, rate=look.fps, options=dict(coding.options))
        )
        _configure(self._stream.codec_context, look, self._pixels)
        self._sound: Iterator[Packet[Any]] = iter(())
        if sound is not None:
            heard = cast(AudioStream, container.add_stream(coding.sound_codec, rate=RATE, layout="mono"))
            heard.metadata["language"] = about.language
            self._sound = _packets(heard, sound)
        self._ground = ground_of(look.theme)
        self._picture = np.zeros((look.height, look.width, 4), np.uint8)
        self._reformatter = VideoReformatter()
        self._ticks = self._held = 0
        self._heard = 0.0  # seconds of the sound that have been written

    def show(self, moment: Moment) -> None:
        """Show a picture for as long as it stands."""
        top, bottom = rows_of(moment.boxes, len(moment.picture))
        band = moment.picture[top:bottom]
        self._picture[top:bottom] = straight(band, self._ground) if self._look.transparent else band
        self._frame = self._reformatter.reformat(
            av.VideoFrame.from_numpy_buffer(self._picture, format="rgba"),
            format=self._pixels,
            dst_colorspace=Colorspace.ITU709,
            dst_color_range=ColorRange.MPEG,
            interpolation=Interpolation.AREA,
        )
        packets = self._encode()
        self._held = moment.ticks - 1
        if self._coding.repeats:
            (packet,) = packets
            self._repeat(bytes(packet))
        else:
            self._ticks += self._held

    def finish(self) -> None:
        """Write what the encoders still hold."""
        if self._held and not self._coding.repeats:
            # Again at its last tick, so that every player knows how long it stands.
            self._ticks -= 1
            self._encode()
        self._mux(self._stream.encode(None))
        for packet in self._sound:
            self._container.mux(packet)

    def _encode(self) -> list[Packet[Any]]:
        """Give the standing picture to the encoder for one tick, and return what has been written of it."""
        self._frame.pts, self._frame.time_base = self._ticks, Fraction(1, self._look.fps)
        self._frame.duration = 1
        self._ticks += 1
        return self._mux(self._stream.encode(self._frame))

    def _repeat(self, data: bytes) -> None:
        """Write a packet, which stands alone, once more for every tick that its picture stands on."""
        for _ in range(self._held):
            packet: Packet[Any] = Packet(data)
            packet.stream = self._stream
            packet.time_base = Fraction(1, self._look.fps)
            packet.pts = packet.dts = self._ticks
            packet.duration, packet.is_keyframe = 1, True
            self._ticks += 1
            self._mux([packet])

    def _mux(self, packets: list[Packet[Any]]) -> list[Packet[Any]]:
        """Write packets of the pictures, and the sound up to them."""
        for packet in packets:
            self._container.mux(packet)
        while self._heard < self._ticks / self._look.fps and (sound := next(self._sound, None)) is not None:
            assert sound.pts is not None
            self._heard = float((sound.pts + (sound.duration or 0)) * sound.time_base)
            self._container.mux(sound)
        return packets


def _configure(codec: VideoCodecContext, look: Look, pixels: str) -> None:
    codec.width, codec.height, codec.pix_fmt = look.width, look.height, pixels
    codec.time_base = Fraction(1, look.fps)
    codec.colorspace, codec.color_range = Colorspace.ITU709, ColorRange.MPEG
    codec.color_primaries, codec.color_trc = ColorPrimaries.BT709, ColorTrc.BT709


def _packets(stream: AudioStream, sound: NDArray[np.float32]) -> Iterator[Packet[Any]]:
    """Encode mono sound at 48 kHz, a second at a time."""
    for start in range(0, len(sound), RATE):
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound[None, start : start + RATE]), "fltp", "mono")
        frame.sample_rate = RATE
        frame.pts, frame.time_base = start, Fraction(1, RATE)
        yield from stream.encode(frame)
    yield from stream.encode(None)
