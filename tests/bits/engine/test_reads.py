"""A changed parameter draws only the beats that it reaches; the others are found in the store, and are the same."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from copy import copy, deepcopy
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from manim import VMobject
from pydantic import ValidationError

from bits.authoring.concept import ConceptScene
from bits.authoring.parameters import Facts, SceneParams
from bits.authoring.project import OWN
from bits.codec.encoder import SegmentEncoder
from bits.engine.reads import CHOSEN, FACT, watched_params
from bits.engine.recorder import record
from bits.making.job import Job, Look
from bits.making.plan import parts_of, shots
from bits.making.store import Store
from bits.making.take import Session, find
from tests.own import concept

LOOK = Look(160, 90, 5)


def planned(scene: str, store: Store, **settings: object) -> dict[str, Job]:
    made = shots(OWN, parts_of([scene], OWN), {scene: settings}, "silent", store)
    return {shot.beat: Job(shot, LOOK) for shot in made}


def quiet(ticks: int, beats: int = 0) -> None:
    """Tell nobody."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = Store(tmp_path_factory.mktemp("store"))
    session = Session(store, ".mp4", SegmentEncoder)
    for job in planned("entropy", store).values():
        session.take(job, quiet)
    return store


def test_a_beats_picture_does_not_depend_on_the_times_of_others(tmp_path: Path) -> None:
    store = Store(tmp_path)
    spoken = shots(OWN, parts_of(["entropy"], OWN), {}, "espeak", store)
    alone = [shots(OWN, parts_of([shot.name], OWN), {}, "espeak", store)[0] for shot in spoken]
    whole = Session(Store(tmp_path / "whole"), ".mp4", SegmentEncoder)
    for one, shot in list(zip(alone, spoken, strict=True))[:4]:
        assert len({pace.words for pace in one.paces.values()} & {pace.words for pace in shot.paces.values()}) == 1
        clip = Session(Store(tmp_path / shot.beat), ".mp4", SegmentEncoder).take(Job(one, LOOK), quiet)
        assert clip.read_bytes() == whole.take(Job(shot, LOOK), quiet).read_bytes()
        assert find(Job(one, LOOK), Store(tmp_path / "whole"), ".mp4") is not None


