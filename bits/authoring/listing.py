"""Code that is shown is code that ran: a listing is the body of a function, executed with a scene's parameters."""

from __future__ import annotations

import ast
import inspect
import io
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import repeat
from typing import Any

import numpy as np

COLUMNS = 60
"""The longest line that is legible in a hall."""
_FOLDED = 45
"""The longest line of data: there is to be room beside it for a picture."""
_FEWEST, _ALL = 3, 17
"""With how many significant digits data may be written; 17 tell any number."""


@dataclass(frozen=True)
class Step:
    """A statement of a listing: its lines, and what it prints, line by line."""

    lines: tuple[str, ...]
    printed: tuple[str, ...] = ()


class Code:
    """The lines that compute something: the data that they work on, then the body of a function.

    Data are written, and used, with the fewest digits with which the same is printed as with all of them.

    Parameters
    ----------
    function
        Its body is shown and run, with ``np`` and its arguments alone; it prints what it finds. What it is called,
        its signature and its docstring are not shown.
    data
        Its arguments: numbers, texts, and vectors or tables of them.
    """

    def __init__(self, function: Callable[..., None], **data: Any) -> None:
        inspect.signature(function).bind(**data)
        self._function, self._data = function, data

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Return the data, and then each statement with what it printed."""
        return self._ran[0]

    @property
    def values(self) -> Mapping[str, Any]:
        """Return the variables as they are at the end."""
        return self._ran[1]

    @property
    def lines(self) -> tuple[str, ...]:
        """Return the lines that are shown."""
        return tuple(line for step in self.steps for line in step.lines)

    @property
    def text(self) -> str:
        """Return the listing as one text, which runs after ``import numpy as np``."""
        return "\n".join(self.lines)

    @property
    def output(self) -> str:
        """Return all that was printed."""
        return "\n".join(line for step in self.steps for line in step.printed)

    @cached_property
    def _ran(self) -> tuple[tuple[Step, ...], dict[str, Any]]:
        return self._run(self._rounded(self._fewest_digits()))

    @cached_property
    def _statements(self) -> list[tuple[str, ...]]:
        return _statements(self._function)

    def _fewest_digits(self) -> list[int]:
        """Return for each number of the data how many significant digits it needs: first all alike, then each alone."""
        exact, digits = _printed(self._run(self._data)), [_ALL] * _count(list(self._data.values()))

        def enough(digits: Iterable[int]) -> bool:
            return _printed(self._run(self._rounded(digits))) == exact

        alike = next((n for n in range(_FEWEST, _ALL) if enough(repeat(n))), _ALL)
        digits = [alike] * len(digits)
        for i in range(len(digits)):
            for fewer in range(_FEWEST, alike):
                tried = [*digits[:i], fewer, *digits[i + 1 :]]
                if enough(tried):
                    digits = tried
                    break
        return digits

    def _rounded(self, digits: Iterable[int]) -> dict[str, Any]:
        each = iter(digits)
        return {name: _rounded(value, each) for name, value in self._data.items()}

    def _run(self, data: Mapping[str, Any]) -> tuple[tuple[Step, ...], dict[str, Any]]:
        steps = []
        names: dict[str, Any] = {"np": np}
        for lines in (self._data_lines(data), *self._statements):
            page = io.StringIO()
            names["print"] = partial(print, file=page)
            with np.errstate(all="ignore"):  # an infinite divergence is a result, not a warning
                exec(compile("\n".join(lines), f"<{self._function.__name__}>", "exec"), names)
            steps.append(Step(lines, tuple(page.getvalue().splitlines())))
        return tuple(steps), {name: value for name, value in names.items() if name not in ("print", "__builtins__")}

    def _data_lines(self, data: Mapping[str, Any]) -> tuple[str, ...]:
        lines: list[str] = []
        for name in inspect.signature(self._function).parameters:
            start = f"{name} = "
            written = _literal(data[name])
            indent = " " * (len(start) + (len("np.array([") if written.startswith("np.array") else 0))
            lines += textwrap.wrap(start + written, _FOLDED, subsequent_indent=indent, break_long_words=False)
        return tuple(lines)


def _statements(function: Callable[..., None]) -> list[tuple[str, ...]]:
    """Return the lines of each statement of a function's body, with the comments before it."""
    source = textwrap.dedent(inspect.getsource(function))
    (definition,) = ast.parse(source).body
    assert isinstance(definition, ast.FunctionDef)
    told = definition.body[0] if ast.get_docstring(definition) is not None else None
    body = definition.body[1:] if told else definition.body
    lines, start = source.split("\n"), (told.end_lineno or 0) if told else body[0].lineno - 1
    found = []
    for statement in body:
        end = statement.end_lineno or statement.lineno
        block = textwrap.dedent("\n".join(lines[start:end])).split("\n")
        found.append(tuple(line for line in block if line.strip()))
        start = end
    return found


def _printed(ran: tuple[tuple[Step, ...], dict[str, Any]]) -> list[tuple[str, ...]]:
    return [step.printed for step in ran[0]]


def _count(value: Any) -> int:
    """Return how many of the numbers in data are not whole."""
    if isinstance(value, np.ndarray | tuple | list):
        return sum(map(_count, value))
    return isinstance(value, float)


def _rounded(value: Any, digits: Iterator[int]) -> Any:
    """Return data, each number with as many significant digits as it is told; whole numbers and texts stay."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, tuple | list):
        return [_rounded(entry, digits) for entry in value]
    return float(f"{value:.{next(digits)}g}") if isinstance(value, float) else value


def _literal(value: Any) -> str:
    """Return a value as one would type it."""
    if isinstance(value, np.ndarray):
        return f"np.array({_list(value.tolist())})"
    if isinstance(value, tuple | list):
        plain = _list(value)
        return plain if _has_text(value) else f"np.array({plain})"
    return repr(value)


def _list(values: Any) -> str:
    if isinstance(values, tuple | list):
        return f"[{', '.join(map(_list, values))}]"
    return repr(values)


def _has_text(values: Any) -> bool:
    return any(_has_text(value) if isinstance(value, tuple | list) else isinstance(value, str) for value in values)
