"""Many films in one run: read from a file, planned together, and each beat that they share made once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from bits.authoring.parameters import shown
from bits.authoring.project import Project
from bits.errors import UserError, quoted, unknown
from bits.files import read_toml
from bits.making.crew import Crew
from bits.making.film import About, assemble, beside
from bits.making.job import Look, Shot
from bits.making.lecture import Lecture, film_of, read, size_of
from bits.making.output import checksum
from bits.making.plan import Settings, parts_of, shots
from bits.making.progress import followed
from bits.making.store import Store, key_of, written_whole
from bits.making.takes import Report, attempted, jobs_for
from bits.paths import home, named
from bits.speech.manner import Manner
from bits.speech.voices import Speech, default_voice

MOST = 10_000
"""So many films at most."""
_LIST = "batch.json"
"""The file beside the films that tells what each was made of."""


class Entry(BaseModel):
    """A film, or several that differ in shape, theme or voice; the fields are those of a ``[[film]]`` in the file.

    Attributes
    ----------
    name
        What its file is called; by default as the film's file, or as its scenes.
    film
        A film's file, from where this file lies; the project's own film by default.
    scenes
        In its place, concepts, or beats as ``SCENE/BEAT``.
    sizes, themes, voices
        One film is made for each of them; by default what the film's file says.
    settings
        Changed parameters, in a table for each scene; written ``set``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$")] | None = None
    film: str | None = None
    scenes: tuple[str, ...] = ()
    sizes: tuple[Annotated[tuple[int, int], BeforeValidator(size_of)], ...] = ()
    themes: tuple[Literal["dark", "light"], ...] = ()
    voices: tuple[str, ...] = ()
    fps: Annotated[int, Field(ge=1, le=240)] | None = None
    captions: bool = False
    settings: Mapping[str, Mapping[str, Any]] = Field(default_factory=dict, alias="set")


@dataclass(frozen=True)
class Order:
    """One film that is to be made.

    Attributes
    ----------
    where
        What an error calls it.
    """

    name: str
    lecture: Lecture
    settings: Settings
    look: Look
    voice: str
    where: str


@dataclass(frozen=True)
class Planned:
    """A film whose words are spoken."""

    order: Order
    shots: tuple[Shot, ...]
    about: About


@dataclass
class Summary:
    """What has become of each film."""

    made: list[str]
    kept: list[str]
    failed: dict[str, str]
    drawn: int = 0


def orders(files: Sequence[Path], project: Project) -> tuple[list[Order], list[str]]:
    """Return the films that are asked for, and what is wrong with those that cannot be meant.

    Raises
    ------
    UserError
        If a file cannot be read, or asks for no film, or for too many.
    """
    found, wrong = list[Order](), list[str]()
    for file in files:
        tables = read_toml(file)
        if set(tables) != {"film"} or not isinstance(tables["film"], list):
            raise UserError(f"{named(file)}: write a [[film]] for each film, and nothing else")
        for number, table in enumerate(tables["film"], 1):
            where = f"{named(file)}, film {number}"
            try:
                found += _read(table, home(file), project, where)
            except UserError as error:
                wrong.append(f"{where}: {error}")
    if len(found) > MOST:
        raise UserError(f"{len(found)} films: at most {MOST} at a time")
    names = [order.name for order in found]
    again = [order for i, order in enumerate(found) if order.name in names[:i]]
    wrong += [f"{order.where}: {quoted(order.name)} is the name of another film, too: give it one" for order in again]
    return [order for order in found if order not in again], wrong


def _read(table: object, file: Path, project: Project, where: str) -> Iterator[Order]:
    try:
        entry = Entry.model_validate(table)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        if first["type"] == "extra_forbidden":
            known = [field.alias or name for name, field in Entry.model_fields.items()]
            raise unknown("entry of a film", place, known) from None
        raise UserError(f"{place} = {shown(first['input'])}: {first['msg'].removeprefix('Value error, ')}") from None
    if entry.film and entry.scenes:
        raise UserError("it names scenes and a film: leave one of them out")
    lecture = read(file.parent / home(entry.film), project) if entry.film else film_of(project)
    name = entry.name or (Path(entry.film).stem if entry.film else "film")
    if entry.scenes:
        lecture = lecture.model_copy(update={"parts": parts_of(entry.scenes, project), "narration": "", "title": ""})
        name = entry.name or "-".join(entry.scenes).replace("/", "-")
    settings = {scene: project.scene(scene).Params.located(values, file) for scene, values in entry.settings.items()}
    if (lecture.voice or "").startswith("command:") and not entry.voices:
        raise UserError(f"its voice is a program that its file names, {quoted(lecture.voice)}: say which voices")
    own_voice = lecture.voice or default_voice(lecture.language)
    ways = product(entry.sizes or (lecture.size,), entry.themes or (lecture.theme,), entry.voices or (own_voice,))
    for size, theme, voice in ways:
        told = (
            f"{size[0]}x{size[1]}" if len(entry.sizes) > 1 else "",
            theme if len(entry.themes) > 1 else "",
            voice.partition(":")[0] if len(entry.voices) > 1 else "",
        )
        look = Look(*size, entry.fps or lecture.fps, theme, captions=entry.captions)
        yield Order("-".join(filter(None, (name, *told))), lecture, settings, look, voice, where)


