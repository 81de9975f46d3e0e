"""The example of a lecturer's own project: its numbers against scipy's, its words, its pictures, its commands."""

from __future__ import annotations

import importlib
import math
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.stats import bernoulli, entropy

from bits.authoring.cheat_sheet import CheatSheet
from bits.authoring.paces import reading_paces
from bits.authoring.project import OWN, Project
from bits.engine.recorder import record
from bits.errors import UserError
from bits.making.lint import check

ROOT = Path(__file__).parents[1]
BAYES = Project(ROOT / "examples" / "bayes")
SCENE = BAYES.scene("bayes")
belief: Any = importlib.import_module("scenes.bayes.belief")
OWN.open()  # for the tests that are collected next
MANY = 12
ODD: dict[str, dict[str, str]] = {
    "defaults": {},
    "two": {"labels": "", "prior": "0.5,0.5", "likelihood": "0.9,0.2", "likelihood_2": "0.3,0.3"},
    "twelve": {
        "labels": "gravity,magnetism,friction,heat,pressure,humidity,vibration,rust,sabotage,ageing,fatigue,overload",
        "prior": "0.34" + ",0.06" * 11,
        "likelihood": ",".join(f"{0.05 + 0.07 * i:.2f}" for i in range(MANY)),
        "likelihood_2": "0.001," * 11 + "0.999",
        "unit": "nats",
    },
    "zeros": {"prior": "0.7,0,0.3", "likelihood": "0.5,1,0", "likelihood_2": "1,0.1,1"},
    "equal": {"likelihood": "0.5,0.5,0.5", "likelihood_2": "0.2,0.2,0.2", "unit": "nats"},
    "certain": {"likelihood": "1,1,1", "likelihood_2": "1,1,1"},
    "perfect test": {"base_rate": "0.001", "sensitivity": "1", "false_positive": "0"},
    "bad test": {"base_rate": "0.99", "sensitivity": "0.01", "false_positive": "1"},
    "long words": {
        "question": "What happened in the house last night?",
        "first": "a very long observation!",
        "second": "another very long observ",
    },
}
SHAPES = ((1920, 1080), (1440, 1080), (1080, 1080), (1080, 1920))


@pytest.fixture(autouse=True)
def _opened() -> Iterator[None]:
    """Let `scenes` be those of the example for each test, and ours for the others."""
    BAYES.open()
    yield
    OWN.open()


def params(**settings: str) -> Any:
    """Return the parameters with settings, as they are typed."""
    return SCENE.Params.of("bayes", settings)


def words(**settings: str) -> dict[str, str]:
    """Return the words of each beat as its captions show them."""
    script = SCENE.narration().fill(params(**settings).facts())
    return {line.beat: line.shown for line in script.lines}


def refusal(**settings: str) -> str:
    """Return the one line with which settings are refused."""
    with pytest.raises(UserError) as caught:
        params(**settings)
    return str(caught.value)


@pytest.mark.parametrize(("unit", "base"), [("bits", 2), ("nats", math.e)])
def test_the_facts_are_those_of_scipy(unit: str, base: float) -> None:
    facts = params(unit=unit).facts()
    prior, one, two = np.array([0.6, 0.3, 0.1]), np.array([0.15, 0.5, 0.5]), np.array([0.1, 0.2, 0.9])
    crash = prior * one / (prior @ one)
    both = prior * one * two / (prior @ (one * two))
    assert facts["evidence"] == pytest.approx(0.29)
    assert facts["leading"] == pytest.approx(crash[1])
    assert facts["leading_both"] == pytest.approx(both[2])
    assert facts["gain_first"] == pytest.approx(entropy(crash, prior, base=base))
    assert facts["gain_second"] == pytest.approx(entropy(both, crash, base=base))


def test_a_positive_test_counts_people() -> None:
    ill, positive = 0.01 * bernoulli.pmf(1, 0.9), 0.01 * 0.9 + 0.99 * bernoulli.pmf(1, 0.09)
    assert params().facts()["ill_if_positive"] == pytest.approx(ill / positive)
    told = words()["test"]
    for part in ("Of 1,000 people, 10 have it", "90% of the ill: 9.", "about 89 false alarms", "9 of about 98", "9.2%"):
        assert part in told
    assert "Most of those who test positive are healthy." in told
    common = words(base_rate="0.001", false_positive="0.0001")["test"]
    assert "Of 10,000 people, 10 have it" in common
    assert "Most of those who test positive are ill." in common
    assert "Half of those who test positive are ill." in words(base_rate="0.5", false_positive="0.9")["test"]


def test_who_leads_is_told() -> None:
    assert "Now the cat leads, at 0.52." in words()["update"]
    assert "a burglar leads, at 0.54." in words()["order"]
    assert "Now A and B lead, at 0.50." in words(**{**ODD["two"], "likelihood": "0.4,0.4"})["update"]
    assert "It may be any of 12, from gravity to overload." in words(**ODD["twelve"])["update"]
    assert "the information gained, 0.000 bits" in words(**ODD["certain"])["moved"]


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ({"likelihood": "0,0,0"}, "parameter likelihood = 0,0,0: impossible under every hypothesis"),
        ({"prior": "0,0.5,0.5", "likelihood_2": "1,0,0"}, "parameter likelihood_2 = 1,0,0: impossible under every"),
        ({"likelihood": "1,0,0", "likelihood_2": "0,1,1"}, "likelihood = 1,0,0 and likelihood_2 = 0,1,1: impossible"),
        ({"likelihood": "1.5,0,0"}, "parameter likelihood = 1.5,0,0: each must be from 0 to 1, not 1.5"),
        ({"likelihood": ""}, "parameter likelihood = : is empty; it needs at least 1 value"),
        ({"prior": "0.5,0.5"}, "parameter labels has 3 values but prior has 2"),
        ({"base_rate": "0"}, "parameter base_rate = 0: must be from 0.001 to"),
        ({"sensitivity": "2"}, "parameter sensitivity = 2: must be from"),
    ],
)
def test_what_makes_no_sense_gets_one_line(settings: dict[str, str], line: str) -> None:
    told = refusal(**settings)
    assert told.startswith("bayes: ")
    assert line in told
    assert "\n" not in told


