"""A film as its author writes it down: which scenes and beats, with which parameters, and how the film looks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from langcodes import Language, tag_is_valid
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    model_validator,
)

from bits.authoring.parameters import shown
from bits.authoring.project import Project
from bits.authoring.texts import check_fits
from bits.authoring.typed import plain
from bits.errors import UserError, quoted, unknown
from bits.files import beside, read_toml
from bits.paths import home, named
from bits.speech.manner import FASTEST_PACE, SLOWEST_PACE

SHORTEST_SIDE, LONGEST_SIDE = 96, 7680
MOST_OBLONG = 4
"""How often the shorter side may go into the longer one: what the stage can lay out."""
LONGEST_TITLE = 200
LONGEST_TAG = 35
MOST_PARTS, MOST_BEATS = 200, 100
_SIZE = re.compile(r"(\d{1,6})\s*[x×*]\s*(\d{1,6})", re.IGNORECASE)
_TOLD = ("value_error", "extra_forbidden", "missing", "too_short", "too_long")
"""Kinds of errors that quote what was given themselves, or should not."""
_NAMED_SIZES = {
    **{f"{height}p": (width, height) for height, width in ((480, 854), (720, 1280), (1080, 1920), (1440, 2560))},
    **dict.fromkeys(("2160p", "4k", "uhd"), (3840, 2160)),
    **dict.fromkeys(("4320p", "8k"), (7680, 4320)),
    "full hd": (1920, 1080),
    "fullhd": (1920, 1080),
}


def size_of(text: object) -> tuple[int, int]:
    """Return width and height of ``"1080x1920"``, ``"1920 × 1080"`` or ``"720p"``.

    Raises
    ------
    UserError
        If the text has another form, or no picture can have this size.
    """
    if isinstance(text, list | tuple) and len(text) == 2:
        text = f"{text[0]}x{text[1]}"
    wanted = plain(text).lower() if isinstance(text, str) else ""
    match = _SIZE.fullmatch(wanted)
    if match is None and wanted not in _NAMED_SIZES:
        raise UserError(f"size {quoted(text)}: write WIDTHxHEIGHT in pixels, such as 1080x1920, or 720p, 1080p, 4k")
    width, height = (int(match[1]), int(match[2])) if match else _NAMED_SIZES[wanted]
    short, long = sorted((width, height))
    if short < SHORTEST_SIDE or long > LONGEST_SIDE or width % 2 or height % 2 or long > MOST_OBLONG * short:
        sides = f"both sides must be even and from {SHORTEST_SIDE} to {LONGEST_SIDE}"
        raise UserError(f"size {quoted(text)}: {sides}, the longer at most {MOST_OBLONG} times the shorter")
    return width, height


def split_name(name: str, project: Project) -> tuple[str, str | None]:
    """Return scene and beat (None for all) of ``scene`` or ``scene/beat``; both exist.

    Raises
    ------
    UserError
        If one of them does not.
    """
    scene, _, beat = name.partition("/")
    cls = project.scene(scene)
    if beat and beat not in cls.beats():
        raise unknown(f"beat of {scene}", beat, cls.beats())
    return scene, beat or None


def _language(tag: str) -> str:
    try:
        known = len(tag) <= LONGEST_TAG and tag_is_valid(tag) and bool(Language.get(tag).to_alpha3())
    except (LookupError, ValueError):  # private ones, such as x-foo, have no letters
        known = False
    if not known:
        raise ValueError("it must be a language tag such as en or pt-BR")
    return tag


def _line(text: str) -> str:
    check_fits(text, LONGEST_TITLE)
    return text


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Part(_Written):
    """A scene, or some of its beats in the order given, with its own parameters.

    Attributes
    ----------
    beats
        All of the scene if empty.
    settings
        Changed parameters; written ``set`` in the file.
    """

    scene: str
    beats: Annotated[tuple[str, ...], Field(max_length=MOST_BEATS)] = ()
    settings: Mapping[str, Any] = Field(default_factory=dict, alias="set")

    @model_validator(mode="after")
    def _exists(self, info: ValidationInfo) -> Self:
        known = info.context.scene(self.scene).beats()  # type: ignore[union-attr]
        for beat in self.beats:
            if beat not in known:
                raise unknown(f"beat of {self.scene}", beat, known)
        return self


class Lecture(_Written):
    """A film: its parts, and what holds for all of them. The fields are those of `lecture.toml`.

    Attributes
    ----------
    narration
        A folder in ``narration/``, or a path from where the film's file lies, such as ``./words``, with words of its
        own for some of its beats.
    """

    title: Annotated[str, AfterValidator(_line)] = "Lecture"
    author: Annotated[str, AfterValidator(_line)] = ""
    language: Annotated[str, AfterValidator(_language)] = "en"
    voice: str | None = None
    pace: Annotated[float, Field(ge=SLOWEST_PACE, le=FASTEST_PACE)] = 1.0
    theme: Literal["dark", "light"] = "dark"
    size: Annotated[tuple[int, int], BeforeValidator(size_of)] = (1920, 1080)
    fps: Annotated[int, Field(ge=1, le=240)] = 60
    narration: Annotated[str, Field(pattern=r"^([a-z][a-z0-9_]*|(\.{1,2})?/.+)?$")] = ""
    parts: Annotated[tuple[Part, ...], Field(min_length=1, max_length=MOST_PARTS, alias="part")]

    @property
    def language_code(self) -> str:
        """Return the language in three letters, as MP4 and Matroska write it (ISO 639-2)."""
        return Language.get(self.language).to_alpha3()


def film_of(project: Project) -> Lecture:
    """Return a project's own film: that of its file or, if it has none, all its scenes.

    Raises
    ------
    UserError
        If the file is malformed, or there is no scene.
    """
    if project.film is not None:
        return read(project.film, project)
    if not project.scenes():
        raise UserError(f"{named(project.folder)}: has no scenes yet: begin with 'new NAME'")
    title = project.folder.name.replace("_", " ").capitalize()[:LONGEST_TITLE]
    return _lecture({"title": title, "part": [{"scene": scene} for scene in project.scenes()]}, project)


def read(path: Path, project: Project) -> Lecture:
    """Read a film of a project's scenes from its TOML file.

    Raises
    ------
    UserError
        If the file cannot be read, is not TOML, or says something that a film does not have.
    """
    path = home(path)
    tables = read_toml(path)
    try:
        lecture = _lecture(tables, project)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = quoted(".".join(str(step + 1 if isinstance(step, int) else step) for step in first["loc"]))[1:-1]
        rule = first["msg"].removeprefix("Value error, ")
        given = "" if first["type"] in _TOLD else f" = {shown(first['input'])}"
        raise UserError(f"{named(path)}: {where}{given}: {rule}") from None
    parts = tuple(
        part.model_copy(update={"settings": project.scene(part.scene).Params.located(part.settings, path)})
        for part in lecture.parts
    )
    told = lecture.narration if "/" not in lecture.narration else retelling_in(Path(beside(path, lecture.narration)))
    return lecture.model_copy(update={"parts": parts, "voice": _voice_beside(path, lecture.voice), "narration": told})


def retelling_in(folder: Path) -> str:
    """Return where a folder of words lies that are told in place of the usual ones.

    Raises
    ------
    UserError
        If there is no such folder.
    """
    place = home(folder).resolve()
    if not place.is_dir():
        raise UserError(f"{named(folder)}: there is no such folder of narrations")
    return str(place)


def _lecture(tables: Mapping[str, Any], project: Project) -> Lecture:
    return Lecture.model_validate(tables, context=project)


def _voice_beside(path: Path, voice: str | None) -> str | None:
    """Return a voice, the folder of its recordings taken from where the film's file lies."""
    kind, _, folder = (voice or "").partition(":")
    return f"{kind}:{beside(path, folder.strip())}" if kind == "recorded" and folder.strip() else voice
