"""A reel gives back exactly the pictures that it was given, for as long as they stood."""

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from bits.codec.encoder import Raster
from bits.codec.reel import Moment, ReelWriter, is_reel, moments, reel_ticks
from bits.deliver.rewind import SECONDS, looped, way_back
from bits.errors import UserError

SMALL = Raster(32, 18, 10)


def test_pictures_and_times_come_back_as_they_were(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    picture = random.integers(0, 256, (18, 32, 4), np.uint8)
    sent = []
    with ReelWriter(tmp_path / "a.reel", SMALL) as reel:
        for top, bottom, ticks, held in [(0, 18, 1, 0), (3, 4, 5, 0), (17, 18, 1, 7), (0, 1, 2, 2)]:
            picture[top:bottom] = random.integers(0, 256, (bottom - top, 32, 4), np.uint8)
            reel.frame(picture, ticks, [(0, top, 32, bottom)])
            reel.hold(held)
            sent.append((picture.copy(), ticks + held, [(0, top, 32, bottom)]))
    shown = [(moment.picture.copy(), moment.ticks, moment.boxes) for moment in moments(tmp_path / "a.reel")]
    assert [moment[1:] for moment in shown] == [moment[1:] for moment in sent]
    assert all((one[0] == other[0]).all() for one, other in zip(shown, sent, strict=True))
    assert reel_ticks(tmp_path / "a.reel") == sum(moment[1] for moment in sent)


def test_a_loop_goes_back_smoothly_to_its_first_picture() -> None:
    fps, ticks = 30, 200
    back = way_back(ticks, fps)
    assert len(back) == SECONDS * fps
    assert back[-1] == 0
    steps = -np.diff([ticks - 1, *back])
    assert (steps >= 0).all()
    assert max(steps[0], steps[-1]) < 2 < steps.max()


def test_the_way_back_is_made_of_pictures_of_the_way_there() -> None:
    there = [(1, 5), (2, 1), (3, 10), (4, 1)]

    def clip() -> Iterator[Moment]:
        shown = np.zeros((18, 32, 4), np.uint8)
        for grey, ticks in there:
            shown[:] = grey  # in place, as a reel does
            yield Moment(shown, ticks, [(0, 0, 32, 18)])

    played = [(int(moment.picture[0, 0, 0]), moment.ticks) for moment in looped(clip(), [15, 5, 3, 2, 0])]
    assert played == [*there, (3, 1), (2, 1), (1, 3)]


def test_a_reel_that_is_forged_is_not_taken_or_told_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "a.reel"
    with ReelWriter(path, SMALL) as writer:
        writer.frame(np.full((18, 32, 4), 7, np.uint8), 3)
    whole = path.read_bytes()
    assert is_reel(path, SMALL)
    assert not is_reel(path, Raster(64, 18, 10))
    bomb, packed = zlib.compress(bytes(100_000_000)), whole[24:]
    bodies = {
        b"": False,
        whole[:4]: False,
        whole[:8]: False,
        whole[:-1]: False,
        whole + b"1": False,
        struct.pack("<II", 2**32 - 1, 2**32 - 1) + whole[8:]: False,
        whole[:8] + struct.pack("<IIII", 0, 0, 18, len(packed)) + packed: False,
        whole[:8] + struct.pack("<IIII", 3, 0, 2**31, len(packed)) + packed: False,
        whole[:8] + struct.pack("<IIII", 3, 0, 18, len(bomb)) + bomb: True,
        whole[:24] + bytes(len(packed)): True,
    }
    for body, looks_right in bodies.items():
        path.write_bytes(body)
        assert is_reel(path, SMALL) == looks_right
        if looks_right:
            with pytest.raises(UserError, match=r"a\.reel is damaged and was removed from the cache folder: run again"):
                list(moments(path))
            assert not path.exists()
