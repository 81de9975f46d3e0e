"""A sentence with the probabilities that a language model gave to its tokens (JSON)."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator

from bits.authoring.parameters import FILE
from bits.authoring.texts import check_fits
from bits.errors import UserError, quoted
from bits.files import read_text
from bits.notes import note
from bits.paths import named

LONGEST_TOKEN = 24
FEWEST_TOKENS, MOST_TOKENS = 2, 24
_EXAMPLE = '{"token": "The", "p": 0.2}'
_SPACES = "Ġ▁"
"""How tokenizers write the space before a word; the first is also a letter of Maltese."""


@dataclass(frozen=True)
class Token:
    """A piece of a sentence and the probability that a model gave it there."""

    text: str
    p: float


@dataclass(frozen=True)
class _Twice:
    """Stands for an object in which a key comes twice: JSON would take the last one."""

    key: str


def read_tokens(path: str | Path) -> tuple[Token, ...]:
    """Return a sentence with token probabilities from a JSON file: ``[{"token": "The", "p": 0.2}, ...]``.

    In place of ``p`` there may be ``logprob``, its natural logarithm, as models give it. JSON Lines are read too.

    Parameters
    ----------
    path
        A text file.

    Returns
    -------
    tuple of Token
        2 to 24.

    Raises
    ------
    UserError
        In one line: the file, the entry and what is wrong with it.
    """
    file = named(path)
    entries = _entries(read_text(path), file)
    if not isinstance(entries, list):
        raise UserError(f"{file}: must be a list such as [{_EXAMPLE}, ...]")
    if not FEWEST_TOKENS <= len(entries) <= MOST_TOKENS:
        raise UserError(f"{file}: has {len(entries)} tokens; it needs {FEWEST_TOKENS} to {MOST_TOKENS}")
    _check_no_logarithms(entries, file)
    tokens = [_token(entry, f"{file}, entry {number}") for number, entry in enumerate(entries, start=1)]
    return _with_spaces(tokens, file)


def _entries(text: str, file: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        lines = _json_lines(text)
        if lines is None:
            raise UserError(f"{file}, line {error.lineno}: not JSON: {error.msg}") from None
        note(f"{file}: read as JSON Lines, an entry in each line")
        return lines
    except RecursionError:
        raise UserError(f"{file}: not JSON that can be read: it nests too deep") from None
    except ValueError:  # of Python itself, which reads no number of thousands of digits
        raise UserError(f"{file}: not JSON that can be read: a number has too many digits") from None


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any] | _Twice:
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            return _Twice(key)
        seen.add(key)
    return dict(pairs)


def _json_lines(text: str) -> list[object] | None:
    """Return the objects of a text that has one in each line; None if it has not."""
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) < 2 or not all(line.strip().startswith("{") for line in lines):
        return None
    try:
        return [json.loads(line, object_pairs_hook=_object) for line in lines]
    except (ValueError, RecursionError):
        return None


def _check_no_logarithms(entries: Sequence[object], file: str) -> None:
    values = [entry.get("p") for entry in entries if isinstance(entry, dict)]
    numbers = [p for p in values if isinstance(p, int | float) and not isinstance(p, bool)]
    if len(numbers) == len(entries) and all(p <= 0 for p in numbers) and any(p < 0 for p in numbers):
        raise UserError(f'{file}: every p is below 0, like a logarithm: call it "logprob" if it is one (to the base e)')


def _token(entry: object, where: str) -> Token:
    if isinstance(entry, _Twice):
        raise UserError(f"{where}: has {quoted(entry.key)} twice; leave one out")
    if not isinstance(entry, dict) or set(entry) not in ({"token", "p"}, {"token", "logprob"}):
        raise UserError(f"{where}: must be like {_EXAMPLE}, got {_shown(entry)}")
    text = entry["token"]
    if not isinstance(text, str) or not text.strip():
        raise UserError(f"{where}: token = {_shown(text)} is not a text with something in it")
    try:
        check_fits(text, LONGEST_TOKEN)
    except ValueError as error:
        raise UserError(f"{where}: {error}") from None
    return Token(text, _from_logarithm(entry["logprob"], where) if "logprob" in entry else _p(entry["p"], where))


def _p(value: object, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 1:
        raise UserError(f"{where}: p = {_shown(value)} is not a probability above 0, at most 1")
    return float(value)


def _from_logarithm(value: object, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not -700 <= value <= 0:
        raise UserError(f"{where}: logprob = {_shown(value)} is not the logarithm of a probability, from -700 to 0")
    return math.exp(value)


def _with_spaces(tokens: Sequence[Token], file: str) -> tuple[Token, ...]:
    """Return tokens with a space for each mark that tokenizers put in its place."""
    marks = "".join(
        mark for mark in _SPACES if sum(mark in token.text for token in tokens) > (1 if mark == _SPACES[0] else 0)
    )
    if not marks:
        return tuple(tokens)
    spaced = tuple(Token(token.text.translate(dict.fromkeys(map(ord, marks), " ")), token.p) for token in tokens)
    for number, token in enumerate(spaced, start=1):
        if not token.text.strip():
            raise UserError(f"{file}, entry {number}: token is a mere space; join it with the next one")
    note(f"{file}: the tokenizer's mark {marks[0]} is read as a space")
    return spaced


def _shown(value: object) -> str:
    """Return a value as JSON writes it, short and in one line."""
    try:
        text = json.dumps(value, default=lambda twice: {twice.key: "twice"}, ensure_ascii=True)
    except (ValueError, RecursionError):
        text = type(value).__name__
    return text if len(text) <= 60 else f"{text[:57]}..."


def _read(given: object) -> object:
    if isinstance(given, str):
        return read_tokens(given) if given else ()
    if not isinstance(given, tuple) or not all(isinstance(token, Token) for token in given):
        raise ValueError("must be the path of a JSON file")
    return given


Sentence = Annotated[tuple[Token, ...], BeforeValidator(_read), FILE]
"""What stands in the file, so that whoever has the parameters needs the file no more."""
