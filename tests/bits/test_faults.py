"""What went wrong is one line; a fault of ours says that it is one, and keeps its trace."""

from __future__ import annotations

import errno
import re
from pathlib import Path

import pytest

from bits.command.run import run
from bits.errors import UserError


def fail(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> int:
    def job(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("bits.command.commands.requested", job)
    return run(["script", "entropy"])


def test_a_fault_of_ours_says_so_and_keeps_its_trace(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert fail(monkeypatch, KeyError("a\nb\x1b" + "c" * 500)) == 70
    (line,) = capsys.readouterr().err.splitlines()
    assert line.isprintable()
    found = re.fullmatch(
        r"error: this is a fault of Bits in Motion, not yours \('KeyError: .*'\): .*trace is in (\S+)", line
    )
    assert found
    trace = Path(found[1])
    assert trace.stat().st_mode & 0o077 == 0
    assert "Traceback" in trace.read_text()
    assert "in job" in trace.read_text()


def test_without_room_for_a_trace_it_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    assert fail(monkeypatch, KeyError("x")) == 70
    said = capsys.readouterr().err
    assert "Traceback" in said
    assert said.splitlines()[-1].endswith("its trace stands above")


@pytest.mark.parametrize(
    ("error", "status", "line"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/x/y"), 2, "/x/y: No space left on device: free some space"),
        (OSError(errno.EMFILE, "Too many open files"), 2, "Too many open files"),
        (
            MemoryError(),
            2,
            "there is not enough memory: close other programs, or take a smaller --size or fewer --jobs",
        ),
        (KeyboardInterrupt(), 130, None),
    ],
)
def test_what_the_machine_lacks_is_no_fault_of_ours(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: BaseException,
    status: int,
    line: str | None,
) -> None:
    assert fail(monkeypatch, error) == status
    said = capsys.readouterr().err
    if line is not None:
        assert said == f"error: {line}\n"
    assert "Traceback" not in said


def test_no_line_is_endless(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert fail(monkeypatch, UserError("x" * 100_000)) == 2
    assert len(capsys.readouterr().err) < 700
