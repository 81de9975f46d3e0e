"""The entropy scene: its numbers, its words, its errors, and the truth of its pictures halfway through a motion."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from bits.stage import AreaBars, Branches, Cells, Level, Mass, Tank, Vessels
from bits.stage.chart import Curve, Rider
from bits.theory import measures
from tests.bits.stage.bench import Bench

bench = Bench("entropy", fps=10)
facts, shown = bench.facts, bench.shown
BITS = 1e-9


@pytest.mark.parametrize(
    ("name", "told", "beat"),
    [
        ("h_p", "1.75", "average"),
        ("h_loaded", "0.081", "coin"),
        ("k_peaked", "1.68", "spread"),
        ("h_parent", "1.00", "tree"),
        ("gain", "0.76", "tree"),
    ],
)
def test_the_defaults_show_and_say_the_storyboard_s_numbers(name: str, told: str, beat: str) -> None:
    decimals = len(told.partition(".")[2])
    assert f"{facts()[name]:.{decimals}f}" == told
    assert told in shown()[beat]


def test_the_facts_of_the_storyboard_that_the_picture_tells_alone() -> None:
    told = {"h_split": 2.75, "h_first": 0.20, "h_second": 0.28, "h_after": 0.24}
    assert {name: round(float(facts()[name]), 2) for name in told} == told
    assert "its ceiling, 3 bits" in shown()["spread"]


def test_the_tree_says_whom_it_counts() -> None:
    assert "100 cats and 100 dogs" in shown()["tree"]
    assert "Ask: has whiskers? Yes takes 95 cats and 3 dogs; No, 5 cats and 97 dogs." in shown()["tree"]
    iris = {"classes": "setosa,versicolor,virginica", "first": "50,0,0", "second": "0,50,50", "answers": "short,long"}
    assert "Short takes 50 setosa, 0 versicolor and 0 virginica;" in shown(**iris)["tree"]
    assert facts(**iris)["gain"] == pytest.approx(math.log2(3) - 2 / 3)


def test_one_bit_is_called_by_the_unit() -> None:
    assert "a fair coin has an entropy of 1 bit." in shown()["coin"].lower()
    assert "exactly 0.693 nats higher" in shown(unit="nats")["splitting"]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"P": "1,0"}, {"h_p": 0.0, "h_split": 1.0}),
        ({"P": "1,0", "unit": "nats"}, {"h_p": 0.0, "h_split": math.log(2), "h_fair": math.log(2)}),
        ({"outcomes": "12", "peak": "1"}, {"k_peaked": 1.0, "h_uniform": math.log2(12)}),
        ({"outcomes": "2", "unit": "nats"}, {"h_uniform": math.log(2)}),
        ({"loaded": "0"}, {"h_loaded": 0.0}),
        ({"first": "1,0", "second": "0,300"}, {"h_first": 0.0, "h_second": 0.0, "h_after": 0.0}),
        ({"first": "10,30", "second": "20,60"}, {"gain": 0.0}),
    ],
)
def test_facts_of_unfriendly_parameters(settings: dict[str, str], expected: dict[str, float]) -> None:
    found = facts(**settings)
    assert {name: found[name] for name in expected} == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"P": "0.5,0.6"}, ["P = 0.5,0.6", "sums to 1.1"]),
        ({"labels": "a,b,c"}, ["labels", "3 values", "P", "4"]),
        ({"coin": "heads,tails,edge"}, ["coin = heads,tails,edge", "it needs 2"]),
        ({"loaded": "1.2"}, ["loaded = 1.2", "to 1"]),
        ({"loaded": "0.5"}, ["loaded = 0.5", "must not be fair"]),
        ({"outcomes": "13"}, ["outcomes = 13", "to 12"]),
        ({"peak": "0.125"}, ["peak = 0.125", "above 1/outcomes = 1/8"]),
        ({"first": "1,2,3"}, ["first", "3 values", "classes", "2"]),
        ({"first": "-1,4"}, ["first = -1,4", "from 0 to"]),
        ({"second": "0,0"}, ["second = 0,0", "cannot all be zero"]),
        ({"second": "500,500"}, ["first and second", "1098", "at most 999"]),
        ({"question": ""}, ["question", "it needs 1 to"]),
    ],
)
def test_what_is_wrong_is_told_in_one_line(settings: dict[str, str], said: list[str]) -> None:
    line = bench.refusal(**settings)
    for part in said:
        assert part in line


def watch(beat: str, look: Callable[[list[Any]], None], **settings: str) -> None:
    """Look at the stage at every moment, but for what the beat before left there."""
    left: list[Any] = []

    def seen(scene: Any) -> None:
        if not left:
            left[:] = scene.mobjects
        look([mobject for mobject in scene.mobjects if not any(mobject is old for old in left)])

    bench.watch(beat, seen, **settings)


def the(kind: type[Any], stage: list[Any]) -> Any:
    """Return the one view of that kind on stage, fully grown; None if there is none."""
    views = [view for view in stage if isinstance(view, kind) and getattr(view, "grown", None) is not None]
    return next((view for view in views if view.grown.get_value() == 1), None)


@pytest.mark.parametrize("settings", [{}, {"unit": "nats"}, {"P": "0.7,0.1,0.1,0.1,0"}])
def test_columns_keep_their_area_while_they_melt(settings: dict[str, str]) -> None:
    h_p = float(facts(**settings)["h_p"])
    melting = []

    def look(stage: list[Any]) -> None:
        tank, columns = the(Tank, stage), the(AreaBars, stage)
        if tank is not None:
            assert_allclose([tank.drawn, columns.drawn], h_p, atol=BITS)
            melting.append(tank.melt.get_value())

    watch("average", look, **settings)
    assert len({melt for melt in melting if 0 < melt < 1}) >= 5
    assert melting[-1] == 1


@pytest.mark.parametrize("unit", ["bits", "nats"])
@pytest.mark.parametrize("beat", ["coin", "spread", "splitting"])
def test_the_level_is_the_entropy_of_the_mass_at_every_instant(beat: str, unit: str) -> None:
    base = 2 if unit == "bits" else math.e
    levels, ceiling = [], -math.inf

    def look(stage: list[Any]) -> None:
        nonlocal ceiling
        tank, mass, cells, line = the(Tank, stage), the_mass(stage), the(Cells, stage), the(Level, stage)
        if tank is None or mass is None:
            return
        assert measures.entropy(mass, base=base) == pytest.approx(tank.level, abs=BITS)
        assert tank.drawn == pytest.approx(tank.level, abs=BITS)
        levels.append(tank.level)
        if cells is not None:
            assert cells.drawn == pytest.approx(measures.perplexity(mass), abs=BITS)
            ceiling = line.value() if line is not None else ceiling

    watch(beat, look, unit=unit)
    assert len(set(levels)) >= 5
    if beat == "splitting":
        assert levels[-1] - levels[0] == pytest.approx(math.log(2, base), abs=BITS)
        assert levels == sorted(levels)
    if beat == "spread":
        assert max(levels) == pytest.approx(math.log(8, base), abs=BITS)
        assert max(levels) == pytest.approx(ceiling, abs=BITS)
        assert levels[-1] == pytest.approx(levels[0], abs=BITS)


def the_mass(stage: list[Any]) -> Any:
    return next((mass.values.copy() for mass in stage if isinstance(mass, Mass)), None)


def test_the_dot_rides_at_the_end_of_the_curve_that_it_draws() -> None:
    ends = []

    def look(stage: list[Any]) -> None:
        curve, dot = the(Curve, stage), the(Rider, stage)
        if curve is None or dot is None or curve.upto() in (0, 1):
            return
        p = dot.x_source()
        assert_allclose(curve.stroke.points[-1, :2], curve.chart.point(p, measures.binary_entropy(p)), atol=BITS)
        assert_allclose(dot.dot.get_center()[:2], curve.stroke.points[-1, :2], atol=BITS)
        ends.append(p)

    watch("hump", look)
    assert len(set(ends)) >= 5


def test_mass_keeps_its_area_on_the_branches_and_the_tank_holds_the_average() -> None:
    found = facts()
    sent, contents = set(), []

    def look(stage: list[Any]) -> None:
        branches, vessels = the(Branches, stage), the(Vessels, stage)
        if branches is not None and vessels is not None:
            assert_allclose(branches.drawn, [(95, 3), (5, 97)], atol=1e-7)
            assert vessels.drawn == pytest.approx(vessels.average, abs=BITS)
            sent.add(tuple(branches.progress()))
            contents.append((vessels.levelled.get_value(), vessels.drawn))

    watch("tree", look)
    assert len(sent) >= 10
    assert contents[0][1] == pytest.approx(found["h_parent"], abs=BITS)
    levelling = [drawn for levelled, drawn in contents if 0 < levelled < 1]
    assert len(levelling) >= 5
    assert_allclose(levelling, float(found["h_after"]), atol=BITS)


def test_a_branch_ends_right_under_its_answer() -> None:
    def look(stage: list[Any]) -> None:
        branches = the(Branches, stage)
        if branches is not None and np.all(branches.progress() == 1):
            for column, blocks in zip(branches.columns, branches.blocks, strict=True):
                xs = np.concatenate([block.points[:, 0] for block in blocks])
                assert xs.min() >= column.left - BITS
                assert xs.max() <= column.right + BITS

    watch("tree", look, first="300,1", second="1,0")
