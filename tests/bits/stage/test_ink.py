"""Text: any text can be a label, nothing in it is executed, digits keep their places."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bits import stage
from bits.errors import UserError
from bits.stage import theme
from bits.stage.fonts import missing
from bits.stage.ink import CAP_HEIGHT, SIZES
from bits.stage.labels import LabelRow
from bits.stage.readout import number_text

HOSTILE = [
    'say "hi"',
    "#panic()",
    "#import",
    "$x^2$",
    "back\\slash",
    "]]] {{",
    "😀",
    "שלום",
    "مرحبا",
    "*bold*",
    "//",
    "a\tb",
    "<x>",
    "@y",
]


@pytest.mark.parametrize("label", HOSTILE)
def test_any_text_is_drawn_and_not_executed(label: str) -> None:
    words = stage.Words(label)
    assert words.advance > 0
    assert words.family_members_with_points()


@given(st.text(min_size=1, max_size=24))
def test_a_text_is_set_or_refused_with_the_character_that_no_font_has(label: str) -> None:
    sign = missing(label)
    if sign is None:
        assert stage.Words(label).advance >= 0
    else:
        with pytest.raises(UserError, match=rf"U\+{ord(sign):04X}"):
            stage.Words(label)


def test_markup_is_shown_as_it_is_written() -> None:
    assert stage.Words("*bold*").advance > stage.Words("bold").advance


@pytest.mark.parametrize("size", SIZES)
def test_no_size_of_the_type_scale_is_below_the_smallest_legible(size: str) -> None:
    assert SIZES[size] * CAP_HEIGHT / 8 >= 0.022


def test_words_that_must_fit_do() -> None:
    for text in ("short", "a label of words", "x" * 60):
        words = stage.Words(text, "body", fit=2.0)
        assert words.advance <= 2.0
        assert words.em >= SIZES["small"]
    assert stage.Words("x" * 60, fit=2.0).string.endswith("…")


def test_long_labels_of_one_row_stay_distinct_even_if_they_differ_at_their_ends_only() -> None:
    row = LabelRow([f"averylongnameofoutcome{i:02d}" for i in range(12)], -3, 3, 0)
    assert len({words.string for words in row.submobjects}) == 12


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_a_number_never_runs_into_its_label(before: float, after: float) -> None:
    now = before
    readout = stage.Readout("H", lambda: now, "bits")
    now = after
    readout.refresh()
    assert readout.number.get_left()[0] > readout.label.get_right()[0]


def test_readouts_of_one_row_do_not_meet_whatever_they_are_called() -> None:
    row = stage.readout_row(*(stage.Readout(f"{'W' * 24}{i}", lambda: 1.0, "bits") for i in range(2)))
    edges = [(part.get_left()[0], part.get_right()[0]) for part in row]
    assert stage.safe().left <= edges[0][0] < edges[0][1] < edges[1][0] < edges[1][1] <= stage.safe().right


def test_a_line_break_in_a_text_is_a_space() -> None:
    assert stage.Words("one\ntwo").advance == stage.Words("one two").advance


def test_words_stand_by_the_middle_of_their_capitals() -> None:
    plain, deep = stage.Words("HH").at(0, 1), stage.Words("Hy").at(0, 1)
    assert plain.get_center()[1] == pytest.approx(1, abs=0.01)
    assert deep.get_top()[1] == pytest.approx(plain.get_top()[1], abs=0.01)
    assert deep.get_bottom()[1] < plain.get_bottom()[1]


def test_formula_symbols_have_the_colours_of_what_they_mean() -> None:
    formula = stage.Formula("entropy(H(P, Q))")
    inks = {part.get_fill_color().to_hex() for part in formula.family_members_with_points()}
    assert inks == {stage.colour("entropy"), stage.colour("truth"), stage.colour("model")}


@pytest.mark.parametrize(
    ("value", "text"),
    [(1.75, "1.750"), (-0.5, "−0.500"), (-0.0001, "0.000"), (math.inf, "∞"), (-math.inf, "−∞")],
)
def test_numbers_are_written_as_the_film_shows_them(value: float, text: str) -> None:
    assert number_text(value, 3) == text


def test_digits_do_not_jitter() -> None:
    values = iter([1.111, 1.888, 1.407])
    current = next(values)
    readout = stage.Readout("H", lambda: current, "bits")
    lefts, rights = [], []
    for value in (current, *values):
        current = value
        readout.refresh()
        rights.append(readout.number.get_right()[0])
        lefts.append(readout.unit.get_left()[0] if readout.unit is not None else 0)
    assert readout.number.string == "1.407"
    assert max(rights) - min(rights) < 0.05
    assert len(set(lefts)) == 1


def test_every_text_colour_is_legible_on_ground_and_panel_of_its_theme() -> None:
    for name, inks in theme.THEMES.items():
        for role, ink in inks.items():
            if role not in ("ground", "panel", "line"):
                assert theme.contrast(ink, inks["ground"]) >= 4.5, (name, role)
                assert theme.contrast(ink, inks["panel"]) >= 4.5, (name, role)


def test_contrast_is_that_of_wcag() -> None:
    assert theme.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert theme.contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
