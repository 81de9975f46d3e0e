"""Cross-entropy: the storyboard's numbers, hostile parameters, and truth in the middle of every motion."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from bits.authoring.parameters import Facts
from bits.stage import AreaBars, Level
from bits.theory import learning, measures
from scenes.cross_entropy import Suitcases, Targets
from tests.bits.stage.bench import Bench
from tests.own import concept

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
        ("bad_nats", "3.17", "one_hot"),
        ("other_nats", "0.56", "loss"),
        ("other_q", "0.57", "loss"),
    ],
)
def test_the_storyboards_numbers_are_computed_and_told(fact: str, value: str, beat: str) -> None:
    decimals = len(value.partition(".")[2])
    assert f"{number(facts(), fact):.{decimals}f}" == value
    assert value in shown()[beat]


def test_the_heaviest_excess_is_told() -> None:
    assert "you carry 3 bits where 1 would do" in shown()["luggage"]


def test_the_wrong_value_that_circulates_is_set_right_for_its_own_scores_only() -> None:
    told = shown()["loss"]
    assert "cost 0.56" in told
    assert told.endswith("so it is 0.345.")
    other = shown(logits="-1,0,1.3")["loss"]
    assert "0.56" not in other
    assert "Some texts" not in other
    assert "A blind guess would cost 1.10." in other
    assert facts(true_class="1")["quoted"] == 0


def test_what_is_read_on_the_curve_of_all_losses_lies_on_it() -> None:
    for settings in ({}, {"logits": "3,1", "bad_logits": "1,2", "true_class": "0"}):
        told = facts(**settings)
        for chance, nats in (("other_q", "other_nats"), ("good_q", "good_nats")):
            assert number(told, nats) == pytest.approx(-math.log(number(told, chance)))


@pytest.mark.parametrize("settings", [{}, {"P": "0.9,0.1", "Q": "0.3,0.7"}, {"P": "1,0", "Q": "0.5,0.5"}, INFINITE])
def test_the_right_answer_is_that_no_belief_gets_below_the_entropy(settings: dict[str, str]) -> None:
    line = next(line for line in bench_script(**settings).lines if line.beat == "floor")
    assert line.question is not None
    assert line.question.answers[line.question.right] == "no belief at all"
    assert number(facts(**settings), "h_pq") >= number(facts(**settings), "h_p") - 1e-12


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"logits": "50,-50", "bad_logits": "-50,50", "true_class": "0"},
        {"logits": "0,0,0,0", "bad_logits": "1,2,3,4"},
    ],
)
def test_the_code_prints_what_is_told(settings: dict[str, str]) -> None:
    code, told = bench.params(**settings).listings()["code"], facts(**settings)
    first, other = (abs(number(told, name)) for name in ("good_nats", "bad_nats"))
    assert [abs(float(line.split()[0])) for line in code.output.splitlines()] == pytest.approx(
        [round(first, 3), round(other, 2)]
    )
    assert all(len(line) <= 60 for line in code.lines)


def test_a_right_forecast_is_told_as_one() -> None:
    told = shown(P="0.25,0.75", Q="0.25,0.75")["luggage"]
    assert "It was right" in told
    assert "for nothing" not in told


def test_a_weather_that_was_ruled_out_needs_a_bag_without_end() -> None:
    told = shown(**INFINITE)
    assert "It ruled out fog" in told["luggage"]
    assert "∞" not in told["luggage"]
    assert "It is infinite." in told["definition"]


def test_the_losses_stay_in_nats_and_bits_whatever_the_unit() -> None:
    bits, nats = facts(), facts(unit="nats")
    assert nats["good_nats"] == bits["good_nats"]
    assert number(nats, "h_pq") == pytest.approx(2.625 * math.log(2), abs=1e-12)
    assert "one bit" in shown()["never"]
    assert "0.69 nats" in shown(unit="nats")["never"]


def test_the_example_is_the_outcome_that_costs_most() -> None:
    told = facts(P="0.1,0.9", Q="0.2,0.8", labels="left,right")
    assert told["example"] == "right"
    assert told["packed"] == f"{-math.log2(0.8):.2f}"
    assert shown(P="0.1,0.9", Q="0.2,0.8", labels="left,right")["luggage"].count("right") == 1


def test_what_the_belief_rules_out_costs_infinitely_much() -> None:
    assert facts(**INFINITE)["h_pq"] == math.inf
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


def bench_script(**settings: str) -> Any:
    """Return the words with settings filled in."""
    return concept("cross_entropy").narration().fill(facts(**settings))


def parts(scene: Any, kind: type[Any]) -> list[Any]:
    """Return the views of a kind that are on stage, in the order in which they came."""
    return [member for mobject in scene.mobjects for member in mobject.get_family() if isinstance(member, kind)]


def wander(**settings: str) -> list[Any]:
    """Return the chart, H(P, Q), H(P) and Q at every moment at which Q wanders."""

    def look(scene: Any) -> Any:
        for chart in parts(scene, AreaBars):
            p, q = chart.widths.values, chart.heights.values.copy()
            base = chart.base_of_log
            drawn = SimpleNamespace(drawn=chart.drawn)
            return drawn, measures.cross_entropy(p, q, base=base), measures.entropy(p, base=base), q
        return None

    return bench.watch("floor", look, **settings)


def distinct(seen: list[Any]) -> int:
    return len({str(item) for item in seen})


@pytest.mark.parametrize("settings", [{}, {"P": "0.9,0.1", "Q": "0.3,0.7"}, {"unit": "nats"}])
def test_the_area_is_the_cross_entropy_wherever_q_wanders(settings: dict[str, str]) -> None:
    seen = [(chart.drawn, cost, least) for chart, cost, least, _ in wander(**settings)]
    assert distinct(seen) >= 5
    for drawn, cross_entropy, entropy in seen:
        assert drawn == pytest.approx(cross_entropy, abs=1e-9)
        assert cross_entropy >= entropy - 1e-12
    assert seen[-1][0] == pytest.approx(seen[-1][2], abs=1e-9)


def test_q_wanders_through_distributions_only() -> None:
    for *_, q in wander():
        assert math.fsum(q) == pytest.approx(1, abs=1e-9)
        assert (q >= 0).all()


def test_the_level_touches_the_floor_only_where_q_is_p() -> None:
    def look(scene: Any) -> tuple[float, float] | None:
        levels = parts(scene, Level)
        if len(levels) < 2:
            return None
        level, floor = (float(level.line.points[0, 1]) for level in levels)
        return level, floor

    seen = bench.watch("floor", look)
    gaps = [level - floor for level, floor in seen]
    assert all(gap >= -1e-9 for gap in gaps)
    assert gaps[-1] == pytest.approx(0, abs=1e-9)
    assert max(gaps) > 0.5


def test_the_columns_melt_to_the_cross_entropy_and_keep_their_area() -> None:
    def look(scene: Any) -> tuple[float, float] | None:
        charts = parts(scene, AreaBars)
        return (charts[0].drawn, charts[0].grown.get_value()) if charts else None

    drawn = [area for area, grown in bench.watch("definition", look) if grown == 1]
    assert drawn == pytest.approx([2.625] * len(drawn), abs=1e-9)
    assert len(drawn) > 20


def test_bags_weigh_their_surprises() -> None:
    bags = bench.watch("luggage", lambda s: next(iter(parts(s, Suitcases)), None))[-1]
    assert bags.weights(0) == pytest.approx([3, 3, 2, 1], abs=1e-9)
    assert bags.weights(1) == pytest.approx([1, 2, 3, 3], abs=1e-9)


def test_what_glows_is_what_a_bag_holds_too_much() -> None:
    bags = bench.watch("luggage", lambda s: next(iter(parts(s, Suitcases)), None))[-1]
    excess = [np.ptp(bag.excess.points[:, 1]) / bags.ground.ruler.upwards for bag in bags.bags[1]]
    assert excess == pytest.approx([0, 0, 1, 2], abs=1e-9)


def test_the_area_is_the_loss_while_widths_collapse_and_scores_change() -> None:
    def look(scene: Any) -> tuple[float, float] | None:
        charts = parts(scene, AreaBars)
        return (charts[0].drawn, float(charts[0].contributions().sum())) if charts else None

    seen = bench.watch("one_hot", look)
    assert distinct(seen) >= 5
    assert all(drawn == pytest.approx(loss, abs=1e-9) for drawn, loss in seen)
    assert seen[-1][0] == pytest.approx(number(facts(), "bad_nats"), abs=1e-9)


def test_arrows_are_the_step_against_the_gradient_all_the_way_down() -> None:
    def look(scene: Any) -> tuple[Any, Any] | None:
        races = [race for race in parts(scene, Targets) if race.pushing.get_value() == 1]
        if not races:
            return None
        race = races[0]
        return race.drawn, race.label.values - race.model.values

    seen = bench.watch("training", look)
    assert distinct(seen) >= 5
    for drawn, step in seen:
        assert drawn == pytest.approx(step, abs=1e-9)
    descent = bench.params().descent
    assert seen[-1][1] == pytest.approx(-learning.cross_entropy_gradient(bench.params().label, descent[-1]), abs=1e-12)


def test_the_loss_falls_all_the_way() -> None:
    params = bench.params()
    losses = [params.loss(logits) for logits in params.descent]
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] == number(facts(), "end_nats")


@pytest.mark.parametrize("unit", ["bits", "nats"])
def test_never_ends_at_infinity_and_every_halving_adds_one_bit(unit: str) -> None:
    def look(scene: Any) -> tuple[float, Any] | None:
        charts = parts(scene, AreaBars)
        return (float(charts[0].contributions().sum()), charts[0].heights.values.copy()) if charts else None

    seen = bench.watch("never", look, unit=unit)
    assert seen[-1][0] == math.inf
    assert seen[-1][1][2] == 0.0
    assert all(math.fsum(q) == pytest.approx(1, abs=1e-9) for _, q in seen)
    one_bit = measures.surprise(0.5, base=bench.params(unit=unit).base)
    losses = [loss for loss, _ in seen]
    for halvings in (1, 2, 3):
        assert min(abs(loss - losses[0] - halvings * one_bit) for loss in losses) < 1e-9
