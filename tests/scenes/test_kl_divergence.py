"""KL divergence: the storyboard's numbers, hostile parameters, and truth in the middle of every motion."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from bits.theory import bells, measures
from tests.bits.stage.bench import Bench

bench = Bench("kl_divergence")
facts, shown, watch = bench.facts, bench.shown, bench.watch


@pytest.mark.parametrize(
    ("fact", "value", "beat"),
    [
        ("h_pq", "1.654", None),
        ("h_p", "1.157", None),
        ("kl_pq", "0.497", "gap"),
        ("kl_pq", "0.497", "asymmetry"),
        ("kl_qp", "0.509", "asymmetry"),
        ("kl_2", "1.20", "asymmetry"),
        ("kl_2_back", "0.71", "asymmetry"),
    ],
)
def test_the_storyboards_numbers_are_computed_and_told(fact: str, value: str, beat: str | None) -> None:
    decimals = len(value.partition(".")[2])
    assert f"{facts()[fact]:.{decimals}f}" == value
    if beat is not None:  # the picture tells the others
        assert value in shown()[beat]


def test_another_pair_is_told_with_its_own_numbers() -> None:
    text = shown(P="0.5,0.3,0.1,0.1", Q="0.25,0.25,0.25,0.25")
    kl = measures.kl_divergence((0.5, 0.3, 0.1, 0.1), (0.25,) * 4)
    assert f"{kl:.3f} bits" in text["gap"]
    assert "0.497" not in " ".join(text.values())


def test_surplus_less_saving_is_kl() -> None:
    told = facts(P="0.4,0.4,0.1,0.1", Q="0.1,0.2,0.3,0.4", unit="nats")
    assert float(told["surplus"]) - float(told["saving"]) == pytest.approx(float(told["kl_pq"]), abs=1e-12)


def test_what_the_belief_rules_out_costs_infinitely_much() -> None:
    assert facts(P="0.5,0.5", Q="1,0")["kl_pq"] == math.inf
    assert "∞" not in " ".join(shown(P="0.5,0.5", Q="1,0").values())
    assert "is infinite" in shown(P="0.5,0.5", Q="1,0")["gap"]
    assert "cannot send" in shown(P="0.5,0.5", Q="1,0")["code"]
    assert facts(P="1,0", Q="0.5,0.5")["kl_pq"] == 1


def test_the_words_about_the_bells_follow_the_humps() -> None:
    apart, close = facts(), facts(left_centre="-0.5", right_centre="0.5")
    assert (apart["forward_does"], apart["reverse_does"]) == ("stretches over both", "settles on one hump")
    assert close["reverse_does"] == "stretches over both"


@pytest.mark.parametrize(
    ("settings", "texts"),
    [
        ({"Q": "0.5,0.5"}, ("parameter Q", "lengths must agree")),
        ({"Q2": "0.2,0.3,0.5"}, ("Q2", "lengths must agree")),
        ({"P": "0.7,0.2,0.2"}, ("parameter P = 0.7,0.2,0.2", "sums to 1.1")),
        ({"q": "1"}, ("parameter q = 1", "from 0.01 to 0.99")),
        ({"p_to": "1.5"}, ("parameter p_to = 1.5", "from 0 to 1")),
        ({"left_width": "0"}, ("parameter left_width = 0", "above 0")),
        ({"left_centre": "3"}, ("parameter right_centre = 2", "right of left_centre")),
        ({"left_share": "1"}, ("parameter left_share = 1", "above 0, below 1")),
        ({"bins": "5"}, ("parameter bins = 5", "from 20 to 120")),
        (
            {"left_centre": "-99", "right_centre": "99", "left_width": "0.1", "right_width": "0.1"},
            ("parameter right_centre = 99", "too far apart"),
        ),
    ],
)
def test_wrong_parameters_get_one_line(settings: dict[str, str], texts: tuple[str, ...]) -> None:
    line = bench.refusal(**settings)
    assert all(text in line for text in texts)


@pytest.mark.parametrize("unit", ["bits", "nats"])
def test_while_q_flows_every_area_is_its_number_and_the_entropy_stands(unit: str) -> None:
    seen = watch(
        "flow",
        lambda s: (
            hasattr(s, "chart")
            and (s.chart.believed.drawn - s.chart.needed.drawn, s.kl(), s.chart.needed.drawn, s.entropy())
        ),
        unit=unit,
    )
    seen = [row for row in seen if row]
    kls = {row[1] for row in seen}
    assert len(kls) >= 5
    assert min(kls) == 0
    for gap, kl, level, entropy in seen:
        assert gap == pytest.approx(kl, abs=1e-9)
        assert level == pytest.approx(entropy, abs=1e-9) == facts(unit=unit)["h_p"]


def test_the_pile_of_slabs_ends_at_the_cross_entropy() -> None:
    seen = watch("slabs", lambda s: hasattr(s, "balance") and (s.slices.drawn, s.balance.drawn, s.balance.level))
    seen = [row for row in seen if row]
    assert seen[-1] == pytest.approx((facts()["kl_pq"], facts()["kl_pq"], facts()["h_pq"]), abs=1e-9)
    # On their way the pieces keep their area, too.
    assert all(row[1] == pytest.approx(facts()["kl_pq"], abs=1e-9) for row in seen)


def test_the_line_is_never_below_the_hump_and_touches_it_where_p_is_q() -> None:
    def look(scene: Any) -> tuple[float, float, float] | None:
        plane = getattr(scene, "plane", None)  # not there yet while the page turns
        return plane and (plane.p(), plane.cross_entropy() - plane.entropy(), plane.kl())

    seen = [row for row in watch("tangent", look) if row is not None]
    assert len({p for p, _, _ in seen}) >= 5
    for p, gap, kl in seen:
        assert gap == pytest.approx(kl, abs=1e-9)
        assert (kl == 0) == (p == 0.3)
    assert any(p == 0.3 for p, _, _ in seen)


def test_the_bells_kl_is_least_where_it_rests() -> None:
    seen = watch("two_humps", lambda s: (s.fit.forward(), s.fit.reverse()) if hasattr(s, "fit") else None)
    both = np.array([row for row in seen if row is not None])
    params = bench.params()
    fits = (params.fits["forward"], params.fits["reverse"])
    forward, reverse = (bells.bell(mean, std, params.grid) for mean, std in fits)
    assert both[:, 0].min() == pytest.approx(measures.kl_divergence(params.humps, forward), abs=1e-9)
    assert both[:, 1].min() == both[-1, 1] == pytest.approx(measures.kl_divergence(reverse, params.humps), abs=1e-9)


def test_infinite_waste_is_drawn_inside_the_frame() -> None:
    seen = watch(
        "slabs",
        lambda s: [r.box for r in (*s.balance.surplus, *s.due.layers)] if hasattr(s, "balance") else [],
        P="0.5,0.5",
        Q="1,0",
    )
    boxes = np.array([row for row in seen if row])
    assert np.abs(boxes).max() < 8
    assert np.isfinite(boxes).all()


@pytest.mark.parametrize(
    ("settings", "right", "words"),
    [
        ({}, 1, "More: 0.509 bits."),
        ({"P": "0.3,0.4,0.3", "Q": "0.7,0.2,0.1"}, 2, "Less: 0.497 bits."),
        ({"P": "0.2,0.8", "Q": "0.8,0.2"}, 3, "Just as much: 1.2000 bits."),
        ({"P": "1,0", "Q": "0.5,0.5"}, 1, "More: it is infinite."),
        ({"P": "0.5,0.5", "Q": "0.5,0.5"}, 3, "Just as much: nothing at all."),
    ],
)
def test_the_right_answer_is_that_of_the_numbers(settings: dict[str, str], right: int, words: str) -> None:
    assert facts(**settings)["swapped"] == right
    assert words in shown(**settings)["asymmetry"]


def test_a_belief_that_is_the_truth_wastes_nothing() -> None:
    text = shown(P="0.5,0.5", Q="0.5,0.5")
    assert "Here the two agree, so nothing is wasted" in text["gap"]
    assert "no surplus" in text["slabs"]
    assert "It is there already" in text["flow"]


@pytest.mark.parametrize("settings", [{}, {"P": "1,0", "Q": "0.5,0.5"}, {"unit": "nats"}])
def test_the_code_prints_both_directions(settings: dict[str, str]) -> None:
    told, code = facts(**settings), bench.params(**settings).listings()["code"]
    printed = code.output.split()[::2]
    assert printed == [f"{told[name]:.3f}" for name in ("code_pq", "code_qp")]
