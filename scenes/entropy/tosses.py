"""A hundred tosses of a coin, each a disc as large as its surprise: all that is lit is a hundred times the entropy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bits.stage import Box, Mass, Readout, VGroup, View, Words, colour
from bits.stage.ink import SIZES
from bits.stage.shape import Shape
from bits.theory import measures
from scenes.entropy.discs import discs

TOSSES = 100
_FILLED = 0.8
"""How wide the disc of one bit is, as a share of its place."""
_HALO, _LIGHT = 1.45, 0.14
"""How much wider than its disc a soft light is, and how bright."""
_PALE = 0.62
"""How bright the discs of the first side are; the second side's are bright."""
_MARGIN = 0.9
"""Room around the places for a disc that is larger than its own, in places."""
_RARE = 22
"""How many tosses of one side are so few that their discs are much larger than their places."""
_SEED = 11


class Tosses(View):
    """Tosses in rows, as many of either side as its probability says; a disc's area is its surprise.

    Where the number of tosses is not whole, one of them is partly the one and partly the other, as large as the average
    of both: so what is lit is `TOSSES` times the entropy at every instant.

    Parameters
    ----------
    coin
        The probabilities of the two sides.
    box
        Where; scene units.
    base
        2 for bits, e for nats.
    """

    def __init__(self, coin: Mass, box: Box, *, base: float) -> None:
        super().__init__()
        self.coin, self.base_of_log = coin, base
        columns = _columns(box)
        rows = TOSSES // columns
        place = min(box.width / (columns + 2 * _MARGIN - 1), box.height / (rows + 2 * _MARGIN - 1))
        across, down = np.meshgrid(np.arange(columns) - (columns - 1) / 2, (rows - 1) / 2 - np.arange(rows))
        grid = np.column_stack([box.x + place * across.ravel(), box.y + place * down.ravel()])
        self._centres = grid[_order(columns, rows)]
        self.unit_area = np.pi * (_FILLED * place / 2) ** 2 / float(measures.surprise(0.5, base=base))
        """Square scene units that stand for one bit or nat."""
        self.light = Shape(fill_color=colour("entropy"), fill_opacity=_LIGHT, stroke_width=0)
        self.first = Shape(fill_color=colour("entropy"), fill_opacity=_PALE, stroke_width=0)
        self.second = Shape(fill_color=colour("entropy"), fill_opacity=1, stroke_width=0)
        self.add(self.light, self.first, self.second)
        self.refresh()

    @property
    def areas(self) -> NDArray[np.float64]:
        """Return the surprise of each toss, shape (TOSSES,); those of the second side come first; bits or nats."""
        shares = self._shares()
        known = np.where(self.coin.values > 0, self.coin.values, 1.0)
        first, second = measures.surprise(known, base=self.base_of_log)
        return np.asarray((1 - shares) * float(first) + shares * float(second))

    def _shares(self) -> NDArray[np.float64]:
        """Return how much of each toss is the second side, shape (TOSSES,)."""
        return np.asarray(np.clip(TOSSES * self.coin.values[1] - np.arange(TOSSES), 0.0, 1.0))

    def _state(self) -> bytes:
        return self.coin.key()

    def _redraw(self) -> None:
        radii = np.sqrt(self.areas * self.unit_area / np.pi) * self.grown.get_value()
        shares = self._shares()
        self.light.points = discs(self._centres, _HALO * radii)
        self.first.points = discs(self._centres[shares < 1], radii[shares < 1])
        self.second.points = discs(self._centres[shares > 0], (np.sqrt(shares) * radii)[shares > 0])


def _columns(box: Box) -> int:
    """Return in how many columns the places come closest to squares."""
    fits = [n for n in range(1, TOSSES + 1) if TOSSES % n == 0]
    return min(fits, key=lambda n: abs(np.log(box.width / n / (box.height * n / TOSSES))))


def _order(columns: int, rows: int) -> NDArray[np.intp]:
    """Return the places in the order in which they become the second side.

    The first and the last of them stand inside, each with room for a disc that is larger than its place.
    """
    order = np.random.default_rng(_SEED).permutation(TOSSES)
    row, column = order // columns, order % columns
    inside = order[(row % (rows - 1) > 0) & (column % (columns - 1) > 0)]
    first, last = inside[:_RARE], inside[-_RARE:]
    return np.concatenate([first, order[~np.isin(order, [*first, *last])], last])


class TossValue:
    """What a toss is worth: how often each side comes times its surprise, and the average of both.

    Parameters
    ----------
    names
        Of the two sides.
    coin
        Their probabilities.
    box
        Where: the two sides below one another, from its top; scene units.
    base, unit
        Of the surprises.

    Attributes
    ----------
    sides
        A line for each side.
    chances
        The chance in each line.
    height
        How high the lines are; scene units.
    """

    ROW, SHARE = 1.05, 0.22
    """Height of a line, at least, and as a share of the box."""

    def __init__(self, names: tuple[str, ...], coin: Mass, box: Box, *, base: float, unit: str) -> None:
        self.row = max(self.ROW, self.SHARE * box.height)
        self.height = len(names) * self.row
        self.chances: list[Readout] = []
        self.sides = VGroup(*(self._side(i, name, coin, box, base, unit) for i, name in enumerate(names)))

    def _side(self, i: int, name: str, coin: Mass, box: Box, base: float, unit: str) -> VGroup:
        def chance() -> float:
            return float(coin.values[i])

        def surprise() -> float:
            return float(measures.surprise(chance(), base=base))

        y = box.top - i * self.row - SIZES["label"]
        worth = Readout("·", surprise, unit, decimals=2, size="title", role="entropy", whole_digits=2)
        worth.at(box.right, y, "right")
        often = Readout("", chance, decimals=2, size="title", role="truth").at(
            box.right - worth.advance - 0.15, y, "right"
        )
        self.chances.append(often)
        room = box.width - worth.advance - often.advance - 0.4
        return VGroup(Words(name, "title", fit=room).at(box.left, y, "left"), often, worth)
