"""A page's server: on this machine only, for whoever knows the address, and for no other page."""

from __future__ import annotations

import sys
import webbrowser
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from secrets import compare_digest, token_urlsafe
from threading import Thread
from typing import Any, Protocol

import fontpkg
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bits import faults
from bits.deliver.page.folder import FONTS
from bits.deliver.policy import policy
from bits.errors import UserError
from bits.stage.theme import DARK

HOST = "127.0.0.1"
_KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_LARGEST = 4_000_000
"""Bytes that a page may send at once: more than two seconds of the fastest microphone."""
_HEADERS = {
    "Content-Security-Policy": f"{policy(images='blob:', films='blob:', fetches=True)}; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",  # not "no-referrer": then browsers would not say which page asks
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}

Reply = tuple[str, bytes]
"""What kind of content it is, and the content."""


class Site(Protocol):
    """What a server serves. A LookupError means that there is no such thing, a UserError says what else is wrong."""

    def got(self, path: list[str]) -> Reply:
        """Return what stands at a path."""

    def posted(self, path: list[str], body: bytes) -> Reply:
        """Do what is asked for at a path, and return the answer."""


class LocalServer(ThreadingHTTPServer):
    """Serves one site.

    Parameters
    ----------
    site
        What is asked for.
    port
        Of this machine; 0 for any that is free.

    Raises
    ------
    UserError
        If the port cannot be had.
    """

    daemon_threads = True

    def __init__(self, site: Site, port: int) -> None:
        self.site = site
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

    def run(self, *, opens: bool) -> None:
        """Print the address, open it in a browser if that is wanted, and serve until a signal ends the process."""
        print(f"{self.address}  (Ctrl-C ends it)", flush=True)
        if opens:
            Thread(target=webbrowser.open, args=(self.address,), daemon=True).start()
        self.serve_forever()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60
    server: LocalServer

    def do_GET(self) -> None:
        self._answer(self.server.site.got)

    def do_POST(self) -> None:
        self._answer(lambda path: self.server.site.posted(path, self._body()))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the base class's own name)
        """Say nothing: the terminal is the lecturer's."""

    def _answer(self, found: Callable[[list[str]], Reply]) -> None:
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


def page_file(folder: Path, files: Sequence[str], path: list[str], **values: Any) -> Reply | None:
    """Return a file of a page, with the film's colours filled in, or one of its fonts; None if it is neither.

    Parameters
    ----------
    folder, files
        Where the page lies, and what may be had beside its ``index.html``.
    path
        What is asked for.
    values
        What else is filled in.
    """
    match path:
        case [""]:
            return "text/html", _filled(folder, "index.html", **values)
        case [name] if name in files:
            return _KINDS[Path(name).suffix], _filled(folder, name, **values)
        case ["fonts", name] if name in FONTS:
            return "font/ttf", (fontpkg.path("Fira Sans").parent / name).read_bytes()
    return None


@cache
def _templates(folder: Path) -> Environment:
    return Environment(loader=FileSystemLoader(folder), undefined=StrictUndefined, autoescape=True)


def _filled(folder: Path, name: str, **values: Any) -> bytes:
    palette: Mapping[str, str] = DARK
    return _templates(folder).get_template(name).render(palette=palette, **values).encode()
