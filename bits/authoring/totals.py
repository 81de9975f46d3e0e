"""Totals in a table from a spreadsheet: they are no categories, and are left out."""

from dataclasses import dataclass

import numpy as np

from bits.errors import UserError, quoted
from bits.theory.checks import FloatArray

_SURE = frozenset(
    (
        *("total", "totals", "subtotal", "grand total", "row total", "column total", "sum", "sums", "σ", "∑"),
        *("gesamt", "summe", "insgesamt", "gesamtsumme", "totale", "somme", "total général", "totales", "suma"),
        *("summa", "totalt", "totaal", "razem", "toplam", "yhteensä", "итого", "всего", "сумма"),
        *("合計", "合计", "总计", "總計", "小計", "합계", "총계", "المجموع"),
    )
)
"""What a total is called; a row or column of this name that is none is a mistake."""
_PERHAPS = frozenset(("all", "both", "overall", "any", "n", "alle", "tous", "todos", "tutti", "marginal", "margin"))
"""What a total may be called, but a category too: the numbers tell."""
_ROUNDED = 0.02
"""How far a total may be from the sum of figures that were rounded, as a share of it."""


@dataclass(frozen=True, eq=False)
class Table:
    """Counts, and the names of rows and columns ((), if there are none)."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: FloatArray


def without_totals(table: Table, file: str) -> tuple[Table, list[str]]:
    """Return a table without its rows and columns of totals, and what is to be told about them.

    Raises
    ------
    UserError
        If something is called a total but is none, or if it cannot be told whether it is one.
    """
    found = {axis: _called(table, axis, file) for axis in (0, 1)}
    last = {axis: _is_sum(table, axis, table.counts.shape[axis] - 1) for axis in (0, 1)}
    told = []
    for axis, kind in ((0, "row"), (1, "column")):
        place, other = table.counts.shape[axis] - 1, 1 - axis
        names = (table.rows, table.columns)[axis]
        if not found[axis] and last[axis] and place >= 2:
            if found[other] or (last[other] and table.counts.shape[other] > 2):
                found[axis] = [place]
            elif names:
                told.append(f"the last {kind}, {names[place]}, is the sum of the others: remove it if it is a total")
            else:
                rule = f"remove it if it is a total, or name the {kind}s if it is not"
                raise UserError(f"{file}: the last {kind} is the sum of the others; {rule}")
    for axis, kind in ((0, "row"), (1, "column")):
        names = (table.rows, table.columns)[axis]
        told += [f"the {kind} of totals{f', {names[i]},' if names else ''} left out" for i in found[axis]]
    return _without(table, found), told


def _called(table: Table, axis: int, file: str) -> list[int]:
    """Return the places of rows (axis 0) or columns whose names say that they are totals."""
    found = []
    for place, name in enumerate((table.rows, table.columns)[axis]):
        word = " ".join(name.casefold().strip(" :.()").split())
        if word in _SURE and not _is_sum(table, axis, place, _ROUNDED):
            kind = ("row", "column")[axis]
            raise UserError(f"{file}: the {kind} {quoted(name)} is not the sum of the others: remove it, or rename it")
        if word in _SURE or (word in _PERHAPS and _is_sum(table, axis, place)):
            found.append(place)
    return found


def _is_sum(table: Table, axis: int, place: int, rounded: float = 1e-9) -> bool:
    counts = np.moveaxis(table.counts, axis, 0)
    others = np.delete(counts, place, axis=0).sum(axis=0)
    return bool(np.allclose(counts[place], others, rtol=rounded, atol=rounded))


def _without(table: Table, found: dict[int, list[int]]) -> Table:
    rows, columns = (
        tuple(name for place, name in enumerate(names) if place not in found[axis])
        for axis, names in ((0, table.rows), (1, table.columns))
    )
    counts = np.delete(np.delete(table.counts, found[0], axis=0), found[1], axis=1)
    return Table(rows, columns, counts)
