"""The one reader for the text files that a user brings: tables, sentences, parameters, films."""

import codecs
import os
import re
import stat
import tomllib
from pathlib import Path
from typing import Any

from bits.errors import UserError, escaped, quoted
from bits.notes import note
from bits.paths import home, named

LARGEST = 1_000_000
"""Bytes of a file that is read: a lecture's tables and texts are far smaller."""
LONGEST_TOML = 300_000
"""Characters of a TOML file, which is read more slowly."""
DEEPEST = 20
"""How deep the tables and lists of a TOML file may nest."""

_BINARY = {
    b"PK\x03\x04": "a spreadsheet (or a zip archive), not a text: save the sheet as CSV",
    b"\xd0\xcf\x11\xe0": "a spreadsheet of an old Excel, not a text: save the sheet as CSV",
    b"SQLite": "a database, not a text: export the table as CSV",
    b"PAR1": "a Parquet file, not a text: export the table as CSV",
    b"%PDF": "a PDF, not a text",
}
"""How files begin that are easily taken for texts, and what to tell of them."""
_BOMS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_STEP = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')"""
_MANY_STEPS = re.compile(rf"(?<![\w-]){_STEP}(?:[ \t]*+\.[ \t]*+{_STEP}){{{DEEPEST}}}")
"""A dotted name that no table of ours has: the time that reading it takes grows with the square of its dots."""


def beside(file: Path, path: str) -> str:
    """Return a path that is written in a file: relative to that file, not to where the command runs."""
    return str(file.parent / home(path))


def read_text(path: str | Path) -> str:
    """Return a text file in UTF-8 or, with a note, in UTF-16 or Windows-1252; without its byte order mark.

    Raises
    ------
    UserError
        In one line: if the file is none, no regular file, too large, or no text.
    """
    data = _bytes(home(path), named(path))
    for start, what in _BINARY.items():
        if data.startswith(start):
            raise UserError(f"{named(path)}: is {what}")
    text = _decoded(data, named(path))
    if "\0" in text:
        raise UserError(f"{named(path)}: is not a text in UTF-8")
    return text.replace("\r\n", "\n")


def read_toml(path: str | Path) -> dict[str, Any]:
    """Return the tables of a TOML file.

    Raises
    ------
    UserError
        If the file cannot be read or is not TOML, or nests deeper than any film or table of parameters.
    """
    text = read_text(path)
    if len(text) > LONGEST_TOML:
        raise UserError(f"{named(path)}: is not TOML for a film: it has more than {LONGEST_TOML} characters")
    if chain := _MANY_STEPS.search(text):
        line = text.count("\n", 0, chain.start()) + 1
        raise UserError(f"{named(path)}, line {line}: is not TOML for a film: {quoted(chain[0])} has too many dots")
    try:
        tables = tomllib.loads(text)
    except RecursionError:
        raise UserError(f"{named(path)}: is not TOML for a film: it nests too deep") from None
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"{named(path)}: is not TOML: {escaped(str(error))[:200]}") from None
    except ValueError:  # of Python itself, which reads no number of thousands of digits
        raise UserError(f"{named(path)}: is not TOML for a film: a number has too many digits") from None
    _check_values(tables, named(path))
    return tables


def _bytes(path: Path, name: str) -> bytes:
    try:
        # Not to wait for a writer, if it is a pipe: then it is refused.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb") as file:
            mode = os.fstat(handle).st_mode
            if stat.S_ISDIR(mode):
                raise IsADirectoryError
            if not stat.S_ISREG(mode):
                raise UserError(f"{name}: cannot be read: is a device or a pipe, no file")
            data = file.read(LARGEST + 1)
    except IsADirectoryError:
        raise UserError(f"{name}: cannot be read: Is a directory") from None
    except OSError as error:
        raise UserError(f"{name}: cannot be read: {error.strerror or error}") from None
    except ValueError as error:
        if isinstance(error, UserError):
            raise
        raise UserError(f"{name}: cannot be read: no path has such characters") from None  # NUL, lone surrogates
    if len(data) > LARGEST:
        raise UserError(f"{name}: is larger than {LARGEST // 1_000_000} MB, which no table or text of a lecture is")
    return data


def _decoded(data: bytes, name: str) -> str:
    encoding = next((encoding for bom, encoding in _BOMS.items() if data.startswith(bom)), None)
    try:
        if encoding and encoding != "utf-8":
            text = data[2:].decode(encoding)
            note(f"{name}: read as UTF-16")
            return text
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if encoding or b"\0" in data:
        raise UserError(f"{name}: is not a text in UTF-8")
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise UserError(f"{name}: is not a text in UTF-8") from None
    word = next((word for word in re.findall(r"\w+", text) if not word.isascii()), "")
    sample = f", for instance {quoted(word)}" if word else ""
    note(f"{name}: is not UTF-8; read as Windows-1252{sample}: if that is wrong, save it as UTF-8")
    return text


def _check_values(tables: dict[str, Any], name: str) -> None:
    """Refuse what nests too deep, and whole numbers above 64 bits, as TOML itself does."""
    level: list[Any] = [tables]
    for _ in range(DEEPEST):
        if any(isinstance(value, int) and abs(value) >= 2**63 for value in level):
            raise UserError(f"{name}: is not TOML for a film: a number has too many digits")
        level = [
            item
            for value in level
            if isinstance(value, dict | list)
            for item in (value.values() if isinstance(value, dict) else value)
        ]
    if level:
        raise UserError(f"{name}: is not TOML for a film: it nests more than {DEEPEST} deep")
