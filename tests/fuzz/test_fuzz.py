"""Odd input is read, or refused in one line, and soon; more of it: ``python -m tests.fuzz 10000``."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from .cases import Maker
from .corpus import ACCEPTED, REFUSED
from .trial import forged, tried


def test_odd_input_is_read_or_refused_in_one_line(tmp_path: Path) -> None:
    maker = Maker(seed=2026)
    tally = tried((maker.case() for _ in range(500)), tmp_path)
    assert tally.faults == []
    assert tally.accepted.total() > 100, tally.table()
    assert tally.refused.total() > 100, tally.table()


def test_what_has_no_sensible_meaning_is_refused(tmp_path: Path) -> None:
    tally = tried(REFUSED, tmp_path)
    assert tally.faults == []
    assert tally.accepted.total() == 0, tally.table()


def test_what_can_only_mean_one_thing_is_read(tmp_path: Path) -> None:
    tally = tried(ACCEPTED, tmp_path)
    assert tally.faults == []
    assert tally.refused.total() == 0, tally.table()


def test_what_is_forged_in_the_cache_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BITS_CACHE", str(tmp_path))
    assert forged(random.Random(7), 60) == []
