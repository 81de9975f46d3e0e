"""A film of one's own: `lecture.toml` and what it may say."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bits.authoring.project import OWN
from bits.errors import UserError
from bits.making.lecture import film_of, read, size_of
from bits.making.plan import names_of, settings_of, shots
from bits.making.store import Store
from bits.paths import named
from tests.own import FILM, concept

MINE = """
title = "KL twice"
author = "A. Lecturer"
language = "pt-BR"
theme = "light"
size = "1080x1920"
fps = 30

[[part]]
scene = "kl_divergence"
beats = ["flow", "gap"]

[[part]]
scene = "kl_divergence"
beats = ["gap"]
set = { P = [0.5, 0.5], Q = "0.25,0.75" }
"""


def test_the_film_of_the_project_is_such_a_file() -> None:
    film = film_of(OWN)
    assert tuple(part.scene for part in film.parts) == FILM
    assert (film.size, film.fps, film.theme, film.language_code) == ((1920, 1080), 60, "dark", "eng")


def test_a_film_says_how_it_looks_and_what_it_shows(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(MINE)
    film = read(file, OWN)
    assert (film.title, film.author, film.language_code) == ("KL twice", "A. Lecturer", "por")
    assert (film.theme, film.size, film.fps) == ("light", (1080, 1920), 30)
    made = shots(OWN, film.parts, {}, "silent", Store(tmp_path / "store"))
    assert names_of(made) == ["kl_divergence/flow", "kl_divergence/gap", "kl_divergence/gap-2"]
    assert "0.497" in made[1].line.shown
    assert "0.208" in made[2].line.shown


def test_the_command_line_wins_over_a_part(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(MINE)
    made = shots(
        OWN, read(file, OWN).parts, {"kl_divergence": {"Q": [0.5, 0.5], "P": [0.5, 0.5]}}, "silent", Store(tmp_path)
    )
    assert all("nothing is wasted" in shot.line.shown for shot in made if shot.beat == "gap")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('scene = "entropie"', "part.1: unknown scene 'entropie': did you mean 'entropy'"),
        ('scene = "entropy"\nbeats = ["tee"]', "part.1: unknown beat of entropy 'tee': did you mean 'tree'"),
        ('scene = "entropy"\nbeats = [""]', "part.1: unknown beat of entropy '': there are: "),
        ('scene = "entropy/coin"', "part.1: unknown scene 'entropy/coin': did you mean 'entropy'"),
        ('scene = "entropy"\nbeat = "tree"', "part.1.beat: Extra inputs are not permitted"),
    ],
)
def test_a_part_that_does_not_exist_is_named(tmp_path: Path, line: str, message: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(f"[[part]]\n{line}\n")
    with pytest.raises(UserError) as caught:
        read(file, OWN)
    assert str(caught.value).startswith(f"{named(file)}: {message}")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('size = "big"', "size: size 'big': write WIDTHxHEIGHT"),
        ('theme = "blue"', "theme = blue: Input should be 'dark' or 'light'"),
        ('language = "e"', "language: it must be a language tag such as en"),
        ("fps = 0", "fps = 0: Input should be greater than or equal to 1"),
        ('size = "16x9000"', "size: size '16x9000': both sides must be even and from 96 to 7680, the longer at most 4"),
        ("size = [1, 2, 3]", "size: size '[1, 2, 3]': write WIDTHxHEIGHT"),
        ('language = "x-foo"', "language: it must be a language tag such as en"),
        (f'language = "{"en-" * 5000}"', "language: it must be a language tag such as en"),
        ('title = "a\\u0000b"', "title: 'a\\x00b' has the character '\\x00', which cannot be shown"),
        ('author = "a\\u202eb"', "author: 'a\\u202eb' has the character '\\u202e', which cannot be shown"),
        (f'title = "{"x" * 200_000}"', f"title: '{'x' * 77}...' has 200000 characters; at most 200 fit"),
        ("title = 3", "title = 3: Input should be a valid string"),
        (f"{'x' * 300} = 3", f"{'x' * 77}...: Extra inputs are not permitted"),
        ("part = []", "part: Tuple should have at least 1 item"),
    ],
)
def test_what_a_film_cannot_be_is_told_with_its_place(tmp_path: Path, line: str, message: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(line if line.startswith("part") else f'{line}\n[[part]]\nscene = "entropy"\n')
    with pytest.raises(UserError) as caught:
        read(file, OWN)
    assert str(caught.value).startswith(f"{named(file)}: {message}")


@pytest.mark.parametrize(
    ("typed", "size"),
    [
        *(
            (text, (1920, 1080))
            for text in ("1920x1080", "1920×1080", "1920 x 1080", "1920X1080", "1920*1080", "1080p")
        ),
        ("１９２０x１０８０", (1920, 1080)),
        ("720p", (1280, 720)),
        ("4K", (3840, 2160)),
        ([640, 360], (640, 360)),
        ("96x384", (96, 384)),
        ("7680x7680", (7680, 7680)),
    ],
)
def test_sizes_are_read_as_people_type_them(typed: object, size: tuple[int, int]) -> None:
    assert size_of(typed) == size


@given(st.text(max_size=30) | st.text(st.sampled_from("0123456789x×* p"), max_size=20) | st.just("9" * 5000 + "x2"))
def test_any_other_size_is_refused_in_one_line_that_says_the_bounds(typed: str) -> None:
    line = ""
    try:
        width, height = size_of(typed)
    except UserError as error:
        line = str(error)
    assert line.isprintable()
    if line:
        assert "WIDTHxHEIGHT" in line or "from 96 to 7680" in line
    else:
        assert width % 2 == height % 2 == 0


@pytest.mark.parametrize("typed", ["0x0", "16x9000", "100000x100000", "95x200", "1001x500", "7682x4000", "96x386"])
def test_sizes_that_no_stage_fits_are_refused(typed: str) -> None:
    with pytest.raises(UserError, match="from 96 to 7680, the longer at most 4 times the shorter"):
        size_of(typed)


def test_paths_in_a_film_are_relative_to_the_film(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of the same name where the command runs is another one."""
    talk, elsewhere = tmp_path / "talk", tmp_path / "elsewhere"
    for folder, cell in ((talk, 90), (elsewhere, 50)):
        folder.mkdir()
        (folder / "my.csv").write_text(f",a,b\nc,{cell},10\nd,10,90\n")
        p = cell / 100
        (folder / "my.json").write_text(f'[{{"token": "x", "p": {p}}}, {{"token": "y", "p": {p}}}]')
    (talk / "voice").mkdir()
    monkeypatch.chdir(elsewhere)
    film = talk / "mine.toml"
    film.write_text(
        'voice = "recorded:voice"\n'
        '[[part]]\nscene = "mutual_information"\nset = { counts = "my.csv" }\n'
        '[[part]]\nscene = "modern_ai"\nset = { sentence = "my.json" }\n'
    )
    lecture = read(film, OWN)
    assert lecture.voice == f"recorded:{talk / 'voice'}"
    table, sentence = (concept(part.scene).Params.of(part.scene, part.settings) for part in lecture.parts)
    assert table.counts.joint[0][0] == pytest.approx(0.45)  # type: ignore[attr-defined]
    assert sentence.sentence[0].p == 0.9  # type: ignore[attr-defined]
    film.write_text('[mutual_information]\ncounts = "my.csv"\n')
    by_file, typed = settings_of([], film, OWN), settings_of(["counts=my.csv"], None, OWN, "mutual_information")
    for settings, p in ((by_file, 0.45), (typed, 50 / 160)):
        params = concept("mutual_information").Params.of("mutual_information", settings["mutual_information"])
        assert params.counts.joint[0][0] == pytest.approx(p)  # type: ignore[attr-defined]
