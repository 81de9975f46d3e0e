"""The recorder keeps time in whole ticks, and a beat is the same alone and in the whole."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest
from manim import VMobject

from bits.authoring.concept import BREATH, ConceptScene
from bits.authoring.paces import Pace, reading_paces
from bits.codec.painter import Painter
from bits.engine.recorder import Performance, record
from bits.errors import UserError
from bits.stage.theme import ground
from bits.theory.measures import entropy
from tests.bits.scenario import PACES, Small
from tests.own import concept

SIZE = (320, 180)


class Notes:
    """Remembers what each moment looked like, and what was true in it."""

    def __init__(self) -> None:
        self.pictures: list[str] = []
        self.levels: list[tuple[float, float]] = []

    def moment(self, scene: ConceptScene, shapes: list[VMobject], ticks: int) -> None:
        digest = hashlib.sha256()
        for shape in shapes:
            digest.update(shape.points.tobytes() + shape.fill_rgbas.tobytes() + shape.stroke_rgbas.tobytes())
        self.pictures += [digest.hexdigest()] * ticks
        assert isinstance(scene, Small)
        if hasattr(scene, "tank") and scene.tank.melt.get_value() == 1:
            self.levels.append((scene.tank.level, entropy(scene.mass.values)))


def notes(*beats: str, fps: int = 10, paces: dict[str, Pace] = PACES) -> tuple[Notes, Mapping[str, int]]:
    sink = Notes()
    recordings = record(Small, beats, Small.Params(), paces, sink, fps=fps, size=SIZE)
    return sink, {beat: recording.ticks for beat, recording in recordings.items()}


def test_a_beat_alone_is_the_beat_in_the_whole() -> None:
    whole, lengths = notes("sink", "rise")
    alone, _ = notes("rise")
    assert alone.pictures == whole.pictures[lengths["sink"] :]


@pytest.mark.parametrize("fps", [15, 30, 60])
def test_beats_last_as_long_as_their_words_and_a_breath(fps: int) -> None:
    sink, lengths = notes("sink", "rise", fps=fps)
    assert len(sink.pictures) == sum(lengths.values())
    for name, ticks in lengths.items():
        assert ticks == round((Small.lead(name) + PACES[name].words + BREATH) * fps)


def test_the_level_is_the_entropy_at_every_moment() -> None:
    sink, _ = notes("sink", "rise")
    assert len({level for level, _ in sink.levels}) > 20
    for level, truth in sink.levels:
        assert level == pytest.approx(truth, abs=1e-9)


def test_the_picture_waits_for_the_cue() -> None:
    sink, _ = notes("rise", paces={**PACES, "rise": Pace(4.0, {"up": 2.0})})
    start = round((Small.lead("rise") + 2.0) * 10)
    assert len(set(sink.pictures[6:start])) == 1
    assert sink.pictures[start + 2] != sink.pictures[start]


def test_a_cue_that_the_narration_lacks_is_named_with_the_nearest() -> None:
    with pytest.raises(UserError, match=r"unknown cue 'flow'.*did you mean 'flows'"):
        notes("sink", paces={**PACES, "sink": Pace(3.0, {"flows": 1.0})})


def test_a_performance_does_not_play_a_beat_twice() -> None:
    performance = Performance(Small, Small.Params(), PACES, fps=10, size=SIZE)
    performance.record("rise", Notes())
    with pytest.raises(ValueError, match="sink"):
        performance.record("sink", Notes())


def test_two_themes_in_one_process_in_the_turns_of_two_threads_are_as_each_alone() -> None:
    cls = concept("kl_divergence")
    params, paces = cls.Params(), reading_paces(cls.narration(), cls.Params().facts())

    class Pictures:
        def __init__(self, theme: str) -> None:
            self.painter, self.seen = Painter(160, 90, ground(theme)), hashlib.sha256()

        def moment(self, scene: ConceptScene, shapes: list[VMobject], ticks: int) -> None:
            self.painter.paint(shapes)
            self.seen.update(self.painter.picture.tobytes())
            time.sleep(0)  # let the other thread try

    def played(theme: str) -> str:
        sink = Pictures(theme)
        performance = Performance(cls, params, paces, fps=5, size=(160, 90), theme=theme)
        for name in cls.beats():
            performance.record(name, sink)
        return sink.seen.hexdigest()

    alone = [played(theme) for theme in ("dark", "light")]
    assert alone[0] != alone[1]
    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(played, ("dark", "light"))) == alone
