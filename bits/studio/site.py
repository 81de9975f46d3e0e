"""The studio's page: what it may ask for, and for how long."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from inspect import signature
from json import dumps, loads
from pathlib import Path
from typing import Any

from bits.authoring.project import Project
from bits.making.store import Store
from bits.serving.server import LocalServer, Reply, page_file
from bits.studio.desk import Desk
from bits.studio.easel import Easel
from bits.studio.renders import Renders

_HERE = Path(__file__).parent / "page"
_FILES = ("page.css", "page.js", "controls.js", "mass.js", "player.js", "sweep.js", "icon.svg")
_PAUSE = 0.5
"""Seconds between two looks at the files."""


class StudioSite:
    """What pages ask one desk for."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def got(self, path: list[str]) -> Reply:
        """Return a file of the page, a picture, a sound, or what has been made."""
        if (found := page_file(_HERE, _FILES, path)) is not None:
            return found
        desk = self.desk
        match path:
            case ["picture", revision, beat, milliseconds, size]:
                width, _, height = size.partition("x")
                place = int(revision), beat, int(milliseconds) / 1000, (int(width), int(height))
                return "image/jpeg", desk.picture(*place)
            case ["sound", revision, beat]:
                return "audio/wav", desk.sound(int(revision), beat)
            case ["made", number, _]:
                return "application/octet-stream", desk.renders.file(int(number)).read_bytes()
            case _:
                return "application/json", dumps(self._told(path)).encode()

    def posted(self, path: list[str], body: bytes) -> Reply:
        """Do what a page asks for."""
        return "application/json", dumps(self._done(path, loads(body or b"{}"))).encode()

    def _told(self, path: list[str]) -> Any:
        desk = self.desk
        asked: dict[str, Callable[..., Any]] = {
            "open": desk.opened,
            "news": lambda revision: desk.news(int(revision)),
            "handles": lambda revision, beat, at: desk.handles(int(revision), beat, int(at) / 1000),
            "words": desk.words,
            "commands": lambda beat, at: desk.commands(beat, int(at) / 1000),
            "renders": desk.renders.listed,
        }
        return _called(asked, path)

    def _done(self, path: list[str], wanted: Any) -> Any:
        desk = self.desk
        if not isinstance(wanted, dict):
            raise ValueError("no object")
        asked: dict[str, Callable[..., Any]] = {
            "change": lambda: desk.change(wanted),
            "speak": desk.speak,
            "undo": desk.undo,
            "redo": desk.redo,
            "save": lambda beat: desk.save_words(beat, str(wanted.get("stamp", "")), bool(wanted.get("force"))),
            "film": desk.write_film,
            "spread": lambda name: desk.spread(name, str(wanted.get("values", ""))),
            "make": lambda kind, beat, at: desk.make(kind, beat, int(at) / 1000),
            "cancel": lambda number: desk.renders.cancel(int(number)),
            "show": lambda number: desk.renders.show(int(number)),
        }
        return _called(asked, path)


def _called(asked: Mapping[str, Callable[..., Any]], path: list[str]) -> Any:
    """Call what a path names with the rest of it."""
    name, *rest = path
    if name not in asked or len(rest) != len(signature(asked[name]).parameters):
        raise LookupError("there is nothing")
    return asked[name](*rest)


def studio(
    project: Project,
    scene: str | None,
    film: Path | None,
    voice: str | None,
    store: Store,
    *,
    port: int,
    opens: bool,
) -> None:
    """Serve the page until a signal ends the process.

    Parameters
    ----------
    project, scene
        Whose scenes, and which of them is shown first; None for where one left off.
    film
        Whose parameters, words and looks it begins with; None for the usual ones.
    voice, store
        Who speaks (None for the usual voice), and where speech is kept.
    port
        Of the page; 0 for any that is free.
    opens
        Whether the page is opened in a browser.

    Raises
    ------
    UserError
        If the scene is unknown, the film malformed, or the port cannot be had.
    """
    from bits.cores import CORES

    easel = Easel(min(CORES, 2))
    easel.warm()
    try:
        desk = Desk(project, scene, voice, store, store.folder / "studio", easel, Renders(Path.cwd()), film)
    except BaseException:
        easel.close()
        raise
    with LocalServer(StudioSite(desk), port) as server:
        watchman = threading.Thread(target=_watch, args=(desk, project), daemon=True)
        watchman.start()
        try:
            server.run(opens=opens)
        finally:
            desk.close()


def _watch(desk: Desk, project: Project) -> None:
    """Let the desk read all again when a file of the project has changed."""
    before, pause = _stamps(project), threading.Event()
    while not pause.wait(_PAUSE):
        now = _stamps(project)
        if now != before:
            before = now
            desk.reload()


def _stamps(project: Project) -> dict[Path, int]:
    """Return when each file of code and words was changed."""
    stamps = {}
    for folder, pattern in ((project.folder / "scenes", "*.py"), (project.narration, "*")):
        for path in folder.rglob(pattern):
            try:
                stamps[path] = path.stat().st_mtime_ns
            except OSError:  # it is just being replaced
                continue
    return stamps
