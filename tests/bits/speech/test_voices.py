"""Every voice gives sound with the times of its words, or one line that tells why it cannot."""

import os
import struct
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np
import pytest
from av.audio.stream import AudioStream
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from bits.errors import UserError
from bits.speech import espeak
from bits.speech.manner import Manner
from bits.speech.reading import Word, fitted, reading_times
from bits.speech.script import Line
from bits.speech.sound import decode
from bits.speech.voices import Speech, cue_times, voice

TEXT = "A fair coin gives 1 bit. For a coin that is bent, it is 0.081 bits: hardly any surprise."
LINES = [
    TEXT,
    "Cross-entropy is 2.625 bits, against the 1.75 of a perfect code.",
    "“Snow in the Sahara?” – you would not believe it, i.e. it tells you a lot.",
    "150,528 numbers go in; minus 0.5 comes out.",
]


def said(texts: Sequence[str]) -> list[tuple[str, Line]]:
    return [("coins", line(text)) for text in texts]


def line(spoken: str, **cues: int) -> Line:
    return Line("toss", spoken, spoken, cues, ())


def write_wav(path: Path, samples: NDArray[np.float64], rate: int, bits: int, kind: str = "int") -> Path:
    """Write samples of shape (n,) or (n, channels) in [-1, 1] as PCM."""
    channels = 1 if samples.ndim == 1 else samples.shape[1]
    if kind == "float":
        data = samples.astype(f"<f{bits // 8}").tobytes()
    elif bits == 8:
        data = (samples * 127 + 128).astype(np.uint8).tobytes()
    else:
        whole = (samples * (2 ** (bits - 1) - 1)).astype("<i4").reshape(-1, 1).view(np.uint8)
        data = whole[:, : bits // 8].tobytes()
    block = channels * bits // 8
    head = struct.pack("<HHIIHH", 3 if kind == "float" else 1, channels, rate, rate * block, block, bits)
    body = b"WAVEfmt " + struct.pack("<I", len(head)) + head + b"data" + struct.pack("<I", len(data)) + data
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)
    return path


def tone(rate: int, sounds: Sequence[tuple[float, float]], seconds: float) -> NDArray[np.float64]:
    """A hum that sounds from and to the given seconds."""
    time = np.arange(round(rate * seconds)) / rate
    heard = np.any([(start <= time) & (time < end) for start, end in sounds], axis=0)
    return np.asarray(0.4 * heard * np.sin(2 * np.pi * 220 * time))


def check_words(speech: Speech, text: str) -> None:
    """Each word once, in order, inside the speech."""
    assert [word.offset for word in speech.words] == [word.offset for word in reading_times(text)]
    times = [time for word in speech.words for time in (word.start, word.end)]
    assert times == sorted(times)
    assert 0 <= times[0] < 0.12
    assert times[-1] <= speech.seconds + 1e-9


# espeak, which the tests' environment has


def test_espeak_speaks_the_same_bytes_in_any_order_and_company() -> None:
    first = list(voice("espeak").speak_all(said(LINES)))
    again = list(voice("espeak").speak_all(said(LINES * 2)[::-1]))
    alone = voice("espeak").speak("coins", line(LINES[2]))
    for speech, repeated, once_more in zip(first, again[3::-1], again[:3:-1], strict=True):
        assert speech.samples.tobytes() == repeated.samples.tobytes() == once_more.samples.tobytes()
        assert speech.words == repeated.words
    assert alone.samples.tobytes() == first[2].samples.tobytes()


def test_espeak_times_every_word_and_does_not_clip() -> None:
    for text, speech in zip(LINES, voice("espeak").speak_all(said(LINES)), strict=True):
        check_words(speech, text)
        assert speech.samples.dtype == np.float32
        assert 0.2 < np.abs(speech.samples).max() < 0.99


def test_espeak_pauses_between_sentences_and_not_around_the_speech() -> None:
    speech = voice("espeak").speak("coins", line(TEXT))
    quiet = np.abs(speech.samples) < 0.005
    edge = round(0.08 * speech.rate)
    assert not quiet[:edge].all()
    assert not quiet[-edge:].all()
    before, after = (next(w for w in speech.words if w.offset == TEXT.index(word)) for word in ("bit.", "For"))
    assert 0.4 < after.start - before.end < 0.8
    assert quiet[round((before.end + 0.1) * speech.rate) : round((after.start - 0.1) * speech.rate)].all()


