"""The film's fades show what Manim's own fades show, without the copies."""

import manim
import numpy as np
import pytest
from numpy.testing import assert_allclose

from bits import stage


def picture() -> manim.VGroup:
    line, words = stage.Stroke("truth", 4.0, 0.5).through((0, 0), (1, 2)), stage.Words("half seen")
    return manim.VGroup(stage.Rect("model", 0.6, edge=2.0).corners(0, 0, 2, 1), manim.VGroup(line, words))


def inks(mobject: manim.Mobject) -> list[np.ndarray]:
    """Return all colours with which something is drawn."""
    leaves = [leaf for leaf in mobject.family_members_with_points() if isinstance(leaf, manim.VMobject)]
    strokes = [leaf.stroke_rgbas for leaf in leaves if leaf.stroke_width > 0]
    return [*(leaf.fill_rgbas for leaf in leaves), *strokes]


@pytest.mark.parametrize("name", ["FadeIn", "FadeOut"])
@pytest.mark.parametrize("alpha", [0.0, 0.3, 1.0])
def test_a_fade_shows_what_manims_own_shows(name: str, alpha: float) -> None:
    ours, theirs = picture(), picture()
    for move in (getattr(stage, name)(ours), getattr(manim, name)(theirs)):
        move.begin()
        move.interpolate(alpha)
    for ink, expected in zip(inks(ours), inks(theirs), strict=True):
        assert_allclose(ink, expected, atol=1e-12)


def test_what_has_faded_out_is_gone_and_can_come_again_as_it_was() -> None:
    shown, scene = picture(), manim.Scene()
    before = inks(shown)
    scene.add(shown)
    move = stage.FadeOut(shown)
    move.begin()
    move.finish()
    assert not any(ink[:, 3].any() for ink in inks(shown))
    move.clean_up_from_scene(scene)
    assert shown not in scene.mobjects
    assert all((ink == old).all() for ink, old in zip(inks(shown), before, strict=True))


def test_a_view_stands_still_while_it_fades() -> None:
    value = manim.ValueTracker(0.5)
    readout = stage.Readout("p", value.get_value)
    move = stage.FadeIn(readout)
    move.begin()
    value.set_value(0.25)
    readout.update()
    assert readout.number.string == "0.500"
    move.finish()
    readout.update()
    assert readout.number.string == "0.250"
