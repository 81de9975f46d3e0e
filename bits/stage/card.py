"""The card: a rounded panel a shade off the ground, which holds together what belongs together."""

from __future__ import annotations

from typing import Self

import numpy as np

from bits.stage.ink import Ink
from bits.stage.layout import Box
from bits.stage.shape import Shapes
from bits.stage.view import Rect

PADDING = 0.25
"""Scene units that a card keeps free inside its edge."""
_RADIUS = 0.16
_CIRCLE = 0.5523
"""How far the handles of a cubic curve that stands for a quarter of a circle reach, as a share of its radius."""
_HEADING = 0.62
"""Height in scene units of the strip for a heading."""


class Panel(Rect):
    """A rectangle with round corners, in the colour of a panel unless another is given."""

    def __init__(self, role: str = "panel", opacity: float = 1.0, edge: float = 0.0, edge_role: str = "line") -> None:
        super().__init__(role, opacity, edge, edge_role)

    def corners(self, left: float, bottom: float, right: float, top: float) -> Self:
        """Place the panel; scene units."""
        radius = max(0.0, min(_RADIUS, (right - left) / 2, (top - bottom) / 2))
        bend = radius * (1 - _CIRCLE)
        ring = []
        # Counter-clockwise from the lower left: for each corner the way in, the way out and the two handles between.
        for x, y, dx, dy in ((right, bottom, -1, 1), (right, top, -1, -1), (left, top, 1, -1), (left, bottom, 1, 1)):
            upright = (x, y + dy * radius), (x, y + dy * bend)
            level = (x + dx * radius, y), (x + dx * bend, y)
            into, out = (level, upright) if dx * dy < 0 else (upright, level)
            ring += [into[0], into[1], out[1], out[0]]
        corners = np.array(ring).reshape(4, 4, 2)
        starts, ends = np.roll(corners[:, 3], 1, axis=0), corners[:, 0]
        sides = np.stack([starts + (ends - starts) * t for t in (0, 1 / 3, 2 / 3, 1)], axis=1)
        outline = np.stack([sides, corners], axis=1).reshape(-1, 2)
        self.points = np.column_stack([outline, np.zeros(len(outline))])
        return self


class Card(Shapes):
    """A panel with an optional heading; what stands on it is placed by the caller, inside its `body`.

    Parameters
    ----------
    box
        Where; scene units.
    heading
        Written at its top, in the middle.
    edge_role
        The colour of its edge, for a card that is picked out; no edge if not given.

    Attributes
    ----------
    panel, heading
        Its parts.
    body
        The room that is left for what it holds; scene units.
    """

    def __init__(self, box: Box, heading: Ink | None = None, *, edge_role: str | None = None) -> None:
        super().__init__()
        self.box, self.heading = box, heading
        self.panel = Panel(edge=0.0 if edge_role is None else 3.0, edge_role=edge_role or "line")
        self.panel.corners(box.left, box.bottom, box.right, box.top)
        self.body = box.inset(PADDING, PADDING)
        self.add(self.panel)
        if heading is not None:
            self.body = self.body.trimmed(top=_HEADING - PADDING / 2)
            self.add(heading.at(box.x, box.top - PADDING / 2 - _HEADING / 2))
