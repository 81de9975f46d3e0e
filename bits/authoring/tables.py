"""A table of counts that a lecturer brings along (CSV): which cells are names, which are totals, which are counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from bits.authoring.sheets import figures, is_figure, lines_of
from bits.authoring.texts import check_distinct, check_fits
from bits.authoring.totals import Table, without_totals
from bits.authoring.typed import plain
from bits.errors import UserError, quoted
from bits.files import read_text
from bits.notes import note
from bits.paths import named
from bits.theory.checks import FloatArray
from bits.theory.dependence import joint_from_counts

MOST_CATEGORIES = 12
LONGEST_NAME = 24
MOST_COUNTED = 1e15
"""A count up to which its sum with others is exact enough."""
_TO_NAME = "if the first line and column are names, leave the very first cell empty"


@dataclass(frozen=True, eq=False)
class Counts:
    """A table of counts as a joint distribution, and what its rows and columns are called ((), if nothing)."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    joint: FloatArray


def read_counts(path: str | Path) -> Counts:
    """Return the joint distribution of a CSV file of counts, X along the rows and Y along the columns.

    A first line without a number names the columns, and a first column without one the rows; either may be missing.
    An empty first cell says that both are there, so that names may be numbers. Lines without anything are skipped.
    How spreadsheets write is read too: semicolons, decimal commas, per cent signs, totals. Whatever may be meant
    otherwise is told in a note.

    Parameters
    ----------
    path
        A text file.

    Returns
    -------
    Counts
        2 to 12 rows and columns.

    Raises
    ------
    UserError
        In one line: the file, the line and what is wrong with it.
    """
    file = named(path)
    lines, delimiter, told = lines_of(read_text(path), file)
    if len(lines) > 1 and len(lines[0][1]) == 1:
        raise UserError(f"{file}: has one cell in each line; put commas between the cells")
    titled, first, guessed = _headings([cells for _, cells in lines])
    body = [(number, cells[first:]) for number, cells in lines[titled:]]
    _fits(len(body), len(lines[0][1]) - first if lines else 0, file, totals=2)
    columns = tuple(_name(file, lines[0][0], cell) for cell in lines[0][1][first:]) if titled else ()
    rows = tuple(_name(file, number, cells[0]) for number, cells in lines[titled:] if first)
    numbers, spelled = figures(body, delimiter == ",", file)
    for (number, cells), values in zip(body, numbers, strict=True):
        _check_counts(cells, values, f"{file}, line {number}")
    table, left_out = without_totals(Table(rows, columns, np.array(numbers)), file)
    height, width = table.counts.shape
    _fits(height, width, file)
    _check_names(table, file)
    if not table.counts.any():
        raise UserError(f"{file}: all counts are zero")
    if guessed or told or spelled or left_out:
        note(f"{file}: {'; '.join((_as_read(table), *told, *spelled, *left_out, *([_TO_NAME] if guessed else ())))}")
    return Counts(table.rows, table.columns, joint_from_counts(table.counts))


def _fits(height: int, width: int, file: str, totals: int = 0) -> None:
    most = MOST_CATEGORIES + totals
    if not (2 <= height <= most and 2 <= width <= most):
        raise UserError(f"{file}: has {height} × {width} counts; it needs 2 to {MOST_CATEGORIES} rows and columns")


def _headings(table: Sequence[list[str]]) -> tuple[int, int, bool]:
    """Return how many lines (0 or 1) name the columns, how many columns the rows, and whether that is a guess."""
    if len(table) < 2 or not table[0][0]:
        explicit = int(len(table) > 1)
        return explicit, explicit, False
    corner, across, down = table[0][0], table[0][1:], [cells[0] for cells in table[1:]]
    texts_across, texts_down = (not any(map(is_figure, names)) for names in (across, down))
    figures_across, figures_down = (all(map(is_figure, names)) for names in (across, down))
    if is_figure(corner) and figures_across and figures_down:
        both = _are_years(across) and _are_years(down)
        return int(both or _are_years([corner, *across])), int(both or _are_years([corner, *down])), True
    if texts_down:
        titled = texts_across or (not is_figure(corner) and figures_across and _are_steps(across))
        return int(titled), 1, not texts_across
    if is_figure(corner) or not figures_down:
        return int(texts_across and not is_figure(corner)), 0, False  # a cell is wrong: told with its line
    if texts_across:
        return 1, int(_are_steps(down)), True
    return int(figures_across), int(figures_across), figures_across


def _are_steps(names: Sequence[str]) -> bool:
    """Return whether numbers look like names: years, or three or more in even steps, such as ages or grades."""
    if not all(plain(name).isdigit() and len(name) < 10 for name in names):
        return False
    numbers = [int(plain(name)) for name in names]
    steps = {after - before for before, after in pairwise(numbers)}
    even = len(steps) == 1 and min(steps) > 0
    return even and (len(numbers) >= 3 or 1800 <= numbers[0] < numbers[-1] <= 2100)


def _are_years(names: Sequence[str]) -> bool:
    return _are_steps(names) and all(1800 <= int(plain(name)) <= 2100 for name in names)


def _name(file: str, line: int, cell: str) -> str:
    if not cell:
        raise UserError(f"{file}, line {line}: has an empty name")
    try:
        check_fits(cell, LONGEST_NAME)
    except ValueError as error:
        raise UserError(f"{file}, line {line}: {error}") from None
    return cell


def _check_counts(cells: Sequence[str], values: Sequence[float], where: str) -> None:
    for cell, value in zip(cells, values, strict=True):
        if not 0 <= value <= MOST_COUNTED:
            raise UserError(f"{where}: {quoted(cell)} is not a count (0 or more)")


def _check_names(table: Table, file: str) -> None:
    for names, kind in ((table.rows, "row"), (table.columns, "column")):
        try:
            check_distinct(names, kind)
        except ValueError as error:
            raise UserError(f"{file}: {error}") from None


def _as_read(table: Table) -> str:
    height, width = table.counts.shape
    parts = [
        f"{kind} {', '.join(names)}" if names else f"{kind} without names"
        for kind, names in (("rows", table.rows), ("columns", table.columns))
    ]
    return f"read as {height} × {width} counts; {'; '.join(parts)}"
