"""The lint finds what a viewer would mind, and leaves a clean beat alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bits import stage
from bits.authoring.concept import ConceptScene
from bits.authoring.paces import Pace
from bits.engine.recorder import record
from bits.making.lint import FPS, Inspector
from tests.bits.scenario import PACES, Small, scene_of


def findings(scene: type[ConceptScene], name: str, pace: Pace) -> list[str]:
    inspector = Inspector(name, pace)
    paces = {**PACES, name: pace}
    record(scene, (name,), scene.Params(), paces, inspector, fps=FPS, size=(640, 360))
    inspector.close(scene.narration())
    return [rule for rule, _ in inspector.findings.values()]


def faulty(fault: Callable[[ConceptScene], None], folder: Path, cue: str = "") -> type[ConceptScene]:
    """Return a scene whose only beat does one thing wrong."""
    return scene_of(f"{cue}Something is not right here.", fault, folder)


def show(*things: stage.Ink | stage.Rect | stage.Stroke) -> Callable[[ConceptScene], None]:
    return lambda scene: scene.play(*map(stage.FadeIn, things))


def hide_everything(scene: ConceptScene) -> None:
    scene.clear()
    scene.wait(0.5)


def test_what_is_hidden_behind_a_bar_is_under_no_text(tmp_path: Path) -> None:
    column, band = stage.Rect("truth").corners(-1, -2, 0, 1), stage.Rect("waste").corners(-2, -0.5, 2, 0.5)

    def cover(scene: ConceptScene) -> None:
        scene.add(column, band)
        scene.play(stage.FadeIn(stage.Words("word", "body", "ground").at(0, 0)))

    assert findings(faulty(cover, tmp_path), "only", Pace(1.5)) == []


FAULTS: dict[str, tuple[Callable[[], Callable[[ConceptScene], None]], str]] = {
    "text over text": (
        lambda: show(stage.Words("one").at(0, 0), stage.Words("two").at(0.1, 0.1)),
        "text 'one' stands over text 'two'",
    ),
    "a text of which little is left": (
        lambda: show(stage.Words("W" * 24, "small", fit=1.2).at(0, 0)),
        "is cut to",
    ),
    "two texts that look alike": (
        lambda: show(*(stage.Words(f"a long name {i}", fit=1.5).at(0, i) for i in range(2))),
        "look alike",
    ),
    "text over a bar's edge": (
        lambda: show(stage.Rect("truth").corners(-1, -1, 0, 1), stage.Words("edge").at(0, 0)),
        "text 'edge' stands over a bar's edge",
    ),
    "a line through text": (
        lambda: show(stage.Words("struck").at(0, 0), stage.Stroke().through((-2, 0), (2, 0))),
        "a line runs through text 'struck'",
    ),
    "outside the safe area": (
        lambda: show(stage.Rect("truth").corners(6, 0, 7, 1)),
        "a Rect leaves the safe area",
    ),
    "in the caption band": (
        lambda: show(stage.Words("low").at(0, -3.4)),
        "text 'low' stands in the caption band",
    ),
    "poor contrast": (
        lambda: show(stage.Rect("entropy").corners(-2, -1, 2, 1), stage.Words("pale").at(0, 0)),
        "text 'pale' has a contrast of",
    ),
    "blank": (lambda: hide_everything, "the frame is blank"),
    "tiny": (
        lambda: show(_tiny()),
        "text 'tiny' is 1.",
    ),
}


def _tiny() -> stage.Words:
    words = stage.Words("tiny").at(0, 0)
    words.em = 0.15
    return words


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found(fault: str, tmp_path: Path) -> None:
    build, expected = FAULTS[fault]
    found = findings(faulty(build(), tmp_path), "only", Pace(2.0))
    assert any(expected in rule for rule in found), found


def test_a_frozen_picture_is_found(tmp_path: Path) -> None:
    found = findings(faulty(lambda scene: None, tmp_path), "only", Pace(9.0))
    assert any("the picture stands still for" in rule for rule in found), found
    assert findings(faulty(show(stage.Words("still").at(0, 0)), tmp_path), "only", Pace(5.0)) == []


def test_a_bare_stage_is_found(tmp_path: Path) -> None:
    found = findings(faulty(lambda scene: None, tmp_path), "only", Pace(2.0))
    assert found == ["nothing but the title is seen for more than 1.0 s while the voice goes on"]


def test_a_beat_that_outlasts_its_words_is_found(tmp_path: Path) -> None:
    def dawdle(scene: ConceptScene) -> None:
        scene.wait(5)

    found = findings(faulty(dawdle, tmp_path), "only", Pace(1.0))
    assert any("after its words" in rule for rule in found), found


def test_a_cue_that_nothing_waits_for_is_found(tmp_path: Path) -> None:
    beat = faulty(show(stage.Words("here").at(0, 0)), tmp_path, "[[lost]]")
    found = findings(beat, "only", Pace(2.0, {"lost": 0.0}))
    assert found == ["cue 'lost' of the narration is never reached"]


@pytest.mark.parametrize("name", Small.beats())
def test_nothing_is_found_where_nothing_is_wrong(name: str) -> None:
    assert findings(Small, name, PACES[name]) == []
