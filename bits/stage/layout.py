"""Where things may stand: the frame cut into a title band, the canvas, a readout band and a free caption band."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise

from manim import config

SAFE_MARGIN = 0.05
"""Share of the frame's width and height that stays empty on each side."""
FRAME_HEIGHT = 8.0
"""Scene units, as in Manim: the height of every frame that is 16:9 or wider."""
FRAME_WIDTH = FRAME_HEIGHT * 16 / 9
"""Scene units: as wide as 16:9, a narrower frame grows higher, so that nothing has to move closer together."""
FRAME_SIDE = 11.25
"""Scene units: the longest that the shorter side of a frame grows, so that the smallest text stays legible."""
TITLE_BAND = 0.12
"""Share of the frame's height, from its top."""
CAPTION_BAND = 0.12
"""Share of the frame's height, from its bottom: nothing is ever drawn there but captions."""
READOUT_BAND = 0.10
"""Share of the frame's height between stage and captions."""
_MORE = 0.24
"""Scene units that a frame higher than 16:9 has for a second row of readouts."""
_AIR = 0.04
"""Share of what a frame is higher than one of 16:9 that lies over the canvas, and under it."""
_TALL = 0.8
"""From this height on, as a share of its width, the parts of a box are stacked."""
GUTTER = 0.35
"""Scene units between two boxes that stand side by side."""
NAME_ROOM = 0.7
"""Scene units under a chart or a tank for its name."""


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

    @property
    def upright(self) -> bool:
        """Return whether the box is higher than wide."""
        return self.height > self.width

    def columns(self, *shares: float, gutter: float = GUTTER, least: Sequence[float] = ()) -> tuple[Box, ...]:
        """Cut the box into columns, left to right.

        Parameters
        ----------
        shares
            Their widths, in proportion.
        gutter
            Scene units between them.
        least
            The width in scene units that each of them needs: in a narrow frame the others give way, then the gutter.
        """
        between = max(len(shares) - 1, 1)
        gutter = max(0.0, min(gutter, (self.width - sum(least)) / between))
        boxes, left = [], self.left
        for width in _lengths(self.width - gutter * (len(shares) - 1), shares, least):
            boxes.append(Box(left, self.bottom, left + width, self.top))
            left = left + width + gutter
        return tuple(boxes)

    def parts(
        self,
        *shares: float,
        gutter: float = GUTTER,
        least: Sequence[float] = (),
        stacked: Sequence[int] = (),
        heights: Sequence[float] = (),
    ) -> tuple[Box, ...]:
        """Cut the box for things that may stand beside or below one another: into columns where they have room.

        Parameters
        ----------
        shares, gutter, least
            As for `columns`. Where the box is tall, or not as wide as all that is needed, its parts are stacked.
        stacked
            How many parts stand in each row then; each has a row of its own if not given.
        heights
            The heights of these rows, in proportion; equal if not given.
        """
        tall = self.height >= _TALL * self.width
        if not tall and sum(least) + gutter * (len(shares) - 1) <= self.width:
            return self.columns(*shares, gutter=gutter, least=least)
        counts = stacked or [1] * len(shares)
        rows = self.rows(*(heights or [1.0] * len(counts)), gutter=min(gutter, GUTTER) + tall * _air())
        ends = list(accumulate(counts, initial=0))
        return tuple(
            box
            for row, (start, end) in zip(rows, pairwise(ends), strict=True)
            for box in row.columns(*shares[start:end], gutter=gutter, least=least[start:end])
        )

    def rows(self, *shares: float, gutter: float = GUTTER, least: Sequence[float] = ()) -> tuple[Box, ...]:
        """Cut the box into rows, top to bottom: `shares`, `gutter` and `least` are as for `columns`."""
        boxes, top = [], self.top
        for height in _lengths(self.height - gutter * (len(shares) - 1), shares, least):
            bottom = top - height
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

    def over(self, ground: float) -> Box:
        """Return the part of the box over a ground line that it shares with what stands beside it.

        If nothing does, as the two are stacked, the box has its own ground, over the room for a name.
        """
        floor = ground if self.bottom <= ground <= self.top else self.bottom + NAME_ROOM
        return Box(self.left, floor, self.right, self.top)

    def upto(self, other: Box) -> Box:
        """Return the box from this one's left edge to the right edge of another, as high as this one."""
        return Box(self.left, self.bottom, other.right, self.top)


def _lengths(free: float, shares: Sequence[float], least: Sequence[float]) -> list[float]:
    """Return lengths in proportion to `shares`, none below its `least` as long as all have room; they fill `free`."""
    needed = [*least, *[0.0] * (len(shares) - len(least))]
    short = {i for i, share in enumerate(shares) if free * share / sum(shares) < needed[i]}
    if not short or sum(needed) > free:
        return [free * share / sum(shares) for share in shares]
    rest = [i for i in range(len(shares)) if i not in short]
    left = _lengths(free - sum(needed[i] for i in short), [shares[i] for i in rest], [needed[i] for i in rest])
    given = dict(zip(rest, left, strict=True))
    return [given.get(i, needed[i]) for i in range(len(shares))]


def longest_of(lengths: Sequence[float], free: float) -> float:
    """Return to how much the longest of some lengths must be cut so that all of them fit into `free`; scene units."""
    shares = sorted(lengths)
    for i, length in enumerate(shares):
        share = max(free, 0.0) / (len(shares) - i)
        if length > share:
            return share
        free -= length
    return shares[-1]


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


def title_rows() -> tuple[Box, Box]:
    """Return where title and beat name stand: on one line, or on two where the frame is upright."""
    band = title_band()
    if not frame().upright:
        return band, band
    title, heading = band.trimmed(bottom=-_air() / 2).rows(1.2, 1, gutter=0)
    return title, heading


def readout_band() -> Box:
    """Return the band of the readouts, right above the captions."""
    whole, inner = frame(), safe()
    bottom = whole.bottom + CAPTION_BAND * whole.height
    height = READOUT_BAND * whole.height + (_MORE if whole.height > FRAME_HEIGHT else 0.0)
    return Box(inner.left, bottom, inner.right, bottom + height)


def canvas() -> Box:
    """Return the part of the frame where the picture is: under the title, over the readouts."""
    return Box(safe().left, readout_band().top + 0.1 + _air(), safe().right, title_band().bottom - 0.2 - _air())


def full_canvas() -> Box:
    """Return stage and readout band as one box, for a beat that has no readouts."""
    return Box(safe().left, readout_band().bottom, safe().right, title_band().bottom - 0.2 - _air())


def _air() -> float:
    return _AIR * (config.frame_height - FRAME_HEIGHT)


def frame_size(width: int, height: int) -> tuple[float, float]:
    """Return width and height in scene units of a picture of so many pixels: 854x480 is meant as 16:9.

    A frame narrower than 16:9 grows higher at the same width until its shorter side is `FRAME_SIDE` long: 4:3 is
    14.2 by 10.7 units, 1:1 is 11.25 by 11.25, and 9:16 is 11.25 by 20.
    """
    shape = Fraction(width, height).limit_denominator(20)
    if shape < 1:
        return FRAME_SIDE, float(FRAME_SIDE / shape)
    high = min(max(FRAME_HEIGHT, FRAME_WIDTH / shape), FRAME_SIDE)
    return float(high * shape), high
