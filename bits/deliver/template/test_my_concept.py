"""My concept: its numbers against scipy's, its words, its errors, and the lint."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
from scipy.stats import entropy

from bits.authoring.paces import reading_paces
from bits.authoring.parameters import SceneParams
from bits.authoring.project import Project
from bits.errors import UserError
from bits.making.lint import check

NAME = "my_concept"
SCENE = Project(Path(__file__).parents[2]).scene(NAME)


def params(**settings: str) -> Any:
    """Return the scene's parameters, as `--set` sets them."""
    return SCENE.Params.of(NAME, settings)


def words(given: SceneParams) -> str:
    """Return all that the narration says with these parameters."""
    return " ".join(line.shown for line in SCENE.narration().fill(given.facts()).lines)


@pytest.mark.parametrize(("unit", "base"), [("bits", 2), ("nats", math.e)])
def test_the_facts_are_those_of_scipy(unit: str, base: float) -> None:
    facts = params(P="0.6,0.3,0.1", noise="0.5", unit=unit).facts()
    noisy = [0.6 / 2 + 1 / 6, 0.3 / 2 + 1 / 6, 0.1 / 2 + 1 / 6]
    assert facts["h_p"] == pytest.approx(entropy([0.6, 0.3, 0.1], base=base))
    assert facts["h_noisy"] == pytest.approx(entropy(noisy, base=base))


def test_a_changed_parameter_changes_the_words() -> None:
    assert "1.357 bits" in words(params())
    assert "1.295 bits" in words(params(P="0.6,0.3,0.1"))


def test_what_makes_no_sense_gets_one_line() -> None:
    with pytest.raises(UserError, match=r"P = 0\.5,0\.5: noise changes nothing"):
        params(P="0.5,0.5")
    with pytest.raises(UserError, match=r"noise = 1\.5: must be above 0, at most 1"):
        params(noise="1.5")


@pytest.mark.parametrize("settings", [{}, {"P": "1,0"}, {"P": "0.78" + ",0.02" * 11, "unit": "nats", "noise": "0.01"}])
def test_the_lint_finds_nothing(settings: dict[str, str]) -> None:
    given = params(**settings)
    paces = reading_paces(SCENE.narration(), given.facts())
    assert [str(finding) for finding in check(SCENE, given, paces)] == []
