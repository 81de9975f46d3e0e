"""Modern AI: the numbers of its beats, hostile parameters, a user's own sentence, and truth mid-motion."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bits.theory import learning, measures
from scenes.modern_ai import diffusion
from tests.bits.stage.bench import Bench

bench = Bench("modern_ai")
facts, shown = bench.facts, bench.shown


@pytest.mark.parametrize(
    ("fact", "value", "beat"),
    [
        ("loss", "3.000", "language_model"),
        ("perplexity", "8.000", "language_model"),
        ("h_flat", "2.000", "temperature"),
        ("kl_start", "2.081", "distillation"),
        ("kl_end", "0.023", "distillation"),
        ("at_start", "4.336", "diffusion"),
    ],
)
def test_the_numbers_of_the_defaults_are_computed_and_told(fact: str, value: str, beat: str) -> None:
    number = float(facts()[fact])
    assert f"{number:.3f}" == value
    assert any(text in shown()[beat] for text in (f"{number:.2f}", f"{number:.3f}", f"{number:.3g} "))


def test_in_nats_the_loss_is_raised_over_e() -> None:
    text = shown(unit="nats")["language_model"]
    assert "2.08 nats; e to that power" in text
    assert facts(unit="nats")["perplexity"] == pytest.approx(8)


def test_a_users_own_sentence_is_read_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_text(json.dumps([{"token": "Guten", "p": 0.125}, {"token": "Tag", "p": 0.5}]))
    params = bench.params(sentence=str(path))
    path.unlink()  # whoever has the parameters needs the file no more
    assert params.facts()["loss"] == 2
    assert params.model_dump(mode="json")["sentence"][0] == {"text": "Guten", "p": 0.125}


def test_a_student_that_steps_too_far_is_not_said_to_have_come_nearer() -> None:
    assert "the waste falls" in shown()["distillation"]
    assert "the waste goes" in shown(learning_rate="100", steps="1", student="1,0,-1,-3")["distillation"]


@pytest.mark.parametrize(
    ("settings", "texts"),
    [
        ({"chances": "0.5,0"}, ("parameter chances = 0.5,0", "above 0")),
        ({"chances": "0.5,0.5"}, ("chances", "lengths must agree")),
        ({"tokens": "a", "chances": "1"}, ("parameter tokens", "2 to 24")),
        ({"sentence": "/nowhere.json"}, ("parameter sentence", "/nowhere.json", "cannot be read")),
        ({"scores": "1,1,1,1"}, ("parameter scores", "two must differ")),
        ({"rewards": "1,1,1,2", "reference": "0.5,0.25,0.25,0"}, ("parameter rewards", "two must differ")),
        ({"cool": "1.5"}, ("parameter cool = 1.5", "below 1")),
        ({"warm": "1"}, ("parameter warm = 1", "above 1")),
        ({"teacher": "0.5,0.5"}, ("teacher", "lengths must agree")),
        ({"steps": "0"}, ("parameter steps = 0",)),
        ({"beta": "0"}, ("parameter beta = 0", "above 0")),
        ({"noise": "0.1"}, ("parameter noise = 0.1", "0.4")),
        ({"peaks": "0.5,0.6"}, ("parameter peaks = 0.5,0.6", "sums to 1.1")),
    ],
)
def test_wrong_parameters_get_one_line(settings: dict[str, str], texts: tuple[str, ...]) -> None:
    line = bench.refusal(**settings)
    assert all(text in line for text in texts)


def watch(beat: str, part: str, look: Callable[[Any, Any], object], **settings: str) -> list[Any]:
    """Return what is seen at every moment at which a part of the scene is there: not while the page turns."""

    def seen(scene: Any) -> object:
        wanted = getattr(scene, part, None)
        return None if wanted is None else look(scene, wanted)

    return bench.watch(beat, seen, **settings)


def test_the_bars_on_the_tape_always_have_the_area_of_their_mean() -> None:
    seen = watch("language_model", "tape", lambda _, tape: (tape.drawn, tape.mean(), tape.levelled.get_value()))
    assert len({mean for _, mean, _ in seen}) >= 5
    assert len({level for _, _, level in seen}) >= 5
    for drawn, mean, _ in seen:
        assert drawn == pytest.approx(mean, abs=1e-9)
    assert seen[-1][1] == facts()["loss"]


@pytest.mark.parametrize("unit", ["bits", "nats"])
def test_the_tank_holds_the_entropy_at_every_temperature(unit: str) -> None:
    def look(scene: Any, heat: Any) -> tuple[float, float, float]:
        pmf = measures.softmax(scene.params.scores, heat.knob.setting())
        return heat.knob.setting(), heat.tank.level, measures.entropy(pmf, base=scene.base)

    seen = watch("temperature", "heat", look, unit=unit)
    assert {0.0, 1.0, math.inf} <= {temperature for temperature, _, _ in seen}
    for _, level, entropy in seen:
        assert level == pytest.approx(entropy, abs=1e-9)
    levels = [level for _, level, _ in sorted(seen)]
    assert levels == pytest.approx(sorted(levels), abs=1e-9)
    assert levels[0] == 0
    assert levels[-1] == seen[-1][1] == pytest.approx(facts(unit=unit)["h_flat"])
    warm = next(level for temperature, level, _ in seen if temperature == pytest.approx(2))
    assert levels[-1] - warm > 0.1  # flatter, not flat


def test_the_students_bars_are_the_softmax_of_its_steps() -> None:
    def look(scene: Any, race: Any) -> tuple[Any, ...]:
        return race.rises["right"].get_value(), race.drawn("right"), measures.softmax(scene.walk.values)

    seen = [row for row in watch("distillation", "race", look) if row[0] == 1]
    assert len({row[1].tobytes() for row in seen}) >= 5
    for _, drawn, student in seen:
        assert drawn == pytest.approx(student, abs=1e-9)
    teacher = (0.7, 0.24, 0.05, 0.01)
    assert measures.kl_divergence(teacher, seen[-1][2]) == pytest.approx(facts()["kl_end"])


def test_the_spring_is_as_long_as_the_kl_of_the_tilted_policy() -> None:
    def look(scene: Any, tuning: Any) -> tuple[float, float, float]:
        beta, given = tuning.knob.setting(), scene.params
        policy = learning.tilted(given.reference, given.rewards, beta)
        return beta, tuning.spring.drawn, measures.kl_divergence(policy, given.reference)

    seen = watch("rlhf", "tuning", look)
    assert seen[0][0] == math.inf
    assert seen[0][1] == pytest.approx(0, abs=1e-9)
    assert seen[-1][0] == 0
    assert len({kl for _, _, kl in seen}) >= 5
    for _, drawn, kl in seen:
        assert drawn == pytest.approx(kl, abs=1e-9)
    assert next(kl for beta, _, kl in seen if beta == pytest.approx(1)) == pytest.approx(0.394, abs=5e-4)


def test_the_negative_elbo_never_passes_the_surprise_of_the_data() -> None:
    def look(scene: Any, codes: Any) -> tuple[float, float, float, float]:
        return codes.knob.setting(), codes.kl(), codes.total() - codes.misfit(), codes.total() - scene.params.evidence

    seen = watch("vae", "codes", look)
    told = {round(beta, 6): kl for beta, kl, _, _ in seen}
    assert len(told) >= 5
    assert [told[beta] for beta in (0.3, 1.0, 10.0)] == pytest.approx([3.75, 2.43, 0.27], abs=5e-3)
    for beta, kl, rest, gap in seen:
        assert rest == pytest.approx(kl, abs=1e-9)
        assert gap >= -1e-9
        if beta == 1:
            assert gap == pytest.approx(0, abs=1e-9)


def test_what_is_known_about_the_start_drains_to_nothing_and_comes_back() -> None:
    def look(scene: Any, parts: Any) -> tuple[float, float, Any, Any]:
        noising, there = parts.noising, parts.arrows in scene.mobjects and parts.arrows.grown.get_value() == 1
        arrows = parts.arrows.drawn if there else None
        return noising.kept, parts.tank.level, arrows, noising.pull(parts.arrows.places)

    seen = watch("diffusion", "parts", look)
    kept, levels = np.array([row[0] for row in seen]), np.array([row[1] for row in seen])
    order = np.argsort(kept)
    assert (np.diff(levels[order]) >= -1e-6).all()
    assert levels[kept == 0] == pytest.approx(0, abs=1e-9)
    assert levels[0] == levels[-1] == pytest.approx(facts()["at_start"])
    params = bench.params()
    for share, level, arrows, pull in seen[:: max(1, len(seen) // 12)]:
        known = diffusion.remaining_information(params.data, np.linspace(-3.5, 3.5, 71), share)
        assert level == pytest.approx(known, abs=1e-9)
        if arrows is not None:
            whole = np.abs(pull) < 2.5
            assert arrows[whole] == pytest.approx(pull[whole], abs=1e-9)
    noise = next(row for row in seen if row[0] == 0 and row[2] is not None and np.abs(row[2]).max() > 1)
    downhill = np.sign(np.linspace(-1, 1, 13).round(9))  # of a bell in the middle of the axis
    assert (np.sign(noise[2].round(9)) == -downhill).all()
