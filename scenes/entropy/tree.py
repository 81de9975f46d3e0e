"""A decision tree: a node of mass with its question, the branches on which it runs down, and what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bits.stage import Box, Branches, Formula, Readout, Rect, Ruler, Tally, Vessels, VGroup, Words
from bits.stage.ink import SIZES
from bits.stage.view import Source

_FORK = 2.6
"""Room between the two children, at least; scene units."""
_WIDEST_FORK = 0.5
"""How much of the tree's width it may take where answers are long."""
_QUESTION = 0.75
"""Height of the panel on which a node's question stands; scene units."""
_MOST = 0.3
"""How much of the tree it may take."""
_LINE = 0.58
"""Height of a line of notes; scene units."""
_AIR = 0.14
_PANEL = 0.55
"""How opaque the panel is."""


@dataclass(frozen=True)
class Part:
    """What is known about a node of a decision tree: how many of each class, and where to find their entropy."""

    counts: Sequence[int]
    entropy: Source


class DecisionTree:
    """A node, its question, and the two nodes that it parts into; each is shown when its time has come.

    Parameters
    ----------
    classes
        Names of the classes.
    parent, children
        The node that is asked, and what becomes of it.
    question, answers
        What is asked, and the answer that leads to each child.
    box
        Where all of it stays inside; scene units.
    unit
        Of the entropies.

    Attributes
    ----------
    branches
        The mass and the ways that it takes.
    parent, mixed
        The parent's counts, and its entropy.
    question
        The lower half of the parent's node: the mass runs through it.
    answers
        At the end of each branch.
    children, pure
        The counts of each child, and its entropy.
    """

    def __init__(
        self,
        classes: Sequence[str],
        parent: Part,
        children: Sequence[Part],
        question: str,
        answers: Sequence[str],
        box: Box,
        unit: str,
    ) -> None:
        self._parts, self._names = (parent, *children), answers
        fork = _room_for(answers, box)
        columns = box.columns(1, 1, gutter=fork)
        self.mixed = _entropy(parent, unit)
        over = Tally.room(_counted(parent, classes), box.width - self.mixed.advance - _AIR)
        notes = max(Tally.room(_counted(child, classes), columns[0].width) for child in children)
        middle = box.trimmed(top=over + _AIR, bottom=notes + _LINE + 2 * _AIR)
        neck = min(_QUESTION, _MOST * middle.height)
        self.branches = Branches([child.counts for child in children], middle, gutter=fork, neck=neck)
        first = box.top - SIZES["label"] / 2
        self.mixed.at(box.right, first, "right")
        self.parent = Tally(_counted(parent, classes), box.trimmed(right=self.mixed.advance + _AIR))
        node = self.branches.node
        self.question = _asked(question, Box(node.left, node.bottom, node.right, node.bottom + neck), box.width)
        self.answers = [self._answer(i, box) for i in range(len(answers))]
        rows = [column.trimmed(top=column.top - middle.bottom + _AIR) for column in columns]
        self.children = [Tally(_counted(c, classes), row) for c, row in zip(children, rows, strict=True)]
        self.pure = [
            (pure := _entropy(child, unit)).at(min(row.left, box.right - pure.advance), row.bottom + _LINE / 2, "left")
            for child, row in zip(children, rows, strict=True)
        ]

    def _answer(self, i: int, box: Box) -> Words:
        """Return an answer, at the inner side of its child's bar."""
        leaf, room = self.branches.leaves[i], self.branches.columns
        words = Words(self._names[i], "label", bold=True, fit=(room[1].left - room[0].right) / 2 - 1.5 * _AIR)
        return words.at(leaf.right + _AIR, leaf.y, "left") if i == 0 else words.at(leaf.left - _AIR, leaf.y, "right")

    def vessels(self, box: Box, highest: float) -> Vessels:
        """Return the tank of the tree: a vessel's level falls as the mass of its child learns the answer.

        Parameters
        ----------
        box
            Where: the tank fills it, and has its names at the bottom; scene units.
        highest
            The level that reaches its top; bits or nats.
        """
        room = box.trimmed(bottom=_LINE)
        shares = self.branches.masses.sum(axis=1) / self.branches.masses.sum()

        def levels() -> NDArray[np.float64]:
            before, *after = (part.entropy() for part in self._parts)
            sent = self.branches.progress()
            return np.asarray((1 - sent) * before + sent * np.array(after))

        return Vessels(shares, levels, room, Ruler.fitting(room, highest), names=self._names)


def _room_for(answers: Sequence[str], box: Box) -> float:
    """Return the room between the two children: enough for both answers."""
    longest = max(Words(answer, "label", bold=True).advance for answer in answers)
    return min(max(_FORK, 2 * longest + 4 * _AIR), _WIDEST_FORK * box.width)


def _asked(text: str, box: Box, widest: float) -> VGroup:
    """Return a question on a panel that the mass runs through, as wide as its node or, if need be, wider."""
    words = Words(text, "title" if box.height >= _QUESTION else "label", bold=True, fit=widest - 2 * _AIR)
    half = max(box.width, words.advance + 2 * _AIR) / 2
    cover = Rect("ground", 1.0).corners(box.x - half, box.bottom, box.x + half, box.top)
    panel = Rect("line", _PANEL, edge=2.0, edge_role="muted").corners(box.x - half, box.bottom, box.x + half, box.top)
    return VGroup(cover, panel, words.at(box.x, box.y))


def _entropy(part: Part, unit: str) -> Readout:
    return Readout(Formula("entropy(H) =", "body"), part.entropy, unit, decimals=2, role="entropy")


def _counted(part: Part, classes: Sequence[str]) -> list[str]:
    """Return how many there are of each class."""
    return [f"{count} {name}" for count, name in zip(part.counts, classes, strict=True)]
