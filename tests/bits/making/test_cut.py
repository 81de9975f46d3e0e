"""What a player finds in a film: pictures, sound, captions and chapters, each at its time."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from av.stream import Stream
from numpy.typing import NDArray
from pyloudnorm import Meter

from bits.codec import aac
from bits.codec.aac import BLOCK
from bits.codec.encoder import Raster, SegmentEncoder
from bits.codec.mastering import LOUDNESS, RATE, level, track
from bits.errors import UserError
from bits.making.cut import Chapter, Tracks, cut, write_listing
from bits.speech.captions import Caption, unstyled

TAGS = {"title": "Bits", "comment": "P = 0.7, 0.3"}
SMALL = Raster(128, 72, 30)
TICKS = (40, 1, 61, 33)
SECONDS = sum(TICKS) / 30
CAPTIONS = [
    Caption(0.5, 1.25, "P → Q costs\n0.497 bits"),
    Caption(1.25, 2.0, "and never less."),
    Caption(3.0, 4.0, "<b>Done</b> {now}"),
]
CHAPTERS = [Chapter("Überraschung", 0.0, 40 / 30), Chapter("Entropy: average", 40 / 30, SECONDS)]


def segment(path: Path, ticks: int, grey: int, wanted: Raster = SMALL) -> Path:
    with SegmentEncoder(path, wanted) as encoder:
        for tick in range(ticks):
            encoder.frame(np.full((wanted.height, wanted.width, 4), grey + tick, np.uint8))
    return path


@pytest.fixture
def segments(tmp_path: Path) -> list[Path]:
    (tmp_path / "store").mkdir()
    return [segment(tmp_path / "store" / f"{k}.mp4", ticks, 60 * k) for k, ticks in enumerate(TICKS)]


@pytest.fixture
def sound() -> NDArray[np.float32]:
    """Silence, and a click at 2 seconds."""
    samples = np.zeros(round(SECONDS * RATE), np.float32)
    samples[2 * RATE : 2 * RATE + 24] = 0.8
    return samples


def coded(sound: NDArray[np.float32]) -> list[bytes]:
    return aac.packets([(0, sound)], len(sound), aac.coded)


@pytest.fixture
def film(tmp_path: Path, segments: list[Path], sound: NDArray[np.float32]) -> Path:
    path = tmp_path / "out" / "film.mp4"
    cut(path, segments, SMALL, Tracks(coded(sound), CAPTIONS, CHAPTERS, TAGS))
    return path


def heard(path: Path) -> NDArray[np.float32]:
    """Return the decoded sound with its first sample at time 0."""
    with av.open(str(path)) as container:
        frames = list(container.decode(audio=0))
        assert frames[0].time == 0
        return np.concatenate([frame.to_ndarray()[0] for frame in frames])


def milliseconds(units: int | None, stream: Stream) -> int:
    assert units is not None
    assert stream.time_base is not None
    return round(units * stream.time_base * 1000)


def test_the_pictures_follow_each_other_without_a_gap(film: Path) -> None:
    with av.open(str(film)) as container:
        frames = list(container.decode(video=0))
    assert [frame.time for frame in frames] == pytest.approx(np.arange(sum(TICKS)) / 30)
    wanted = [60 * k + tick for k, ticks in enumerate(TICKS) for tick in range(ticks)]
    shown = [float(frame.to_ndarray(format="gray").mean()) for frame in frames]
    assert np.abs(np.array(shown) - wanted).max() <= 3


def test_every_beat_can_be_sought(film: Path) -> None:
    for start in np.cumsum((0, *TICKS[:-1])):
        with av.open(str(film)) as container:
            container.seek(round(start / 30 * 1e6) + 1000)
            found = next(container.decode(video=0))
            assert found.time == pytest.approx(start / 30, abs=1e-4)


def test_the_pictures_are_copied_not_encoded_again(film: Path, segments: list[Path]) -> None:
    def packets(path: Path) -> list[bytes]:
        with av.open(str(path)) as container:
            return [bytes(packet) for packet in container.demux(video=0) if packet.size]

    assert packets(film) == [packet for path in segments for packet in packets(path)]


def test_sound_and_picture_end_together_and_a_click_is_heard_at_its_time(film: Path) -> None:
    with av.open(str(film)) as container:
        for stream in (*container.streams.video, *container.streams.audio):
            assert stream.duration is not None
            assert stream.start_time == 0
            assert milliseconds(stream.duration, stream) == pytest.approx(SECONDS * 1000, abs=1)
    samples = heard(film)
    assert abs(len(samples) / RATE - SECONDS) < 1 / 30
    click = np.flatnonzero(np.abs(samples) > 0.4)
    assert click[0] / RATE == pytest.approx(2.0, abs=BLOCK / 2 / RATE + 0.001)
    assert click[-1] / RATE == pytest.approx(2.0005, abs=BLOCK / 2 / RATE + 0.001)


def test_captions_are_read_back_at_their_times(film: Path) -> None:
    with av.open(str(film)) as container:
        stream = container.streams.subtitles[0]
        assert stream.metadata["language"] == "eng"
        packets = [packet for packet in container.demux(stream) if packet.pts is not None]
        found = [(milliseconds(packet.pts, stream), milliseconds(packet.duration, stream)) for packet in packets]
        texts = [bytes(packet)[2:].decode() for packet in packets]
    shown = [(start, start + length, text) for (start, length), text in zip(found, texts, strict=True) if text]
    assert shown == [(round(each.start * 1000), round(each.end * 1000), unstyled(each.text)) for each in CAPTIONS]
    # Between captions that follow at once there is no empty one, which players would show as a flicker.
    assert texts == ["", CAPTIONS[0].text, CAPTIONS[1].text, "", unstyled(CAPTIONS[2].text)]


def test_chapters_and_metadata_are_read_back(film: Path) -> None:
    with av.open(str(film)) as container:
        chapters = container.chapters()
        assert container.metadata["title"] == "Bits"
        assert container.metadata["comment"] == "P = 0.7, 0.3"
        assert container.streams.audio[0].metadata["language"] == "eng"
    assert [chapter["metadata"]["title"] for chapter in chapters] == [chapter.title for chapter in CHAPTERS]
    starts = [float(chapter["start"] * chapter["time_base"]) for chapter in chapters if chapter["time_base"]]
    assert starts == pytest.approx([chapter.start for chapter in CHAPTERS], abs=0.001)


def test_a_film_can_start_to_play_before_it_is_loaded(film: Path) -> None:
    data = film.read_bytes()
    assert 0 < data.index(b"moov") < data.index(b"mdat")


def test_sound_and_pictures_lie_side_by_side_in_the_file(film: Path) -> None:
    with av.open(str(film)) as container:
        packets = [packet for packet in container.demux(video=0, audio=0) if packet.size and packet.dts is not None]
    packets.sort(key=lambda packet: packet.pos or 0)
    times = np.array([float(packet.dts * packet.time_base) for packet in packets if packet.dts is not None])
    assert (np.maximum.accumulate(times) - times).max() < 0.5


def test_the_same_input_gives_the_same_bytes(
    tmp_path: Path, film: Path, segments: list[Path], sound: NDArray[np.float32]
) -> None:
    again = tmp_path / "again.mp4"
    cut(again, segments, SMALL, Tracks(coded(sound), CAPTIONS, CHAPTERS, TAGS))
    assert again.read_bytes() == film.read_bytes()


def test_a_clip_without_voice_captions_and_chapters(tmp_path: Path, segments: list[Path]) -> None:
    path = tmp_path / "clip.mp4"
    cut(path, segments[1:2], SMALL, Tracks(coded(np.zeros(RATE // 30, np.float32))))
    with av.open(str(path)) as container:
        assert [stream.type for stream in container.streams] == ["video", "audio"]
        assert len(list(container.decode(video=0))) == 1
    assert np.abs(heard(path)).max() < 1e-4


def test_the_film_is_as_loud_as_it_should_be(tmp_path: Path, segments: list[Path]) -> None:
    random = np.random.default_rng(1)
    spoken = np.abs(np.sin(np.arange(22050) / 4000)) * random.normal(size=22050)
    # One beat spoken softly and one loudly; the rest of the film is silence.
    beats = [(level((gain * spoken).astype(np.float32), 22050), ticks) for gain, ticks in ((0.01, 40), (0.2, 95))]
    path = tmp_path / "loud.mp4"
    cut(path, segments, SMALL, Tracks(coded(track(beats, 30))))
    samples = heard(path)
    for start in (0, round(40 / 30 * RATE)):
        beat = samples[start : start + RATE].astype(np.float64)
        assert Meter(RATE).integrated_loudness(beat) == pytest.approx(LOUDNESS, abs=0.5)
    assert np.abs(samples).max() < 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda given: given.update(sound=given["sound"][: -RATE // BLOCK]), r"the sound lasts 3\.5"),
        (lambda given: given["segments"].append(given["other"]), r"other\.mp4 is 64x64 at 30"),
        (
            lambda given: given.update(sound=None, segments=[*given["segments"], given["foreign"]]),
            r"foreign\.mp4 is encoded with other settings",
        ),
    ],
)
def test_what_does_not_fit_together_is_refused_and_leaves_nothing(
    tmp_path: Path,
    segments: list[Path],
    sound: NDArray[np.float32],
    change: Callable[[dict[str, Any]], None],
    message: str,
) -> None:
    foreign = tmp_path / "foreign.mp4"
    with av.open(str(foreign), "w") as container:
        stream = container.add_stream("libx264", rate=30, width=128, height=72)
        container.mux(stream.encode(av.VideoFrame(128, 72, "yuv420p")))
        container.mux(stream.encode(None))
    other = segment(tmp_path / "other.mp4", 3, 0, Raster(64, 64, 30))
    given: dict[str, Any] = {"segments": segments, "sound": coded(sound), "other": other, "foreign": foreign}
    change(given)
    (tmp_path / "out").mkdir()
    with pytest.raises(ValueError, match=message):
        cut(tmp_path / "out" / "film.mp4", given["segments"], SMALL, Tracks(given["sound"]))
    assert not list((tmp_path / "out").iterdir())


def test_a_film_that_cannot_be_written_is_told_in_one_line(
    tmp_path: Path, segments: list[Path], sound: NDArray[np.float32]
) -> None:
    (tmp_path / "out").write_text("in the way")
    with pytest.raises(UserError, match=r"cannot write .*film\.mp4.*another folder") as error:
        cut(tmp_path / "out" / "film.mp4", segments, SMALL, Tracks(coded(sound)))
    assert "\n" not in str(error.value)


def test_the_listing_says_when_each_chapter_starts(tmp_path: Path) -> None:
    chapters = [Chapter("Surprise", 0, 59.9996), Chapter("Entropy → bits", 59.9996, 4000), Chapter("End", 4000, 4001)]
    write_listing(tmp_path / "chapters.txt", chapters)
    assert (tmp_path / "chapters.txt").read_text("utf-8").splitlines() == [
        "0:00:00.000 Surprise",
        "0:01:00.000 Entropy → bits",
        "1:06:40.000 End",
    ]


def test_long_frames_show_the_same_at_every_tick(tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    paths = [tmp_path / "one.mp4", tmp_path / "other.mp4"]
    for path in paths:
        with SegmentEncoder(path, SMALL) as encoder:
            for stands in (1, 30, 1, 1, 200, 25):  # some of it beyond a keyframe
                encoder.frame(random.integers(0, 256, (SMALL.height, SMALL.width, 4), np.uint8), stands)
    silence = np.zeros(round(2 * 258 / 30 * RATE), np.float32)
    for name in ("constant", "variable"):
        film = tmp_path / f"{name}.mp4"
        cut(film, paths, SMALL, Tracks(coded(silence)), long_frames=name == "variable")

    def shown(path: Path) -> tuple[int, list[bytes]]:
        with av.open(str(path)) as container:
            stream = container.streams.video[0]
            frames = [(frame.pts or 0, frame.to_ndarray().tobytes()) for frame in container.decode(stream)]
            step = round(1 / (30 * float(stream.time_base or 1)))
            ends = [*(pts for pts, _ in frames[1:]), stream.duration or 0]
        pictures = [picture for (pts, picture), end in zip(frames, ends, strict=True) for _ in range(pts, end, step)]
        return len(frames), pictures

    (every_tick, constant), (few, variable) = (shown(tmp_path / f"{name}.mp4") for name in ("constant", "variable"))
    assert every_tick == 2 * 258
    assert few < 2 * 12
    assert constant == variable
