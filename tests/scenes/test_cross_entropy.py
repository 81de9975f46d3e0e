"""Cross-entropy: the storyboard's numbers, hostile parameters, and truth in the middle of every motion."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from bits.authoring.parameters import Facts
from bits.theory import learning, measures
from tests.bits.stage.bench import Bench

bench = Bench("cross_entropy", fps=6)
facts, shown = bench.facts, bench.shown
INFINITE = {"P": "0.5,0.5,0", "Q": "1,0,0"}


def number(told: Facts, name: str) -> float:
    return float(told[name])


@pytest.mark.parametrize(
    ("fact", "value", "beat"),
    [
        ("h_pq", "2.625", "definition"),
        ("h_p", "1.75", "definition"),
        ("good_q", "0.71", "one_hot"),
        ("good_nats", "0.345", "one_hot"),
        ("good_bits", "0.50", "one_hot"),
        ("bad_nats", "3.17", "one_hot"),
    ],
)
def test_the_storyboards_numbers_are_computed_and_told(fact: str, value: str, beat: str) -> None:
    decimals = len(value.partition(".")[2])
    assert f"{number(facts(), fact):.{decimals}f}" == value
    assert value in shown()[beat]


def test_the_heaviest_excess_is_told() -> None:
    assert "you carry 3 bits where 1 would do" in shown()["luggage"]


def test_the_wrong_value_that_circulates_is_not_told() -> None:
    assert "0.56" not in shown()["one_hot"]


def test_the_losses_stay_in_nats_and_bits_whatever_the_unit() -> None:
    bits, nats = facts(), facts(unit="nats")
    assert nats["good_nats"] == bits["good_nats"]
    assert nats["good_bits"] == bits["good_bits"]
    assert number(nats, "h_pq") == pytest.approx(2.625 * math.log(2), abs=1e-12)
    assert "one bit" in shown()["never"]
    assert "0.69 nats" in shown(unit="nats")["never"]


def test_the_example_is_the_outcome_that_costs_most() -> None:
    told = facts(P="0.1,0.9", Q="0.2,0.8", labels="left,right")
    assert told["example"] == "right"
    assert number(told, "packed") == pytest.approx(-math.log2(0.8))
    assert shown(P="0.1,0.9", Q="0.2,0.8", labels="left,right")["luggage"].count("right") == 1


def test_what_the_belief_rules_out_costs_infinitely_much() -> None:
    assert facts(**INFINITE)["h_pq"] == math.inf
    assert "∞ bits" in shown(**INFINITE)["definition"]
    assert facts(P="1,0,0", Q="0.5,0.5,0")["h_pq"] == 1.0


def test_training_lowers_the_loss_and_is_told_with_its_steps() -> None:
    told = facts(steps="1", learning_rate="0.5")
    assert number(told, "end_nats") < number(told, "bad_nats")
    assert "After one step" in shown(steps="1")["training"]
    assert "After 8 steps" in shown()["training"]


@pytest.mark.parametrize(
    ("settings", "texts"),
    [
        ({"true_class": "3"}, ["true_class = 3", "must be 0 to 2"]),
        ({"true_class": "-1"}, ["true_class = -1", "must be from 0 to 11"]),
        ({"P": "0.5,0.6"}, ["P = 0.5,0.6", "1.1"]),
        ({"P": "0.5,0.5"}, ["Q has 4 values", "P has 2"]),
        ({"bad_logits": "1,2"}, ["bad_logits has 2 values", "logits has 3"]),
        ({"classes": "a,b"}, ["classes has 2 values", "logits has 3"]),
        ({"logits": "1"}, ["logits = 1", "2 to 12"]),
        ({"bet": "1"}, ["bet = 1", "below 1"]),
        ({"learning_rate": "0"}, ["learning_rate = 0", "above 0"]),
        ({"steps": "0"}, ["steps = 0", "from 1"]),
    ],
)
def test_errors_are_one_line_that_names_parameter_value_and_rule(settings: dict[str, str], texts: list[str]) -> None:
    line = bench.refusal(**settings)
    for text in texts:
        assert text in line


def watch(beat: str, view: str, look: Callable[[Any], object], **settings: str) -> list[Any]:
    """Return what is seen at every moment at which a view is on stage."""

    def seen(scene: Any) -> object:
        wanted = getattr(scene, view, None)
        there = any(member is wanted for mobject in scene.mobjects for member in mobject.get_family())
        return look(scene) if there else None

    return bench.watch(beat, seen, **settings)


def distinct(seen: list[Any]) -> int:
    return len({str(item) for item in seen})


@pytest.mark.parametrize("settings", [{}, {"P": "0.9,0.1", "Q": "0.3,0.7"}, {"unit": "nats"}])
def test_the_area_is_the_cross_entropy_wherever_q_wanders(settings: dict[str, str]) -> None:
    seen = watch("floor", "load", lambda s: (s.load.drawn, s.cross_entropy(), s.entropy()), **settings)
    assert distinct(seen) >= 5
    for drawn, cross_entropy, entropy in seen:
        assert drawn == pytest.approx(cross_entropy, abs=1e-9)
        assert cross_entropy >= entropy - 1e-12
    assert seen[-1][0] == pytest.approx(seen[-1][2], abs=1e-9)


def test_q_wanders_through_distributions_only() -> None:
    for q in watch("floor", "load", lambda s: s.model.values.copy()):
        assert math.fsum(q) == pytest.approx(1, abs=1e-9)
        assert (q >= 0).all()


def test_the_gauge_touches_the_floor_only_where_q_is_p() -> None:
    def look(scene: Any) -> tuple[float, float, bool]:
        pointer = float(scene.gauge.pointer.points[0, 1])
        return pointer, float(scene.gauge.mark.points[0, 1]), bool(np.allclose(scene.model.values, scene.truth.values))

    seen = watch("floor", "gauge", look)
    assert all(pointer >= mark - 1e-9 for pointer, mark, _ in seen)
    assert any(home for _, _, home in seen)
    assert all(pointer == pytest.approx(mark, abs=1e-9) for pointer, mark, home in seen if home)


def test_the_tanks_hold_what_the_columns_held() -> None:
    paid, due, ideal, believed = watch(
        "definition", "due", lambda s: (s.paid.level, s.due.level, s.ideal.drawn, s.believed.drawn)
    )[-1]
    assert paid == pytest.approx(2.625, abs=1e-9)
    assert believed == pytest.approx(2.625, abs=1e-9)
    assert due == pytest.approx(1.75, abs=1e-9)
    assert ideal == pytest.approx(1.75, abs=1e-9)


def test_columns_keep_their_heights_while_they_hop() -> None:
    def look(scene: Any) -> Any:
        hops = [m for m in scene.mobjects if type(m).__name__ == "Hop"]
        return hops[0].boxes() if hops else None

    seen = watch("definition", "believed", look)
    surprises = measures.surprise(np.array([1 / 2, 1 / 4, 1 / 8, 1 / 8]))
    assert distinct(seen) >= 5
    for boxes in seen:
        heights = boxes[:, 3] - boxes[:, 1]
        assert heights / heights[0] == pytest.approx(surprises / surprises[0], abs=1e-9)


def test_bags_weigh_their_surprises() -> None:
    bags = watch("luggage", "bags", lambda s: (s.bags.drawn("left"), s.bags.drawn("right")))[-1]
    assert bags[0] == pytest.approx([3, 3, 2, 1], abs=1e-9)
    assert bags[1] == pytest.approx([1, 2, 3, 3], abs=1e-9)


def test_the_area_is_the_loss_while_widths_collapse_and_scores_change() -> None:
    seen = watch("one_hot", "cost", lambda s: (s.cost.drawn, s.cross_entropy()))
    assert distinct(seen) >= 5
    assert all(drawn == pytest.approx(loss, abs=1e-9) for drawn, loss in seen)
    assert seen[-1][0] == pytest.approx(number(facts(), "bad_nats") / math.log(2), abs=1e-9)


def test_arrows_are_the_gradient_all_the_way_down() -> None:
    def look(scene: Any) -> tuple[Any, Any, float]:
        gradient = learning.cross_entropy_gradient(scene.params.label, scene.walk.values)
        return scene.pushes.drawn, gradient, scene.cross_entropy(math.e)

    seen = watch("training", "pushes", look)
    assert distinct(seen) >= 5
    for drawn, gradient, _ in seen:
        assert drawn == pytest.approx(gradient, abs=1e-9)
    losses = [loss for *_, loss in seen]
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] == pytest.approx(number(facts(), "end_nats"), abs=1e-12)


def test_the_dot_rides_on_the_loss() -> None:
    def look(scene: Any) -> tuple[float, float]:
        _, y = scene.trace.chart.point(scene.walk.step.get_value(), scene.cross_entropy(math.e))
        return float(scene.trace.dot.dot.get_center()[1]), y

    seen = watch("training", "trace", look)
    assert distinct(seen) >= 5
    assert all(dot == pytest.approx(y, abs=1e-6) for dot, y in seen)


@pytest.mark.parametrize("unit", ["bits", "nats"])
def test_never_ends_at_infinity_and_every_halving_adds_one_bit(unit: str) -> None:
    seen = watch(
        "never", "gauge", lambda s: (s.cross_entropy(2), s.gauge.number.string, s.model.values.copy()), unit=unit
    )
    assert seen[-1][1] == "∞"
    assert seen[-1][0] == math.inf
    assert seen[-1][2][2] == 0.0
    assert all(math.fsum(q) == pytest.approx(1, abs=1e-9) for *_, q in seen)
    scene_losses = [loss for loss, *_ in seen]
    for halvings in (1, 2, 3):
        assert min(abs(loss - scene_losses[0] - halvings) for loss in scene_losses) < 1e-9
