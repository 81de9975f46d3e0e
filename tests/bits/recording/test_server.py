"""The page's server: who gets in, and what cannot be asked of it."""

from __future__ import annotations

import http.client
import json
import re
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from bits.authoring.project import OWN
from bits.errors import UserError
from bits.making.job import Look
from bits.making.plan import parts_of, shots
from bits.making.store import Store
from bits.recording.desk import Desk
from bits.recording.server import RecordingSite
from bits.serving.server import LocalServer
from tests.processes import CAN_SEE, left_after, start

SOUND = np.full(4000, 0.25, "<f4").tobytes()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LocalServer]:
    made = shots(OWN, parts_of(["entropy/coin", "entropy/hump", "entropy/coin"], OWN), {}, "silent", Store(tmp_path))
    (tmp_path / "secret.wav").write_bytes(b"secret")
    desk = Desk(made, Look(320, 180, 10), tmp_path / "to", "render.py lecture")
    with LocalServer(RecordingSite(desk), 0) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


class Client:
    def __init__(self, server: LocalServer) -> None:
        self.server = server
        self.own = {"Origin": f"http://{server.host}"}

    def ask(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, bytes, http.client.HTTPMessage]:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.server_port, timeout=20)
        given = (self.own if method == "POST" else {}) if headers is None else headers
        connection.request(method, path, body if method == "POST" else None, given)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer.status, content, answer.headers

    def got(self, path: str) -> tuple[int, bytes]:
        return self.ask("GET", f"/{self.server.token}/{path}")[:2]

    def posted(self, path: str, body: bytes = b"") -> tuple[int, bytes]:
        return self.ask("POST", f"/{self.server.token}/{path}", body)[:2]


@pytest.fixture
def client(server: LocalServer) -> Client:
    return Client(server)


def test_only_who_knows_the_address_gets_in(client: Client) -> None:
    token = client.server.token
    for path in ("/", "/page.js", "/open", "//", f"/{token[:-1]}/", f"/{token}x/", f"/x/{token}/", "*"):
        for method in ("GET", "POST"):
            assert client.ask(method, path)[0] == 403, path
    status, page, headers = client.ask("GET", f"/{token}/")
    assert (status, b"<title>Record</title>" in page) == (200, True)
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert (headers["Cache-Control"], headers["Referrer-Policy"]) == ("no-store", "same-origin")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_other_pages_and_other_names_are_refused(client: Client, method: str) -> None:
    port, host = client.server.server_port, client.server.host
    path = f"/{client.server.token}/{'open' if method == 'POST' else ''}"
    for origin in (f"http://localhost:{port}", "http://evil.example", "null", f"https://{host}", "http://127.0.0.1"):
        assert client.ask(method, path, headers={"Origin": origin})[0] == 403, origin
    for name in (f"localhost:{port}", "evil.example", f"evil.example:{port}", "127.0.0.1", f"127.0.0.1:{port + 1}"):
        assert client.ask(method, path, headers={**client.own, "Host": name})[0] == 403, name
    assert client.ask("POST", f"/{client.server.token}/open", headers={})[0] == 403
    assert client.ask(method, path, headers=client.own)[0] == 200


def test_no_path_leads_out_of_the_folder(client: Client, tmp_path: Path) -> None:
    for path in (
        "take/../secret/1",
        "take/entropy/..%2f..%2fsecret/1",
        "take/entropy/coin/../../secret",
        "picture/../entropy",
        "fonts/../page.js",
        "fonts/OFL.txt",
        "../secret.wav",
        "server.py",
        "take/entropy/spread/1",
        "take/entropy/coin/1",
    ):
        assert client.got(path)[0] in {400, 404}, path
    for path in ("begin/../x/48000", "begin/entropy/spread/48000", "choose/entropy/../1", "choose/entropy/coin/1", "x"):
        assert client.posted(path)[0] in {400, 404, 409}, path
    assert sorted(path.name for path in tmp_path.rglob("*.wav")) == ["secret.wav"]


