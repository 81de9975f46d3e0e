"""A module's source, read once: what it imports, and what it mentions."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from bits.making.store import key_of

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
class File:
    """A file as it was when it was read, and what matters of its text."""

    seen: Seen
    source: Source

    @property
    def path(self) -> Path:
        """Return where it lies."""
        return Path(self.seen.path)


def stamp_of(path: str | Path) -> tuple[int, ...]:
    """Return what changes with a file; nothing of one that is not there."""
    try:
        status = Path(path).stat()
    except OSError:
        return ()
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino


_files: dict[Path, File] = {}


def read(path: Path) -> File | None:
    """Return a file as it is now, read again only where it has changed since; None if there is none."""
    stamp = stamp_of(path)
    if path not in _files or _files[path].seen.stamp != stamp:
        try:
            text = path.read_bytes()
        except OSError:
            return None
        source = parsed(text) if path.suffix in (".py", ".pyi") else _EMPTY
        _files[path] = File(Seen(str(path), stamp, key_of(text)), source)
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
