"""Parameters parse what people type and say in one line what is wrong."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from bits.authoring.parameters import (
    Chances,
    Counts,
    CountsFile,
    Distribution,
    Facts,
    Joint,
    Labels,
    Logits,
    MeasuredParams,
    Real,
    Several,
    Tokens,
    Whole,
    as_typed,
)
from bits.errors import UserError
from tests.own import FILM, concept


class Params(MeasuredParams):
    P: Distribution = Field((0.5, 0.5), description="a pmf")
    scores: Logits = Field((0.0, 1.0), description="scores")
    labels: Labels = Field((), description="names")
    rate: Real = Field(0.5, gt=0, description="rate")
    steps: Whole = Field(3, ge=1, description="steps")
    joint: Joint = Field(((0.25, 0.25), (0.25, 0.25)), description="a joint distribution")
    chances: Chances = Field((0.5, 0.1), description="chances")
    values: Several[Real] = Field((1.0, -2.5), description="numbers")
    first: Counts = Field((95, 3), description="counts")
    text: Tokens = Field(("a", "b", "a"), description="words of a text")
    place: str = Field("the Sahara", min_length=1, max_length=24, description="where")
    table: CountsFile = Field("", description="a file")

    of_one_length = (("P", "labels"),)

    def facts(self) -> Facts:
        return {}


def of(**settings: object) -> Params:
    params = Params.of("toy", settings)
    assert isinstance(params, Params)
    return params


def test_texts_are_parsed() -> None:
    params = of(P="1/4, 3/4", scores="-1,2e0", labels="sun,snow", rate="1/8", steps="7", unit="nats")
    assert params.P == (0.25, 0.75)
    assert params.scores == (-1, 2)
    assert params.labels == ("sun", "snow")
    assert (params.rate, params.steps, params.unit) == (0.125, 7, "nats")
    assert params.base == pytest.approx(2.718281828)


@pytest.mark.parametrize(
    ("setting", "parts"),
    [
        ({"P": "0.5,0.4"}, ["parameter P = 0.5,0.4", "0.9"]),
        ({"P": "1"}, ["parameter P = 1", "1 outcomes", "2 to 12"]),
        ({"P": "inf,0"}, ["parameter P", "inf"]),
        ({"P": "a,b"}, ["parameter P", "'a' is not a number"]),
        ({"P": "1/0,1"}, ["parameter P", "'1/0' is not a number"]),
        ({"scores": "0,nan"}, ["parameter scores", "'nan' is not a number"]),
        ({"labels": "a,"}, ["parameter labels", "empty label"]),
        ({"labels": "a,b,c"}, ["parameter labels has 3 values but P has 2"]),
        ({"labels": "a," + "b" * 25}, ["parameter labels", "25 characters"]),
        ({"rate": "0"}, ["parameter rate = 0", "above 0"]),
        ({"steps": "2.5"}, ["parameter steps = 2.5", "whole number"]),
        ({"steps": "9" * 400}, ["parameter steps = 999", "400 characters", "fewer digits"]),
        ({"steps": "9" * 5000}, ["parameter steps = 999", "5000 characters", "fewer digits"]),
        ({"steps": 10**400}, ["parameter steps = 1000", "at most 1e+09"]),
        ({"first": "9" * 400 + ",1"}, ["parameter first = 999", "400 characters"]),
        ({"P": "1e400,0"}, ["parameter P = 1e400,0", "'1e400' is too large"]),
        ({"P": [float("inf"), 0.0]}, ["parameter P = inf,0", "inf"]),
        ({"P": [True, False]}, ["parameter P = True,False", "true is not a number"]),
        ({"P": "x" * 100_000}, ["parameter P = xxx", "more than 5000 characters"]),
        ({"P": [0.5] * 100_000}, ["parameter P = 0.5,0.5", "more than 100 values"]),
        ({"rate": "1e99999999999"}, ["parameter rate = 1e99999999999", "too large"]),
        ({"rate": 1e300}, ["parameter rate = 1e+300", "at most 1e+09"]),
        ({"chances": ""}, ["parameter chances = ", "is empty"]),
        ({"chances": "70,20"}, ["each must be above 0, at most 1, not 70", "write 0.7 or 70%"]),
        ({"labels": "a,a"}, ["parameter labels = a,a", "label 1 and label 2 are both 'a'"]),
        ({"labels": ["é", "e\u0301 "]}, ["label 1 and label 2 are both"]),
        ({"labels": ["a", "b\0"]}, ["parameter labels = a,b\\x00", "character '\\x00', which cannot be shown"]),
        ({"labels": ["a", "b\x1b[2J"]}, ["'\\x1b', which cannot be shown"]),
        ({"labels": ["a", "b\nc"]}, ["'\\n', which cannot be shown"]),
        ({"labels": ["a", "\u202eb"]}, ["'\\u202e', which cannot be shown"]),
        ({"labels": ["a", "\u0378"]}, ["'\\u0378', which cannot be shown"]),
        ({"labels": [1, 2]}, ["parameter labels = 1", "must be up to 12 labels"]),
        ({"text": ["a", "b\0"]}, ["parameter text", "cannot be shown"]),
        ({"place": "a\tb"}, ["parameter place = a\\tb", "cannot be shown"]),
        ({"place": " "}, ["parameter place =  ", "is blank"]),
        ({"place": "x" * 25}, ["parameter place = xxx", "it needs 1 to 24"]),
        ({"table": {"rows": ["a"], "columns": ["b"], "joint": [[9]]}}, ["parameter table", "path of a CSV file"]),
        ({"table": "/dev/zero"}, ["parameter table = /dev/zero: cannot be read"]),
        ({"joint": "0.5,0.2;0.1,0.1"}, ["joint sums to 0.9", "write 0.56,0.22;0.11,0.11"]),
        ({"labels": ",".join("abcdefghijklm")}, ["has 13 labels; it needs up to 12"]),
        ({"unit": "trits"}, ["parameter unit = trits", "'bits' or 'nats'"]),
        ({"stepz": "2"}, ["unknown parameter 'stepz': did you mean 'steps'"]),
    ],
)
def test_what_is_wrong_is_said_in_one_line(setting: dict[str, Any], parts: list[str]) -> None:
    with pytest.raises(UserError) as caught:
        of(**setting)
    line = str(caught.value)
    assert line.isprintable()
    assert len(line) < 400
    assert line.startswith("toy: ")
    for part in parts:
        assert part in line


def test_parameters_are_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        of().unit = "nats"  # type: ignore[misc]


def test_a_description_can_be_typed_again() -> None:
    for entry in Params.described():
        assert as_typed(getattr(of(**{entry["name"]: entry["default"]}), entry["name"])) == entry["default"]


@pytest.mark.parametrize(
    "typed",
    [
        *("0.7,0.2,0.1", "0.7, .2, 1e-1", "70%,20%,10%", "70 %, 20 %, 10 %", "7/10,1/5,1/10", "7 / 10, 0.2, 0.1"),
        *("[0.7, 0.2, 0.1]", "(0.7, 0.2, 0.1)", "{0.7,0.2,0.1}", "0.7 0.2 0.1", "0.7;0.2;0.1", "0.7\t0.2\n0.1"),
        *("0,7; 0,2; 0,1", "0,7 0,2 0,1", "０.７,０.２,０.１", "٠.٧,٠.٢,٠.١", "0.7:0.2:0.1", "[70% 20% 10%]"),
    ],
)
def test_what_can_only_mean_one_thing_is_read(typed: str) -> None:
    assert of(P=typed).P == (0.7, 0.2, 0.1)


@pytest.mark.parametrize(
    "typed", ["0.4,0.1;0.1,0.4", "0.4 0.1; 0.1 0.4", "[[0.4, 0.1], [0.1, 0.4]]", "40%,10%;10%,40%", "0,4 0,1; 0,1 0,4"]
)
def test_tables_are_read_however_their_rows_are_parted(typed: str) -> None:
    assert of(joint=typed).joint == ((0.4, 0.1), (0.1, 0.4))


def test_whole_numbers_may_be_grouped() -> None:
    assert of(steps="1_000").steps == of(steps="1000.0").steps == of(steps="１０００").steps == 1000
    assert of(first="95 3").first == of(first="[95, 3]").first == (95, 3)


@pytest.mark.parametrize(
    ("typed", "labels"),
    [
        ('"sun, mild",rain', ("sun, mild", "rain")),
        ('rain, "say ""hi"""', ("rain", 'say "hi"')),
        ('["sun", "rain"]', ("sun", "rain")),
        ("[sun, rain]", ("sun", "rain")),
        ('5" pipe,rain', ('5" pipe', "rain")),
        ("sun,10\u00a0°C", ("sun", "10\u00a0°C")),
    ],
)
def test_labels_may_hold_commas_in_quotes(typed: str, labels: tuple[str, ...]) -> None:
    assert of(labels=typed).labels == labels