def test_espeak_says_a_number_digit_by_digit() -> None:
    speech = voice("espeak").speak("coins", line(TEXT))
    number = next(word for word in speech.words if word.offset == TEXT.index("0.081"))
    assert number.end - number.start > 1.0


def test_espeak_keys_follow_the_text() -> None:
    keys = [voice("espeak").key("coins", line(text)) for text in [*LINES, LINES[0]]]
    assert len(set(keys)) == len(LINES)
    assert keys[0] == keys[-1]


def test_espeak_that_cannot_start_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import espeakng_loader

    monkeypatch.setattr(espeakng_loader, "get_library_path", lambda: str(tmp_path / "none.so"))
    with pytest.raises(UserError, match=r"^scene 'coins': voice 'espeak' failed \(.*none\.so.*'make setup'"):
        voice("espeak").speak("coins", line(TEXT))
    monkeypatch.setattr(espeak, "find_spec", lambda name: None)
    with pytest.raises(UserError, match=r"not installed: run 'make setup' or 'uv sync --extra espeak'"):
        voice("espeak")


def test_espeak_that_has_nothing_to_say_names_the_beat() -> None:
    with pytest.raises(UserError, match=r"^scene 'coins', beat 'toss': voice 'espeak'"):
        voice("espeak").speak("coins", line("…"))


# silent


def test_silence_lasts_as_long_as_reading() -> None:
    text = (
        "Suppose the weather forecast for tomorrow promises sunshine with certainty. When you wake up and find the sky "
        "clear, you have learned next to nothing. Information is surprise: the less likely an outcome, the more it "
        "tells you, and the measure of that is the negative logarithm of its probability."
    )
    speech = voice("silent").speak("coins", line(text))
    check_words(speech, text)
    assert not speech.samples.any()
    assert 150 < len(text.split()) / speech.seconds * 60 < 180


def test_reading_takes_longer_for_numbers_and_pauses() -> None:
    def seconds(text: str) -> float:
        return reading_times(text)[-1].end

    assert seconds("it costs 2.625 bits") > seconds("it costs little bits") + 0.8
    assert seconds("one, two") == pytest.approx(seconds("one two") + 0.2)
    assert seconds("One. Two") == pytest.approx(seconds("One Two") + 0.45)
    assert seconds("the KL gap") > seconds("the hm gap")


def test_silence_is_timed_like_the_synthesizer() -> None:
    for text in LINES[:2]:
        spoken = voice("espeak").speak("coins", line(text)).seconds
        assert voice("silent").speak("coins", line(text)).seconds == pytest.approx(spoken, rel=0.15)


# recordings


FORMATS = [(8000, 16, "int"), (44100, 24, "int"), (48000, 32, "float"), (22050, 8, "int"), (16000, 64, "float")]


@pytest.mark.parametrize(("rate", "bits", "kind"), FORMATS)
def test_a_recording_is_read_at_its_own_rate(tmp_path: Path, rate: int, bits: int, kind: str) -> None:
    sound = tone(rate, [(0.05, 2.4), (3.0, 6.0)], 6.05)
    write_wav(tmp_path / "coins" / "toss.wav", sound, rate, bits, kind)
    speech = voice(f"recorded:{tmp_path}").speak("coins", line(TEXT))
    assert speech.rate == rate
    assert speech.samples.dtype == np.float32
    assert speech.seconds == pytest.approx(6.05, abs=1 / rate)
    np.testing.assert_allclose(speech.samples, sound, atol=0.02 if bits == 8 else 1e-3)


def test_both_channels_of_a_recording_are_mixed(tmp_path: Path) -> None:
    left, right = tone(44100, [(0.0, 1.0)], 2.0), tone(44100, [(1.0, 2.0)], 2.0)
    write_wav(tmp_path / "coins" / "toss.wav", np.stack([left, right], axis=1), 44100, 24)
    speech = voice(f"recorded:{tmp_path}").speak("coins", line(TEXT))
    np.testing.assert_allclose(speech.samples, (left + right) / 2, atol=1e-3)


