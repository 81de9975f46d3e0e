"""What a lecturer brings along: a table of counts (CSV), a sentence with its probabilities (JSON)."""

import csv
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .checks import FloatArray
from .dependence import joint_from_counts
from .errors import UserError

MOST_CATEGORIES = 12
LONGEST_TEXT = 24
FEWEST_TOKENS, MOST_TOKENS = 2, 24


@dataclass(frozen=True, eq=False)
class Counts:
    """A table of counts as a joint distribution, and what its rows and columns are called ((), if nothing)."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    joint: FloatArray


@dataclass(frozen=True)
class Token:
    """A piece of a sentence and the probability that a model gave it there."""

    text: str
    p: float


Line = tuple[int, list[str]]  # its number in the file, its cells


def read_counts(path: str | Path) -> Counts:
    """Return the joint distribution of a CSV file of counts, X along the rows and Y along the columns.

    A first line without a number names the columns, and a first column without one the rows; either may be missing.
    An empty first cell says that both are there, so that names may be numbers. Lines without anything are skipped.

    Parameters
    ----------
    path
        A UTF-8 file, with commas between the cells.

    Returns
    -------
    Counts
        2 to 12 rows and columns.

    Raises
    ------
    UserError
        In one line: the file, the line and what is wrong with it.
    """
    try:
        lines = list(_cells(_text(path)))
    except csv.Error as error:
        raise UserError(f"{path}: not a CSV file: {error}") from None
    for number, cells in lines:
        if len(cells) != len(lines[0][1]):
            raise UserError(f"{path}, line {number}: has {len(cells)} cells, but the first line has {len(lines[0][1])}")
    titled, named = _headings([cells for _, cells in lines])
    columns = tuple(_name(path, lines[0][0], cell) for cell in lines[0][1][named:]) if titled else ()
    body = lines[titled:]
    rows = tuple(_name(path, number, cells[0]) for number, cells in body if named)
    height, width = len(body), len(lines[0][1]) - named if lines else 0
    if not (2 <= height <= MOST_CATEGORIES and 2 <= width <= MOST_CATEGORIES):
        raise UserError(f"{path}: has {height} × {width} counts; it needs 2 to {MOST_CATEGORIES} rows and columns")
    counts = np.array([[_count(path, number, cell) for cell in cells[named:]] for number, cells in body])
    if not counts.any():
        raise UserError(f"{path}: all counts are zero")
    return Counts(rows, columns, joint_from_counts(counts))


def read_tokens(path: str | Path) -> tuple[Token, ...]:
    """Return a sentence with token probabilities from a JSON file: ``[{"token": "The", "p": 0.2}, ...]``.

    Parameters
    ----------
    path
        A UTF-8 file.

    Returns
    -------
    tuple of Token
        2 to 24.

    Raises
    ------
    UserError
        In one line: the file, the entry and what is wrong with it.
    """
    try:
        entries = json.loads(_text(path))
    except json.JSONDecodeError as error:
        raise UserError(f"{path}, line {error.lineno}: not JSON: {error.msg}") from None
    except (RecursionError, ValueError) as error:
        raise UserError(f"{path}: not JSON that can be read: {error}") from None
    if not isinstance(entries, list):
        raise UserError(f'{path}: must be a list such as [{{"token": "The", "p": 0.2}}, ...]')
    if not FEWEST_TOKENS <= len(entries) <= MOST_TOKENS:
        raise UserError(f"{path}: has {len(entries)} tokens; it needs {FEWEST_TOKENS} to {MOST_TOKENS}")
    return tuple(_token(entry, f"{path}, entry {number}") for number, entry in enumerate(entries, start=1))


def _text(path: str | Path) -> str:
    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UserError(f"{path}: is not a text in UTF-8") from None
    except OSError as error:
        raise UserError(f"{path}: cannot be read: {error.strerror or error}") from None


def _cells(text: str) -> Sequence[Line]:
    reader = csv.reader(text.splitlines(), strict=True)
    stripped = ((reader.line_num, [cell.strip() for cell in cells]) for cells in reader)
    return [(number, cells) for number, cells in stripped if any(cells)]


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _headings(table: Sequence[list[str]]) -> tuple[int, int]:
    """Return how many lines (0 or 1) name the columns, and how many columns the rows."""
    if len(table) < 2:
        return 0, 0
    if not table[0][0]:
        return 1, 1
    named = not any(_is_number(cells[0]) for cells in table[1:])
    titled = not any(_is_number(cell) for cell in table[0][named:])
    return int(titled), int(named)


def _name(path: str | Path, line: int, cell: str) -> str:
    if not cell:
        raise UserError(f"{path}, line {line}: has an empty name")
    _fits(cell, f"{path}, line {line}")
    return cell


def _fits(text: str, where: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise UserError(f"{where}: {text[:LONGEST_TEXT]!r}... has {len(text)} characters; at most {LONGEST_TEXT} fit")
    if not text.isprintable():
        raise UserError(f"{where}: {text!r} has characters that cannot be shown")


def _count(path: str | Path, line: int, cell: str) -> float:
    if not _is_number(cell):
        raise UserError(f"{path}, line {line}: {cell!r} is not a count")
    count = float(cell)
    if not 0 <= count < math.inf:
        raise UserError(f"{path}, line {line}: {cell} is not a count (0 or more)")
    return count


def _token(entry: object, where: str) -> Token:
    if not isinstance(entry, dict) or set(entry) != {"token", "p"}:
        raise UserError(f'{where}: must be like {{"token": "The", "p": 0.2}}, got {json.dumps(entry)[:60]}')
    text, p = entry["token"], entry["p"]
    if not isinstance(text, str) or not text.strip():
        raise UserError(f"{where}: token = {json.dumps(text)[:60]} is not a text with something in it")
    _fits(text, where)
    if isinstance(p, bool) or not isinstance(p, int | float) or not 0 < p <= 1:
        raise UserError(f"{where}: p = {json.dumps(p)[:60]} is not a probability above 0, at most 1")
    return Token(text, float(p))
