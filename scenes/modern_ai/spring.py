"""The spring that ties one thing to another: the further they are apart, the longer it is."""

from __future__ import annotations

import numpy as np

from bits.stage.ink import Words
from bits.stage.layout import Box
from bits.stage.view import Rect, Source, Stroke, View

_REST = 0.14
"""Share of its room that an unstretched spring takes."""
_COILS = 9
_SAMPLES = 24
"""Points of a coil's outline."""
_PAD = 0.2
_THIN, _THICK = 2.0, 7.0


class Spring(View):
    """A coil between a fixed post and a block that something pulls to the right.

    Parameters
    ----------
    length
        Where to find by how much it is stretched, for instance a KL divergence; 0 or more.
    stiffness
        Where to find how stiff it is, 0 to 1: a stiff spring is drawn thick.
    box
        Where: post, coil and block stay inside; scene units.
    longest
        The stretch that fills the box.
    post, block
        What is written on the two ends.
    roles
        Colours of the two ends.
    """

    def __init__(
        self,
        length: Source,
        stiffness: Source,
        box: Box,
        longest: float,
        *,
        post: str,
        block: str,
        roles: tuple[str, str] = ("truth", "model"),
        role: str = "waste",
    ) -> None:
        super().__init__()
        self.length, self.stiffness, self.longest = length, stiffness, longest
        self.names = [Words(post, "label", "ground", bold=True), Words(block, "label", "ground", bold=True)]
        self.ends = [Rect(role) for role in roles]
        self.coil = Stroke(role, _THICK)
        self._height = min(box.height, 1.1)
        widths = [name.advance + 2 * _PAD for name in self.names]
        self._y = box.y
        self.ends[0].corners(box.left, box.y - self._height / 2, box.left + widths[0], box.y + self._height / 2)
        self.names[0].at(box.left + widths[0] / 2, box.y)
        self._start, self._width = box.left + widths[0], widths[1]
        room = box.right - self._start - self._width
        self._rest, self._reach = _REST * room, (1 - _REST) * room
        self.add(self.coil, *self.ends, *self.names)
        self.refresh()

    @property
    def drawn(self) -> float:
        """Return the stretch that the picture stands for."""
        return float((self.ends[1].box[0] - self._start - self._rest) / self._reach * self.longest)

    def _state(self) -> tuple[float, float]:
        return self.length(), self.stiffness()

    def _redraw(self) -> None:
        share = min(max(self.length() / self.longest, 0.0), 1.0)
        end = self._start + self._rest + self._reach * share
        self.ends[1].corners(end, self._y - self._height / 2, end + self._width, self._y + self._height / 2)
        self.names[1].at(end + self._width / 2, self._y)
        turn = np.linspace(0, 2 * np.pi * _COILS, _COILS * _SAMPLES + 1)
        radius = 0.32 * self._height
        along = self._start + (end - self._start) * turn / turn[-1]
        self.coil.along(np.column_stack([along, self._y + radius * np.sin(turn)]))
        self.coil.set_stroke(width=_THIN + (_THICK - _THIN) * min(max(self.stiffness(), 0.0), 1.0))
