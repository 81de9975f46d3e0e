"""Encoded sound: silence is silent, a stretch is what it was, and is encoded once."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from av.audio.codeccontext import AudioCodecContext
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from bits.codec import aac
from bits.codec.aac import BLOCK, packets, stretches
from bits.codec.mastering import RATE
from bits.making.soundtrack import coder
from bits.making.store import Store

TONES = [(0, 9000, 440.0), (40_000, 30_000, 700.0), (100_321, 20_000, 1000.0)]
LENGTH = 150_000


def sound() -> NDArray[np.float32]:
    samples = np.zeros(LENGTH, np.float32)
    for first, count, pitch in TONES:
        swell = np.hanning(count + 2)[1:-1]
        samples[first : first + count] = 0.5 * swell * np.sin(2 * np.pi * pitch * np.arange(1, count + 1) / RATE)
    return samples


def coded(samples: NDArray[np.float32], store: Store) -> list[bytes]:
    return packets([(0, samples)], len(samples), coder(store))


def heard(coded: list[bytes]) -> NDArray[np.float32]:
    """Decode packets as a player does, without what primes the decoder."""
    encoder, decoder = AudioCodecContext.create("aac", "w"), AudioCodecContext.create("aac", "r")
    aac.configure(encoder)
    encoder.open()
    decoder.extradata = encoder.extradata
    parts = []
    for number, data in enumerate(coded):
        packet = av.Packet(data)
        packet.pts, packet.time_base = number * BLOCK, Fraction(1, RATE)
        parts += [frame.to_ndarray()[0] for frame in decoder.decode(packet)]
    return np.concatenate(parts)[BLOCK:]


def test_a_stretch_is_heard_within_half_a_block_of_its_time_and_silence_is_silent(tmp_path: Path) -> None:
    original, decoded = sound(), heard(coded(sound(), Store(tmp_path)))
    assert abs(len(decoded) - LENGTH) < BLOCK
    for first, count, _ in TONES:
        moved = round(first / BLOCK) * BLOCK
        assert abs(moved - first) <= BLOCK / 2
        tone = original[first : first + count]
        again = decoded[moved : moved + count]
        assert float(np.corrcoef(tone, again)[0, 1]) > 0.999
        assert np.abs(again).max() == pytest.approx(np.abs(tone).max(), rel=0.05)
    assert np.abs(decoded[9000 + 2 * BLOCK : 40_000 - 2 * BLOCK]).max() < 1e-4
    assert np.abs(decoded[122_500:]).max() < 1e-4


def test_a_stretch_is_encoded_once_wherever_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path)
    first = coded(sound(), store)
    monkeypatch.setattr(aac, "coded", None)
    assert coded(sound(), store) == first
    later = coded(np.concatenate([np.zeros(12_345, np.float32), sound()]), store)
    assert set(later) == set(first)
    assert packets([(12_345, sound())], 12_345 + LENGTH, coder(store)) == later


@given(st.lists(st.tuples(st.integers(1, 40_000), st.integers(1, 3000)), max_size=6))
def test_stretches_hold_all_sound_and_are_parted_by_silence(runs: list[tuple[int, int]]) -> None:
    samples = np.concatenate([np.zeros(0), *(np.repeat([0.0, 1.0], run) for run in runs)]).astype(np.float32)
    found = stretches(samples)
    inside = np.zeros(len(samples), bool)
    for first, end in found:
        inside[first:end] = True
    assert not samples[~inside].any()
    assert all(samples[first] and samples[end - 1] for first, end in found)
    assert all(b[0] - a[1] >= RATE // 4 for a, b in pairwise(found))
