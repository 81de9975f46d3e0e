"""Which code a scene's pictures depend on: found by reading the imports of its module, and nobody keeps a list.

Only source text is read; nothing is imported to find it. A file depends on all modules of this project (and of other
folders of Python's path outside the installation) that it imports, at any depth. Of a package whose modules are loaded
when they are first used, such as `bits.stage`, it depends on those whose names it mentions.
"""

from __future__ import annotations

import ast
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
from typing import TypeAlias

import cairo
from pydantic import TypeAdapter

from bits import ROOT
from bits.making.store import Store, key_of
from bits.stage.fonts import font_folders

DRAWN_BY = ("manim", "numpy", "av", "typst", "svgelements", "cairo")
"""The libraries on which the bytes of every picture depend."""
_ENTRANCES = ("engine.recorder", "codec.painter", "codec.band", "codec.encoder", "codec.reel")
"""Modules of the machine through which a beat becomes a file."""
_MACHINE = (
    str(ROOT / "bits" / "authoring" / "concept.py"),
    *(str(ROOT / "bits" / folder) + os.sep for folder in ("engine", "codec", "making", "deliver")),
)
"""What these take from the narration reaches a picture as times, title and captions, which an order holds itself."""
_FONTS = (".ttf", ".otf", ".ttc")


Import: TypeAlias = "tuple[int, str, tuple[tuple[str, str], ...]]"


@dataclass(frozen=True)
class Source:
    """What matters of a module's text.

    Attributes
    ----------
    imports
        Level of a relative import, module, and the names taken from it with those given to them; an ``import a.b as c``
        takes nothing.
    mentions
        All names, attributes and words in quotes.
    bare
        Names that stand by themselves: what they mean may go anywhere.
    loads_lazily
        Whether the module has a ``__getattr__`` of its own.
    """

    imports: tuple[Import, ...]
    mentions: frozenset[str]
    bare: frozenset[str]
    loads_lazily: bool


@dataclass(frozen=True)
class Seen:
    """A file as it was when it was read: what changes with it, and the hash of its content."""

    path: str
    stamp: tuple[int, ...]
    digest: str


@dataclass(frozen=True)
class Code:
    """What a scene depends on: files, the libraries that they import, and the stubs that led to them."""

    files: tuple[Seen, ...]
    stubs: tuple[Seen, ...]
    libraries: tuple[str, ...]


@dataclass(frozen=True)
class _File:
    seen: Seen
    source: Source

    @property
    def path(self) -> Path:
        return Path(self.seen.path)


def code_of(scene: str, store: Store | None = None) -> str:
    """Return the hash of the code, the libraries and the fonts that draw a scene, as they are on disk now.

    Parameters
    ----------
    scene
        Its name.
    store
        Remembers which files these are for as long as none of them changes; None to find them anew.
    """
    code = _code(scene, store)
    files = sorted((_named(seen.path), seen.digest) for seen in code.files)
    return key_of(files, [(name, _version(name)) for name in code.libraries], _fonts(store))


def files_of(scene: str, store: Store | None = None) -> frozenset[str]:
    """Return the paths of all code that a scene depends on."""
    return frozenset(seen.path for seen in _code(scene, store).files)


def folders() -> tuple[str, ...]:
    """Return the folders in which modules of the project and its user are looked for, this project's first."""
    return _folders(tuple(sys.path))


@lru_cache(maxsize=4)
def _folders(search: tuple[str, ...]) -> tuple[str, ...]:
    paths = [os.path.abspath(path) for path in search]  # noqa: PTH100 (links stay: modules go by this path)
    return tuple(dict.fromkeys([str(ROOT), *(path for path in paths if not installed(path) and Path(path).is_dir())]))


def installed(path: str) -> bool:
    """Return whether a path lies in Python's installation: what is there has a version."""
    return path.startswith(_installation())


@cache
def _installation() -> tuple[str, ...]:
    paths = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    return tuple(sorted(paths | ({sys.prefix} if sys.prefix != sys.base_prefix else set())))


_known: dict[str, Code] = {}


def _code(scene: str, store: Store | None) -> Code:
    """Return what a scene depends on, found again if one of these files has changed since."""
    if scene not in _known or not _is_current(_known[scene]):
        if store is None:
            _known[scene] = _closure(scene)
        else:
            key = key_of("code", scene, folders(), _own_code(), sys.version)
            _known[scene] = store.kept(key, ".code.json", _current, lambda: _CODE.dump_json(_closure(scene)))
    return _known[scene]


_CODE = TypeAdapter(Code)


def _current(data: bytes) -> Code:
    """Return code that was kept; ValueError if a file of it has changed since."""
    code = _CODE.validate_json(data)  # its error is a ValueError
    if not _is_current(code):
        raise ValueError("other files")
    return code


def _is_current(code: Code) -> bool:
    return all(_stamp(seen.path) == seen.stamp for seen in (*code.files, *code.stubs))


@cache
def _own_code() -> str:
    return key_of(Path(__file__))


def _closure(scene: str) -> Code:
    """Find what a scene depends on."""
    found: dict[Path, _File] = {}
    stubs: dict[Path, _File] = {}
    waiting = [path for name in _ENTRANCES for path in _module(f"bits.{name}", folders())]
    waiting += _module(f"scenes.{scene}.scene", folders())
    while waiting:
        path = waiting.pop()
        if path not in found and (file := _file(path)) is not None:
            found[path] = file
            waiting += [each for _, paths in _imports(file) for each in paths]
            waiting += _unknown(file)
            stub = _file(path.with_suffix(".pyi")) if path.name == "__init__.py" else None
            stubs |= {path: stub} if stub else {}
        if not waiting:
            offers = [(path.parent.name, _offered(stub)) for path, stub in stubs.items()]
            waiting = [each for file in found.values() for each in _loaded(file, offers) if each not in found]
    files = tuple(found.values())
    return Code(tuple(file.seen for file in files), tuple(stub.seen for stub in stubs.values()), _libraries(files))


