"""Segments, sound, captions and chapters to one film.

Pictures and sound are copied packet by packet: what was encoded once is not encoded again.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeAlias

import av
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.subtitles.stream import SubtitleStream
from av.video.stream import VideoStream

from bits.codec import aac
from bits.codec.encoder import Raster, is_repeat, opened, renumbered
from bits.codec.mastering import RATE, samples_of
from bits.errors import UserError
from bits.making.output import delivered
from bits.paths import in_use
from bits.speech.captions import Caption, unstyled

Timed: TypeAlias = "tuple[float, Packet[Any]]"
"""A packet, and when its decoding starts, in seconds."""
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


@dataclass(frozen=True)
class Tracks:
    """What goes into a film beside its pictures.

    Attributes
    ----------
    sound
        AAC packets as `bits.codec.aac.packets` returns them, as long as all segments together; None for a silent film.
    captions
        In order, not overlapping, in seconds from the film's start; with none the film has no subtitle stream.
    chapters
        In order, in seconds from the film's start; may be empty.
    metadata
        Such as ``{"title": ..., "comment": ...}``.
    language
        Of sound and captions; three letters.
    """

    sound: Sequence[bytes] | None = None
    captions: Sequence[Caption] = ()
    chapters: Sequence[Chapter] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)
    language: str = "eng"


def cut(
    path: Path,
    segments: Sequence[Path],
    raster: Raster,
    tracks: Tracks,
    *,
    long_frames: bool = False,
) -> None:
    """Write one film: H.264, AAC, soft subtitles and chapters in MP4, ready to be streamed.

    The same input gives the same bytes.

    Parameters
    ----------
    path
        The film. It has its name only when it is whole.
    segments
        Pictures in order, at least one, as :class:`~bits.codec.encoder.SegmentEncoder` writes them.
    raster
        What all segments have.
    tracks
        What goes in beside them.
    long_frames
        Whether a picture that stands is one long frame, in place of a frame every tick.

    Raises
    ------
    UserError
        If the film cannot be written there, or the disk is full; if a segment has another format or other encoder
        settings than the rest, or is not there any more.
    ValueError
        If the sound's length differs from the picture's by a frame or more.
    OSError
        If a segment cannot be read.
    """
    length = samples_of(sum(_ticks(segment, raster) for segment in segments), raster.fps)
    _check_length(path, tracks.sound, length)
    options = {"movflags": "+faststart", "fflags": "+bitexact"}
    with (
        delivered(path) as temporary,
        _first(segments) as first,
        av.open(str(temporary.absolute()), "w", format="mp4", options=options) as film,
    ):
        template = first.streams.video[0]
        pictures = film.add_stream_from_template(template, opaque=True)
        _mux(film, tracks, _pictures(pictures, segments, raster, template, long_frames), length)


def _check_length(path: Path, sound: Sequence[bytes] | None, length: int) -> None:
    if sound is not None and len(sound) != -(-length // aac.BLOCK) + 1:
        lasts = (len(sound) - 1) * aac.BLOCK / RATE
        raise ValueError(f"{path}: the sound lasts {lasts:.2f} s, the picture {length / RATE:.2f} s")


def _mux(film: OutputContainer, tracks: Tracks, pictures: Iterator[Timed], length: int) -> None:
    """Write all packets of a film of so many samples, in the order of their times."""
    film.metadata.update(tracks.metadata)
    _mark(film, tracks.chapters)
    streams = [pictures]
    if tracks.sound is not None:
        streams.append(_sound(_add_sound(film, tracks.language), tracks.sound, length))
    if tracks.captions:
        streams.append(_captions(_add_subtitles(film, tracks.language), tracks.captions))
    for _, packet in heapq.merge(*streams, key=itemgetter(0)):
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
    with delivered(path) as temporary:
        temporary.write_text("".join(lines), encoding="utf-8")


def _clock(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"


def _first(segments: Sequence[Path]) -> InputContainer:
    with in_use(segments[0]):
        return av.open(str(segments[0].absolute()))


def _ticks(segment: Path, wanted: Raster) -> int:
    """Return how many frames a segment has, if it has the right format."""
    with opened(segment) as container:
        stream = container.streams.video[0]
        found = (stream.width, stream.height, stream.average_rate)
        if found != (wanted.width, wanted.height, Fraction(wanted.fps)):
            raise _other(segment, f"is {found[0]}x{found[1]} at {found[2]} among segments of {wanted}")
        return stream.frames


def _other(segment: Path, what: str) -> UserError:
    """Return the error for a segment that another program, or another version of this one, has put there."""
    return UserError(f"{segment} {what}: remove it from the cache folder and run again")


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
    stream: VideoStream, segments: Sequence[Path], wanted: Raster, template: VideoStream, long_frames: bool
) -> Iterator[Timed]:
    """Copy the packets of all segments, one every tick, or one for as long as its picture stands."""
    unit = Fraction(1, wanted.fps)
    waiting: Packet[Any] | None = None
    start, stands, since_key = 0, 1, 0
    for tick, (data, is_key) in enumerate(_data(segments, template)):
        if waiting is not None and long_frames and not is_key and is_repeat(data, wanted):
            stands += 1
            waiting.duration = stands
            continue
        if waiting is not None:
            yield start / wanted.fps, waiting
        start, stands, since_key = tick, 1, 0 if is_key else since_key + 1
        waiting = Packet(renumbered(data, since_key) if long_frames and not is_key else data)
        waiting.stream, waiting.time_base, waiting.is_keyframe = stream, unit, is_key
        waiting.pts = waiting.dts = tick
        waiting.duration = stands
    if waiting is not None:
        yield start / wanted.fps, waiting


def _data(segments: Sequence[Path], template: VideoStream) -> Iterator[tuple[bytes, bool]]:
    """Yield the packets of all segments, and whether each is a keyframe."""
    for segment in segments:
        with opened(segment) as container:
            source = container.streams.video[0]
            if source.codec_context.extradata != template.codec_context.extradata:
                raise _other(segment, "is encoded with other settings than the segments before it")
            for packet in container.demux(source):
                if packet.size:  # the last one is empty: it only marks the end
                    yield bytes(packet), packet.is_keyframe


def _add_sound(film: OutputContainer, language: str) -> AudioStream:
    stream = film.add_stream("aac", rate=RATE, layout="mono", bit_rate=aac.BITS)
    aac.configure(stream.codec_context)
    stream.metadata["language"] = language
    return stream


def _sound(stream: AudioStream, sound: Sequence[bytes], length: int) -> Iterator[Timed]:
    """Place the packets of the sound; the first lies before the film's start, the last ends after `length` samples."""
    unit = Fraction(1, RATE)
    for number, data in enumerate(sound):
        start = (number - 1) * aac.BLOCK
        packet: Packet[Any] = Packet(data)
        packet.stream, packet.time_base, packet.is_keyframe = stream, unit, True
        packet.pts = packet.dts = start
        packet.duration = min(aac.BLOCK, length - start)
        yield start / RATE, packet


def _add_subtitles(film: OutputContainer, language: str) -> SubtitleStream:
    stream = film.add_stream("mov_text")
    stream.codec_context.subtitle_header = _ASS
    stream.time_base = stream.codec_context.time_base = _CLOCK
    stream.metadata["language"] = language
    return stream


def _captions(stream: SubtitleStream, captions: Sequence[Caption]) -> Iterator[Timed]:
    """Make the packets of 3GPP timed text: two bytes of length, and the text."""
    for caption in captions:
        text = unstyled(caption.text).encode()
        packet: Packet[Any] = Packet(len(text).to_bytes(2, "big") + text)
        packet.stream = stream
        packet.time_base = _CLOCK
        packet.pts = packet.dts = round(caption.start / _CLOCK)
        packet.duration = round(caption.end / _CLOCK) - packet.pts
        yield caption.start, packet
