"""A changed parameter draws only the beats that it reaches; the others are found in the store, and are the same."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from manim import VMobject

from production.encoder import SegmentEncoder
from production.plan import parts_of, shots
from production.recorder import record
from production.store import Store
from production.take import Look, Order, Session, find
from scenes.concept import ConceptScene, concept

LOOK = Look(160, 90, 5)


def planned(scene: str, store: Store, **settings: object) -> dict[str, Order]:
    made = shots(parts_of([scene]), {scene: settings}, "silent", store)
    return {shot.beat: Order(shot.scene, shot.beat, shot.params, shot.facts, shot.paces, LOOK) for shot in made}


def quiet(ticks: int, beats: int = 0) -> None:
    """Tell nobody."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = Store(tmp_path_factory.mktemp("store"))
    session = Session(store.folder, ".mp4", SegmentEncoder)
    for order in planned("entropy", store).values():
        session.take(order, quiet)
    return store


@pytest.mark.parametrize(
    ("settings", "reached"),
    [
        ({}, set()),
        ({"question": "can bark?"}, {"tree"}),
        ({"loaded": 0.9}, {"coin", "hump", "spread", "splitting"}),
        ({"labels": ["a", "b", "c", "d"]}, {"average", "coin", "splitting", "tree"}),
        ({"unit": "nats"}, {"average", "coin", "hump", "spread", "splitting", "tree"}),
    ],
)
def test_only_the_beats_that_a_parameter_reaches_are_drawn(
    settings: dict[str, object], reached: set[str], store: Store
) -> None:
    orders = planned("entropy", store, **settings)
    assert {beat for beat, order in orders.items() if find(order, store, ".mp4") is None} == reached


def test_what_was_drawn_for_other_values_is_kept_beside(store: Store, tmp_path: Path) -> None:
    (changed,) = (order for beat, order in planned("entropy", store, loaded=0.8).items() if beat == "coin")
    made = Session(store.folder, ".mp4", SegmentEncoder).take(changed, quiet)
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
    for orders in (old, new):
        sink, order = Prints(), orders[cls.beats()[0]]
        recordings = record(cls, cls.beats(), order.params, old[order.beat].paces, sink, fps=5, size=(160, 90))
        prints[id(orders)] = sink.beats, {beat: recording.reads for beat, recording in recordings.items()}
    (before, reads), (after, _) = prints[id(old)], prints[id(new)]
    same = {beat for beat in cls.beats() if old[beat].key("", reads[beat], {}) == new[beat].key("", reads[beat], {})}
    assert same
    assert same != set(cls.beats())
    assert all(before[beat] == after[beat] for beat in same)
