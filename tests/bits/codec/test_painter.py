"""The painter draws what Manim draws, and only what changed."""

from __future__ import annotations

from typing import Any

import manim
import numpy as np
import pytest
from manim import Camera, ManimColor, VMobject

from bits import stage
from bits.authoring.concept import ConceptScene
from bits.codec.painter import Painter
from bits.engine.recorder import record
from bits.making.lint import SMALLEST_TEXT
from bits.stage.ink import CAP_HEIGHT, SIZES
from bits.stage.layout import frame_size
from tests.bits.scenario import PACES, Small

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
        boxes = self.painter.paint(shapes)
        picture = self.painter.picture.astype(int)
        untouched = np.ones(picture.shape[:2], bool)
        for left, top, right, bottom in boxes:
            assert untouched[top:bottom, left:right].all(), "two boxes overlap"
            untouched[top:bottom, left:right] = False
        assert (picture[untouched] == self._before[untouched]).all(), "a pixel changed that was not reported"
        self.partial += bool(boxes) and bool(untouched.any())
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
    assert painter.paint([rect]) == [(0, 0, *SIZE)]
    assert painter.paint([rect]) == []
    rect.corners(-1, -1, 1, 1)
    assert painter.paint([rect]) == []
    rect.set_fill(opacity=0.5)
    assert painter.paint([rect]) != []


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


class Laying:
    """Paints each moment with and without its ground, and lays the second on the ground."""

    def __init__(self) -> None:
        ground = stage.colour("ground")
        self.opaque, self.clear = Painter(*SIZE, ground), Painter(*SIZE, ground, transparent=True)
        self.differences: list[float] = []

    def moment(self, scene: ConceptScene, shapes: list[VMobject], ticks: int) -> None:
        assert self.opaque.paint(shapes) == self.clear.paint(shapes)
        picture = self.clear.picture.astype(float)
        laid = picture[..., :3] + ManimColor(stage.colour("ground")).to_int_rgb() * (1 - picture[..., 3:] / 255)
        self.differences.append(float(np.abs(laid - self.opaque.picture[..., :3]).max()))


def test_a_transparent_picture_laid_on_its_ground_is_the_opaque_one() -> None:
    sink = Laying()
    record(Small, ("sink", "rise"), Small.Params(), PACES, sink, fps=4, size=SIZE)
    assert max(sink.differences) <= 4  # rounded once more for each shape on top of another


def test_what_has_the_colour_of_the_ground_is_a_hole_and_words_are_ink() -> None:
    painter = Painter(*SIZE, stage.colour("ground"), transparent=True)
    bar, seam = stage.Rect("truth").corners(-3, -3, 3, 3), stage.Stroke("ground", 40).through((-3, 2), (3, 2))
    cut, words = stage.Rect("ground").corners(-3, -2, 3, -1), stage.Words("I", "huge", "ground").at(0, 0.5)
    painter.paint([bar])
    assert painter.picture[90, 160].tolist() == [0x56, 0xB4, 0xE9, 255]
    painter.paint([bar, seam, cut, *words.submobjects])
    alpha = painter.picture[..., 3]
    assert alpha[0, 0] == alpha[45, 160] == alpha[123, 160] == 0
    assert alpha[60:100, 140:180].min() == 255
    assert painter.picture[60:100, 140:180, 0].min() == 0x0E


@pytest.mark.parametrize("size", [(1920, 1080), (854, 480), (2560, 1080)])
def test_a_frame_of_16_to_9_or_wider_is_8_units_high(size: tuple[int, int]) -> None:
    width, height = frame_size(*size)
    assert height == 8
    assert width / height == pytest.approx(size[0] / size[1], rel=2e-3)


@pytest.mark.parametrize("size", [(1440, 1080), (1080, 1080), (1080, 1350), (1080, 1920)])
def test_a_narrower_frame_is_higher_and_its_smallest_text_legible(size: tuple[int, int]) -> None:
    width, height = frame_size(*size)
    assert height > 8
    assert width / height == pytest.approx(size[0] / size[1])
    assert SIZES["small"] * CAP_HEIGHT / min(width, height) >= SMALLEST_TEXT