def test_a_take_comes_as_it_was_sent_and_another_page_ends_it(client: Client, tmp_path: Path) -> None:
    told = json.loads(client.posted("open")[1])
    assert [beat["name"] for beat in told["beats"]] == ["entropy/coin", "entropy/hump"]
    recording = json.loads(client.posted("begin/entropy/coin/48000")[1])["recording"]
    assert json.loads(client.posted(f"append/{recording}/0", SOUND)[1]) == {"samples": 4000}
    assert json.loads(client.posted(f"append/{recording}/0", SOUND)[1]) == {"samples": 4000}
    for bad in (b"abc", np.array([np.nan], "<f4").tobytes()):
        assert client.posted(f"append/{recording}/4000", bad)[0] == 400
    assert client.posted(f"append/{recording}/5000", SOUND)[0] == 400
    assert client.posted(f"append/{recording + 1}/4000", SOUND)[0] == 409
    assert json.loads(client.posted("open")[1])["beats"][0]["takes"] == [
        {"number": 1, "seconds": 4000 / 48000, "changed": False}
    ]
    status, why = client.posted(f"append/{recording}/4000", SOUND)
    assert (status, b"ended by another page" in why) == (409, True)
    assert client.got("take/entropy/coin/1") == (200, (tmp_path / "to/entropy/coin.wav").read_bytes())


def test_words_that_changed_since_are_told(client: Client, tmp_path: Path) -> None:
    recording = json.loads(client.posted("begin/entropy/hump/48000")[1])["recording"]
    client.posted(f"append/{recording}/0", SOUND)
    assert not json.loads(client.posted(f"stop/{recording}")[1])["takes"][0]["changed"]
    (tmp_path / "to/entropy/takes/hump-001.json").write_text('{"words": "As it was."}')
    assert json.loads(client.posted("open")[1])["beats"][1]["takes"][0]["changed"]


def test_a_picture_comes_while_it_is_recorded(client: Client) -> None:
    pictures: list[tuple[int, bytes]] = []
    thread = threading.Thread(target=lambda: pictures.append(client.got("picture/entropy/hump")))
    thread.start()
    recording = json.loads(client.posted("begin/entropy/coin/48000")[1])["recording"]
    assert client.posted(f"append/{recording}/0", SOUND)[0] == 200
    thread.join()
    assert [(status, content[:4]) for status, content in pictures] == [(200, b"\x89PNG")]


def test_more_than_a_page_sends_is_not_read(client: Client) -> None:
    headers = {**client.own, "Content-Length": "9999999999"}
    assert client.ask("POST", f"/{client.server.token}/open", headers=headers)[0] == 400


def test_a_port_that_is_taken_is_told_in_one_line(server: LocalServer) -> None:
    with pytest.raises(UserError, match=f"--port {server.server_port}: Address already in use"):
        LocalServer(server.site, server.server_port)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_command_that_is_ended_while_recording_loses_nothing(number: signal.Signals, tmp_path: Path) -> None:
    store, to = tmp_path / "store", tmp_path / "to"
    command = ["record", "entropy/coin", "--to", str(to), "--no-open"]
    process = start(command, store)
    assert process.stdout is not None
    address = process.stdout.readline().split()[0]
    host, token = re.findall(r"//([^/]+)/([^/]+)/", address)[0]
    second = start(command, store)
    assert second.communicate(timeout=60)[1] == f"error: --to {to}: another 'record' is open there; end it first\n"
    assert second.returncode == 2
    connection = http.client.HTTPConnection(host, timeout=20)
    for path, body in (("begin/entropy/coin/48000", b""), ("append/1/0", SOUND)):
        connection.request("POST", f"/{token}/{path}", body, {"Origin": f"http://{host}"})
        assert connection.getresponse().read().startswith(b"{")
    began = time.monotonic()
    process.send_signal(number)
    _, said = process.communicate(timeout=10)
    assert time.monotonic() - began < 3
    if number == signal.SIGKILL:
        process = start(command, store)
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert "kept what was being recorded" in process.communicate(timeout=10)[1]
    else:
        assert process.returncode == 128 + number
        assert said.count("\n") == 1
    if CAN_SEE:
        assert left_after(store, 3) == []
    assert (to / "entropy/coin.wav").stat().st_size == 44 + 3 * 4000
    assert sorted(path.name for path in to.rglob("*.*")) == ["coin-001.json", "coin-001.wav", "coin.wav"]