LOADED = concept("entropy").Params.of("entropy", {"loaded": 0.8})
ALL = frozenset(concept("entropy").Params.model_fields)
WAYS: dict[str, tuple[Callable[[Any], object], frozenset[str]]] = {
    "a field": (lambda params: params.P, frozenset({"P"})),
    "getattr": (lambda params: params.loaded, frozenset({"loaded"})),
    "a property": (lambda params: params.base, frozenset({"unit"})),
    "model_dump": (lambda params: params.model_dump(), ALL),
    "model_dump_json": (lambda params: params.model_dump_json(), ALL),
    "dict": (dict, ALL),
    "iteration": (list, ALL),
    "repr": (repr, ALL),
    "vars": (lambda params: dict(vars(params)), ALL),
    "equality": (lambda params: params == LOADED, ALL),
    "equality, the other way round": (LOADED.__eq__, ALL),
    "hash": (hash, ALL),
    "copy": (lambda params: copy(params).model_dump(), ALL | {CHOSEN}),
    "deepcopy": (lambda params: deepcopy(params).model_dump(), ALL | {CHOSEN}),
    "model_copy": (lambda params: params.model_copy(update={"loaded": 0.7}).model_dump(), ALL | {CHOSEN}),
    "what was set": (lambda params: params.model_fields_set, frozenset({CHOSEN})),
    "isinstance": (lambda params: isinstance(params, concept("entropy").Params), frozenset()),
    "its class": (lambda params: params.__class__, frozenset()),
    "a fact": (lambda params: params.facts()["h_p"], frozenset({FACT + "h_p"})),
    "a fact that may be": (lambda params: params.facts().get("h_p", 0), frozenset({FACT + "h_p"})),
    "two facts in a dict": (
        lambda params: {name: value for name, value in params.facts().items() if name in ("h_p", "gain")},
        frozenset(FACT + name for name in concept("entropy").Params().facts()),
    ),
    "all facts": (
        lambda params: params.facts() | {"more": 1},
        frozenset(FACT + name for name in concept("entropy").Params().facts()),
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_however_parameters_are_asked_they_answer_and_it_counts(way: str) -> None:
    ask, counted = WAYS[way]
    params, noted = LOADED, set[str]()
    watched = watched_params(params, noted.add)
    assert ask(watched) == ask(params)
    assert noted == counted
    assert type(ask(watched)) in (type(ask(params)), type(watched.facts()))


def test_what_a_scene_remembers_counts_for_every_beat_that_asks() -> None:
    class Remembering(SceneParams):
        P: tuple[float, ...] = (0.5, 0.5)

        @cached_property
        def top(self) -> float:
            return max(self.P)

        def facts(self) -> Facts:
            return Facts(top=self.top)

    noted = set[str]()
    params = Remembering()
    assert params.facts() == {"top": 0.5}
    watched = watched_params(params, noted.add)
    for _ in range(2):
        noted.clear()
        assert watched.top == 0.5  # type: ignore[attr-defined]
        assert noted == {"P"}


def test_watched_parameters_are_frozen_too() -> None:
    watched: Any = watched_params(concept("entropy").Params(), set[str]().add)
    with pytest.raises(ValidationError, match="frozen"):
        watched.loaded = 0.7


@pytest.mark.parametrize(
    ("settings", "reached"),
    [
        ({}, set()),
        ({"question": "can bark?"}, {"tree", "code"}),
        ({"loaded": 0.9}, {"coin", "hump", "code"}),
        ({"labels": ["a", "b", "c", "d"]}, {"average", "coin", "splitting", "tree"}),
        ({"unit": "nats"}, {"average", "coin", "hump", "spread", "splitting", "tree", "code"}),
    ],
)
def test_only_the_beats_that_a_parameter_reaches_are_drawn(
    settings: dict[str, object], reached: set[str], store: Store
) -> None:
    orders = planned("entropy", store, **settings)
    assert {beat for beat, order in orders.items() if find(order, store, ".mp4") is None} == reached


def test_what_was_drawn_for_other_values_is_kept_beside(store: Store, tmp_path: Path) -> None:
    (changed,) = (order for beat, order in planned("entropy", store, loaded=0.8).items() if beat == "coin")
    made = Session(store, ".mp4", SegmentEncoder).take(changed, quiet)
    assert find(changed, store, ".mp4") == made
    before = find(planned("entropy", store)["coin"], store, ".mp4")
    assert before is not None
    assert before.read_bytes() != made.read_bytes()


class Prints:
    """Takes the fingerprint of each beat."""

    def __init__(self) -> None:
        self.beats: dict[str, str] = {}

    def moment(self, scene: ConceptScene, shapes: list[VMobject], ticks: int) -> None:
        digest = hashlib.sha256(self.beats.get(scene.beat, "").encode())
        for shape in shapes:
            digest.update(shape.points.tobytes() + shape.fill_rgbas.tobytes() + shape.stroke_rgbas.tobytes())
        self.beats[scene.beat] = digest.hexdigest()


@pytest.mark.parametrize(
    ("scene", "settings"),
    [
        ("entropy", {"loaded": 0.9}),
        ("kl_divergence", {"P2": "0.9,0.1"}),
        ("surprise", {"halvings": 5}),
        ("modern_ai", {"beta": 0.5}),
    ],
)
def test_a_beat_whose_readings_have_not_changed_shows_the_same(
    scene: str, settings: dict[str, object], tmp_path: Path
) -> None:
    cls = concept(scene)
    old, new = (planned(scene, Store(tmp_path), **values) for values in ({}, settings))
    prints = {}
    for jobs in (old, new):
        sink, params = Prints(), jobs[cls.beats()[0]].shot.params
        paces = old[cls.beats()[0]].shot.paces
        recordings = record(cls, cls.beats(), params, paces, sink, fps=5, size=(160, 90))
        prints[id(jobs)] = sink.beats, {beat: recording.reads for beat, recording in recordings.items()}
    (before, reads), (after, _) = prints[id(old)], prints[id(new)]
    same = {beat for beat in cls.beats() if old[beat].key("", reads[beat], {}) == new[beat].key("", reads[beat], {})}
    assert same
    assert same != set(cls.beats())
    assert all(before[beat] == after[beat] for beat in same)
