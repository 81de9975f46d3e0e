"""Pictures and sound to a film: VP9 and Opus in WebM, ProRes 4444 and PCM in QuickTime."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Self, cast

import av
import numpy as np
from av.audio.stream import AudioStream
from av.packet import Packet
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc, Interpolation, VideoReformatter
from av.video.stream import VideoStream
from numpy.typing import NDArray

from bits.codec.encoder import KEY_SECONDS, Box, rows_of
from bits.codec.mastering import RATE
from bits.deliver.ground import Picture, ground_of, straight
from bits.making.film import About
from bits.making.output import delivered
from bits.making.take import Look


class FilmEncoder:
    """Writes a film; it appears under its name when the ``with`` block ends without error.

    Parameters
    ----------
    path
        The film.
    look
        What all pictures have.
    about
        What it is called.
    sound
        Mono at 48 kHz, as long as the film; None for a silent one.
    """

    muxer: ClassVar[str]
    codec: ClassVar[str]
    pixels: ClassVar[tuple[str, str]]
    """Pixel formats, of an opaque film and of a transparent one."""
    sound_codec: ClassVar[str]

    def __init__(self, path: Path, look: Look, about: About, sound: NDArray[np.float32] | None) -> None:
        self.path, self.look, self._about, self._samples = path, look, about, sound
        self._ground = ground_of(look.theme)
        self._picture = np.zeros((look.height, look.width, 4), np.uint8)
        self._reformatter = VideoReformatter()
        self._ticks = self._held = 0
        self._heard = 0.0  # seconds of the sound that have been written
        self._cleanup = ExitStack()

    def options(self) -> dict[str, str]:
        """Return what the encoder of the pictures is told."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        look = self.look
        with ExitStack() as stack:
            temporary = stack.enter_context(delivered(self.path))
            container = av.open(str(temporary.absolute()), "w", format=self.muxer, options={"fflags": "+bitexact"})
            self._container = stack.enter_context(container)
            self._container.metadata.update(self._about.tags)
            stream = self._container.add_stream(self.codec, rate=look.fps, options=self.options())
            self._stream = cast(VideoStream, stream)
            codec = self._stream.codec_context
            codec.width, codec.height, codec.pix_fmt = look.width, look.height, self.pixels[look.transparent]
            codec.time_base = Fraction(1, look.fps)
            codec.colorspace, codec.color_range = Colorspace.ITU709, ColorRange.MPEG
            codec.color_primaries, codec.color_trc = ColorPrimaries.BT709, ColorTrc.BT709
            self._sound = self._sounding()
            self._cleanup = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self._cleanup.__exit__(kind, error, trace)
            return
        with self._cleanup:
            self.finish()
            for packet in self._sound:
                self._container.mux(packet)

    def frame(self, picture: Picture, ticks: int = 1, boxes: Sequence[Box] | None = None) -> None:
        """Show a picture for so many ticks; what differs from the one before lies in `boxes`, or anywhere if None."""
        top, bottom = rows_of(boxes, len(picture))
        band = picture[top:bottom]
        self._picture[top:bottom] = straight(band, self._ground) if self.look.transparent else band
        self._frame = self._reformatter.reformat(
            av.VideoFrame.from_numpy_buffer(self._picture, format="rgba"),
            format=self.pixels[self.look.transparent],
            dst_colorspace=Colorspace.ITU709,
            dst_color_range=ColorRange.MPEG,
            interpolation=Interpolation.AREA,
        )
        self.encode()
        self.hold(ticks - 1)

    def hold(self, ticks: int) -> None:
        """Let the last picture stand on."""
        raise NotImplementedError

    def finish(self) -> None:
        """Write what the encoder of the pictures still holds."""
        self.mux(self._stream.encode(None))

    def encode(self) -> list[Packet[Any]]:
        """Give the standing picture to the encoder for one tick, and return what has been written of it."""
        self._frame.pts, self._frame.time_base = self._ticks, Fraction(1, self.look.fps)
        self._frame.duration = 1
        self._ticks += 1
        return self.mux(self._stream.encode(self._frame))

    def mux(self, packets: list[Packet[Any]]) -> list[Packet[Any]]:
        """Write packets of the pictures, and the sound up to them."""
        for packet in packets:
            self._container.mux(packet)
        while self._heard < self._ticks / self.look.fps and (sound := next(self._sound, None)) is not None:
            assert sound.pts is not None
            self._heard = float((sound.pts + (sound.duration or 0)) * sound.time_base)
            self._container.mux(sound)
        return packets

    def _sounding(self) -> Iterator[Packet[Any]]:
        if self._samples is None:
            return iter(())
        stream = cast(AudioStream, self._container.add_stream(self.sound_codec, rate=RATE, layout="mono"))
        stream.metadata["language"] = self._about.language
        return _packets(stream, self._samples)


