"""From X through T to Y: the information that passes, as the height of a stream that gets narrower.

Local to the information bottleneck.
"""

from __future__ import annotations

from collections.abc import Sequence

from manim import VGroup

from bits.stage.ink import SIZES, Formula, Words
from bits.stage.layout import Box
from bits.stage.readout import Number
from bits.stage.view import Rect, Source, View

_SHARES = (1.0, 3.2, 1.0, 3.2, 1.0)
"""Widths of X, of the way to T, of T, of the way to Y, and of Y."""
_LETTERS, _NAMES = 0.75, 1.2
"""Scene units over the streams for X, T and Y, without and with what they are."""
_LINE = 0.62
"""Scene units under the streams for a line of what passes."""
_ONE_LINE = 2.9
"""Scene units that it takes if it is in one."""
_BETWEEN = 0.15
"""Scene units between the terms of the goal."""
_FADES = 12
"""Steps in which what is left behind fades."""
_FAINT, _STREAM = 0.3, 0.62
"""How opaque what is left behind is where it starts, and a stream between two bars."""


class Passage:
    """Parts of the picture; the caller brings them in one after another.

    All heights are information, and have one scale.

    Parameters
    ----------
    most, open_y
        H(X) and H(Y), the heights of X and of Y.
    kept, told
        Where to find I(X; T) and I(T; Y).
    words
        What X, T and Y are called; nothing is written if there are none.
    box
        Where; scene units.
    decimals
        Of the numbers under the streams.

    Attributes
    ----------
    nodes
        X, T and Y, each with its name.
    ends
        All there is to know of X and of Y.
    streams
        What passes from X to T, and from T to Y.
    labels
        Under each stream what it is, and its amount.
    """

    def __init__(
        self, most: float, open_y: float, kept: Source, told: Source, words: Sequence[str], box: Box, decimals: int = 2
    ) -> None:
        above = _NAMES if words else _LETTERS
        way = box.columns(*_SHARES, gutter=0)[1]
        below = _LINE if way.width >= _ONE_LINE else 2 * _LINE
        room = box.trimmed(top=above, bottom=below)
        places = room.columns(*_SHARES, gutter=0)
        x, first, t, second, y = places
        per_bit = room.height / max(most, open_y)
        heads = box.rows(above, box.height - above, gutter=0)[0].columns(*_SHARES, gutter=0)[::2]
        self.nodes = [_node(*node, box) for node in zip("XTY", words or [""] * 3, heads, strict=True)]
        self.ends = [_End(x, per_bit * most, "entropy"), _End(y, per_bit * open_y, "shared")]
        self.streams = [
            Stream(kept, per_bit, (x, first, t), "entropy", lost=lambda: most),
            Stream(told, per_bit, (t, second, y), "shared", lost=kept),
        ]
        self.labels = [
            Told(name, source, Box(place.left, box.bottom, place.right, box.bottom + below), role, decimals)
            for name, source, place, role in (
                ("entropy(I(X; T))", kept, first, "entropy"),
                ("shared(I(T; Y))", told, second, "shared"),
            )
        ]


class Stream(View):
    """What passes from one bar to the next; what stays behind fades on its way.

    Parameters
    ----------
    amount
        Where to find how much passes.
    per_bit
        Scene units that are high what a unit of it is.
    places
        The bar that it leaves, its way, and the bar that it comes to.
    role
        Its colour.
    lost
        Where to find how much the bar that it leaves has.
    """

    def __init__(
        self, amount: Source, per_bit: float, places: tuple[Box, Box, Box], role: str, *, lost: Source
    ) -> None:
        super().__init__()
        self.amount, self.per_bit, self.places, self.lost = amount, per_bit, places, lost
        self.start, self.way, self.end = Rect(role), Rect(role, _STREAM), Rect(role)
        faint = [(side, i, Rect("muted", _FAINT * (1 - i / _FADES) ** 2)) for side in (1, -1) for i in range(_FADES)]
        self._faint = faint
        self.add(*(rect for _, _, rect in faint), self.way, self.start, self.end)
        self.refresh()

    def _state(self) -> tuple[float, float]:
        return self.amount(), self.lost()

    def _redraw(self) -> None:
        leaves, way, comes = self.places
        half, all_of_it = self.amount() * self.per_bit / 2, self.lost() * self.per_bit / 2
        for rect, place in ((self.start, leaves), (self.way, way), (self.end, comes)):
            rect.corners(place.left, place.y - half, place.right, place.y + half)
        step = way.width / _FADES
        for side, i, rect in self._faint:
            low, high = sorted((way.y + side * half, way.y + side * all_of_it))
            rect.corners(way.left + i * step, low, way.left + (i + 1) * step, high)


class Told(View):
    """What a stream is and its amount: beside it, or below it where there is less room."""

    def __init__(self, name: str, amount: Source, box: Box, role: str, decimals: int) -> None:
        super().__init__()
        self.amount = amount
        self.number = Number(decimals, "title", role)
        head, self._place = box.rows(1, 1, gutter=0) if box.width < _ONE_LINE else box.columns(1.15, 1, gutter=0)
        self.add(Formula(name, "body").at(head.x, head.y), self.number)
        self.refresh()

    def _state(self) -> float:
        return self.amount()

    def _redraw(self) -> None:
        self.number.write_at(self.amount(), self._place.x, self._place.y, "centre")


class _End(Rect):
    """All there is to know of a variable."""

    def __init__(self, place: Box, height: float, role: str) -> None:
        super().__init__(role, _FAINT, edge=2.5, edge_role=role)
        self.corners(place.left, place.y - height / 2, place.right, place.y + height / 2)


def goal(box: Box) -> list[Formula]:
    """Return what the bottleneck asks for, as the terms of one line."""
    terms = [Formula(term, "big") for term in ("min quad entropy(I(X; T))", "- beta", "shared(I(T; Y))")]
    x = box.x - (sum(term.advance for term in terms) + _BETWEEN * (len(terms) - 1)) / 2
    for term in terms:
        term.at(x, box.y, "left")
        x += term.advance + _BETWEEN
    return terms


def _node(letter: str, word: str, place: Box, room: Box) -> VGroup:
    """Return a letter and, under it, what it stands for; both stay within the room."""
    name = Words(word, "label", "muted", fit=2.2 * place.width)
    half = name.advance / 2
    name.at(min(max(place.x, room.left + half), room.right - half), place.bottom + SIZES["label"])
    return VGroup(Formula(letter, "big").at(place.x, place.top - 0.3), name)
