"""What beats cost is learned, and a broken note of it does no harm."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from bits.authoring.project import OWN
from bits.making.costs import Costs
from bits.making.plan import parts_of, shots
from bits.making.store import Store


def test_a_beat_that_was_dear_is_begun_first_next_time(tmp_path: Path) -> None:
    store = Store(tmp_path)
    made = shots(OWN, parts_of(["entropy"], OWN), {}, "silent", store)
    first = {shot.beat: Costs(store).of(shot) for shot in made}
    assert max(first, key=first.__getitem__) == max(made, key=lambda shot: shot.seconds).beat
    Costs(store).learn({"entropy/coin": 9.0, "entropy/tree": 0.1})
    now = {shot.beat: Costs(store).of(shot) for shot in made}
    assert max(now, key=now.__getitem__) == "coin"
    assert min(now, key=now.__getitem__) == "tree"


BROKEN = {
    "empty": "",
    "cut off": "{",
    "a word": '{"entropy/coin": "dear"}',
    "a list": "[1]",
    "a number": "1",
    "not a number": '{"entropy/coin": NaN}',
    "infinite": '{"entropy/coin": Infinity, "entropy/tree": -Infinity, "entropy/hump": 1e400}',
    "negative": '{"entropy/coin": -1}',
    "nothing": '{"entropy/coin": 0, "entropy/tree": null}',
    "absurd": '{"entropy/coin": 1e308, "entropy/tree": 1e308}',
    "400 digits": '{"entropy/coin": 1' + 400 * "0" + "}",
    "5000 digits": '{"entropy/coin": 1' + 5000 * "0" + "}",
    "deep": 100_000 * "[",
    "deep in a cost": '{"entropy/coin":' + 100_000 * '{"a":',
    "not UTF-8": "\udcff\udcfe",
    "large": '{"entropy/coin": 9.0}' + (1 << 21) * " ",
}


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_note_is_as_good_as_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "costs.json").write_text(BROKEN[text], encoding="utf-8", errors="surrogateescape")
    (shot,) = shots(OWN, parts_of(["entropy/coin"], OWN), {}, "silent", Store(tmp_path / "speech"))
    costs = Costs(Store(tmp_path))
    assert costs.of(shot) == shot.seconds
    costs.learn({shot.name: 2.0})
    assert Costs(Store(tmp_path)).of(shot) == 2 * shot.seconds


@pytest.mark.parametrize("what", ["a folder", "a FIFO", "a link to nothing", "a link to zeros"])
def test_what_is_no_note_stops_nothing(tmp_path: Path, what: str) -> None:
    path = tmp_path / "costs.json"
    make: Mapping[str, Callable[[], object]] = {
        "a folder": path.mkdir,
        "a FIFO": lambda: os.mkfifo(path),
        "a link to nothing": lambda: path.symlink_to("nowhere"),
        "a link to zeros": lambda: path.symlink_to("/dev/zero"),
    }
    make[what]()
    (shot,) = shots(OWN, parts_of(["entropy/coin"], OWN), {}, "silent", Store(tmp_path / "speech"))
    costs = Costs(Store(tmp_path))
    costs.learn({shot.name: 2.0})
    assert costs.of(shot) == shot.seconds
