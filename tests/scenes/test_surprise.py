"""Surprise: the storyboard's numbers, hostile parameters, and truth in the middle of every motion."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from bits.authoring.amounts import amount, odds, written
from bits.theory import measures
from tests.bits.stage.bench import Bench
from tests.own import concept

bench = Bench("surprise", fps=10)
facts, shown = bench.facts, bench.shown
MANY = ",".join(["0.05"] * 11 + ["0.45"])


@pytest.mark.parametrize(
    ("beat", "fact", "told"),
    [
        ("forecast", "sun_p", "0.999"),
        ("forecast", "sun_number", "0.0014"),
        ("forecast", "snow_p", "0.001"),
        ("forecast", "snow_number", "9.97"),
        ("halving", "second_told", "2 bits"),
        ("halving", "odds", "8"),
        ("halving", "last_told", "3 bits"),
        ("curve", "certain_told", "0 bits"),
        ("curve", "likely_told", "1 bit"),
        ("curve", "unlikely_told", "2.58 bits"),
        ("curve", "rare_told", "9.97 bits"),
        ("adding", "both_odds", "1 in 12"),
        ("adding", "both_told", "3.58 bits"),
        ("next_word", "cheap_told", "1 bit"),
        ("next_word", "dear_told", "6.64 bits"),
        ("perplexity", "average_told", "1.80 bits"),
    ],
)
def test_the_storyboards_numbers_are_computed_and_told(beat: str, fact: str, told: str) -> None:
    assert str(facts()[fact]) == told
    assert told in shown()[beat]


def test_the_forecast_names_the_likeliest_and_the_rarest() -> None:
    text = shown(forecast="0.1,0.2,0.7", weathers="hail,fog,sun", place="Oslo")["forecast"]
    assert "Oslo" in text
    assert "The chance of sun is 0.7, that of hail is 0.1." in text
    assert "When sun comes, the surprise is 0.51. When hail comes, it is 3.32." in text


@pytest.mark.parametrize(
    ("forecast", "says"),
    [
        ("0.999,0.001", "The less likely it is, the more it tells you."),
        ("0.5,0.5", "What is just as likely tells you just as much."),
        ("1,0", "If snow ever came, it would be without end."),
    ],
)
def test_the_sentence_fits_the_forecast(forecast: str, says: str) -> None:
    assert says in shown(forecast=forecast)["forecast"]


def test_a_bit_is_told_in_nats_where_nats_are_shown() -> None:
    assert "one bit, which is 0.69 nats." in shown(unit="nats")["halving"]
    assert "one bit. Ask" in shown()["halving"]


def test_no_other_word_can_come_than_a_certain_one() -> None:
    text = shown(word_chances="1,0")["next_word"]
    assert "“mat” costs 0 bits. No other word can come." in text


def test_the_dear_word_is_one_that_may_come() -> None:
    told = facts(words="a,b,c", word_chances="0.75,0.25,0")
    assert (told["cheap"], told["dear"]) == ("a", "b")


def test_the_perplexity_is_two_to_the_average_in_either_unit() -> None:
    bits, nats = facts(), facts(unit="nats")
    average = measures.entropy((0.5, 0.25, 0.14, 0.1, 0.01))
    assert float(bits["perplexity"]) == pytest.approx(2**average, abs=1e-12)
    assert nats["perplexity"] == bits["perplexity"]
    assert "Two to the power of that is the perplexity: 3.47." in shown()["perplexity"]
    assert "e to the power of that" in shown(unit="nats")["perplexity"]
    assert f"{average * math.log(2):.2f} nats" in shown(unit="nats")["perplexity"]


def test_a_chance_goes_by_its_name_only_while_it_has_its_value() -> None:
    assert "A fair coin has 1 bit, a die roll has 2.58 bits, and 1 in 1000 has" in shown()["curve"]
    changed = shown(chances="0.4,1/6,0.001")["curve"]
    assert "coin" not in changed
    assert "Chance 0.4 has 1.32 bits, a die roll" in changed
    assert "1 in 10 has 3.32 bits" in shown(chances="0.5,0.1,0.001")["curve"]
    assert "lottery has 23.25 bits" in shown(chances="0.5,1/6,1e-7", chance_names="coin,die,lottery")["curve"]


@pytest.mark.parametrize(
    ("chances", "printed"),
    [("1/2,1/6,1/1000", "0 1 2.58 9.97"), ("0.9999,0.3,1e-9", "0 0.000144 1.74 29.9"), ("1,1,1", "0 0 0 0")],
)
def test_the_code_prints_what_the_sentence_says(chances: str, printed: str) -> None:
    params = bench.params(chances=chances)
    code = params.listings()["code"]
    assert code.output.split() == printed.split()
    told = [params.facts()[f"{name}_bits"] for name in ("certain", "likely", "unlikely", "rare")]
    assert code.values["bits"] == pytest.approx(told, abs=5e-3)
    assert len(code.lines) <= 8


@pytest.mark.parametrize("pair", ["1/2,1/6", "0.01,0.99", "0.5,0.5"])
def test_the_right_answer_is_the_sum(pair: str) -> None:
    line = next(line for line in concept("surprise").narration().fill(facts(pair=pair)).lines if line.question)
    assert line.question is not None
    assert line.question.answers[line.question.right] == "the sum of the two"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (amount(0.00144, "bits"), "0.0014 bits"),
        (amount(1.0, "nats"), "1 nat"),
        (amount(0.0, "bits"), "0 bits"),
        (amount(math.inf, "nats"), "infinitely many nats"),
        (amount(0.996, "bits"), "0.996 bits"),
        (amount(1.0004, "bits"), "1.0004 bits"),
        (amount(1e-9, "bits"), "less than 0.000001 bits"),
        (odds(1 / 1000), "1 in 1000"),
        (odds(0.4), "chance 0.4"),
        (odds(0.99999), "chance 0.99999"),
        (odds(1.0), "1 in 1"),
        (written(0.0000123), "0.000012"),
    ],
)
def test_amounts_are_said_with_the_decimals_that_they_need(said: str, expected: str) -> None:
    assert said == expected


@pytest.mark.parametrize(
    ("settings", "texts"),
    [
        ({"forecast": "0.5,0.6"}, ["forecast = 0.5,0.6", "1.1"]),
        ({"forecast": "0.5,0.5", "weathers": "a,b,c"}, ["weathers has 3", "forecast has 2"]),
        ({"words": "a,b"}, ["words has 2", "word_chances has 5"]),
        ({"word_chances": "1"}, ["word_chances = 1", "2 to 12"]),
        ({"halvings": "2"}, ["halvings = 2", "3"]),
        ({"halvings": "9"}, ["halvings = 9", "8"]),
        ({"chances": "0.5,0.1"}, ["chances = 0.5,0.1", "3"]),
        ({"chances": "0.5,0.1,0"}, ["chances = 0.5,0.1,0", "from 1e-09 to 1"]),
        ({"chances": "0.5,0.1,1e-12"}, ["chances = 0.5,0.1,1e-12", "from 1e-09 to 1"]),
        ({"pair": "0.5,0.001"}, ["pair = 0.5,0.001", "from 0.01 to 0.99"]),
        ({"pair": "0.5,1"}, ["pair = 0.5,1", "from 0.01 to 0.99"]),
        ({"sentence": ""}, ["sentence", "it needs 1 to"]),
        ({"unit": "bytes"}, ["unit = bytes", "bits"]),
        ({"followers": "the"}, ["followers = the", "2"]),
        ({"follower_chances": "0.5,0"}, ["follower_chances = 0.5,0", "from 1e-09 to 1"]),
    ],
)
def test_errors_are_one_line_that_names_parameter_value_and_rule(settings: dict[str, str], texts: list[str]) -> None:
    line = bench.refusal(**settings)
    for text in texts:
        assert text in line


def watch(beat: str, look: Callable[[Any], object], **settings: str) -> list[Any]:
    """Return what is seen at every moment of a beat after its first, in which the beat is not yet set up."""
    return bench.watch(beat, lambda scene: look(scene) if scene.reached else None, **settings)


def distinct(seen: list[Any]) -> int:
    return len({str(item) for item in seen})


@pytest.mark.parametrize("settings", [{}, {"forecast": MANY}, {"unit": "nats"}])
def test_towers_are_as_high_as_the_surprise_of_the_bars_beside_them(settings: dict[str, str]) -> None:
    def look(scene: Any) -> tuple[list[float], list[float], float] | None:
        if scene.mass not in scene.mobjects:  # which it is as soon as it flows
            return None
        chances = [float(card.chance.drawn[0]) for card in scene.cards]
        return chances, [float(card.surprise.drawn[0]) for card in scene.cards], scene.base

    seen = watch("forecast", look, **settings)
    assert distinct(seen) >= 5
    for chances, towers, base in seen:
        assert towers == pytest.approx(measures.surprise(chances, base=base), abs=1e-9)


@pytest.mark.parametrize("halvings", [3, 8])
def test_area_and_blocks_are_probability_and_surprise_through_every_cut(halvings: int) -> None:
    seen = watch("halving", lambda s: (s.square.drawn, s.tower.drawn), halvings=str(halvings))
    assert distinct(seen) >= 3 * halvings
    for area, blocks in seen:
        assert blocks == pytest.approx(measures.surprise(area), abs=1e-9)
    for cut in range(1, halvings + 1):
        assert min(abs(area - 0.5**cut) for area, _ in seen) < 1e-12
    assert seen[-1] == pytest.approx((0.5**halvings, halvings), abs=1e-9)


def test_what_the_cuts_take_away_and_what_they_leave_is_the_whole_square() -> None:
    def look(scene: Any) -> float:
        parts = [scene.square.kept(3), *(scene.square.lost(k) for k in (1, 2, 3))]
        return float(sum(box.width * box.height for box in parts) / scene.square.whole.area)

    assert watch("halving", look)[-1] == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("unit", ["bits", "nats"])
def test_the_dot_rides_on_the_curve_and_the_mountain_is_lit_up_to_it(unit: str) -> None:
    def look(scene: Any) -> tuple[Any, Any, float]:
        plane = scene.plane
        x, y = plane.chart.point(plane.p(), measures.surprise(plane.p(), base=scene.base))
        lit = max(body.points[:, 1].max() for body in plane.mountain.bodies)
        return plane.dot.dot.get_center()[:2], (x, y), lit

    seen = watch("curve", look, unit=unit)
    assert distinct(seen) >= 5
    for dot, place, _ in seen:
        assert dot == pytest.approx(place, abs=1e-9)
    dot, _, lit = seen[-1]
    assert lit == pytest.approx(dot[1], abs=0.05)


def test_each_layer_of_the_mountain_is_half_as_wide_as_the_one_below() -> None:
    def look(scene: Any) -> list[float]:
        return [float(ghost.points[:, 0].max()) - scene.plane.chart.area.left for ghost in scene.plane.mountain.ghosts]

    widths = watch("curve", look)[-1]
    for wide, narrow in pairwise(widths):
        assert narrow == pytest.approx(wide / 2, abs=1e-9)


def test_half_as_likely_is_one_bit_more() -> None:
    halvings = [float(h) for h in watch("curve", lambda scene: scene.plane.halvings.get_value())]
    assert halvings[-1] == pytest.approx(math.log2(1000) + 1, abs=1e-9)
    assert "it just adds 1 bit." in shown()["curve"]
    assert "it just adds 0.69 nats." in shown(unit="nats")["curve"]


@pytest.mark.parametrize("settings", [{}, {"unit": "nats", "pair": "0.9,0.02"}])
def test_probabilities_multiply_and_surprises_add_all_the_way(settings: dict[str, str]) -> None:
    def look(scene: Any) -> tuple[float, Any, float, Any, float]:
        events = scene.events
        towers = events.towers.drawn[:2] if "first" in scene.reached else None
        return events.square.drawn, towers, events.stack.drawn, events.p.values.copy(), scene.base

    seen = watch("adding", look, **settings)
    assert distinct(seen) >= 5
    for area, towers, _, p, base in seen:
        assert area == pytest.approx(p[0] * p[1], abs=1e-9)
        if towers is not None:
            assert towers == pytest.approx(measures.surprise(p, base=base), abs=1e-9)
    area, _, stack, _, base = seen[-1]
    assert stack == pytest.approx(measures.surprise(area, base=base), abs=1e-9)


def test_docked_towers_reach_as_high_as_both_are_together() -> None:
    def look(scene: Any) -> tuple[float, Any, float]:
        ground, upwards = scene.events.towers.area.bottom, scene.events.towers.upwards
        ends = [((body.box[[1, 3]] - ground) / upwards).tolist() for body in scene.events.stack.bodies]
        return float(scene.events.stack.way.get_value()), ends, scene.events.square.drawn

    way, (first, second), area = watch("adding", look)[-1]
    assert way == 1
    assert first[0] == pytest.approx(0, abs=1e-9)
    assert second == pytest.approx([first[1], measures.surprise(area)], abs=1e-9)


def test_the_chosen_word_outshines_the_others() -> None:
    seen = watch("next_word", lambda scene: scene.towers.lights.values.tolist())
    assert [1, 0.3, 0.3, 0.3, 0.3] in seen
    assert [0.3, 0.3, 0.3, 0.3, 1] in seen
    assert seen[-1] == [1, 1, 1, 1, 1]


@pytest.mark.parametrize("settings", [{}, {"word_chances": MANY}, {"word_chances": "1,0", "unit": "nats"}])
def test_a_mass_of_one_is_shared_among_as_many_words_as_the_perplexity_says(settings: dict[str, str]) -> None:
    def look(scene: Any) -> tuple[float, float, float, float, Any]:
        height = scene.level.line.points[0, 1]
        average = (height - scene.towers.area.bottom) / scene.towers.upwards
        return scene.equal.drawn, scene.equal.counted, average, scene.base, scene.mass.values.copy()

    seen = watch("perplexity", look, **settings)
    for drawn, *_ in seen:
        assert drawn == pytest.approx(1, abs=1e-9)
    _, counted, average, base, pmf = seen[-1]
    assert counted == pytest.approx(measures.perplexity(pmf), abs=1e-9)
    assert counted == pytest.approx(base**average, abs=1e-9)
