"""Which parameters a beat reads: so that changing another one leaves its segment good.

From its constructor on, a scene's parameters, its facts and the scene itself are watched. A beat's picture depends on
what is read before the first beat; on what is read while it plays; on what an earlier beat read that touched the same
attribute of the scene, since it may have changed what stands there; and on the beat right before it, whose last picture
it fades out.
"""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterator, KeysView, Mapping, Sequence, ValuesView
from functools import cached_property
from types import FunctionType
from typing import Any

from bits.authoring.concept import ConceptScene, Step
from bits.authoring.paces import Pace
from bits.authoring.parameters import Facts, SceneParams
from bits.speech.script import Template

FACT = "fact "
"""Stands before the name of a fact, to tell it from a parameter."""
CHOSEN = "model_fields_set"
"""Stands for which parameters were set; pydantic's name for it, so that no parameter has it."""
_MANIMS = frozenset(("last_t", "stop_condition", "moving_mobjects", "static_mobjects", "duration", "animations"))
"""Attributes that Manim gives a scene with its first animation."""
_BEFORE = ""
"""Stands for what is done before the first beat."""

Note = Callable[[str], None]
Touch = Callable[[str, bool], None]


class Reads:
    """Makes a scene, and watches it while it is recorded.

    Parameters
    ----------
    cls
        The scene's class.
    params, paces, theme, step
        What it is made from.
    renderer
        Plays it.

    Attributes
    ----------
    scene
        Set up, but not yet played.
    """

    def __init__(
        self,
        cls: type[ConceptScene],
        params: SceneParams,
        paces: Mapping[str, Pace],
        theme: str,
        step: Step | None,
        renderer: object,
    ) -> None:
        self._beats: list[str] = []
        self._read: dict[str, set[str]] = {}
        self._touched: dict[str, set[str]] = {}  # attributes of the scene that were read or set
        self._inherited: dict[str, set[str]] = {}  # those of them that were read before they were set
        self.begin(_BEFORE)
        scene = watched_scene(cls, renderer, self._touch)
        self.scene: ConceptScene = scene(watched_params(params, self._note), paces, theme, step, renderer=renderer)
        self.scene.setup()

    def begin(self, beat: str) -> None:
        """Count what is read from now on as the beat's."""
        self._beats.append(beat)
        self._now = self._read[beat] = set()
        self._touched[beat], self._inherited[beat] = set(), set()

    def of(self, beat: str) -> list[str]:
        """Return the names of the parameters and facts on which a beat's picture depends, sorted."""
        place = self._beats.index(beat)
        return sorted(self._read[_BEFORE] | self._state(place) | self._state(place - 1))

    def _state(self, place: int) -> set[str]:
        """Return what the end of a beat depends on."""
        beat = self._beats[place]
        names = set(self._read[beat])
        for earlier in range(place):
            if self._touched[self._beats[earlier]] & self._inherited[beat]:
                names |= self._state(earlier)
        return names

    def _note(self, name: str) -> None:
        self._now.add(name)

    def _touch(self, name: str, is_read: bool) -> None:
        touched = self._touched[self._beats[-1]]
        if is_read and name not in touched:
            self._inherited[self._beats[-1]].add(name)
        touched.add(name)


def values(names: Sequence[str], params: SceneParams, facts: Mapping[str, Any]) -> list[Any]:
    """Return the values that these names have now; None for one that is no more."""
    known = {FACT + name: value for name, value in facts.items()}
    known |= {**params.model_dump(mode="json"), CHOSEN: sorted(params.model_fields_set)}
    return [known.get(name) for name in names]


_DICT, _SET, _PRIVATE = "__dict__", "__pydantic_fields_set__", "__pydantic_private__"


def watched_params(params: SceneParams, note: Note) -> SceneParams:
    """Return parameters that are like those given, but tell of each field that is read.

    They are an instance of a subclass whose fields are properties; what pydantic does with all fields at once (dump,
    print, compare, copy) goes through the instance's ``__dict__``, which is a property, too.
    """
    cls = type(params)
    fields = tuple(cls.model_fields)

    def note_all() -> None:
        for field in fields:
            note(field)

    def facts(self: SceneParams) -> Facts:
        """Return the facts, each of which is noted when it is looked up; those of a changed copy are computed."""
        mine, given = _slot(cls, _DICT).__get__(self), _slot(cls, _DICT).__get__(params)
        same = all(mine.get(field) is given[field] for field in fields)
        return _Facts(params.facts(), note) if same else cls.facts(self)

    members: dict[str, Any] = {field: _noted_field(cls, field, note) for field in fields}
    members |= {name: _remembered(cls, name, member, note_all) for name, member in _remembering(cls)}
    members |= {name: _noted_slot(cls, name, note_all) for name in (_DICT, _PRIVATE)}
    members |= {_SET: _noted_slot(cls, _SET, lambda: note(CHOSEN))}
    members |= {"facts": facts, "__class__": property(lambda self: cls), "__slots__": (), "__module__": cls.__module__}
    # Not through pydantic's own way to make classes, which would take the properties for defaults.
    watched: Any = type.__new__(type(cls), cls.__name__, (cls,), members)
    made: SceneParams = watched.__new__(watched)
    values = {field: value for field, value in vars(params).items() if field in cls.model_fields}
    for name, value in ((_DICT, values), (_SET, params.model_fields_set), (_PRIVATE, params.__pydantic_private__)):
        _slot(cls, name).__set__(made, value)
    _slot(cls, "__pydantic_extra__").__set__(made, None)
    return made


