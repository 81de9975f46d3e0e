"""Pictures to an animated GIF: one palette for the whole clip, long frames for what stands, and no sound."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
from av.filter import Graph
from av.video.format import VideoFormat

from bits.codec.encoder import Box
from bits.codec.reel import Moment
from bits.deliver.ground import Picture, cut_out, ground_of
from bits.making.job import Look
from bits.making.output import delivered

LONGEST = 960
"""Pixels of the longer side, unless asked for more."""
FPS = 20
"""Pictures a second, unless asked for more."""
FASTEST = 50
"""Pictures a second at most: players slow down what is faster."""

_CLOCK = Fraction(1, 100)
_RGBA = VideoFormat("rgba")


class Gif:
    """Writes a GIF that is shown over and over; it appears under its name when the ``with`` block ends without error.

    Parameters
    ----------
    path
        The GIF.
    look
        What all pictures have.
    palette
        As :func:`palette` returns it.
    """

    def __init__(self, path: Path, look: Look, palette: av.VideoFrame) -> None:
        self.path, self.look, self._palette = path, look, palette
        self._ticks = 0
        self._held = 0
        self._cleanup = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            temporary = stack.enter_context(delivered(self.path))
            options = {"loop": "0", "final_delay": str(_hundredths(1, self.look.fps))}
            container = av.open(str(temporary.absolute()), "w", format="gif", options=options)
            self._container = stack.enter_context(container)
            self._stream = self._container.add_stream("gif", rate=self.look.fps)
            codec = self._stream.codec_context
            codec.width, codec.height, codec.pix_fmt = self.look.width, self.look.height, "pal8"
            codec.time_base = _CLOCK
            self._graph = _painting(self.look, self._palette)
            self._cleanup = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self._cleanup.__exit__(kind, error, trace)
            return
        with self._cleanup:
            if self._held:  # the last delay in the file is that of one tick
                self._ticks -= 1
                self._write()
            self._container.mux(self._stream.encode(None))

    def frame(self, picture: Picture, ticks: int = 1, boxes: Sequence[Box] | None = None) -> None:
        """Show a picture for so many ticks."""
        self._graph.vpush(_cut(picture, self.look), 0)
        self._painted = self._graph.vpull()
        self._write()
        self.hold(ticks - 1)

    def hold(self, ticks: int) -> None:
        """Let the last picture stand on."""
        self._ticks += ticks
        self._held = ticks

    def _write(self) -> None:
        self._painted.pts, self._painted.time_base = _hundredths(self._ticks, self.look.fps), _CLOCK
        self._container.mux(self._stream.encode(self._painted))
        self._ticks += 1


def palette(moments: Iterable[Moment], look: Look) -> av.VideoFrame:
    """Return the 256 colours in which all pictures of a clip are seen best."""
    graph = Graph()
    source = graph.add_buffer(width=look.width, height=look.height, format=_RGBA, time_base=_CLOCK)
    generate = graph.add("palettegen", f"reserve_transparent={int(look.transparent)}")
    graph.link_nodes(source, generate, graph.add("buffersink")).configure()
    for number, moment in enumerate(moments):
        frame = _cut(moment.picture, look)
        frame.pts = number
        graph.vpush(frame)
    graph.vpush(None)
    return graph.vpull()


def _painting(look: Look, colours: av.VideoFrame) -> Graph:
    """Return the filters that give each pixel the nearest colour of the palette; pictures go in at 0."""
    graph = Graph()
    pictures = graph.add_buffer(width=look.width, height=look.height, format=_RGBA, time_base=_CLOCK)
    swatches = graph.add_buffer(
        width=colours.width, height=colours.height, format=VideoFormat("bgra"), time_base=_CLOCK
    )
    use = graph.add("paletteuse", "dither=none")
    pictures.link_to(use, 0, 0)
    swatches.link_to(use, 0, 1)
    use.link_to(graph.add("buffersink"))
    graph.configure()
    graph.vpush(colours, 1)
    graph.vpush(None, 1)
    return graph


def _cut(picture: Picture, look: Look) -> av.VideoFrame:
    shown = cut_out(picture, ground_of(look.theme)) if look.transparent else picture
    return av.VideoFrame.from_ndarray(shown, format="rgba")


def _hundredths(ticks: int, fps: int) -> int:
    return round(ticks * 100 / fps)
