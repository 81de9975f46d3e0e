"""What a lecturer brings along: read as meant, or refused in one line that says where it is wrong."""

import json
import re
from pathlib import Path

import pytest

from scenes.errors import UserError
from scenes.tables import read_counts
from scenes.tokens import Token, read_tokens

COUNTS = [[1 / 8, 2 / 8], [0, 5 / 8]]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "given"


@pytest.mark.parametrize(
    ("text", "rows", "columns"),
    [
        ("1,2\n0,5\n", (), ()),
        ("\ufeff 1 , 2\r\n\r\n0,5.0\r\n", (), ()),
        ("sun,rain\n1,2\n0,5", (), ("sun", "rain")),
        ("cat,1,2\ndog,0,5", ("cat", "dog"), ()),
        (",sun,rain\ncat,1,2\ndog,0,5", ("cat", "dog"), ("sun", "rain")),
        ('animal,"sun, mild",rain\ncat,1,2\ndog,0,5', ("cat", "dog"), ("sun, mild", "rain")),
        (",50,60\n150,1,2\n160,0,5", ("150", "160"), ("50", "60")),
        ("größe,寒い\n1,2\n0,5", (), ("größe", "寒い")),
    ],
)
def test_counts_with_and_without_names(file: Path, text: str, rows: tuple[str, ...], columns: tuple[str, ...]) -> None:
    file.write_text(text, encoding="utf-8", newline="")
    counts = read_counts(file)
    assert (counts.rows, counts.columns, counts.joint.tolist()) == (rows, columns, COUNTS)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", ": has 0 × 0 counts; it needs 2 to 12 rows and columns"),
        ("1,2", ": has 1 × 2 counts; it needs 2 to 12 rows and columns"),
        ("1;2\n3;4", ": has 1 × 0 counts; it needs 2 to 12 rows and columns"),
        ("\n".join(["1," * 12 + "1"] * 2), ": has 2 × 13 counts; it needs 2 to 12 rows and columns"),
        ("1,2\n\n3", ", line 3: has 1 cells, but the first line has 2"),
        ("a,b\n1,2\n3,x5", ", line 3: 'x5' is not a count"),
        ("1,2\nx3,4\n5,6", ", line 2: 'x3' is not a count"),
        ("1,2\n3,", ", line 2: '' is not a count"),
        ("1,2\n3,-4", ", line 2: -4 is not a count (0 or more)"),
        ("1,2\n3,nan", ", line 2: nan is not a count (0 or more)"),
        ("1,2\n3,1e999", ", line 2: 1e999 is not a count (0 or more)"),
        ("0,0\n0,0", ": all counts are zero"),
        (",a,\nx,1,2\ny,3,4", ", line 1: has an empty name"),
        (f"{'a' * 30},b\n1,2\n3,4", f", line 1: '{'a' * 24}'... has 30 characters; at most 24 fit"),
        ("a\x07,b\n1,2\n3,4", ", line 1: 'a\\x07' has characters that cannot be shown"),
        ('1,"2\n3,4', ": not a CSV file: unexpected end of data"),
    ],
)
def test_counts_that_are_none(file: Path, text: str, complaint: str) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as error:
        read_counts(file)
    assert str(error.value) == f"{file}{complaint}"


def test_a_sentence(file: Path) -> None:
    file.write_text('[{"token": "The", "p": 0.25}, {"p": 1, "token": " cat"}]', encoding="utf-8")
    assert read_tokens(file) == (Token("The", 0.25), Token(" cat", 1.0))


GOOD = {"token": "The", "p": 0.2}


@pytest.mark.parametrize(
    ("entries", "complaint"),
    [
        ([GOOD], ": has 1 tokens; it needs 2 to 24"),
        ([GOOD] * 25, ": has 25 tokens; it needs 2 to 24"),
        (GOOD, ': must be a list such as [{"token": "The", "p": 0.2}, ...]'),
        ([GOOD, 3], ', entry 2: must be like {"token": "The", "p": 0.2}, got 3'),
        ([GOOD, {"token": "a"}], ', entry 2: must be like {"token": "The", "p": 0.2}, got {"token": "a"}'),
        ([GOOD, {"token": "", "p": 1}], ', entry 2: token = "" is not a text with something in it'),
        ([GOOD, {"token": 3, "p": 1}], ", entry 2: token = 3 is not a text with something in it"),
        ([GOOD, {"token": "a", "p": 0}], ", entry 2: p = 0 is not a probability above 0, at most 1"),
        ([GOOD, {"token": "a", "p": 1.5}], ", entry 2: p = 1.5 is not a probability above 0, at most 1"),
        ([GOOD, {"token": "a", "p": True}], ", entry 2: p = true is not a probability above 0, at most 1"),
        ([GOOD, {"token": "a", "p": "0.1"}], ', entry 2: p = "0.1" is not a probability above 0, at most 1'),
        ([GOOD, {"token": "a", "p": float("nan")}], ", entry 2: p = NaN is not a probability above 0, at most 1"),
        ([GOOD, {"token": "a" * 30, "p": 1}], f", entry 2: '{'a' * 24}'... has 30 characters; at most 24 fit"),
    ],
)
def test_sentences_that_are_none(file: Path, entries: object, complaint: str) -> None:
    file.write_text(json.dumps(entries), encoding="utf-8")
    with pytest.raises(UserError) as error:
        read_tokens(file)
    assert str(error.value) == f"{file}{complaint}"


def test_what_is_not_json_says_in_which_line(file: Path) -> None:
    file.write_text('[\n{"token": "The", "p": 0.2},\n]', encoding="utf-8")
    with pytest.raises(UserError, match=rf"^{re.escape(str(file))}, line \d: not JSON: [^\n]+$"):
        read_tokens(file)
    file.write_text("[" * 100_000, encoding="utf-8")
    with pytest.raises(UserError, match=rf"^{re.escape(str(file))}: not JSON that can be read: [^\n]+$"):
        read_tokens(file)


def test_files_that_cannot_be_read(file: Path) -> None:
    for read in (read_counts, read_tokens):
        with pytest.raises(UserError, match=r"given: cannot be read: No such file or directory$"):
            read(file)
        with pytest.raises(UserError, match=r"cannot be read: Is a directory$"):
            read(file.parent)
    file.write_bytes(b"\xff\xfe\x00")
    for read in (read_counts, read_tokens):
        with pytest.raises(UserError, match=r"given: is not a text in UTF-8$"):
            read(file)
