"""A lecturer's reading is aligned to its words: checked on a voice that tells when it says each."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import av
import numpy as np
import pytest
from av.audio.stream import AudioStream
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import ArrayLike, NDArray
from scipy.signal import lfilter, resample_poly

from bits.authoring.project import OWN
from bits.errors import UserError
from bits.making.plan import parts_of, shots
from bits.making.store import Store
from bits.speech.alignment import warp
from bits.speech.natural import sentences
from bits.speech.script import Line
from bits.speech.sound import MARGIN
from bits.speech.voices import Speech, voice
from tests.own import concept

BEATS = ("average", "coin", "tree")
OTHER = "And now for something that has nothing to do with it at all."
Sound = NDArray[np.float32]


def lines() -> list[Line]:
    cls = concept("entropy")
    return list(cls.narration().fill(cls.Params().facts()).lines)


@pytest.fixture(scope="module")
def said() -> dict[str, tuple[Line, Speech]]:
    """Return what a stranger with another voice says, and when: eSpeak tells the time of each word."""
    some = lines()
    speeches = voice("espeak").speak_all([("entropy", line) for line in some])
    return {line.beat: (line, speech) for line, speech in zip(some, speeches, strict=True)}


def write(path: Path, sound: Sound, rate: int, kind: str = "wav", name: str = "pcm_s16le", channels: int = 1) -> Path:
    """Encode a sound at a rate of the file's own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    layout = "mono" if channels == 1 else "stereo"
    with av.open(str(path), "w", format=kind) as container:
        stream = container.add_stream(name, rate=rate, layout=layout)
        assert isinstance(stream, AudioStream)
        frame = av.AudioFrame.from_ndarray(np.repeat(sound[None], channels, axis=0), "fltp", layout)
        frame.sample_rate = rate
        resampler = av.AudioResampler(
            stream.codec_context.format, layout, rate, stream.codec_context.frame_size or None
        )
        for part in (*resampler.resample(frame), *resampler.resample(None)):
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    return path


def at(speech: Speech, rate: int) -> Sound:
    return resample_poly(speech.samples, rate, speech.rate).astype(np.float32)


def quiet(seconds: float, rate: int) -> Sound:
    """Return a room in which nobody speaks."""
    return np.random.default_rng(3).normal(0, 0.0005, round(seconds * rate)).astype(np.float32)


def recorded(folder: Path, beats: tuple[str, ...] = BEATS) -> dict[str, Speech]:
    made = shots(
        OWN, parts_of([f"entropy/{beat}" for beat in beats], OWN), {}, f"recorded:{folder}", Store(folder / "store")
    )
    return {shot.beat: shot.speech for shot in made}


def errors(found: Speech, true: Speech, later: ArrayLike = 0.0) -> NDArray[np.float64]:
    """Return by how many seconds each word is missed, where all was recorded after a silence."""
    starts = [np.array([word.start for word in speech.words]) for speech in (found, true)]
    return np.asarray(np.abs(starts[0] - MARGIN - starts[1] - np.asarray(later, np.float64)))


def good(missed: NDArray[np.float64]) -> bool:
    return bool(np.median(missed) <= 0.04 and np.quantile(missed, 0.9) <= 0.12)


FORMS = [
    ("wav", "wav", "pcm_s16le", 48_000, 1),
    ("wav", "wav", "pcm_s24le", 44_100, 2),
    ("wav", "wav", "pcm_s16le", 8_000, 1),
    ("flac", "flac", "flac", 96_000, 1),
    ("mp3", "mp3", "libmp3lame", 44_100, 2),
    ("m4a", "mp4", "aac", 48_000, 1),
    ("ogg", "ogg", "libopus", 24_000, 1),
    ("opus", "ogg", "libopus", 48_000, 2),
    ("AIFF", "aiff", "pcm_s16be", 22_050, 1),
]