def test_words_of_a_text_may_come_again() -> None:
    assert of(text="the,cat,the,hat").text == ("the", "cat", "the", "hat")


@pytest.mark.parametrize(
    ("typed", "better"),
    [
        ("0.333,0.333,0.333", "1/3,1/3,1/3"),
        ("0.33,0.33,0.33", "1/3,1/3,1/3"),
        ("0.17,0.17,0.67", "1/6,1/6,2/3"),
        ("33,33,34", "0.33,0.33,0.34"),
        ("70:20:10", "0.7,0.2,0.1"),
        ("70,20,10", "0.7,0.2,0.1"),
        ("1,1,1", "1/3,1/3,1/3"),
        ("0.5,0.3,0.19", "0.51,0.3,0.19"),
    ],
)
def test_a_refusal_ends_in_what_to_type(typed: str, better: str) -> None:
    with pytest.raises(UserError) as caught:
        of(P=typed)
    assert str(caught.value).endswith(f": write {better}")


weights = st.one_of(st.just(0.0), st.floats(1e-4, 1), st.integers(0, 1000).map(float), st.sampled_from([0.33, 0.17]))


@given(st.lists(weights, min_size=2, max_size=12))
def test_what_a_refusal_says_to_type_is_taken(values: list[float]) -> None:
    line = ""
    try:
        of(P=values)
    except UserError as error:
        line = str(error)
    better = re.search(r": write (\S+)$", line)
    assert (better is not None) == (line != "" and any(values))
    if better:
        P, total = of(P=better[1]).P, sum(values)
        assert pytest.approx([value / total for value in values], abs=0.02) == P


