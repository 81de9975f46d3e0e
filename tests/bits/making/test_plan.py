"""The shot list: settings from the command line and from files, speech that is made once."""

from __future__ import annotations

import json
import math
import pickle
import struct
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from bits.authoring.project import OWN
from bits.errors import UserError
from bits.making.job import Look
from bits.making.lecture import film_of, read, split_name
from bits.making.plan import parts_of, settings_of, shots
from bits.making.soundtrack import packets
from bits.making.store import Store
from bits.speech.voices import Silent
from tests.own import FILM, concept


def test_settings_of_the_command_line_win_over_those_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('[entropy]\nunit = "nats"\nP = [0.5, 0.5]\n')
    settings = settings_of(["entropy.unit=bits", "kl_divergence.P = 0.5,0.5"], file, OWN)
    assert settings == {"entropy": {"unit": "bits", "P": [0.5, 0.5]}, "kl_divergence": {"P": "0.5,0.5"}}


def test_an_assignment_without_a_scene_means_the_only_one() -> None:
    assert settings_of(["unit=nats"], None, OWN, "entropy") == {"entropy": {"unit": "nats"}}
    with pytest.raises(UserError, match=r"--set unit=nats: write SCENE\.NAME=VALUE"):
        settings_of(["unit=nats"], None, OWN)
    with pytest.raises(UserError, match="--set unit: write NAME=VALUE"):
        settings_of(["unit"], None, OWN, "entropy")


def test_the_shots_of_a_lecture_are_all_beats_in_order(tmp_path: Path) -> None:
    made = shots(OWN, film_of(OWN).parts, {}, "espeak", Store(tmp_path))
    expected = [f"{name}/{beat}" for name in FILM for beat in concept(name).beats()]
    assert [shot.name for shot in made] == expected
    assert 20 * 60 <= sum(shot.seconds for shot in made) <= 26 * 60


def test_a_film_may_have_words_of_its_own(tmp_path: Path) -> None:
    tour = read(OWN.folder / "tour.toml", OWN)
    made = shots(OWN, tour.parts, {}, "silent", Store(tmp_path), retelling=tour.narration)
    assert 8 * 60 <= sum(shot.seconds for shot in made) <= 10 * 60
    assert made[0].line.shown.startswith("Welcome.")
    assert "This tour" in made[0].line.shown
    told = next(shot for shot in made if shot.name == "surprise/halving")
    assert told.line == shots(OWN, parts_of(["surprise/halving"], OWN), {}, "silent", Store(tmp_path))[0].line


def test_speech_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = shots(OWN, parts_of(["entropy"], OWN), {}, "silent", Store(tmp_path))
    monkeypatch.setattr(Silent, "speak", None)
    second = shots(OWN, parts_of(["entropy"], OWN), {}, "silent", Store(tmp_path))
    assert [shot.seconds for shot in first] == [shot.seconds for shot in second]
    assert first[0].paces == second[0].paces


SPEAKER = """
import struct, sys
text, wav = sys.argv[1:]
with open(sys.argv[0] + ".log", "a") as log:
    log.write(text[:20] + "\\n")
if sys.argv[0].endswith("broken.py") and len(open(log.name).readlines()) == 3:
    sys.exit("no credit left")
frames = b"".join(struct.pack("<h", 9000 if i % 40 < 20 else -9000) for i in range(8000))
open(wav, "wb").write(struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(frames), b"WAVE", b"fmt ", 16, 1, 1, 8000,
                                  16000, 2, 16, b"data", len(frames)) + frames)
"""


def speaker(folder: Path, name: str = "speaker.py") -> tuple[str, Callable[[], int]]:
    """Return a voice that speaks for a second, and how many lines it was asked for; broken.py fails at the third."""
    program = folder / name
    program.write_text(SPEAKER)
    log = folder / f"{name}.log"
    return f"command:{sys.executable} {program} {{text}} {{wav}}", lambda: len(log.read_text().splitlines())


def test_what_is_spoken_before_a_line_fails_is_kept(tmp_path: Path) -> None:
    voice, asked = speaker(tmp_path, "broken.py")
    with pytest.raises(UserError, match="no credit left"):
        shots(OWN, parts_of(["entropy"], OWN), {}, voice, Store(tmp_path / "store"))
    assert asked() == 3
    made = shots(OWN, parts_of(["entropy"], OWN), {}, voice, Store(tmp_path / "store"))
    assert asked() == 3 + len(made) - 2


