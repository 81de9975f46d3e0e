"""The complete picture: its numbers and words, hostile parameters, and truth in the middle of every motion."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

from bits.authoring.parameters import Facts
from bits.stage.ink import Words
from bits.stage.layout import Box
from bits.theory import arithmetic, measures
from scenes.big_picture.coder import Letter
from tests.bits.stage.bench import Bench

bench = Bench("big_picture")
facts, shown, watch = bench.facts, bench.shown, bench.watch
WIDE = {"joint": "0.3,0.1,0.1,0;0,0.1,0.1,0;0.1,0.05,0.05,0.1"}
UNLIKE = {"P": "0.5,0.3,0.15,0.05", "Q": "0.1,0.2,0.3,0.4", "unit": "nats", **WIDE}
INFINITE = {"P": "0.5,0.5,0", "Q": "1,0,0"}


def number(told: Facts, name: str) -> float:
    return float(told[name])


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        ("h_p", "1.157"),
        ("h_pq", "1.654"),
        ("kl_pq", "0.497"),
        ("mi", "0.278"),
        ("h_x", "1.000"),
        ("log_n", "1.585"),
        ("surprise", "8.755"),
    ],
)
def test_the_numbers_met_before_come_back(fact: str, expected: str) -> None:
    assert f"{number(facts(), fact):.3f}" == expected


@pytest.mark.parametrize(
    ("beat", "words"),
    [
        ("one_idea", "It could be any of 3 people. Then a voice calls, and now you know who it is."),
        ("two_switches", "entropy, 1.16 bits. Heights from Q: cross-entropy, 1.65. Only the extra height: KL, 0.50."),
        ("identities", "The most that 3 outcomes can hold is entropy, plus the KL to the uniform."),
        ("losses", "Then surprise grows with the square of the miss: twice as far costs four times as much."),
        ("shannon", "8.75 bits of surprise become 10 bits, always less than two more"),
        ("finale", "To learn is to be surprised less."),
    ],
)
def test_the_numbers_and_the_last_words_are_spoken(beat: str, words: str) -> None:
    assert words in " ".join(shown()[beat].split())


def test_who_is_certain_surprises_nobody() -> None:
    told = " ".join(shown(P="0,1,0", Q="0.3,0.4,0.3")["one_idea"].split())
    assert "It could be one person only. Then a voice calls, and you knew all along who it is." in told
    assert "any of 2 people" in shown(P="0.5,0.5,0")["one_idea"]


@pytest.mark.parametrize("settings", [{}, UNLIKE, INFINITE, {"P": "0.2,0.8", "Q": "0.2,0.8"}])
def test_squared_error_measures_surprise_whatever_is_set(settings: dict[str, str]) -> None:
    assert facts(**settings)["squared"] == 2


@pytest.mark.parametrize("unit", ["bits", "nats"])
def test_under_a_bell_twice_the_miss_costs_four_times_as_much(unit: str) -> None:
    miss = watch("losses", lambda scene: getattr(scene, "miss", None), unit=unit)[-1]
    once, twice = miss.once.number.string, miss.twice.number.string
    assert miss.cost(2) == pytest.approx(4 * miss.cost(1))
    std, base = 0.7, math.e if unit == "nats" else 2
    likelihood = stats.norm(0, std)
    for away, told in ((1, once), (2, twice)):
        extra = (likelihood.logpdf(0) - likelihood.logpdf(away * std)) / math.log(base)
        assert miss.cost(away) == pytest.approx(extra)
        assert told == f"{extra:.2f}"


@pytest.mark.parametrize("settings", [{}, UNLIKE, INFINITE, {"P": "1,0", "Q": "0.5,0.5", "joint": "0.5,0;0,0.5"}])
def test_the_code_computes_the_four_quantities(settings: dict[str, str]) -> None:
    params = bench.params(**settings)
    code = params.listings()["code"]
    bits = code.values["bits"]
    kl, shared = code.output.splitlines()
    P, Q = np.array(code.values["P"]), np.array(code.values["Q"])
    told = [
        measures.entropy(params.P),
        measures.cross_entropy(params.P, params.Q),
        measures.kl_divergence(params.P, params.Q),
        measures.mutual_information(params.joint),
    ]
    with np.errstate(divide="ignore"):
        assert [bits(P, P), bits(P, Q), float(kl), float(shared)] == pytest.approx(told, abs=6e-4)


@pytest.mark.parametrize(
    ("message", "other"),
    [("BANANA", "AAABNN"), ("AABB", "BBAA"), ("AAAA", "")],
)
def test_another_order_of_the_letters_is_just_as_surprising(message: str, other: str) -> None:
    told = str(facts(message=message)["moral"])
    assert told.startswith(f"{other}: another") if other else "meaning is not" in told


@pytest.mark.parametrize("settings", [{}, UNLIKE, {"P": "1,0", "Q": "0.5,0.5", "joint": "0.5,0;0,0.5"}])
def test_the_identities_hold(settings: dict[str, str]) -> None:
    params = bench.params(**settings)
    told, base, n = params.facts(), params.base, len(params.P)
    x_given_y = measures.conditional_entropy(np.transpose(params.joint), base=base)
    to_uniform = measures.kl_divergence(params.P, np.full(n, 1 / n), base=base)
    assert told["h_pq"] == pytest.approx(told["h_p"] + told["kl_pq"], abs=1e-12)
    assert told["mi"] == pytest.approx(told["h_x"] - x_given_y, abs=1e-12)
    assert told["h_p"] == pytest.approx(told["log_n"] - to_uniform, abs=1e-12)


def test_what_the_belief_rules_out_costs_infinitely_much() -> None:
    told = facts(**INFINITE)
    assert told["h_pq"] == told["kl_pq"] == math.inf
    assert told["h_p"] == 1


@pytest.mark.parametrize(
    ("message", "alphabet", "letters"),
    [
        ("BANANA", "ABN", "1/2,1/6,1/3"),
        ("AAAAAAAA", "AB", "0.9,0.1"),
        ("BB", "AB", "0.99,0.01"),
        ("ab", "ab", "1/2,1/2"),
    ],
)
def test_the_code_is_as_long_as_the_surprise_and_comes_back(message: str, alphabet: str, letters: str) -> None:
    told = facts(message=message, alphabet=alphabet, letters=letters)
    params = bench.params(message=message, alphabet=alphabet, letters=letters)
    total = sum(float(measures.surprise(params.letters[alphabet.index(letter)])) for letter in message)
    assert told["decoded"] == message
    assert told["surprise"] == pytest.approx(total, abs=1e-9)
    assert total - 1e-9 <= number(told, "written") < total + 2


@pytest.mark.parametrize(
    ("settings", "texts"),
    [
        ({"Q": "0.5,0.5"}, ("parameter Q", "lengths must agree")),
        ({"P": "0.7,0.2,0.2"}, ("parameter P = 0.7,0.2,0.2", "sums to 1.1")),
        ({"joint": "0.5,0.6;0,0"}, ("parameter joint", "1.1")),
        ({"joint": ";".join([",".join(["0.0625"] * 4)] * 4)}, ("parameter joint", "16 cells", "at most 12")),
        ({"features": "0.5,1.5"}, ("parameter features = 0.5,1.5", "from 0 to 1, not 1.5")),
        ({"first": "1,2,3"}, ("first", "lengths must agree")),
        ({"second": "0,0"}, ("parameter second = 0,0", "cannot all be zero")),
        ({"first": "-1,2"}, ("parameter first = -1,2", "from 0 to")),
        ({"alphabet": "AAB"}, ("parameter alphabet = AAB", "every letter once")),
        ({"alphabet": "A N"}, ("parameter alphabet = A N", "no spaces")),
        ({"alphabet": "ABNX"}, ("letters", "3 values", "alphabet has 4")),
        ({"message": "BANDANA"}, ("parameter message = BANDANA", "'D' is not in alphabet")),
        ({"letters": "0.5,0,0.5"}, ("parameter message = BANANA", "'B'", "probability above 0")),
        ({"message": "A" * 9}, ("parameter message", "it needs 2 to 8")),
        ({"code_width": "0"}, ("parameter code_width = 0", "0.2")),
    ],
)
def test_wrong_parameters_get_one_line(settings: dict[str, str], texts: tuple[str, ...]) -> None:
    line = bench.refusal(**settings)
    assert all(text in line for text in texts)


@pytest.mark.parametrize("settings", [{}, UNLIKE])
def test_while_the_switch_turns_every_area_is_its_number(settings: dict[str, str]) -> None:
    def look(scene: Any) -> tuple[float, ...] | None:
        m = getattr(scene, "machine", None)
        if m is None or m.believed.grown.get_value() < 1:
            return None
        cross = measures.cross_entropy(m.truth.values, m.hats.values, base=m.base)
        return m.believed.drawn, m.paid.level, cross

    seen = watch("two_switches", look, **settings)
    told = facts(**settings)
    assert len({row[-1] for row in seen}) >= 5
    assert seen[0][-1] == pytest.approx(told["h_p"])
    assert seen[-1][-1] == pytest.approx(told["h_pq"])
    for drawn, level, cross in seen:
        assert (drawn, level) == pytest.approx((cross, cross), abs=1e-9)


@pytest.mark.parametrize("settings", [{}, UNLIKE])
def test_what_is_wasted_and_what_is_shared_pile_up_with_their_areas_kept(settings: dict[str, str]) -> None:
    def look(scene: Any) -> tuple[Any, float, float] | None:
        m = getattr(scene, "machine", None)
        if m is None or m.slabs.grown.get_value() < 1 or m.cells.grown.get_value() < 1:
            return None
        return m, m.slabs.drawn, m.cells.drawn

    seen, told = watch("two_switches", look, **settings), facts(**settings)
    for _, wasted, shared in seen:
        assert (wasted, shared) == pytest.approx((told["kl_pq"], told["mi"]), abs=1e-9)
    m = seen[-1][0]
    assert (m.waste.drawn, m.gain.drawn) == pytest.approx((told["kl_pq"], told["mi"]), abs=1e-9)
    assert m.waste.level == pytest.approx(told["h_pq"], abs=1e-9)
    assert (m.gain.level, m.known.level) == pytest.approx((told["mi"], told["mi"]), abs=1e-9)


def test_the_switches_visit_four_pairs() -> None:
    seen = watch(
        "two_switches",
        lambda s: (m := getattr(s, "machine", None)) and (m.widths.chosen.get_value(), m.heights.chosen.get_value()),
    )
    rests = [pair for pair in seen if all(float(x).is_integer() for x in pair)]
    assert list(dict.fromkeys(rests)) == [(0, 0), (0, 1), (0, 2), (1, 2), (1, 3)]


@pytest.mark.parametrize("settings", [{}, UNLIKE])
def test_the_blocks_fit_whatever_flows(settings: dict[str, str]) -> None:
    def look(scene: Any) -> list[tuple[float, ...]] | None:
        rows = getattr(scene, "rows", None)
        if rows is None or rows[-1].fit.fitted.get_value() < 1:
            return None
        return [(*row.fit.drawn, *row.fit.ends, *(block.value() for block in row.fit.blocks)) for row in rows]

    seen = watch("identities", look, **settings)
    assert len({rows[0][0] for rows in seen}) >= 5
    for rows in seen:
        for whole, rest, notch, end, parts_end, *values in rows:
            assert (whole, rest, notch) == pytest.approx(values, abs=1e-9)
            assert whole == pytest.approx(rest + notch, abs=1e-9)
            assert end == pytest.approx(parts_end, abs=1e-9)
    waste_while_p_is_q = min(rows[0][2] for rows in seen)
    assert waste_while_p_is_q < 0.2 * seen[0][0][2]


def test_every_card_shows_its_quantity() -> None:
    told = facts()
    fields = watch("map", lambda s: getattr(s, "fields", None))[-1]
    ends = [readout.value() for readout in fields.numbers]
    assert ends[1] == pytest.approx(measures.gaussian_kl(0.4, 0.8625))
    assert ends[2] == pytest.approx(2 ** number(told, "h_p"))
    assert ends[3] == pytest.approx(0.82)
    gain = measures.information_gain((100, 100), [(95, 3), (5, 97)])
    assert ends[4] == pytest.approx(gain)
    tank = fields.pictures[4]
    assert tank.drawn == pytest.approx(tank.average) == pytest.approx(1 - gain)


@pytest.mark.parametrize(
    "settings", [{}, {"message": "MISSISSI", "alphabet": "MISP", "letters": "0.1,0.4,0.4,0.1", "unit": "nats"}]
)
def test_the_race_is_true_at_every_letter(settings: dict[str, str]) -> None:
    params = bench.params(**settings)
    code, length = params.code, len(params.message)

    def look(scene: Any) -> tuple[float, float, int, float] | None:
        coder = getattr(scene, "coder", None)
        return coder and (coder.come.get_value(), coder.race.surprise, coder.race.written, coder.funnel.widths[-1])

    seen = watch("shannon", look, **settings)
    totals = [0.0, *(step.surprise for step in code.steps)]
    assert len({come for come, *_ in seen}) >= 5
    for come, surprise, written, width in seen:
        # The first half of a step adds the letter's surprise.
        done = min(int(come), length)
        assert totals[done] - 1e-9 <= surprise <= totals[min(done + 1, length)] + 1e-9
        assert written <= surprise + 2
        assert width == pytest.approx(2 ** -code.steps[-1].surprise, rel=1e-9)
    assert seen[-1][1] == pytest.approx(totals[-1], abs=1e-9)
    assert seen[-1][2] == len(code.bits)
    assert arithmetic.arithmetic_decode(code.bits, params.letters, length) == tuple(s.symbol for s in code.steps)


@pytest.mark.parametrize("unit", ["bits", "nats"])
def test_the_last_morph_moves_every_gauge_and_ends_without_waste(unit: str) -> None:
    def look(scene: Any) -> tuple[float, ...] | None:
        now = getattr(scene, "now", None)
        return now and (now.cross_entropy(), now.entropy(), now.kl(), now.mutual_information())

    seen = np.array(watch("finale", look, unit=unit))
    assert all(len(np.unique(gauge)) >= 5 for gauge in seen.T)
    assert (seen[:, 0] >= seen[:, 1] - 1e-12).all()  # never below the floor
    assert seen[:, 0] - seen[:, 1] == pytest.approx(seen[:, 2], abs=1e-9)
    bit = math.log(2) if unit == "nats" else 1.0
    assert seen[-1] == pytest.approx((facts(unit=unit)["h_p"], facts(unit=unit)["h_p"], 0, bit), abs=1e-9)


def test_a_code_is_counted_in_bits_whatever_the_unit() -> None:
    assert "8.75 bits of surprise become 10 bits" in shown(unit="nats")["shannon"]
    assert facts(unit="nats")["h_p"] == pytest.approx(number(facts(), "h_p") * math.log(2))


@pytest.mark.parametrize("letter", ["a", "b", "g", "A", "Q"])
def test_letters_of_any_height_stand_within_their_bars(letter: str) -> None:
    box = Box(0.0, 1.0, 1.0, 1.0 + 1.01 * Words(letter, "small", "text", bold=True).height)
    inks = Letter(letter, box).inks
    assert len(inks) == 2
    for ink in inks:
        assert ink.get_top()[1] <= box.top + 1e-6
        assert ink.get_bottom()[1] >= box.bottom - 1e-6
