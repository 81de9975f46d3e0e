"""Every item of the source chapter is told in beats that there are."""

from __future__ import annotations

import re
from collections import defaultdict

from bits.authoring.project import OWN
from tests.own import CONCEPTS, concept

ITEMS = (7, 4, 4, 6, 5, 5, 7, 4)
"""How many items each of the source's eight steps has."""
_ROW = re.compile(r"\| (\d)\.(\d) .*? \| (\w+/\w+(?:, \w+/\w+)*) \|")


def test_every_item_of_the_source_is_told_in_beats_that_there_are() -> None:
    told: defaultdict[str, list[str]] = defaultdict(list)
    for step, item, beats in _ROW.findall((OWN.folder / "docs/claims.md").read_text(encoding="utf-8")):
        told[f"{step}.{item}"] += beats.split(", ")
    expected = [f"{step}.{item}" for step, items in enumerate(ITEMS, 1) for item in range(1, items + 1)]
    assert sorted(told) == expected
    there = {f"{name}/{beat}" for name in CONCEPTS for beat in concept(name).beats()}
    assert {beat for beats in told.values() for beat in beats} <= there


def test_each_step_of_the_source_is_told_by_its_concept() -> None:
    for step, _, beats in _ROW.findall((OWN.folder / "docs/claims.md").read_text(encoding="utf-8")):
        assert any(beat.startswith(f"{CONCEPTS[int(step) - 1]}/") for beat in beats.split(", "))