def _slot(cls: type, name: str) -> Any:
    """Return what Python or pydantic keeps a part of an instance in."""
    return next(vars(base)[name] for base in cls.__mro__ if name in vars(base) and hasattr(vars(base)[name], "__set__"))


def _noted_field(cls: type, name: str, note: Note) -> property:
    content = _slot(cls, _DICT).__get__

    def get(self: object) -> Any:
        note(name)
        return content(self)[name]

    return property(get)


def _noted_slot(cls: type, name: str, note: Callable[[], None]) -> property:
    slot = _slot(cls, name)

    def get(self: object) -> Any:
        note()
        return slot.__get__(self)

    return property(get, slot.__set__)


def _remembering(cls: type) -> Iterator[tuple[str, cached_property[Any]]]:
    """Yield the properties that are computed once, with their names."""
    for base in reversed(cls.__mro__):
        yield from ((name, member) for name, member in vars(base).items() if isinstance(member, cached_property))


def _remembered(cls: type, name: str, member: cached_property[Any], note_all: Callable[[], None]) -> property:
    """Return a property that is computed once, and counts as a read of all fields: it may be from an earlier beat."""
    content = _slot(cls, _DICT).__get__

    def get(self: object) -> Any:
        note_all()
        kept = content(self)
        if name not in kept:
            kept[name] = member.func(self)
        return kept[name]

    return property(get)


class _Facts(dict[str, Any]):
    """Facts, each of which is noted when it is looked up; all that a dict can tell goes through that."""

    def __init__(self, facts: Facts, note: Note) -> None:
        super().__init__(facts)
        self._note = note

    def __getitem__(self, name: str) -> Any:
        self._note(FACT + name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self._note(f"{FACT}{name}")
        return super().__contains__(name)

    def __iter__(self) -> Iterator[str]:  # since it is here, Python does not copy a dict without asking
        return super().__iter__()

    def get(self, name: str, default: Any = None) -> Any:
        try:
            return self[name]
        except KeyError:
            return default

    def keys(self) -> Any:
        return KeysView(self)

    def values(self) -> Any:
        return ValuesView(self)

    def items(self) -> Any:
        return ItemsView(self)

    def copy(self) -> dict[str, Any]:
        return dict(self)

    def __eq__(self, other: object) -> bool:
        return self.copy() == other

    __hash__ = None

    def __or__(self, other: dict[str, Any]) -> dict[str, Any]:  # type: ignore[override]
        return self.copy() | other

    def __ror__(self, other: dict[str, Any]) -> dict[str, Any]:  # type: ignore[override]
        return other | self.copy()

    def __repr__(self) -> str:
        return repr(self.copy())


class _Bare(ConceptScene):
    """A scene of no concept: what it has, every scene has."""

    class Params(SceneParams):
        def facts(self) -> Facts:
            return {}

    @classmethod
    def narration(cls) -> Template:
        return Template("", "", "", ())


def watched_scene(cls: type[ConceptScene], renderer: object, touch: Touch) -> type[ConceptScene]:
    """Return a scene's class whose scenes tell of each attribute of their own that is read or set.

    Parameters
    ----------
    cls
        The scene's class.
    renderer
        One like that which will play it.
    touch
        Is told the attribute's name, and whether it is read.
    """
    return _watched(cls, _own_attributes(renderer) | _fixed(cls), touch)


_OWN: dict[type, frozenset[str]] = {}
"""By the class of the renderer: making a scene takes a millisecond."""


def _own_attributes(renderer: object) -> frozenset[str]:
    """Return the attributes that every scene has before its own code gives it others."""
    if type(renderer) not in _OWN:
        bare = _Bare(paces={}, renderer=renderer)
        bare.setup()
        _OWN[type(renderer)] = frozenset(vars(bare)) | frozenset(dir(ConceptScene)) | _MANIMS
    return _OWN[type(renderer)]


def _fixed(cls: type[ConceptScene]) -> frozenset[str]:
    """Return the names of what a class has that no beat changes: methods, and values that cannot be changed."""
    kinds = (FunctionType, property, classmethod, staticmethod, type, int, float, str, bytes, tuple, frozenset)
    members = {name: member for base in reversed(cls.__mro__) for name, member in vars(base).items()}
    return frozenset(name for name, member in members.items() if member is None or isinstance(member, kinds))


def _watched(cls: type[ConceptScene], fixed: frozenset[str], touch: Touch) -> type[ConceptScene]:
    """Return the scene's class, telling of every attribute that is not its `own` and is read or set.

    What is set is its own no more: a value of the class that cannot be changed can be hidden by one of the scene.
    """
    classes = {name for base in cls.__mro__ if base not in ConceptScene.__mro__ for name in vars(base)}
    own = set(fixed)

    class Watched(cls):  # type: ignore[misc, valid-type]
        _file = cls._file

        def __getattribute__(self, name: str) -> Any:
            if name not in own and not name.startswith("__"):
                touch(name, True)
            return super().__getattribute__(name)

        def __setattr__(self, name: str, value: object) -> None:
            if name not in own or name in classes:
                own.discard(name)
                touch(name, False)
            super().__setattr__(name, value)

        @classmethod
        def beats(cls_) -> tuple[str, ...]:  # noqa: N804 (the class around is `cls`)
            return cls.beats()

    Watched.__module__, Watched.__name__ = cls.__module__, cls.__name__
    return Watched
