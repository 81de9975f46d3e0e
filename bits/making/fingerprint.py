"""Which code a scene's pictures depend on: found by reading the imports of its module, and nobody keeps a list.

Only source text is read; nothing is imported to find it. A file depends on all modules of this project (and of other
folders of Python's path outside the installation) that it imports, at any depth. Of a package whose modules are loaded
when they are first used, such as `bits.stage`, it depends on those whose names it mentions.
"""

from __future__ import annotations

import json
import os
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.machinery import EXTENSION_SUFFIXES
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

import cairo
from pydantic import TypeAdapter

from bits import ROOT
from bits.authoring.project import Project
from bits.making import sources
from bits.making.sources import File, Seen, read, stamp_of
from bits.making.store import Store, key_of
from bits.stage.fonts import font_folders

DRAWN_BY = ("manim", "numpy", "av", "typst", "svgelements", "cairo")
"""The libraries on which the bytes of every picture depend."""
_ENTRANCES = ("engine.recorder", "codec.painter", "codec.band", "codec.encoder", "codec.reel")
"""Modules of the machine through which a beat becomes a file."""
_FRONT = ("bits", "__init__.py")
"""What the machine itself gives only when it is asked for is for notebooks: no scene draws with it."""
_MACHINE = (
    str(ROOT / "bits" / "authoring" / "concept.py"),
    *(str(ROOT / "bits" / folder) + os.sep for folder in ("engine", "codec", "making", "deliver")),
)
"""What these take from the narration reaches a picture as times, title and captions, which an order holds itself."""
_FONTS = (".ttf", ".otf", ".ttc")


@dataclass(frozen=True)
class Code:
    """What a scene depends on: files, the libraries that they import, and the stubs that led to them."""

    files: tuple[Seen, ...]
    stubs: tuple[Seen, ...]
    libraries: tuple[str, ...]


def code_of(project: Project, scene: str, store: Store | None = None) -> str:
    """Return the hash of the code, the libraries and the fonts that draw a scene, as they are on disk now.

    Parameters
    ----------
    project, scene
        Whose, and its name.
    store
        Remembers which files these are for as long as none of them changes; None to find them anew.
    """
    code, roots = _code(project, scene, store), folders(project.folder)
    files = sorted((_named(seen.path, roots), seen.digest) for seen in code.files)
    return key_of(files, [(name, version_of(name)) for name in code.libraries], _fonts(store))


def files_of(project: Project, scene: str, store: Store | None = None) -> frozenset[str]:
    """Return the paths of all code that a scene depends on."""
    return frozenset(seen.path for seen in _code(project, scene, store).files)


def folders(project: Path) -> tuple[str, ...]:
    """Return the folders in which modules of a project, the machine and their user are looked for, in that order."""
    return _folders(project, tuple(sys.path))


@lru_cache(maxsize=4)
def _folders(project: Path, search: tuple[str, ...]) -> tuple[str, ...]:
    paths = [os.path.abspath(path) for path in search]  # noqa: PTH100 (links stay: modules go by this path)
    users = (path for path in paths if not installed(path) and Path(path).is_dir())
    return tuple(dict.fromkeys([str(project), str(ROOT), *users]))


def installed(path: str) -> bool:
    """Return whether a path lies in Python's installation, and not in the machine: what is there has a version."""
    return path.startswith(_installation()) and not path.startswith(str(ROOT / "bits") + os.sep)


@cache
def _installation() -> tuple[str, ...]:
    paths = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    return tuple(sorted(paths | ({sys.prefix} if sys.prefix != sys.base_prefix else set())))


_known: dict[tuple[Path, str], Code] = {}


def _code(project: Project, scene: str, store: Store | None) -> Code:
    """Return what a scene depends on, found again if one of these files has changed since."""
    place, roots = (project.folder, scene), folders(project.folder)
    if place not in _known or not _is_current(_known[place]):
        if store is None:
            _known[place] = _Closure(roots).of(scene)
        else:
            key = key_of("code", scene, roots, _own_code(), sys.version)
            _known[place] = store.kept(key, ".code.json", _current, lambda: _CODE.dump_json(_Closure(roots).of(scene)))
    return _known[place]


_CODE = TypeAdapter(Code)


def _current(data: bytes) -> Code:
    """Return code that was kept; ValueError if a file of it has changed since."""
    code = _CODE.validate_json(data)  # its error is a ValueError
    if not _is_current(code):
        raise ValueError("other files")
    return code


def _is_current(code: Code) -> bool:
    return all(stamp_of(seen.path) == seen.stamp for seen in (*code.files, *code.stubs))


@cache
def _own_code() -> str:
    return key_of(Path(__file__), Path(sources.__file__))


