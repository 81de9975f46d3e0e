"""A rest is silence of its length, everything after it comes later by it, and nothing clicks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bits.errors import UserError
from bits.speech.prose import REST
from bits.speech.reading import Word
from bits.speech.rests import rested
from bits.speech.script import Line, read
from bits.speech.sides import PARAGRAPH
from bits.speech.voices import Speech

RATE = 8000


def line(folder: Path, prose: str) -> Line:
    (folder / "coins.md").write_text(f"# Coins\n\n## toss\n{prose}\n", encoding="utf-8")
    return read("coins", folder).fill({}).lines[-1]


def tone() -> Speech:
    """Return three words of a tone, 0.4 s each, with 0.1 s between them."""
    times = np.arange(round(1.4 * RATE)) / RATE
    sound = np.where(times % 0.5 < 0.4, np.sin(2 * np.pi * 200 * times), 0).astype(np.float32)
    return Speech(sound, RATE, tuple(Word(4 * i, i * 0.5, i * 0.5 + 0.4) for i in range(3)))


def test_rests_are_read_where_they_stand(tmp_path: Path) -> None:
    spoken = line(tmp_path, "One. [[rest]] Two [[rest 0.75]]three.\n\nFour.[[rest 2]]")
    assert spoken.shown == spoken.spoken == "One. Two three. Four."
    assert [(spoken.spoken[at:].strip(), seconds) for at, seconds in spoken.rests] == [
        ("Two three. Four.", REST),
        ("three. Four.", 0.75),
        ("Four.", PARAGRAPH),
        ("", 2.0),
    ]


@pytest.mark.parametrize("bad", ["[[rest -1]]", "[[rest 1,5]]", "[[rest long]]", "[[rest 100]]"])
def test_a_bad_rest_is_named(tmp_path: Path, bad: str) -> None:
    with pytest.raises(UserError, match=r"coins\.md:4: .*begins no cue"):
        line(tmp_path, f"One {bad} two.")


def test_a_rest_is_silence_and_moves_what_follows() -> None:
    speech = rested(tone(), [(4, 1.0), (12, 0.5)])
    assert speech.seconds == pytest.approx(1.4 + 1.5)
    assert [time for word in speech.words for time in (word.start, word.end)] == pytest.approx(
        [0, 0.4, 1.5, 1.9, 2.0, 2.4]
    )
    assert not speech.samples[round(0.46 * RATE) : round(1.44 * RATE)].any()
    assert not speech.samples[round(2.41 * RATE) :].any()
    before, after = tone().samples, speech.samples
    later = slice(round(1.5 * RATE), round(2.3 * RATE))
    np.testing.assert_array_equal(after[later], before[later.start - RATE : later.stop - RATE])


def test_a_rest_within_sound_fades_out_and_in() -> None:
    loud = Speech(np.ones(RATE, np.float32), RATE, (Word(0, 0.0, 0.5), Word(4, 0.5, 1.0)))
    speech = rested(loud, [(4, 0.3)])
    assert np.abs(np.diff(np.pad(speech.samples, 1))).max() < 0.05
