"""Outputs: where they go, and that nothing is replaced or removed but what was made here."""

from __future__ import annotations

import os
import socket
import string
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bits.errors import UserError
from bits.making.film import write_beside
from bits.making.job import Look
from bits.making.output import (
    check_files,
    delivered,
    file_place,
    film_place,
    folder_place,
    make_parent,
    place,
    remove,
)


def write(path: Path, text: str) -> None:
    with delivered(path) as temporary:
        temporary.write_text(text)


def test_what_was_made_here_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    for text in ("first", "second"):
        check_files([path])
        write(path, text)
    moved = path.rename(tmp_path / "moved.mp4")
    check_files([moved])
    write(moved, "third")
    assert moved.read_text() == "third"
    assert list(tmp_path.iterdir()) == [moved]


def test_what_was_not_made_here_or_was_changed_is_not(tmp_path: Path) -> None:
    path = tmp_path / "talk.srt"
    path.write_text("mine")
    attempts: tuple[Callable[[], None], ...] = (
        lambda: check_files([path]),
        lambda: write(path, "ours"),
        lambda: remove(path),
    )
    for attempt in attempts:
        with pytest.raises(UserError, match=r"talk\.srt: is there, and was not made here.*--force"):
            attempt()
    assert path.read_text() == "mine"
    path.unlink()
    write(path, "made here")
    path.write_text("made here, corrected by hand")
    with pytest.raises(UserError, match="changed since"):
        check_files([path])
    assert list(tmp_path.iterdir()) == [path]


def test_what_comes_while_a_film_is_made_is_not_replaced_either(tmp_path: Path) -> None:
    path = tmp_path / "talk.srt"
    check_files([path])

    def film() -> None:
        with delivered(path) as temporary:
            temporary.write_text("ours")
            path.write_text("mine")

    with pytest.raises(UserError, match="was not made here"):
        film()
    assert path.read_text() == "mine"
    assert list(tmp_path.iterdir()) == [path]


def test_force_gives_up_what_is_there_now_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    path.write_text("given up")
    check_files([path], force=True)
    path.write_text("put there meanwhile")
    with pytest.raises(UserError, match="was not made here"):
        write(path, "ours")
    path.write_text("given up")
    write(path, "ours")
    assert path.read_text() == "ours"


def test_without_a_register_nothing_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "film.mp4"
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file" / "below"))
    write(path, "ours")
    with pytest.raises(UserError, match="--force"):
        check_files([path])
    assert path.read_text() == "ours"


