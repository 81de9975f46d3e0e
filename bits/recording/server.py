"""The page's server: on this machine only, for whoever knows the address, and for no other page."""

from __future__ import annotations

import os
import sys
import webbrowser
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from json import dumps
from pathlib import Path
from secrets import compare_digest, token_urlsafe
from threading import Thread
from typing import Any

import fontpkg
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bits import faults
from bits.deliver.page.folder import FONTS
from bits.deliver.policy import policy
from bits.errors import UserError
from bits.making.job import Look, Shot
from bits.notes import note
from bits.paths import home, named
from bits.recording.desk import Desk
from bits.stage.theme import DARK

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

HOST = "127.0.0.1"
_HERE = Path(__file__).parent / "page"
_KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_FILES = ("page.css", "page.js", "capture.js", "icon.svg")
_LARGEST = 4_000_000
"""Bytes that a page may send at once: more than two seconds of the fastest microphone."""
_HEADERS = {
    "Content-Security-Policy": f"{policy(films='blob:', fetches=True)}; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",  # not "no-referrer": then browsers would not say which page asks
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


class RecordingServer(ThreadingHTTPServer):
    """Serves one desk.

    Parameters
    ----------
    desk
        Whose page it is.
    port
        Of this machine; 0 for any that is free.

    Raises
    ------
    UserError
        If the port cannot be had.
    """

    daemon_threads = True

    def __init__(self, desk: Desk, port: int) -> None:
        self.desk = desk
        self.token = token_urlsafe(24)
        try:
            super().__init__((HOST, port), _Handler)
        except OSError as error:
            raise UserError(f"--port {port}: {error.strerror}; leave it out for any that is free") from None
        self.host = f"{HOST}:{self.server_port}"

    @property
    def address(self) -> str:
        """Return where the page is: nobody else can guess it."""
        return f"http://{self.host}/{self.token}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Tell of a fault of ours; that a browser went away is none."""
        error = sys.exception()
        if error is not None and not isinstance(error, ConnectionError | TimeoutError):
            faults.told(error)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60
    server: RecordingServer

    def do_GET(self) -> None:
        self._answer(self._got)

    def do_POST(self) -> None:
        self._answer(self._posted)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the base class's own name)
        """Say nothing: the terminal is the lecturer's."""

    def _answer(self, found: Callable[[list[str]], tuple[str, bytes]]) -> None:
        """Send what was asked for, or say in one line why not."""
        if not self._is_allowed():
            self._send(HTTPStatus.FORBIDDEN, "text/plain", b"not for you")
            return
        try:
            status, (kind, content) = HTTPStatus.OK, found(self.path.split("/")[2:])
        except (LookupError, ValueError) as error:
            status, kind, content = _status(error), "text/plain", str(error).encode()
        except OSError as error:
            status, kind, content = HTTPStatus.INSUFFICIENT_STORAGE, "text/plain", str(error.strerror).encode()
        self._send(status, kind, content)

    def _is_allowed(self) -> bool:
        """Whether it is our page that asks: it knows the token, and was reached under our name."""
        token, origin = self.path.split("/")[1:2], self.headers.get_all("Origin", [])
        own = f"http://{self.server.host}"
        return (
            compare_digest("".join(token).encode(), self.server.token.encode())
            and self.headers.get_all("Host") == [self.server.host]
            and (origin == [own] or (self.command == "GET" and not origin))
        )

    def _got(self, path: list[str]) -> tuple[str, bytes]:
        desk = self.server.desk
        match path:
            case [""]:
                return "text/html", _filled("index.html")
            case [name] if name in _FILES:
                return _KINDS[Path(name).suffix], _filled(name)
            case ["fonts", name] if name in FONTS:
                return "font/ttf", (fontpkg.path("Fira Sans").parent / name).read_bytes()
            case ["picture", scene, beat]:
                return "image/png", desk.picture(f"{scene}/{beat}")
            case ["take", scene, beat, number]:
                return "audio/wav", desk.take(f"{scene}/{beat}", int(number))
        raise LookupError("there is nothing")

    def _posted(self, path: list[str]) -> tuple[str, bytes]:
        desk, body = self.server.desk, self._body()
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

    def _body(self) -> bytes:
        length = int(self.headers.get("Content-Length", ""))
        if not 0 <= length <= _LARGEST:
            raise ValueError(f"{length} bytes at once")
        body = self.rfile.read(length)
        if len(body) < length:
            raise ConnectionAbortedError
        return body

    def _send(self, status: HTTPStatus, kind: str, content: bytes) -> None:
        self.close_connection |= status != HTTPStatus.OK  # perhaps what was sent with it was not read
        self.send_response(status)
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
        self.send_header("Content-Length", str(len(content)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)


def _status(error: LookupError | ValueError) -> HTTPStatus:
    """Return what a status says of an error."""
    if isinstance(error, LookupError):
        return HTTPStatus.NOT_FOUND
    return HTTPStatus.CONFLICT if isinstance(error, UserError) else HTTPStatus.BAD_REQUEST


@cache
def _filled(name: str) -> bytes:
    """Return a file of the page, with the film's colours filled in."""
    templates = Environment(loader=FileSystemLoader(_HERE), undefined=StrictUndefined, autoescape=True)
    return templates.get_template(name).render(palette=DARK).encode()


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
        with RecordingServer(desk, port) as server:
            if desk.recovered:
                note(f"{named(folder)}: kept what was being recorded when the last one ended")
            print(f"{server.address}  (Ctrl-C ends it)", flush=True)
            if opens:
                Thread(target=webbrowser.open, args=(server.address,), daemon=True).start()
            try:
                server.serve_forever()
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
