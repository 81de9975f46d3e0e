"""A film as its author writes it down: which scenes and beats, with which parameters, and how the film looks."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from langcodes import Language, tag_is_valid
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from scenes.concept import concept
from scenes.errors import UserError, unknown

DEFAULT = Path(__file__).parent.parent / "lecture.toml"
"""The film of the project itself."""

_SIZE = re.compile(r"(\d+)x(\d+)")


def size_of(text: object) -> tuple[int, int]:
    """Return width and height of ``"1080x1920"``.

    Raises
    ------
    ValueError
        If the text has another form.
    """
    match = _SIZE.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise ValueError(f"size {text!r}: write WIDTHxHEIGHT in pixels, such as 1080x1920")
    return int(match[1]), int(match[2])


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


def _language(tag: str) -> str:
    if not tag_is_valid(tag):
        raise ValueError("it must be a language tag such as en or pt-BR")
    return tag


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
    beats: tuple[str, ...] = ()
    settings: Mapping[str, Any] = Field(default_factory=dict, alias="set")

    @model_validator(mode="after")
    def _exists(self) -> Self:
        for name in (self.scene, *(f"{self.scene}/{beat}" for beat in self.beats)):
            split_name(name)
        return self


class Lecture(_Written):
    """A film: its parts, and what holds for all of them. The fields are those of `lecture.toml`."""

    title: str = "Lecture"
    author: str = ""
    language: Annotated[str, AfterValidator(_language)] = "en"
    voice: str | None = None
    theme: Literal["dark", "light"] = "dark"
    size: Annotated[tuple[int, int], BeforeValidator(size_of)] = (1920, 1080)
    fps: Annotated[int, Field(ge=1, le=240)] = 60
    parts: Annotated[tuple[Part, ...], Field(min_length=1, alias="part")]

    @property
    def language_code(self) -> str:
        """Return the language in three letters, as MP4 and Matroska write it (ISO 639-2)."""
        return Language.get(self.language).to_alpha3()


def read(path: Path) -> Lecture:
    """Read a film from its TOML file.

    Raises
    ------
    UserError
        If the file cannot be read, is not TOML, or says something that a film does not have.
    """
    tables = read_toml(path)
    try:
        return Lecture.model_validate(tables)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step + 1 if isinstance(step, int) else step) for step in first["loc"])
        raise UserError(f"{path}: {where}: {first['msg'].removeprefix('Value error, ')}") from None


def read_toml(path: Path) -> dict[str, Any]:
    """Return the tables of a TOML file.

    Raises
    ------
    UserError
        If the file cannot be read or is not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UserError(f"{path}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(f"{path}: is not TOML: {error}") from None
