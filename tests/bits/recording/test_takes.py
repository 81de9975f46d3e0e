"""Takes: whatever happens while one is recorded, what arrived is kept, and nothing that was kept goes."""

from __future__ import annotations

import json
import tempfile
import wave
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bits.errors import UserError
from bits.recording.takes import Part, Takes
from bits.speech.sound import decode

RATE = 8000


def sound(start: int, length: int) -> np.ndarray:
    """Return samples none of which is like its neighbours, each a whole number of 24-bit steps."""
    return ((np.arange(start, start + length) * 7919 % 2**20 - 2**19) / 2**20).astype("<f4")


def heard(path: Path) -> np.ndarray:
    return decode(path, "here")[0]


def recorded(takes: Takes, seconds: float = 0.5, start: int = 0, beat: str = "coin") -> int:
    part = takes.begin("entropy", beat, "Heads.", RATE)
    part.append(0, sound(start, round(seconds * RATE)).tobytes())
    number = takes.finish(part)
    assert number is not None
    takes.choose("entropy", beat, number)
    return number


def test_takes_are_numbered_and_the_one_that_is_chosen_is_what_the_voice_reads(tmp_path: Path) -> None:
    takes = Takes(tmp_path)
    assert (takes.of("entropy", "coin"), takes.chosen("entropy", "coin")) == ([], None)
    assert [recorded(takes, 0.5, start) for start in (0, 100, 200)] == [1, 2, 3]
    assert recorded(takes, 0.25, beat="coin_again") == 1
    assert [(take.number, take.seconds, take.words) for take in takes.of("entropy", "coin")] == [
        (number, 0.5, "Heads.") for number in (1, 2, 3)
    ]
    assert takes.chosen("entropy", "coin") == 3
    takes.choose("entropy", "coin", 2)
    assert takes.chosen("entropy", "coin") == 2
    np.testing.assert_array_equal(heard(tmp_path / "entropy/coin.wav"), sound(100, RATE // 2))
    with wave.open(str(tmp_path / "entropy/takes/coin-002.wav")) as wav:
        assert (wav.getnchannels(), wav.getsampwidth(), wav.getframerate()) == (1, 3, RATE)
    with pytest.raises(UserError, match="entropy/coin has no take 4"):
        takes.choose("entropy", "coin", 4)


def test_a_recording_from_elsewhere_becomes_a_take_before_it_is_replaced(tmp_path: Path) -> None:
    takes = Takes(tmp_path)
    (tmp_path / "entropy").mkdir()
    (tmp_path / "entropy/coin.wav").write_bytes(b"fLaC somebody's own")
    assert recorded(takes) == 1
    kept = {path.read_bytes() for path in (tmp_path / "entropy/takes").glob("coin-*.wav")}
    assert b"fLaC somebody's own" in kept
    brought = next(take for take in takes.of("entropy", "coin") if take.seconds is None)
    assert brought.words is None
    takes.choose("entropy", "coin", brought.number)
    assert (tmp_path / "entropy/coin.wav").read_bytes() == b"fLaC somebody's own"
    assert len(takes.of("entropy", "coin")) == 2


def test_a_take_that_broke_off_counts_only_where_there_is_no_other(tmp_path: Path) -> None:
    takes = Takes(tmp_path)
    takes.begin("entropy", "coin", "Heads.", RATE).append(0, sound(0, 99).tobytes())
    assert Takes(tmp_path).recover() == 1
    assert takes.chosen("entropy", "coin") == 1
    whole = recorded(takes)
    takes.begin("entropy", "coin", "Heads.", RATE).append(0, sound(5, 99).tobytes())
    assert Takes(tmp_path).recover() == 1
    assert ([take.number for take in takes.of("entropy", "coin")], takes.chosen("entropy", "coin")) == (
        [1, 2, 3],
        whole,
    )


def test_what_was_finished_in_full_is_not_made_a_take_twice(tmp_path: Path) -> None:
    takes = Takes(tmp_path)
    part = takes.begin("entropy", "coin", "Heads.", RATE)
    part.append(0, sound(0, 50).tobytes())
    left = part.path.read_bytes()
    takes.finish(part)
    part.path.write_bytes(left)  # as if the process had died between the two steps
    assert takes.recover() == 0
    assert len(takes.of("entropy", "coin")) == 1
    assert not part.path.exists()


def test_nothing_recorded_is_no_take(tmp_path: Path) -> None:
    takes = Takes(tmp_path)
    assert takes.finish(takes.begin("entropy", "coin", "Heads.", RATE)) is None
    assert takes.of("entropy", "coin") == []


def test_what_cannot_be_read_beside_a_take_is_as_if_it_were_not_there(tmp_path: Path) -> None:
    takes = Takes(tmp_path)
    recorded(takes)
    for told in (b"\xff", b"[]", b'{"words": 3}', json.dumps({"words": "Tails."}).encode()):
        (tmp_path / "entropy/takes/coin-001.json").write_bytes(told)
        (take,) = takes.of("entropy", "coin")
        assert take.words == ("Tails." if b"Tails" in told else None)


@pytest.mark.parametrize("rate", [0, 100, 10**6])
def test_an_impossible_rate_is_refused(rate: int, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=f"{rate} samples a second"):
        Takes(tmp_path).begin("entropy", "coin", "Heads.", rate)
    assert list(tmp_path.iterdir()) == []


def test_samples_that_are_none_are_refused_and_loud_ones_are_clipped(tmp_path: Path) -> None:
    part = Takes(tmp_path).begin("entropy", "coin", "Heads.", RATE)
    for bad in (b"abc", np.array([0, np.nan], "<f4").tobytes(), np.array([np.inf], "<f4").tobytes()):
        with pytest.raises(ValueError, match=r"samples|buffer"):
            part.append(0, bad)
    with pytest.raises(ValueError, match="from 5 on, where 0 are there"):
        part.append(5, sound(0, 3).tobytes())
    with pytest.raises(UserError, match="at most 10 minutes"):
        part.append(0, bytes(4 * (601 * RATE)))
    part.append(0, np.array([7, -7, 1, -1], "<f4").tobytes())
    Takes(tmp_path).recover()
    np.testing.assert_allclose(heard(tmp_path / "entropy/coin.wav"), [1, -1, 1, -1], atol=1e-6)


STEPS = st.lists(st.sampled_from(["begin", "append", "append", "append", "again", "torn", "stop", "kill"]), max_size=25)


@given(steps=STEPS, lengths=st.lists(st.integers(1, 40), min_size=25, max_size=25))
@settings(max_examples=150)
def test_no_sample_that_arrived_is_lost(steps: list[str], lengths: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        takes, part = Takes(Path(folder)), None
        arrived: list[int] = []
        for step, length in zip(steps, lengths, strict=False):
            part = _done(takes, part, step, length, arrived)
            if step == "kill":
                takes, part = Takes(Path(folder)), None
                takes.recover()
        if part is not None:
            takes.break_off(part)
        found = [heard(takes.file("entropy", "coin", take.number)) for take in takes.of("entropy", "coin")]
        expected = [sound(1000 * i, length) for i, length in enumerate(arrived) if length]
        assert [samples.tolist() for samples in found] == [samples.tolist() for samples in expected]
        assert (takes.chosen("entropy", "coin") is None) == (expected == [])


def _done(takes: Takes, part: Part | None, step: str, length: int, arrived: list[int]) -> Part | None:
    """Do a step of a recording; the samples of the n-th begin at 1000 n, and so many of them have arrived."""
    if step == "begin" and part is None:
        arrived.append(0)
        return takes.begin("entropy", "coin", "Heads.", RATE)
    if part is None:
        return None
    start = 1000 * (len(arrived) - 1)
    if step == "append":
        arrived[-1] = part.append(arrived[-1], sound(start + arrived[-1], length).tobytes())
    elif step == "again":  # the page got no answer, and sends what it sent, with a little more
        at = max(0, arrived[-1] - length)
        arrived[-1] = part.append(at, sound(start + at, arrived[-1] - at + 2).tobytes())
    elif step == "torn":  # the disk was full in the middle of a sample
        with part.path.open("ab") as file:
            file.write(b"\x01")
    elif step == "stop":
        number = takes.finish(part)
        if number is not None:
            takes.choose("entropy", "coin", number)
        return None
    return part