def test_words_are_fitted_to_the_pauses_where_no_voice_can_read(tmp_path: Path) -> None:
    # A slow first sentence, a long pause, a quick second one: a mere stretching would miss the pause by far.
    text = "The first sentence is here. The second one follows it, and goes on for a while."
    words = fitted(text, [(0.05, 2.75), (4.75, 5.95), (6.25, 8.25)])
    starts = {text[word.offset :].split(maxsplit=1)[0]: (word.start, word.end) for word in words}
    assert starts["first"][0] > 0.05
    assert starts["here."][1] == pytest.approx(2.75, abs=0.03)
    assert text.index("The second") in [word.offset for word in words if abs(word.start - 4.75) < 0.03]
    assert starts["and"][0] == pytest.approx(6.25, abs=0.03)
    assert starts["while."][1] == pytest.approx(8.25, abs=0.03)


@given(
    st.lists(st.tuples(st.floats(0.05, 3), st.floats(0.2, 3)), min_size=1, max_size=6),
    st.sampled_from([*LINES, "Yes.", "One. Two. Three. Four. Five, six."]),
)
def test_words_of_any_recording_lie_in_order_inside_its_sound(parts: list[tuple[float, float]], text: str) -> None:
    sounds, time = [], 0.0
    for length, pause in parts:
        sounds.append((time + pause, time + pause + length))
        time += pause + length
    words = fitted(text, sounds)
    times = [time for word in words for time in (word.start, word.end)]
    assert times == sorted(times)
    assert times[0] == pytest.approx(sounds[0][0])
    assert times[-1] == pytest.approx(sounds[-1][1])
    assert all(any(a - 1e-9 <= word.start <= b + 1e-9 for a, b in sounds) for word in words)


def test_silence_around_a_recording_is_left_out_and_the_words_move_with_it(tmp_path: Path) -> None:
    inside = [(0.0, 2.0), (2.6, 4.0)]
    for lead, rest in ((0.05, 0.05), (20.0, 0.05), (20.0, 30.0)):
        sounds = [(start + lead, end + lead) for start, end in inside]
        write_wav(tmp_path / "coins" / "toss.wav", tone(8000, sounds, lead + 4.0 + rest), 8000, 16)
        speech = voice(f"recorded:{tmp_path}").speak("coins", line(TEXT))
        assert speech.seconds == pytest.approx(4.1, abs=0.03)
        check_words(speech, TEXT)
        assert np.abs(speech.samples[: round(0.08 * 8000)]).max() > 0.1


def test_a_recording_whose_channels_cancel_is_heard(tmp_path: Path) -> None:
    left = tone(8000, [(0.05, 2.0)], 2.05)
    for right in (-left, np.roll(-left, 1), -0.9 * left):
        write_wav(tmp_path / "coins" / "toss.wav", np.stack([left, right], axis=1), 8000, 16)
        speech = voice(f"recorded:{tmp_path}").speak("coins", line(TEXT))
        np.testing.assert_allclose(speech.samples, left, atol=1e-3)


@pytest.mark.parametrize("channels", [3, 6, 8, 9, 16, 24, 64])
def test_a_recording_may_have_any_sensible_number_of_channels(tmp_path: Path, channels: int) -> None:
    sound = tone(8000, [(0.05, 1.0)], 1.05)
    many = np.stack([sound * (number + 1) / channels for number in range(channels)], axis=1)
    write_wav(tmp_path / "coins" / "toss.wav", many, 8000, 16)
    speech = voice(f"recorded:{tmp_path}").speak("coins", line(TEXT))
    np.testing.assert_allclose(speech.samples, many.mean(axis=1), atol=1e-3)


