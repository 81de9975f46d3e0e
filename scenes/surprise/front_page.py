"""The front page of a newspaper, and how much its headline surprises: a glow around it and a bar below.

Local to the concept of surprise.
"""

from __future__ import annotations

import math
from typing import Any, Literal

import numpy as np
from manim import Animation, ValueTracker, VGroup, there_and_back

from bits.stage.card import Card
from bits.stage.ink import Words
from bits.stage.layout import Box
from bits.stage.paragraph import Paragraph
from bits.stage.shape import Shape
from bits.stage.theme import colour
from bits.stage.view import Rect, Run, Stroke, View, polygon

Picture = Literal["sunrise", "saucer"]

_MARGIN = 0.3
_LINE = 0.26
"""From line to line of the small print, in scene units."""
_HALOS = 9
_GLOW = 0.5
"""How far the glow reaches, in scene units."""
_BRIGHT = 0.05
"""How opaque each of the layers of the glow is."""
_BREATH = 0.7
"""How much of it goes when it breathes."""
_RAYS = 9
_CORNERS = 48


class FrontPage(VGroup):
    """A page with its head, its headline, a picture and small print, and what it tells its readers.

    Parameters
    ----------
    headline
        Any text.
    picture
        What is to be seen on it.
    box
        Where the page and the bar under it stand; scene units.

    Attributes
    ----------
    glow
        The light around the page; it is no part of it, and lies behind it.
    news
        Headline, picture and small print: they are brought in on the paper.
    """

    def __init__(self, headline: str, picture: Picture, box: Box) -> None:
        super().__init__()
        self.glow = Glow(box)
        inner = box.inset(_MARGIN, 0.2)
        head, title, body = inner.rows(0.5, 1.1, 3.2, gutter=0.12)
        edges = box.left, box.bottom, box.right, box.top
        self.add(
            Rect("ground").corners(*edges),
            Card(box),
            Words("The Morning News", "label", "muted", fit=head.width).at(head.x, head.y),
        )
        self.add(Stroke("line", 2.0).through((head.left, head.bottom - 0.05), (head.right, head.bottom - 0.05)))
        frame, print_left = body.columns(1.35, 1, gutter=0.3)
        role = "entropy" if picture == "saucer" else "muted"
        self.news = VGroup(
            Paragraph(headline, title, "big", bold=True),
            Rect(role, 0.07, edge=2.0, edge_role="line").corners(frame.left, frame.bottom, frame.right, frame.top),
            {"sunrise": _sunrise, "saucer": _saucer}[picture](frame, role),
            _small_print(print_left),
        )


class Glow(View):
    """Soft light around a page; it comes on to `shine`, and then to `breathe`."""

    def __init__(self, box: Box, role: str = "entropy") -> None:
        super().__init__()
        self.box = box
        self.strength, self.breath = ValueTracker(0.0), ValueTracker(0.0)
        self.halos = [Rect(role, _BRIGHT) for _ in range(_HALOS)]
        self.add(*self.halos)
        self.refresh()

    def shine(self, **kwargs: Any) -> Animation:
        """Return the animation in which the light comes on."""
        return Run(self, self.strength, **kwargs)

    def breathe(self, **kwargs: Any) -> Animation:
        """Return the animation in which the light grows weaker and comes back."""
        return Run(self, self.breath, rate_func=there_and_back, **kwargs)

    def _state(self) -> float:
        return self.strength.get_value() * (1 - _BREATH * self.breath.get_value())

    def _redraw(self) -> None:
        for i, halo in enumerate(self.halos):
            far = self.box.inset(*[-_GLOW * self._state() * ((i + 1) / _HALOS) ** 1.5] * 2)
            halo.corners(far.left, far.bottom, far.right, far.top)


def _small_print(box: Box) -> VGroup:
    """Return grey lines that stand for text, the last of each paragraph shorter."""
    lines = VGroup()
    for i in range(int(box.height / _LINE)):
        if i % 5 == 4:
            continue
        y = box.top - (i + 0.5) * _LINE
        lines.add(Stroke("line", 5.0).through((box.left, y), (box.right - (0.4 * box.width if i % 5 == 3 else 0.0), y)))
    return lines


def _sunrise(box: Box, role: str) -> VGroup:
    """Return half a sun and its rays over the horizon."""
    radius, floor = 0.24 * min(box.width, box.height), box.bottom + 0.25 * box.height
    sun = _disc(box.x, floor, radius, radius, role, half=True)
    rays = [
        Stroke(role, 5.0).through(
            *((box.x + r * radius * math.cos(a), floor + r * radius * math.sin(a)) for r in (1.3, 1.8))
        )
        for a in np.linspace(0.1 * math.pi, 0.9 * math.pi, _RAYS)
    ]
    return VGroup(sun, *rays, Stroke(role, 4.0).through((box.left + 0.2, floor), (box.right - 0.2, floor)))


def _saucer(box: Box, role: str) -> VGroup:
    """Return a flying saucer, its beam on the ground."""
    wide, y = 0.3 * box.width, box.top - 0.34 * box.height
    floor = box.bottom + 0.12 * box.height
    beam = Shape(fill_color=colour(role), fill_opacity=0.25, stroke_width=0)
    polygon(beam, [(box.x - 0.35 * wide, y), (box.x + 0.35 * wide, y), (box.x + wide, floor), (box.x - wide, floor)])
    dome = _disc(box.x, y + 0.12 * wide, 0.42 * wide, 0.42 * wide, role, half=True, opacity=0.5)
    return VGroup(beam, dome, _disc(box.x, y, wide, 0.26 * wide, role))


def _disc(
    x: float, y: float, wide: float, high: float, role: str, *, half: bool = False, opacity: float = 1.0
) -> Shape:
    """Return an ellipse, or its upper half."""
    disc = Shape(fill_color=colour(role), fill_opacity=opacity, stroke_width=0)
    angles = np.linspace(0, math.pi if half else 2 * math.pi, _CORNERS)
    polygon(disc, [(x + wide * math.cos(a), y + high * math.sin(a)) for a in angles])
    return disc