weights = st.lists(st.floats(0.01, 1), min_size=2, max_size=12)


@given(data=st.data(), prior=weights, stretch=st.floats(0, 1))
def test_stretching_keeps_what_the_areas_are_to_each_other(
    data: st.DataObject, prior: list[float], stretch: float
) -> None:
    before = np.array(prior) / sum(prior)
    n = len(prior)
    likelihood = np.array(data.draw(st.lists(st.floats(0, 1), min_size=n, max_size=n)))
    likelihood[0] = max(likelihood[0], 0.01)
    widths, heights = belief.columns(before, likelihood, stretch)
    areas = widths * heights
    assert widths.sum() == pytest.approx(1)
    assert heights.max() <= 1
    assert_allclose(areas / areas.sum(), belief.posterior(before, likelihood), atol=1e-9)


def test_the_order_of_observations_does_not_matter() -> None:
    given = params()
    one, other = given.after_both, belief.posterior(given.after_second, given.likelihood)
    assert_allclose(one, other, rtol=1e-12)


class Watch:
    """A sink that keeps what a look at the scene finds at every moment, but for None."""

    def __init__(self, look: Callable[[Any], Any]) -> None:
        self.look, self.seen = look, list[Any]()

    def moment(self, scene: Any, shapes: object, ticks: int) -> None:
        found = self.look(scene)
        if found is not None:
            self.seen.append(found)


def watch(beat: str, look: Callable[[Any], Any]) -> list[Any]:
    """Return what a look at the scene finds at the moments of a beat."""
    sink = Watch(look)
    record(SCENE, (beat,), params(), reading_paces(SCENE.narration(), params().facts()), sink, fps=5, size=(320, 180))
    return sink.seen


def on_stage(scene: Any, kind: str) -> list[Any]:
    """Return the views of a kind that are on stage as a whole, so that they follow what they show."""
    return [view for view in scene.get_mobject_family_members() if type(view).__name__ == kind]


def test_every_frame_of_the_stretch_is_a_true_picture() -> None:
    """While columns stretch, the shares of the frame that they take are always those of the posterior."""

    def stretching(scene: Any) -> Any:
        return next((view.drawn for view in on_stage(scene, "BeliefColumns") if view.stretched.get_value()), None)

    seen = watch("update", stretching)
    assert len(seen) > 10
    assert min(drawn.sum() for drawn in seen) < 0.35
    assert max(drawn.sum() for drawn in seen) == pytest.approx(1)
    for drawn in seen:
        assert_allclose(drawn / drawn.sum(), params().after_first, atol=1e-6)


def test_the_slabs_always_draw_what_the_readout_says() -> None:
    def both(scene: Any) -> tuple[float, float] | None:
        readouts = on_stage(scene, "Readout")
        return (on_stage(scene, "Slabs")[0].drawn, readouts[0].value()) if readouts else None

    drawn, said = np.array(watch("moved", both)).T
    assert_allclose(drawn, said, atol=1e-6)
    assert said[0] == 0
    assert said[-1] == pytest.approx(params().facts()["gain_second"])
    assert said.max() == said[-1]


def test_both_orders_end_with_the_same_picture() -> None:
    (*_, ends) = watch("order", lambda scene: [view.drawn for view in on_stage(scene, "BeliefColumns")])
    assert len(ends) == 2
    for drawn in ends:
        assert_allclose(drawn, params().after_both, atol=1e-6)


@pytest.mark.parametrize("size", SHAPES)
@pytest.mark.parametrize("name", ODD)
def test_the_lint_finds_nothing(name: str, size: tuple[int, int]) -> None:
    given = params(**ODD[name])
    paces = reading_paces(SCENE.narration(), given.facts())
    fps = 15 if size == SHAPES[0] and not ODD[name] else 3
    assert [str(finding) for finding in check(SCENE, given, paces, fps=fps, size=size)] == []


def test_it_offers_a_cheat_sheet() -> None:
    given = params()
    assert isinstance(given, CheatSheet)
    values = {line.name: given.facts()[line.fact] for line in given.sheet() if line.fact}
    assert values == {
        "surprise of x": pytest.approx(-math.log2(0.29)),
        "information gained": given.facts()["gain_first"],
    }
    assert given.example() == "Values for prior = 0.6, 0.3, 0.1 and likelihood = 0.15, 0.5, 0.5."


def test_a_clip_is_rendered_where_the_folder_is(tmp_path: Path) -> None:
    clip = tmp_path / "test.mp4"
    command = f"clip bayes/test --size 320x180 -q l --voice silent -o {clip}"
    done = subprocess.run(
        [sys.executable, str(ROOT / "render.py"), *command.split()],
        cwd=BAYES.folder,
        env={**os.environ, "BITS_CACHE": str(tmp_path / "cache")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    with av.open(str(clip)) as film:
        assert film.streams.video[0].width == 320
        assert film.duration is not None
        assert film.duration / 1e6 > 20