@pytest.mark.parametrize("kind", ["wav", "flac", "mp3", "mp4", "ogg", "aiff"])
def test_a_recording_is_read_as_what_it_is_whatever_it_is_called(tmp_path: Path, kind: str) -> None:
    codec, layout = {
        "wav": ("pcm_s24le", "s32"),
        "flac": ("flac", "s16"),
        "mp3": ("libmp3lame", "fltp"),
        "mp4": ("aac", "fltp"),
        "ogg": ("libopus", "flt"),
        "aiff": ("pcm_s16be", "s16"),
    }[kind]
    sound = tone(48000, [(0.2, 1.8)], 2.0)
    path = tmp_path / "coins" / "toss.wav"
    path.parent.mkdir()
    with av.open(str(path), "w", format=kind) as container:
        stream = container.add_stream(codec, rate=48000, layout="mono")
        assert isinstance(stream, AudioStream)
        frame = av.AudioFrame.from_ndarray(sound[None].astype(np.float32), "fltp", "mono")
        frame.sample_rate = 48000
        resampler = av.AudioResampler(layout, "mono", 48000, stream.codec_context.frame_size or None)
        for part in (*resampler.resample(frame), *resampler.resample(None)):
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    speech = voice(f"recorded:{tmp_path}").speak("coins", line(TEXT))
    assert speech.rate == 48000
    assert speech.seconds == pytest.approx(1.7, abs=0.03)
    spectrum = np.abs(np.fft.rfft(speech.samples))
    assert spectrum.argmax() * 48000 / len(speech.samples) == pytest.approx(220, abs=1)


PLAYLISTS = {
    "m3u8": "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:1,\n{}\n#EXT-X-ENDLIST\n",
    "concat": "ffconcat version 1.0\nfile '{}'\n",
    "concat without its version": "file '{}'\n",
    "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns={}\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 9 RTP/AVP 0\n",
    "dash": '<?xml version="1.0"?><MPD><Period><AdaptationSet><BaseURL>{}</BaseURL></AdaptationSet></Period></MPD>',
    "text": "see {}",
}


@pytest.mark.parametrize("playlist", PLAYLISTS)
def test_a_playlist_leads_nowhere(tmp_path: Path, playlist: str) -> None:
    other = write_wav(tmp_path / "coins" / "other.wav", tone(8000, [(0, 1)], 1.0), 8000, 16)
    for target in (str(other), other.name, "/etc/passwd", "http://127.0.0.1:9/a.wav"):
        (tmp_path / "coins" / "toss.wav").write_text(PLAYLISTS[playlist].format(target))
        with pytest.raises(UserError, match=r"toss\.wav cannot be read as sound: it is none of WAV"):
            voice(f"recorded:{tmp_path}").speak("coins", line(TEXT))


@pytest.mark.parametrize("rate", [0, 1, 3999, 384_001, 2**31 - 1, 2**32 - 1])
def test_a_recording_of_an_impossible_rate_is_refused_before_it_takes_memory(tmp_path: Path, rate: int) -> None:
    path = write_wav(tmp_path / "coins" / "toss.wav", tone(8000, [(0, 1)], 1.0), 8000, 16)
    data = bytearray(path.read_bytes())
    data[24:28] = struct.pack("<I", rate)
    path.write_bytes(data)
    with pytest.raises(UserError, match=r"^scene 'coins', beat 'toss': .*toss\.wav "):
        voice(f"recorded:{tmp_path}").speak("coins", line(TEXT))


def test_a_recording_that_is_too_long_is_refused_while_it_is_read(tmp_path: Path) -> None:
    path = write_wav(tmp_path / "coins" / "toss.wav", np.zeros(8000 * 31), 8000, 8)
    with pytest.raises(UserError, match=r"here: .*toss\.wav is longer than 0\.5 minutes"):
        decode(path, "here", longest=30.0)


@given(
    st.binary(max_size=300), st.sampled_from(["", "RIFF....WAVE", "fLaC", "OggS", "FORM....AIFF", "....ftyp", "ID3"])
)
def test_any_bytes_that_are_no_sound_are_told_in_one_line(head: bytes, mark: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "coins", "toss.wav")
        path.parent.mkdir()
        path.write_bytes(mark.encode() + head)
        with pytest.raises(UserError, match=r"^scene 'coins', beat 'toss': [^\n]+$"):
            voice(f"recorded:{folder}").speak("coins", line(TEXT))


