"""What a lecturer can change: types that validate and parse, and the one-line errors that they give."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import ErrorDetails

from bits.authoring import typed
from bits.authoring.nearest import nearest
from bits.authoring.tables import read_counts
from bits.authoring.texts import check_distinct, check_fits, check_shown
from bits.errors import UserError, quoted, unknown
from bits.files import beside
from bits.paths import named
from bits.stage.fonts import demand
from bits.theory.measures import entropy, mutual_information

Facts = dict[str, float | int | str]
"""The named quantities of a scene: what its readouts show and its narration says."""

MOST_OUTCOMES = 12
LONGEST_LABEL = 24
LONGEST_TEXT = 5000
"""Characters of what is typed for one parameter."""
FILE = "file"
"""The kind of a parameter that is read from a file: its path is typed."""


class Kind(str):
    """What a parameter is, in words for the user; put into its type."""


def _is_distribution(pmf: tuple[float, ...]) -> tuple[float, ...]:
    if not 2 <= len(pmf) <= MOST_OUTCOMES:
        raise ValueError(f"has {len(pmf)} outcomes; it needs 2 to {MOST_OUTCOMES}")
    try:
        entropy(pmf)
    except ValueError as error:
        better = nearest(pmf)
        raise ValueError(f"{error}: write {','.join(better)}" if better else str(error)) from None
    return pmf


def _is_joint(joint: tuple[tuple[float, ...], ...]) -> tuple[tuple[float, ...], ...]:
    rows, columns = len(joint), len(joint[0]) if joint else 0
    if not (2 <= rows <= MOST_OUTCOMES and 2 <= columns <= MOST_OUTCOMES):
        raise ValueError(f"has {rows} × {columns} values; it needs 2 to {MOST_OUTCOMES} rows (parted by ;) and columns")
    try:
        mutual_information(joint)
    except ValueError as error:
        better = nearest([p for row in joint for p in row]) if {len(row) for row in joint} == {columns} else None
        if not better:
            raise
        lines = [",".join(better[i : i + columns]) for i in range(0, len(better), columns)]
        raise ValueError(f"{error}: write {';'.join(lines)}") from None
    return joint


class CountsTable(BaseModel, frozen=True):
    """What stands in a file of counts: part of the parameters, so that a changed file is a changed parameter."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    joint: tuple[tuple[float, ...], ...]


def _counted(value: object) -> object:
    if not value or isinstance(value, CountsTable):
        return value
    if not isinstance(value, str):
        raise ValueError("must be the path of a CSV file")
    counts = read_counts(value)
    return CountsTable(rows=counts.rows, columns=counts.columns, joint=tuple(map(tuple, counts.joint.tolist())))


def _are_scores(scores: tuple[float, ...]) -> tuple[float, ...]:
    if not 2 <= len(scores) <= MOST_OUTCOMES:
        raise ValueError(f"has {len(scores)} outcomes; it needs 2 to {MOST_OUTCOMES}")
    if not all(math.isfinite(score) and abs(score) <= 50 for score in scores):
        raise ValueError("must be finite numbers from -50 to 50")
    return scores


def _are_chances(chances: tuple[float, ...]) -> tuple[float, ...]:
    if not chances:
        raise ValueError("is empty; write probabilities such as 0.5,0.25")
    for chance in chances:
        if not 0 < chance <= 1:
            hint = f": write {chance / 100:g} or {chance:g}%" if 1 < chance <= 100 else ""
            raise ValueError(f"{chance:g} is not a probability above 0, at most 1{hint}")
    return chances


def _are_words(words: tuple[str, ...]) -> tuple[str, ...]:
    for word in words:
        if not word.strip():
            raise ValueError("has an empty label")
        check_fits(word, LONGEST_LABEL)
    return words


def _are_labels(labels: tuple[str, ...]) -> tuple[str, ...]:
    check_distinct(_are_words(labels))
    return labels


