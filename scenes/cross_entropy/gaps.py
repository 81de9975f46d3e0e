"""The gaps between two vectors: on each pair of bars an arrow from the one to the other, and their difference."""

from __future__ import annotations

from manim import VMobject

from bits.stage.layout import Box
from bits.stage.pairs import PairBars
from bits.stage.readout import Number
from bits.stage.theme import colour
from bits.stage.view import Stroke, View, polygon
from bits.theory.digits import difference

_HEAD = 0.2


class Gaps(View):
    """Right minus left, per outcome: an arrow from the top of the right bar to the height of the left one.

    Parameters
    ----------
    pairs
        The bars.
    box
        A row for the differences, as wide as the bars; scene units. They are left out where they do not fit.
    role
        Colour of arrows and numbers.
    """

    def __init__(self, pairs: PairBars, box: Box, role: str = "text") -> None:
        super().__init__()
        self.pairs, self.box = pairs, box
        n = len(pairs.pair["left"].values)
        self.lines = [Stroke(role, 5.0) for _ in range(n)]
        self.heads = [VMobject(fill_color=colour(role), fill_opacity=1, stroke_width=0) for _ in range(n)]
        self.numbers = [Number(2, "small", role, signed=True) for _ in range(n)]
        if self.numbers[0].field(1) > box.width / n * 0.95:
            self.numbers = []
        for number in self.numbers:
            number.room = box.width / n * 0.95
        self.add(*self.lines, *self.heads, *self.numbers)
        self.refresh()

    @property
    def drawn(self) -> list[float]:
        """Return the differences that the arrows stand for, as drawn."""
        scale = self.pairs.highest / self.pairs.area.height
        return [
            float(line.points[0, 1] - head.points[0, 1]) * scale
            for line, head in zip(self.lines, self.heads, strict=True)
        ]

    def _state(self) -> tuple[bytes, bytes]:
        return self.pairs.pair["left"].key(), self.pairs.pair["right"].key()

    def _redraw(self) -> None:
        both = zip(self.pairs.pair["left"].values, self.pairs.pair["right"].values, strict=True)
        for i, (left, right) in enumerate(both):
            x, start, end = self.pairs.centre("right", i), self.pairs.height_of(right), self.pairs.height_of(left)
            head = min(_HEAD, abs(end - start)) * (1 if end >= start else -1)
            self.lines[i].through((x, start), (x, end - head))
            polygon(self.heads[i], [(x, end), (x - abs(head) / 2, end - head), (x + abs(head) / 2, end - head)])
            if self.numbers:
                middle = (self.pairs.centre("left", i) + x) / 2
                self.numbers[i].write_at(difference(right, left), middle, self.box.y, "centre")
