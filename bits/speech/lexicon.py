"""How things are said: words, signs, formulas and numbers, turned into words that any voice reads right.

The captions keep what is written. ``lexicon.toml`` in the folder of the narration says what a voice would say wrong,
once, in place of a variant at every place; numbers are spelled by rule.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from bits.errors import UserError, quoted
from bits.files import read_toml

FILE = "lexicon.toml"
_MARKS = ".,;:!?…"
_QUOTES = "\"'“”‘’«»"
_OPENING, _CLOSING = "([{", ")]}"
_NUMBER = re.compile(r"(?P<sign>[-−+])?(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?P<fraction>\.\d+)?(?P<unit>%|×|th|st|nd|rd)?")
_SHARE = re.compile(r"(?P<above>\d{1,3})/(?P<below>\d{1,3})")
_RANGE = re.compile(r"(?P<low>\d[\d.,]*)[–-](?P<high>\d[\d.,]*%?)")
_ONE = re.compile(r"[-−+]?1(?:\.0+)?")
_UNITS = re.compile(r"(?:bit|nat)s")
_YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
_BEFORE_YEARS = frozenset(("in", "since", "of", "by", "from", "until", "and", "about", "around", "to"))
_PARTS = re.compile(r"[A-Za-z']+|\d[\d.,]*|.")


class Lexicon(BaseModel):
    """What stands in ``lexicon.toml``.

    Attributes
    ----------
    language
        The language of the narration. Numbers are spelled in English only; elsewhere the voice reads digits.
    words
        What is written, and how it is said in plain words.
    signs
        The same for single signs, wherever they stand.
    sounds
        Words as the natural voice pronounces them, in its phonemes, where plain words would not do.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    language: str = "en"
    words: Mapping[str, str] = {}
    signs: Mapping[str, str] = {}
    sounds: Mapping[str, str] = {}

    def say(self, written: str, before: str = "") -> str:
        """Return how a word is said.

        Parameters
        ----------
        written
            What stands between two spaces, with its punctuation.
        before
            The word before it.

        Returns
        -------
        str
            Plain words, with the same punctuation around them.
        """
        if not self.language.startswith("en"):
            return self._known(written) or written
        head, core, tail = _bare(written)
        known = self._known(core)
        if known is None and core[:1] in _OPENING:
            head, core = head + core[:1], core[1:]
        if known is None and core[-1:] in _CLOSING and _unbalanced(core):
            core, tail = core[:-1], core[-1:] + tail
        if known is None and _ONE.fullmatch(before) and _UNITS.fullmatch(core):
            known = core[:-1]
        said = known or self._known(core) or _number(core, before.strip(_QUOTES + _OPENING)) or self._in_parts(core)
        return f"{head}{said}{tail}"

    def _known(self, core: str) -> str | None:
        """Return what the lexicon says of a word, also where it begins a sentence."""
        lower = core[:1].lower() + core[1:]
        return self.words.get(core) or self.words.get(lower) or self.signs.get(core)

    def _in_parts(self, core: str) -> str:
        """Return a compound with its parts said: KL-regularized, 3-bit, a=b."""
        parts = _PARTS.findall(core)
        if len(parts) < 2:
            return core
        said = "".join(
            f" {self.signs[part]} " if part in self.signs else self._known(part) or _number(part, "") or part
            for part in parts
        )
        return re.sub(r" *- *", "-", re.sub(r" +", " ", said)).strip()


def lexicon_in(folder: Path, language: str = "en") -> Lexicon:
    """Return the lexicon of a folder of narration over what we say of every text; both count in their language only.

    Raises
    ------
    UserError
        If the file says something that a lexicon does not have.
    """
    general, own = (_read(path, _stamp(path), language) for path in (Path(__file__).with_name(FILE), folder / FILE))
    kinds = ("words", "signs", "sounds")
    return own.model_copy(update={kind: {**getattr(general, kind), **getattr(own, kind)} for kind in kinds})


def _stamp(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_size


@lru_cache(maxsize=8)
def _read(path: Path, stamp: tuple[int, int], language: str) -> Lexicon:
    """Read a lexicon; `stamp` tells whether it is still the same."""
    nothing = Lexicon(language=language)
    if stamp == (0, 0):
        return nothing
    try:
        lexicon = Lexicon.model_validate(read_toml(path))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise UserError(f"{path.parent.name}/{FILE}: {quoted(where)[1:-1]}: {first['msg']}") from None
    return lexicon if lexicon.language.split("-")[0] == language.split("-", maxsplit=1)[0] else nothing


def _unbalanced(core: str) -> bool:
    """Return whether more brackets are closed than opened."""
    return sum(core.count(sign) for sign in _CLOSING) > sum(core.count(sign) for sign in _OPENING)


def _bare(written: str) -> tuple[str, str, str]:
    """Return the punctuation before a word, the word, and the punctuation after it."""
    core = written.lstrip(_QUOTES)
    head = written[: len(written) - len(core)]
    rest = core.rstrip(_QUOTES + _MARKS)
    return head, rest, core[len(rest) :]


def _number(core: str, before: str) -> str | None:
    """Return a number in words; None if it is none."""
    if share := _SHARE.fullmatch(core):
        return _share(int(share["above"]), int(share["below"]))
    if bounds := _RANGE.fullmatch(core):
        low, high = _number(bounds["low"], ""), _number(bounds["high"], "")
        return f"{low} to {high}" if low and high else None
    found = _NUMBER.fullmatch(core)
    if found is None:
        return None
    digits = found["whole"].replace(",", "")
    if _YEAR.fullmatch(core) and before.lower() in _BEFORE_YEARS:
        return _spelled(Decimal(digits), "year")
    if found["unit"] in ("th", "st", "nd", "rd"):
        return _spelled(Decimal(digits), "ordinal")
    sign = {"-": "minus ", "−": "minus ", "+": "plus "}.get(found["sign"] or "", "")
    unit = {"%": " percent", "×": " times"}.get(found["unit"] or "", "")
    return sign + _spelled(Decimal(digits + (found["fraction"] or "")).normalize(), "cardinal") + unit


def _share(above: int, below: int) -> str | None:
    """Return a fraction in words: one half, three quarters; None where nobody says it so."""
    if not 2 <= below <= 100:
        return None
    named = {2: ("half", "halves"), 4: ("quarter", "quarters")}
    one, many = named.get(below) or (ordinal := _spelled(Decimal(below), "ordinal"), f"{ordinal}s")
    return f"{_spelled(Decimal(above), 'cardinal')} {one if above == 1 else many}"


@lru_cache(maxsize=4096)
def _spelled(number: Decimal, kind: str) -> str:
    """Return a number in words, without the commas that a voice would pause at."""
    from num2words import num2words  # slow to import, needed for speech alone

    whole = number == number.to_integral_value()
    return str(num2words(int(number) if whole else number, to=kind)).replace(",", "")