def _is_finite(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError("must be finite")
    return value


Real = Annotated[float, BeforeValidator(typed.number), AfterValidator(_is_finite), Kind("number")]
Probability = Annotated[Real, Kind("probability")]
Distribution = Annotated[
    tuple[float, ...],
    BeforeValidator(typed.numbers),
    AfterValidator(_is_distribution),
    Kind(f"distribution (2 to {MOST_OUTCOMES} probabilities)"),
]
Joint = Annotated[
    tuple[tuple[float, ...], ...],
    BeforeValidator(typed.rows),
    AfterValidator(_is_joint),
    Kind("joint table (rows of probabilities, parted by ';')"),
]
CountsFile = Annotated[CountsTable | Literal[""], BeforeValidator(_counted), Kind(FILE)]
"""A CSV file of counts, given by its path and read at once; nothing by default."""
Reals = Annotated[tuple[Real, ...], BeforeValidator(typed.cells), Kind("numbers")]
Chances = Annotated[
    tuple[float, ...],
    BeforeValidator(typed.numbers),
    AfterValidator(_are_chances),
    Kind("probabilities (each above 0)"),
]
"""Probabilities of things that are no alternatives to each other, and so need not add up to 1."""
Logits = Annotated[
    tuple[float, ...],
    BeforeValidator(typed.numbers),
    AfterValidator(_are_scores),
    Kind(f"logits (2 to {MOST_OUTCOMES} numbers)"),
]
Counts = Annotated[tuple[int, ...], BeforeValidator(typed.wholes), Kind("counts (whole numbers)")]
Labels = Annotated[tuple[str, ...], BeforeValidator(typed.labels), AfterValidator(_are_labels), Kind("labels")]
"""Names that tell things apart: no two are the same."""
Tokens = Annotated[tuple[str, ...], BeforeValidator(typed.labels), AfterValidator(_are_words), Kind("words")]
"""Words of a text, which may come again."""
Unit = Annotated[Literal["bits", "nats"], Kind("bits or nats")]
Whole = Annotated[int, BeforeValidator(typed.whole), Kind("whole number")]


class SceneParams(BaseModel):
    """The parameters of a scene: frozen, and wrong ones never come into being.

    A subclass adds fields with a default and a description, checks what goes together in ``together()``, and
    computes its facts in ``facts()``.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(frozen=True, extra="forbid", validate_default=True)

    @classmethod
    def of(cls, scene: str, settings: Mapping[str, Any]) -> SceneParams:
        """Return the parameters with `settings` applied; texts are parsed.

        Raises
        ------
        UserError
            In one line: the scene, the parameter, the value and the rule.
        """
        for name, value in settings.items():
            if name not in cls.model_fields:
                raise UserError(f"{scene}: {unknown('parameter', name, cls.model_fields)}")
            if isinstance(value, str) and len(value) > LONGEST_TEXT:
                raise UserError(f"{scene}: parameter {name} = {shown(value)}: has more than {LONGEST_TEXT} characters")
        try:
            params = cls(**settings)
        except ValidationError as error:
            raise UserError(f"{scene}: {cls._one_line(error.errors(include_url=False)[0])}") from None
        try:
            params.together()
        except ValueError as error:
            raise UserError(f"{scene}: {error}") from None
        for name in cls.model_fields:
            for text in _texts(getattr(params, name)):
                demand(text, f"{scene}: parameter {name}: {quoted(text)}")
        return params

    @classmethod
    def located(cls, settings: Mapping[str, Any], file: Path) -> dict[str, Any]:
        """Return settings that were written in a file, the paths in them taken from where that file lies."""
        return {
            name: beside(file, value) if isinstance(value, str) and value and cls._kind(name) == FILE else value
            for name, value in settings.items()
        }

    @classmethod
    def _kind(cls, name: str) -> str:
        field = cls.model_fields.get(name)
        return next((str(k) for k in reversed(field.metadata if field else []) if isinstance(k, Kind)), "text")

    @classmethod
    def _one_line(cls, error: ErrorDetails) -> str:
        name = str(error["loc"][0]) if error["loc"] else "parameters"
        rule = error["msg"].removeprefix("Value error, ")
        if cls._kind(name) == FILE and isinstance(error["input"], str) and rule.startswith(named(error["input"])):
            return f"parameter {name} = {rule}"
        return f"parameter {name} = {shown(error['input'])}: {rule}"

    @field_validator("*")
    @classmethod
    def _can_be_shown(cls, value: Any) -> Any:
        if isinstance(value, str):
            check_shown(value)
        return value

    def together(self) -> None:
        """Raise ValueError, naming the parameters, if values that are fine alone do not go together."""

    def facts(self) -> Facts:
        """Return the named quantities of the scene, computed by the measures."""
        raise NotImplementedError

    @classmethod
    def described(cls) -> list[dict[str, str]]:
        """Return name, type, default and meaning of every parameter, as text a user can type."""
        return [
            {
                "name": name,
                "type": cls._kind(name),
                "default": as_typed(field.default),
                "help": field.description or "",
            }
            for name, field in cls.model_fields.items()
        ]


class MeasuredParams(SceneParams):
    """Parameters of a scene that measures information."""

    unit: Unit = Field("bits", description="what information is measured in")

    @property
    def base(self) -> float:
        """Return the base of the logarithm that gives the unit."""
        return 2.0 if self.unit == "bits" else math.e

    @property
    def log(self) -> str:
        """Return that logarithm as a formula writes it."""
        return "log_2" if self.unit == "bits" else "ln"


def as_typed(value: Any) -> str:
    """Return a value as it is typed on the command line."""
    if isinstance(value, tuple | list):
        between = ";" if any(isinstance(item, tuple | list) for item in value) else ","
        return between.join(typed.as_label(item) if isinstance(item, str) else as_typed(item) for item in value)
    return typed.as_number(value) if isinstance(value, float) else str(value)


def shown(value: Any) -> str:
    """Return a value as it is typed, for an error: in one line, shortened if it is long."""
    return quoted(as_typed(value))[1:-1]


def _texts(value: object) -> Iterator[str]:
    """Yield all that a value may bring on stage as text."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, BaseModel):
        yield from _texts(tuple(getattr(value, name) for name in type(value).model_fields))
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _texts(item)


def same_length(**vectors: tuple[Any, ...]) -> None:
    """Raise ValueError naming the parameters if vectors that belong together differ in length (empty ones may)."""
    lengths = {name: len(vector) for name, vector in vectors.items() if vector}
    if len(set(lengths.values())) > 1:
        (first, n), (other, m) = next((a, b) for a in lengths.items() for b in lengths.items() if a[1] != b[1])
        raise ValueError(f"parameter {other} has {m} values but {first} has {n}: their lengths must agree")
