"""What a scene may offer to go beside its film: a sheet of quantities, with the formula and the value of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from bits.authoring.parameters import Facts


@dataclass(frozen=True)
class SheetLine:
    """A line of the sheet: what a quantity is called, its colour, its formula as Typst and as plain text.

    Attributes
    ----------
    fact
        The fact that is its value with the scene's parameters, if it has one.
    """

    name: str
    role: str
    formula: str
    plain: str
    fact: str = ""


@runtime_checkable
class CheatSheet(Protocol):
    """Parameters of a scene that have a sheet."""

    @property
    def unit(self) -> str:
        """Return in what its values are measured."""

    def facts(self) -> Facts:
        """Return the named quantities of the scene."""

    def sheet(self) -> Sequence[SheetLine]:
        """Return its lines."""

    def example(self) -> str:
        """Return, in a sentence, for what its values are."""
