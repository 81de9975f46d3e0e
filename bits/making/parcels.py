"""Where what is made is kept, and how it comes home from a machine that has a store of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bits.making.store import Store, default_folder

_OWN = (".hash", ".code.json")
"""How the names of entries end that are true of one machine only."""


@dataclass(frozen=True)
class Parcel:
    """An entry of a store: its name in it and, if it has to travel, its content."""

    name: str
    content: bytes | None = None


@dataclass(frozen=True)
class Keep:
    """The store at home, as whoever does the work knows it.

    Attributes
    ----------
    folder
        Of the store at home.
    token
        The name of a file in it: where it is seen, the folder is the same. Empty for processes of this machine.
    """

    folder: Path
    token: str = ""

    @property
    def is_shared(self) -> bool:
        """Return whether the work is done where the same folder is the store."""
        return not self.token or (default_folder() == self.folder and (self.folder / self.token).is_file())

    def store(self) -> Store:
        """Return the store in which the work is kept where it is done."""
        return Store(self.folder if self.is_shared else default_folder())

    def packed(self, store: Store, first: Path) -> list[Parcel]:
        """Return what has been used of a store, one entry before all others; only names, if the folder is the same."""
        return list(self._packed(store.folder, dict.fromkeys([first, *store.used()])))

    def _packed(self, folder: Path, paths: Iterable[Path]) -> Iterable[Parcel]:
        for path in paths:
            if not path.name.endswith(_OWN):
                name = path.relative_to(folder).as_posix()
                yield Parcel(name, None if self.is_shared else path.read_bytes())


def unpacked(parcels: Iterable[Parcel], store: Store) -> list[Parcel]:
    """Put what has come home into the store, and return the names.

    Raises
    ------
    UserError
        If the store cannot be written.
    ValueError
        If something is not what its name says.
    """
    names = []
    for parcel in parcels:
        if parcel.content is not None:
            store.adopt(parcel.name, parcel.content)
        names.append(Parcel(parcel.name))
    return names