def _imports(file: _File) -> Iterator[tuple[str, tuple[Path, ...]]]:
    """Yield under which names a file imports what from which files, those of the packages around them too."""
    package = _package(file.path)
    is_machine = file.seen.path.startswith(_MACHINE)
    for level, name, taken in file.source.imports:
        base = package[: len(package) - level + 1] if level else ()
        module = ".".join((*base, name) if name else base)
        if is_machine and module.startswith("bits.speech"):
            continue
        yield "", _module(module, folders())
        for part, given in taken:
            yield given, _module(f"{module}.{part}", folders()) or _module(module, folders())


def _unknown(file: _File) -> list[Path]:
    """Return all modules of a package that gives them by a function of its own: which, is known to it alone."""
    by_itself = file.path.name == "__init__.py" and file.source.loads_lazily
    return sorted(file.path.parent.rglob("*.py")) if by_itself and not file.path.with_suffix(".pyi").exists() else []


def _offered(stub: _File) -> dict[str, Path]:
    """Return from which files a package loads the names that its stub lists."""
    return {name: paths[-1] for name, paths in _imports(stub) if name and paths}


def _loaded(file: _File, offers: Iterable[tuple[str, dict[str, Path]]]) -> Iterator[Path]:
    """Yield the files of what a file names of packages that load their modules when they are named."""
    for package, offered in offers:
        if package in file.source.mentions:
            anything = package in file.source.bare or "*" in file.source.mentions
            yield from (
                offered.values() if anything else (offered[name] for name in offered.keys() & file.source.mentions)
            )


def _package(path: Path) -> tuple[str, ...]:
    """Return the names of the packages in which a module lies, the outermost first."""
    root = next(root for root in folders() if path.is_relative_to(root))
    return path.relative_to(root).parent.parts


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


def _stamp(path: str | Path) -> tuple[int, ...]:
    """Return what changes with a file; nothing of one that is not there."""
    try:
        status = Path(path).stat()
    except OSError:
        return ()
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino


_files: dict[Path, _File] = {}


def _file(path: Path) -> _File | None:
    """Return a file as it is now, read again only where it has changed since; None if there is none."""
    stamp = _stamp(path)
    if path not in _files or _files[path].seen.stamp != stamp:
        try:
            text = path.read_bytes()
        except OSError:
            return None
        source = parsed(text) if path.suffix in (".py", ".pyi") else _EMPTY
        _files[path] = _File(Seen(str(path), stamp, key_of(text)), source)
    return _files[path]


_EMPTY = Source((), frozenset(), frozenset(), loads_lazily=False)


def parsed(text: bytes) -> Source:
    """Return what matters of a module's text; nothing of a text that is no Python."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return _EMPTY
    imports: list[Import] = []
    mentions, aliases, terms, bases = set[str](), list[ast.alias](), dict[int, str](), set[int]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            imports += _imported(node)
            aliases += node.names
            mentions.add(getattr(node, "module", None) or "")
        elif isinstance(node, ast.Call):
            imports += _called(node)
        elif isinstance(node, ast.Attribute):
            terms[id(node)] = node.attr
            bases.add(id(node.value))
        elif isinstance(node, ast.Name):
            terms[id(node)] = node.id
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
            mentions.add(node.value)
    mentions = {name.rpartition(".")[2] for name in (*mentions, *(alias.name for alias in aliases))}
    bare = {term for number, term in terms.items() if number not in bases}
    renamed = {alias.name.rpartition(".")[2] for alias in aliases if alias.asname in bare}
    lazily = any(_defines(node, "__getattr__") for node in tree.body)
    return Source(tuple(imports), frozenset(mentions.union(terms.values())), frozenset(bare | renamed), lazily)


def _imported(node: ast.Import | ast.ImportFrom) -> list[Import]:
    if isinstance(node, ast.Import):
        return [(0, alias.name, ()) for alias in node.names]
    return [(node.level, node.module or "", tuple((alias.name, alias.asname or alias.name) for alias in node.names))]


def _called(call: ast.Call) -> list[Import]:
    """Return the import that a call of `import_module` or `__import__` with a fixed name is."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name not in ("import_module", "__import__") or not call.args or not isinstance(call.args[0], ast.Constant):
        return []
    module = str(call.args[0].value)
    return [(len(module) - len(module.lstrip(".")), module.lstrip("."), ())]


def _defines(node: ast.stmt, name: str) -> bool:
    """Return whether a statement of a module defines a name."""
    if isinstance(node, ast.Assign):
        return any(
            isinstance(part, ast.Name) and part.id == name for target in node.targets for part in ast.walk(target)
        )
    return isinstance(node, ast.FunctionDef) and node.name == name


@cache
def _named(path: str) -> str:
    """Return a path as it is on every machine."""
    return next((str(Path(path).relative_to(root)) for root in folders() if Path(path).is_relative_to(root)), path)


def _libraries(files: Iterable[_File]) -> tuple[str, ...]:
    """Return the installed libraries that code imports, and those that draw it."""
    names = {name.partition(".")[0] for file in files for level, name, _ in file.source.imports if not level}
    foreign = (name for name in names if name not in sys.stdlib_module_names and not _module(name, folders()))
    return tuple(sorted({*DRAWN_BY, *foreign}))


@cache
def _version(library: str) -> str:
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
    return _hash_of_fonts(json.dumps([(str(path), _stamp(path)) for path in paths]), store)


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
