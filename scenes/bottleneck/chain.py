"""X, T and Y in a chain, and under each arrow the gauge of the information that passes there.

Local to the information bottleneck.
"""

from __future__ import annotations

from functools import partial

from manim import VGroup

from bits.stage.gauge import Gauge
from bits.stage.ink import Formula, Words
from bits.stage.layout import Box, safe
from bits.stage.marks import Arrow
from bits.theory import measures
from scenes.bottleneck.annealed import Annealed

_SHARES = (0.9, 2.4, 0.9, 2.4, 0.9)
_HEADROOM = 1.08
_OVER = 0.02
"""Scene units by which a name may reach over the safe area; nobody sees that."""


class Chain:
    """Parts of the picture; the caller brings them in one after another.

    Parameters
    ----------
    annealed
        The summary whose information the gauges show.
    inputs, outcome
        What X and Y are called.
    box
        Where; scene units.

    Attributes
    ----------
    nodes
        X, T and Y, each with its name.
    arrows
        From X to T, and from T to Y.
    gauges
        I(X; T), which is never more than H(X), and I(T; Y), which is never more than I(X; Y).
    """

    def __init__(self, annealed: Annealed, inputs: str, outcome: str, box: Box) -> None:
        upper, lower = box.rows(1, 3.9, gutter=0.25, least=(0.95,))
        places = upper.columns(*_SHARES, gutter=0.1)
        words = (inputs, "summary", outcome)
        self.nodes = [_node(*node) for node in zip("XTY", words, places[::2], strict=True)]
        self.arrows = [Arrow(partial(_left, gap), partial(_right, gap), role="muted") for gap in places[1::2]]
        kept, told = lower.columns(*_SHARES, gutter=0.1)[1::2]
        most_kept = measures.entropy(annealed.p_x, base=annealed.base)
        most_told = measures.mutual_information(annealed.joint, base=annealed.base)
        self.gauges = [
            Gauge(
                annealed.compression,
                kept,
                _HEADROOM * most_kept,
                name=Formula("entropy(I(X; T))", "body"),
                role="entropy",
                floor=(lambda: most_kept, Formula("entropy(H(X))", "body")),
                decimals=2,
            ),
            Gauge(
                annealed.relevance,
                told,
                _HEADROOM * most_told,
                name=Formula("shared(I(T; Y))", "body"),
                role="shared",
                floor=(lambda: most_told, Formula("shared(I(X; Y))", "body")),
                decimals=2,
            ),
        ]


def _node(letter: str, word: str, place: Box) -> VGroup:
    name = Words(word, "label", "muted", fit=1.6 * place.width)
    half, room = name.advance / 2, safe().inset(x=-_OVER)
    name.at(min(max(place.x, room.left + half), room.right - half), place.bottom + 0.1)
    return VGroup(Formula(letter, "big").at(place.x, place.top - 0.25), name)


def _left(gap: Box) -> tuple[float, float]:
    return gap.left + 0.2, gap.top - 0.25


def _right(gap: Box) -> tuple[float, float]:
    return gap.right - 0.2, gap.top - 0.25
