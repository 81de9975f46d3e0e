"""A lecture's shot list: everything that is decided before anything is drawn."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, Field, FiniteFloat, TypeAdapter, ValidationError

from bits.authoring.discovery import blamed_on
from bits.authoring.paces import Pace, reading_paces
from bits.authoring.parameters import Facts, SceneParams
from bits.authoring.project import Project
from bits.errors import UserError, quoted
from bits.files import read_toml
from bits.making.job import Shot
from bits.making.lecture import Part, split_name
from bits.making.progress import followed
from bits.making.store import Store, key_of
from bits.notes import note
from bits.paths import home, named
from bits.speech.lexicon import Lexicon, lexicon_in
from bits.speech.manner import Manner
from bits.speech.reading import Word
from bits.speech.rests import rested
from bits.speech.script import Line, Script, Template
from bits.speech.sound import FASTEST, LONGEST, SLOWEST, samples_from
from bits.speech.voices import Speech, Voice, spoken, voice

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


class _Kept(BaseModel, strict=True, extra="forbid"):
    """What stands before the samples of a speech that is kept."""

    rate: int = Field(ge=SLOWEST, le=FASTEST)
    samples: int = Field(ge=0)
    words: list[tuple[int, FiniteFloat, FiniteFloat]]
    remarks: list[str] = []


_KEPT = TypeAdapter(_Kept)


def shots(
    project: Project,
    parts: Sequence[Part],
    settings: Settings,
    speaker: str,
    store: Store,
    *,
    manner: Manner | None = None,
    fresh: bool = False,
    retelling: str = "",
) -> tuple[Shot, ...]:
    """Return the shots of a film.

    Parameters
    ----------
    project
        Whose scenes they are.
    parts
        What to show, in order.
    settings
        Changed parameters, for every part of their scene; they win over the part's own.
    speaker
        The voice, as `bits.speech.voices.voice` understands it.
    store
        Where speech is kept.
    manner
        How it is to speak; in English, at its usual pace, by default.
    fresh
        Whether lines are spoken again that have been spoken before.
    retelling
        A folder in that of the narration, or anywhere: what stands there is said in place of the beats' usual words.

    Raises
    ------
    UserError
        For anything that is unknown, malformed or missing, before any speech is made.
    """
    for scene, values in settings.items():
        project.scene(scene).Params.of(scene, values)
    manner = manner or Manner()
    lexicon = lexicon_in(project.narration, manner.language)
    talker = talker_of(project, speaker, manner)
    chosen = [(part, _params(project, part, settings)) for part in parts]
    drafts = [
        _Draft.of(project, part, own, _heard(project, part, own, chosen), lexicon, retelling) for part, own in chosen
    ]
    for draft in drafts:
        talker.knows(draft.scene, draft.script.lines)
    speeches = iter(_spoken(talker, [(draft.scene, line) for draft in drafts for line in draft.lines], store, fresh))
    return tuple(shot for draft in drafts for shot in draft.shots(list(islice(speeches, len(draft.lines)))))


def talker_of(project: Project, speaker: str, manner: Manner) -> Voice:
    """Return a voice that knows the sounds of a project's lexicon.

    Raises
    ------
    UserError
        If there is no such voice, or it lacks what it needs.
    """
    return voice(speaker, replace(manner, sounds=lexicon_in(project.narration, manner.language).sounds))


def _params(project: Project, part: Part, settings: Settings) -> SceneParams:
    """Return the parameters of a part: the project's, changed by the part, changed by what is set for its scene."""
    return project.scene(part.scene).Params.of(part.scene, {**part.settings, **settings.get(part.scene, {})})


def _heard(project: Project, part: Part, params: SceneParams, chosen: Sequence[tuple[Part, SceneParams]]) -> set[str]:
    """Return the beats of a scene that are in the film with these parameters, in this part or in another."""
    same = (other for other, own in chosen if (other.scene, own) == (part.scene, params))
    return {beat for other in same for beat in other.beats or project.scene(part.scene).beats()}


def parts_of(names: Sequence[str], project: Project) -> tuple[Part, ...]:
    """Return the parts that ``scene`` or ``scene/beat`` names mean.

    Raises
    ------
    UserError
        If a scene or beat does not exist.
    """
    pairs = [split_name(name, project) for name in names]
    written = [{"scene": scene, "beats": (beat,) if beat else ()} for scene, beat in pairs]
    return tuple(Part.model_validate(part, context=project) for part in written)


def names_of(shots: Sequence[Shot]) -> list[str]:
    """Return a name for each shot that no other has: where a beat comes again, ``scene/beat-2``."""
    names = [shot.name for shot in shots]
    return [name if (nth := names[: i + 1].count(name)) == 1 else f"{name}-{nth}" for i, name in enumerate(names)]