def test_an_empty_file_may_be_replaced(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    path.touch(0o600)
    check_files([path])
    write(path, "ours")
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "film.mp4"
    for text in ("", "mine"):
        target.write_text(text)
        link.unlink(missing_ok=True)
        link.symlink_to(target)
        with pytest.raises(UserError, match=r"film\.mp4: is a link"):
            write(link, "ours")
    check_files([link], force=True)
    write(link, "ours")
    assert (link.read_text(), target.read_text()) == ("ours", "mine")
    assert not link.is_symlink()
    assert link.stat().st_mode & 0o111 == 0


def test_what_is_no_file_is_left_alone(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mp4")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(tmp_path / "socket.mp4"))
    (tmp_path / "folder.mp4").mkdir()
    for name, said in (("pipe", "no ordinary file"), ("socket", "no ordinary file"), ("folder", "is a folder")):
        with pytest.raises(UserError, match=said):
            check_files([tmp_path / f"{name}.mp4"], force=True)


def test_captions_in_the_picture_remove_files_of_them_only_if_they_were_made_here(tmp_path: Path) -> None:
    film = tmp_path / "talk.mp4"
    write_beside(film, [], [], Look())
    assert {path.name for path in tmp_path.iterdir()} == {"talk.srt", "talk.vtt", "talk.chapters.txt"}
    write_beside(film, [], [], Look(captions=True))
    assert {path.name for path in tmp_path.iterdir()} == {"talk.chapters.txt"}
    (tmp_path / "talk.srt").write_text("mine")
    with pytest.raises(UserError, match=r"talk\.srt"):
        write_beside(film, [], [], Look(captions=True))
    assert (tmp_path / "talk.srt").read_text() == "mine"


def test_what_is_being_written_is_private(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    with delivered(path) as temporary:
        assert temporary.stat().st_mode & 0o777 == 0o600
        temporary.write_text("ours")
    usual = tmp_path / "usual"
    usual.touch()
    assert path.stat().st_mode == usual.stat().st_mode


def test_a_place_that_cannot_be_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    long = "x" * 250
    for name, said in (
        (f"{long}.mp4", None),
        (f"{long}xx.mp4", "too long"),
        (f"{long}.chapters.txt", "too long"),
        (f"{long * 2}/film.mp4", "too long"),
        ("/".join([long] * 20) + "/film.mp4", "File name too long"),
        ("file/film.mp4", "file: is no folder"),
        ("file/below/film.mp4", "file: is no folder"),
        ("new/below/film.mp4", None),
    ):
        if said is None:
            check_files([tmp_path / name])
            continue
        with pytest.raises(UserError, match=said) as raised:
            check_files([tmp_path / name])
        assert len(str(raised.value)) < 400
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    with pytest.raises(UserError, match="file"):
        make_parent(tmp_path / "file" / "film.mp4")
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # root may write anywhere
    with pytest.raises(UserError, match="may not be written to"):
        check_files([tmp_path / "film.mp4"])


@pytest.mark.parametrize("path", ["a\nb.mp4", "\x1b[2J/film.mp4", "a\x7f.mp4", "a\u2028b.mp4", "a\udcff.mp4"])
def test_a_name_that_cannot_be_shown_is_refused_in_one_line_that_can(path: str) -> None:
    with pytest.raises(UserError, match="cannot be shown") as raised:
        place(Path(path))
    assert str(raised.value).isprintable()


def test_a_tilde_is_one_s_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    assert place(Path("~/film.mp4")) == Path("/home/ada/film.mp4")
    with pytest.raises(UserError, match="no home of that name"):
        place(Path("~nobody-of-that-name/film.mp4"))


def test_the_lecture_s_place_is_a_film_or_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert film_place(Path("talk.mp4")) == Path("talk.mp4")
    assert film_place(Path("Talk.MP4")) == Path("Talk.MP4")
    assert film_place(Path("out")) == Path("out/lecture.mp4")
    assert film_place(Path("v2.1")) == Path("v2.1/lecture.mp4")
    with pytest.raises(UserError, match=r"talk\.mkv.*\.mp4"):
        film_place(Path("talk.mkv"))
    Path("talk.mov").mkdir()
    assert film_place(Path("talk.mov")) == Path("talk.mov/lecture.mp4")
    Path("talk.mp4").mkdir()
    with pytest.raises(UserError, match="is a folder"):
        check_files([film_place(Path("talk.mp4"))])


def test_other_places_are_of_their_kind() -> None:
    assert folder_place(Path("site.v2")) == Path("site.v2")
    assert file_place(Path("x.PNG"), ".png", "a PNG file") == Path("x.PNG")
    for wrong in ("site.mp4", "index.html"):
        with pytest.raises(UserError, match="makes a folder"):
            folder_place(Path(wrong))
    for wrong in ("x.jpg", "x"):
        with pytest.raises(UserError, match=r"\.png"):
            file_place(Path(wrong), ".png", "a PNG file")


@given(st.text(string.printable + "ä\udcff\u202e~/:%\x00", max_size=300))
def test_any_name_is_a_place_or_gets_one_line(text: str) -> None:
    for take in (place, film_place, folder_place, partial(file_place, suffix=".png", what="a PNG file")):
        said = ""
        try:
            check_files([Path("/nonexistent") / take(Path(text.replace("\0", "")))])
        except UserError as error:
            said = str(error)
        assert len(said.splitlines()) <= 1
        assert len(said) < 400
