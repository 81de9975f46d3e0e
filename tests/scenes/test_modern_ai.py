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
from scenes.modern_ai import diffusion, sentence
from tests.bits.stage.bench import Bench

bench = Bench("modern_ai")
facts, shown = bench.facts, bench.shown


@pytest.mark.parametrize(
    ("fact", "value", "beat"),
    [
        ("loss", "3.000", "language_model"),
        ("perplexity", "8.000", "language_model"),
        ("halved", "2.828", "quoted"),
        ("total", "24.000", "quoted"),
        ("times", "4.482", "temperature"),
        ("h_flat", "2.000", "temperature"),
        ("h_warm", "1.825", "code"),
        ("kl_start", "2.081", "distillation"),
        ("kl_end", "0.023", "distillation"),
        ("kl_tuned", "0.394", "rlhf"),
        ("kl_light", "3.746", "vae"),
        ("kl_heavy", "0.272", "vae"),
        ("at_start", "4.336", "diffusion"),
    ],
)
def test_the_numbers_of_the_defaults_are_computed_and_told(fact: str, value: str, beat: str) -> None:
    number = float(facts()[fact])
    assert f"{number:.3f}" == value
    assert any(text in shown()[beat] for text in (f"{number:.2f}", f"{number:.3f}", f"{number:.3g}"))


def test_in_nats_the_loss_is_raised_over_e() -> None:
    text = shown(unit="nats")["language_model"]
    assert "2.08 nats. And e to that power is the perplexity" in text
    assert facts(unit="nats")["perplexity"] == pytest.approx(8)


def test_a_users_own_sentence_is_read_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_text(json.dumps([{"token": "Guten", "p": 0.125}, {"token": "Tag", "p": 0.5}]))
    params = bench.params(sentence=str(path))
    path.unlink()  # whoever has the parameters needs the file no more
    assert params.facts()["loss"] == 2
    assert params.model_dump(mode="json")["sentence"][0] == {"text": "Guten", "p": 0.125}


def test_a_student_that_steps_too_far_is_not_said_to_have_come_nearer() -> None:
    assert "As it learns, that falls" in shown()["distillation"]
    assert "As it learns, that goes" in shown(learning_rate="100", steps="1", student="1,0,-1,-3")["distillation"]


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


@pytest.mark.parametrize(
    ("settings", "beat", "said"),
    [
        ({}, "language_model", "as unsure as among 8 equal words"),
        ({"chances": "1,1,1,1,1,1,1,1"}, "language_model", "it is one, for the model was never unsure"),
        ({}, "quoted", "the perplexity falls to 2.83, and nobody has learned a thing"),
        ({"chances": "1,1,1,1,1,1,1,1"}, "quoted", "the perplexity stays at one"),
        ({}, "temperature", "0.7 is usual, one leaves"),
        ({"cool": "0.3"}, "temperature", "0.3 is sharper, one leaves"),
        ({}, "temperature", "Still 4.48 times: flatter, not flat"),
        ({"scores": "50,0,0,-50", "warm": "1.5"}, "temperature", "Over a thousand times: flatter"),
        ({}, "distillation", "dog with 0.70, but wolf with 0.24, so it tells what is alike"),
        ({"teacher": "0,0,1,0"}, "distillation", "how sure it is, and this one is wholly sure of cat"),
        ({"teacher": "0.25,0.25,0.25,0.25"}, "distillation", "dog with 0.25, but wolf with 0.25"),
    ],
)
def test_the_sentence_fits_the_parameters(settings: dict[str, str], beat: str, said: str) -> None:
    assert said in shown(**settings)[beat]


@pytest.mark.parametrize(
    ("settings", "times", "right"),
    [({}, math.exp(1.5), 3), ({"warm": "99"}, math.exp(3 / 99), 2), ({"scores": "0,0,1,0", "warm": "1.5"}, None, 2)],
)
def test_the_right_answer_is_how_likely_the_best_word_is(
    settings: dict[str, str], times: float | None, right: int
) -> None:
    told = facts(**settings)
    assert told["verdict"] == right
    assert (float(told["times"]) > 2) == (right == 3)
    if times is not None:
        assert told["times"] == pytest.approx(times)


@pytest.mark.parametrize("settings", [{}, {"warm": "5"}, {"unit": "nats"}, {"scores": "50,-50,0,0", "warm": "1.1"}])
def test_the_code_finds_what_the_film_tells(settings: dict[str, str]) -> None:
    code = bench.params(**settings).listings()["code"]
    assert code.values["H"] == pytest.approx(facts(**settings)["h_warm"])
    assert code.output == f"{facts(**settings)['h_warm']:.2f} bits"
    assert len(code.lines) <= 8


def test_half_tokens_cost_the_same_all_together() -> None:
    chances = [1 / 128, 1 / 2, 1, 0.3]
    for cuts in (0, 1, 4, None):
        pieces = sentence.halved(chances, cuts)
        assert len(pieces) == 4 + (4 if cuts is None else cuts)
        assert measures.surprise(pieces).sum() == pytest.approx(measures.surprise(np.array(chances)).sum())


def test_the_ribbon_loses_nothing_when_it_is_cut() -> None:
    def look(_: Any, quoting: Any) -> tuple[float, int, float]:
        return quoting.ribbon.drawn, quoting.ribbon.pieces(), quoting.ribbon.perplexity()

    seen = [row for row in watch("quoted", "quoting", look) if row[0] > 0]
    assert {pieces for _, pieces, _ in seen} >= {8, 16}
    whole = [row for row in seen if row[1] > 8]
    for drawn, pieces, many in whole:
        assert drawn == pytest.approx(24)
        assert many == pytest.approx(2 ** (24 / pieces))
    assert whole[-1][2] == pytest.approx(facts()["halved"])


def watch(beat: str, part: str, look: Callable[[Any, Any], object], **settings: str) -> list[Any]:
    """Return what is seen at every moment at which a part of the scene is there: not while the page turns."""

    def seen(scene: Any) -> object:
        wanted = getattr(scene, part, None)
        return None if wanted is None else look(scene, wanted)

    return bench.watch(beat, seen, **settings)


def test_the_bars_on_the_tape_always_have_the_area_of_their_mean() -> None:
    def look(_: Any, reading: Any) -> tuple[float, float, float]:
        return reading.tape.drawn, reading.tape.mean(), reading.tape.levelled.get_value()

    seen = watch("language_model", "reading", look)
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
    def look(_: Any, lesson: Any) -> tuple[Any, ...]:
        race = lesson.race
        return race.rises["right"].get_value(), race.drawn("right"), measures.softmax(lesson.walk.values)

    seen = [row for row in watch("distillation", "lesson", look) if row[0] == 1]
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
        total = scene.params.total(*codes.shape)
        return codes.weight(), codes.kl(), total - codes.bill.misfit(), total - scene.params.evidence

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
        return noising.kept, parts.drain.drawn, arrows, noising.pull(parts.arrows.places)

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
    downhill = np.sign(np.linspace(-1, 1, 10).round(9))  # of a bell in the middle of the axis
    assert (np.sign(noise[2].round(9)) == -downhill).all()
