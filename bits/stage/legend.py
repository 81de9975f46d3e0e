"""Entries of a legend: a patch of colour, words, and the formula that they stand for."""

from __future__ import annotations

from collections.abc import Sequence

from bits.stage.ink import Align, Formula, Ink, Words
from bits.stage.layout import Box, longest_of
from bits.stage.shape import Shapes
from bits.stage.view import Rect

_PATCH = 0.22
_GAP = 0.16
_APART = 0.2
"""Scene units between entries that had to be cut."""


class Entry(Shapes):
    """One line of a legend.

    Parameters
    ----------
    role
        The colour that is explained.
    words
        What it stands for, in words.
    formula
        Likewise as a formula, in Typst's notation; none if empty.
    """

    def __init__(self, role: str, words: str, formula: str = "") -> None:
        super().__init__()
        self._patch = Rect(role)
        self._parts: list[Ink] = [Words(words, "label", role), *([Formula(formula, "body")] if formula else [])]
        self.advance = _PATCH + sum(_GAP + part.advance for part in self._parts)
        self.add(self._patch, *self._parts)

    def shortened(self, longest: float) -> Entry:
        """Return the entry no longer than so many scene units: its words are set smaller, then cut."""
        self._parts[0] = self.submobjects[1] = self._parts[0].fitted(longest - self.advance + self._parts[0].advance)
        self.advance = _PATCH + sum(_GAP + part.advance for part in self._parts)
        return self

    def at(self, x: float, y: float, align: Align = "left") -> Entry:
        """Place the entry: the middle of its capitals at height `y`, its left edge, middle or right edge at `x`."""
        pen = x - self.advance * {"left": 0.0, "centre": 0.5, "right": 1.0}[align]
        self._patch.corners(pen, y - _PATCH / 2, pen + _PATCH, y + _PATCH / 2)
        pen += _PATCH + _GAP
        for part in self._parts:
            part.at(pen, y, "left")
            pen += part.advance + _GAP
        return self


def legend_over(row: Box, columns: Sequence[Box], *entries: Entry) -> tuple[Entry, ...]:
    """Place one entry over each column, in a row above them; the last columns may go without."""
    for column, entry in zip(columns, entries, strict=False):
        entry.at(min(column.left, row.right - entry.advance), row.y)
    return entries


def legend_groups(row: Box, *groups: tuple[Box, Sequence[Entry]]) -> tuple[Entry, ...]:
    """Place groups of entries over their columns, or all in one row where one does not fit over its column."""
    entries = tuple(entry for _, group in groups for entry in group)
    if any(sum(entry.advance for entry in group) > min(box.right, row.right) - box.left for box, group in groups):
        return legend_row(row, *entries)
    for box, group in groups:
        legend_row(Box(box.left, row.bottom, box.right, row.top), *group)
    return entries


def legend_row(box: Box, *entries: Entry) -> tuple[Entry, ...]:
    """Place entries side by side in a box, from its left edge on: in equal slots, or with even room between them."""
    if sum(entry.advance for entry in entries) > box.width:
        longest = longest_of([entry.advance for entry in entries], box.width - _APART * len(entries))
        entries = tuple(entry.shortened(longest) for entry in entries)
    slot = box.width / len(entries)
    room = (box.width - sum(entry.advance for entry in entries)) / len(entries)
    x = box.left
    for entry in entries:
        entry.at(x, box.y)
        x += slot if all(entry.advance < 0.9 * slot for entry in entries) else entry.advance + room
    return entries
