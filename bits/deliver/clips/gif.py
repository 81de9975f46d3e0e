"""Pictures to an animated GIF: one palette for the whole clip, long frames for what stands, and no sound."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from bits.deliver.clip import ClipFormat, Limits

if TYPE_CHECKING:
    from av import VideoFrame
    from av.filter import Graph

    from bits.codec.reel import Moment
    from bits.deliver.footage import Footage
    from bits.deliver.ground import Picture
    from bits.making.job import Look

_CLOCK = Fraction(1, 100)


class Gif(ClipFormat):
    """A GIF that is shown over and over."""

    name, suffix = "gif", ".gif"
    purpose = "chats, README files, slides that take nothing else"
    picture = "256 colours"
    transparency = "1 bit: soft edges are mixed with the theme's ground"
    limits = Limits()

    def write(self, footage: Footage, path: Path) -> None:
        """Find the colours, then paint with them."""
        import av

        from bits.making.output import delivered

        look = footage.source.look
        graph = _painting(look, _palette(footage.beats_moments(), look))
        options = {"loop": "0", "final_delay": str(_hundredths(1, look.fps))}
        with (
            delivered(path) as temporary,
            av.open(str(temporary.absolute()), "w", format="gif", options=options) as container,
        ):
            stream = container.add_stream("gif", rate=look.fps)
            codec = stream.codec_context
            codec.width, codec.height, codec.pix_fmt = look.width, look.height, "pal8"
            codec.time_base = _CLOCK
            for painted, tick in _painted(footage.moments(), graph, look):
                painted.pts, painted.time_base = _hundredths(tick, look.fps), _CLOCK
                container.mux(stream.encode(painted))
            container.mux(stream.encode(None))


def _painted(moments: Iterable[Moment], graph: Graph, look: Look) -> Iterable[tuple[VideoFrame, int]]:
    """Yield frames and the ticks at which they come."""
    ticks = held = 0
    for moment in moments:
        graph.vpush(_cut(moment.picture, look), 0)
        painted = graph.vpull()
        yield painted, ticks
        ticks += moment.ticks
        held = moment.ticks - 1
    if held:  # the last delay in the file is that of one tick
        yield painted, ticks - 1


def _palette(moments: Iterable[Moment], look: Look) -> VideoFrame:
    """Return the 256 colours in which all pictures of a clip are seen best."""
    from av.filter import Graph
    from av.video.format import VideoFormat

    graph = Graph()
    source = graph.add_buffer(width=look.width, height=look.height, format=VideoFormat("rgba"), time_base=_CLOCK)
    generate = graph.add("palettegen", f"reserve_transparent={int(look.transparent)}")
    graph.link_nodes(source, generate, graph.add("buffersink")).configure()
    for number, moment in enumerate(moments):
        frame = _cut(moment.picture, look)
        frame.pts = number
        graph.vpush(frame)
    graph.vpush(None)
    return graph.vpull()


def _painting(look: Look, colours: VideoFrame) -> Graph:
    """Return the filters that give each pixel the nearest colour of the palette; pictures go in at 0."""
    from av.filter import Graph
    from av.video.format import VideoFormat

    graph = Graph()
    pictures = graph.add_buffer(width=look.width, height=look.height, format=VideoFormat("rgba"), time_base=_CLOCK)
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


def _cut(picture: Picture, look: Look) -> VideoFrame:
    from av import VideoFrame

    from bits.deliver.ground import cut_out, ground_of

    shown = cut_out(picture, ground_of(look.theme)) if look.transparent else picture
    return VideoFrame.from_ndarray(shown, format="rgba")


def _hundredths(ticks: int, fps: int) -> int:
    return round(ticks * 100 / fps)
