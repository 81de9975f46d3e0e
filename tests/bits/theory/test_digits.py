"""No number looks like what it is not: in picture, caption and voice, by one rule."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bits.authoring.amounts import amount, odds, written
from bits.stage.readout import number_text, rest_texts
from bits.theory.digits import MOST, apart, decimals_for, difference, needed
from bits.theory.figures import as_text

ONE_IS = 1e-12
numbers = st.one_of(
    st.floats(-20, 20),
    st.floats(-1e-3, 1e-3),
    st.tuples(st.floats(-1e-3, 1e-3), st.sampled_from([-1, 1])).map(sum),
    st.tuples(st.floats(-1e-12, 1e-12), st.sampled_from([-1, 0, 1])).map(sum),
    st.sampled_from([0.0, -0.0, 5e-324, -5e-324, 1.0, -1.0, 0.995, 0.9995, 1.0005, 1 - 1e-16, 1e-7, 5e-7, 4.999e-7]),
)
specs = st.one_of(
    st.integers(0, 6).map("{:d}".format).map(".{}f".format),
    st.integers(0, 3).map(".{}%".format),
    st.integers(1, 6).map(".{}g".format),
    st.integers(0, 4).map("+.{}f".format),
)


def read(text: str) -> float:
    """Return the number that a text shows."""
    plain = text.replace("−", "-").replace(",", "").replace(" ", "")
    if power := re.fullmatch(r"(.*)·10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", plain):
        exponent = power[2].translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
        return float(f"{power[1]}e{exponent}")
    return float(plain[:-1]) / 100 if plain.endswith("%") else float(plain)


def is_true(shown: str, value: float) -> bool:
    """Return whether a text is true of a number: bounds hold, and what looks like 0, 1 or −1 is just that."""
    if shown[0] in "<>":
        limit = read(shown[1:])
        return value < limit if shown[0] == "<" else value > limit
    if abs(read(shown)) in (0, 1):
        return abs(value - read(shown)) <= ONE_IS * abs(read(shown))
    digits = shown.replace("%", "").partition("·")[0].rpartition(".")[2] if "." in shown else ""
    step = abs(read(shown)) if "·" in shown else 10.0 ** -(len(digits) + 2 * shown.endswith("%"))
    return abs(read(shown) - value) <= 0.5000001 * step


@given(numbers, specs)
@example(0.004, ".2f")
@example(0.99999, ".0%")
@example(1 - 1e-9, ".1g")
@example(-4e-9, "+.2f")
def test_a_fact_never_looks_like_what_it_is_not(value: float, spec: str) -> None:
    shown, spoken = as_text(value, spec)
    assert is_true(shown, value) or (spec.endswith("g") and abs(read(shown)) >= 1)
    assert not re.fullmatch(r"[−+-][0.]+%?", shown)
    words = {"<": "less than", ">": "more than", "−": "minus", "+": "plus"}
    assert "-" not in shown
    for sign, word in words.items():
        assert (sign in shown.partition("·")[0]) == (word in spoken.partition("times")[0])
    assert re.sub(r"[^\d.%]", "", shown.partition("·")[0]) == re.sub(r"[^\d.%]", "", spoken.partition(" times")[0])


@given(numbers, st.integers(0, 4), st.booleans())
def test_a_number_at_rest_never_looks_like_what_it_is_not(value: float, decimals: int, signed: bool) -> None:
    for text in rest_texts(value, decimals, signed):
        assert is_true(re.sub(r"(?<!\d)\.", "0.", text), value)
        assert "-" not in text
        assert not re.fullmatch(r"[−+][0.]+", text)


@given(numbers, st.integers(1, 4))
def test_voice_caption_and_picture_say_the_same(value: float, decimals: int) -> None:
    shown, _ = as_text(value, f".{decimals}f")
    assert shown.replace(" ", "") == rest_texts(value, decimals)[0]
    if shown[0] not in "<>":
        assert shown == number_text(value, decimals_for(decimals, value))


@given(numbers, st.integers(0, 6))
def test_what_its_decimals_tell_keeps_them(value: float, decimals: int) -> None:
    plain = float(f"{value:.{decimals}f}")
    assume(abs(plain) not in (0, 1) or plain == value)
    assert needed(value, decimals) == decimals


@given(st.lists(numbers, min_size=2, max_size=4), st.integers(0, 4))
def test_numbers_that_are_compared_look_different_if_they_can(values: list[float], least: int) -> None:
    decimals = decimals_for(least, *values)
    assert least <= decimals <= MOST
    shown = {f"{value:.{decimals}f}" for value in values}
    finest = {f"{value:.{MOST}f}" for value in values}
    if len(finest) == len({value for value in values if value == value + 0.0}) == len(values):
        assert len(shown) == len(values)


def test_infinity_needs_no_decimals() -> None:
    assert decimals_for(3, math.inf, 0.5) == 3
    assert rest_texts(math.inf, 2) == ["∞"]
    assert as_text(-math.inf, ".2f") == ("−∞", "minus infinity")


def test_nothing_is_gained_by_digits_that_leave_numbers_alike() -> None:
    assert apart([1.5, 1.5 + 1e-9], lambda more: [f"{x:.{2 + more}f}" for x in (1.5, 1.5 + 1e-9)], 4) == 0
    assert difference(0.1 + 0.2, 0.3) == 0
    assert difference(0.25, 0.5) == -0.25


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        (0.0004, ["0.0004", "<0.001", "<.001"]),
        (0.00000004, ["<0.001", "<.001"]),
        (0.99999, ["0.99999", ">0.999", ">.999"]),
        (-0.0004, ["−0.0004", ">−0.001", ">−.001"]),
        (1 + 1e-9, [">1", ">1"]),
        (0.0, ["0.000"]),
        (0.5, ["0.500"]),
    ],
)
def test_from_the_most_that_can_be_said_to_the_shortest(value: float, texts: list[str]) -> None:
    assert rest_texts(value, 3) == texts


@given(st.floats(0, 30))
def test_an_amount_is_none_only_if_it_is_none(value: float) -> None:
    told = amount(value, "bits")
    assert (told == "0 bits") == (value == 0)
    assert (told == "1 bit") == (abs(value - 1) <= ONE_IS)
    if not told.startswith(("less", "more")):
        assert float(told.split()[0]) == pytest.approx(value, rel=0.05, abs=0.005)


@given(st.floats(1e-9, 1) | st.floats(1 - 1e-6, 1))
@example(1 - 1e-9)
def test_odds_are_even_only_if_they_are(p: float) -> None:
    assert (odds(p) == "1 in 1") == (abs(p - 1) <= ONE_IS)
    assert odds(p) not in ("chance 1", "chance 0")
    assert written(p)
