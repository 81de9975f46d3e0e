"""Scenes at the edges of what their parameters may be: nothing meets, nothing leaves its place."""

from __future__ import annotations

import pytest

from tests.own import CONCEPTS

from .extremes import SHAPES, findings


@pytest.mark.parametrize("seed", range(len(SHAPES)), ids=["16:9", "4:3", "1:1", "9:16"])
@pytest.mark.parametrize("name", CONCEPTS)
def test_the_lint_finds_nothing_at_the_edges(name: str, seed: int) -> None:
    assert findings(name, seed) == []
