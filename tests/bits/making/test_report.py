"""The words of a film as a whole: how many, how long, how easy, and in which order its terms are met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bits.authoring.project import OWN
from bits.making.job import Shot
from bits.making.lecture import film_of, read
from bits.making.plan import shots
from bits.making.report import findings, reports, table
from bits.making.store import Store
from bits.speech.script import Line

FILMS = ("lecture", "tour")


@pytest.fixture(scope="module", params=FILMS)
def film(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Shot, ...]:
    made = film_of(OWN) if request.param == "lecture" else read(OWN.folder / "tour.toml", OWN)
    return shots(OWN, made.parts, {}, "silent", Store(tmp_path_factory.mktemp("store")))


def test_the_words_of_the_films_are_for_a_hall(film: Sequence[Shot]) -> None:
    assert findings(film) == []


def test_a_report_counts_what_is_there(film: Sequence[Shot]) -> None:
    *scenes, whole = reports(film)
    assert whole.beats == len(film) == sum(scene.beats for scene in scenes)
    assert whole.words == sum(scene.words for scene in scenes)
    assert whole.minutes == pytest.approx(sum(shot.seconds for shot in film) / 60, abs=0.01)
    assert whole.ease is not None
    assert whole.ease >= 65
    assert str(whole.words) in table([*scenes, whole]).splitlines()[-1]


def said(shot: Shot, text: str) -> Shot:
    return replace(shot, line=Line(shot.beat, text, text, {}, ()))


def test_too_few_words_and_too_long_sentences_are_told(film: Sequence[Shot]) -> None:
    few = findings([said(film[0], "It is short.")])
    assert any("it has 3 words; 45 to 110 are a beat" in rule for rule in few)
    long = findings([said(film[0], "It goes on " + "and on " * 25 + "now. " + "It is done. " * 8)])
    assert any("at most 28 can be followed" in rule for rule in long)


def test_words_that_are_hard_to_read_are_told_in_english_only(film: Sequence[Shot]) -> None:
    hard = said(film[0], "Incomprehensible idiosyncrasies characterize institutionalized communication. " * 6)
    assert any("reading ease" in rule for rule in findings([hard]))
    assert not any("reading ease" in rule for rule in findings([hard], "de"))


def test_a_term_that_comes_too_soon_is_told(tmp_path: Path) -> None:
    made = shots(OWN, film_of(OWN).parts, {}, "silent", Store(tmp_path))
    first = next(place for place, shot in enumerate(made) if shot.name == "surprise/headlines")
    spoiled = [*made]
    spoiled[first] = said(made[first], made[first].line.spoken + " This is the softmax.")
    (rule,) = findings(spoiled)
    assert "it speaks of 'softmax' before cross_entropy/one_hot introduces it" in rule
