"""Any instant is the frame of the film, whichever beats are left out on the way to it."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from manim import VMobject
from numpy.typing import NDArray
from pydantic import Field

from bits import stage
from bits.authoring.concept import ConceptScene, beat
from bits.authoring.paces import Pace, reading_paces
from bits.authoring.parameters import Facts, SceneParams
from bits.codec.canvas import Shape
from bits.codec.painter import Painter
from bits.engine.recorder import record
from bits.engine.seek import stage_at
from bits.errors import UserError
from bits.speech.script import Template
from tests.fuzz.extremes import extreme_params
from tests.own import FILM, concept

FPS, SIZE = 10, (320, 180)
GROUND = stage.theme.ground("dark")
Picture = NDArray[np.uint8]


class Film:
    """Keeps how things stood at each tick of each beat."""

    def __init__(self, cls: type[ConceptScene], params: SceneParams, paces: dict[str, Pace]) -> None:
        self._painter = Painter(*SIZE, GROUND)
        self.ticks: dict[str, list[list[Shape]]] = {name: [] for name in cls.beats()}
        record(cls, cls.beats(), params, paces, self, fps=FPS, size=SIZE)

    def moment(self, scene: ConceptScene, shapes: list[VMobject], ticks: int) -> None:
        self.ticks[scene.beat] += [self._painter.look(shapes)] * ticks

    def picture(self, name: str, tick: int) -> Picture:
        painter = Painter(*SIZE, GROUND)
        painter.show(self.ticks[name][tick])
        return painter.picture


def picture_at(cls: type[ConceptScene], params: SceneParams, paces: dict[str, Pace], name: str, tick: int) -> Picture:
    painter = Painter(*SIZE, GROUND)
    painter.paint(stage_at(cls, params, paces, name, tick / FPS, fps=FPS, size=SIZE)[1])
    return painter.picture


def difference(one: Picture, other: Picture) -> int:
    return int(np.abs(one.astype(int) - other).max())


@pytest.mark.parametrize("name", FILM)
def test_any_instant_of_any_beat_is_the_frame_of_the_film(name: str) -> None:
    cls, dice = concept(name), random.Random(name)
    for params in (cls.Params(), extreme_params(name, dice.randrange(100))):
        paces = reading_paces(cls.narration(), params.facts())
        film = Film(cls, params, paces)
        # In any order: what was found out about one instant must not spoil another.
        instants = [(b, dice.randrange(len(ticks))) for b, ticks in film.ticks.items()]
        instants += [(b, dice.randrange(3)) for b in cls.beats()]  # while the page is turned
        for beat_name, tick in dice.sample(instants, len(instants)):
            alone = picture_at(cls, params, paces, beat_name, tick)
            assert difference(alone, film.picture(beat_name, tick)) <= 1, (beat_name, tick)


PLAYED: list[str] = []
"""Which beats of the scene below said something."""


class Tiny(ConceptScene):
    """Beats that hand things on in all ways, some of them only with some parameters."""

    class Params(SceneParams):
        big: bool = Field(False, description="whether the beats hand more on")

        def facts(self) -> Facts:
            return {}

    @classmethod
    def narration(cls) -> Template:
        return Template("tiny", "Tiny", "", ())

    def say(self, text: str) -> stage.Words:
        PLAYED.append(self.beat)
        words = stage.Words(text, "huge").at(0, 0)
        self.play(stage.FadeIn(words), run_time=0.4)
        return words

    @beat
    def first(self) -> None:
        self.tone = "first"
        self.words = self.say("one")
        self.list = ["first"]
        self.alias = [self.list]

    @beat
    def second(self) -> None:
        if self.params.big:
            self.tone = "second"
            self.extra = "extra"
        self.say("two")

    @beat
    def apart(self) -> None:
        self.say("apart")

    @beat
    def hidden(self) -> None:
        self._change()
        self.say("hidden")

    def _change(self) -> None:
        for inner in self.alias:
            inner.append("hidden")

    @beat
    def third(self) -> None:
        self.say(f"{self.tone} {getattr(self, 'extra', 'nothing')}")

    @beat
    def fourth(self) -> None:
        self.say(" ".join(self.list))

    @beat(keeps=["words"])
    def fifth(self) -> None:
        self.play(self.words.animate.shift(stage.Words("x").get_center()), run_time=0.4)

    @beat
    def handing(self) -> None:
        _set_anything(self, "late")
        self.say("handing")

    @beat
    def last(self) -> None:
        self.say(getattr(self, "any_late", "none"))


def _set_anything(scene: Any, name: str) -> None:
    setattr(scene, f"any_{name}", "set from outside")


TINY = dict.fromkeys(Tiny.beats(), Pace(1.02))


@pytest.fixture
def fresh() -> type[Tiny]:
    """Return a class of which nothing is known yet."""
    members = {name: member for name, member in vars(Tiny).items() if hasattr(member, "keeps")}
    made: type[Tiny] = type("Tiny", (Tiny,), members)
    return made


@pytest.mark.parametrize("order", [(False, True), (True, False)])
def test_what_is_handed_on_only_with_some_parameters_is_not_missed(order: tuple[bool, bool], fresh: type[Tiny]) -> None:
    for big in order:
        params = Tiny.Params(big=big)
        film = Film(Tiny, params, TINY)
        for name in (*reversed(Tiny.beats()), *Tiny.beats()):
            last = len(film.ticks[name]) - 1
            for tick in (0, 4, 8, last):
                assert difference(picture_at(fresh, params, TINY, name, tick), film.picture(name, tick)) == 0, name


def test_beats_that_do_not_matter_are_not_played(fresh: type[Tiny]) -> None:
    played = {}
    for name in Tiny.beats():
        for _ in range(2):  # the second time it is known what is needed
            PLAYED.clear()
            picture_at(fresh, Tiny.Params(), TINY, name, 14)
        played[name] = tuple(PLAYED)
    assert played["apart"] == ("apart",)
    assert played["second"] == ("second",)
    assert played["third"] == ("first", "second", "hidden", "third")
    assert played["fifth"] == ("first", "second", "hidden", "third", "fourth")
    assert played["last"][-2:] == ("handing", "last")


def test_nothing_after_the_instant_is_played(fresh: type[Tiny]) -> None:
    PLAYED.clear()
    picture_at(fresh, Tiny.Params(), TINY, "first", 1)
    assert PLAYED == []


def test_one_look_leaves_nothing_for_the_next() -> None:
    cls, params = (
        concept("entropy"),
        [concept("entropy").Params.of("entropy", {"loaded": loaded}) for loaded in (0.99, 0.2)],
    )
    paces = reading_paces(cls.narration(), params[0].facts())
    before = [picture_at(cls, some, paces, "coin", 100) for some in params]
    assert difference(*before) > 100
    for index in (0, 1, 1, 0):
        assert difference(picture_at(cls, params[index], paces, "coin", 100), before[index]) == 0


def test_an_instant_after_the_end_is_refused_with_the_length(fresh: type[Tiny]) -> None:
    with pytest.raises(UserError, match=r"/apart@3\.5: the beat lasts 2\.10 s"):
        stage_at(fresh, Tiny.Params(), TINY, "apart", 3.5, fps=FPS, size=SIZE)


def test_an_error_of_a_beat_comes_through(fresh: type[Tiny]) -> None:
    def apart(self: ConceptScene) -> None:
        raise ZeroDivisionError

    fresh.apart = beat(apart)  # type: ignore[method-assign]
    with pytest.raises(UserError, match="ZeroDivisionError"):
        picture_at(fresh, Tiny.Params(), TINY, "apart", 14)
