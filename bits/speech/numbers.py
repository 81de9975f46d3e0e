"""The key numbers of a concept: those that its narration speaks, under names that people understand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bits.files import read_toml
from bits.speech.script import filled
from bits.theory.figures import Fact

_SOURCE = "narration/numbers.toml"


@dataclass(frozen=True)
class KeyNumber:
    """A number, what it is called, and the role whose colour it has."""

    name: str
    value: str
    role: str


def key_numbers(folder: Path, scene: str, beat: str, facts: Mapping[str, Fact]) -> tuple[KeyNumber, ...]:
    """Return the key numbers of a beat, from ``numbers.toml`` in a folder of narration; there may be none.

    Raises
    ------
    UserError
        If an entry names a fact that the scene does not have.
    """
    entries = _written(folder).get(scene, {}).get(beat, ())
    return tuple(
        KeyNumber(
            filled(entry["name"], facts, _SOURCE, beat),
            filled(entry["value"], facts, _SOURCE, beat),
            entry["role"],
        )
        for entry in entries
    )


@cache
def _written(folder: Path) -> dict[str, Any]:
    path = folder / "numbers.toml"
    return read_toml(path) if path.is_file() else {}
