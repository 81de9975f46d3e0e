"""Luggage for the weather: how often each kind comes, and above that the bag that is due and the one that is packed."""

from __future__ import annotations

from collections.abc import Sequence

from bits.stage.bars import label_room
from bits.stage.layout import Box
from bits.stage.legend import Entry, legend_row
from bits.stage.mass import Derived, Vector
from bits.stage.pairs import Bags, PairBars
from bits.theory import measures


class Luggage:
    """Parts of the picture, still lowered; the caller brings them in.

    Parameters
    ----------
    truth, model
        The masses P, by which bags should be packed, and Q, by which they are.
    box
        Where; scene units.
    labels
        Names of the weathers.
    tallest
        The surprise that the bags have to hold.
    base, log
        Of the logarithm, and how a formula writes it.

    Attributes
    ----------
    days, bags
        P and Q side by side, and the bags of their surprises.
    entries
        The legend: what is due (P, its bag), then what is packed (Q, its bag).
    """

    def __init__(
        self, truth: Vector, model: Vector, box: Box, *, labels: Sequence[str], tallest: float, base: float, log: str
    ) -> None:
        room = label_room(labels, box.width)
        bag_row, bags, day_row, days = box.trimmed(bottom=room).rows(0.35, 2.5, 0.35, 1.7, gutter=0.12)
        days, likeliest = days.trimmed(bottom=-room), max(*truth.values, *model.values)
        self.days = PairBars(truth, model, days, highest=likeliest, labels=labels, decimals=3)

        def surprises(mass: Vector) -> Derived:
            return Derived(lambda: measures.surprise(mass.values, base=base))

        self.bags = Bags(surprises(truth), surprises(model), bags, highest=tallest, labels=None)
        for pairs in (self.days, self.bags):
            pairs.lower("left", "right")
        row = legend_row(day_row, Entry("truth", "how often it comes", "P"), Entry("model", "the forecast", "Q"))
        above = legend_row(bag_row, Entry("truth", "ideal bag", f"-{log} P"), Entry("model", "packed bag", f"-{log} Q"))
        self.entries = (row[0], above[0], row[1], above[1])
