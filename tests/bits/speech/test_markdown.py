"""Comments and emphasis are neither seen nor heard, and what cannot be said is refused with its line."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bits.errors import UserError
from bits.speech.script import Line, read


def fill(folder: Path, text: str, **facts: float | str) -> Line:
    path = folder / "coins.md"
    path.write_bytes(text.encode())
    return read("coins", path.parent).fill(facts).lines[-1]


def line(folder: Path, prose: str, **facts: float | str) -> Line:
    return fill(folder, f"# Coins\n\n## toss\n{prose}\n", **facts)


@pytest.mark.parametrize(
    ("prose", "said"),
    [
        ("A **fair** coin", "A fair coin"),
        ("A *fair* and _true_ coin", "A fair and true coin"),
        ("***All*** __of__ `it`", "All of it"),
        ("**{h:.2f} bits**, *[[up]]up*.", "One point seven five bits, up."),
        ("[**H(P)**](say: *H* of P)", "H of P"),
        ("Over\n**two\nlines**.", "Over two lines."),
        ("*A _nested_ one*, (*so*)", "A nested one, (so)"),
        ("`a_b` and `2 * 3`", "a_b and two * three"),
        ("3 * 4 and 2*3*4", "Three * four and two*three*four"),
        ("a_name_of_words and {h:.0f}*{h:.0f}*{h:.0f}", "a_name_of_words and two*two*two"),
        ("{_h} and {_h_}", "One and two"),
        ("a star * alone, a note*", "a star * alone, a note*"),
        (r"\*not so\*", "*not so*"),
        ("A <!-- **not** {me} [[nor --> coin<!---->.", "A coin."),
        ("A <!-- 1\n\n2\n## none\n--> coin.", "A coin."),
        ("x < 3, y > 4", "x less than three, y more than four"),
        ("A\u00a0coin\u202fof {h:.2f}\u00a0bits", "A coin of one point seven five bits"),
        ("\ufeffA coin", "A coin"),
        ("A\r\ncoin\r\n\r\nor two", "A coin or two"),
    ],
)
def test_marks_are_not_said(tmp_path: Path, prose: str, said: str) -> None:
    assert line(tmp_path, prose, h=1.75, _h=1, _h_=2).spoken == said


def test_emphasis_leaves_captions_and_cues_where_they_are(tmp_path: Path) -> None:
    plain = line(tmp_path, "A coin, [[up]]heads or [[down]]tails.")
    assert line(tmp_path, "A **coin**, [[up]]*heads* or *[[down]]tails*.<!-- so -->") == plain


def test_a_title_is_freed_of_its_marks_and_a_heading_may_be_indented(tmp_path: Path) -> None:
    path = tmp_path / "coins.md"
    path.write_text("\ufeff# **Fair** coins <!-- for now -->\n\n  ## toss\nA coin.", encoding="utf-8")
    assert (read("coins", path.parent).title, read("coins", path.parent).beats) == ("Fair coins", ("toss",))


@pytest.mark.parametrize(
    ("prose", "at", "message"),
    [
        ("A coin.\n<!-- one\ntwo", 5, "a comment begins with '<!--' but has no end '-->'"),
        ("<!-- one\ntwo -->\nA {h coin", 6, "bad placeholder {h"),
        ("A\n**coin", 5, "'**' has no counterpart"),
        ("A **coin\n\nor** two", 4, "'**' has no counterpart"),
        ("A `coin", 4, "'`' has no counterpart"),
        ("A coin:\n- heads", 5, "'- heads' is a list"),
        ("\n1. heads", 5, "'1. heads' is a list"),
        ("* heads", 4, "is a list"),
        ("> A coin", 4, "is a quotation"),
        ("A coin\n---\nor two", 5, "'---' is a line across the page"),
        ("| a | b |", 4, "is a table"),
        ("```\ncode\n```", 4, "is a block of code"),
        ("See [this](https://example.org).", 4, "'[this](https://example.org)' is a link"),
        ("See ![this](coin.png).", 4, "'![this](coin.png)' is a link"),
        ("See <https://example.org>.", 4, "is a link"),
        ("A <b>coin</b>.", 4, "'<b>' is an HTML tag"),
        ("### sub", 4, "not '### sub'"),
        ("A\ncoin\x00", 5, r"a control character '\x00'"),
        ("A\x1b[2Jcoin", 4, r"a control character '\x1b'"),
        ("A\x85coin", 4, r"a control character '\x85'"),
        ("A\u2028coin", 4, r"a control character '\u2028'"),
    ],
)
def test_what_cannot_be_said_is_named_with_its_line(tmp_path: Path, prose: str, at: int, message: str) -> None:
    with pytest.raises(UserError) as error:
        line(tmp_path, prose)
    assert str(error.value).startswith(f"{tmp_path.name}/coins.md:{at}: ")
    assert message in str(error.value)
    assert str(error.value).isprintable()


def test_a_line_that_begins_with_a_number_is_no_list(tmp_path: Path) -> None:
    assert line(tmp_path, "It was in\n1948. Then").spoken == "It was in nineteen forty-eight. Then"


words = st.lists(st.text(st.characters(categories=["L"]), min_size=1, max_size=6), min_size=1, max_size=8)
marks = st.sampled_from(["", "*", "**", "_", "__", "***", "`"])


@given(words, st.data())
def test_words_are_the_same_with_and_without_marks(
    tmp_path_factory: pytest.TempPathFactory, plain: list[str], data: st.DataObject
) -> None:
    gap = st.sampled_from([" ", "\n", " <!-- no\n\nword -->\n"])
    marked = [f"{mark}{word}{mark}" for word in plain if (mark := data.draw(marks)) is not None]
    prose = "".join(word + data.draw(gap) for word in marked)
    assert line(tmp_path_factory.getbasetemp(), prose).spoken == " ".join(plain)


@given(st.text("ab*_`{}[]<>!-#.|\\ \n1", max_size=30))
def test_any_text_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, prose: str) -> None:
    with suppress(UserError):
        line(tmp_path_factory.getbasetemp(), prose, a=1, b=2)
