"""The fonts that every text of the film is set in: they come as packages, none is asked of the system."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from bits.errors import UserError, quoted

if TYPE_CHECKING:
    import typst

FAMILIES = ("Fira Sans", "Open Sans", "Noto Sans Arabic")
"""The film's family first; the others lend letters that it does not have (Hebrew, Arabic)."""
WIDER = ("manimgx_fonts", "manimgx_fonts_cjk")
"""Packages of the extra ``fonts``: Noto for the world's other scripts, in the second those of East Asia."""

_EAST_ASIAN = re.compile("[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
_KANA = re.compile("[\u3040-\u30ff]")
_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7ff]")
_UNUSUAL = re.compile("[^\u0000-\u06ff\u2010-\u2027\u2212\u221e]")
"""What some font may not have; the others are in the families above, or in those that Typst brings."""


def font_folders() -> list[str]:
    """Return the folders of all fonts that texts may be set in; an error where a family of the film is missing."""
    import fontpkg  # takes as long as all else that a command loads which draws nothing

    specs = (find_spec(package) for package in WIDER)
    wider = [folder for spec in specs if spec is not None for folder in spec.submodule_search_locations or ()]
    return [str(fontpkg.path(family).parent) for family in FAMILIES] + wider


def font_files() -> tuple[Path, Path, Path]:
    """Return the film's family in regular and in semibold, and the licence that goes with them."""
    import fontpkg

    folder = fontpkg.path(FAMILIES[0]).parent
    return folder / "FiraSans-Regular.ttf", folder / "FiraSans-SemiBold.ttf", folder.parent / "LICENSE"


def families(text: str) -> tuple[str, ...]:
    """Return the families for a text, the first choice first; Typst finds those of scripts that no other has.

    Chinese and Japanese write the same signs differently: a text with kana is Japanese.
    """
    if not _EAST_ASIAN.search(text):
        return FAMILIES
    place = "JP" if _KANA.search(text) else "KR" if _HANGUL.search(text) else "SC"
    return (*FAMILIES, f"Noto Sans CJK {place}")


@cache
def compiler() -> typst.Compiler:
    """Return the one compiler of this process: making it finds the fonts, which takes longer than setting a text."""
    import typst

    return typst.Compiler(font_paths=font_folders(), ignore_system_fonts=True)


def missing(text: str) -> str | None:
    """Return the first character of a text that no font has, or None."""
    unusual = "".join(dict.fromkeys(sign for sign in _UNUSUAL.findall(text) if sign.isprintable()))
    if not unusual or _has(unusual):
        return None
    return next((sign for sign in unusual if not _has(sign)), None)


@cache
def _has(text: str) -> bool:
    """Return whether fonts have all characters of a text, by the rule of accessible PDF that forbids empty boxes."""
    import typst

    letters = "".join(f"\\u{{{ord(sign):x}}}" for sign in text)
    document = f'#set document(title: "-")\n#set text(lang: "en", font: ("{FAMILIES[0]}",))\n#"{letters}"'
    try:
        compiler().compile(input=document.encode(), format="pdf", pdf_standards="ua-1")
    except typst.TypstError:
        return False
    return True


def demand(text: str, what: str) -> None:
    """Raise a UserError that names the first character that no font has, if there is one.

    Parameters
    ----------
    text
        What is to be set.
    what
        What the text is, for the message.
    """
    sign = missing(text)
    if sign is None:
        return
    name = unicodedata.name(sign, "without a name")
    lacking = not all(find_spec(package) for package in WIDER)
    way = "install the extra 'fonts' (make setup does)" if lacking else "write it in other characters"
    raise UserError(f"{what}: no font has {quoted(sign)} (U+{ord(sign):04X}, {name}): {way}")
