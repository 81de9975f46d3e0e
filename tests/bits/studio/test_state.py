"""What is changed can be taken back, and is there again after a crash."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bits.studio.state import MOST_STATES, History, State

FIRST = State("entropy")


def test_a_state_is_changed_without_touching_what_it_was() -> None:
    changed = FIRST.set({"P": "0.5,0.5"}).told("coin", "Toss it.")
    assert (FIRST.own, FIRST.words) == ({}, {})
    assert (changed.own, changed.words) == ({"P": "0.5,0.5"}, {"entropy": {"coin": "Toss it."}})
    assert changed.told("coin", None).words == {"entropy": {}}


def test_undo_and_redo_survive_the_end_of_the_program(tmp_path: Path) -> None:
    file = tmp_path / "states.json"
    history = History(file, FIRST)
    second, third = FIRST.set({"P": "1,0"}), FIRST.set({"P": "0,1"})
    assert history.push(second)
    assert not history.push(second)
    assert history.push(third)
    assert history.undo()
    again = History(file, FIRST)
    assert (again.state, again.can_undo, again.can_redo) == (second, True, True)
    assert again.redo()
    assert again.state == third
    assert not again.redo()


@pytest.mark.parametrize(
    "content", [b"", b"{}", b'{"states": [], "place": 0}', b'{"states": [{"scene": 1}], "place": 4}']
)
def test_what_is_no_history_counts_for_nothing(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "states.json"
    file.write_bytes(content)
    assert History(file, FIRST).state == FIRST


@given(st.lists(st.sampled_from(["push", "undo", "redo"]), max_size=40))
def test_redo_makes_what_undo_took_back(tmp_path_factory: pytest.TempPathFactory, steps: list[str]) -> None:
    history = History(tmp_path_factory.mktemp("states") / "states.json", FIRST)
    for number, step in enumerate(steps):
        before = history.state
        if step == "push":
            history.push(FIRST.set({"n": str(number)}))
            assert not history.can_redo
        elif step == "undo" and history.undo():
            assert history.redo()
            assert history.state == before
            history.undo()
        elif step == "redo":
            history.redo()


def test_only_so_many_steps_are_kept(tmp_path: Path) -> None:
    history = History(tmp_path / "states.json", FIRST)
    for number in range(MOST_STATES + 5):
        history.push(FIRST.set({"n": str(number)}))
    undone = 0
    while history.undo():
        undone += 1
    assert undone == MOST_STATES - 1
