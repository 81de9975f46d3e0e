"""What a segment looks like when it is played: every picture for its ticks, in order, in its colours."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from bits.codec.encoder import KEY_SECONDS, Raster, SegmentEncoder
from bits.errors import UserError
from bits.making.store import Store

Picture = NDArray[np.uint8]
SMALL = Raster(128, 72, 30)
PALETTE = ["0E1116", "F2F2F2", "56B4E9", "E69F00", "F0E442", "D55E00", "009E73", "CC79A7"]


def flat(red: int, green: int, blue: int, size: Raster = SMALL) -> Picture:
    picture = np.empty((size.height, size.width, 4), np.uint8)
    picture[:] = (red, green, blue, 255)
    return picture


def noise(seed: int, size: Raster = SMALL) -> Picture:
    return np.random.default_rng(seed).integers(0, 256, (size.height, size.width, 4), np.uint8)


def decoded(path: Path) -> list[av.VideoFrame]:
    with av.open(str(path)) as container:
        container.streams.video[0].codec_context.options = {"err_detect": "explode"}
        return list(container.decode(video=0))


def planes(frame: av.VideoFrame) -> Picture:
    return np.asarray(frame.to_ndarray(), np.uint8)


def rgb(frame: av.VideoFrame) -> NDArray[np.int64]:
    return frame.to_ndarray(format="rgb24", src_colorspace="ITU709", src_color_range="MPEG").astype(np.int64)


@contextmanager
def file_size_limit(size: int) -> Iterator[None]:
    """Make writing fail beyond a size, as on a full disk."""
    resource = pytest.importorskip("resource")
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, old[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)


def test_every_picture_stands_its_ticks_in_order(tmp_path: Path) -> None:
    # 25 pictures told apart by their grey, more than the 16 frame numbers and with repeats between them.
    ticks = [1 + (7 * k) % 5 for k in range(25)]
    with SegmentEncoder(tmp_path / "a.mp4", SMALL) as encoder:
        shared = flat(0, 0, 0)
        for k, stands in enumerate(ticks):
            shared[:] = 10 * k  # the caller's array is its own again after each call
            encoder.frame(shared, stands)
    frames = decoded(tmp_path / "a.mp4")
    shown = [round(float(rgb(frame).mean()) / 10) for frame in frames]
    assert shown == [k for k, stands in enumerate(ticks) for _ in range(stands)]
    assert not any(frame.is_corrupt for frame in frames)
    times = [frame.time for frame in frames]
    assert times == pytest.approx(np.arange(sum(ticks)) / 30)


@pytest.mark.parametrize("size", [SMALL, Raster(1920, 1080, 60), Raster(854, 480, 15), Raster(18, 16, 10)])
def test_a_held_picture_is_exactly_the_same_on_every_frame(tmp_path: Path, size: Raster) -> None:
    pictures = [noise(1, size) // 2, noise(2, size), flat(200, 10, 30, size)]
    with SegmentEncoder(tmp_path / "a.mp4", size) as encoder:
        for picture in pictures:
            encoder.frame(picture)
            encoder.hold(3)
    frames = [planes(frame) for frame in decoded(tmp_path / "a.mp4")]
    assert len(frames) == 12
    for first in range(0, 12, 4):
        assert all(np.array_equal(frames[first], later) for later in frames[first + 1 : first + 4])
    assert not np.array_equal(frames[3], frames[4])


def test_a_still_minute_takes_little_room_and_seeks_quickly(tmp_path: Path) -> None:
    with SegmentEncoder(tmp_path / "a.mp4", SMALL) as encoder:
        encoder.frame(noise(1), 60 * 30)
        encoder.frame(flat(200, 10, 30))
    with av.open(str(tmp_path / "a.mp4")) as container:
        packets = [packet for packet in container.demux(video=0) if packet.size]
        keys = [tick for tick, packet in enumerate(packets) if packet.is_keyframe]
        assert keys == list(range(0, 60 * 30 + 1, KEY_SECONDS * 30))
        assert all(packet.size < 40 for packet in packets if not packet.is_keyframe)
        container.seek(44_000_000)
        found = next(container.decode(video=0))
        assert 44 - KEY_SECONDS <= found.time <= 44
    last = rgb(decoded(tmp_path / "a.mp4")[-1])
    assert np.abs(last - (200, 10, 30)).max() <= 3


def test_colours_arrive_as_they_were_sent(tmp_path: Path) -> None:
    picture = flat(0, 0, 0)
    colours = [tuple(bytes.fromhex(colour)) for colour in PALETTE]
    for column, colour in enumerate(colours):
        picture[:, 16 * column : 16 * column + 16, :3] = colour
    with SegmentEncoder(tmp_path / "a.mp4", SMALL) as encoder:
        encoder.frame(picture, 2)
    for frame in decoded(tmp_path / "a.mp4"):
        centres = rgb(frame)[36, 8::16]
        assert np.abs(centres - colours).max() <= 3


def test_a_slow_fade_is_smooth_and_ends_in_its_colour(tmp_path: Path) -> None:
    greys = [60 + tick // 2 for tick in range(60)]
    with SegmentEncoder(tmp_path / "a.mp4", SMALL) as encoder:
        picture = noise(1)
        for grey in greys:
            picture[:, 64:, :3] = grey
            encoder.frame(picture, boxes=[(0, 0, 128, 72)])
        encoder.hold(10)
    shown = np.array([rgb(frame)[:, 80:].mean(axis=(0, 1)) for frame in decoded(tmp_path / "a.mp4")])
    assert np.abs(shown.T - (greys + 10 * greys[-1:])).max() <= 3


@pytest.mark.parametrize("fps", [15, 60])
def test_what_has_shrunk_and_faded_leaves_no_ghost_behind(tmp_path: Path, fps: int) -> None:
    size, ground, rng = Raster(256, 144, fps), np.array((0x0E, 0x11, 0x16)), np.random.default_rng(4)
    centres = rng.integers((16, 16), (200, 128), (48, 2))
    squares = list(zip(centres, rng.uniform(4, 12, 48), rng.integers(60, 255, (48, 3)), strict=True))
    with SegmentEncoder(tmp_path / "a.mp4", size) as encoder:
        for tick in range(2 * fps):
            picture, left = flat(0x0E, 0x11, 0x16, size), max(0.0, 1 - tick / fps)
            for (x, y), half, colour in squares if left else ():
                area = (slice(int(edge - half * left), int(edge + half * left) + 1) for edge in (y, x))
                picture[(*area, slice(3))] = ground + (colour - ground) * left
            picture[:, 240 + tick % 8 : 250, :3] = 255  # something else still moves: nothing comes to rest
            encoder.frame(picture)
    for frame in decoded(tmp_path / "a.mp4")[fps + fps // 4 :]:
        assert np.abs(rgb(frame)[:, :220] - ground).max() <= 10


def test_a_picture_that_comes_to_rest_is_a_keyframe_and_finer_than_one_that_moves(tmp_path: Path) -> None:
    size = Raster(256, 144, 60)
    noises = [noise(seed, size) // 4 for seed in range(40)]
    with SegmentEncoder(tmp_path / "a.mp4", size) as encoder:
        for picture in noises[:-1]:
            encoder.frame(picture)
        encoder.frame(noises[-1], 15)
        encoder.frame(noises[0], 14)
    with av.open(str(tmp_path / "a.mp4")) as container:
        packets = [packet for packet in container.demux(video=0) if packet.size]
    assert [tick for tick, packet in enumerate(packets) if packet.is_keyframe] == [0, 39]
    frames = [planes(frame)[:144].astype(int) for frame in decoded(tmp_path / "a.mp4")]
    with SegmentEncoder(tmp_path / "rest.mp4", size) as encoder:
        encoder.frame(noises[-1], 15)
    (best, *_) = decoded(tmp_path / "rest.mp4")
    assert np.array_equal(frames[39], planes(best)[:144])
    assert all(np.array_equal(frames[39], later) for later in frames[40:54])


def test_players_are_told_the_colours_are_bt709_in_limited_range(tmp_path: Path) -> None:
    with SegmentEncoder(tmp_path / "a.mp4", SMALL) as encoder:
        encoder.frame(noise(1))
    frame = decoded(tmp_path / "a.mp4")[0]
    tags = (frame.colorspace, frame.color_primaries, frame.color_trc, frame.color_range)
    assert tags == (1, 1, 1, 1)
    assert frame.format.name == "yuv420p"


def test_telling_the_changed_boxes_costs_no_quality(tmp_path: Path) -> None:
    rng = np.random.default_rng(7)
    picture = noise(5)
    sent = [picture[..., :3].copy()]
    with SegmentEncoder(tmp_path / "boxes.mp4", SMALL) as some, SegmentEncoder(tmp_path / "all.mp4", SMALL) as all_:
        some.frame(picture, boxes=[(3, 30, 4, 31)])  # the first picture has none before it: all of it counts
        all_.frame(picture)
        for number in range(40):
            boxes = []
            for half in range(number % 3):  # none, one or two boxes, with odd and even edges
                left, right = np.sort(rng.choice(np.arange(64 * half, 64 * half + 65), 2, replace=False)).tolist()
                top, bottom = np.sort(rng.choice(73, 2, replace=False)).tolist()
                picture[top:bottom, left:right] = rng.integers(0, 256, (bottom - top, right - left, 4))
                boxes.append((left, top, right, bottom))
            some.frame(picture, boxes=boxes)
            if boxes:
                all_.frame(picture)
            else:
                all_.hold(1)
            sent.append(picture[..., :3].copy())
    told, untold = ([rgb(frame) for frame in decoded(tmp_path / name)] for name in ("boxes.mp4", "all.mp4"))
    assert np.abs(np.array(told) - sent).mean() < 1.01 * np.abs(np.array(untold) - sent).mean()


def test_x264_takes_our_word_for_what_has_not_changed(tmp_path: Path) -> None:
    def grey(level: int) -> Picture:
        return flat(level, level, level)

    with SegmentEncoder(tmp_path / "a.mp4", SMALL) as encoder:
        encoder.frame(grey(50))
        for plane in encoder._yuv_planes:  # all of the next picture is brighter, but only of a box is it told
            plane[:] += 100
        encoder.frame(grey(50), boxes=[(0, 0, 16, 16)])
    last = rgb(decoded(tmp_path / "a.mp4")[1])
    assert np.abs(last[16:] - 50).max() <= 3


def test_the_same_pictures_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.mp4", "b.mp4"):
        with SegmentEncoder(tmp_path / name, SMALL) as encoder:
            for seed in range(20):
                encoder.frame(noise(seed), seed % 3 + 1)
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()


def test_a_segment_without_pictures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least one picture"), SegmentEncoder(tmp_path / "a.mp4", SMALL):
        pass


def test_a_full_disk_is_told_in_one_line(tmp_path: Path) -> None:
    def write() -> None:
        with Store(tmp_path).put("ab", ".mp4") as path, SegmentEncoder(path, SMALL) as encoder:
            for seed in range(60):
                encoder.frame(noise(seed))

    with file_size_limit(100_000), pytest.raises(UserError, match=r"cannot write .*BITS_CACHE") as error:
        write()
    assert "\n" not in str(error.value)
    assert not list(tmp_path.rglob("*.mp4"))


def test_what_does_not_fit_is_refused(tmp_path: Path) -> None:
    with SegmentEncoder(tmp_path / "a.mp4", SMALL) as encoder:
        with pytest.raises(ValueError, match="there must be a picture"):
            encoder.hold(1)
        with pytest.raises(ValueError, match=r"\(72, 130, 4\)"):
            encoder.frame(np.zeros((72, 130, 4), np.uint8))
        encoder.frame(noise(1))
        with pytest.raises(ValueError, match="0 ticks"):
            encoder.frame(noise(1), 0)
        with pytest.raises(ValueError, match="box"):
            encoder.frame(noise(1), boxes=[(0, 10, 128, 73)])
    assert len(decoded(tmp_path / "a.mp4")) == 1


@pytest.mark.parametrize(("width", "height", "fps"), [(127, 72, 30), (128, 71, 30), (128, 8, 30), (128, 72, 0)])
def test_a_format_that_cannot_be_encoded_is_a_users_error(width: int, height: int, fps: int) -> None:
    with pytest.raises(UserError, match=r"picture size|frame rate"):
        Raster(width, height, fps)
