"""The programs printed in docs/voices.md do what is said of them."""

from __future__ import annotations

import re
import sys
import threading
import wave
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest

from bits.speech.script import Line
from bits.speech.voices import voice

TEXT = "A fair coin gives one bit."


class Service(BaseHTTPRequestHandler):
    """Answers a text with a sound, for those who have the key."""

    asked: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        self.asked.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
        assert self.headers["Authorization"] == "Bearer secret"
        with BytesIO() as file:
            with wave.open(file, "wb") as sound:
                sound.setparams((1, 2, 16_000, 0, "NONE", ""))
                sound.writeframes((9000 * np.sin(np.arange(32_000) / 10)).astype("<i2").tobytes())
            self.send_response(200)
            self.end_headers()
            self.wfile.write(file.getvalue())

    def log_message(self, *args: object) -> None:
        pass


def test_the_recipe_for_a_service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = Path("docs/voices.md").read_text(encoding="utf-8")
    (recipe,) = re.findall(r"```python\n(\"\"\"cloud_say.*?)```", page, re.DOTALL)
    server = HTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    program = tmp_path / "cloud_say.py"
    program.write_text(recipe.replace("https://speech.example.org", f"http://127.0.0.1:{server.server_port}"))
    monkeypatch.setenv("SPEECH_KEY", "secret")
    speech = voice(f"command:{sys.executable} {program} {{textfile}} {{wav}}").speak(
        "coins", Line("toss", TEXT, TEXT, {}, ())
    )
    server.shutdown()
    server.server_close()
    assert speech.seconds == pytest.approx(2.0, abs=0.1)
    assert len(speech.words) == len(TEXT.split())
    assert [text.strip() for text in Service.asked] == [TEXT]
