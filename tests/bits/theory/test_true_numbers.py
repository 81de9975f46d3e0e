"""With parameters at their ends, no sentence is false and no number that rests is."""

from __future__ import annotations

import re
from typing import Any

import pytest
from manim import Mobject, VMobject

from bits.authoring.concept import ConceptScene
from bits.authoring.paces import reading_paces
from bits.authoring.project import OWN
from bits.engine.recorder import Performance
from bits.speech.lexicon import lexicon_in
from bits.stage.readout import Number
from bits.theory.digits import needed
from tests.own import concept


def told(scene: str, **settings: str) -> dict[str, str]:
    """Return what each beat says with these parameters."""
    cls = concept(scene)
    script = cls.narration().fill(cls.Params.of(scene, settings).facts())
    return {line.beat: line.spoken for line in script.lines}


SAME = {"P": "0.5,0.5", "Q": "0.5,0.5"}


@pytest.mark.parametrize(
    ("scene", "settings", "beat", "said"),
    [
        ("kl_divergence", {}, "asymmetry", "A distance always agrees."),
        ("kl_divergence", {**SAME, "P2": "0.5,0.5", "Q2": "0.5,0.5"}, "asymmetry", "agree, but others do not."),
        ("kl_divergence", {**SAME, "P2": "0.5,0.5", "Q2": "0.6,0.4"}, "asymmetry", "A distance always agrees."),
        ("kl_divergence", {"P": "0.5,0.5", "Q": "1,0"}, "gap", "so the K L divergence is infinite."),
        ("kl_divergence", {"P": "0.5,0.5", "Q": "0.501,0.499"}, "gap", "divergence: 0.000003 bits."),
        (
            "kl_divergence",
            {"P": "0.3,0.7", "Q": "0.301,0.699"},
            "asymmetry",
            "the belief. Just as much: 0.000003 bits.",
        ),
        ("kl_divergence", {"P": "0.4,0.6", "Q": "0.4000001,0.5999999"}, "gap", "divergence: less than 0.001 bits."),
        (
            "kl_divergence",
            {"P": "0.41,0.59", "Q": "0.58,0.42"},
            "asymmetry",
            "the belief. More: 0.0843 bits.",
        ),
        ("entropy", {"loaded": "0.99999"}, "coin", "heads has probability 0.99999. "),
        ("entropy", {"loaded": "0.99999"}, "coin", "their average sinks to 0.00018."),
        ("entropy", {"loaded": "1"}, "coin", "heads has probability 1. "),
        ("entropy", {"outcomes": "2", "peak": "0.51"}, "spread", "as among 1.9996 equal places. "),
        ("entropy", {"outcomes": "2", "peak": "0.51"}, "spread", "its ceiling, 1 bit. "),
        (
            "surprise",
            {"chances": "0.99999,0.999999999,0.5"},
            "curve",
            "Chance 0.99999 has 0.000014 bits, chance more than",
        ),
        ("surprise", {"word_chances": "1,0"}, "next_word", "costs 0 bits. No other word can come."),
        ("surprise", {"word_chances": "0.9999,0.0001"}, "perplexity", "average is 0.0015 bits."),
        ("cross_entropy", SAME, "luggage", "It was right, so each bag weighs just what it should."),
        ("cross_entropy", SAME, "floor", "on sun, or on fog. "),
        (
            "cross_entropy",
            {"P": "1,0", "Q": "0,1"},
            "luggage",
            "for that no bag is large enough.",
        ),
        (
            "cross_entropy",
            {"P": "0.5,0.5", "Q": "0.501,0.499"},
            "luggage",
            "carry 1.0029 bits where 1 would do.",
        ),
        ("cross_entropy", {"logits": "-50,0,0", "true_class": "0"}, "one_hot", "less than 0.01 costs 50.693 nats"),
        (
            "cross_entropy",
            {"logits": "1,2", "bad_logits": "1,2", "true_class": "0"},
            "one_hot",
            "With the same scores,",
        ),
        ("cross_entropy", {"bad_logits": "0,0,9", "learning_rate": "0.001"}, "training", "down to 0.00025 nats"),
        ("mutual_information", {"joint": "0.06,0.14;0.24,0.56"}, "product", "mutual information: 0.000 bits."),
        ("mutual_information", {"second": "0.251,0.249;0.249,0.251"}, "observe", "the level falls."),
        ("mutual_information", {"start": "-0.501"}, "sine", "the best one is tilted: 0.0024."),
        ("mutual_information", {}, "sine", "the best one lies flat: 0.00."),
        ("modern_ai", {"chances": "1,1,1,1,1,1,1,1"}, "language_model", "the loss, a cross-entropy: 0 bits"),
        ("bottleneck", {"beta": "1.001"}, "objective", "T keeps 0.00 bits and tells 0.00."),
    ],
)
def test_the_sentence_is_true(scene: str, settings: dict[str, str], beat: str, said: str) -> None:
    lexicon, words = lexicon_in(OWN.narration), said.split()
    spelled = " ".join(lexicon.say(word, before) for before, word in zip(["", *words], words, strict=False))
    assert spelled in told(scene, **settings)[beat]


