"""The recorder's page: what it may ask for, and for how long."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from json import dumps
from pathlib import Path

from bits.errors import UserError
from bits.making.job import Look, Shot
from bits.notes import note
from bits.paths import home, named
from bits.recording.desk import Desk
from bits.serving.server import LocalServer, Reply, page_file

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_HERE = Path(__file__).parent / "page"
_FILES = ("page.css", "page.js", "capture.js", "icon.svg")


class RecordingSite:
    """What one desk's page asks for."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def got(self, path: list[str]) -> Reply:
        """Return a file of the page, a picture or a take."""
        if (found := page_file(_HERE, _FILES, path)) is not None:
            return found
        match path:
            case ["picture", scene, beat]:
                return "image/png", self.desk.picture(f"{scene}/{beat}")
            case ["take", scene, beat, number]:
                return "audio/wav", self.desk.take(f"{scene}/{beat}", int(number))
        raise LookupError("there is nothing")

    def posted(self, path: list[str], body: bytes) -> Reply:
        """Do what the recorder asks for."""
        desk = self.desk
        match path:
            case ["open"]:
                told = desk.opened()
            case ["begin", scene, beat, rate]:
                told = desk.begin(f"{scene}/{beat}", int(rate))
            case ["append", recording, at]:
                told = desk.append(int(recording), int(at), body)
            case ["stop", recording]:
                told = desk.stop(int(recording))
            case ["choose", scene, beat, number]:
                told = desk.choose(f"{scene}/{beat}", int(number))
            case ["microphone"]:
                told = desk.remember(body.decode())
            case _:
                raise LookupError("there is nothing")
        return "application/json", dumps(told).encode()


def serve(shots: Sequence[Shot], look: Look, folder: Path, command: str, *, port: int, opens: bool) -> None:
    """Let a lecturer record, until a signal ends the process.

    Parameters
    ----------
    shots, look, command
        As `bits.recording.desk.Desk` takes them.
    folder
        Of the takes; made if it is not there.
    port
        Of the page; 0 for any that is free.
    opens
        Whether the page is opened in a browser.

    Raises
    ------
    UserError
        If the folder or the port cannot be had.
    """
    folder = home(folder)
    with _sole_user(folder):
        desk = Desk(shots, look, folder, command)
        with LocalServer(RecordingSite(desk), port) as server:
            if desk.recovered:
                note(f"{named(folder)}: kept what was being recorded when the last one ended")
            try:
                server.run(opens=opens)
            finally:
                desk.close()


@contextmanager
def _sole_user(folder: Path) -> Iterator[None]:
    """Keep a folder for this process, which makes it if it is not there.

    Raises
    ------
    UserError
        If it cannot be made, or another process records into it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"--to {named(folder)}: {error.strerror}") from None
    if fcntl is None:
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UserError(f"--to {named(folder)}: another 'record' is open there; end it first") from None
        yield
    finally:
        os.close(descriptor)
