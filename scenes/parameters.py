"""What a lecturer can change: types that validate and parse, and the one-line errors that they give."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from .errors import UserError, quoted, unknown
from .files import read_counts
from .measures import entropy, mutual_information
from .stage.fonts import demand

Facts = dict[str, float | int | str]
"""The named quantities of a scene: what its readouts show and its narration says."""

MOST_OUTCOMES = 12
LONGEST_LABEL = 24


class Kind(str):
    """What a parameter is, in words for the user; put into its type."""


def _number(value: object) -> object:
    """Read a number as people write it: ``0.25``, ``1/4``, ``-1e-3``."""
    if not isinstance(value, str):
        return value
    try:
        return float(Fraction(value.strip()))
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"{value.strip()!r} is not a number") from None


def _split(value: object) -> object:
    if not isinstance(value, str):
        return value
    return [part.strip() for part in value.split(",")] if value.strip() else []


def _numbers(value: object) -> object:
    value = _split(value)
    return [_number(part) for part in value] if isinstance(value, list | tuple) else value


def _is_distribution(pmf: tuple[float, ...]) -> tuple[float, ...]:
    if not 2 <= len(pmf) <= MOST_OUTCOMES:
        raise ValueError(f"has {len(pmf)} outcomes; it needs 2 to {MOST_OUTCOMES}")
    entropy(pmf)  # raises, saying what is wrong
    return pmf


def _rows(value: object) -> object:
    value = value.split(";") if isinstance(value, str) else value
    return [_numbers(row) for row in value] if isinstance(value, list | tuple) else value


def _is_joint(joint: tuple[tuple[float, ...], ...]) -> tuple[tuple[float, ...], ...]:
    rows, columns = len(joint), len(joint[0]) if joint else 0
    if not (2 <= rows <= MOST_OUTCOMES and 2 <= columns <= MOST_OUTCOMES):
        raise ValueError(f"has {rows} × {columns} values; it needs 2 to {MOST_OUTCOMES} rows (parted by ;) and columns")
    mutual_information(joint)  # raises, saying what is wrong
    return joint


class CountsTable(BaseModel, frozen=True):
    """What stands in a file of counts: part of the parameters, so that a changed file is a changed parameter."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    joint: tuple[tuple[float, ...], ...]


def _counted(value: object) -> object:
    if not isinstance(value, str) or not value:
        return value
    counts = read_counts(value)
    return CountsTable(rows=counts.rows, columns=counts.columns, joint=tuple(map(tuple, counts.joint.tolist())))


def _are_scores(scores: tuple[float, ...]) -> tuple[float, ...]:
    if not 2 <= len(scores) <= MOST_OUTCOMES:
        raise ValueError(f"has {len(scores)} outcomes; it needs 2 to {MOST_OUTCOMES}")
    if not all(math.isfinite(score) and abs(score) <= 50 for score in scores):
        raise ValueError("must be finite numbers from -50 to 50")
    return scores


def _are_chances(chances: tuple[float, ...]) -> tuple[float, ...]:
    for chance in chances:
        if not 0 < chance <= 1:
            raise ValueError(f"{chance:g} is not a probability above 0, at most 1")
    return chances


def _are_labels(labels: tuple[str, ...]) -> tuple[str, ...]:
    for label in labels:
        if not label.strip():
            raise ValueError("has an empty label")
        if len(label) > LONGEST_LABEL:
            raise ValueError(f"has a label of {len(label)} characters; at most {LONGEST_LABEL} fit")
    return labels


def _is_finite(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError("must be finite")
    return value


Real = Annotated[float, BeforeValidator(_number), AfterValidator(_is_finite), Kind("number")]
Probability = Annotated[Real, Kind("probability")]
Distribution = Annotated[
    tuple[float, ...],
    BeforeValidator(_numbers),
    AfterValidator(_is_distribution),
    Kind(f"distribution (2 to {MOST_OUTCOMES} probabilities)"),
]
Joint = Annotated[
    tuple[tuple[float, ...], ...],
    BeforeValidator(_rows),
    AfterValidator(_is_joint),
    Kind("joint table (rows of probabilities, parted by ';')"),
]
CountsFile = Annotated[CountsTable | Literal[""], BeforeValidator(_counted), Kind("file")]
"""A CSV file of counts, given by its path and read at once; nothing by default."""
Reals = Annotated[tuple[Real, ...], BeforeValidator(_split), Kind("numbers")]
Chances = Annotated[
    tuple[float, ...],
    BeforeValidator(_numbers),
    AfterValidator(_are_chances),
    Kind("probabilities (each above 0)"),
]
"""Probabilities of things that are no alternatives to each other, and so need not add up to 1."""
Logits = Annotated[
    tuple[float, ...],
    BeforeValidator(_numbers),
    AfterValidator(_are_scores),
    Kind(f"logits (2 to {MOST_OUTCOMES} numbers)"),
]
Counts = Annotated[tuple[int, ...], BeforeValidator(_split), Kind("counts (whole numbers)")]
Labels = Annotated[tuple[str, ...], BeforeValidator(_split), AfterValidator(_are_labels), Kind("labels")]
Unit = Annotated[Literal["bits", "nats"], Kind("bits or nats")]
Whole = Annotated[int, Kind("whole number")]


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
        for name in settings:
            if name not in cls.model_fields:
                raise UserError(f"{scene}: {unknown('parameter', name, cls.model_fields)}")
        try:
            params = cls(**settings)
        except ValidationError as error:
            raise UserError(f"{scene}: {_one_line(error.errors()[0])}") from None
        try:
            params.together()
        except ValueError as error:
            raise UserError(f"{scene}: {error}") from None
        for name in cls.model_fields:
            for text in _texts(getattr(params, name)):
                demand(text, f"{scene}: parameter {name}: {quoted(text)}")
        return params

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
                "type": next((str(k) for k in reversed(field.metadata) if isinstance(k, Kind)), "text"),
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
        return between.join(as_typed(item) for item in value)
    if isinstance(value, float):
        return f"{value:g}" if float(f"{value:g}") == value else repr(value)
    return str(value)


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


def _one_line(error: ErrorDetails) -> str:
    name = str(error["loc"][0]) if error["loc"] else "parameters"
    rule = error["msg"].removeprefix("Value error, ")
    return f"parameter {name} = {as_typed(error['input'])}: {rule}"
