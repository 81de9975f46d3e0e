"""What is written is said right: numbers, units, signs, formulas, and what the lexicon knows."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bits.authoring.project import OWN
from bits.errors import UserError
from bits.speech.lexicon import Lexicon, lexicon_in
from bits.speech.script import Line, read

FILM = lexicon_in(OWN.narration)


def said(text: str, lexicon: Lexicon = FILM) -> str:
    words = text.split()
    return " ".join(lexicon.say(word, before) for before, word in zip(["", *words], words, strict=False))


def line(folder: Path, prose: str, lexicon: str = "", **facts: float | str) -> Line:
    (folder / "coins.md").write_text(f"# Coins\n\n## toss\n{prose}\n", encoding="utf-8")
    (folder / "lexicon.toml").write_text(lexicon, encoding="utf-8")
    return read("coins", folder).fill(facts).lines[-1]


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("2.58 bits,", "two point five eight bits,"),
        ("1 bit", "one bit"),
        ("0.3 bits.", "zero point three bits."),
        ("−0.5", "minus zero point five"),
        ("-12", "minus twelve"),
        ("+3.0", "plus three"),
        ("1/8", "one eighth"),
        ("3/4?", "three quarters?"),
        ("1/2", "one half"),
        ("5–10", "five to ten"),
        ("20-26", "twenty to twenty-six"),
        ("10–20%", "ten to twenty percent"),
        ("70%", "seventy percent"),
        ("2×", "two times"),
        ("1,000", "one thousand"),
        ("150,528", "one hundred and fifty thousand five hundred and twenty-eight"),
        ("in 1948, Shannon", "in nineteen forty-eight, Shannon"),
        ("since 2017", "since twenty seventeen"),
        ("of 2000 words", "of two thousand words"),
        ("1948 words", "one thousand nine hundred and forty-eight words"),
        ("the 3rd", "the third"),
        ("KL", "K L"),
        ("KL-regularized", "K L-regularized"),
        ("3-bit", "three-bit"),
        ("GPT-2", "G P T two"),
        ("ELBO:", "elbow:"),
        ("P(x)", "P of x"),
        ("(P(x))", "(P of x)"),
        ("H(P),", "H of P,"),
        ("log₂", "log base two"),
        ("β", "beta"),
        ("P = Q", "P equals Q"),
        ("a=b", "a equals b"),
        ("“KL”", "“K L”"),
        ("(1.5)", "(one point five)"),
        ("∞", "infinity"),
        ("don't", "don't"),
        ("state-of-the-art", "state-of-the-art"),
        ("x...", "x..."),
        ("—", "—"),
    ],
)
def test_how_it_is_said(written: str, spoken: str) -> None:
    assert said(written) == spoken


@given(st.decimals(-10_000, 10_000, places=3))
def test_a_spelled_number_has_no_sign_that_a_voice_may_read_its_own_way(number: float) -> None:
    spoken = said(f"{number + 0}".replace("-", "−"))
    assert re.fullmatch(r"[a-z -]+", spoken)
    assert spoken.startswith("minus") == (number < 0)


@given(st.integers(0, 999_999))
def test_a_whole_number_is_said_as_what_it_is(number: int) -> None:
    values = {
        word: i
        for i, word in enumerate(
            ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"]
        )
    }
    values |= {word: 12 + i for i, word in enumerate(["twelve", "thirteen", "fourteen", "fifteen", "sixteen"])}
    values |= {"seventeen": 17, "eighteen": 18, "nineteen": 19}
    tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
    values |= {word: 10 * i for i, word in enumerate(tens, 2)}
    total = part = 0
    for word in said(f"{number}").replace("-", " ").split():
        if word == "hundred":
            part *= 100
        elif word == "thousand":
            total, part = total + 1000 * part, 0
        elif word != "and":
            part += values[word]
    assert total + part == number


def test_the_captions_keep_what_is_written(tmp_path: Path) -> None:
    spoken = line(tmp_path, "KL is {x:.2f} bits. {x:.1f} of them.", 'words = { KL = "K L" }', x=0.5)
    assert spoken.shown == "KL is 0.50 bits. 0.5 of them."
    assert spoken.spoken == "K L is zero point five bits. Zero point five of them."


def test_a_unit_is_singular_for_one(tmp_path: Path) -> None:
    assert line(tmp_path, "It is {x:.2f} bits.", x=1.0).spoken == "It is one bit."
    assert line(tmp_path, "It is {x:.2f} bits.", x=0.3).spoken == "It is zero point three bits."
    assert line(tmp_path, "It is {x:.2f} bits.", x=math.inf).spoken == "It is infinitely many bits."


def test_another_language_keeps_its_digits(tmp_path: Path) -> None:
    german = Lexicon(language="de", words={"KL": "Ka El"})
    assert said("KL ist 0,5", german) == "Ka El ist 0,5"
    (tmp_path / "lexicon.toml").write_text('language = "de"\nwords = { KL = "Ka El" }', encoding="utf-8")
    assert said("KL", lexicon_in(tmp_path, "de-AT")) == "Ka El"
    assert said("KL", lexicon_in(tmp_path, "en")) == "KL"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("wrods = {}", "lexicon.toml: 'wrods'"),
        ("words = { KL = 2 }", "lexicon.toml: 'words.KL'"),
        ("words = {", "lexicon.toml"),
    ],
)
def test_a_bad_lexicon_is_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(UserError, match=re.escape(message).replace("'", ".?")) as error:
        line(tmp_path, "A coin.", text)
    assert "\n" not in str(error.value)
