"""Folders that are written whole, and what they leave alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from production.deliver.folder import check_folder, folder_written_whole
from scenes.errors import UserError


def contents(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


def test_a_folder_is_replaced_as_a_whole(tmp_path: Path) -> None:
    for name in ("old", "new"):
        with folder_written_whole(tmp_path / "deck") as folder:
            (folder / name).write_text(name)
    assert contents(tmp_path / "deck") == ["new"]
    assert list(tmp_path.iterdir()) == [tmp_path / "deck"]


def test_after_an_error_the_old_one_still_stands(tmp_path: Path) -> None:
    with folder_written_whole(tmp_path / "deck") as folder:
        (folder / "old").write_text("old")
    with pytest.raises(UserError, match="cannot write"), folder_written_whole(tmp_path / "deck") as folder:
        (folder / "clips" / "none").write_text("its folder is not there")
    assert contents(tmp_path / "deck") == ["old"]
    assert list(tmp_path.iterdir()) == [tmp_path / "deck"]


def test_what_was_not_made_here_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    check_folder(tmp_path / "mine")
    (tmp_path / "mine" / "thesis.tex").write_text("years of work")
    with pytest.raises(UserError, match="mine: holds something else"):
        check_folder(tmp_path / "mine")
    with pytest.raises(UserError, match="is a file"):
        check_folder(tmp_path / "mine" / "thesis.tex")
    assert contents(tmp_path / "mine") == ["thesis.tex"]
