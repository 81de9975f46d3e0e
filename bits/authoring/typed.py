"""Numbers and lists as people type them: read where they can only mean one thing."""

import math
import re

from bits.errors import quoted

MOST_VALUES = 100
"""Values that a list may have before anything else is asked of it."""
LONGEST_NUMBER = 60
"""Characters of a number."""
LARGEST = 1e9

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_FRACTION = re.compile(r"([+-]?\d+)\s*/\s*(\d+)")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[_'’\u00a0\u202f]\d{3})+(?:\.\d+)?")
_GROUPERS = dict.fromkeys(map(ord, "_'’\u00a0\u202f"))
_SIGNS = str.maketrans("．，－−＋％／⁄；：", ".,--+%//;:")
_COMMAED = re.compile(r"[+-]?\d+,\d+%?")
_OPENING, _CLOSING = "[({", "])}"
_BETWEEN_ROWS = re.compile(r"[\])}]\s*[,;]?\s*[\[({]|[;\n]")
_LABEL = re.compile(r'\s*(?:"((?:[^"]|"")*)"|([^,]*))\s*(?:,|$)')


def plain(text: str) -> str:
    """Return a text with the digits and signs of other scripts in ASCII: ``０．５`` is ``0.5``, ``−1`` is ``-1``."""
    if text.isascii():
        return text.strip()
    text = text.translate(_SIGNS)
    return "".join(str(int(sign)) if sign.isdecimal() else sign for sign in text).strip()


def number(value: object) -> object:
    """Read a number as people write it: ``0.25``, ``1/4``, ``25%``, ``-1e-3``; what is no text stays as it is.

    Raises
    ------
    ValueError
        If the text is none, or the number cannot be held.
    """
    if isinstance(value, bool):
        raise ValueError(f"{str(value).lower()} is not a number")
    if isinstance(value, int | float) and LARGEST < abs(value) < math.inf:
        raise ValueError(f"is too large: a number is at most {LARGEST:g}")
    return _typed_number(value) if isinstance(value, str) else value


def _typed_number(value: str) -> float:
    if len(value) > LONGEST_NUMBER:
        raise ValueError(f"has a number of {len(value)} characters; write fewer digits")
    text = plain(value)
    if _GROUPED.fullmatch(text):
        text = text.translate(_GROUPERS)
    share, text = text.endswith("%"), text.removesuffix("%").rstrip()
    if fraction := _FRACTION.fullmatch(text):
        whole, parts = int(fraction[1]), int(fraction[2]) * (100 if share else 1)
        found = whole / parts if parts else math.nan
    elif _NUMBER.fullmatch(text):
        found = float(f"{text}e-2") if share and "e" not in text.lower() else float(text) / (100 if share else 1)
    else:
        found = math.nan
    if math.isnan(found):
        raise ValueError(f"{quoted(value.strip())} is not a number")
    if abs(found) > LARGEST:
        raise ValueError(f"{quoted(value.strip())} is too large: a number is at most {LARGEST:g}")
    return found


def whole(value: object) -> object:
    """Read a whole number, ``20`` or ``1_000``; what is no text stays as it is."""
    if not isinstance(value, str):
        return number(value)
    text = plain(value)
    found = number(text) if _NUMBER.fullmatch(text) or _GROUPED.fullmatch(text) else None
    if not isinstance(found, float) or not found.is_integer():
        raise ValueError(f"{quoted(value.strip())} is not a whole number")
    return int(found)


def cells(value: object) -> object:
    """Split a typed list of numbers: ``0.7,0.2``, ``[0.7, 0.2]``, ``0.7 0.2``, ``7:2`` or ``0,7; 0,2``, as decimals."""
    if not isinstance(value, str):
        return counted(value)
    text = plain(_bare(plain(value)))
    if not text:
        return []
    text = re.sub(r"\s*/\s*", "/", text)
    words = text.split()
    if ";" in text:
        parts = text.split(";")
        if all(_COMMAED.fullmatch(part.strip()) for part in parts if "," in part):
            parts = [part.replace(",", ".") for part in parts]
    elif len(words) > 1 and all(map(_COMMAED.fullmatch, words)):
        parts = [word.replace(",", ".") for word in words]
    elif "," in text:
        parts = text.split(",")
    elif ":" in text:
        parts = text.split(":")
    else:
        parts = re.sub(r"\s+%", "%", text).split()
    return counted([part.strip() for part in parts])


def numbers(value: object) -> object:
    """Read a list of numbers, typed or not."""
    value = cells(value)
    return [number(part) for part in value] if isinstance(value, list | tuple) else value


def wholes(value: object) -> object:
    """Read a list of whole numbers, typed or not."""
    value = cells(value)
    return [whole(part) for part in value] if isinstance(value, list | tuple) else value


def rows(value: object) -> object:
    """Read a table of numbers, its rows parted by ``;``, by new lines or by the brackets around each."""
    if isinstance(value, str):
        text = _bare(plain(value))
        value = [_stripped(row) for row in _BETWEEN_ROWS.split(text)]
    if not isinstance(value, list | tuple):
        return value
    counted(value)
    return [numbers(row) for row in value]


def labels(value: object) -> object:
    """Split typed labels at their commas; those in quotes are kept whole: ``"sun, mild",rain``."""
    if not isinstance(value, str):
        return counted(value)
    text = value.strip()
    if text[:1] == "[" and text[-1:] == "]":
        text = text[1:-1].strip()
    if not text:
        return []
    found, place = [], 0
    while True:
        match = _LABEL.match(text, place)
        assert match is not None  # its second way takes whatever stands before a comma
        found.append(match[2].strip() if match[1] is None else match[1].replace('""', '"'))
        place = match.end()
        if place == len(text) and not match[0].endswith(","):
            return counted(found)
        if len(found) > MOST_VALUES:
            return counted(found)


def as_label(text: str) -> str:
    """Return a label as it is typed in a list: in quotes where it would else be read as something else."""
    if not text or "," in text or text[0] in '"[' or text != text.strip():
        return '"' + text.replace('"', '""') + '"'
    return text


def counted(value: object) -> object:
    """Return a list as it is, or raise ValueError if it is longer than any that a scene can show."""
    if isinstance(value, list | tuple) and len(value) > MOST_VALUES:
        raise ValueError(f"has more than {MOST_VALUES} values")
    return value


def as_number(value: float) -> str:
    """Return a number as it is typed: the shortest text that is read as the same."""
    return f"{value:g}" if float(f"{value:g}") == value else repr(value)


def _bare(text: str) -> str:
    """Return a text without one pair of brackets around all of it."""
    if text and text[0] in _OPENING and text[-1] == _CLOSING[_OPENING.index(text[0])]:
        return text[1:-1].strip()
    return text


def _stripped(row: str) -> str:
    return row.strip().strip("[](){}").strip()
