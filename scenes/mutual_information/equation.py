"""Equations of mutual information, their numbers running."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from bits.stage.equation import sum_in
from bits.stage.ink import Formula, Words
from bits.stage.layout import Box
from bits.stage.mosaic import Mosaic
from bits.stage.readout import Readout
from bits.stage.view import Source

_SPACE = 0.2
"""Scene units between the pieces of the equation."""
_OVER = 0.27
"""Scene units from a mosaic to the formula over it."""
_BETWEEN = 0.18
"""Scene units between the terms of a sum, at least."""
_WAYS: tuple[tuple[Literal["title", "body"], bool], ...] = (("title", True), ("body", True), ("title", False))
"""How large a sum is set, and whether its terms have their names: the first way that has room."""


def over(square: Mosaic, source: str) -> Formula:
    """Return the formula of what a mosaic shows, over its right side."""
    area, formula = square.area, Formula(source, "body")
    square.give_way(formula.advance + _SPACE)
    return formula.at(area.right, area.top + _OVER, "right")


Term = tuple[str, str, Source, str]
"""What stands before a term's number: its sign and its name; where to find the number, and its colour."""


def sum_row(box: Box, unit: str, *terms: Term, decimals: int = 3) -> tuple[Readout, ...]:
    """Return the terms of a sum in one line, the last with the unit; the names are left out where there is no room."""
    for size, named in _WAYS:
        row = []
        for sign, name, amount, role in terms:
            label = (
                Formula(f"{sign} med {role}({name})" if sign else f"{role}({name})", size)
                if named
                else Words(sign, size)
            )
            row.append(
                Readout(label, amount, unit if name == terms[-1][1] else "", role=role, size=size, decimals=decimals)
            )
        if sum(term.advance for term in row) + _BETWEEN * len(row) <= box.width:
            break
    return sum_in(box, *row)


def divergence(box: Box, amount: Source, unit: str, rests: Sequence[float]) -> tuple[Formula, Formula, Readout]:
    """Return the pieces of I(X; Y) = KL(joint || product) = a number, in one line in a box.

    Parameters
    ----------
    amount
        Where to find the mutual information.
    rests
        Numbers at which it comes to rest.
    """
    sizes: tuple[Literal["title", "body"], ...] = ("title", "body")
    for size in sizes:
        name = Formula("shared(I(X; Y)) =", size)
        kl = Formula('waste("KL"(truth(p(x, y)) || model(p(x) p(y)))) =', size)
        value = Readout("", amount, unit, role="shared", size=size, rests=rests)
        width = name.advance + kl.advance + value.advance + 2 * _SPACE
        if width <= box.width:
            break
    if width > box.width:
        box, lower = box.rows(1, 1, gutter=0)
        row: tuple[Formula | Readout, ...] = (name, kl)
        value.at(lower.x, lower.y)
    else:
        row = name, kl, value
    x = box.x - (sum(part.advance for part in row) + _SPACE * (len(row) - 1)) / 2
    for part in row:
        part.at(x, box.y, "left")
        x += part.advance + _SPACE
    return name, kl, value
