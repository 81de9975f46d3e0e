"""Rows of formulas, and the equation that the film comes back to: H(P, Q) - H(P) = KL, its numbers running."""

from __future__ import annotations

from .ink import Formula
from .layout import Box
from .readout import Readout, readout_row
from .view import Source


def formula_row(box: Box, *sources: str) -> list[Formula]:
    """Return formulas side by side in a box, each in the middle of its equal share."""
    row = [Formula(source, "body") for source in sources]
    for formula, part in zip(row, box.columns(*(1 for _ in sources)), strict=True):
        formula.at(part.x, part.y)
    return row


def gap_equation(
    P: str, Q: str, cross_entropy: Source, entropy: Source, kl: Source, unit: str
) -> tuple[Readout, Readout, Readout]:
    """Return the three terms of the equation in the readout band; `P` and `Q` are how the two are written."""
    terms = (
        Readout(Formula(f"H({P}, {Q})", "body"), cross_entropy, role="model"),
        Readout(Formula(f"- entropy(H({P}))", "body"), entropy, role="entropy"),
        Readout(Formula(f'= waste("KL"({P} || {Q}))', "body"), kl, unit, role="waste"),
    )
    readout_row(*terms)
    return terms
