"""Parameters parse what people type and say in one line what is wrong."""

from __future__ import annotations

import pytest
from pydantic import Field

from scenes.errors import UserError
from scenes.parameters import (
    Distribution,
    Facts,
    Labels,
    Logits,
    MeasuredParams,
    Real,
    SceneParams,
    Whole,
    as_typed,
    same_length,
)


class Params(MeasuredParams):
    P: Distribution = Field((0.5, 0.5), description="a pmf")
    scores: Logits = Field((0.0, 1.0), description="scores")
    labels: Labels = Field((), description="names")
    rate: Real = Field(0.5, gt=0, description="rate")
    steps: Whole = Field(3, ge=1, description="steps")

    def together(self) -> None:
        same_length(P=self.P, labels=self.labels)

    def facts(self) -> Facts:
        return {}


def of(**settings: object) -> SceneParams:
    return Params.of("toy", settings)


def test_texts_are_parsed() -> None:
    params = of(P="1/4, 3/4", scores="-1,2e0", labels="sun,snow", rate="1/8", steps="7", unit="nats")
    assert isinstance(params, Params)
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
        ({"rate": "0"}, ["parameter rate = 0", "greater than 0"]),
        ({"steps": "2.5"}, ["parameter steps = 2.5", "integer"]),
        ({"unit": "trits"}, ["parameter unit = trits", "'bits' or 'nats'"]),
        ({"stepz": "2"}, ["unknown parameter 'stepz': did you mean 'steps'"]),
    ],
)
def test_what_is_wrong_is_said_in_one_line(setting: dict[str, str], parts: list[str]) -> None:
    with pytest.raises(UserError) as caught:
        of(**setting)
    line = str(caught.value)
    assert "\n" not in line
    assert line.startswith("toy: ")
    for part in parts:
        assert part in line


def test_parameters_are_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        of().unit = "nats"  # type: ignore[attr-defined]


def test_a_description_can_be_typed_again() -> None:
    for entry in Params.described():
        assert as_typed(getattr(of(**{entry["name"]: entry["default"]}), entry["name"])) == entry["default"]
