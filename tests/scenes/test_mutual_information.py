"""The scene of mutual information: its numbers, its words, its errors, and pictures that are true while they move."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.stats import entropy
from sklearn.feature_selection import mutual_info_classif

from bits.stage import Box, Mosaic, QuestionCard, Slider, log_share
from bits.theory import dependence, measures
from scenes.mutual_information.strips import Strips
from tests.bits.stage.bench import Bench

bench = Bench("mutual_information", fps=6)
facts, shown, watch = bench.facts, bench.shown, bench.watch
BITS = 1e-9


@pytest.mark.parametrize(
    ("name", "told", "beat"),
    [
        ("i", "0.278", "product"),
        ("i_full", "1", "product"),
        ("second_h_y", "0.54", "observe"),
        ("second_i", "0.29", "observe"),
        ("far_i", "0.001", "extremes"),
        ("i_bits", "0.278", "code"),
        ("sine_h", "4.10", "sine"),
        ("best_score", "0.82", "features"),
        ("next_score", "0.67", "features"),
        ("rho", "0.00", "sine"),
        ("other_rho", "0.78", "sine"),
        ("i_sine", "2.95", "sine"),
    ],
)
def test_the_defaults_show_and_say_the_storyboard_s_numbers(name: str, told: str, beat: str) -> None:
    decimals = len(told.partition(".")[2])
    assert f"{facts()[name]:.{decimals}f}" == told
    assert told in shown()[beat]


def test_nats_are_bits_times_ln_2() -> None:
    bits, nats = facts(), facts(unit="nats")
    for name in ("i", "i_full", "second_i", "i_sine"):
        assert float(nats[name]) == pytest.approx(float(bits[name]) * math.log(2))
    assert nats["rho"] == bits["rho"]
    assert "0.193 nats" in shown(unit="nats")["product"]


def test_the_words_about_luck_follow_the_table() -> None:
    assert "See clear, and the level falls. See cloudy, and it rises." in shown()["observe"]
    even = {"second": "0.4,0.1;0.1,0.4"}
    assert "the level falls. See cloudy, and it falls." in shown(**even)["observe"]
    assert "It falls by 0.28" in shown(**even)["observe"]
    nothing = shown(second="0.25,0.25;0.25,0.25")["observe"]
    assert "the level stays. See cloudy, and it stays." in nothing
    assert "falls" not in nothing


@pytest.mark.parametrize(
    ("second", "right"), [("0.75,0;0.125,0.125", 2), ("0.4,0.1;0.1,0.4", 1), ("0.25,0.25;0.25,0.25", 2)]
)
def test_a_look_makes_surer_always_only_if_every_slice_does(second: str, right: int) -> None:
    assert facts(second=second)["surer"] == right


@pytest.mark.parametrize("start", ["-0.5", "-1", "0.3"])
@pytest.mark.parametrize("bins", ["4", "5", "20", "40"])
def test_the_right_answer_about_the_sine_is_the_share_of_what_there_is_to_know(bins: str, start: str) -> None:
    told = facts(bins=bins, start=start)
    joint, _, _ = dependence.sine_joint(int(bins), float(start) * math.pi)
    share = 1 - entropy(joint.ravel(), base=2) / entropy(joint.sum(axis=1), base=2)
    share += entropy(joint.sum(axis=0), base=2) / entropy(joint.sum(axis=1), base=2)
    assert told["sine_share"] == (3 if share >= 0.5 else 2)
    assert float(told["i_sine"]) / float(told["sine_h"]) == pytest.approx(share)


def test_the_words_about_the_tables_follow_them() -> None:
    assert "From short to tall the seam jumps, so height tells something." in shown()["mosaic"]
    assert "Hardly: that seam runs all but straight." in shown()["mosaic"]
    alike = shown(joint="0.06,0.14;0.24,0.56", far="0.06,0.14;0.24,0.56")
    assert "From short to tall the seam runs straight, so height tells nothing." in alike["mosaic"]
    assert "No: that seam runs straight." in alike["mosaic"]
    assert "Red" not in alike["product"]
    assert "It does: that seam jumps, too." in shown(far="0.4,0.1;0.1,0.4")["mosaic"]
    three = {"joint": "0.2,0.2;0.2,0.1;0.05,0.25", "rows": "a,b,c"}
    assert "From b to c the seam jumps" in shown(**three)["mosaic"]


def test_the_words_about_the_line_and_the_features_follow_the_numbers() -> None:
    assert "lies flat: 0.00" in shown()["sine"]
    assert "is tilted: 0.78" in shown(start="-1")["sine"]
    assert "Here, sender and wording lead, with 0.82 and 0.67." in shown()["features"]
    assert "Here, sender leads, with 0.82." in shown(useful="0.8")["features"]
    assert "Here, none tells enough." in shown(useful="1")["features"]


@pytest.mark.parametrize(
    "joint", ["0.4,0.1;0.1,0.4", "0.75,0;0.125,0.125", "1,0;0,1", "0.25,0.25;0.25,0.25", "0.1,0.2,0.1;0.3,0,0.3"]
)
@pytest.mark.parametrize("unit", ["bits", "nats"])
def test_the_listing_prints_what_the_film_says_both_ways(joint: str, unit: str) -> None:
    total = np.array([[float(p) for p in row.split(",")] for row in joint.split(";")])
    settings = {"joint": ";".join(",".join(map(str, row)) for row in total / total.sum())}
    params = bench.params(unit=unit, columns=",".join("abc"[: total.shape[1]]), **settings)
    code = params.listings()["code"]
    told = f"{params.facts()['i_bits']:.3f} bits"
    assert code.output.split("\n") == [told, told]
    assert len(code.steps) == 8


def test_scikit_learn_estimates_from_samples_what_the_film_computes() -> None:
    samples, rng = 40_000, np.random.default_rng(0)
    target = rng.integers(0, 2, samples)
    lies = [table[0, 1] * 2 for table in dependence.feature_set(dependence.FEATURE_BITS)]
    features = np.column_stack([target ^ (rng.random(samples) < lie) for lie in lies])
    estimates = mutual_info_classif(features, target, discrete_features=True) / math.log(2)
    assert_allclose(estimates, dependence.FEATURE_BITS, atol=0.02)
    assert sorted(np.argsort(estimates)[-2:]) == bench.params().leaders == [0, 3]


def test_a_file_of_counts_takes_the_place_of_the_table(tmp_path: Path) -> None:
    path = tmp_path / "counts.csv"
    path.write_text(",tea,coffee,water\nmorning,10,60,30\nevening,50,10,40\n")
    told = facts(counts=str(path))
    assert told["i"] == pytest.approx(measures.mutual_information(np.array([[10, 60, 30], [50, 10, 40]]) / 200))
    params = bench.params(counts=str(path))
    assert params.tables()[0].columns == ("tea", "coffee", "water")
    path.write_text("10,60\n50,10\n")
    other = bench.params(counts=str(path))
    assert other.tables()[0].rows == ("x1", "x2")
    assert other.model_dump(mode="json") != params.model_dump(mode="json")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"joint": "0.5,0.6;0,0"}, ["parameter joint = 0.5,0.6;0,0", "sums to 1.1"]),
        ({"joint": "0.5,0.5"}, ["parameter joint", "1 × 2 values", "2 to 12 rows"]),
        ({"joint": "0.5,0.5;0"}, ["parameter joint", "different lengths"]),
        ({"joint": "0.5,x;0,0"}, ["parameter joint", "'x' is not a number"]),
        ({"joint": "0.5,0.5;0,0"}, ["row tall", "no mass"]),
        ({"far": "0.5,0.5;0,0"}, ["row large of the table of shoe size", "no mass"]),
        ({"far_columns": "a,b,c"}, ["far_columns has 3 values", "row of far has 2"]),
        ({"second": "1,0;0,0"}, ["row cloudy of the table of the sky", "no mass"]),
        ({"joint": "0.2,0.2;0.2,0.2;0.1,0.1"}, ["rows has 2 values", "joint has 3"]),
        ({"columns": "a,b,c"}, ["columns has 3 values", "row of joint has 2"]),
        ({"counts": "nowhere.csv"}, ["parameter counts = nowhere.csv", "cannot be read"]),
        ({"bins": "3"}, ["parameter bins = 3", "from 4"]),
        ({"scores": "0.5,1.5,0,0"}, ["parameter scores = 0.5,1.5,0,0", "from 0 to 1"]),
        ({"scores": "0.5"}, ["has 1 values; it needs 2 to 6", "2 to 6"]),
        ({"features": "a,b"}, ["features has 2 values", "scores has 4"]),
        ({"x": ""}, ["parameter x", "it needs 1 to"]),
        ({"start": "5"}, ["parameter start = 5", "to 2"]),
    ],
)
def test_what_is_wrong_is_told_in_one_line(settings: dict[str, str], said: list[str]) -> None:
    line = bench.refusal(**settings)
    for part in said:
        assert part in line


def test_the_table_is_described_as_it_is_typed() -> None:
    described = {entry["name"]: entry for entry in bench.params().described()}
    assert described["joint"]["default"] == "0.4,0.1;0.1,0.4"
    assert facts(joint=described["joint"]["default"]) == facts()


@pytest.mark.parametrize("unit", ["bits", "nats"])
def test_cells_are_probabilities_and_the_number_is_their_information_while_the_seams_bend(unit: str) -> None:
    base = 2 if unit == "bits" else math.e

    def look(scene: Any) -> Any:
        square, known = scene.square, scene.known()
        return square.drawn, square.table, known, scene.slide.get_value()

    seen = watch("product", look, unit=unit)
    assert len({slide for *_, slide in seen}) >= 5
    for drawn, table, known, _ in seen:
        assert_allclose(drawn, table, atol=BITS)
        assert_allclose(table.sum(axis=0), 0.5, atol=BITS)  # the sides stay put
        assert known == pytest.approx(measures.mutual_information(table, base=base), abs=BITS)


def test_the_strips_overlap_by_the_information_while_they_slide() -> None:
    def look(scene: Any) -> Any:
        return next(((s.drawn, s.shared()) for s in scene.mobjects if isinstance(s, Strips)), None)

    seen = watch("overlap", look)
    assert len({shared for _, shared in seen}) >= 5
    for (first, shared, second), told in seen[10:]:  # once they have grown
        assert shared == pytest.approx(told, abs=BITS)
        assert first == pytest.approx(1 - told, abs=BITS)
        assert second == pytest.approx(1 - told, abs=BITS)
    assert seen[-1][1] == pytest.approx(float(facts()["i"]), abs=BITS)


def test_while_x_is_learnt_the_tank_is_what_is_open_about_y() -> None:
    def look(scene: Any) -> Any:
        seen = getattr(scene, "seen", None)
        if seen is None or seen.vessels not in scene.mobjects or seen.vessels.grown.get_value() < 1:
            return None
        return seen.vessels.drawn, seen.square.drawn, seen.open()

    rows = watch("observe", look)
    for drawn, square, told in rows:
        assert drawn == pytest.approx(told, abs=BITS)
        assert square.sum() == pytest.approx(1, abs=BITS)
    levels = [drawn for drawn, _, _ in rows]
    assert levels[0] == pytest.approx(float(facts()["second_h_y"]), abs=BITS)
    assert min(levels) == pytest.approx(0, abs=BITS)  # under a clear sky
    assert max(levels) == pytest.approx(1, abs=BITS)  # the unlucky slice
    assert levels[-1] == pytest.approx(0.25, abs=BITS)  # on average, H(Y|X)


def test_cards_go_from_nothing_to_a_variable_that_tells_all_about_itself() -> None:
    def look(scene: Any) -> Any:
        tables = [m.table for m in scene.mobjects if isinstance(m, Mosaic)]
        return len(tables) == 3 and [measures.mutual_information(table) for table in tables]

    seen = [told for told in watch("extremes", look) if told]
    assert seen[-1] == pytest.approx([float(facts()[name]) for name in ("far_i", "i", "h_x")], abs=BITS)


def test_a_table_from_the_other_side_has_the_same_areas() -> None:
    def look(scene: Any) -> Any:
        drawn = [m.drawn for m in scene.mobjects if isinstance(m, Mosaic)]
        return drawn if len(drawn) == 2 else None

    one, other = watch("extremes", look)[-1]
    assert_allclose(one, other.T, atol=BITS)


@pytest.mark.parametrize("settings", [{}, {"second": "0.4,0.1;0.1,0.4"}])
def test_questions_are_lit_where_they_are_right(settings: dict[str, str]) -> None:
    def look(scene: Any) -> Any:
        return next(((c.right, c.decided.get_value()) for c in scene.mobjects if isinstance(c, QuestionCard)), None)

    for beat, fact in (("observe", "surer"), ("sine", "sine_share")):
        seen = watch(beat, look, **settings)
        assert {right + 1 for right, _ in seen} == {facts(**settings)[fact]}
        assert seen[0][1] == 0
        assert seen[-1][1] == 1


def test_the_probe_goes_from_y_to_the_sine_and_across_to_x() -> None:
    def look(scene: Any) -> Any:
        window = getattr(scene, "window", None)
        return window.probe.ends() if window and window.probe in scene.mobjects else None

    ways = watch("sine", look)
    assert len({way[1] for way in ways}) >= 10
    for (y, _), (over, x), (_, across) in ways:
        assert over == y
        assert across == x == pytest.approx(math.sin(y))


def test_the_line_tilts_as_the_window_is_shifted() -> None:
    def look(scene: Any) -> Any:
        window = getattr(scene, "window", None)
        return window and (window.start.get_value(), window.correlation(), window.information(), window.tank.drawn)

    seen = watch("sine", look)
    assert (seen[0][0], seen[0][1]) == (-0.5, 0.0)
    assert len({start for start, *_ in seen}) >= 5
    for start, rho, information, drawn in seen:
        assert -1 <= start <= -0.5
        # The covariance of sin Y and Y, uniform over a period from s, is −cos(s); X has the variance ½, Y π²/3.
        assert rho == pytest.approx(-math.cos(start * math.pi) * math.sqrt(6) / math.pi, abs=2e-3)
        assert information > 2.5
        assert drawn <= information + BITS  # less while the tank fills
    assert seen[-1][3] == pytest.approx(seen[-1][2], abs=BITS)


def test_every_feature_s_tank_holds_its_score_and_the_useless_one_goes_dark() -> None:
    def look(scene: Any) -> Any:
        cards = getattr(scene, "cards", None)
        return cards and (
            [t.drawn for t in cards.tanks],
            [m.table for m in cards.mosaics],
            [t.get_value() for t in cards.lights],
        )

    seen = watch("features", look)
    for held, tables, _ in seen:
        assert_allclose(held, [measures.mutual_information(table) for table in tables], atol=BITS)
    assert_allclose(seen[-1][0], dependence.FEATURE_BITS, atol=1e-6)
    dark = [light < 0.5 for light in seen[-1][2]]
    assert dark == [False, True, False, False]


def test_a_mosaic_s_tint_tells_oftener_from_rarer() -> None:
    def look(scene: Any) -> Any:
        return [[cell.fill_rgbas[0, :3].copy() for cell in column] for column in scene.square.cells]

    inks = np.array(watch("product", look)[-1])
    assert_allclose(inks[0, 0], inks[1, 1])
    assert inks[0, 0][0] > inks[0, 0][1]  # vermilion: short and light come together oftener


def test_the_fitted_line_is_that_of_least_squares() -> None:
    joint = np.array([[0.1, 0.2, 0.05], [0.3, 0.15, 0.2]])
    xs, ys = np.array([-1.0, 2.0]), np.array([0.0, 1.0, 5.0])
    weights = np.sqrt(joint).ravel()
    expected = np.polyfit(np.tile(ys, 2), np.repeat(xs, 3), 1, w=weights)
    assert_allclose(dependence.fitted_line(joint, xs, ys), expected, atol=1e-9)


@pytest.mark.parametrize(("value", "share"), [(0.1, 0.0), (1.0, 1 / 3), (100.0, 1.0), (1e9, 1.0), (0.0, 0.0)])
def test_a_knob_is_turned_as_far_as_its_value_says(value: float, share: float) -> None:
    turn = log_share(0.1, 100)
    assert turn(value) == pytest.approx(share)
    slider = Slider(lambda: value, Box(0, 0, 10, 1), turn)
    reached = np.ptp(slider.filled.points[:, 0]) / np.ptp(slider.track.points[:, 0])
    assert reached == pytest.approx(share, abs=1e-9)