texts = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=60),
    st.text(st.sampled_from("0123456789.,;:%/eE+-_ []()\"'ab\n\0１½−"), max_size=40),
    st.sampled_from(
        ["1e99999999999", "9" * 6000, "1/0", "nan", "-inf", "/dev/zero", "~x/y", "\udcff", '"', "[", "1," * 3000]
    ),
)
values = st.recursive(
    st.one_of(texts, st.booleans(), st.none(), st.integers(), st.floats(), st.just(10**400)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(sorted(Params.model_fields)), values)
def test_any_value_of_any_parameter_is_taken_or_refused_in_one_line_at_once(name: str, value: object) -> None:
    start, line = time.monotonic(), ""
    try:
        of(**{name: value})
    except UserError as error:
        line = str(error)
    assert time.monotonic() - start < 1
    assert line == "" or line.isprintable()
    assert len(line) < 400


labels = st.lists(st.text(min_size=1, max_size=12), min_size=2, max_size=5)


@given(labels)
def test_whatever_labels_are_taken_can_be_typed_again(given_labels: list[str]) -> None:
    try:
        params = of(labels=given_labels, P=[1 / len(given_labels)] * len(given_labels))
    except UserError:
        return
    again = of(labels=as_typed(params.labels), P=params.P)
    assert again.labels == params.labels


def test_paths_in_a_file_are_relative_to_that_file() -> None:
    written = {"table": "my.csv", "place": "my.csv"}
    assert Params.located(written, Path("talks/mine.toml")) == {"table": "talks/my.csv", "place": "my.csv"}
    assert Params.located({"table": "/my.csv"}, Path("talks/mine.toml")) == {"table": "/my.csv"}
    assert Params.located({"table": "~/my.csv"}, Path("x.toml")) == {"table": str(Path.home() / "my.csv")}
    assert Params.located({"table": ""}, Path("talks/mine.toml")) == {"table": ""}


FIELDS = [(name, entry) for name in FILM for entry in concept(name).Params.described()]


@pytest.mark.parametrize(("scene", "entry"), FIELDS, ids=lambda part: part if isinstance(part, str) else part["name"])
def test_every_parameter_says_what_it_is_and_every_number_its_bounds(scene: str, entry: dict[str, Any]) -> None:
    assert entry["help"]
    assert entry["type"]
    if entry["kind"] in ("number", "whole", "probability"):
        low, high = entry["minimum"], entry["maximum"]
        assert low < high
        assert 0 < entry["step"] <= high - low
        assert low <= entry["default_as_json"] <= high
    if entry["kind"] == "choice":
        assert entry["default"] in entry["choices"]
    if entry["most_items"] is not None and entry["kind"] not in ("text", "joint"):
        assert len(entry["default_as_json"]) <= entry["most_items"]


NUMBERS = [(scene, entry) for scene, entry in FIELDS if entry["kind"] in ("number", "whole", "probability")]


@given(st.sampled_from(NUMBERS), st.floats(0, 1), st.floats(1e-6, 1e3))
def test_what_is_within_the_bounds_is_taken_and_what_is_outside_is_told_both(
    field: tuple[str, dict[str, Any]], share: float, beyond: float
) -> None:
    scene, entry = field
    params, (low, high) = concept(scene).Params, (entry["minimum"], entry["maximum"])
    inside = low + share * (high - low)
    beyond = max(1, round(beyond)) if entry["kind"] == "whole" else beyond + entry["step"]
    inside = round(inside) if entry["kind"] == "whole" else inside
    assert getattr(params(**{entry["name"]: inside}), entry["name"]) == inside  # not yet with what goes together
    for outside in (low - beyond, high + beyond):
        with pytest.raises(UserError, match=rf"{scene}: parameter {entry['name']} = .*: must be ") as error:
            params.of(scene, {entry["name"]: outside})
        bounds = [float(found) for found in re.findall(r"-?\d[\d.e+-]*", str(error.value).partition(": must be ")[2])]
        assert len(bounds) >= 2, error.value