def test_another_recording_has_another_key(tmp_path: Path) -> None:
    path = write_wav(tmp_path / "coins" / "toss.wav", tone(8000, [(0, 1)], 1.0), 8000, 16)
    key = voice(f"recorded:{tmp_path}").key("coins", line(TEXT))
    assert voice(f"recorded:{tmp_path}").key("coins", line(TEXT + " Yes.")) != key
    write_wav(path, tone(8000, [(0, 0.9)], 1.0), 8000, 16)
    assert voice(f"recorded:{tmp_path}").key("coins", line(TEXT)) != key


def test_a_recording_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    path = tmp_path / "coins" / "toss.wav"

    def failure() -> str:
        with pytest.raises(UserError) as error:
            voice(f"recorded:{tmp_path}").speak("coins", line(TEXT))
        assert str(error.value).startswith("scene 'coins', beat 'toss': ")
        assert str(path) in str(error.value)
        assert "\n" not in str(error.value)
        return str(error.value)

    assert "there is no recording" in failure()
    write_wav(path, np.full(8000, 0.0005), 8000, 16)
    assert "is silent" in failure()
    write_wav(path, np.zeros(0), 8000, 16)
    assert "is empty" in failure()
    write_wav(path, np.full(8000, np.nan), 8000, 32, "float")
    assert "are no numbers" in failure()
    path.write_bytes(b"not a sound at all")
    assert "cannot be read as sound" in failure()
    path.write_bytes(b"")
    assert "cannot be read as sound" in failure()
    with pytest.raises(UserError, match="there is no such folder"):
        voice(f"recorded:{tmp_path}/nowhere")


# commands


SPEAKER = """
import struct, sys
text, wav = sys.argv[1:3]
text = open(text[1:], encoding="utf-8").read().strip() if text.startswith("@") else text
frames = b"".join(struct.pack("<h", 9000 if i % 40 < 20 else -9000) for i in range(len(text) * 400))
head = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(frames), b"WAVE", b"fmt ", 16, 1, 1, 8000, 16000, 2, 16,
                   b"data", len(frames))
open(wav, "wb").write(head + frames)
"""


def command(tmp_path: Path, program: str, arguments: str) -> str:
    (tmp_path / "speak er.py").write_text(program)
    return f"command:'{sys.executable}' '{tmp_path}/speak er.py' {arguments}"


@pytest.mark.parametrize("arguments", ["{text} {wav}", "@{textfile} '{wav}'"])
def test_a_command_speaks_the_text_as_it_is(tmp_path: Path, arguments: str) -> None:
    text = "What's “this”? $HOME; {wav} & more."
    speech = voice(command(tmp_path, SPEAKER, arguments)).speak("coins", line(text))
    assert speech.seconds == pytest.approx(len(text) * 400 / 8000)
    check_words(speech, text)


def test_a_command_has_a_key_of_its_template_and_the_text_and_the_files_that_it_names(tmp_path: Path) -> None:
    def keys(program: str, arguments: str) -> list[str]:
        return [voice(command(tmp_path, program, arguments)).key("coins", line(text)) for text in LINES]

    model = tmp_path / "model"
    found = keys(SPEAKER, "{text} {wav}") + keys(SPEAKER, "{text} {wav} -v bob") + keys(SPEAKER + "#", "{text} {wav}")
    model.write_bytes(b"anna")
    found += keys(SPEAKER, f"{{text}} {{wav}} {model}")
    model.write_bytes(b"bob")
    found += keys(SPEAKER, f"{{text}} {{wav}} {model}")
    assert len(set(found)) == 5 * len(LINES)
    assert keys(SPEAKER, "{text} {wav}") == found[: len(LINES)]


def test_a_program_on_the_path_has_a_key_of_its_own_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "speak"
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    keys = []
    for text in ("#!/bin/sh\n", "#!/bin/sh -e\n", "#!/bin/sh\n# new\n"):
        program.write_text(text)
        program.chmod(0o700)
        keys.append(voice("command:speak {text} {wav}").key("coins", line(TEXT)))
    assert len(set(keys)) == 3