def test_only_the_beats_of_the_film_are_spoken_and_all_of_them_share_their_times(tmp_path: Path) -> None:
    voice, asked = speaker(tmp_path)
    names = ["entropy/coin", "kl_divergence/gap", "entropy/tree"]
    made = shots(OWN, parts_of(names, OWN), {}, voice, Store(tmp_path / "store"))
    assert [shot.name for shot in made] == names
    assert asked() == 3
    assert made[0].paces == made[2].paces
    assert set(made[0].paces) == set(concept("entropy").beats())
    waited = {shot.beat: sum(seconds for _, seconds in shot.line.rests) for shot in made}
    spoken = {beat for beat, pace in made[0].paces.items() if pace.words - waited.get(beat, 0) < 1.2}
    assert spoken == {"coin", "tree"}


def test_a_clip_needs_no_recordings_of_other_beats(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"beat 'tree': there is no recording"):
        shots(OWN, parts_of(["entropy/tree"], OWN), {}, f"recorded:{tmp_path}", Store(tmp_path / "store"))


def speech_of(**changes: object) -> bytes:
    head = {"rate": 8000, "samples": 8000, "words": [[0, 0.0, 0.5], [4, 0.5, 1.0]], **changes}
    return json.dumps(head).encode() + b"\n" + bytes(4 * 8000)


FORGED = {
    "empty": b"",
    "another kind": b"PK\x03\x04" + bytes(1000),
    "a pickle": pickle.dumps(["rate"]),
    "cut off": speech_of()[:-100],
    "no numbers": speech_of()[:-4] + struct.pack("<f", math.nan),
    "loud": speech_of()[:-4] + struct.pack("<f", 1e30),
    "huge rate": speech_of(rate=10**12),
    "1 Hz": speech_of(rate=1),
    "rate of another type": speech_of(rate="8000"),
    "many samples": speech_of(samples=10**15),
    "no samples": speech_of(samples=-1),
    "words back to front": speech_of(words=[[4, 0.5, 1.0], [0, 0.0, 0.5]]),
    "words at no time": speech_of(words=[[0, math.nan, 0.5]]),
    "words before the start": speech_of(words=[[0, -3.0, 0.5]]),
    "words after the end": speech_of(words=[[0, 0.0, 99.0]]),
    "words beyond the text": speech_of(words=[[10**6, 0.0, 0.5]]),
    "words of another type": speech_of(words={"0": 1}),
    "deep": 100_000 * b"[",
    "a list": b"[8000, 8000, []]\n",
}


@pytest.mark.parametrize("what", FORGED)
def test_speech_that_is_forged_is_spoken_again(tmp_path: Path, what: str) -> None:
    store = Store(tmp_path)
    (first,) = shots(OWN, parts_of(["closing"], OWN), {}, "silent", store)
    (entry,) = tmp_path.rglob("*.speech")
    key = entry.name.split(".")[0]
    entry.unlink()
    store.keep(key, ".speech", FORGED[what])
    (second,) = shots(OWN, parts_of(["closing"], OWN), {}, "silent", store)
    assert second.paces == first.paces
    assert np.array_equal(second.speech.samples, first.speech.samples)
    assert second.speech.words == first.speech.words
    (again,) = tmp_path.rglob("*.speech")
    assert again == entry


@pytest.mark.parametrize("data", [b"", bytes(400), b"\xff" * 48000 * 4, bytes(10), b"RIFF"])
def test_sound_that_is_forged_is_made_again(tmp_path: Path, data: bytes) -> None:
    store = Store(tmp_path)
    (shot,) = shots(OWN, parts_of(["closing"], OWN), {}, "espeak", store)
    ticks, look = [round(shot.seconds * 15)], Look(160, 90, 15)
    first = packets([shot], ticks, look, store)
    for suffix in (".f32", ".aac"):
        for entry in tmp_path.rglob(f"*{suffix}"):
            entry.unlink()
            store.keep(entry.name.split(".")[0], suffix, data)
    assert packets([shot], ticks, look, store) == first


def test_a_changed_number_is_spoken(tmp_path: Path) -> None:
    said = shots(
        OWN, parts_of(["kl_divergence/gap"], OWN), {"kl_divergence": {"Q": "0.7,0.2,0.1"}}, "silent", Store(tmp_path)
    )[0].line
    assert "nothing is wasted" in said.shown


@pytest.mark.parametrize(
    ("name", "message"),
    [("entrop", "unknown scene 'entrop': did you mean 'entropy'"), ("entropy/tee", "did you mean 'tree'")],
)
def test_an_unknown_name_suggests_the_nearest(name: str, message: str) -> None:
    with pytest.raises(UserError, match=message):
        split_name(name, OWN)
