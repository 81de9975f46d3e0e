"""What a lecturer brings along: read as meant, or refused in one line that says where it is wrong."""

import codecs
import json
import math
import os
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bits import notes
from bits.authoring.tables import read_counts
from bits.errors import UserError
from bits.files import LARGEST, read_text, read_toml
from bits.paths import named
from scenes.modern_ai.tokens import Token, read_tokens

COUNTS = [[1 / 8, 2 / 8], [0, 5 / 8]]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    notes._said.clear()
    return tmp_path / "given"


def refusal(read: object, file: Path) -> str:
    """Return the line that a file is refused with, without its name."""
    assert callable(read)
    with pytest.raises(UserError) as error:
        read(file)
    line = str(error.value)
    assert line.isprintable()
    assert line.startswith(named(file))
    return line.removeprefix(named(file))


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
        ("1 2\n3 4", ": has one cell in each line; put commas between the cells"),
        ("\n".join(["1," * 12 + "1"] * 2), ": has 2 × 13 counts; it needs 2 to 12 rows and columns"),
        ("1,2\n\n3", ", line 3: has 1 cells, but the first line has 2"),
        ("a,b\n1,2\n3,x5", ", line 3: 'x5' is not a count"),
        ("1,2\nx3,4\n5,6", ", line 2: 'x3' is not a count"),
        ("1,2\n3,", ", line 2: has an empty cell; write 0 if nothing was counted"),
        ("1,2\n3,-4", ", line 2: '-4' is not a count (0 or more)"),
        ("1,2\n3,nan", ", line 2: 'nan' is not a count"),
        ("1,2\n3,1e999", ", line 2: '1e999' is not a count (0 or more)"),
        ("0,0\n0,0", ": all counts are zero"),
        (",a,\nx,1,2\ny,3,4", ", line 1: has an empty name"),
        (f"{'a' * 30},b\n1,2\n3,4", f", line 1: '{'a' * 30}' has 30 characters; at most 24 fit"),
        ("a\x07,b\n1,2\n3,4", ", line 1: 'a\\x07' has the character '\\x07', which cannot be shown; leave it out"),
        ('1,"2\n3,4', ": not a CSV file: unexpected end of data"),
    ],
)
def test_counts_that_are_none(file: Path, text: str, complaint: str) -> None:
    file.write_text(text, encoding="utf-8")
    assert refusal(read_counts, file) == complaint


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
        ([GOOD, {"token": "a" * 30, "p": 1}], f", entry 2: '{'a' * 30}' has 30 characters; at most 24 fit"),
    ],
)
def test_sentences_that_are_none(file: Path, entries: object, complaint: str) -> None:
    file.write_text(json.dumps(entries), encoding="utf-8")
    assert refusal(read_tokens, file) == complaint


def test_what_is_not_json_says_in_which_line(file: Path) -> None:
    file.write_text('[\n{"token": "The", "p": 0.2},\n]', encoding="utf-8")
    assert re.fullmatch(r", line \d: not JSON: [^\n]+", refusal(read_tokens, file))
    for text in ("[" * 100_000, "9" * 5000):
        file.write_text(text, encoding="utf-8")
        assert re.fullmatch(r": not JSON that can be read: [^\n]+", refusal(read_tokens, file))


READERS = (read_counts, read_tokens, read_toml)


@pytest.mark.parametrize("read", READERS)
def test_files_that_cannot_be_read(file: Path, read: object) -> None:
    assert refusal(read, file) == ": cannot be read: No such file or directory"
    assert refusal(read, file.parent) == ": cannot be read: Is a directory"
    assert "no path" in refusal(read, Path("a\0b"))
    assert refusal(read, Path("~nobody-of-this-name/x")) == ": there is no home of that name; write the folder out"
    file.write_bytes(b"\xff\xfe\x00")
    assert refusal(read, file) == ": is not a text in UTF-8"
    file.write_bytes(b"PK\x03\x04 a workbook")
    assert refusal(read, file) == ": is a spreadsheet (or a zip archive), not a text: save the sheet as CSV"


