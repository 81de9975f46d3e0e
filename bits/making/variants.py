"""Many sets of parameters for one scene: typed as ranges and lists, or read from a table."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bits.authoring.discovery import blamed_on
from bits.authoring.parameters import as_typed
from bits.authoring.project import Project
from bits.authoring.typed import as_number
from bits.errors import UserError, quoted, unknown
from bits.files import read_text, read_toml
from bits.paths import home, named

MOST = 500
"""So many sets at most."""
NAME = "name"
"""The column of a table that names the sets."""
_RANGE = re.compile(r"\s*([-+]?[\d.]+(?:e[-+]?\d+)?)\s*:\s*([-+]?[\d.]+(?:e[-+]?\d+)?)\s*:\s*(\d+)\s*", re.IGNORECASE)
_SINGLE = ("number", "probability", "whole", "choice")
"""Kinds of parameters whose values have no comma of their own."""
_LONGEST = 60
_DIGITS = 6
_SHOWN = 3
"""Decimals of numbers that are typed, and of those that are written below a picture."""
_DECIMALS = re.compile(r"\d+\.\d{4,}")


@dataclass(frozen=True)
class Variant:
    """One set of parameters.

    Attributes
    ----------
    name
        What its file is called; no two of a sweep are called alike.
    label
        What is written under its picture.
    settings
        What differs from the usual.
    where
        What an error calls it: the line of a table, or the values.
    """

    name: str
    label: str
    settings: Mapping[str, Any]
    where: str


def spread(entry: Mapping[str, Any], text: str) -> list[str]:
    """Return the values that a range or a list stands for.

    Parameters
    ----------
    entry
        Of the parameter, as `SceneParams.described` tells it.
    text
        ``0.1:0.9:9`` are nine numbers from the first to the second; of a distribution, probabilities of its first
        outcome, to which the others give way in proportion. Otherwise values parted by ``|``, by ``;`` or, if
        the values have no commas themselves, by commas.

    Raises
    ------
    UserError
        If there is no value, or there are too many, or a range is one of something else than numbers.
    """
    name, kind = entry["name"], entry["kind"]
    if match := _RANGE.fullmatch(text):
        if not 1 <= int(match[3]) <= MOST:
            raise UserError(f"--over {name}={quoted(text)[1:-1]}: a range has 1 to {MOST} values")
        return _ranged(name, kind, np.linspace(float(match[1]), float(match[2]), int(match[3])), entry["default"])
    between = "|" if "|" in text or kind == "joint" else ";" if ";" in text or kind not in _SINGLE else ","
    values = [value.strip() for value in text.split(between)]
    if not all(values):
        raise UserError(f"--over {name}={quoted(text)[1:-1]}: write FROM:TO:COUNT, or values parted by '{between}'")
    return values


def _ranged(name: str, kind: str, numbers: NDArray[np.float64], default: str) -> list[str]:
    if kind == "whole":
        return list(dict.fromkeys(str(round(number)) for number in numbers))
    values = [as_number(round(float(number), 12)) for number in numbers]
    if kind in ("number", "probability"):
        return values
    if kind == "distribution":
        rest = np.array([float(p) for p in default.split(",")[1:]])
        shares = rest / rest.sum() if rest.sum() > 0 else np.full(len(rest), 1 / len(rest))
        return [as_typed((p, *_rounded(1 - p, shares))) for p in map(float, values)]
    raise UserError(f"--over {name}: a {kind} has no range; write its values, parted by '|'")


def _rounded(rest: float, shares: NDArray[np.float64]) -> list[float]:
    """Return what is left of the mass in these shares, the last one taking what rounding leaves."""
    given = [round(rest * share, _DIGITS) for share in shares[:-1].tolist()]
    return [*given, round(rest - sum(given), _DIGITS + 3)]


def swept(assignments: Sequence[str], project: Project, scene: str) -> list[Variant]:
    """Return a set for each way to choose a value for each parameter, the first one varied last.

    Parameters
    ----------
    assignments
        As typed after ``--over``: ``NAME=VALUES``; see `spread`.

    Raises
    ------
    UserError
        If one has another form, or they are too many.
    """
    described = {entry["name"]: entry for entry in project.scene(scene).Params.described()}
    ways: dict[str, list[str]] = {}
    for assignment in assignments:
        name, equals, text = assignment.partition("=")
        name = name.strip().removeprefix(f"{scene}.")
        if not equals or not text.strip():
            raise UserError(f"--over {quoted(assignment)[1:-1]}: write NAME=FROM:TO:COUNT or NAME=VALUE,VALUE")
        if name not in described:
            raise UserError(f"{scene}: {unknown('parameter', name, described)}")
        if name in ways:
            raise UserError(f"--over {name}: is there twice")
        ways[name] = spread(described[name], text)
    sets = [dict(zip(ways, values, strict=True)) for values in product(*ways.values())]
    return _named([(_label(one), "", one) for one in sets])


def in_table(file: Path, project: Project, scene: str) -> list[Variant]:
    """Return the sets in a file.

    Parameters
    ----------
    file
        A CSV file whose first line has the names of parameters, with a set in each other line (an empty cell is the
        usual value; a column ``name`` names the sets), or a TOML file with a table of parameters for each set.

    Raises
    ------
    UserError
        If it cannot be read, or has no set.
    """
    path = home(file)
    rows = _toml_rows(path) if path.suffix.lower() == ".toml" else _csv_rows(path)
    params = project.scene(scene).Params
    told = [(label or _label(one), where, one) for where, label, one in rows]
    variants = [(label, where, params.located(one, path)) for label, where, one in told]
    if not variants:
        raise UserError(f"{named(file)}: has no set of parameters")
    return _named(variants)


def _toml_rows(path: Path) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for name, table in read_toml(path).items():
        if not isinstance(table, dict):
            raise UserError(f"{named(path)}: {quoted(name)} stands outside a set's table; write it under [NAME]")
        yield f"{named(path)}, [{name}]", name, table


def _csv_rows(path: Path) -> Iterator[tuple[str, str, dict[str, Any]]]:
    text = read_text(path)
    head = text.partition("\n")[0]
    lines = csv.reader(io.StringIO(text), delimiter=";" if head.count(";") > head.count(",") else ",", strict=True)
    try:
        names = [name.strip() for name in next(lines, [])]
        for cells in lines:
            row = [cell.strip() for cell in cells]
            if not any(row):
                continue
            where = f"{named(path)}, line {lines.line_num}"
            if len(row) > len(names):
                raise UserError(f"{where}: has {len(row)} cells, but the first line names {len(names)}")
            one = {name: cell for name, cell in zip(names, row, strict=False) if cell}
            yield where, one.pop(NAME, ""), one
    except csv.Error as error:
        raise UserError(f"{named(path)}, line {lines.line_num}: is no CSV: {error}") from None


def _named(sets: Sequence[tuple[str, str, dict[str, Any]]]) -> list[Variant]:
    if len(sets) > MOST:
        raise UserError(f"{len(sets)} sets of parameters: at most {MOST} at a time")
    digits = len(str(len(sets)))
    return [
        Variant(f"{i:0{digits}}_{_slug(label)}", label, settings, where or label)
        for i, (label, where, settings) in enumerate(sets, 1)
    ]


def _label(settings: Mapping[str, Any]) -> str:
    values = {name: _DECIMALS.sub(lambda m: f"{float(m[0]):.{_SHOWN}g}", as_typed(v)) for name, v in settings.items()}
    return ", ".join(f"{name} = {value}" for name, value in values.items())


def _slug(label: str) -> str:
    """Return a label as a file may be called everywhere."""
    text = label.replace(" = ", "-").replace(", ", "_")
    return re.sub(r"[^A-Za-z0-9_.+-]+", "-", text).strip("-.")[:_LONGEST] or "set"


def told_of(variants: Sequence[Variant], project: Project, scene: str, usual: Mapping[str, Any]) -> dict[int, str]:
    """Return what is wrong with the sets that cannot be told, by their place: all of them, before anything is made.

    Parameters
    ----------
    usual
        What holds for all of them where they say nothing else.
    """
    cls = project.scene(scene)
    wrong: dict[int, str] = {}
    for i, variant in enumerate(variants):
        try:
            params = cls.Params.of(scene, {**usual, **variant.settings})
            with blamed_on(cls.file(), "in facts(): "):
                facts = params.facts()
            cls.narration().fill(facts)
        except UserError as error:
            wrong[i] = f"{variant.where}: {str(error).removeprefix(f'{scene}: ')}"
    return wrong
