"""The key numbers of the concepts are numbers that the film says."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from bits.authoring.project import OWN
from bits.errors import UserError
from bits.making.lesson import amounts_in
from bits.speech.numbers import key_numbers
from bits.stage.theme import DARK
from tests.own import FILM, concept

WRITTEN = tomllib.loads((Path(__file__).parents[3] / "narration" / "numbers.toml").read_text(encoding="utf-8"))
BEATS = [(scene, beat) for scene, beats in WRITTEN.items() for beat in beats]


@pytest.mark.parametrize(("scene", "beat"), BEATS, ids="/".join)
def test_a_key_number_is_spoken_in_its_beat(scene: str, beat: str) -> None:
    assert scene in FILM
    facts = concept(scene).Params().facts()
    (line,) = [line for line in concept(scene).narration().fill(facts).lines if line.beat == beat]
    for number in key_numbers(OWN.narration, scene, beat, facts):
        wanted, said = ([a for _, amounts in amounts_in(text) for a in amounts] for text in (number.value, line.shown))
        assert number.value in line.shown or any(mine.says(its) for mine in said for its in wanted)
        assert number.role in DARK
        assert number.name


def test_a_key_number_follows_its_parameter() -> None:
    params = concept("kl_divergence").Params.of("kl_divergence", {"P": "0.5,0.5", "Q": "0.25,0.75", "unit": "nats"})
    (gap,) = key_numbers(OWN.narration, "kl_divergence", "gap", params.facts())
    assert gap.value == "0.144 nats"


def test_a_beat_may_have_none() -> None:
    assert key_numbers(OWN.narration, "closing", "farewell", {}) == ()
    assert key_numbers(OWN.narration, "a_concept_of_ones_own", "first", {}) == ()


def test_an_unknown_fact_is_named() -> None:
    with pytest.raises(UserError, match=r"numbers\.toml.*kl_pq"):
        key_numbers(OWN.narration, "kl_divergence", "gap", {"kl_qp": 1.0, "unit": "bits"})