@pytest.mark.parametrize(("suffix", "kind", "codec", "rate", "channels"), FORMS)
def test_words_are_found_in_a_recording_of_any_kind(
    said: dict[str, tuple[Line, Speech]],
    tmp_path: Path,
    suffix: str,
    kind: str,
    codec: str,
    rate: int,
    channels: int,
) -> None:
    _, true = said["coin"]
    sound = np.concatenate([quiet(1.5, rate), at(true, rate), quiet(0.7, rate)])
    write(tmp_path / "entropy" / f"coin.{suffix}", sound, rate, kind, codec, channels)
    found = recorded(tmp_path, ("coin",))["coin"]
    assert good(errors(found, true))
    assert found.remarks == ()


def test_words_are_found_around_a_long_pause(said: dict[str, tuple[Line, Speech]], tmp_path: Path) -> None:
    for beat in BEATS:
        line, true = said[beat]
        before = [line.spoken[: word.offset].rstrip() for word in true.words]
        pauses = [i for i, text in enumerate(before) if text.endswith((",", "."))]
        place = pauses[len(pauses) // 2]
        cut = round((true.words[place - 1].end + true.words[place].start) / 2 * true.rate)
        parts = [quiet(1, true.rate), true.samples[:cut], quiet(2.5, true.rate), true.samples[cut:]]
        write(tmp_path / "entropy" / f"{beat}.wav", np.concatenate(parts), true.rate)
        found = recorded(tmp_path, (beat,))[beat]
        assert good(errors(found, true, 2.5 * (np.arange(len(true.words)) >= place)))


@pytest.mark.parametrize("decibels", [35, 25, 20])
def test_pauses_in_a_noisy_room_are_no_words(
    said: dict[str, tuple[Line, Speech]], tmp_path: Path, decibels: float
) -> None:
    """A fan hums louder and louder, and the lecturer takes time."""
    line, true = said["tree"]
    starts = [i for i, word in enumerate(true.words) if line.spoken[: word.offset].rstrip().endswith(".")]
    places = starts[:: max(1, len(starts) // 2)]
    cuts = [round((true.words[i - 1].end + true.words[i].start) / 2 * true.rate) for i in places]
    parts = [part for some in np.split(true.samples, cuts) for part in (np.zeros(2 * true.rate, np.float32), some)]
    sound = np.concatenate([*parts, np.zeros(true.rate, np.float32)])
    hum = lfilter([1.0], [1.0, -0.95], np.random.default_rng(1).normal(0, 1, len(sound)))
    loud = true.samples[np.abs(true.samples) > 0.02].std()
    noise = (hum / hum.std() * loud * 10 ** (-decibels / 20)).astype(np.float32)
    write(tmp_path / "entropy" / "tree.wav", (sound + noise) / 2, true.rate)
    found = recorded(tmp_path, ("tree",))["tree"]
    assert found.remarks == ()
    later = [2.0 * sum(i >= place for place in places) for i in range(len(true.words))]
    assert good(errors(found, true, later))


def test_one_recording_of_a_concept_is_cut_at_the_pauses(said: dict[str, tuple[Line, Speech]], tmp_path: Path) -> None:
    rate = 22_050
    parts = [part for _, speech in said.values() for part in (quiet(1.2, rate), at(speech, rate))]
    write(tmp_path / "entropy.flac", np.concatenate([*parts, quiet(1.0, rate)]), rate, "flac", "flac")
    found = recorded(tmp_path)
    for beat, speech in found.items():
        _, true = said[beat]
        assert speech.seconds == pytest.approx(true.seconds, abs=0.15)
        assert speech.remarks == ()
        assert good(errors(speech, true))
    # A film of one beat knows the words before it; what is added is told by its time in the concept's file.
    cut = sum(len(part) for part in parts[: 2 * list(said).index("tree") + 2])
    other = voice("espeak").speak("entropy", Line("x", OTHER, OTHER, {}, ()))
    longer = [np.concatenate(parts)[:cut], at(other, rate), np.concatenate(parts)[cut:], quiet(1.0, rate)]
    (tmp_path / "entropy.flac").unlink()
    write(tmp_path / "entropy.wav", np.concatenate(longer), rate)
    (remark,) = recorded(tmp_path, ("tree",))["tree"].remarks
    minutes, seconds = re.findall(r"from (\d+):([\d.]+) to", remark)[0]
    assert int(minutes) * 60 + float(seconds) == pytest.approx(cut / rate, abs=1)
    # A beat's own file wins.
    write(tmp_path / "entropy" / "coin.wav", at(said["coin"][1], 16_000), 16_000)
    assert [speech.rate for speech in recorded(tmp_path, ("coin", "tree")).values()] == [16_000, rate]


def test_what_is_left_out_or_added_is_told(
    said: dict[str, tuple[Line, Speech]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line, true = said["tree"]
    sentence = "The tree asks what gains most."
    assert sentence in line.spoken
    texts = {
        "coin": (said["coin"][0].spoken + " " + OTHER),
        "tree": line.spoken.replace(sentence, ""),
    }
    for beat, text in texts.items():
        speech = voice("espeak").speak("entropy", Line(beat, text, text, {}, ()))
        write(tmp_path / "entropy" / f"{beat}.wav", speech.samples, speech.rate)
    for _ in range(2):  # also when it comes from the store
        found = recorded(tmp_path, ("coin", "tree"))
    (added,) = found["coin"].remarks
    (less,) = found["tree"].remarks
    assert added.startswith("says something from 0:23")
    assert f"that is not written, near “{sentences(said['coin'][0].spoken)[-1][1][:40]}" in added
    assert less.startswith("leaves out “")
    assert "tree asks what gains" in less
    told = capsys.readouterr().err
    assert f"note: entropy/tree: the recording {less}" in told
    assert f"note: entropy/coin: the recording {added}" in told
    assert true.remarks == ()


def test_a_program_is_timed_by_its_sound(said: dict[str, tuple[Line, Speech]], tmp_path: Path) -> None:
    line, true = said["coin"]
    path = write(tmp_path / "coin.wav", np.concatenate([quiet(0.3, 16_000), at(true, 16_000)]), 16_000)
    program = tmp_path / "says.py"
    program.write_text(f"import shutil, sys\nshutil.copy({str(path)!r}, sys.argv[2])\n")
    speech = voice(f"command:{sys.executable} {program} {{textfile}} {{wav}}").speak("entropy", line)
    assert good(errors(speech, true))
    assert np.quantile(errors(speech, true), 0.9) <= 0.12


def test_a_recording_that_is_missing_or_there_twice_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"beat 'coin': there is no recording \S+coin\.wav, nor .*entropy\.wav"):
        recorded(tmp_path, ("coin",))
    for suffix in ("wav", "flac"):
        write(
            tmp_path / "entropy" / f"coin.{suffix}",
            quiet(1, 8000),
            8000,
            suffix,
            "flac" if suffix == "flac" else "pcm_s16le",
        )
    with pytest.raises(UserError, match=r"beat 'coin': both \S+coin\.flac and coin\.wav are there: keep one"):
        recorded(tmp_path, ("coin",))


@given(st.lists(st.floats(0.5, 2.0), min_size=3, max_size=6), st.integers(0, 2**32 - 1))
@settings(max_examples=25)
def test_a_warped_sound_is_warped_back(paces: list[float], seed: int) -> None:
    """Noise whose colour changes each 0.2 s, and the same with each part of it at a pace of its own."""
    rate, dice = 16_000, np.random.default_rng(seed)
    tones = dice.choice(np.arange(300, 3000, 90), size=4 * len(paces), replace=False)

    def played(lengths: list[float]) -> Sound:
        parts = [
            np.sin(2 * np.pi * tone * np.arange(round(s * rate)) / rate) for tone, s in zip(tones, lengths, strict=True)
        ]
        return np.concatenate(parts).astype(np.float32)

    lengths = [0.2 * pace for pace in paces for _ in range(4)]
    found = warp((played([0.2] * len(tones)), rate), (played(lengths), rate))
    edges = 0.2 * np.arange(1, len(tones), dtype=np.float64)
    assert np.abs(found.to_recording(edges) - np.cumsum(lengths)[:-1]).max() < 0.08
    assert (np.diff(found.reference) >= 0).all()
    assert (np.diff(found.recording) >= 0).all()