class _Closure:
    """Finds what scenes depend on.

    Parameters
    ----------
    roots
        The folders in which modules are looked for.
    """

    def __init__(self, roots: tuple[str, ...]) -> None:
        self._roots = roots

    def of(self, scene: str) -> Code:
        """Return what a scene depends on."""
        found: dict[Path, File] = {}
        stubs: dict[Path, File] = {}
        waiting = [path for name in _ENTRANCES for path in self._module(f"bits.{name}")]
        waiting += self._module(f"scenes.{scene}.scene")
        while waiting:
            path = waiting.pop()
            if path not in found and (file := read(path)) is not None:
                found[path] = file
                waiting += [each for _, paths in self._imports(file) for each in paths]
                waiting += _unknown(file)
                stub = read(path.with_suffix(".pyi")) if path.name == "__init__.py" else None
                stubs |= {path: stub} if stub else {}
            if not waiting:
                offers = [(path.parent.name, self._offered(stub)) for path, stub in stubs.items()]
                waiting = [each for file in found.values() for each in _loaded(file, offers) if each not in found]
        files = tuple(found.values())
        return Code(tuple(file.seen for file in files), tuple(stub.seen for stub in stubs.values()), self._used(files))

    def _module(self, name: str) -> tuple[Path, ...]:
        paths = _module(name, self._roots)
        # Where the machine itself is installed, its folder is also that of the libraries, which have versions.
        return () if paths and installed(str(paths[-1])) else paths

    def _has(self, package: str) -> bool:
        """Return whether one of the folders has a package, be it a folder without a file of its own."""
        return any(_existing(Path(root, package)) for root in self._roots)

    def _imports(self, file: File) -> Iterator[tuple[str, tuple[Path, ...]]]:
        """Yield under which names a file imports what from which files, those of the packages around them too."""
        package = self._package(file.path)
        is_machine = file.seen.path.startswith(_MACHINE)
        for level, name, taken in file.source.imports:
            base = package[: len(package) - level + 1] if level else ()
            module = ".".join((*base, name) if name else base)
            if is_machine and module.startswith("bits.speech"):
                continue
            yield "", self._module(module)
            for part, given in taken:
                yield given, self._module(f"{module}.{part}") or self._module(module)

    def _offered(self, stub: File) -> dict[str, Path]:
        """Return from which files a package loads the names that its stub lists."""
        return {name: paths[-1] for name, paths in self._imports(stub) if name and paths}

    def _package(self, path: Path) -> tuple[str, ...]:
        """Return the names of the packages in which a module lies, the outermost first."""
        root = next(root for root in self._roots if path.is_relative_to(root))
        return path.relative_to(root).parent.parts

    def _used(self, files: Iterable[File]) -> tuple[str, ...]:
        """Return the installed libraries that code imports, and those that draw it."""
        names = {name.partition(".")[0] for file in files for level, name, _ in file.source.imports if not level}
        foreign = (name for name in names if name not in sys.stdlib_module_names and not self._has(name))
        return tuple(sorted({*DRAWN_BY, *foreign}))


def _unknown(file: File) -> list[Path]:
    """Return all modules of a package that gives them by a function of its own: which, is known to it alone."""
    if file.path.parts[-2:] == _FRONT:
        return []
    by_itself = file.path.name == "__init__.py" and file.source.loads_lazily
    return sorted(file.path.parent.rglob("*.py")) if by_itself and not file.path.with_suffix(".pyi").exists() else []


def _loaded(file: File, offers: Iterable[tuple[str, dict[str, Path]]]) -> Iterator[Path]:
    """Yield the files of what a file names of packages that load their modules when they are named."""
    for package, offered in offers:
        if package in file.source.mentions:
            anything = package in file.source.bare or "*" in file.source.mentions
            yield from (
                offered.values() if anything else (offered[name] for name in offered.keys() & file.source.mentions)
            )


@cache
def _module(module: str, roots: tuple[str, ...]) -> tuple[Path, ...]:
    """Return the files that are run when a module is imported, its own last; none if it is not of these folders."""
    parts = module.split(".")
    root = next((root for root in roots if _existing(Path(root, parts[0]))), None)
    if root is None or not all(part.isidentifier() for part in parts):
        return ()
    found = [_existing(Path(root, *parts[: depth + 1])) for depth in range(len(parts))]
    return tuple(path for path in found if path is not None and not path.is_dir()) if all(found) else ()


def _existing(place: Path) -> Path | None:
    """Return the file of a module, in the order in which Python looks for it, or its folder if it has none."""
    ends = (*EXTENSION_SUFFIXES, ".py")
    candidates = (place / "__init__.py", *(place.with_name(place.name + end) for end in ends))
    return next((path for path in candidates if path.is_file()), place if place.is_dir() else None)


@cache
def _named(path: str, roots: tuple[str, ...]) -> str:
    """Return a path as it is on every machine."""
    return next((str(Path(path).relative_to(root)) for root in roots if Path(path).is_relative_to(root)), path)


@cache
def version_of(library: str) -> str:
    """Return a library's version or, where it has none under this name, the hash of its first file."""
    if library == "cairo":
        return cairo.cairo_version_string()
    try:
        return version(library)
    except PackageNotFoundError:
        spec = find_spec(library) if library.isidentifier() else None
        return key_of(Path(spec.origin)) if spec is not None and spec.has_location and spec.origin else ""


def _fonts(store: Store | None) -> str:
    """Return the hash of all fonts in use. Since they are large, it is remembered for as long as no file changes."""
    files = (path for folder in font_folders() for path in sorted(Path(folder).rglob("*")))
    paths = [path for path in files if path.suffix.lower() in _FONTS]
    return _hash_of_fonts(json.dumps([(str(path), stamp_of(path)) for path in paths]), store)


@lru_cache(maxsize=4)
def _hash_of_fonts(stamps: str, store: Store | None) -> str:
    paths = [Path(stamp[0]) for stamp in json.loads(stamps)]

    def make() -> bytes:
        return key_of([path.name for path in paths], *paths).encode()

    if store is None:
        return make().decode()
    return store.kept(key_of("fonts", stamps), ".hash", _hexadecimal, make)


def _hexadecimal(data: bytes) -> str:
    if len(bytes.fromhex(data.decode("ascii"))) != 16:
        raise ValueError("no hash")
    return data.decode()