def test_shapes_are_shown_as_they_stood_when_they_were_looked_at() -> None:
    early, late = (Painter(*SIZE, stage.colour("ground")) for _ in range(2))
    rect = stage.Rect("truth")
    seen, pictures = [], []
    for step in range(4):
        rect.corners(-3 + step, -1, -2 + step, 1).set_fill(opacity=1 - step / 8)
        seen.append(late.look([rect]))
        early.paint([rect])
        pictures.append(early.picture.copy())
    rect.corners(0, 0, 0, 0)
    for shapes, picture in zip(seen, pictures, strict=True):
        late.show(shapes)
        assert (late.picture == picture).all()


def assorted() -> list[VMobject]:
    """Return shapes as a concept of one's own may have them: gradients, holes, open paths, corners, strokes behind."""
    rainbow: Any = ("#56B4E9", "#E69F00", "#009E73")
    return [
        manim.Circle(radius=1.2, fill_opacity=0.8, stroke_width=9).set_fill(color=rainbow).shift(4 * manim.LEFT),
        manim.Annulus(0.4, 1.1, fill_opacity=1).set_stroke(rainbow, width=6).shift(1.5 * manim.LEFT),
        manim.Arc(1, 0.3, 4, fill_opacity=0.5, stroke_width=12, cap_style=manim.CapStyleType.ROUND).shift(manim.RIGHT),
        manim.Star(outer_radius=1.2, stroke_width=14, joint_type=manim.LineJointType.BEVEL).shift(4 * manim.RIGHT),
        manim.Square(1.5).set_stroke("#D55E00", width=20, background=True).set_fill("#F0E442", 1).shift(2.5 * manim.UP),
        manim.VMobject(stroke_width=8).set_points_as_corners([(-6, -3, 0), (-5, -2, 0), (-4, -3, 0)]),
        manim.VMobject().set_points_as_corners([(0, np.nan, 0), (1, 1, 0)]),
        manim.Line(4 * manim.LEFT + 3 * manim.DOWN, 4 * manim.RIGHT + 2.5 * manim.DOWN, stroke_width=0),
        manim.Square(0.7, fill_opacity=0, stroke_opacity=0),
    ]


def test_any_shape_is_drawn_as_manims_camera_draws_it() -> None:
    painter = Painter(*SIZE, stage.colour("ground"))
    camera = Camera(background_color=ManimColor(stage.colour("ground")), pixel_width=SIZE[0], pixel_height=SIZE[1])
    with manim.tempconfig({"frame_width": frame_size(*SIZE)[0], "frame_height": 8.0}):
        shapes = assorted()
        painter.paint(shapes)
        camera.capture_mobjects(shapes)
    assert len(np.unique(painter.picture.reshape(-1, 4), axis=0)) > 500
    assert np.abs(camera.pixel_array.astype(int) - painter.picture).max() <= 1


def test_what_fades_and_what_is_passed_by_is_painted_as_if_it_were_new() -> None:
    kept = Painter(*SIZE, stage.colour("ground"))
    with manim.tempconfig({"frame_width": frame_size(*SIZE)[0], "frame_height": 8.0}):
        shapes, mover = assorted(), stage.Rect("model")
        words = stage.Words("Faded", "huge", "text").at(0, 1).submobjects
        for step in range(8):
            mover.corners(-7 + step, -3, -5 + step, 3)
            for shape in shapes[: step + 1]:  # one after another begins to fade; the rest stand still
                shape.fade(0.1)
            for letter in words:
                letter.set_fill(opacity=1 - step / 10)
            seen = [mover, *shapes, *words]
            kept.paint(seen)
            anew = Painter(*SIZE, stage.colour("ground"))
            anew.paint(seen)
            # Cairo rounds a slanted edge anew where a rectangle of change cuts through it.
            differences = np.abs(kept.picture.astype(int) - anew.picture).max(axis=2)
            assert (differences > 0).sum() <= 20
            assert differences.max() <= 8
