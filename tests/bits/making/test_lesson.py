"""A beat is looked at as a listener does: what fills the stage, what is said and not seen, what goes too soon."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from manim import Mobject

from bits import stage
from bits.authoring.concept import ConceptScene
from bits.authoring.paces import Pace
from bits.making.lesson import LEAST_FILLED, Amount, amounts_in, filled
from bits.making.lint import check
from bits.speech.voices import voice
from tests.bits.scenario import scene_of

Drawing = Callable[[ConceptScene], None]


def findings(words: str, draw: Drawing, folder: Path) -> list[str]:
    """Return what the lesson minds in a scene of one beat; what the lint minds besides is left out."""
    scene = scene_of(words, draw, folder)
    (line,) = scene.narration().fill(scene.Params().facts()).lines
    (speech,) = voice("silent").speak_all([("told", line)])
    paces, told = {"only": Pace.of(line, speech)}, {"only": (line, speech)}
    besides = {finding.rule for finding in check(scene, scene.Params(), paces)}
    return [finding.rule for finding in check(scene, scene.Params(), paces, told=told) if finding.rule not in besides]


def fill(scene: ConceptScene, *more: stage.Ink) -> None:
    """Show something that fills the stage, and more."""
    box = stage.full_canvas()
    scene.play(stage.FadeIn(stage.Rect("truth").corners(box.left, box.bottom, box.right, box.top)), run_time=0.2)
    if more:
        scene.play(*map(stage.FadeIn, more), run_time=0.2)


def word(text: str) -> stage.Words:
    return stage.Words(text, "title", "ground").at(0, 0)


def test_a_picture_that_fills_the_stage_is_no_finding(tmp_path: Path) -> None:
    assert findings("Here is all of it, from side to side, and from top to bottom.", fill, tmp_path) == []


def test_a_small_picture_is_told_at_the_middle_and_at_the_end(tmp_path: Path) -> None:
    small = stage.Rect("truth").corners(-1, -1, 1, 1)
    found = findings("Here is a very small thing.", lambda scene: scene.play(stage.FadeIn(small)), tmp_path)
    assert [rule.partition(" at its ")[2].partition(";")[0] for rule in found] == ["middle", "end"]


def test_a_card_fills_no_more_of_the_stage_than_what_stands_on_it() -> None:
    card = stage.Card(stage.full_canvas())
    thing = stage.Rect("truth").corners(-1, -1, 1, 1)

    def share(*mobjects: Mobject) -> float:
        family = [member for mobject in mobjects for member in mobject.get_family() if len(member.points)]
        lows, highs = ([getattr(m.points, side)(axis=0) for m in family] for side in ("min", "max"))
        bounds = {id(m): (*low[:2], *high[:2]) for m, low, high in zip(family, lows, highs, strict=True)}
        return filled(mobjects, bounds)

    assert share(card) == 0
    assert share(thing) < share(card, thing) < LEAST_FILLED
    wide = stage.full_canvas().inset(0.2, 0.2)
    assert share(card, stage.Rect("truth").corners(wide.left, wide.bottom, wide.right, wide.top)) == pytest.approx(1)


def test_a_number_that_is_said_has_to_be_seen(tmp_path: Path) -> None:
    words = "It is 0.497 bits, and so it stays for as long as you like."
    assert "'0.497' is spoken, but is not on screen within 1.5 s" in findings(words, fill, tmp_path)
    assert findings(words, lambda scene: fill(scene, word("0.497")), tmp_path) == []
    assert findings("Half of it, 50 %, stays.", lambda scene: fill(scene, word("0.5")), tmp_path) == []
    assert findings("One, two, 3: small numbers only count.", fill, tmp_path) == []


def test_an_equation_has_to_stay(tmp_path: Path) -> None:
    def draw(scene: ConceptScene) -> None:
        equation = stage.Formula("a = b", "title").at(0, 0)
        fill(scene, equation)
        scene.play(stage.FadeOut(equation), run_time=0.2)

    (rule,) = findings("There was an equation here, and it went away too soon for all of us.", draw, tmp_path)
    assert rule.startswith("formula 'a = b' is seen for 0.")


def test_words_that_call_for_nothing_for_long_are_told(tmp_path: Path) -> None:
    words = "Now " + "and then " * 20 + "so on."
    rules = findings(words, fill, tmp_path)
    assert any(rule.startswith("words and picture share no cue for") for rule in rules)
    halved = f"Now {'and then ' * 10} [[here]] {'and then ' * 10} so on."

    def draw(scene: ConceptScene) -> None:
        fill(scene)
        scene.until("here")

    assert not any("share no cue" in rule for rule in findings(halved, draw, tmp_path))


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("H = 1.75 bits", [Amount(1.75, 2)]),
        ("150,528 numbers", [Amount(150528, 0)]),
        ("it is −0.5", [Amount(0.5, 1)]),
        ("70 %", [Amount(70, 0), Amount(0.7, 2)]),
    ],
)
def test_numbers_are_read_as_they_are_written(text: str, amounts: list[Amount]) -> None:
    assert [amount for _, found in amounts_in(text) for amount in found] == amounts


def test_a_number_says_another_as_far_as_the_coarser_one_tells() -> None:
    assert Amount(1.75, 2).says(Amount(1.7499, 4))
    assert Amount(2, 0).says(Amount(1.75, 2))
    assert not Amount(1.75, 2).says(Amount(1.74, 2))
