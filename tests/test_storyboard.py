"""Every number of the storyboard is said or shown in its beat, as stated, from the defaults."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

import pytest
from manim import VMobject

from bits import stage
from bits.authoring.concept import ConceptScene
from bits.authoring.paces import reading_paces
from bits.engine.recorder import record
from tests.own import CONCEPTS, concept

FPS = 5
STANDS = 3
"""Ticks that a text has to stand, all together: a number that only runs through a value has not been shown."""


NUMBERS = [
    # scene, beat, what, as the storyboard states it: a number is compared within its rounding; with =, exactly;
    # with ~, it is where a moving number comes to and need not stand; anything else is text that must stand there
    ("surprise", "forecast", "probability of sun", "= 0.999"),
    ("surprise", "forecast", "probability of snow", "= 0.001"),
    ("surprise", "forecast", "surprise of sun", "0.0014"),
    ("surprise", "forecast", "surprise of snow", "9.97"),
    ("surprise", "halving", "one cut", "tells you one bit"),
    ("surprise", "halving", "two cuts", "1 in 4 is left, that is 2 bits"),
    ("surprise", "halving", "three cuts", "1 in 8: it makes 3 bits"),
    ("surprise", "curve", "certain", "certain has 0 bits"),
    ("surprise", "curve", "fair coin", "A fair coin has 1 bit"),
    ("surprise", "curve", "die roll", "a die roll has 2.58 bits"),
    ("surprise", "curve", "one in a thousand", "1 in 1000 has 9.97 bits"),
    ("entropy", "average", "P of A", "= 0.5"),
    ("entropy", "average", "P of B", "= 0.25"),
    ("entropy", "average", "P of C and of D", "= 0.125"),
    ("entropy", "average", "H(P)", "1.75"),
    ("entropy", "coin", "a fair coin", "1 bit"),
    ("entropy", "coin", "loaded, heads", "= 0.99"),
    ("entropy", "coin", "loaded, tails", "= 0.01"),
    ("entropy", "coin", "level of the loaded coin", "0.081"),
    ("entropy", "hump", "heads never", "0.00"),
    ("entropy", "hump", "heads always", "1.00"),
    ("entropy", "spread", "log₂ 8, where it touches", "3.000"),
    ("entropy", "splitting", "rise", "1 bit higher"),
    ("entropy", "tree", "cats", "100 cats"),
    ("entropy", "tree", "dogs", "100 dogs"),
    ("entropy", "tree", "H before", "1.00"),
    ("entropy", "tree", "cats to the left", "95 cats"),
    ("entropy", "tree", "dogs to the left", "3 dogs"),
    ("entropy", "tree", "H on the left", "0.20"),
    ("entropy", "tree", "cats to the right", "5 cats"),
    ("entropy", "tree", "dogs to the right", "97 dogs"),
    ("entropy", "tree", "H on the right", "0.28"),
    ("entropy", "tree", "gain", "0.76"),
    ("cross_entropy", "luggage", "P and Q, rarest", "= 0.125"),
    ("cross_entropy", "luggage", "P and Q, in between", "= 0.25"),
    ("cross_entropy", "luggage", "P and Q, likeliest", "= 0.5"),
    ("cross_entropy", "definition", "H(P, Q)", "2.625"),
    ("cross_entropy", "definition", "H(P)", "1.75"),
    ("cross_entropy", "one_hot", "first logit", "= -1"),
    ("cross_entropy", "one_hot", "second logit", "= 0"),
    ("cross_entropy", "one_hot", "third logit", "= 1.2"),
    ("cross_entropy", "one_hot", "first softmax", "0.08"),
    ("cross_entropy", "one_hot", "second softmax", "0.21"),
    ("cross_entropy", "one_hot", "third softmax", "0.71"),
    ("cross_entropy", "one_hot", "loss in nats", "0.345"),
    ("cross_entropy", "one_hot", "loss in bits", "0.50"),
    ("cross_entropy", "one_hot", "first bad logit", "= 2"),
    ("cross_entropy", "one_hot", "bad probability", "0.042"),
    ("cross_entropy", "one_hot", "bad loss in nats", "3.17"),
    ("cross_entropy", "never", "Q of the true class", "0.000"),
    ("cross_entropy", "never", "loss", "∞"),
    *(("kl_divergence", "gap", f"P of {name}", p) for name, p in (("A", "= 0.7"), ("B", "= 0.2"), ("C", "= 0.1"))),
    *(("kl_divergence", "gap", f"Q of {name}", p) for name, p in (("A and C", "= 0.3"), ("B", "= 0.4"))),
    ("kl_divergence", "gap", "H(P, Q)", "1.654"),
    ("kl_divergence", "gap", "H(P)", "1.157"),
    ("kl_divergence", "gap", "KL", "0.497"),
    ("kl_divergence", "slabs", "sum of the slabs", "0.497"),
    ("kl_divergence", "flow", "KL where P = Q", "0.000"),
    ("kl_divergence", "asymmetry", "one way", "0.497"),
    ("kl_divergence", "asymmetry", "the other way", "0.509"),
    ("kl_divergence", "asymmetry", "another P", "P = 0.5, 0.5"),
    ("kl_divergence", "asymmetry", "another Q", "Q = 0.95, 0.05"),
    ("kl_divergence", "asymmetry", "the other pair, one way", "1.198"),
    ("kl_divergence", "asymmetry", "the other pair, the other way", "0.714"),
    ("mutual_information", "product", "cells on the diagonal", "= 0.4"),
    ("mutual_information", "product", "cells off it", "= 0.1"),
    ("mutual_information", "product", "I, independent", "0.000"),
    ("mutual_information", "product", "I of the table", "0.278"),
    ("mutual_information", "product", "I, fully dependent", "~ 1.000"),
    ("mutual_information", "extremes", "I, independent", "0.000"),
    ("mutual_information", "sine", "start of the window", "−π/2"),
    ("mutual_information", "sine", "end of the window", "3π/2"),
    ("mutual_information", "sine", "correlation", "0.00"),
    ("mutual_information", "sine", "start of the shifted window", "−π"),
    ("mutual_information", "sine", "end of the shifted window", "π"),
    ("mutual_information", "sine", "shifted correlation", "0.78"),
    ("mutual_information", "features", "first feature", "0.82"),
    ("mutual_information", "features", "second feature", "0.01"),
    ("mutual_information", "features", "third feature", "0.45"),
    ("mutual_information", "features", "fourth feature", "0.67"),
    ("bottleneck", "summary", "pages", "500 pages"),
    ("bottleneck", "summary", "pages after the throat", "one page"),
    ("bottleneck", "pipeline", "shape of the picture", "3 × 224 × 224"),
    ("bottleneck", "pipeline", "numbers of the picture", "= 150,528"),
    ("bottleneck", "pipeline", "features", "512 features"),
    ("bottleneck", "pipeline", "scores", "10 scores"),
    ("bottleneck", "merging", "inputs, all kept apart", "8 summaries"),
    ("bottleneck", "claim", "Tishby", "2015"),
    ("bottleneck", "claim", "Saxe", "2018"),
    ("modern_ai", "temperature", "coldest", "0.00"),
    ("modern_ai", "temperature", "cool", "= 0.7"),
    ("modern_ai", "temperature", "as learned", "1.00"),
    ("modern_ai", "temperature", "warm", "turn it to 2"),
    ("modern_ai", "temperature", "hottest", "∞"),
    ("modern_ai", "temperature", "entropy at the coldest", "0.000"),
    ("modern_ai", "temperature", "log₂ 4, the entropy at the hottest", "2 bits"),
    ("modern_ai", "vae", "N(0, 1)", "standard bell"),
    ("big_picture", "shannon", "year", "1948"),
    ("big_picture", "shannon", "the code ends within", "+ 2 bits"),
]


@dataclass
class Reader:
    """Notes the texts that stand on screen in each moment."""

    moments: list[tuple[int, frozenset[str]]] = field(default_factory=list)

    def moment(self, scene: ConceptScene, shapes: list[VMobject], ticks: int) -> None:
        seen = set(shapes)
        texts = {
            part.string
            for mobject in scene.mobjects
            for part in mobject.get_family()
            if isinstance(part, stage.Ink | stage.Number)
            and any(shape in seen and shape.get_fill_opacity() > 0.5 for shape in part.get_family())
        }
        self.moments.append((ticks, frozenset(texts)))


@cache
def texts_of(name: str) -> Mapping[str, Mapping[str, int]]:
    """Return what is read in each beat, with its ticks: what is on screen, and the caption and the spoken words."""
    cls, reader = concept(name), Reader()
    params = cls.Params()
    facts = params.facts()
    paces = reading_paces(cls.narration(), facts)
    recordings = record(cls, cls.beats(), params, paces, reader, fps=FPS, size=(320, 180))
    said = {line.beat: [line.shown, line.spoken] for line in cls.narration().fill(facts).lines}
    moments = iter(reader.moments)
    read = {}
    for beat, recording in recordings.items():
        stood: Counter[str] = Counter()
        left = recording.ticks
        while left > 0:
            lasted, texts = next(moments)
            left -= lasted
            if cls.heading(beat) in texts:  # until then the page of the beat before is being turned
                stood.update(dict.fromkeys(texts, lasted))
        read[beat] = {**stood, **{" ".join(text.split()): recording.ticks for text in said[beat]}}
    return read


def numbers_in(text: str) -> list[str]:
    """Return the numbers written in a text, without signs of typesetting; bases and indices are none."""
    found = re.findall(r"(?<![\w.^])[-−]?\d[\d,]*(?:\.\d+)?(?!\w|\^)", text)
    return [number.replace("−", "-").rstrip(",").replace(",", "") for number in found]


def decimals(number: str) -> int:
    return len(number.partition(".")[2])


def states(text: str, expected: str) -> bool:
    """Return whether a text states what is expected: exactly, within its rounding, or as a phrase."""
    exact, wanted = expected.startswith("= "), expected.removeprefix("= ").replace(",", "")
    if exact:
        return any(float(number) == float(wanted) for number in numbers_in(text))
    if re.fullmatch(r"\d+\.\d+", wanted):
        digits = decimals(wanted)
        close = 0.5 * 10**-digits * (1 + 1e-9)
        return any(decimals(n) >= digits and abs(float(n) - float(wanted)) <= close for n in numbers_in(text))
    return re.search(rf"(?<![\w−]){re.escape(expected)}(?![\w/])", text) is not None


def rows() -> list[object]:
    """Return the table as pytest wants it."""
    found: list[object] = []
    for scene, beat, what, expected in NUMBERS:
        found.append(pytest.param(scene, beat, expected, id=f"{scene}/{beat}: {what}"))
    return found


@pytest.mark.parametrize(("scene", "beat", "expected"), rows())
def test_the_beat_says_or_shows_the_number(scene: str, beat: str, expected: str) -> None:
    texts = texts_of(scene)[beat]
    least, wanted = (1, expected[2:]) if expected.startswith("~ ") else (STANDS, expected)
    assert any(states(text, wanted) for text, ticks in texts.items() if ticks >= least), texts


def test_all_that_has_a_number_is_a_beat_of_the_film() -> None:
    assert {(scene, beat) for scene, beat, *_ in NUMBERS} <= {(s, b) for s in CONCEPTS for b in concept(s).beats()}


@pytest.mark.parametrize(
    ("text", "expected", "stated"),
    [
        ("the loss is 0.345 nats", "0.345", True),
        ("the loss is 0.56 nats", "0.345", False),
        ("0.3449", "0.345", True),
        ("0.34", "0.345", False),
        ("−1.0", "= -1", True),
        ("+1.0", "= -1", False),
        ("150,528 numbers, 512 features", "= 150,528", True),
        ("log_2 8", "= 2", False),
        ("0.10", "= 0", False),
        ("195 cats", "95 cats", False),
        ("−π", "π", False),
    ],
)
def test_a_number_is_stated_only_within_its_rounding(text: str, expected: str, stated: bool) -> None:
    assert states(text, expected) == stated


def test_eight_inputs_merge() -> None:
    inputs = concept("bottleneck").Params().model_dump()["inputs"]
    assert len(set(inputs)) == 8
    texts = texts_of("bottleneck")["merging"]
    assert all(texts[name] >= STANDS for name in inputs)


def test_the_code_ends_within_two_bits_of_the_surprise() -> None:
    facts = concept("big_picture").Params().facts()
    assert float(facts["surprise"]) <= float(facts["written"]) < float(facts["surprise"]) + 2
