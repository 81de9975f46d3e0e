"""Segments, sound, captions and chapters to one film.

The pictures are copied packet by packet, never encoded again; only the sound is encoded here.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.audio.stream import AudioStream
from av.codec.context import Flags
from av.container import OutputContainer
from av.packet import Packet
from av.subtitles.stream import SubtitleStream
from av.video.stream import VideoStream
from numpy.typing import NDArray

from narration.captions import Caption
from production.encoder import Format
from production.sound import RATE
from production.store import written_whole

AUDIO_BITS = 128_000
"""Bits per second of the sound."""

_MILLISECOND = Fraction(1, 1000)
# FFmpeg's muxer takes the units of subtitles and of pictures for the same when it looks for gaps between captions
# (mov_write_packet): with a clock finer than all others it finds those that are there and invents none.
_CLOCK = Fraction(1, 90_000)
# The encoder for soft subtitles does not open without the header of an (empty) ASS style sheet.
_ASS = b"[Script Info]\nScriptType: v4.00+\n\n[V4+ Styles]\n\n[Events]\n"


@dataclass(frozen=True)
class Chapter:
    """A part of a film that players show in their timeline, from and to these seconds."""

    title: str
    start: float
    end: float


def cut(
    path: Path,
    segments: Sequence[Path],
    format: Format,  # noqa: A002 (the field's own name)
    sound: NDArray[np.float32],
    captions: Sequence[Caption],
    chapters: Sequence[Chapter],
    metadata: Mapping[str, str],
) -> None:
    """Write one film: H.264, AAC, soft subtitles and chapters in MP4, ready to be streamed.

    The same input gives the same bytes.

    Parameters
    ----------
    path
        The film. It has its name only when it is whole.
    segments
        Pictures in order, at least one, as :class:`~production.encoder.SegmentEncoder` writes them.
    format
        What all segments have.
    sound
        Mono at 48 kHz, shape (n,), as long as all segments together.
    captions
        In order, not overlapping, in seconds from the film's start; with none the film has no subtitle stream.
    chapters
        In order, in seconds from the film's start; may be empty.
    metadata
        Such as ``{"title": ..., "comment": ...}``.

    Raises
    ------
    UserError
        If the film cannot be written there, or the disk is full.
    ValueError
        If a segment has another format or other encoder settings than the rest, or the sound's length differs
        from the picture's by a frame or more.
    OSError
        If a segment cannot be read.
    """
    ticks = [_ticks(segment, format) for segment in segments]
    seconds = sum(ticks) / format.fps
    if abs(len(sound) / RATE - seconds) >= 1 / format.fps:
        raise ValueError(f"{path}: the sound lasts {len(sound) / RATE:.3f} s, the picture {seconds:.3f} s")
    options = {"movflags": "+faststart", "fflags": "+bitexact"}
    with (
        written_whole(path) as temporary,
        av.open(str(segments[0])) as first,
        av.open(str(temporary), "w", format="mp4", options=options) as film,
    ):
        film.metadata.update(metadata)
        _mark(film, chapters)
        template = first.streams.video[0]
        pictures = film.add_stream_from_template(template, opaque=True)
        voice = _add_sound(film)
        streams = [_pictures(pictures, segments, Fraction(1, format.fps), template), _sound(voice, sound)]
        if captions:
            streams.append(_captions(_add_subtitles(film), captions))
        for packet in heapq.merge(*streams, key=_time):
            film.mux_one(packet)


def write_listing(path: Path, chapters: Sequence[Chapter]) -> None:
    """Write the chapters as text, one ``h:mm:ss.mmm title`` a line, as video sites take them.

    Parameters
    ----------
    path
        The text file.
    chapters
        In order.

    Raises
    ------
    UserError
        If the file cannot be written.
    """
    lines = [f"{_clock(chapter.start)} {chapter.title}\n" for chapter in chapters]
    with written_whole(path) as temporary:
        temporary.write_text("".join(lines), encoding="utf-8")


def _clock(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"


def _ticks(segment: Path, wanted: Format) -> int:
    """Return how many frames a segment has, if it has the right format."""
    with av.open(str(segment)) as container:
        stream = container.streams.video[0]
        found = (stream.width, stream.height, stream.average_rate)
        if found != (wanted.width, wanted.height, Fraction(wanted.fps)):
            raise ValueError(f"{segment}: {found[0]}x{found[1]} at {found[2]} among segments of {wanted}")
        return stream.frames


def _time(packet: Packet[Any]) -> float:
    assert packet.dts is not None
    return float(packet.dts * packet.time_base)


def _mark(film: OutputContainer, chapters: Sequence[Chapter]) -> None:
    film.set_chapters(
        [
            {
                "id": number,
                "start": round(chapter.start / _MILLISECOND),
                "end": round(chapter.end / _MILLISECOND),
                "time_base": _MILLISECOND,
                "metadata": {"title": chapter.title},
            }
            for number, chapter in enumerate(chapters)
        ]
    )


def _pictures(
    stream: VideoStream, segments: Sequence[Path], tick_length: Fraction, template: VideoStream
) -> Iterator[Packet[Any]]:
    """Copy the packets of all segments, one every tick."""
    tick = 0
    for segment in segments:
        with av.open(str(segment)) as container:
            source = container.streams.video[0]
            if source.codec_context.extradata != template.codec_context.extradata:
                raise ValueError(f"{segment}: encoded with other settings than the segments before it")
            for packet in container.demux(source):
                if packet.size:  # the last one is empty: it only marks the end
                    packet.stream = stream
                    packet.time_base = tick_length
                    packet.pts = packet.dts = tick
                    packet.duration = 1
                    tick += 1
                    yield packet


def _add_sound(film: OutputContainer) -> AudioStream:
    stream = film.add_stream("aac", rate=RATE, layout="mono", bit_rate=AUDIO_BITS)
    stream.codec_context.flags |= Flags.bitexact
    stream.metadata["language"] = "eng"
    return stream


def _sound(stream: AudioStream, sound: NDArray[np.float32]) -> Iterator[Packet[Any]]:
    """Encode the sound, a second at a time."""
    for start in range(0, len(sound), RATE):
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound[None, start : start + RATE]), "fltp", "mono")
        frame.sample_rate = RATE
        frame.pts, frame.time_base = start, Fraction(1, RATE)
        yield from stream.encode(frame)
    yield from stream.encode(None)


def _add_subtitles(film: OutputContainer) -> SubtitleStream:
    stream = film.add_stream("mov_text")
    stream.codec_context.subtitle_header = _ASS
    stream.time_base = stream.codec_context.time_base = _CLOCK
    stream.metadata["language"] = "eng"
    return stream


def _captions(stream: SubtitleStream, captions: Sequence[Caption]) -> Iterator[Packet[Any]]:
    """Make the packets of 3GPP timed text: two bytes of length, and the text."""
    for caption in captions:
        text = caption.text.encode()
        packet: Packet[Any] = Packet(len(text).to_bytes(2, "big") + text)
        packet.stream = stream
        packet.time_base = _CLOCK
        packet.pts = packet.dts = round(caption.start / _CLOCK)
        packet.duration = round(caption.end / _CLOCK) - packet.pts
        yield packet
