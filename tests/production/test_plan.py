"""The shot list: settings from the command line and from files, speech that is made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from narration.voices import Silent
from production.lecture import DEFAULT, read, split_name
from production.plan import parts_of, settings_of, shots
from production.store import Store
from scenes.concept import FILM, concept
from scenes.errors import UserError


def test_settings_of_the_command_line_win_over_those_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('[entropy]\nunit = "nats"\nP = [0.5, 0.5]\n')
    settings = settings_of(["entropy.unit=bits", "kl_divergence.P = 0.5,0.5"], file)
    assert settings == {"entropy": {"unit": "bits", "P": [0.5, 0.5]}, "kl_divergence": {"P": "0.5,0.5"}}


def test_an_assignment_without_a_scene_means_the_only_one() -> None:
    assert settings_of(["unit=nats"], None, "entropy") == {"entropy": {"unit": "nats"}}
    with pytest.raises(UserError, match=r"--set unit=nats: write SCENE\.NAME=VALUE"):
        settings_of(["unit=nats"], None)
    with pytest.raises(UserError, match="--set unit: write NAME=VALUE"):
        settings_of(["unit"], None, "entropy")


def test_the_shots_of_a_lecture_are_all_beats_in_order(tmp_path: Path) -> None:
    made = shots(read(DEFAULT).parts, {}, "espeak", Store(tmp_path))
    expected = [f"{name}/{beat}" for name in FILM for beat in concept(name).beats()]
    assert [shot.name for shot in made] == expected
    assert len(made) == 50
    assert 8 * 60 <= sum(shot.seconds for shot in made) <= 11 * 60


def test_speech_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = shots(parts_of(["entropy"]), {}, "silent", Store(tmp_path))
    monkeypatch.setattr(Silent, "speak", None)
    second = shots(parts_of(["entropy"]), {}, "silent", Store(tmp_path))
    assert [shot.seconds for shot in first] == [shot.seconds for shot in second]
    assert first[0].paces == second[0].paces


def test_a_changed_number_is_spoken(tmp_path: Path) -> None:
    said = shots(parts_of(["kl_divergence/gap"]), {"kl_divergence": {"Q": "0.7,0.2,0.1"}}, "silent", Store(tmp_path))[
        0
    ].line
    assert "0.000" in said.shown


@pytest.mark.parametrize(
    ("name", "message"),
    [("entrop", "unknown scene 'entrop': did you mean 'entropy'"), ("entropy/tee", "did you mean 'tree'")],
)
def test_an_unknown_name_suggests_the_nearest(name: str, message: str) -> None:
    with pytest.raises(UserError, match=message):
        split_name(name)
