"""The sound of a film: the speech of its beats, levelled once and then kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from narration.voices import Speech

from .plan import Shot
from .sound import RATE, level, track
from .store import Store, key_of
from .take import Look


def soundtrack(shots: Sequence[Shot], ticks: Sequence[int], look: Look, store: Store) -> NDArray[np.float32]:
    """Return the sound of a film; after its beats it may have ticks without words."""
    silence = [np.zeros(0, np.float32)] * (len(ticks) - len(shots))
    return track(list(zip([*(sounded(shot, store) for shot in shots), *silence], ticks, strict=True)), look.fps)


def sounded(shot: Shot, store: Store) -> NDArray[np.float32]:
    """Return the sound of a beat: silence up to its first word, then its speech at even loudness; 48 kHz."""
    lead = np.zeros(round(shot.lead * RATE), np.float32)
    return np.concatenate([lead, _levelled(shot.speech, store)])


def _levelled(speech: Speech, store: Store) -> NDArray[np.float32]:
    key = key_of(
        "level", np.ascontiguousarray(speech.samples).tobytes(), speech.rate, Path(__file__).with_name("sound.py")
    )
    kept = store.get(key, ".npy")
    if kept is None:
        with store.put(key, ".npy") as path:
            np.save(path, level(speech.samples, speech.rate))
        kept = store.get(key, ".npy")
        assert kept is not None
    return np.asarray(np.load(kept), np.float32)
