"""A language model reads: the tape with what each token costs, the loss, and the perplexity as equal cells.

Local to the beat on language models.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from bits.authoring.amounts import whole_digits
from bits.stage.cells import Cells
from bits.stage.ink import Formula, Words
from bits.stage.layout import Box
from bits.stage.readout import Readout, readout_row
from scenes.modern_ai import sentence
from scenes.modern_ai.tape import Tape


class Reading:
    """Parts of the picture; the caller brings them in and lets the tape be read and levelled out.

    Parameters
    ----------
    tokens, chances
        The sentence, and the probability of each token where it comes.
    most
        How many cells are drawn at most.
    box
        Where; scene units.
    base, unit
        Of the logarithm, and what it is called.

    Attributes
    ----------
    tape
        The tokens and their surprises.
    loss, perplexity
        In the readout band.
    cells, among
        The perplexity as equal cells; with the words beside them.
    """

    def __init__(
        self, tokens: Sequence[str], chances: Sequence[float], most: int, box: Box, *, base: float, unit: str
    ) -> None:
        above, below = box.rows(4.2, 1.0, gutter=0.2)
        total = sentence.perplexity(chances)
        self.tape = Tape(tokens, chances, above, base=base)
        self.tape.read.set_value(0)
        self.tape.refresh()
        cells = min(math.ceil(total), most)
        words = Words("as unsure as among", "label", "muted").at(below.left, below.y, "left")
        more = Words("and more" if total > cells else "", "label", "muted").at(below.right, below.y, "right")
        row = below.trimmed(left=words.advance + 0.3, right=more.advance + 0.3)
        self.cells = Cells(lambda: min(total, cells), cells, row, role="entropy")
        self.among = (words, self.cells, more)
        power = f'"perplexity" = {2 if base == 2 else "e"}^"loss" ='
        self.loss, self.perplexity = readout_row(
            Readout("loss", self.tape.mean, unit, decimals=2, role="entropy", whole_digits=2),
            Readout(
                Formula(power, "body", "entropy"),
                lambda: total,
                decimals=2,
                role="entropy",
                whole_digits=whole_digits(total),
            ),
        )