def planned(asked: Sequence[Order], project: Project, store: Store) -> tuple[list[Planned], list[str]]:
    """Return the films with their words spoken, and what is wrong with those that cannot be told."""
    found, wrong = list[Planned](), list[str]()
    heard: dict[str, Speech] = {}
    for order in followed(asked, len(asked), "planning"):
        lecture, manner = order.lecture, Manner(order.lecture.language, order.lecture.pace)
        try:
            made = shots(
                project, lecture.parts, order.settings, order.voice, store, manner=manner, retelling=lecture.narration
            )
        except UserError as error:
            wrong.append(f"{order.where}: {error}")
            continue
        # What many films say is held once: an hour of speech is 350 MB.
        made = tuple(replace(shot, speech=_once(shot.speech, heard)) for shot in made)
        title = lecture.title or made[0].title
        found.append(Planned(order, made, About(title, lecture.author, lecture.language_code)))
    return found, wrong


def _once(speech: Speech, heard: dict[str, Speech]) -> Speech:
    words = [(word.offset, word.start, word.end) for word in speech.words]
    key = key_of(np.ascontiguousarray(speech.samples).tobytes(), speech.rate, words)
    return heard.setdefault(key, speech)


def make(plans: Sequence[Planned], store: Store, folder: Path, crew: Crew, report: Report) -> Summary:
    """Make all films: their beats first, each once, then one film after another; what is there already is kept.

    A beat that cannot be drawn costs only the films that show it.

    Raises
    ------
    UserError
        If the store or the folder cannot be written, or workers keep dying.
    """
    jobs = [job for plan in plans for job in jobs_for(plan.shots, plan.order.look, store)]
    segments, failed, drawn = attempted(jobs, store, crew, report, ".mp4")
    summary, listed = Summary([], [], {}, drawn), _listed(folder)
    start = 0
    for plan in plans:
        mine = range(start, start + len(plan.shots))
        start = mine.stop
        name = f"{plan.order.name}.mp4"
        if wrong := next((failed[i] for i in mine if i in failed), None):
            summary.failed[name] = wrong
            continue
        own = [segments[i] for i in mine]
        key = _key(plan, own)
        if listed.get(name) == [key, _digest(folder / name)]:
            summary.kept.append(name)
            continue
        try:
            assemble(plan.shots, own, plan.order.look, plan.about, store, folder / name)
        except UserError as error:
            summary.failed[name] = str(error)
            continue
        listed[name] = [key, _digest(folder / name)]
        _write_list(folder, listed)  # at once: a run that is interrupted goes on from here
        summary.made.append(name)
    return summary


def places(asked: Sequence[Order], folder: Path) -> list[Path]:
    """Return all files that are delivered."""
    return [path for order in asked for path in (folder / f"{order.name}.mp4", *beside(folder / f"{order.name}.mp4"))]


def _key(plan: Planned, segments: Sequence[Path]) -> str:
    """Return the hash of all that a film is made of."""
    told = [(shot.title, shot.heading, shot.lead, shot.line.shown) for shot in plan.shots]
    speech = [np.ascontiguousarray(shot.speech.samples).tobytes() for shot in plan.shots]
    return key_of("film", [path.name for path in segments], told, vars(plan.about), vars(plan.order.look), *speech)


def _digest(path: Path) -> str | None:
    try:
        return checksum(path)
    except OSError:
        return None


def _listed(folder: Path) -> dict[str, list[str | None]]:
    try:
        listed = json.loads((folder / _LIST).read_bytes())
        return {str(name): list(told) for name, told in listed.items()}
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return {}


def _write_list(folder: Path, listed: Mapping[str, object]) -> None:
    with written_whole(folder / _LIST) as temporary:
        temporary.write_text(json.dumps(listed, indent=1), encoding="utf-8")
