"""Every beat of every scene passes the lint: with the default parameters, and with random ones."""

from __future__ import annotations

import random
import string
from collections.abc import Callable

import numpy as np
import pytest

from bits.authoring.paces import Pace, reading_paces
from bits.authoring.parameters import SceneParams
from bits.errors import UserError
from bits.making.lint import check
from bits.speech.rests import rested
from bits.speech.voices import voice
from tests.own import CONCEPTS, FILM, concept

SETS, FEW = range(10), range(5)


SHAPES = ((1440, 1080), (1080, 1080), (1080, 1920))


def lint(name: str, params: SceneParams, fps: int = 15, size: tuple[int, int] = (1920, 1080)) -> list[str]:
    paces = reading_paces(concept(name).narration(), params.facts())
    return [str(finding) for finding in check(concept(name), params, paces, fps=fps, size=size)]


@pytest.mark.parametrize("name", FILM)
def test_the_lint_finds_nothing_with_the_defaults(name: str) -> None:
    assert lint(name, concept(name).Params()) == []


@pytest.mark.parametrize("size", SHAPES)
@pytest.mark.parametrize("name", FILM)
def test_the_lint_finds_nothing_in_other_shapes(name: str, size: tuple[int, int]) -> None:
    assert lint(name, concept(name).Params(), fps=3, size=size) == []


@pytest.mark.parametrize("number", FEW)
@pytest.mark.parametrize("name", CONCEPTS)
def test_the_lint_finds_nothing_with_random_parameters_and_no_rests(name: str, number: int) -> None:
    params = random_params(name, number)
    assert lint(name, params, fps=3) == [], params


@pytest.mark.parametrize("number", SETS)
@pytest.mark.parametrize("name", CONCEPTS)
def test_every_beat_is_a_lesson_with_random_parameters(name: str, number: int) -> None:
    cls, params = concept(name), random_params(name, number)
    script, silent = cls.narration().fill(params.facts()), voice("silent")
    speeches = [rested(silent.speak(script.scene, line), line.rests) for line in script.lines]
    told = {line.beat: (line, speech) for line, speech in zip(script.lines, speeches, strict=True)}
    paces = {beat: Pace.of(line, speech) for beat, (line, speech) in told.items()}
    assert [str(finding) for finding in check(cls, params, paces, fps=3, told=told)] == [], params


def random_params(name: str, seed: int) -> SceneParams:
    """Return parameters drawn at random: those that do not go together are drawn again."""
    dice = random.Random(f"{name} {seed}")
    for _ in range(2000):
        settings = _drawn(concept(name).Params, dice)
        if "Q" in settings and settings["P"] == settings["Q"]:
            continue  # nothing moves where nothing is wasted
        try:
            return concept(name).Params.of(name, settings)
        except UserError:
            continue
    raise AssertionError(f"no parameters of {name} go together")


def _drawn(cls: type[SceneParams], dice: random.Random) -> dict[str, str]:
    """Draw every vector, those of one scene of one length, and about half of the other parameters."""
    outcomes = dice.randint(2, 12)
    settings = {}
    for entry in cls.described():
        kind, default = entry["kind"], entry["default"]
        vector = VECTORS.get(kind)
        if vector is not None:
            given = len(default.split(",")) if kind in ("labels", "tokens") and default else outcomes
            settings[entry["name"]] = vector(given, dice)
        elif kind in SCALARS and dice.random() < 0.5:
            settings[entry["name"]] = SCALARS[kind](default, dice)
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
    names = [("x" + "".join(dice.choices(letters, k=dice.randint(0, 11)))).strip() for _ in range(n)]
    return ",".join(name if names.index(name) == i else f"x{i}" for i, name in enumerate(names))  # no two alike


def _counts(default: str, dice: random.Random) -> str:
    return ",".join(str(dice.randint(0, 120)) for _ in default.split(","))


def _joint(default: str, dice: random.Random) -> str:
    rows = [row.split(",") for row in default.split(";")]
    weights = np.array([[dice.choice([0.0, 0.1, 1.0, 3.0]) * dice.random() for _ in row] for row in rows]) + 1e-3
    return ";".join(",".join(repr(float(p)) for p in row) for row in weights / weights.sum())


def _chances(default: str, dice: random.Random) -> str:
    return ",".join(f"{dice.uniform(0.001, 1):.4f}" for _ in default.split(","))


def _whole(default: str, dice: random.Random) -> str:
    return str(dice.randint(max(1, int(default) // 2), 2 * int(default)))


VECTORS = {"distribution": _pmf, "logits": _scores, "labels": _names, "tokens": _names}
SCALARS: dict[str, Callable[[str, random.Random], str]] = {
    "probability": lambda default, dice: f"{dice.random():.3f}",
    "number": lambda default, dice: f"{float(default) * dice.uniform(0.5, 2):.3f}",
    "whole": _whole,
    "joint": _joint,
    "chances": _chances,
    "counts": _counts,
    "choice": lambda default, dice: dice.choice(["bits", "nats"]),
}
