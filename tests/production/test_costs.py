"""What beats cost is learned, and a broken note of it does no harm."""

from __future__ import annotations

from pathlib import Path

import pytest

from production.costs import Costs
from production.plan import parts_of, shots
from production.store import Store


def test_a_beat_that_was_dear_is_begun_first_next_time(tmp_path: Path) -> None:
    store = Store(tmp_path)
    made = shots(parts_of(["entropy"]), {}, "silent", store)
    first = {shot.beat: Costs(store).of(shot) for shot in made}
    assert max(first, key=first.__getitem__) == max(made, key=lambda shot: shot.seconds).beat
    Costs(store).learn({"entropy/coin": 9.0, "entropy/tree": 0.1})
    now = {shot.beat: Costs(store).of(shot) for shot in made}
    assert max(now, key=now.__getitem__) == "coin"
    assert min(now, key=now.__getitem__) == "tree"


@pytest.mark.parametrize("text", ["", "{", '{"entropy/coin": "dear"}', "[1]"])
def test_a_broken_note_is_as_good_as_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "costs.json").write_text(text)
    (shot,) = shots(parts_of(["entropy/coin"]), {}, "silent", Store(tmp_path / "speech"))
    assert Costs(Store(tmp_path)).of(shot) == shot.seconds
