"""What every format says of itself, and how formats are found: a new one is one new file in its folder.

The command line, its help and errors, and the tables in docs/formats.md are made of what is found. Formats are
imported for that, so their modules import nothing heavy until something is made.
"""

from __future__ import annotations

from abc import ABC
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from inspect import isabstract
from pathlib import Path
from pkgutil import iter_modules
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, TypeVar

from bits.errors import UserError
from bits.paths import named

if TYPE_CHECKING:
    from bits.making.crew import Crew
    from bits.making.film import About
    from bits.making.job import Look, Shot
    from bits.making.store import Store
    from bits.making.takes import Report


@dataclass(frozen=True)
class Source:
    """What something is made of, and by whom.

    Attributes
    ----------
    shots
        In order.
    look, about
        How it looks, and what it is called.
    store
        Where segments, reels and sounds are kept.
    crew
        Who draws.
    report
        Told of the progress; each tick counts as often as the format passes over it.
    """

    shots: Sequence[Shot]
    look: Look
    about: About
    store: Store
    crew: Crew
    report: Report


class Format(ABC):
    """Something that can be made. Its class says what it is; the fields of an instance are what it is asked for with.

    Attributes
    ----------
    name
        As it is typed.
    suffix
        Of the file, with its dot; empty if it is a folder.
    purpose
        What it is for, in one phrase.
    detail
        What else is good to know before it is made; in Markdown, for its row of the table.
    """

    name: ClassVar[str]
    suffix: ClassVar[str]
    purpose: ClassVar[str]
    detail: ClassVar[str] = ""

    def check_place(self, path: Path, force: bool = False) -> None:
        """Check, before anything is drawn, that it can be written at that place.

        Parameters
        ----------
        path
            The file or the folder.
        force
            Whether what stands there may be replaced, whoever made it.

        Raises
        ------
        UserError
            If the path is no place for this format, or something that was not made here stands there.
        """
        from bits.deliver.folder import check_folder
        from bits.making.output import check_files, folder_place

        if not self.suffix:
            check_folder(folder_place(path), force)
        elif path.suffix.lower() != self.suffix:
            raise UserError(f"{named(path)}: let its name end in {self.suffix}")
        else:
            check_files(self.places(path), force)

    def places(self, path: Path) -> Sequence[Path]:
        """Return the files that are written, or removed, where the file is a path."""
        return [path]


F = TypeVar("F", bound=Format)


def found(package: str, folders: Iterable[str], base: type[F], default: str) -> Mapping[str, type[F]]:
    """Return the formats that the modules of a package define, by name: the default, then in the alphabet's order.

    Parameters
    ----------
    package, folders
        Its name and its path.
    base
        What they are derived from.
    default
        The name of the one that is made unless another is asked for.
    """
    modules = [import_module(f"{package}.{module.name}") for module in iter_modules(folders)]
    kinds = {
        kind.name: kind
        for module in modules
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, base) and not isabstract(kind)
    }
    return MappingProxyType({name: kinds[name] for name in sorted(kinds, key=lambda name: (name != default, name))})


def listed(words: Iterable[str], conjunction: str) -> str:
    """Return words as a sentence lists them: ``a, b or c``."""
    *first, last = words
    return f"{', '.join(first)} {conjunction} {last}" if first else last