@pytest.mark.parametrize("read", READERS)
def test_what_has_no_end_is_no_file(file: Path, read: object) -> None:
    os.mkfifo(file)
    for endless in (file, Path("/dev/zero")):
        assert refusal(read, endless) == ": cannot be read: is a device or a pipe, no file"
    file.unlink()
    with file.open("wb") as large:
        large.truncate(LARGEST + 1)
    assert refusal(read, file) == ": is larger than 1 MB, which no table or text of a lecture is"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (codecs.BOM_UTF8 + "größe".encode(), ""),
        (codecs.BOM_UTF16_LE + "größe".encode("utf-16-le"), "read as UTF-16"),
        (codecs.BOM_UTF16_BE + "größe".encode("utf-16-be"), "read as UTF-16"),
        ("größe".encode("cp1252"), "read as Windows-1252, for instance 'größe'"),
    ],
)
def test_texts_in_other_encodings_are_read_with_a_note(
    file: Path, capsys: pytest.CaptureFixture[str], data: bytes, told: str
) -> None:
    file.write_bytes(data)
    assert read_text(file) == read_text(file) == "größe"
    said = capsys.readouterr().err
    assert told in said
    assert len(said.splitlines()) == bool(told)


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "[" * 2000 + "]" * 2000,
        "a." * 5000 + "b = 1",
        "x = " + "9" * 5000,
        "x = 0x" + "f" * 9000,
        "#" * 300_001,
        "[",
    ],
)
def test_toml_that_is_none(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    assert "is not TOML" in refusal(read_toml, file)


NAMED = (("cat", "dog"), ("sun", "rain"))


@pytest.mark.parametrize(
    ("text", "names", "told"),
    [
        ("1;2\n0;5", ((), ()), "semicolons between the cells"),
        ("sep=;\n1;2\n0;5", ((), ()), "semicolons between the cells"),
        ("\tsun\train\ncat\t1\t2\ndog\t0\t5", NAMED, "tabs between the cells"),
        ("0,1;0,2\n0;0,5", ((), ()), "decimal commas"),
        ("1.000,0;2.000,0\n0;5.000,0", ((), ()), "marks between thousands"),
        ('"1,000",2000\n0,"5,000"', ((), ()), "marks between thousands"),
        ("1 000,2 000\n0,5 000", ((), ()), "marks between thousands"),
        ("1_000,2_000\n0,5_000", ((), ()), "marks between thousands"),
        ("１,２\n０,５", ((), ()), "digits of other scripts"),
        ("20%,40%\n0%,100%", ((), ()), "per cent signs"),
        ("1,2,\n0,5,\n,,\n", ((), ()), "without its empty columns"),
        (",sun,rain,total\ncat,1,2,3\ndog,0,5,5\nTotal,1,7,8", NAMED, "the row of totals, Total, left out"),
        (",sun,rain\ncat,1,2\ndog,0,5\nall,1,7", NAMED, "the row of totals, all, left out"),
        ("1,2,3\n0,5,5\n1,7,8", ((), ()), "the column of totals left out"),
        ("kind,2020,2021\ncat,1,2\ndog,0,5", (("cat", "dog"), ("2020", "2021")), "columns 2020, 2021"),
        ("year,sun,rain\n2020,1,2\n2021,0,5", (("2020", "2021"), ("sun", "rain")), "rows 2020, 2021"),
        ("x,50,60\n150,1,2\n160,0,5", (("150", "160"), ("50", "60")), "rows 150, 160"),
        ("2020,2021\n1,2\n0,5", ((), ("2020", "2021")), "columns 2020, 2021"),
        ("1,2\n0,5", ((), ()), "rows without names; columns without names"),
    ],
)
def test_tables_as_spreadsheets_write_them_are_read_with_a_note(
    file: Path, capsys: pytest.CaptureFixture[str], text: str, names: tuple[tuple[str, ...], ...], told: str
) -> None:
    file.write_text(text, encoding="utf-8")
    counts = read_counts(file)
    assert (counts.rows, counts.columns) == names
    assert counts.joint.tolist() == COUNTS
    said = capsys.readouterr().err
    assert said.startswith(f"note: {named(file)}: read as 2 × 2 counts; ")
    assert told in said
    assert len(said.splitlines()) == 1


def test_a_table_with_names_on_both_sides_needs_no_note(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for text in (",sun,rain\ncat,1,2\ndog,0,5", ",50,60\n150,1,2\n160,0,5", "kind,sun,rain\ncat,1,2\ndog,0,5"):
        file.write_text(text, encoding="utf-8")
        read_counts(file)
    assert capsys.readouterr().err == ""


def test_years_and_even_steps_are_names(file: Path) -> None:
    file.write_text("age,cat,dog\n10,1,2\n20,3,4\n30,5,7")
    assert read_counts(file).rows == ("10", "20", "30")
    file.write_text("bird,cat,dog\n10,1,2\n25,3,4\n30,5,7")
    assert read_counts(file).rows == ()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("1.234;2.345\n3.456;4.567", ": '1.234' may be 1234 or 1.234; write numbers without '.'"),
        ("1,5;2,345\n1.5;3", ": both commas and points stand before decimals; write plain numbers"),
        ("1.234.567;1.5\n3;4", ": '.' stands before decimals and between thousands; write plain numbers"),
        ("20%,40\n0%,100%", ", line 1: '40' has no per cent sign, but others have"),
        (",a,b\nc,1,2\nd,3,4\nsum,4,7", ": the row 'sum' is not the sum of the others: remove it, or rename it"),
        (
            "1,2\n3,4\n4,6",
            ": the last row is the sum of the others; remove it if it is a total, or name the rows if it is not",
        ),
        (",a,a\nc,1,2\nd,3,4", ": column 1 and column 2 are both 'a': tell them apart"),
        (",e\u0301,é\nc,1,2\nd,3,4", ": column 1 and column 2 are both 'é': tell them apart"),
        ("1,2\n" * 2000, ": has more than 1000 lines; a table of counts has a line for each category"),
    ],
)
def test_tables_that_may_mean_two_things_are_refused(file: Path, text: str, complaint: str) -> None:
    file.write_text(text, encoding="utf-8")
    assert refusal(read_counts, file) == complaint


