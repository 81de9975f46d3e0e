"""A film of one's own: `lecture.toml` and what it may say."""

from __future__ import annotations

from pathlib import Path

import pytest

from production.lecture import DEFAULT, read
from production.plan import names_of, shots
from production.store import Store
from scenes.concept import FILM
from scenes.errors import UserError

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
    film = read(DEFAULT)
    assert tuple(part.scene for part in film.parts) == FILM
    assert (film.size, film.fps, film.theme, film.language_code) == ((1920, 1080), 60, "dark", "eng")


def test_a_film_says_how_it_looks_and_what_it_shows(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(MINE)
    film = read(file)
    assert (film.title, film.author, film.language_code) == ("KL twice", "A. Lecturer", "por")
    assert (film.theme, film.size, film.fps) == ("light", (1080, 1920), 30)
    made = shots(film.parts, {}, "silent", Store(tmp_path / "store"))
    assert names_of(made) == ["kl_divergence/flow", "kl_divergence/gap", "kl_divergence/gap-2"]
    assert "0.497" in made[1].line.shown
    assert "0.208" in made[2].line.shown


def test_the_command_line_wins_over_a_part(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(MINE)
    made = shots(read(file).parts, {"kl_divergence": {"Q": [0.5, 0.5], "P": [0.5, 0.5]}}, "silent", Store(tmp_path))
    assert all("0.000" in shot.line.shown for shot in made if shot.beat == "gap")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('scene = "entropie"', "part.1: unknown scene 'entropie': did you mean 'entropy'"),
        ('scene = "entropy"\nbeats = ["tee"]', "part.1: unknown beat of entropy 'tee': did you mean 'tree'"),
        ('scene = "entropy"\nbeat = "tree"', "part.1.beat: Extra inputs are not permitted"),
    ],
)
def test_a_part_that_does_not_exist_is_named(tmp_path: Path, line: str, message: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(f"[[part]]\n{line}\n")
    with pytest.raises(UserError) as caught:
        read(file)
    assert str(caught.value).startswith(f"{file}: {message}")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('size = "big"', "size: size 'big': write WIDTHxHEIGHT"),
        ('theme = "blue"', "theme: Input should be 'dark' or 'light'"),
        ('language = "e"', "language: it must be a language tag such as en"),
        ("fps = 0", "fps: Input should be greater than or equal to 1"),
        ("part = []", "part: Tuple should have at least 1 item"),
    ],
)
def test_what_a_film_cannot_be_is_told_with_its_place(tmp_path: Path, line: str, message: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(line if line.startswith("part") else f'{line}\n[[part]]\nscene = "entropy"\n')
    with pytest.raises(UserError) as caught:
        read(file)
    assert str(caught.value).startswith(f"{file}: {message}")
