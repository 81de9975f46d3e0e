"""The crew: results in order, a worker that dies is replaced, nothing finished is lost."""

from __future__ import annotations

import os
import re
import signal
import threading
import time
from functools import partial
from pathlib import Path

import pytest

from bits.errors import UserError
from bits.making import crew
from bits.making.crew import TRIES, Processes, Tick


def square(number: int, tick: Tick) -> int:
    tick(number, 1)
    return number * number


def dies_once(number: int, tick: Tick, folder: Path) -> int:
    (folder / f"{number}-{os.getpid()}").touch()
    if number == 2 and len(list(folder.glob("2-*"))) == 1:
        os._exit(9)
    return number


def dies_always(number: int, tick: Tick, folder: Path) -> int:
    (folder / str(os.getpid())).touch()
    os._exit(9)


def complains(number: int, tick: Tick) -> int:
    raise UserError(f"number {number} is not to be had")


def test_results_come_in_the_order_of_the_items() -> None:
    seen: list[tuple[int, int]] = []
    result = Processes(2).work(square, [1, 2, 3, 4], [1, 4, 2, 3], lambda done, ticks: seen.append((done, ticks)))
    assert result == [1, 4, 9, 16]
    assert seen[-1] == (4, 10)


def test_without_work_no_process_is_started() -> None:
    assert Processes(2).work(square, [], [], lambda done, ticks: None) == []


def test_a_worker_that_dies_is_replaced(tmp_path: Path) -> None:
    assert Processes(1).work(partial(dies_once, folder=tmp_path), [1, 2, 3], [1, 1, 1], lambda done, ticks: None) == [
        1,
        2,
        3,
    ]
    assert len(list(tmp_path.glob("2-*"))) == 2


def test_workers_that_keep_dying_give_one_line(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="died again and again"):
        Processes(1).work(partial(dies_always, folder=tmp_path), [1], [1], lambda done, ticks: None)
    assert len(list(tmp_path.iterdir())) == TRIES


def test_an_error_of_the_user_reaches_the_user() -> None:
    with pytest.raises(UserError, match="number 7 is not to be had"):
        Processes(1).work(complains, [7], [1], lambda done, ticks: None)


def stands_still(number: int, tick: Tick) -> int:
    os.kill(os.getpid(), signal.SIGSTOP)
    return number


def test_a_worker_that_is_stopped_is_told_and_can_be_woken(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(crew, "PATIENCE", 3.0)
    told: list[str] = []

    def wake() -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            told.append(capsys.readouterr().err)
            if found := re.search(r"the processes (\d+) stopped", told[-1]):
                os.kill(int(found[1]), signal.SIGCONT)
                return
            time.sleep(0.05)

    waker = threading.Thread(target=wake, daemon=True)
    waker.start()
    assert Processes(1).work(stands_still, [5], [1], lambda done, ticks: None) == [5]
    waker.join(10)
    assert len("".join(told).splitlines()) == 1
