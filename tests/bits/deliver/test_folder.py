"""Folders that are written whole, and what they leave alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bits.deliver.folder import MANIFEST, check_folder, folder_written_whole
from bits.errors import UserError


def contents(folder: Path) -> dict[str, str]:
    """Return the texts of all files but the list of them, hidden ones too."""
    files = [path for path in folder.rglob("*") if not path.is_dir() and path != folder / MANIFEST]
    return {path.relative_to(folder).as_posix(): path.read_text() for path in files}


def write(folder: Path, *names: str, text: str = "ours") -> None:
    with folder_written_whole(folder) as fresh:
        for name in names:
            (fresh / name).parent.mkdir(exist_ok=True)
            (fresh / name).write_text(text)


def test_a_folder_is_replaced_as_a_whole(tmp_path: Path) -> None:
    write(tmp_path / "deck", "old", "clips/old")
    write(tmp_path / "deck", "new")
    assert contents(tmp_path / "deck") == {"new": "ours"}
    assert list(tmp_path.iterdir()) == [tmp_path / "deck"]


def test_its_files_are_listed_in_sight_and_none_is_hidden(tmp_path: Path) -> None:
    write(tmp_path / "site", "index.html", "clips/a.mp4")
    assert set(json.loads((tmp_path / "site" / MANIFEST).read_text())["sha256"]) == {"index.html", "clips/a.mp4"}
    assert not [path for path in (tmp_path / "site").rglob("*") if path.name.startswith(".")]


def test_after_an_error_the_old_one_still_stands(tmp_path: Path) -> None:
    write(tmp_path / "deck", "old")
    with pytest.raises(UserError, match="cannot write"), folder_written_whole(tmp_path / "deck") as folder:
        (folder / "clips" / "none").write_text("its folder is not there")
    assert contents(tmp_path / "deck") == {"old": "ours"}
    assert list(tmp_path.iterdir()) == [tmp_path / "deck"]


def test_what_was_not_made_here_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    check_folder(tmp_path / "mine")
    (tmp_path / "mine" / "thesis.tex").write_text("years of work")
    with pytest.raises(UserError, match=r"mine: holds thesis\.tex.*--force"):
        check_folder(tmp_path / "mine")
    with pytest.raises(UserError, match=r"thesis\.tex"):
        write(tmp_path / "mine", "index.html")
    with pytest.raises(UserError, match="is a file"):
        check_folder(tmp_path / "mine" / "thesis.tex")
    assert contents(tmp_path / "mine") == {"thesis.tex": "years of work"}


@pytest.mark.parametrize("name", ["CNAME", "clips/b.mp4", "sub/notes.txt", ".htaccess", "index.html", MANIFEST])
def test_a_file_that_was_put_there_or_changed_stops_it_until_one_says_force(tmp_path: Path, name: str) -> None:
    site = tmp_path / "site"
    write(site, "index.html", "clips/a.mp4", "clips/old.mp4")
    (site / name).parent.mkdir(exist_ok=True)
    (site / name).write_text("mine")
    with pytest.raises(UserError, match=r"holds \S+, which was not made here"):
        check_folder(site)
    with pytest.raises(UserError, match="was not made here"):
        write(site, "index.html", text="new")
    assert contents(site)["clips/a.mp4"] == "ours"
    assert (site / name).read_text() == "mine"
    check_folder(site, force=True)
    write(site, "index.html", "clips/a.mp4", text="new")
    kept = contents(site)
    if name != MANIFEST:  # what was made before is not known without it
        assert "clips/old.mp4" not in kept
    assert kept["index.html"] == kept["clips/a.mp4"] == "new"
    if name not in ("index.html", MANIFEST):
        assert kept[name] == "mine"
    assert list(tmp_path.iterdir()) == [site]


def test_with_force_nothing_outside_the_folder_is_touched(tmp_path: Path) -> None:
    site, other = tmp_path / "site", tmp_path / "other"
    write(site, "index.html", "clips/a.mp4")
    other.mkdir()
    (other / "a.mp4").write_text("ours")
    listed = json.loads((site / MANIFEST).read_text())
    digest = listed["sha256"]["index.html"]
    listed["sha256"] |= {"../other/a.mp4": digest, (other / "a.mp4").as_posix(): digest}
    (site / MANIFEST).write_text(json.dumps(listed))
    write(site, "index.html")
    assert (other / "a.mp4").exists()
    (site / "clips").symlink_to(other)
    check_folder(site, force=True)
    with pytest.raises(UserError, match="clips: is a link"):
        write(site, "clips/a.mp4", text="new")
    assert contents(other) == {"a.mp4": "ours"}


@pytest.mark.parametrize("damage", ["", "[]", "{}", '{"sha256": []}', '{"sha256": {"index.html": 3}}', "[" * 100_000])
def test_with_a_list_that_is_damaged_nothing_is_known_as_ours(tmp_path: Path, damage: str) -> None:
    write(tmp_path / "site", "index.html")
    (tmp_path / "site" / MANIFEST).write_text(damage)
    with pytest.raises(UserError, match="was not made here"):
        check_folder(tmp_path / "site")


def test_what_desktops_leave_does_not_count(tmp_path: Path) -> None:
    write(tmp_path / "site", "index.html", "clips/a.mp4")
    for name in (".DS_Store", "clips/Thumbs.db"):
        (tmp_path / "site" / name).write_text("junk")
    write(tmp_path / "site", "index.html", text="new")
    assert contents(tmp_path / "site") == {"index.html": "new"}


def test_a_folder_that_one_is_in_stays_the_same_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "site", "index.html", "old")
    monkeypatch.chdir(tmp_path / "site")
    before = Path().stat().st_ino
    write(Path(), "index.html", text="new")
    assert Path().stat().st_ino == before
    assert contents(tmp_path / "site") == {"index.html": "new"}


def test_a_link_to_a_folder_leads_to_it(tmp_path: Path) -> None:
    write(tmp_path / "www", "index.html")
    (tmp_path / "site").symlink_to("www")
    check_folder(tmp_path / "site")
    write(tmp_path / "site", "index.html", text="new")
    assert (tmp_path / "site").is_symlink()
    assert contents(tmp_path / "www") == {"index.html": "new"}


def test_it_is_private_until_it_is_whole(tmp_path: Path) -> None:
    with folder_written_whole(tmp_path / "site") as fresh:
        (fresh / "index.html").write_text("")
        assert fresh.stat().st_mode & 0o777 == 0o700
    usual = tmp_path / "usual"
    usual.mkdir()
    assert (tmp_path / "site").stat().st_mode == usual.stat().st_mode
    (tmp_path / "site").chmod(0o750)
    write(tmp_path / "site", "index.html")
    assert (tmp_path / "site").stat().st_mode & 0o777 == 0o750
