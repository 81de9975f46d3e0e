"""Rows of formulas, and the equation that the film comes back to: H(P, Q) - H(P) = KL, its numbers running."""

from __future__ import annotations

from collections.abc import Sequence

from bits.stage.ink import Formula
from bits.stage.layout import Box
from bits.stage.readout import Readout, readout_row
from bits.stage.view import Source

_SPACE = 0.18
"""Scene units between the terms of a sum."""


def formula_row(box: Box, *sources: str) -> list[Formula]:
    """Return formulas in a box: each in the middle of its equal share or, if they do not fit, one below the other."""
    row = [Formula(source, "body") for source in sources]
    parts = box.parts(*(1 for _ in sources), least=[formula.advance for formula in row])
    for formula, part in zip(row, parts, strict=True):
        formula.at(part.x, part.y)
    return row


def gap_equation(
    P: str,
    Q: str,
    cross_entropy: Source,
    entropy: Source,
    kl: Source,
    unit: str,
    *,
    whole_digits: int = 1,
    rests: Sequence[float] = (),
) -> tuple[Readout, Readout, Readout]:
    """Return the three terms of the equation in the readout band; `P` and `Q` are how the two are written.

    All have the decimals that the numbers need at which any of them rests.
    """
    names = f"H({P}, {Q})", f"- entropy(H({P}))", f'= waste("KL"({P} || {Q}))'
    cost, floor, gap = (Formula(name, "body") for name in names)
    terms = (
        Readout(cost, cross_entropy, role="model", whole_digits=whole_digits, rests=rests),
        Readout(floor, entropy, role="entropy", rests=rests),
        Readout(gap, kl, unit, role="waste", whole_digits=whole_digits, rests=rests),
    )
    readout_row(*terms)
    return terms


def sum_in(box: Box, *terms: Readout) -> tuple[Readout, ...]:
    """Place the terms of a sum or a product close together, as one line in the middle of a box, and return them."""
    x = box.x - (sum(term.advance for term in terms) + _SPACE * (len(terms) - 1)) / 2
    for term in terms:
        term.at(x, box.y, "left")
        x += term.advance + _SPACE
    return terms
