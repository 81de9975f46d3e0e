"""The sound of a film: the speech of its beats, levelled once and then kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bits.codec import aac, mastering
from bits.codec.mastering import RATE, level, placed, resampled_length, samples_of, track
from bits.making.job import Look, Shot
from bits.making.store import Store, key_of
from bits.speech.sound import samples_from
from bits.speech.voices import Speech


def soundtrack(shots: Sequence[Shot], ticks: Sequence[int], look: Look, store: Store) -> NDArray[np.float32]:
    """Return the sound of a film, mono at 48 kHz; after its beats it may have ticks without words."""
    return track(list(_beats(shots, ticks, store)), look.fps)


def packets(shots: Sequence[Shot], ticks: Sequence[int], look: Look, store: Store) -> list[bytes]:
    """Return the sound of a film as AAC packets; see `soundtrack`."""
    length = samples_of(sum(ticks), look.fps)
    return aac.packets(placed(_beats(shots, ticks, store), look.fps), length, coder(store))


def excerpt(shot: Shot, ticks: range, look: Look, store: Store) -> list[bytes]:
    """Return what is heard of a beat in some of its ticks, as AAC packets."""
    first, end = (samples_of(tick, look.fps) for tick in (ticks.start, ticks.stop))
    heard = placed([(sounded(shot, store)[first:end], len(ticks))], look.fps)
    return aac.packets(heard, samples_of(len(ticks), look.fps), coder(store))


def coder(store: Store) -> aac.Coder:
    """Return what encodes a stretch of sound, once: the store keeps its packets."""

    def coded(stretch: NDArray[np.float32]) -> list[bytes]:
        key = key_of("aac", np.ascontiguousarray(stretch).tobytes(), aac.BITS, version("av"), Path(aac.__file__))
        return store.kept(
            key, ".aac", lambda data: aac.unpacked(data, len(stretch)), lambda: aac.packed(aac.coded(stretch))
        )

    return coded


def _beats(shots: Sequence[Shot], ticks: Sequence[int], store: Store) -> Iterator[tuple[NDArray[np.float32], int]]:
    """Yield the sound of each beat and its ticks; ticks without words come last."""
    for i, some in enumerate(ticks):
        yield sounded(shots[i], store) if i < len(shots) else np.zeros(0, np.float32), some


def sounded(shot: Shot, store: Store) -> NDArray[np.float32]:
    """Return the sound of a beat: silence up to its first word, then its speech at even loudness; 48 kHz."""
    lead = np.zeros(round(shot.lead * RATE), np.float32)
    return np.concatenate([lead, _levelled(shot.speech, store)])


def _levelled(speech: Speech, store: Store) -> NDArray[np.float32]:
    key = key_of("level", np.ascontiguousarray(speech.samples).tobytes(), speech.rate, Path(mastering.__file__))
    length = resampled_length(len(speech.samples), speech.rate)
    return store.kept(
        key,
        ".f32",
        lambda data: samples_from(data, length),
        lambda: level(speech.samples, speech.rate).astype("<f4").tobytes(),
    )
