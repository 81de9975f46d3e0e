"""Every beat of every scene passes the lint: with the default parameters, and with random ones."""

from __future__ import annotations

import random
import string
from collections.abc import Callable

import numpy as np
import pytest

from production.lint import check
from scenes.concept import CONCEPTS, concept, reading_paces
from scenes.errors import UserError
from scenes.parameters import SceneParams

BEATS = [(name, beat) for name in CONCEPTS for beat in concept(name).beats()]
SEEDS = range(3)


def lint(name: str, beat: str, params: SceneParams) -> list[str]:
    paces = reading_paces(concept(name).narration(), params.facts())
    return [str(finding) for finding in check(name, beat, params, paces)]


@pytest.mark.parametrize(("name", "beat"), BEATS)
def test_the_lint_finds_nothing_with_the_defaults(name: str, beat: str) -> None:
    assert lint(name, beat, concept(name).Params()) == []


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("name", "beat"), BEATS)
def test_the_lint_finds_nothing_with_random_parameters(name: str, beat: str, seed: int) -> None:
    params = random_params(name, seed)
    assert lint(name, beat, params) == [], params


def random_params(name: str, seed: int) -> SceneParams:
    """Return parameters drawn at random: those that do not go together are drawn again."""
    dice = random.Random(f"{name} {seed}")
    for _ in range(2000):
        try:
            return concept(name).Params.of(name, _drawn(concept(name).Params, dice))
        except UserError:
            continue
    raise AssertionError(f"no parameters of {name} go together")


def _drawn(cls: type[SceneParams], dice: random.Random) -> dict[str, str]:
    """Draw every vector, all of one length, and about half of the other parameters."""
    outcomes = dice.randint(2, 12)
    settings = {}
    for entry in cls.described():
        draw = VECTORS.get(entry["type"].partition(" ")[0])
        if draw is not None:
            given = len(entry["default"].split(",")) if entry["type"] == "labels" and entry["default"] else outcomes
            settings[entry["name"]] = draw(given, dice)
        elif entry["type"] in SCALARS and dice.random() < 0.5:
            settings[entry["name"]] = SCALARS[entry["type"]](entry["default"], dice)
    return settings


def _pmf(n: int, dice: random.Random) -> str:
    weights = np.array([dice.choice([0.0, 0.02, 0.3, 1.0, 3.0]) * dice.random() for _ in range(n)]) + 1e-4
    if dice.random() < 0.3:
        weights[dice.randrange(n)] = 0
    return ",".join(repr(float(p)) for p in weights / weights.sum())


def _scores(n: int, dice: random.Random) -> str:
    return ",".join(f"{dice.uniform(-4, 4):.2f}" for _ in range(n))


def _names(n: int, dice: random.Random) -> str:
    letters = string.ascii_letters + "äß#$\\*_ é"
    return ",".join("x" + "".join(dice.choices(letters, k=dice.randint(0, 11))) for _ in range(n))


def _counts(default: str, dice: random.Random) -> str:
    return ",".join(str(dice.randint(0, 120)) for _ in default.split(","))


def _whole(default: str, dice: random.Random) -> str:
    return str(dice.randint(max(1, int(default) // 2), 2 * int(default)))


VECTORS = {"distribution": _pmf, "logits": _scores, "labels": _names}
SCALARS: dict[str, Callable[[str, random.Random], str]] = {
    "probability": lambda default, dice: f"{dice.random():.3f}",
    "number": lambda default, dice: f"{float(default) * dice.uniform(0.5, 2):.3f}",
    "whole number": _whole,
    "counts (whole numbers)": _counts,
    "bits or nats": lambda default, dice: dice.choice(["bits", "nats"]),
}
