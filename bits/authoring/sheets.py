"""Tables as spreadsheets write them: cells between commas, semicolons or tabs, and figures in many spellings."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bits.authoring.typed import plain
from bits.errors import UserError, quoted

Line = tuple[int, list[str]]  # its number in the file, its cells

MOST_LINES = 1000
"""Lines of a table that are looked at; spreadsheets may have many empty ones."""
_DELIMITERS = {"\t": "tabs", ";": "semicolons", ",": "commas"}
_SPACES = re.compile(r"(?<=\d)[\s_'’](?=\d{3}(?!\d))")
"""What parts thousands and can mean nothing else."""
_FIGURE = re.compile(r"[+-]?(?:\d[\d.,]*|[.,]\d+)(?:[eE][+-]?\d{1,3})?")
_NO_FIGURES = frozenset(("nan", "inf", "-inf", "infinity"))


@dataclass(frozen=True)
class Spelling:
    """How the figures of a table are written.

    Attributes
    ----------
    decimal, grouping
        The marks before the decimals and between thousands ("" if there are none).
    """

    decimal: str
    grouping: str


def lines_of(text: str, name: str) -> tuple[list[Line], str, list[str]]:
    """Return the lines of a table that are not empty, all of the same length, their delimiter, and what is to be told.

    Raises
    ------
    UserError
        If the lines are no table; `name` says of which file.
    """
    if text.count("\n") > MOST_LINES:
        raise UserError(f"{name}: has more than {MOST_LINES} lines; a table of counts has a line for each category")
    first, _, rest = text.partition("\n")
    stated = first.strip()[4] if re.fullmatch(r"sep=[,;|]", first.strip(), re.IGNORECASE) else ""
    body = f"\n{rest}" if stated else text
    delimiter = stated or _delimiter(body)
    lines, told = _parsed(body, delimiter, name), []
    if delimiter != ",":
        told.append(f"{_DELIMITERS.get(delimiter, quoted(delimiter))} between the cells")
    left = min((_leading(cells) for _, cells in lines), default=0)
    right = max((_length(cells) for _, cells in lines), default=0)
    if any(len(cells) > right for _, cells in lines) or left:
        told.append("without its empty columns")
        lines = [(number, cells[left:right]) for number, cells in lines]
    for number, cells in lines:
        if len(cells) != len(lines[0][1]):
            raise UserError(f"{name}, line {number}: has {len(cells)} cells, but the first line has {len(lines[0][1])}")
    return lines, delimiter, told


def is_figure(cell: str) -> bool:
    """Return whether a cell holds a number, however it is spelled."""
    cell = _core(cell)
    return bool(_FIGURE.fullmatch(cell)) or cell.lower() in _NO_FIGURES


def figures(lines: Sequence[Line], delimiter_is_comma: bool, name: str) -> tuple[list[list[float]], list[str]]:
    """Return the numbers of a table's body, and what is to be told about their spelling.

    Raises
    ------
    UserError
        If a cell is no number, or may be two.
    """
    for number, cells in lines:
        for cell in cells:
            if not cell:
                raise UserError(f"{name}, line {number}: has an empty cell; write 0 if nothing was counted")
            if not _FIGURE.fullmatch(_core(cell)):
                raise UserError(f"{name}, line {number}: {quoted(cell)} is not a count")
    every = [cell for _, cells in lines for cell in cells]
    spelling = _spelling([_core(cell) for cell in every], delimiter_is_comma, name)
    told = _told(every, spelling)
    shares = sum("%" in plain(cell) for cell in every)
    if 0 < shares < len(every):
        number, cell = next((n, cell) for n, cells in lines for cell in cells if "%" not in plain(cell))
        raise UserError(f"{name}, line {number}: {quoted(cell)} has no per cent sign, but others have")
    return [[_value(cell, spelling, f"{name}, line {number}") for cell in cells] for number, cells in lines], told


def _delimiter(text: str) -> str:
    """Return the delimiter under which all lines are equally long; else one that the first line has."""
    for delimiter in _DELIMITERS:
        try:
            lengths = {_length(cells) for cells in _cells(text, delimiter) if any(cells)}
        except csv.Error:
            continue
        if len(lengths) == 1 and lengths != {1}:
            return delimiter
    first = next((line for line in text.splitlines() if line.strip()), "")
    return next((delimiter for delimiter in (",", "\t", ";") if delimiter in first), ",")


def _cells(text: str, delimiter: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    return [[cell.strip() for cell in cells] for cells in reader]


def _parsed(text: str, delimiter: str, name: str) -> list[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        stripped = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader]
    except csv.Error as error:
        raise UserError(f"{name}: not a CSV file: {error}") from None
    return [(number, cells) for number, cells in stripped if any(cells)]


def _length(cells: Sequence[str]) -> int:
    return max((place for place, cell in enumerate(cells, start=1) if cell), default=0)


def _leading(cells: Sequence[str]) -> int:
    return next((place for place, cell in enumerate(cells) if cell), len(cells))


def _core(cell: str) -> str:
    """Return a figure without what can be left out: the per cent sign, and marks that only part thousands."""
    return _SPACES.sub("", plain(cell).removesuffix("%").rstrip())


def _spelling(cores: Sequence[str], delimiter_is_comma: bool, name: str) -> Spelling:
    """Return what points and commas mean in the figures of a table: all cells together tell."""
    means: dict[str, str] = {}
    for mark, other in (",.", ".,"):
        having = [core for core in cores if mark in core]
        roles = {role for core in having if (role := _role(core, mark, other))}
        if len(roles) > 1:
            raise UserError(f"{name}: {quoted(mark)} stands before decimals and between thousands; write plain numbers")
        if roles:
            means[mark] = roles.pop()
        elif having:
            means[mark] = f"? {having[0]}"
    for mark, other in (",.", ".,"):
        doubt = means.get(mark, "").startswith("?")
        if doubt and means.get(other) in ("decimal", "grouping"):
            means[mark] = "grouping" if means[other] == "decimal" else "decimal"
        elif doubt and delimiter_is_comma:
            means[mark] = "grouping" if mark == "," else "decimal"
        elif doubt:
            cell = means[mark].removeprefix("? ")
            joined, split = cell.replace(mark, ""), cell.replace(mark, ".")
            raise UserError(f"{name}: {quoted(cell)} may be {joined} or {split}; write numbers without {quoted(mark)}")
    if len(means) > len(set(means.values())):
        raise UserError(f"{name}: both commas and points stand before decimals; write plain numbers")
    marks = {role: mark for mark, role in means.items()}
    return Spelling(marks.get("decimal", "."), marks.get("grouping", ""))


def _role(core: str, mark: str, other: str) -> str:
    """Return what a mark is in one figure: ``decimal`` or ``grouping``, or nothing if it may be both."""
    if other in core:
        return "decimal" if core.rindex(mark) > core.rindex(other) else "grouping"
    if core.count(mark) > 1:
        return "grouping"
    return "" if re.fullmatch(rf"[+-]?[1-9]\d{{0,2}}{re.escape(mark)}\d{{3}}", core) else "decimal"


def _value(cell: str, spelling: Spelling, where: str) -> float:
    core = _core(cell)
    if spelling.grouping:
        whole = core.partition(spelling.decimal)[0].lstrip("+-")
        groups = whole.split(spelling.grouping)
        if len(groups) > 1 and not (1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])):
            raise UserError(f"{where}: {quoted(cell)} is not a count")
        core = core.replace(spelling.grouping, "")
    try:
        return float(core.replace(spelling.decimal, "."))
    except ValueError:
        raise UserError(f"{where}: {quoted(cell)} is not a count") from None


def _told(cells: Sequence[str], spelling: Spelling) -> list[str]:
    told = []
    if spelling.decimal == "," and any("," in cell for cell in map(plain, cells)):
        told.append("decimal commas")
    if spelling.grouping or any(_SPACES.search(plain(cell)) for cell in cells):
        told.append("marks between thousands left out")
    if any("%" in plain(cell) for cell in cells):
        told.append("per cent signs left out")
    if not all(cell.isascii() for cell in map(_ungrouped, cells)):
        told.append("digits of other scripts")
    return told


def _ungrouped(cell: str) -> str:
    return _SPACES.sub("", cell)
