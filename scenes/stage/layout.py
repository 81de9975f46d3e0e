"""Where things may stand: the frame cut into a title band, the canvas, a readout band and a free caption band."""

from __future__ import annotations

from dataclasses import dataclass

from manim import config

SAFE_MARGIN = 0.05
"""Share of the frame's width and height that stays empty on each side."""
TITLE_BAND = 0.12
"""Share of the frame's height, from its top."""
CAPTION_BAND = 0.12
"""Share of the frame's height, from its bottom: nothing is ever drawn there but captions."""
READOUT_BAND = 0.10
"""Share of the frame's height between stage and captions."""
GUTTER = 0.35
"""Scene units between two boxes that stand side by side."""


@dataclass(frozen=True)
class Box:
    """An upright rectangle in scene units."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """Return the width in scene units."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Return the height in scene units."""
        return self.top - self.bottom

    @property
    def x(self) -> float:
        """Return the middle, from left to right."""
        return (self.left + self.right) / 2

    @property
    def y(self) -> float:
        """Return the middle, from bottom to top."""
        return (self.bottom + self.top) / 2

    def columns(self, *shares: float, gutter: float = GUTTER) -> tuple[Box, ...]:
        """Cut the box into columns whose widths are in proportion to `shares`, left to right."""
        free = self.width - gutter * (len(shares) - 1)
        boxes, left = [], self.left
        for share in shares:
            right = left + free * share / sum(shares)
            boxes.append(Box(left, self.bottom, right, self.top))
            left = right + gutter
        return tuple(boxes)

    def rows(self, *shares: float, gutter: float = GUTTER) -> tuple[Box, ...]:
        """Cut the box into rows whose heights are in proportion to `shares`, top to bottom."""
        free = self.height - gutter * (len(shares) - 1)
        boxes, top = [], self.top
        for share in shares:
            bottom = top - free * share / sum(shares)
            boxes.append(Box(self.left, bottom, self.right, top))
            top = bottom - gutter
        return tuple(boxes)

    def inset(self, x: float = 0.0, y: float = 0.0) -> Box:
        """Return the box made smaller by `x` scene units at its sides and `y` at top and bottom."""
        return Box(self.left + x, self.bottom + y, self.right - x, self.top - y)

    def trimmed(self, *, left: float = 0.0, bottom: float = 0.0, right: float = 0.0, top: float = 0.0) -> Box:
        """Return the box without a strip of so many scene units at each of its sides."""
        return Box(self.left + left, self.bottom + bottom, self.right - right, self.top - top)

    def sized(self, width: float | None = None, height: float | None = None) -> Box:
        """Return a box around the same middle, no wider than `width` and no higher than `height`."""
        half_w = min(self.width, width or self.width) / 2
        half_h = min(self.height, height or self.height) / 2
        return Box(self.x - half_w, self.y - half_h, self.x + half_w, self.y + half_h)

    def upto(self, other: Box) -> Box:
        """Return the box from this one's left edge to the right edge of another, as high as this one."""
        return Box(self.left, self.bottom, other.right, self.top)


def frame() -> Box:
    """Return the whole frame."""
    half_w, half_h = config.frame_width / 2, config.frame_height / 2
    return Box(-half_w, -half_h, half_w, half_h)


def safe() -> Box:
    """Return the frame without its safe margin."""
    whole = frame()
    return whole.inset(whole.width * SAFE_MARGIN, whole.height * SAFE_MARGIN)


def title_band() -> Box:
    """Return the band of the titles, inside the safe area."""
    whole, inner = frame(), safe()
    return Box(inner.left, whole.top - TITLE_BAND * whole.height, inner.right, inner.top)


def readout_band() -> Box:
    """Return the band of the readouts, right above the captions."""
    whole, inner = frame(), safe()
    bottom = whole.bottom + CAPTION_BAND * whole.height
    return Box(inner.left, bottom, inner.right, bottom + READOUT_BAND * whole.height)


def canvas() -> Box:
    """Return the part of the frame where the picture is: under the title, over the readouts."""
    return Box(safe().left, readout_band().top + 0.1, safe().right, title_band().bottom - 0.2)


def full_canvas() -> Box:
    """Return stage and readout band as one box, for a beat that has no readouts."""
    return Box(safe().left, readout_band().bottom, safe().right, title_band().bottom - 0.2)
