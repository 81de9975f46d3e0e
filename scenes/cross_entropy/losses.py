"""Against a one-hot label: the column that is the loss, its numbers, and the belief that it comes from."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from numpy.typing import ArrayLike

from bits.authoring.amounts import whole_digits
from bits.stage.bars import AreaBars, MassBars
from bits.stage.card import Card
from bits.stage.ink import Words
from bits.stage.layout import Box, readout_band
from bits.stage.mass import Mass, Vector
from bits.stage.readout import Readout, readout_row
from bits.stage.scale import Scale
from bits.theory import measures
from scenes.cross_entropy.load import costs

_TICK = 0.12
"""How long the ticks of the scale are."""


class Loss:
    """Parts of the picture; the caller brings them in.

    Parameters
    ----------
    truth, model
        P, which is or becomes one-hot, and Q.
    names, true_class
        Of the classes, and which of them is true.
    base
        2 for bits, e for nats.
    """

    def __init__(self, truth: Vector, model: Vector, names: Sequence[str], true_class: int, *, base: float) -> None:
        self.truth, self.model, self.base = truth, model, base
        self.names, self.true_class = names, true_class
        self.unit = "nats" if base == math.e else "bits"

    def column(self, box: Box, tallest: float) -> tuple[AreaBars, Scale]:
        """Return the columns, the loss in them, and their scale."""
        room = box.trimmed(left=Scale.ROOM)
        chart = costs(self.truth, self.model, room, self.names, tallest=tallest, base=self.base, values=2)
        scale = Scale(chart.area.left, chart.area.left + _TICK, chart.height_of, tallest, self.unit)
        return chart, scale.set_z_index(0)  # it may stand on a card

    def readouts(self, most: float) -> tuple[Readout, ...]:
        """Return the chance of the true class and the loss, up to `most`, in the readout band; in bits, too."""
        name = Words(f"Q({self.names[self.true_class]}) =", "body", "model", fit=readout_band().width / 3)
        digits = whole_digits(most / math.log(2))
        bits = Readout("=", lambda: self.cost(2), "bits", decimals=2, whole_digits=digits)
        return readout_row(
            Readout(name, lambda: float(self.model.values[self.true_class])),
            Readout("loss =", self.cost, self.unit, whole_digits=digits),
            *([] if self.base == 2 else [bits]),
        )

    def cost(self, base: float | None = None) -> float:
        """Return the loss as it stands, in the unit that is shown unless another base is given."""
        return measures.cross_entropy(self.truth.values, self.model.values, base=base or self.base)


class BeliefCard(Card):
    """What a classifier believes, on a card, with room at its head for the loss that follows.

    Attributes
    ----------
    bars, loss
        They are not part of the card: the caller brings them in.
    """

    def __init__(
        self,
        belief: ArrayLike,
        names: Sequence[str],
        box: Box,
        *,
        name: str,
        loss: Callable[[], float],
        places: int,
    ) -> None:
        super().__init__(box, Words(" ", "label"))
        self.bars = MassBars(Mass(belief), self.body, labels=names, role="model")
        head = (self.body.top + box.top) / 2
        self.loss = Readout(f"{name}:", loss, "nats", decimals=places).at(box.x, head)
