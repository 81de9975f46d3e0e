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
