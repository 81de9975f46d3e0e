"""Which parameters a beat reads: so that changing another one leaves its segment good.

While a scene is recorded, its parameters, its facts and the scene itself are watched. A beat's picture depends on
what is read while it plays; on what an earlier beat read that touched the same attribute of the scene, since it may
have changed what stands there; and on the beat right before it, whose last picture it fades out.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from typing import Any

from scenes.concept import ConceptScene
from scenes.parameters import SceneParams

FACT = "fact "
"""Stands before the name of a fact, to tell it from a parameter."""
_MANIMS = frozenset(("last_t", "stop_condition", "moving_mobjects", "static_mobjects", "duration", "animations"))
"""Attributes that Manim gives a scene with its first animation."""


class Reads:
    """Watches a scene while it is recorded.

    Parameters
    ----------
    scene
        Set up, but not yet played.
    """

    def __init__(self, scene: ConceptScene) -> None:
        self._beats: list[str] = []
        self._read: dict[str, set[str]] = {}
        self._touched: dict[str, set[str]] = {}  # attributes of the scene that were read or set
        self._inherited: dict[str, set[str]] = {}  # those of them that were read before they were set
        scene.params = _Params(scene.params, self._note)
        scene.facts = _Facts(scene.facts, self._note)
        own = frozenset(vars(scene)) | frozenset(dir(type(scene))) | _MANIMS
        scene.__class__ = _watched(type(scene), own, self._touch)

    def begin(self, beat: str) -> None:
        """Count what is read from now on as the beat's."""
        self._beats.append(beat)
        self._read[beat], self._touched[beat], self._inherited[beat] = set(), set(), set()

    def of(self, beat: str) -> list[str]:
        """Return the names of the parameters and facts on which a beat's picture depends, sorted."""
        place = self._beats.index(beat)
        return sorted(self._state(place) | (self._state(place - 1) if place else set()))

    def _state(self, place: int) -> set[str]:
        """Return what the end of a beat depends on."""
        beat = self._beats[place]
        names = set(self._read[beat])
        for earlier in range(place):
            if self._touched[self._beats[earlier]] & self._inherited[beat]:
                names |= self._state(earlier)
        return names

    def _note(self, name: str) -> None:
        if self._beats:
            self._read[self._beats[-1]].add(name)

    def _touch(self, name: str, is_read: bool) -> None:
        if self._beats:
            touched = self._touched[self._beats[-1]]
            if is_read and name not in touched:
                self._inherited[self._beats[-1]].add(name)
            touched.add(name)


def values(names: list[str], params: SceneParams, facts: Mapping[str, Any]) -> list[Any]:
    """Return the values that these names have now; None for one that is no more."""
    dumped = params.model_dump(mode="json")
    return [facts.get(name.removeprefix(FACT)) if name.startswith(FACT) else dumped.get(name) for name in names]


class _Params:
    """Stands in for parameters: fields are noted, and properties and methods find them noted too."""

    def __init__(self, params: SceneParams, note: Any) -> None:
        self._params, self._note = params, note

    def __getattr__(self, name: str) -> Any:
        if name in type(self._params).model_fields:
            self._note(name)
            return getattr(self._params, name)
        member = inspect.getattr_static(type(self._params), name)
        return member.__get__(self, type(self._params)) if hasattr(member, "__get__") else member


class _Facts(Mapping[str, Any]):
    """Stands in for facts: each one that is looked up is noted."""

    def __init__(self, facts: Mapping[str, Any], note: Any) -> None:
        self._facts, self._note = facts, note

    def __getitem__(self, name: str) -> Any:
        self._note(FACT + name)
        return self._facts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)


def _watched(cls: type[ConceptScene], own: frozenset[str], touch: Any) -> type[ConceptScene]:
    """Return the scene's class, telling of every attribute that is not its `own` and is read or set."""

    class Watched(cls):  # type: ignore[misc, valid-type]
        def __getattribute__(self, name: str) -> Any:
            if name not in own and not name.startswith("__"):
                touch(name, True)
            return super().__getattribute__(name)

        def __setattr__(self, name: str, value: object) -> None:
            if name not in own:
                touch(name, False)
            super().__setattr__(name, value)

        @classmethod
        def beats(cls_) -> tuple[str, ...]:  # noqa: N804 (the class around is `cls`)
            return cls.beats()

    Watched.__module__, Watched.__name__ = cls.__module__, cls.__name__
    return Watched
