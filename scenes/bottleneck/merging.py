"""Inputs that say like things flow together: mass bars over mass bars, and the mass that runs between them.

Local to the information bottleneck.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import VMobject
from numpy.typing import NDArray

from bits.stage.bars import LabelRow, label_room
from bits.stage.ink import SIZES, Words
from bits.stage.layout import Box
from bits.stage.theme import colour
from bits.stage.view import Rect, Stroke, View
from scenes.bottleneck.annealed import Annealed

_FILL = 0.84
"""Share of its slot that the bars of the heaviest input take."""
_BETWEEN = 0.04
"""Scene units between the bars of one distribution."""
_SHARES = (1.0, 0.75, 1.15)
"""Heights of the inputs, of the ribbons and of the summaries."""
_HEAD = 0.1
"""Height of the strip in which a summary's mass arrives."""
_ALIKE, _UNLIKE = 0.01, 0.045
"""Where no p(y|t) differs by more than the first, summaries are one; where one differs by more than the second, two."""
_EMPTY = 0.004
"""Mass from which on a summary takes its whole room."""
_LEAST = 1e-5
"""Mass that a ribbon needs to be drawn."""


class Merging(View):
    """The mass bars p(y|x) of every input, ribbons p(t|x), and the mass bars p(y|t) of the summaries.

    A bar's height is its probability and its width that of the input or summary, so its area is joint mass. Summaries
    that come to say the same shuffle their bars into one another: bars pass each other, each keeping its area. The
    mass of a ribbon is its width at either end.

    Parameters
    ----------
    annealed
        The encoder that is shown.
    box
        Where: everything stays inside; scene units.
    inputs, outcomes
        What the x and the y are called.

    Attributes
    ----------
    names, key, keys
        What the caller brings in besides: the inputs' names, a line that names the bars, and names under the bars for
        when all summaries are one.
    tops, ribbons, bottoms
        The bars of the inputs, what flows, and the bars of the summaries.
    """

    def __init__(self, annealed: Annealed, box: Box, inputs: Sequence[str], outcomes: Sequence[str]) -> None:
        super().__init__()
        self.annealed, self.order = annealed, annealed.order()
        n, k = len(inputs), len(outcomes)
        labels = [inputs[x] for x in self.order]
        room = label_room(labels, box.width, box.height)
        upper, middle, lower = box.trimmed(top=room, bottom=SIZES["small"] + 0.14).rows(*_SHARES, gutter=0)
        self._upper, self._middle, self._lower, self._slot = upper, middle, lower, box.width / n
        p_x = annealed.p_x
        self.across = (_FILL * self._slot - (k - 1) * _BETWEEN) / float(p_x.max())
        self._gap = self._slot - self.across / n - (k - 1) * _BETWEEN
        self._p_y_given_x = annealed.joint / p_x[:, None]
        self.per_mass = 0.92 * min(upper.height, lower.height - _HEAD) / float(self._p_y_given_x.max())
        self.names = LabelRow(labels, box.left, box.right, box.top, height=box.height)
        self.tops = [[Rect("truth") for _ in range(k)] for _ in range(n)]
        self.bottoms = [[Rect("model") for _ in range(k)] for _ in range(n)]
        self.heads = [Rect("model") for _ in range(n)]
        self.ribbons = VMobject(fill_color=colour("muted"), fill_opacity=0.3, stroke_width=0)
        self.base = Stroke().through((box.left, lower.bottom), (box.right, lower.bottom))
        self._place_inputs()
        self.keys = self._name_bars(box, outcomes)
        self.key = Words(f"bars, left to right: {', '.join(outcomes)}", "small", "muted", fit=box.width)
        self.key.at(box.x, box.bottom + SIZES["small"] / 2)
        bars = (bar for row in (*self.tops, *self.bottoms) for bar in row)
        self.add(self.ribbons, *bars, *self.heads, self.base)
        self.refresh()

    def _place_inputs(self) -> None:
        k = len(self.tops[0])
        self._feet = np.empty((len(self.tops), 2))
        for x, bars in enumerate(self.tops):
            mass = float(self.annealed.p_x[x]) * self.across
            width = mass + (k - 1) * _BETWEEN
            left = self._upper.left + (self.order.index(x) + 0.5) * self._slot - width / 2
            self._feet[x] = left + (width - mass) / 2, left + (width + mass) / 2
            for y, bar in enumerate(bars):
                start = left + y * (mass / k + _BETWEEN)
                bar.corners(start, self._upper.bottom, start + mass / k, self._upper.bottom)

    def _name_bars(self, box: Box, outcomes: Sequence[str]) -> list[Words]:
        """Return the names of the outcomes, or numbers where these are too long, for when all summaries are one."""
        k = len(outcomes)
        pitch = self.across / k + _BETWEEN
        y = box.bottom + SIZES["small"] / 2
        names = [Words(name, "small", "muted", fit=0.94 * pitch) for name in outcomes]
        if any(name.string != name.whole for name in names):
            names = [Words(str(i + 1), "small", "muted") for i in range(k)]
        return [name.at(box.x + (i - (k - 1) / 2) * pitch, y) for i, name in enumerate(names)]

    def _state(self) -> float:
        return self.annealed.key()

    def _redraw(self) -> None:
        grown = self.grown.get_value()
        down, through = np.clip([2 * grown - 1, 2 * grown - 1], 0, 1)
        for x, bars in enumerate(self.tops):
            for y, bar in enumerate(bars):
                left, bottom, right, _ = bar.box
                height = self._p_y_given_x[x, y] * self.per_mass * min(2 * grown, 1)
                bar.corners(left, bottom, right, bottom + height)
        lefts, heads = self._shuffled()
        p_t, said = self.annealed.p_t, self.annealed.p_y_given_t
        k = said.shape[1]
        for t, bars in enumerate(self.bottoms):
            for y, bar in enumerate(bars):
                top = self._lower.bottom + said[t, y] * self.per_mass * down
                bar.corners(lefts[t, y], self._lower.bottom, lefts[t, y] + p_t[t] * self.across / k, top)
            width = p_t[t] * self.across * down
            self.heads[t].corners(heads[t], self._lower.top - _HEAD, heads[t] + width, self._lower.top)
        self.ribbons.points = self._flow(heads, through)

    def _links(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return how much summaries next to each other are one, shape (t, t), and which of them are there, (t,)."""
        p_t, said = self.annealed.p_t, self.annealed.p_y_given_t
        apart = np.abs(said[:, None] - said[None]).max(axis=2)
        alike = 1 - _gently((apart - _ALIKE) / (_UNLIKE - _ALIKE))
        there = _gently(p_t / _EMPTY)
        links, line = np.eye(len(p_t)), self._line()
        for i, s in enumerate(line):
            open_way = 1.0
            for t in line[i + 1 :]:
                links[s, t] = links[t, s] = alike[s, t] * open_way
                open_way *= 1 - there[t] * (1 - alike[s, t])
        return links, there

    def _line(self) -> list[int]:
        """Return the clusters in the order of the inputs that each stands for where beta is highest."""
        last = self.annealed.summaries[-1]
        place = np.argsort(self.order)
        weights = self.annealed.p_x[:, None] * last.p_t_given_x
        centres = np.divide(place @ weights, last.p_t, out=place.astype(float), where=last.p_t > _LEAST)
        return [int(t) for t in np.argsort(centres, kind="stable")]

    def _shuffled(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the left edge of every summary's bars, shape (t, y), and of its strip, shape (t,); scene units."""
        links, there = self._links()
        widths = self.annealed.p_t * self.across
        k, line = len(self.bottoms[0]), self._line()
        lefts, strips = np.zeros((len(line), k)), np.zeros(len(line))
        pen, y = 0.0, np.arange(k)
        for i, t in enumerate(line):
            before, after = line[:i], line[i + 1 :]
            if before:
                # The room between two summaries closes as they become one, or as one of them empties.
                split = there[t] * max(there[s] for s in before) * (1 - max(links[s, t] * there[s] for s in before))
                pen += split * (self._gap + (k - 1) * _BETWEEN)
            strips[t] = pen + sum(widths[s] for s in before) + (k - 1) * _BETWEEN / 2
            lefts[t] = pen + y * (widths[t] / k + _BETWEEN)
            for s in before:
                lefts[t] += widths[s] * (1 - links[s, t] + links[s, t] * (y + 1) / k)
            for s in after:
                lefts[t] += widths[s] * links[s, t] * y / k
        whole = pen + widths.sum() + (k - 1) * _BETWEEN
        start = (self._lower.left + self._lower.right - whole) / 2
        return lefts + start, strips + start

    def _flow(self, heads: NDArray[np.float64], through: float) -> NDArray[np.float64]:
        """Return the outline of all ribbons, cubic points of shape (16 n, 3)."""
        line = self._line()
        mass = (self.annealed.p_x[:, None] * self.annealed.encoder)[:, line]  # leave an input in the order of arrival
        ends = np.cumsum(mass, axis=1)
        uppers = self._feet[:, :1] + np.stack([ends - mass, ends]) * self.across
        rows = mass[self.order]
        arrived = np.cumsum(rows, axis=0)
        lowers = np.empty_like(uppers)
        lowers[:, self.order] = heads[line] + np.stack([arrived - rows, arrived]) * self.across
        seen = mass > _LEAST
        top, bottom = self._upper.bottom - 0.03, self._middle.bottom
        foot = top + (bottom - top) * through
        x0, x1, x2, x3 = uppers[0][seen], uppers[1][seen], lowers[0][seen], lowers[1][seen]
        x2, x3 = x0 + (x2 - x0) * through, x1 + (x3 - x1) * through
        half = (top + foot) / 2
        corners = [
            [(x0, top), (x0 + (x1 - x0) / 3, top), (x0 + (x1 - x0) * 2 / 3, top), (x1, top)],
            [(x1, top), (x1, half), (x3, half), (x3, foot)],
            [(x3, foot), (x3 + (x2 - x3) / 3, foot), (x3 + (x2 - x3) * 2 / 3, foot), (x2, foot)],
            [(x2, foot), (x2, half), (x0, half), (x0, top)],
        ]
        points = [np.column_stack([x, np.full(len(x), y)]) for side in corners for x, y in side]
        flat = np.stack(points, axis=1).reshape(-1, 2)
        return np.column_stack([flat, np.zeros(len(flat))])

    @property
    def drawn(self) -> NDArray[np.float64]:
        """Return p(t, y) as the areas of the bars are drawn, shape (t, y)."""
        k = len(self.bottoms[0])
        unit = self.across * self.per_mass / k
        return np.array([[bar.area / unit for bar in bars] for bars in self.bottoms])


def _gently(share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a share held between 0 and 1, starting and ending gently."""
    held = np.clip(share, 0.0, 1.0)
    return np.asarray(held * held * (3 - 2 * held))
