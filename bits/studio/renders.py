"""What is taken home: commands that run one after another beside the page, and can be called off."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bits import ROOT
from bits.errors import UserError
from bits.making.progress import LINES
from bits.studio.commands import Command

MOST = 50
"""So many are remembered."""
_RUN = "import os; os.nice(10); from bits.command.front import main; main()"
"""A render takes what the player leaves."""
_PROGRESS = re.compile(r"(\d+)/(\d+) frames")


@dataclass
class Render:
    """Something that is made."""

    number: int
    kind: str
    command: Command
    status: str = "waiting"
    share: float = 0.0
    said: str = ""
    process: subprocess.Popen[str] | None = field(default=None, repr=False)

    def told(self) -> dict[str, Any]:
        """Return what a page shows of it."""
        return {
            "number": self.number,
            "kind": self.kind,
            "name": self.command.path.name,
            "command": self.command.typed,
            "status": self.status,
            "share": round(self.share, 3),
            "said": self.said,
        }


class Renders:
    """The list of what is made, and who makes it.

    Parameters
    ----------
    folder
        Where the commands run: what they make is put beneath it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._all: dict[int, Render] = {}
        self._waiting: deque[Render] = deque()
        self._guard = threading.Condition()
        self._closed = False
        threading.Thread(target=self._work, daemon=True).start()

    def add(self, kind: str, command: Command) -> dict[str, Any]:
        """Put a command on the list, and return what a page shows of it."""
        with self._guard:
            render = Render(max(self._all, default=0) + 1, kind, command)
            self._all[render.number] = render
            while len(self._all) > MOST:
                del self._all[next(iter(self._all))]
            self._waiting.append(render)
            self._guard.notify_all()
            return render.told()

    def listed(self) -> list[dict[str, Any]]:
        """Return what a page shows of all, the last first."""
        with self._guard:
            return [render.told() for render in reversed(self._all.values())]

    def cancel(self, number: int) -> list[dict[str, Any]]:
        """Call something off: finished beats are kept."""
        with self._guard:
            render = self._all[number]
            if render in self._waiting:
                self._waiting.remove(render)
            if render.status in ("waiting", "running"):
                render.status = "cancelled"
                if render.process is not None:
                    with suppress(OSError):
                        render.process.terminate()
        return self.listed()

    def file(self, number: int) -> Path:
        """Return what was made.

        Raises
        ------
        LookupError
            If it is not done, or gone, or a folder.
        """
        render = self._all[number]
        path = self.folder / render.command.path
        if render.status != "done" or not path.is_file():
            raise LookupError("there is no such file")
        return path

    def show(self, number: int) -> None:
        """Open the folder in which something lies in the system's window.

        Raises
        ------
        UserError
            If this system has no such window.
        """
        path = (self.folder / self._all[number].command.path).parent
        program = {"darwin": "open", "win32": "explorer"}.get(sys.platform, "xdg-open")
        try:
            subprocess.Popen([program, str(path)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        except OSError:
            raise UserError(f"it lies in {path}") from None

    def close(self) -> None:
        """Call all off."""
        with self._guard:
            self._closed = True
            self._guard.notify_all()
        for number in list(self._all):
            self.cancel(number)

    def _work(self) -> None:
        while True:
            with self._guard:
                self._guard.wait_for(lambda: self._waiting or self._closed)
                if self._closed:
                    return
                render = self._waiting.popleft()
                render.status = "running"
                render.process = self._started(render.command)
            self._follow(render, render.process)

    def _started(self, command: Command) -> subprocess.Popen[str]:
        paths = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        return subprocess.Popen(
            [sys.executable, "-c", _RUN, *command.words],
            cwd=self.folder,
            env={**os.environ, LINES: "1", "PYTHONPATH": paths},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def _follow(self, render: Render, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            if told := _PROGRESS.fullmatch(line.strip()):
                render.share = int(told[1]) / max(1, int(told[2]))
            elif line.strip():
                render.said = line.strip()[-400:]
        status = process.wait()
        with self._guard:
            render.process = None
            if render.status == "running":
                render.status = "done" if status == 0 else "failed"
                render.share = 1.0 if status == 0 else render.share
