"""The painter draws what Manim draws, and only what changed."""

from __future__ import annotations

import numpy as np
from manim import Camera, ManimColor, VMobject

from production.painter import Painter
from production.recorder import record
from scenes import stage
from scenes.concept import ConceptScene

from .scenario import PACES, Small

SIZE = (320, 180)


class Comparing:
    """Paints each moment, and draws every third one anew with Manim's own camera."""

    def __init__(self) -> None:
        self.painter = Painter(*SIZE, stage.colour("ground"))
        self.differences: list[np.ndarray] = []
        self.partial = 0
        self._before = np.zeros_like(self.painter.picture)
        self._count = 0

    def moment(self, scene: ConceptScene, shapes: list[VMobject], ticks: int) -> None:
        rows = self.painter.paint(shapes)
        picture = self.painter.picture.astype(int)
        top, bottom = rows if rows is not None else (0, 0)
        untouched = np.r_[0:top, bottom : SIZE[1]]
        assert (picture[untouched] == self._before[untouched]).all(), "a row changed that was not reported"
        self.partial += rows is not None and bottom - top < SIZE[1]
        self._before = picture
        self._count += 1
        if self._count % 3 == 0:
            camera = Camera(
                background_color=ManimColor(stage.colour("ground")), pixel_width=SIZE[0], pixel_height=SIZE[1]
            )
            camera.capture_mobjects(scene.mobjects)
            self.differences.append(np.abs(camera.pixel_array.astype(int) - picture).max(axis=2))


def test_pixels_are_those_of_manims_camera() -> None:
    sink = Comparing()
    record(Small, ("sink", "rise"), Small.Params(), PACES, sink, fps=12, size=SIZE)
    differences = np.array(sink.differences)
    assert len(differences) > 15
    assert sink.partial > 10
    # Cairo rounds a slanted edge anew where a rectangle of change cuts through it: a few pixels, a few levels.
    assert (differences > 1).mean() < 1e-5
    assert differences.max() <= 8


def test_an_unchanged_picture_is_known_as_such() -> None:
    painter = Painter(*SIZE, stage.colour("ground"))
    rect = stage.Rect("truth").corners(-1, -1, 1, 1)
    assert painter.paint([rect]) == (0, SIZE[1])
    assert painter.paint([rect]) is None
    rect.corners(-1, -1, 1, 1)
    assert painter.paint([rect]) is None
    rect.set_fill(opacity=0.5)
    assert painter.paint([rect]) is not None


def test_what_was_moved_away_or_removed_leaves_no_trace() -> None:
    painter = Painter(*SIZE, stage.colour("ground"))
    painter.paint([])
    empty = painter.picture.copy()
    one, other = stage.Rect("truth").corners(-3, -2, -2, 2), stage.Rect("model").corners(2, -2, 3, 2)
    painter.paint([one, other])
    assert (painter.picture != empty).any()
    one.corners(-1, -1, 1, 1)
    painter.paint([other, one])
    painter.paint([one])
    painter.paint([])
    assert (painter.picture == empty).all()
