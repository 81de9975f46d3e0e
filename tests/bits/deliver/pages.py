"""A small player page, made by the command that the README prints, and served as it would be."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser import until

ROOT = Path(__file__).parents[3]
TITLE = "Bits & <b>pieces"
FILM = f"""
title = "{TITLE}: a test"
author = "A. Lecturer"
voice = "silent"
size = "320x180"
fps = 8

[[part]]
scene = "entropy"
beats = ["coin", "hump"]

[[part]]
scene = "kl_divergence"
beats = ["gap"]

[[part]]
scene = "kl_divergence"
beats = ["gap"]
set = {{ P = [0.5, 0.5], Q = [0.25, 0.75] }}
"""
ASKS = f"""
title = "{TITLE}: a test"
voice = "silent"
size = "320x180"
fps = 8

[[part]]
scene = "surprise"
beats = ["adding"]

[[part]]
scene = "entropy"
beats = ["coin"]
"""
AXE = {"resultTypes": ["violations"], "preload": False, "rules": {"target-size": {"enabled": True}}}
"""Without preload, since axe would ask for the style sheet itself, which browsers forbid for files."""
schemes = pytest.mark.parametrize("scheme", ["dark", "light"])
BEATS = ("entropy/coin", "entropy/hump", "kl_divergence/gap", "kl_divergence/gap-2")


def render_page(film: Path, out: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "render.py", "page", "--film", str(film), "-o", str(out), "--jobs", "2"],
        cwd=ROOT,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the base class's own name)
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder as `python -m http.server` does, which cannot send parts of files; yield its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def jumps(page: Page) -> None:
    """Wait until the film can be jumped in: from a server that sends only whole files, when it is there."""
    until(page, "film.readyState > 0 && film.seekable.length && film.seekable.end(0) > 0 && !film.seeking")


def time(page: Page) -> float:
    return float(page.evaluate("film.currentTime"))


def put(page: Page, seconds: float) -> None:
    page.evaluate(f"film.currentTime = {seconds}")
    until(page, f"!film.seeking && Math.abs(film.currentTime - {seconds}) < 1")


def no_barrier(page: Page) -> None:
    found = Axe().run(page, options=AXE).response["violations"]
    serious = [rule for rule in found if rule["impact"] in {"serious", "critical"}]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in serious] == []
