"""A lecture's shot list: everything that is decided before anything is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from narration.script import Line
from narration.voices import Speech, Voice, Word, cue_times, voice
from scenes.concept import BREATH, Pace, blamed_on, concept, heading
from scenes.errors import UserError
from scenes.parameters import Facts, SceneParams

from .lecture import Part, read_toml, split_name
from .store import Store, key_of

Settings = Mapping[str, Mapping[str, Any]]
"""Parameters by scene and name, as the user wrote them."""

QUALITIES = {
    "l": (854, 480, 15),
    "m": (1280, 720, 30),
    "h": (1920, 1080, 60),
    "p": (2560, 1440, 60),
    "k": (3840, 2160, 60),
}
"""Width, height and ticks per second of Manim's quality letters."""


@dataclass(frozen=True)
class Shot:
    """One beat, ready to be recorded: what it shows, what is said in it, and when.

    Attributes
    ----------
    lead
        Seconds from its start to the first word.
    """

    scene: str
    title: str
    beat: str
    params: SceneParams
    facts: Facts
    paces: Mapping[str, Pace]
    line: Line
    speech: Speech
    lead: float

    @property
    def name(self) -> str:
        """Return ``scene/beat``, as users write it."""
        return f"{self.scene}/{self.beat}"

    @property
    def heading(self) -> str:
        """Return the beat's name for people."""
        return heading(self.beat)

    @property
    def seconds(self) -> float:
        """Return how long the beat is, if nothing in it overruns its words."""
        return self.lead + self.speech.seconds + BREATH


def shots(parts: Sequence[Part], settings: Settings, speaker: str, store: Store) -> tuple[Shot, ...]:
    """Return the shots of a film.

    Parameters
    ----------
    parts
        What to show, in order.
    settings
        Changed parameters, for every part of their scene; they win over the part's own.
    speaker
        The voice, as `narration.voices.voice` understands it.
    store
        Where speech is kept.

    Raises
    ------
    UserError
        For anything that is unknown, malformed or missing, before any speech is made.
    """
    for scene, values in settings.items():
        concept(scene).Params.of(scene, values)
    talker = voice(speaker)
    params = [
        concept(part.scene).Params.of(part.scene, {**part.settings, **settings.get(part.scene, {})}) for part in parts
    ]
    return tuple(
        shot for part, own in zip(parts, params, strict=True) for shot in _part_shots(part, own, talker, store)
    )


def parts_of(names: Sequence[str]) -> tuple[Part, ...]:
    """Return the parts that ``scene`` or ``scene/beat`` names mean.

    Raises
    ------
    UserError
        If a scene or beat does not exist.
    """
    pairs = [split_name(name) for name in names]
    return tuple(Part(scene=scene, beats=(beat,) if beat else ()) for scene, beat in pairs)


def names_of(shots: Sequence[Shot]) -> list[str]:
    """Return a name for each shot that no other has: where a beat comes again, ``scene/beat-2``."""
    names = [shot.name for shot in shots]
    return [name if (nth := names[: i + 1].count(name)) == 1 else f"{name}-{nth}" for i, name in enumerate(names)]


def _part_shots(part: Part, params: SceneParams, talker: Voice, store: Store) -> Iterable[Shot]:
    scene, cls = part.scene, concept(part.scene)
    with blamed_on(scene, "in facts(): "):
        facts = params.facts()
    script = cls.narration().fill(facts)
    speeches = _spoken(talker, scene, script.lines, store)
    paces = {
        line.beat: Pace(speech.seconds, cue_times(line, speech))
        for line, speech in zip(script.lines, speeches, strict=True)
    }
    takes = {line.beat: (line, speech) for line, speech in zip(script.lines, speeches, strict=True)}
    for beat in part.beats or cls.beats():
        line, speech = takes[beat]
        yield Shot(scene, script.title, beat, params, facts, paces, line, speech, cls.lead(beat))


def _spoken(talker: Voice, scene: str, lines: Sequence[Line], store: Store) -> list[Speech]:
    """Return the speech of each line, from the store where it has been spoken before."""
    keys = [key_of("speech", talker.key(scene, line)) for line in lines]
    kept = [_load(store.get(key, ".npz")) for key in keys]
    missing = [line for line, speech in zip(lines, kept, strict=True) if speech is None]
    made = iter(talker.speak_all(scene, missing) if missing else ())
    speeches = [speech if speech is not None else next(made) for speech in kept]
    for key, speech, old in zip(keys, speeches, kept, strict=True):
        if old is None:
            with store.put(key, ".npz") as path:
                _save(path, speech)
    return speeches


def _save(path: Path, speech: Speech) -> None:
    words = np.array([(word.offset, word.start, word.end) for word in speech.words]).reshape(-1, 3)
    np.savez(path, samples=speech.samples, rate=speech.rate, words=words)


def _load(path: Path | None) -> Speech | None:
    if path is None:
        return None
    with np.load(path) as kept:
        words = tuple(Word(int(offset), float(start), float(end)) for offset, start, end in kept["words"])
        return Speech(kept["samples"], int(kept["rate"]), words)


def settings_of(assignments: Sequence[str], file: Path | None, scene: str | None = None) -> dict[str, dict[str, Any]]:
    """Return the settings of ``SCENE.NAME=VALUE`` assignments over those of a TOML file with a table per scene.

    Parameters
    ----------
    assignments
        As typed after ``--set``.
    file
        A TOML file: ``[scene]`` tables of parameters.
    scene
        The scene meant where an assignment names none.

    Raises
    ------
    UserError
        If the file cannot be read or parsed, or an assignment has another form.
    """
    settings = _from_toml(file) if file is not None else {}
    for assignment in assignments:
        target, equals, value = assignment.partition("=")
        owner, dot, name = target.strip().rpartition(".")
        if not equals or not name or not (dot or scene):
            form = "NAME=VALUE" if scene else "SCENE.NAME=VALUE"
            raise UserError(f"--set {assignment}: write {form}")
        settings.setdefault(owner or str(scene), {})[name] = value.strip()
    return settings


def _from_toml(file: Path) -> dict[str, dict[str, Any]]:
    tables = read_toml(file)
    for name, table in tables.items():
        if not isinstance(table, dict):
            raise UserError(f"{file}: {name!r} stands outside a scene's table; write it under [scene]")
    return tables