@pytest.mark.parametrize("unit", ["bits", "nats"])
@pytest.mark.parametrize(
    ("scene", "settings"),
    [
        ("kl_divergence", {"P": "0.7,0.2,0.1", "Q": "0.69,0.205,0.105", "P2": "0.999999,0.000001"}),
        ("kl_divergence", {"P": "1,0", "Q": "0.99999,0.00001", "p_from": "0.299", "Q2": "0.5,0.5"}),
        ("entropy", {"loaded": "0.99999", "P": "0.999999,0.000001", "peak": "0.9999"}),
        ("surprise", {"forecast": "0.999999,0.000001", "word_chances": "0.999999,0.0000005,0.0000005"}),
        ("cross_entropy", {"P": "0.996,0.004", "Q": "0.995,0.005", "logits": "-10,0,10"}),
        ("mutual_information", {"joint": "0.2501,0.2499;0.2499,0.2501", "second": "0.26,0.24;0.24,0.26"}),
        ("big_picture", {"P": "0.999999,0.000001", "Q": "0.5,0.5"}),
    ],
)
def test_numbers_that_rest_are_true_and_have_room(scene: str, settings: dict[str, str], unit: str) -> None:
    cls = concept(scene)
    params = cls.Params.of(scene, {**settings, "unit": unit})
    performance = Performance(cls, params, reading_paces(cls.narration(), params.facts()), fps=4, size=(854, 480))
    resting = Resting()
    performance._scene.play = resting.after(performance._scene)  # type: ignore[method-assign]
    for beat in cls.beats():
        performance.record(beat, resting)
    assert resting.seen > 20
    assert resting.false == []


class Resting:
    """Looks at the numbers that can be seen whenever a scene's animations have ended."""

    def __init__(self) -> None:
        self.seen = 0
        self.false: list[str] = []

    def moment(self, scene: ConceptScene, shapes: list[VMobject], ticks: int) -> None:
        """Take no notice of what moves."""

    def after(self, scene: ConceptScene) -> Any:
        play = scene.play

        def played(*animations: Any, **settings: Any) -> None:
            play(*animations, **settings)
            for mobject in scene.mobjects:
                self._look(mobject, scene.beat)

        return played

    def _look(self, mobject: Mobject, beat: str) -> None:
        for number in mobject.get_family():
            if isinstance(number, Number) and number.string and number.fill_rgbas[:, 3].any():
                self.seen += 1
                value = number._written[0] if number._written else 0.0
                if number.string[0] in "<>":
                    continue
                shown = float(number.string.replace("−", "-").replace("∞", "inf"))
                if needed(value, number.decimals) != number.decimals and abs(shown) in (0, 1):
                    self.false.append(f"{beat}: {number.string} for {value}")
                if re.fullmatch(r"[−+][0.]+", number.string):
                    self.false.append(f"{beat}: {number.string}")
