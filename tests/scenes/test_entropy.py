"""The entropy scene: its numbers, its words, its errors, and the truth of its pictures halfway through a motion."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.stats import entropy as entropy_of

from bits.stage import AreaBars, Branches, Cells, Level, Mass, Tank, Vessels
from bits.stage.chart import Curve
from bits.theory import measures
from scenes.entropy.coins import Coins
from scenes.entropy.mornings import MORNINGS, Mornings
from scenes.entropy.places import places
from scenes.entropy.tosses import TOSSES, Tosses
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
        ("h_rare", "6.64", "coin"),
        ("code_first", "0.20", "code"),
        ("code_second", "0.28", "code"),
        ("code_gain", "0.76", "code"),
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
    assert "So ask: has whiskers? Yes takes 95 cats and 3 dogs. No takes 5 cats and 97 dogs." in shown()["tree"]
    iris = {"classes": "setosa,versicolor,virginica", "first": "50,0,0", "second": "0,50,50", "answers": "short,long"}
    assert "Short takes 50 setosa, 0 versicolor and 0 virginica." in shown(**iris)["tree"]
    assert "The short group has 0.00, the long group 1.00" in shown(**iris)["code"]
    assert facts(**iris)["gain"] == pytest.approx(math.log2(3) - 2 / 3)


def test_one_bit_is_called_by_the_unit() -> None:
    assert "as big as its surprise: 1 bit for either side" in shown()["coin"]
    assert "exactly 0.693 nats higher" in shown(unit="nats")["splitting"]


def test_outcomes_without_names_are_headlines_and_others_are_what_they_are() -> None:
    assert "tomorrow's headline" in shown()["average"]
    assert "after each headline" in shown()["splitting"]
    own = shown(P="0.5,0.3,0.2", labels="sun,rain,snow")
    assert "One of 3 things will happen." in own["average"]
    assert "after each outcome" in own["splitting"]
    assert len(set(bench.params(P=",".join(["0.125"] * 8)).names)) == 8


@pytest.mark.parametrize("loaded", ["0.99", "0.01", "0.6", "0.4999", "1", "0"])
def test_a_loaded_coin_tells_less_and_the_question_knows(loaded: str) -> None:
    found = facts(loaded=loaded)
    assert found["coin_answer"] == 3
    assert float(found["h_loaded"]) < float(found["h_fair"])
    p = float(loaded)
    assert found["h_loaded"] == pytest.approx(entropy_of([p, 1 - p], base=2), abs=1e-12)
    assert found["rare"] == ("tails" if p > 0.5 else "heads")


def test_what_can_never_come_is_not_called_rare() -> None:
    certain = shown(loaded="1")["coin"]
    assert "Then tails never comes." in certain
    assert "You know the answer before the toss." in certain
    assert "Then tails is worth 6.64 bits." in shown()["coin"]


def test_the_places_end_with_the_oddest_and_none_comes_twice() -> None:
    for n in range(2, 13):
        assert len(set(places(n))) == n
        assert places(n)[-1] == "oven"
    assert "it is the hook" in shown()["spread"]
    assert "Then pick the oven" in shown(outcomes="2")["spread"]


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"unit": "nats"},
        {"loaded": "1"},
        {"first": "1,0", "second": "0,300"},
        {"first": "10,30", "second": "20,60"},
        {"classes": "a,b,c", "first": "50,0,0", "second": "0,50,50"},
    ],
)
def test_the_listing_computes_what_is_said(settings: dict[str, str]) -> None:
    found, code = facts(**settings), bench.params(**settings).listings()["code"]
    fair, loaded, _, gain = code.output.split()
    assert (fair, loaded) == (f"{found['code_fair']:.2f}", f"{found['code_loaded']:.2f}")
    assert gain == f"{found['code_gain']:.2f}"
    entropy, rows = code.values["H"], code.values["n"]
    groups = [float(found[name]) for name in ("code_first", "code_second", "code_before")]
    assert_allclose([entropy(group) for group in (*rows, rows.sum(axis=0))], groups, atol=1e-12)
    assert len(code.lines) <= 8
    assert max(map(len, code.lines)) <= 60


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
        columns = the(AreaBars, stage)
        if columns is not None:
            assert columns.drawn == pytest.approx(h_p, abs=BITS)
            melting.append(columns.melted.get_value())

    watch("average", look, **settings)
    assert len({melt for melt in melting if 0 < melt < 1}) >= 5
    assert melting[-1] == 1


@pytest.mark.parametrize("unit", ["bits", "nats"])
def test_the_level_is_the_entropy_of_the_mass_at_every_instant(unit: str) -> None:
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

    watch("spread", look, unit=unit)
    assert len(set(levels)) >= 5
    assert max(levels) == pytest.approx(math.log(8, base), abs=BITS)
    assert max(levels) == pytest.approx(ceiling, abs=BITS)
    assert levels[-1] == pytest.approx(levels[0], abs=BITS)


@pytest.mark.parametrize("unit", ["bits", "nats"])
def test_a_coin_after_each_outcome_lifts_the_level_by_its_own_entropy(unit: str) -> None:
    base, found, levels = 2 if unit == "bits" else math.e, facts(unit=unit), []

    def look(stage: list[Any]) -> None:
        columns, mass = the(AreaBars, stage), the_mass(stage)
        if columns is not None and mass is not None:
            assert columns.total() == pytest.approx(entropy_of(mass, base=base), abs=BITS)
            levels.append(columns.total())

    watch("splitting", look, unit=unit)
    assert levels == sorted(levels)
    assert levels[0] == pytest.approx(found["h_p"], abs=BITS)
    assert levels[-1] - levels[0] == pytest.approx(math.log(2, base), abs=BITS)


@pytest.mark.parametrize("settings", [{}, {"loaded": "0"}, {"loaded": "0.7", "unit": "nats"}])
def test_what_is_lit_is_a_hundred_times_the_entropy(settings: dict[str, str]) -> None:
    base, lit = 2 if "unit" not in settings else math.e, []

    def look(stage: list[Any]) -> None:
        tosses = the(Tosses, stage)
        if tosses is not None:
            expected = TOSSES * measures.entropy(tosses.coin.values, base=base)
            assert tosses.areas.sum() == pytest.approx(expected, abs=1e-6)
            lit.append(tosses.areas.sum())

    watch("coin", look, **settings)
    assert len(set(lit)) >= 5
    assert lit[-1] == pytest.approx(TOSSES * float(facts(**settings)["h_loaded"]), abs=1e-6)


def test_mornings_are_as_many_in_each_place_as_it_is_likely_and_none_jumps() -> None:
    before: list[Any] = []

    def look(stage: list[Any]) -> None:
        mornings = the(Mornings, stage)
        if mornings is not None:
            found = mornings.found()
            counts = np.histogram(found, bins=np.arange(len(mornings.slots) + 1))[0]
            assert_allclose(counts / MORNINGS, mornings.mass.values, atol=1 / MORNINGS)
            if before:
                assert np.abs(found - before[-1]).max() < 1.5
            before.append(found)

    watch("spread", look)
    assert len(before) > 20


def the_mass(stage: list[Any]) -> Any:
    return next((mass.values.copy() for mass in stage if isinstance(mass, Mass)), None)


def test_the_coin_rides_at_the_end_of_the_curve_that_it_draws() -> None:
    ends = []

    def look(stage: list[Any]) -> None:
        curve, coins = the(Curve, stage), the(Coins, stage)
        if curve is None or coins is None or curve.upto() in (0, 1):
            return
        p = coins.chance()
        assert coins.entropy() == pytest.approx(entropy_of([p, 1 - p], base=2))
        assert_allclose(curve.stroke.points[-1, :2], curve.chart.point(p, coins.entropy()), atol=BITS)
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
