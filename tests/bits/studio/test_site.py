"""The studio's server: who gets in, and what cannot be asked of it."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator

import pytest

from bits.serving.server import LocalServer
from bits.studio.site import StudioSite
from tests.bits.studio.desks import desk_in


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    with desk_in(tmp_path_factory.mktemp("studio")) as desk, LocalServer(StudioSite(desk), 0) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def ask(server: LocalServer, method: str, path: str, headers: dict[str, str] | None = None, body: str = "{}") -> int:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=20)
    own = {"Origin": f"http://{server.host}"} if method == "POST" else {}
    connection.request(method, path, body if method == "POST" else None, own if headers is None else headers)
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_only_our_own_page_gets_in(server: LocalServer, method: str) -> None:
    path = f"/{server.token}/{'undo' if method == 'POST' else 'open'}"
    own = {"Origin": f"http://{server.host}"}
    assert ask(server, method, path, own) == 200
    for wrong in ("/", f"/{server.token[:-1]}/open", "/x/open", "/open"):
        assert ask(server, method, wrong, own) == 403, wrong
    for origin in ("http://evil.example", "null", f"http://localhost:{server.server_port}"):
        assert ask(server, method, path, {"Origin": origin}) == 403, origin
    for host in ("evil.example", f"localhost:{server.server_port}"):
        assert ask(server, method, path, {**own, "Host": host}) == 403, host
    if method == "POST":
        assert ask(server, method, path, {}) == 403


@pytest.mark.parametrize(
    "path",
    [
        "nothing",
        "../page.js",
        "fonts/../page.js",
        "words/../../secret",
        "picture/1/average/0/640x360/more",
        "picture/1/../0/640x360",
        "picture/1/average/0/20000x20000",
        "picture/99/average/0/640x360",
        "picture/x/average/0/640x360",
        "made/1/clip.mp4",
        "made/../../secret",
        "sound/1/average",
        "news",
    ],
)
def test_nothing_else_can_be_had(server: LocalServer, path: str) -> None:
    assert ask(server, "GET", f"/{server.token}/{path}") in {400, 404}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("make/program/average/0", "{}"),
        ("make/clip/average/x", "{}"),
        ("change", "[]"),
        ("change", "{"),
        ("save/../../x", "{}"),
        ("cancel/7", "{}"),
        ("show/7", "{}"),
        ("open", "{}"),
    ],
)
def test_nothing_else_can_be_done(server: LocalServer, path: str, body: str) -> None:
    assert ask(server, "POST", f"/{server.token}/{path}", body=body) in {400, 404, 409}


def test_pages_hear_of_what_others_change(server: LocalServer) -> None:
    site = server.site
    assert isinstance(site, StudioSite)
    held = site.desk.held()["revision"]
    heard: list[int] = []
    waiting = threading.Thread(target=lambda: heard.append(json.loads(site.got(["news", str(held)])[1])["revision"]))
    waiting.start()
    changed = site.desk.change({"settings": {"loaded": "0.8"}, "keep": True})["revision"]
    waiting.join(10)
    assert heard == [changed]
