"""The formats of clips, one file each. What is defined in a file here can be asked for; nothing else names it."""

from __future__ import annotations

from pathlib import Path

from bits.deliver.clip import ClipFormat
from bits.deliver.formats import found, listed
from bits.errors import UserError, unknown
from bits.paths import named

DEFAULT = "mp4"
FORMATS = found(__name__, __path__, ClipFormat, DEFAULT)  # type: ignore[type-abstract]


def format_of(asked: str | None, path: Path | None) -> type[ClipFormat]:
    """Return the format that was asked for, or else that of a file's suffix, or else MP4.

    Raises
    ------
    UserError
        If the two do not agree, or there is no such format.
    """
    if asked is not None and asked not in FORMATS:
        raise unknown("format", asked, FORMATS)
    wanted = FORMATS[asked] if asked is not None else None
    if path is None:
        return wanted or FORMATS[DEFAULT]
    if wanted is not None and not wanted.suffix:
        if path.suffix.lower() in {kind.suffix for kind in FORMATS.values() if kind.suffix}:
            raise UserError(f"{named(path)}: {asked} makes a folder: -o {named(path.with_suffix(''))}")
        return wanted
    if path.is_dir():
        example = path / f"clip{(wanted or FORMATS[DEFAULT]).suffix}"
        raise UserError(f"{named(path)}: is a folder; name a file, such as {named(example)}")
    suffix = path.suffix.lower()
    if wanted is not None and suffix != wanted.suffix:
        raise UserError(f"{named(path)}: does not fit --format {asked}, which takes {wanted.suffix}")
    return wanted or _by_suffix(path, suffix)


def _by_suffix(path: Path, suffix: str) -> type[ClipFormat]:
    fitting = next((kind for kind in FORMATS.values() if suffix and kind.suffix == suffix), None)
    if fitting is not None:
        return fitting
    if suffix[1:] in FORMATS:
        folder = named(path.with_suffix(""))
        raise UserError(f"{named(path)}: {suffix[1:]} makes a folder: --format {suffix[1:]} -o {folder}")
    suffixes = listed((kind.suffix for kind in FORMATS.values() if kind.suffix), "or")
    folders = listed((kind.name for kind in FORMATS.values() if not kind.suffix), "or")
    raise UserError(f"{named(path)}: let a clip's name end in {suffixes}, or make a folder with --format {folders}")


def transparent_formats() -> list[type[ClipFormat]]:
    """Return the formats in which the ground can be left out."""
    return [kind for kind in FORMATS.values() if kind.transparency]
