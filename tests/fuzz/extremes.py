"""Parameters at the edges of what is allowed, and what the lint finds in the scenes that are made of them.

By hand, as many as one likes, in all shapes::

    python -m tests.fuzz.extremes [SCENE ...] --cases 50
"""

from __future__ import annotations

import argparse
import logging
import random
import re
import time
from collections import Counter
from collections.abc import Callable

import numpy as np

from bits.authoring.paces import reading_paces
from bits.authoring.parameters import LONGEST_LABEL, SceneParams
from bits.errors import UserError
from bits.making.lint import check
from tests.own import CONCEPTS, concept

SHAPES = ((1920, 1080), (1440, 1080), (1080, 1080), (1080, 1920))
BESIDES = "stands still|is cut to|cut to"
"""What may be found: nothing moves where nothing changes, and twelve names of 24 wide letters have no room."""
WIDE = "W" * LONGEST_LABEL
"""The widest label that is allowed."""


def extreme_params(name: str, seed: int) -> SceneParams:
    """Return parameters of a concept at the edges of what is allowed; what does not go together is drawn again."""
    dice = random.Random(f"{name} {seed}")
    for _ in range(5000):
        try:
            return concept(name).Params.of(name, _drawn(concept(name).Params, dice))
        except UserError:
            continue
    raise AssertionError(f"no parameters of {name} go together")


def _drawn(cls: type[SceneParams], dice: random.Random) -> dict[str, object]:
    """Draw every vector, those of one scene of one length, and about half of the other parameters."""
    outcomes = dice.choice([0, 2, 3, 5, 12, 12])  # 0: as many as there are by default
    naming = dice.choice(NAMINGS)
    settings: dict[str, object] = {}
    for entry in cls.described():
        name, kind, default = entry["name"], entry["kind"], entry["default"]
        most = entry["most_items"] or LONGEST_LABEL
        count = min(outcomes or len(default.split(",")), most)
        if kind in VECTORS:
            settings[name] = VECTORS[kind](count, dice)
        elif kind == "labels":
            if default or outcomes:
                settings[name] = tuple(naming(i) for i in range(count))
        elif kind == "text":
            if dice.random() < 0.5:
                settings[name] = WIDE[:most]
        elif kind in SCALARS and dice.random() < 0.5:
            settings[name] = SCALARS[kind](default, dice)
    return settings


NAMINGS: tuple[Callable[[int], str], ...] = (
    lambda i: "abcdefghijkl"[i],
    lambda i: f"{WIDE[:-2]}{i:02d}",
    lambda i: f"{i:02d}{WIDE[2:]}",
    lambda i: f"a long name in words {i:02d}",
    lambda i: f"ill{'i' * i}",
)


def _pmf(n: int, dice: random.Random) -> tuple[float, ...]:
    tiny = dice.choice([0.0, 1e-12, 1e-9, 1e-4])
    weights = {
        "one": np.array([1.0] + [tiny] * (n - 1)),
        "two": np.array([1.0, 1.0] + [tiny] * (n - 2)),
        "steep": dice.choice([0.5, 0.1, 1e-3]) ** np.arange(n),
        "equal": np.ones(n),
    }[dice.choice(["one", "two", "steep", "equal"])]
    order = dice.sample(range(n), n)
    return tuple(float(p) for p in weights[order] / weights.sum())


def _joint(default: str, dice: random.Random) -> tuple[tuple[float, ...], ...]:
    rows, columns = len(default.split(";")), len(default.split(";", maxsplit=1)[0].split(","))
    tiny = dice.choice([0.0, 1e-9, 1e-3])
    table = {
        "diagonal": np.eye(rows, columns) + tiny,
        "equal": np.ones((rows, columns)),
        "one": np.eye(1, rows * columns, dice.randrange(rows * columns)).reshape(rows, columns) + tiny,
    }[dice.choice(["diagonal", "equal", "one"])]
    return tuple(tuple(float(p) for p in row) for row in table / table.sum())


VECTORS: dict[str, Callable[[int, random.Random], tuple[float, ...]]] = {
    "distribution": _pmf,
    "chances": lambda n, dice: tuple(dice.choice([1e-9, 0.5, 1.0]) for _ in range(n)),
    "logits": lambda n, dice: tuple(dice.choice([-50.0, -1.0, 0.0, 50.0]) for _ in range(n)),
}
SCALARS: dict[str, Callable[[str, random.Random], object]] = {
    "probability": lambda default, dice: dice.choice([0.0, 1e-9, 0.001, 0.5, 0.999, 1 - 1e-9, 1.0]),
    "number": lambda default, dice: float(default) * dice.choice([0.01, 0.1, 0.5, 2, 10, 100]),
    "whole": lambda default, dice: int(int(default) * dice.choice([0.1, 0.5, 2, 10])),
    "joint": _joint,
    "counts": lambda default, dice: tuple(dice.choice([0, 1, 1000, 10**6]) for _ in default.split(",")),
    "choice": lambda default, dice: dice.choice(["bits", "nats"]),
}


def findings(name: str, seed: int, fps: int = 3) -> list[str]:
    """Return what the lint finds in a scene with the parameters of a seed, in the shape whose turn it is."""
    params = extreme_params(name, seed)
    paces = reading_paces(concept(name).narration(), params.facts())
    found = map(str, check(concept(name), params, paces, fps=fps, size=SHAPES[seed % len(SHAPES)]))
    return [finding for finding in found if not re.search(BESIDES, finding)]


def _main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenes", nargs="*", default=CONCEPTS)
    parser.add_argument("--cases", type=int, default=20)
    parser.add_argument("--first", type=int, default=0)
    options = parser.parse_args()
    logging.getLogger("manim").setLevel(logging.ERROR)  # it warns of animations shorter than a frame of 1/3 s
    kinds: Counter[str] = Counter()
    for name in options.scenes:
        for seed in range(options.first, options.first + options.cases):
            start = time.monotonic()
            try:
                found = findings(name, seed)
            except Exception as error:
                found = [f"{name}: {type(error).__name__}: {error}"]
            if time.monotonic() - start > 10:
                print(f"{seed}: {name}: {time.monotonic() - start:.1f} s", flush=True)
            for finding in found:
                kinds[re.sub(r"@[\d.]+", "", re.sub(r"'[^']*'", "TEXT", finding))] += 1
                print(f"{seed}: {finding}", flush=True)
    print(f"{options.cases} cases of each scene; findings by kind:")
    for kind, count in kinds.most_common():
        print(f"{count:4d} {kind}")


if __name__ == "__main__":
    _main()
