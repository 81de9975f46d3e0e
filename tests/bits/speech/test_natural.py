"""The natural voice: the same bytes always, its words where they are heard, and nothing cut off."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from bits.errors import UserError
from bits.speech.manner import Manner
from bits.speech.natural import Natural, sentences
from bits.speech.reading import tokens
from bits.speech.script import Line
from bits.speech.sound import stretches
from bits.speech.voices import Speech, default_voice, voice

TEXT = "A fair coin gives one bit. For a coin that is bent, it is less: hardly any surprise. So what?"


def line(text: str) -> Line:
    return Line("toss", text, text, {}, ())


def said(text: str, manner: Manner | None = None) -> Speech:
    natural = Natural(manner or Manner())
    return natural.joined(
        line(text), list(natural.speak_all([("coins", piece) for piece in natural.pieces(line(text))]))
    )


@pytest.fixture(scope="module")
def speech() -> Speech:
    return said(TEXT)


def test_it_is_the_voice_that_speaks_where_none_is_named() -> None:
    assert default_voice() == default_voice("en-GB") == "natural"
    assert default_voice("de") == "espeak"


def test_the_same_text_gives_the_same_bytes_alone_and_with_others(speech: Speech) -> None:
    natural = Natural(Manner())
    *_, last = natural.speak_all([("coins", line("Something else.")), ("coins", line("So what?"))])
    alone = natural.speak("coins", line("So what?"))
    assert alone.samples.tobytes() == last.samples.tobytes()
    assert alone.words == last.words
    assert speech.samples[-len(alone.samples) :].tobytes() == alone.samples.tobytes()


def test_every_word_has_a_time_and_sounds_there(speech: Speech) -> None:
    assert [word.offset for word in speech.words] == [offset for offset, _ in tokens(TEXT)]
    ends = [0.0, *(time for word in speech.words for time in (word.start, word.end)), speech.seconds]
    assert ends == sorted(ends)
    for word in speech.words:
        heard = speech.samples[round(word.start * speech.rate) : round(word.end * speech.rate)]
        assert np.abs(heard).max() > 0.02, TEXT[word.offset :][:10]


def test_there_is_a_pause_between_sentences_and_none_before_and_after(speech: Speech) -> None:
    heard = stretches(speech.samples, speech.rate, 0.4)
    assert len(heard) == 3
    assert heard[0][0] < 0.07
    assert speech.seconds - heard[-1][1] < 0.07
    for (_, end), (start, _) in pairwise(heard):
        assert 0.35 < start - end < 0.65


def test_a_join_does_not_click(speech: Speech) -> None:
    quiet = np.abs(np.diff(speech.samples.astype(np.float64)))
    for start, _ in sentences(TEXT)[1:]:
        word = next(word for word in speech.words if word.offset == start)
        near = round((word.start - 0.3) * speech.rate), round((word.start - 0.02) * speech.rate)
        assert quiet[slice(*near)].max() < 0.003


def test_a_faster_pace_takes_less_time(speech: Speech) -> None:
    faster, slower = (said(TEXT, Manner(pace=pace)) for pace in (1.2, 0.9))
    assert faster.seconds == pytest.approx(speech.seconds / 1.2, abs=0.001)
    assert slower.seconds == pytest.approx(speech.seconds / 0.9, abs=0.001)
    for paced, pace in ((faster, 1.2), (slower, 0.9)):
        times = [pace * word.start for word in paced.words]
        assert times == pytest.approx([word.start for word in speech.words], abs=0.01)
        assert all(np.abs(paced.samples[round(word.start * paced.rate) :][:1200]).max() > 0.02 for word in paced.words)
    with pytest.raises(UserError, match=r"'recorded:x'.*leave out the pace"):
        voice("recorded:x", Manner(pace=1.1))


def test_a_sound_of_the_lexicon_is_said_in_place_of_the_dictionarys() -> None:
    plain, told = (said("The tanh unit.", Manner(sounds=sounds)) for sounds in ({}, {"tanh": "tˈænʧ"}))
    assert plain.samples.tobytes() != told.samples.tobytes()
    natural = Natural(Manner(sounds={"tanh": "tˈænʧ", "Szilard": "sˈɪlɑɹd"}))
    assert natural.guessed([line("A tanh unit. The “Szilard” engine, a qubitron!"), line("One coin.")]) == [
        [(37, "qubitron")],
        [],
    ]


def test_a_sound_that_it_does_not_have_is_named() -> None:
    with pytest.raises(UserError, match=r"'coins', beat 'toss': .*'tanh' in the lexicon have '7'"):
        said("The tanh unit.", Manner(sounds={"tanh": "t7nʧ"}))


def test_a_sentence_that_is_too_long_is_named() -> None:
    with pytest.raises(UserError, match=r"'coins', beat 'toss': .*too long to be said at once: write two"):
        said("very " * 200 + "long.")


def test_another_language_is_refused_in_one_line() -> None:
    with pytest.raises(UserError, match=r"'natural' speaks English only: --voice espeak speaks 'de'"):
        voice("natural", Manner("de"))


def test_its_process_reaches_no_network_and_answers_on_one_thread(tmp_path: Path) -> None:
    engine = Path(sys.modules[Natural.__module__].__file__ or "").with_name("natural_engine.py")
    (tmp_path / "sitecustomize.py").write_text(
        "import socket\ndef no(*_, **__): raise SystemExit('a connection')\n"
        "socket.socket.connect = no\nsocket.getaddrinfo = no\n"
    )
    request = {"sound": True, "sentences": [[["So", ""], ["what?", ""]]]}
    done = subprocess.run(
        [sys.executable, "-P", engine],
        input=json.dumps(request).encode(),
        capture_output=True,
        check=False,
        env={"PYTHONPATH": str(tmp_path), "HOME": str(tmp_path), "PATH": ""},
    )
    assert done.returncode == 0, done.stderr
    head, _, samples = done.stdout.partition(b"\n")
    assert len(samples) == json.loads(head)["bytes"] > 0
    assert list(tmp_path.iterdir()) == [tmp_path / "sitecustomize.py"] or (tmp_path / "__pycache__").exists()
