"""What a lecturer can change: types that validate and parse, and the one-line errors that they give."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator
from pydantic.config import JsonDict
from pydantic_core import ErrorDetails, to_jsonable_python

from bits.authoring import typed
from bits.authoring.declared import Declaration, Kind, Within
from bits.authoring.listing import Code
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
FILE = Kind("file")
"""The kind of a parameter that is read from a file: its path is typed."""


def _is_distribution(pmf: tuple[float, ...]) -> tuple[float, ...]:
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


def _are_counts(counts: tuple[int, ...]) -> tuple[int, ...]:
    if not any(counts):
        raise ValueError("counts cannot all be zero")
    return counts


def _are_words(words: tuple[str, ...]) -> tuple[str, ...]:
    for word in words:
        if not word.strip():
            raise ValueError("has an empty label")
        check_fits(word, LONGEST_LABEL)
    return words


def _are_labels(labels: tuple[str, ...]) -> tuple[str, ...]:
    check_distinct(_are_words(labels))
    return labels


Item = TypeVar("Item")

FINE: JsonDict = {"step": 0.1}
"""``json_schema_extra`` of a number whose range is far wider than what is usual: a control changes it by a little."""

Real = Annotated[float, BeforeValidator(typed.number), Field(allow_inf_nan=False), Kind("number")]
Whole = Annotated[int, BeforeValidator(typed.whole), Kind("whole", "whole number")]
Probability = Annotated[Real, Field(ge=0, le=1), Kind("probability")]
Unit = Literal["bits", "nats"]

Several = Annotated[tuple[Item, ...], BeforeValidator(typed.cells)]
"""Several of one kind; what each may be is declared of the item: ``Several[Annotated[Real, Field(ge=0, le=1)]]``."""
Chances = Annotated[Several[Annotated[Probability, Field(gt=0)]], Field(min_length=1)]
"""Probabilities of things that are no alternatives to each other, and so need not add up to 1."""
Logits = Annotated[
    Several[Annotated[Real, Field(ge=-50, le=50)]], Field(min_length=2, max_length=MOST_OUTCOMES), Kind("logits")
]
Counts = Annotated[
    Several[Annotated[Whole, Field(ge=0, le=int(typed.LARGEST))]], AfterValidator(_are_counts), Kind("counts")
]
Distribution = Annotated[
    tuple[Annotated[float, Within(0, 1)], ...],
    BeforeValidator(typed.numbers),
    Field(min_length=2, max_length=MOST_OUTCOMES),
    AfterValidator(_is_distribution),
    Kind("distribution", items="outcomes"),
]
Joint = Annotated[
    tuple[tuple[Annotated[float, Within(0, 1)], ...], ...],
    BeforeValidator(typed.rows),
    AfterValidator(_is_joint),
    Field(min_length=2, max_length=MOST_OUTCOMES),
    Kind("joint", "joint table", "rows of probabilities, parted by ';'"),
]
CountsFile = Annotated[CountsTable | Literal[""], BeforeValidator(_counted), FILE]
"""A CSV file of counts, given by its path and read at once; nothing by default."""
Labels = Annotated[
    tuple[str, ...],
    BeforeValidator(typed.labels),
    Field(max_length=MOST_OUTCOMES),
    AfterValidator(_are_labels),
    Kind("labels", items="labels"),
]
"""Names that tell things apart: no two are the same."""
Tokens = Annotated[
    tuple[str, ...], BeforeValidator(typed.labels), AfterValidator(_are_words), Kind("tokens", "words", "words")
]
"""Words of a text, which may come again."""


class SceneParams(BaseModel):
    """The parameters of a scene: frozen, and wrong ones never come into being.

    A subclass adds fields with a default and a description, declares what goes together or checks it in
    ``together()``, and computes its facts in ``facts()``.

    Attributes
    ----------
    of_one_length
        Groups of parameters that have as many values as each other: one for each outcome, say. An empty one may.
    stand_ins
        For parameters that name things and may be empty, the property that tells the names.
    """

    of_one_length: ClassVar[tuple[tuple[str, ...], ...]] = ()
    stand_ins: ClassVar[tuple[tuple[str, str], ...]] = ()
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
            raise UserError(f"{scene}: {cls._one_line(error.errors(include_url=False)[0], settings)}") from None
        try:
            for group in cls.of_one_length:
                same_length(**{member: getattr(params, member) for member in group})
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
            name: beside(file, value) if isinstance(value, str) and value and cls._reads_file(name) else value
            for name, value in settings.items()
        }

    @classmethod
    def _reads_file(cls, name: str) -> bool:
        return name in cls.model_fields and Declaration.of(cls.model_fields[name]).kind == FILE

    @classmethod
    def _one_line(cls, error: ErrorDetails, settings: Mapping[str, Any]) -> str:
        name = str(error["loc"][0])
        value, rule = settings.get(name, error["input"]), Declaration.of(cls.model_fields[name]).rule(error)
        if cls._reads_file(name) and isinstance(value, str) and rule.startswith(named(value)):
            return f"parameter {name} = {rule}"
        return f"parameter {name} = {shown(value)}: {rule}"

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

    def listings(self) -> Mapping[str, Code]:
        """Return the code that beats show, by the name of the beat."""
        return {}

    @classmethod
    def described(cls) -> list[dict[str, Any]]:
        """Return what is declared of every parameter, as plain data.

        Returns
        -------
        list of dict
            Each with the ``name``; the ``kind``, for programs; the ``type``, in words; the ``default`` as it is typed,
            and ``default_as_json``; ``minimum``, ``maximum`` and ``step`` of a control (of a vector: of each of its
            numbers); ``choices``; ``least_items`` and ``most_items`` of a vector, or characters of a text; the names
            of those that are ``as_long_as`` it; and the ``help``. What does not apply is None. Every minimum and
            maximum is accepted.
        """
        return [
            {
                "name": name,
                **Declaration.of(field).entry(),
                "default": as_typed(field.get_default(call_default_factory=True)),
                "default_as_json": to_jsonable_python(field.get_default(call_default_factory=True)),
                "as_long_as": [
                    other for group in cls.of_one_length if name in group for other in group if other != name
                ],
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


def names_shown(params: SceneParams) -> dict[str, tuple[str, ...]]:
    """Return the names that are shown for parameters that name things, by the parameter; letters are none."""
    return {name: getattr(params, told_by) for name, told_by in type(params).stand_ins}


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
