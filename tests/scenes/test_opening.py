"""The opening: what it promises fits the concepts that it announces, and its picture is a mass of 1 all the way."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bits.stage.bench import Bench

bench = Bench("opening")


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({}, "in 8 short steps. The first ones measure surprise"),
        ({"concepts": "entropy,surprise"}, "in 2 short steps. Each shows one idea"),
        ({"concepts": "surprise"}, "in one short step. Each shows one idea"),
    ],
)
def test_the_welcome_promises_what_comes(settings: dict[str, str], says: str) -> None:
    assert says in bench.shown(**settings)["welcome"]


@pytest.mark.parametrize("settings", [{}, {"concepts": "surprise"}])
def test_the_bars_are_a_mass_of_one_all_the_way(settings: dict[str, str]) -> None:
    def look(scene: Any) -> float | None:
        contents = next((view for view in scene.mobjects if type(view).__name__ == "Contents"), None)
        return contents and sum(
            (bar.box[2] - bar.box[0]) / row.width for bar, row in zip(contents.bars, contents.rows, strict=True)
        )

    seen = bench.watch("welcome", look, **settings)
    assert len(seen) > 20
    assert seen == pytest.approx([1.0] * len(seen), abs=1e-9)
