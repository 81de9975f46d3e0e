"""What is shown while a film is made: on a terminal how far it is, elsewhere nothing."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
import threading
from pathlib import Path

ROOT = Path(__file__).parents[3]


def on_a_terminal(store: Path, *arguments: str) -> tuple[int, str]:
    """Run a command whose stderr is a terminal; return its exit status and what was shown there, without colours."""
    ours, its = pty.openpty()
    environment = {**os.environ, "BITS_CACHE": str(store), "TERM": "xterm", "COLUMNS": "100"}
    command = [sys.executable, "render.py", *arguments]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=its)
    os.close(its)
    shown = bytearray()

    def read() -> None:
        while True:
            try:
                shown.extend(os.read(ours, 4096))
            except OSError:  # nobody writes there any more
                return

    reader = threading.Thread(target=read)
    reader.start()
    status = process.wait(timeout=120)
    reader.join(timeout=10)
    os.close(ours)
    return status, re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown.decode())


def test_a_terminal_shows_beats_speed_and_time_and_what_was_there_counts(tmp_path: Path) -> None:
    look = ("-q", "l", "--voice", "silent", "-j", "1")
    status, shown = on_a_terminal(tmp_path, "clip", "entropy/coin", *look, "-o", str(tmp_path / "coin.mp4"))
    assert status == 0, shown
    assert "0/1 beats" in shown
    assert re.search(r"\d frames/s +\d:\d\d:\d\d", shown)
    status, shown = on_a_terminal(
        tmp_path, "slides", "entropy/coin", "entropy/hump", *look, "-o", str(tmp_path / "a.pptx")
    )
    assert status == 0, shown
    assert "1/2 beats" in shown
    assert "2/2 beats" in shown
    assert "0/2 beats" not in shown.split("1/2 beats", 1)[1]


def test_a_terminal_shows_how_much_is_spoken_and_planned(tmp_path: Path) -> None:
    films = tmp_path / "films.toml"
    look = 'scenes = ["entropy/coin", "entropy/hump"]\nvoices = ["espeak"]\nsizes = ["320x180"]\nfps = 10\n'
    films.write_text(
        f'[[film]]\nname = "a"\n{look}[[film]]\nname = "b"\n{look}set = {{ entropy = {{ loaded = 0.7 }} }}\n'
    )
    status, shown = on_a_terminal(tmp_path, "batch", str(films), "-o", str(tmp_path / "out"))
    assert status == 0, shown
    assert "planning" in shown
    assert "speaking" in shown