FAILING = {
    "import sys; print('no model\\nat all', file=sys.stderr); sys.exit(3)": r"ended with status 3 \(at all\)",
    "": "wrote no file",
    "import sys; open(sys.argv[2], 'w').write('sorry')": "cannot be read as sound",
    SPEAKER.replace("9000", "9"): "is silent",
    "import time; time.sleep(20)": "took longer than 2 s: --voice-timeout gives it more",
    "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)": "ended with status 139",
    "import sys; sys.exit('x' * 5_000_000)": r"ended with status 1 \(x{80}\)",
    "import sys; sys.exit('\x1b[2J')": r"ended with status 1 \(\\x1b\[2J\)",
}


@pytest.mark.parametrize("program", FAILING)
def test_a_command_that_fails_is_named(tmp_path: Path, program: str) -> None:
    message = FAILING[program]
    with pytest.raises(UserError, match=rf"^scene 'coins', beat 'toss': .*{message}[^\n]*$"):
        voice(command(tmp_path, program, "{text} {wav}"), Manner(patience=2)).speak("coins", line(TEXT))


def test_a_command_that_prints_megabytes_does_not_wait_for_a_reader(tmp_path: Path) -> None:
    talkative = "import sys\nfor stream in (sys.stdout, sys.stderr): stream.write('la ' * 2_000_000)\n" + SPEAKER
    assert (
        voice(command(tmp_path, talkative, "{text} {wav}"), Manner(patience=30)).speak("coins", line(TEXT)).seconds > 1
    )


def test_what_a_command_has_started_ends_with_it(tmp_path: Path) -> None:
    number = tmp_path / "number"
    starting = (
        "import subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"open({str(number)!r}, 'w').write(str(child.pid))\n"
    )
    voice(command(tmp_path, starting + SPEAKER, "{text} {wav}")).speak("coins", line(TEXT))
    deadline = time.monotonic() + 5
    while _runs(int(number.read_text())) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not _runs(int(number.read_text()))


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{process}/stat")
    return not stat.exists() or ") Z " not in stat.read_text()  # one that has ended may wait for its parent to look


def test_a_command_that_does_not_exist_is_named() -> None:
    with pytest.raises(UserError, match=r"^voice command 'no-such-program' cannot be run: there is no such program$"):
        voice("command:no-such-program {text} {wav}")


# names of voices and cues


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("espeek", "unknown voice 'espeek': did you mean 'espeak'"),
        ("espeak:loud", "unknown voice 'espeak:loud'"),
        ("recorded:", "voice 'recorded:' is incomplete: write 'recorded:DIR'"),
        ("command", "voice 'command' is incomplete"),
        ("command:say {text}", "needs {wav} and one of {text}, {textfile}"),
        ("command:say {wav}", "needs {wav} and one of {text}, {textfile}"),
        ("command:say '{text} {wav}", "No closing quotation"),
    ],
)
def test_a_voice_that_does_not_exist(spec: str, message: str) -> None:
    with pytest.raises(UserError) as error:
        voice(spec)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_cues_are_due_when_their_word_starts() -> None:
    text = "Toss “for a” while, now"
    cues = {"toss": 0, "quote": 5, "a": 10, "while": 12, "now": 20, "end": len(text)}
    words = (Word(0, 0.1, 0.5), Word(6, 0.6, 1.0), Word(13, 1.2, 1.5), Word(20, 2.0, 2.4))
    times = cue_times(line(text, **cues), Speech(np.zeros(300, np.float32), 100, words))
    assert times == {
        "toss": 0.1,
        "quote": 0.6,
        "a": pytest.approx(0.6 + 0.4 * 4 / 7),  # the engine took "for a" for one word
        "while": 1.2,
        "now": 2.0,
        "end": 3.0,
    }


@pytest.mark.parametrize("spec", ["espeak", "silent"])
def test_cues_follow_each_other_as_their_words_do(spec: str) -> None:
    cues = {f"cue{offset}": offset for offset in range(len(TEXT) + 1)}
    speech = voice(spec).speak("coins", line(TEXT))
    times = list(cue_times(line(TEXT, **cues), speech).values())
    assert times == sorted(times)
    assert 0 <= times[0] < 0.12
    assert times[-1] == speech.seconds