def test_a_category_called_all_stays_where_it_is_no_total(file: Path) -> None:
    file.write_text(",a,b\nall,1,2\nsome,3,4\nnone,5,0")
    assert read_counts(file).rows == ("all", "some", "none")


counts = st.lists(st.lists(st.integers(1, 999), min_size=3, max_size=3), min_size=3, max_size=11)


@given(counts, st.sampled_from(["plain", "semicolons", "tabs", "quoted", "totals", "per cent", "utf-16"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_same_counts_are_read_however_they_are_written(file: Path, table: list[list[int]], form: str) -> None:
    totals = [*([*row, sum(row)] for row in table), [sum(column) for column in zip(*table, strict=True)]]
    totals[-1].append(sum(totals[-1]))
    written = totals if form == "totals" else table
    names = [f"row {number}" for number in range(len(table))] + ["total"]
    mark = {"semicolons": ";", "tabs": "\t"}.get(form, ",")
    cell = {"quoted": '"{}"', "per cent": "{} %"}.get(form, "{}")
    head = mark.join(["", "x", "y", "z", *(["Sum"] if form == "totals" else [])])
    lines = [head, *(mark.join([name, *map(cell.format, row)]) for name, row in zip(names, written, strict=False))]
    file.write_bytes("\r\n".join(lines).encode("utf-16" if form == "utf-16" else "utf-8"))
    joint = read_counts(file).joint
    total = sum(map(sum, table))
    assert joint.tolist() == [[pytest.approx(count / total, abs=1e-15) for count in row] for row in table]


@given(st.binary(max_size=60) | st.text(st.sampled_from('12,;\t\n."%ab[]{}:x= '), max_size=60).map(str.encode))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_stands_in_a_file_is_read_or_refused_in_one_line(file: Path, data: bytes) -> None:
    file.write_bytes(data)
    for read in READERS:
        line = ""
        try:
            read(file)
        except UserError as error:
            line = str(error)
        assert line == "" or line.isprintable()
        assert len(line) < 400


def test_json_lines_and_marks_of_tokenizers_are_told(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text('{"token": "The", "p": 0.5}\n{"token": "▁cat", "p": 0.25}\n', encoding="utf-8")
    assert read_tokens(file) == (Token("The", 0.5), Token(" cat", 0.25))
    assert [line.removeprefix(f"note: {named(file)}: ") for line in capsys.readouterr().err.splitlines()] == [
        "read as JSON Lines, an entry in each line",
        "the tokenizer's mark ▁ is read as a space",
    ]


def test_a_letter_that_tokenizers_use_too_stays_a_letter(file: Path) -> None:
    file.write_text('[{"token": "Ġorġ", "p": 0.5}, {"token": "hawn", "p": 0.25}]', encoding="utf-8")
    assert read_tokens(file)[0].text == "Ġorġ"


def test_logarithms_are_told_or_taken_by_their_name(file: Path) -> None:
    file.write_text('[{"token": "a", "p": -0.5}, {"token": "b", "p": -2}]')
    assert 'call it "logprob"' in refusal(read_tokens, file)
    file.write_text('[{"token": "a", "logprob": -0.5}, {"token": "b", "logprob": 0}]')
    assert [token.p for token in read_tokens(file)] == [math.exp(-0.5), 1]
    file.write_text('[{"token": "a", "logprob": 0.5}, {"token": "b", "logprob": 0}]')
    assert refusal(read_tokens, file).startswith(", entry 1: logprob = 0.5 is not the logarithm of a probability")


def test_a_key_given_twice_is_refused(file: Path) -> None:
    file.write_text('[{"token": "a", "p": 1}, {"token": "b", "p": 0.5, "p": 0.1}]')
    assert refusal(read_tokens, file) == ", entry 2: has 'p' twice; leave one out"