class WebM(FilmEncoder):
    """VP9 and Opus in WebM, for browsers. A picture that stands on is one long frame."""

    muxer, codec, pixels, sound_codec = "webm", "libvpx-vp9", ("yuv420p", "yuva420p"), "libopus"

    def options(self) -> dict[str, str]:
        """Return a constant quality, and as much speed as flat pictures allow."""
        return {
            # Alpha is coded like a picture, and what it leaves behind is seen as ghosts on the slide: be finer there.
            "crf": "4" if self.look.transparent else "16",
            "tune-content": "screen",
            "b": "0",
            "deadline": "realtime",
            "cpu-used": "7",
            "row-mt": "1",
            "g": str(KEY_SECONDS * self.look.fps),
            # One frame in, one frame out; libvpx takes no alpha otherwise.
            "auto-alt-ref": "0",
            "lag-in-frames": "0",
        }

    def hold(self, ticks: int) -> None:
        """Let the last picture stand on."""
        self._ticks += ticks
        self._held = ticks

    def finish(self) -> None:
        """Write a last picture again at its last tick, so that every player knows how long it stands."""
        if self._held:
            self._ticks -= 1
            self.encode()
        super().finish()


class Mov(FilmEncoder):
    """ProRes 4444 and PCM in QuickTime, for Keynote, PowerPoint and editors."""

    muxer, codec, pixels, sound_codec = "mov", "prores_ks", ("yuv444p10le", "yuva444p10le"), "pcm_s16le"

    def options(self) -> dict[str, str]:
        """Return a constant quality: looking for another one in each frame would take ten times as long."""
        quality = str(8 * 118)  # a quantizer of 8: text has no rings around it; FFmpeg counts in 118ths
        alpha = {"alpha_bits": "8"} if self.look.transparent else {}
        return {"profile": "4444", "vendor": "apl0", "flags": "+qscale", "global_quality": quality} | alpha

    def encode(self) -> list[Packet[Any]]:
        """Keep what becomes of the picture: it stands alone, so it serves for every tick."""
        (packet,) = super().encode()
        self._data = bytes(packet)
        return [packet]

    def hold(self, ticks: int) -> None:
        """Let the last picture stand on: editors want a frame for every tick."""
        for _ in range(ticks):
            packet: Packet[Any] = Packet(self._data)
            packet.stream = self._stream
            packet.time_base = Fraction(1, self.look.fps)
            packet.pts = packet.dts = self._ticks
            packet.duration, packet.is_keyframe = 1, True
            self._ticks += 1
            self.mux([packet])


def _packets(stream: AudioStream, sound: NDArray[np.float32]) -> Iterator[Packet[Any]]:
    """Encode mono sound at 48 kHz, a second at a time."""
    for start in range(0, len(sound), RATE):
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound[None, start : start + RATE]), "fltp", "mono")
        frame.sample_rate = RATE
        frame.pts, frame.time_base = start, Fraction(1, RATE)
        yield from stream.encode(frame)
    yield from stream.encode(None)
