"""What the declaration of a parameter says: its kind, its bounds, and the words for both.

A scene declares a parameter once, as a field with a type, a default, bounds and a description. The command line, the
errors, ``list --json`` and the controls of a page all read that declaration here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from bits.authoring import typed
from bits.errors import quoted

STEPS = 100
"""Into about how many steps a range is cut whose declaration names none; each is a power of ten."""
_OUT_OF_RANGE = frozenset(("greater_than", "greater_than_equal", "less_than", "less_than_equal", "finite_number"))
_TOO_MANY = frozenset(("too_short", "too_long", "string_too_short", "string_too_long"))


@dataclass(frozen=True)
class Kind:
    """What a parameter is; put into its type.

    Attributes
    ----------
    name
        For programs.
    words
        For people; the name, if they are empty.
    items
        What it is counted in, if it is a vector or a text.
    """

    name: str
    words: str = ""
    items: str = "values"


TEXT = Kind("text", items="characters")
CHOICE = Kind("choice")
_MANY = {
    "number": Kind("numbers"),
    "probability": Kind("chances", "probabilities"),
    "whole": Kind("wholes", "whole numbers"),
}
"""What several of a kind are."""


@dataclass(frozen=True)
class Within:
    """The bounds of each number of a vector that the theory checks as a whole, and whose complaint says more."""

    ge: float
    le: float


@dataclass(frozen=True)
class Range:
    """From where to where a number may be.

    Attributes
    ----------
    low, high
        The bounds; None if there is none.
    above, below
        Whether the bounds themselves are left out.
    step
        By how much a control changes it; None where it cannot have one.
    """

    low: float | None = None
    high: float | None = None
    above: bool = False
    below: bool = False
    step: float | None = None

    @classmethod
    def of(cls, metadata: Iterable[object], whole: bool, step: float | None) -> Range:
        """Return the range that the metadata of a type declare; of several bounds the tightest counts."""
        told = list(_flat(metadata))
        lows = [(value, True) for value in _values(told, "gt")] + [(value, False) for value in _values(told, "ge")]
        highs = [(value, False) for value in _values(told, "lt")] + [(value, True) for value in _values(told, "le")]
        low, above = max(lows, default=(None, False))
        high, closed = min(highs, default=(None, True))
        if step is None and low is not None and high is not None:
            step = 1 if whole else 10.0 ** round(math.log10((high - low) / STEPS))
        return cls(low, high, above, not closed, step)

    @property
    def ends(self) -> tuple[float | None, float | None]:
        """Return the least and the largest value of a control: a step inside of a bound that is left out."""
        low, high, step = self.low, self.high, self.step or 0.0
        return (
            round(low + step, 12) if low is not None and self.above else low,
            round(high - step, 12) if high is not None and self.below else high,
        )

    def words(self) -> str:
        """Return the bounds as a sentence has them: ``from 0.01 to 0.99``, ``above 0, at most 1``."""
        if self.low is None and self.high is None:
            return ""
        if self.low is not None and self.high is not None and not (self.above or self.below):
            return f"from {_plain(self.low)} to {_plain(self.high)}"
        parts = [
            f"{'above' if self.above else 'at least'} {_plain(self.low)}" if self.low is not None else "",
            f"{'below' if self.below else 'at most'} {_plain(self.high)}" if self.high is not None else "",
        ]
        return ", ".join(filter(None, parts))

    def holds(self, value: float) -> bool:
        """Return whether a number is in the range."""
        low, high = -math.inf if self.low is None else self.low, math.inf if self.high is None else self.high
        return (value > low if self.above else value >= low) and (value < high if self.below else value <= high)


@dataclass(frozen=True)
class Declaration:
    """All that is declared of one parameter.

    Attributes
    ----------
    kind
        What it is.
    range
        The range of a number, or of each number of a vector.
    fewest, most
        How many values a vector has, how many characters a text; None if that is not declared.
    choices
        What may be chosen; (), if it is no choice.
    several
        Whether it is a vector or a table.
    """

    kind: Kind
    range: Range
    fewest: int | None
    most: int | None
    choices: tuple[str, ...]
    several: bool

    @classmethod
    def of(cls, field: FieldInfo) -> Declaration:
        """Return what a field declares."""
        own = list(_flat(field.metadata))
        items = _item_metadata(field.annotation)
        choices = get_args(field.annotation) if get_origin(field.annotation) is Literal else ()
        kind = _kind(own) or _many(_kind(items)) or (CHOICE if choices else TEXT)
        extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
        step: Any = extra.get("step")
        return cls(
            kind,
            Range.of(items or own, kind.name in ("whole", "wholes", "counts"), step),
            max(_values(own, "min_length"), default=None),
            min(_values(own, "max_length"), default=None),
            choices,
            get_origin(field.annotation) is tuple,
        )

    def words(self) -> str:
        """Return what may be typed: ``probability from 0 to 1``, ``distribution (2 to 12 outcomes)``."""
        if self.choices:
            return " or ".join(self.choices)
        words, bounds, count = self.kind.words or self.kind.name, self.range.words(), self._count()
        if words == self.kind.items:
            return f"{count} {words}".lstrip()
        if not self._is_counted:
            return f"{words} {bounds}".rstrip()
        each = f"each {bounds}" if bounds and self.kind.items == "values" else ""
        told = ", ".join(filter(None, (f"{count} {self.kind.items}" if count else "", each)))
        return f"{words} ({told})" if told else words

    def entry(self) -> dict[str, Any]:
        """Return the declaration as plain data, for programs."""
        minimum, maximum = self.range.ends
        return {
            "kind": self.kind.name,
            "type": self.words(),
            "minimum": minimum,
            "maximum": maximum,
            "step": self.range.step,
            "choices": list(self.choices) or None,
            "least_items": self.fewest,
            "most_items": self.most,
        }

    def rule(self, error: ErrorDetails) -> str:
        """Return the rule that a value breaks, in our words."""
        wrong, broken = error["input"], error["type"]
        if broken == "value_error":
            return error["msg"].removeprefix("Value error, ")
        if broken in _TOO_MANY:
            count = error.get("ctx", {}).get("actual_length", len(wrong))  # typed texts are counted once split
            needs = f"it needs {self._count()}"
            items = self.kind.items.removesuffix("s") if needs.endswith(" 1") else self.kind.items
            return f"has {count} {self.kind.items}; {needs}" if count else f"is empty; {needs} {items}"
        if broken in _OUT_OF_RANGE and (bounds := self.range.words()):
            number = float(str(typed.number(wrong)))
            each = f"each must be {bounds}, not {typed.as_number(number)}"
            return (each if len(error["loc"]) > 1 else f"must be {bounds}") + self._hint(number)
        if self.choices:
            return f"must be {' or '.join(map(quoted, self.choices))}"
        words = self.words()
        return f"must be {words}" if words.partition(" (")[0].endswith("s") else f"must be a {words}"

    @property
    def _is_counted(self) -> bool:
        return self.fewest is not None or self.most is not None or self.several

    def _count(self) -> str:
        fewest, most = self.fewest or 0, self.most
        if most is None:
            return f"at least {fewest}" if fewest else ""
        return f"up to {most}" if fewest == 0 else f"{most}" if fewest == most else f"{fewest} to {most}"

    def _hint(self, value: float) -> str:
        """Return what may have been meant by a probability far above 1: per cents."""
        is_share = self.kind.name in ("probability", "chances") and 2 <= value <= 100 and self.range.holds(value / 100)
        return f": write {value / 100:g} or {value:g}%" if is_share else ""


def _flat(metadata: Iterable[object]) -> Iterator[object]:
    for item in metadata:
        if isinstance(item, FieldInfo):
            yield from item.metadata
        else:
            yield item


def _values(metadata: Sequence[object], name: str) -> list[Any]:
    return [value for item in metadata if (value := getattr(item, name, None)) is not None]


def _kind(metadata: Sequence[object]) -> Kind | None:
    return next((item for item in reversed(metadata) if isinstance(item, Kind)), None)


def _many(kind: Kind | None) -> Kind | None:
    return kind and _MANY.get(kind.name)


def _item_metadata(annotation: Any) -> list[object]:
    """Return the metadata of what a vector, or a table, is made of; nothing for what is neither."""
    if get_origin(annotation) is tuple:
        return _item_metadata(get_args(annotation)[0])
    return list(_flat(annotation.__metadata__)) if get_origin(annotation) is Annotated else []


def _plain(number: float) -> str:
    return f"{number:.12g}"
