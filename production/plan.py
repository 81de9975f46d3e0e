"""A lecture's shot list: everything that is decided before anything is drawn."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from narration.script import Line
from narration.voices import Speech, Voice, Word, cue_times, voice
from scenes.concept import BREATH, CONCEPTS, FILM, Pace, concept, heading
from scenes.errors import UserError, unknown
from scenes.parameters import SceneParams

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


def shots(wanted: Sequence[str], settings: Settings, speaker: str, store: Store) -> tuple[Shot, ...]:
    """Return the shots of a film.

    Parameters
    ----------
    wanted
        ``scene`` or ``scene/beat``, each; the whole film if empty.
    settings
        Changed parameters.
    speaker
        The voice, as `narration.voices.voice` understands it.
    store
        Where speech is kept.

    Raises
    ------
    UserError
        For anything that is unknown, malformed or missing, before any speech is made.
    """
    names = [split_name(name) for name in wanted or FILM]
    for scene in settings:
        if scene not in FILM:
            raise unknown("scene", scene, CONCEPTS)
    talker = voice(speaker)
    params = {scene: concept(scene).Params.of(scene, settings.get(scene, {})) for scene in (*settings, *dict(names))}
    return tuple(shot for scene, beat in names for shot in _scene_shots(scene, beat, params[scene], talker, store))


def split_name(name: str) -> tuple[str, str | None]:
    """Return scene and beat (None for all) of ``scene`` or ``scene/beat``; both exist.

    Raises
    ------
    UserError
        If one of them does not.
    """
    scene, _, beat = name.partition("/")
    cls = concept(scene)
    if beat and beat not in cls.beats():
        raise unknown(f"beat of {scene}", beat, cls.beats())
    return scene, beat or None


def _scene_shots(scene: str, beat: str | None, params: SceneParams, talker: Voice, store: Store) -> Iterable[Shot]:
    cls = concept(scene)
    script = cls.narration().fill(params.facts())
    speeches = _spoken(talker, scene, script.lines, store)
    paces = {
        line.beat: Pace(speech.seconds, cue_times(line, speech))
        for line, speech in zip(script.lines, speeches, strict=True)
    }
    for line, speech in zip(script.lines, speeches, strict=True):
        if beat in (None, line.beat):
            yield Shot(scene, script.title, line.beat, params, paces, line, speech, cls.lead(line.beat))


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
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise UserError(f"{file}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(f"{file}: is not TOML: {error}") from None
    for name, table in tables.items():
        if not isinstance(table, dict):
            raise UserError(f"{file}: {name!r} stands outside a scene's table; write it under [scene]")
    return tables