@dataclass(frozen=True)
class _Draft:
    """A part whose numbers are filled in, before it is spoken.

    Attributes
    ----------
    lines
        What is heard of its scene in the film; other beats are only played to set up these.
    """

    project: Project
    part: Part
    params: SceneParams
    facts: Facts
    template: Template
    script: Script
    lines: tuple[Line, ...]

    @classmethod
    def of(
        cls, project: Project, part: Part, params: SceneParams, heard: Set[str], lexicon: Lexicon, retelling: str
    ) -> Self:
        scene = project.scene(part.scene)
        with blamed_on(scene.file(), "in facts(): "):
            facts = params.facts()
        template = replace(scene.narration(), lexicon=lexicon)
        if retelling:
            template = template.retold(project.narration / retelling)
        script = template.fill(facts)
        lines = tuple(line for line in script.lines if line.beat in heard)
        return cls(project, part, params, facts, template, script, lines)

    @property
    def scene(self) -> str:
        return self.part.scene

    def shots(self, speeches: Sequence[Speech]) -> Iterator[Shot]:
        """Yield the shots of the part, given the speech of each of its lines."""
        cls = self.project.scene(self.scene)
        takes = {line.beat: (line, speech) for line, speech in zip(self.lines, speeches, strict=True)}
        paces = dict(reading_paces(self.template, self.facts)) if len(takes) < len(self.script.lines) else {}
        paces |= {beat: Pace.of(line, speech) for beat, (line, speech) in takes.items()}
        step, title = cls.place_in_film(), self.script.title
        for beat in self.part.beats or cls.beats():
            told = (beat, cls.heading(beat), self.params, self.facts, paces, *takes[beat], cls.lead(beat), step)
            yield Shot(self.project, self.scene, title, *told)


def _spoken(talker: Voice, lines: Sequence[tuple[str, Line]], store: Store, fresh: bool) -> Iterator[Speech]:
    """Yield the speech of each line, with its rests."""
    made = spoken(talker, lines, partial(_pieces, talker, store=store, fresh=fresh))
    for (_, line), speech in zip(lines, made, strict=True):
        yield rested(speech, line.rests) if talker.breathes else speech


def _pieces(talker: Voice, lines: Sequence[tuple[str, Line]], store: Store, fresh: bool) -> list[Speech]:
    """Return the speech of each piece, from the store where it has been spoken before and need not be fresh.

    What is spoken is kept at once: a later line that fails, or an interrupt, loses nothing that has been paid for.
    """
    keys = [key_of("speech", talker.key(scene, line)) for scene, line in lines]
    for key in keys if fresh else ():
        store.forget(key, ".speech")
    found: dict[str, Speech] = {}
    missing: dict[str, tuple[str, Line]] = {}
    for key, said in zip(keys, lines, strict=True):
        kept = next(store.contents(key, ".speech", partial(_load, line=said[1])), None)
        if kept is None:
            missing[key] = said
        else:
            found[key] = kept
    saying = followed(talker.speak_all(list(missing.values())), len(missing), "speaking")
    for key, speech in zip(missing, saying, strict=True):
        store.keep(key, ".speech", _save(speech))
        found[key] = speech
    for key, (scene, line) in zip(keys, lines, strict=True):
        for remark in found[key].remarks:
            note(f"{scene}/{line.beat}: the recording {remark}")
    return [found[key] for key in keys]


def _save(speech: Speech) -> bytes:
    """Return speech as a line of JSON, and its samples after it."""
    words = [(word.offset, word.start, word.end) for word in speech.words]
    head = {"rate": speech.rate, "samples": len(speech.samples), "words": words, "remarks": speech.remarks}
    return json.dumps(head).encode() + b"\n" + speech.samples.astype("<f4").tobytes()


def _load(data: bytes, line: Line) -> Speech:
    """Return what `_save` wrote; ValueError if it is no speech of this line."""
    head, _, samples = data.partition(b"\n")
    try:
        kept = _KEPT.validate_json(head)
    except ValidationError as error:
        raise ValueError("not the head of a speech") from error
    if kept.samples > LONGEST * kept.rate:
        raise ValueError(f"{kept.samples} samples")
    speech = Speech(
        samples_from(samples, kept.samples), kept.rate, tuple(Word(*word) for word in kept.words), tuple(kept.remarks)
    )
    offsets = [word.offset for word in speech.words]
    times = [time for word in speech.words for time in (word.start, word.end)]
    ends = (-1, *offsets, len(line.spoken)), (0.0, *times, speech.seconds + 0.01)
    if len(set(offsets)) < len(offsets) or any(list(some) != sorted(some) for some in ends):
        raise ValueError("words out of order")
    return speech


def settings_of(
    assignments: Sequence[str], file: Path | None, project: Project, scene: str | None = None
) -> dict[str, dict[str, Any]]:
    """Return the settings of ``SCENE.NAME=VALUE`` assignments over those of a TOML file with a table per scene.

    Parameters
    ----------
    assignments
        As typed after ``--set``.
    file
        A TOML file: ``[scene]`` tables of parameters.
    project
        Whose scenes they are.
    scene
        The scene meant where an assignment names none.

    Raises
    ------
    UserError
        If the file cannot be read or parsed, or an assignment has another form.
    """
    settings = _from_toml(file, project) if file is not None else {}
    for assignment in assignments:
        target, equals, value = assignment.partition("=")
        owner, dot, name = target.strip().rpartition(".")
        if not equals or not name or not (dot or scene):
            form = "NAME=VALUE" if scene else "SCENE.NAME=VALUE"
            raise UserError(f"--set {quoted(assignment)[1:-1]}: write {form}")
        settings.setdefault(owner or str(scene), {})[name] = value.strip()
    return settings


def _from_toml(file: Path, project: Project) -> dict[str, dict[str, Any]]:
    tables = read_toml(file)
    for name, table in tables.items():
        if not isinstance(table, dict):
            raise UserError(f"{named(file)}: {quoted(name)} stands outside a scene's table; write it under [scene]")
    return {name: project.scene(name).Params.located(table, home(file)) for name, table in tables.items()}
