"""The whole default film in the natural voice: every cue at its word, even loudness, nothing that the voice guesses."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from pyloudnorm import Meter
from scipy.signal import resample_poly

from bits.authoring.project import OWN
from bits.codec.mastering import LOUDNESS, RATE, samples_of
from bits.making.job import Look, Shot
from bits.making.lecture import film_of
from bits.making.plan import shots, talker_of
from bits.making.soundtrack import packets, sounded, soundtrack
from bits.making.store import Store
from bits.speech.manner import Manner
from bits.speech.reading import Word, next_spoken
from bits.speech.voices import cue_times
from tests.aligner import differences
from tests.bits.codec.test_aac import heard

FPS = 60


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return Store(tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module")
def film(store: Store) -> tuple[Shot, ...]:
    return shots(OWN, film_of(OWN).parts, {}, "natural", store)


def milliseconds(late: list[float]) -> tuple[NDArray[np.float64], float]:
    errors = 1000 * np.array(late)
    return np.abs(errors), float(np.median(errors))


def test_words_are_said_when_their_times_say_so(film: tuple[Shot, ...]) -> None:
    late = [seconds for shot in film for _, seconds in differences(shot)]
    assert len(late) > 0.8 * sum(len(shot.speech.words) for shot in film)
    sizes, median = milliseconds(late)
    assert abs(median) <= 20
    assert np.median(sizes) <= 30
    assert np.quantile(sizes, 0.95) <= 80


def test_every_cue_is_due_at_its_word(film: tuple[Shot, ...]) -> None:
    late = []
    for shot in film:
        heard = {offset: word.start - seconds for (offset, seconds), word in _judged(shot)}
        due = cue_times(shot.line, shot.speech)
        words = {cue: next_spoken(shot.line.spoken, offset) for cue, offset in shot.line.cues.items()}
        late += [due[cue] - heard[offset] for cue, offset in words.items() if offset in heard]
    assert len(late) > 0.75 * sum(len(shot.line.cues) for shot in film)
    sizes, _ = milliseconds(late)
    assert np.median(sizes) <= 35  # the judge hears a word after a pause some 20 ms before it sounds
    assert np.quantile(sizes, 0.95) <= 60
    assert sizes.max() <= 120  # a cue at the word before or after would be off by more


def _judged(shot: Shot) -> list[tuple[tuple[int, float], Word]]:
    words = {word.offset: word for word in shot.speech.words}
    return [((offset, seconds), words[offset]) for offset, seconds in differences(shot)]


def loudness(sound: NDArray[np.float32]) -> float:
    return float(Meter(RATE).integrated_loudness(sound.astype(np.float64)))


def true_peak(sound: NDArray[np.float32], block: int = 4096) -> float:
    """Return the highest magnitude, also between samples, in decibels to full scale; only loud blocks can have it."""
    blocks = np.pad(sound, (block, -len(sound) % block + block))
    loud = np.flatnonzero(np.abs(blocks.reshape(-1, block)).max(axis=1) > 0.6)
    around = [
        blocks[(i - 1) * block : (i + 2) * block].astype(np.float64) for i in loud if 0 < i < len(blocks) // block
    ]
    return float(20 * np.log10(max(np.abs(resample_poly(part, 4, 1)[4 * block : 8 * block]).max() for part in around)))


def test_the_film_is_as_loud_everywhere_and_nowhere_too_loud(film: tuple[Shot, ...], store: Store) -> None:
    ticks = [math.ceil(shot.seconds * FPS) for shot in film]
    whole = soundtrack(film, ticks, Look(fps=FPS), store)
    assert len(whole) == samples_of(sum(ticks), FPS)
    middle = loudness(whole)
    assert middle == pytest.approx(LOUDNESS, abs=0.5)
    for sound in (whole, heard(packets(film, ticks, Look(fps=FPS), store))):
        assert true_peak(sound) <= -1.0
    beats = [loudness(sounded(shot, store)) for shot in film]
    assert max(abs(beat - middle) for beat in beats) <= 1.5


def test_the_voice_guesses_no_word(film: tuple[Shot, ...]) -> None:
    guessed = talker_of(OWN, "natural", Manner()).guessed([shot.line for shot in film])
    assert [(shot.name, words) for shot, words in zip(film, guessed, strict=True) if words] == []
