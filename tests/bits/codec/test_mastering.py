"""What is heard: one loudness, no clipping, no clicks, and every beat at its time."""

import numpy as np
import pytest
from pyloudnorm import Meter
from scipy.signal import resample_poly

from bits.codec.mastering import LOUDNESS, PEAK, RATE, Samples, level, track


def speech(seconds: float, rate: int, gain: float = 0.1, seed: int = 0) -> Samples:
    """Noise in syllables and pauses: as uneven as speech, with single peaks far above the rest."""
    random = np.random.default_rng(seed)
    time = np.arange(round(seconds * rate)) / rate
    syllables = np.maximum(0, np.sin(2 * np.pi * 3.3 * time)) * (np.sin(2 * np.pi * 0.4 * time) > -0.6)
    voice = np.sin(2 * np.pi * 140 * time) + 0.5 * np.sin(2 * np.pi * 900 * time) + 0.3 * random.normal(size=len(time))
    voice[:: rate // 2] *= 6
    return np.asarray(gain * syllables * voice, np.float32)


def loudness(sound: Samples) -> float:
    return float(Meter(RATE).integrated_loudness(sound.astype(np.float64)))


def true_peak(sound: Samples) -> float:
    return float(20 * np.log10(np.abs(resample_poly(sound.astype(np.float64), 8, 1)).max()))


@pytest.mark.parametrize(("rate", "gain"), [(22050, 0.1), (48000, 0.001), (44100, 0.6), (16000, 0.02)])
def test_speech_is_as_loud_as_all_other_speech_and_does_not_clip(rate: int, gain: float) -> None:
    spoken = speech(4.0, rate, gain)
    sound = level(spoken, rate)
    assert sound.dtype == np.float32
    assert len(sound) == 4 * RATE
    assert loudness(sound) == pytest.approx(LOUDNESS, abs=0.5)
    assert true_peak(sound) <= PEAK + 0.1


def test_a_limited_tone_stays_a_tone() -> None:
    # A short loud word in a quiet sentence: what the limiter adds lies 40 dB below the tone itself.
    time = np.arange(3 * RATE) / RATE
    tone = np.sin(2 * np.pi * 440 * time) * np.where((time > 1) & (time < 1.3), 0.9, 0.02)
    sound = level(tone.astype(np.float32), RATE)
    part = sound[round(1.1 * RATE) : round(1.2 * RATE)] * np.hanning(round(0.1 * RATE))
    spectrum = np.abs(np.fft.rfft(part)) ** 2
    near = spectrum[40:49].sum()
    assert (spectrum.sum() - near) / near < 1e-4
    assert true_peak(sound) <= PEAK + 0.1


def test_silence_stays_silence() -> None:
    sound = level(np.zeros(22050, np.float32), 22050)
    assert len(sound) == RATE
    assert not sound.any()
    assert len(level(np.zeros(0, np.float32), 22050)) == 0


def test_a_very_short_word_is_neither_lost_nor_blown_up() -> None:
    sound = level(speech(0.2, 22050), 22050)
    assert len(sound) == round(0.2 * RATE)
    assert loudness(np.tile(sound, 5)) == pytest.approx(LOUDNESS, abs=1.5)
    assert true_peak(sound) <= PEAK + 0.1


def test_a_word_is_heard_at_its_time_after_resampling() -> None:
    spoken = np.zeros(2 * 22050, np.float32)
    spoken[22050 : 22050 + 200] = np.hanning(200)
    sound = level(spoken, 22050)
    centre = (np.arange(len(sound)) * np.abs(sound)).sum() / np.abs(sound).sum()
    assert centre / RATE == pytest.approx((22050 + 99.5) / 22050, abs=2e-4)


def test_the_same_speech_gives_the_same_sound() -> None:
    spoken = speech(2.0, 22050)
    assert np.array_equal(level(spoken, 22050), level(spoken.copy(), 22050))


def test_beats_start_with_their_pictures_however_long_the_film_is() -> None:
    # 48000 / 7 is no whole number: rounding each beat on its own would drift apart.
    beats = [(np.ones(5 * RATE // 7, np.float32), 7 + beat % 2) for beat in range(300)]
    sound = track(beats, 7)
    starts = np.cumsum([0] + [ticks for _, ticks in beats])
    assert len(sound) == round(starts[-1] * RATE / 7)
    heard = np.flatnonzero((sound[1:] != 0) & (sound[:-1] == 0)) + 1
    assert len(heard) == 299
    assert np.abs(heard - starts[1:-1] * RATE / 7).max() <= 0.5


def test_sounds_begin_and_end_without_a_click() -> None:
    sound = track([(np.ones(RATE, np.float32), 60), (np.ones(100, np.float32), 60)], 60)
    assert np.abs(np.diff(np.concatenate([[0], sound, [0]]))).max() < 0.03
    assert sound[RATE // 2] == 1


def test_a_sound_may_outlast_its_picture_by_no_more_than_a_frame() -> None:
    barely = np.ones(RATE + RATE // 60, np.float32)
    assert len(track([(barely, 60)], 60)) == RATE
    with pytest.raises(ValueError, match=r"beat 2: its sound of 1\.03 s is longer than its picture of 1\.00 s"):
        track([(barely, 60), (np.ones(RATE + 1500, np.float32), 60)], 60)


def test_a_film_without_beats_is_silent() -> None:
    assert len(track([], 60)) == 0
