"""The command that makes what is seen in the studio: it is shown, copied, and run as it is shown."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path

from bits.authoring.project import OWN, Project
from bits.errors import UserError
from bits.studio.state import State

OUT = Path("out")
SUFFIXES = {"clip": ".mp4", "still": ".png", "slides": ".pptx", "page": "", "film": ".mp4"}
"""What can be taken home, and what its files are called; a page is a folder."""


@dataclass(frozen=True)
class Command:
    """What is typed behind the program's name, and what it makes.

    Attributes
    ----------
    words
        Of the command line.
    path
        Of the file, or the folder.
    """

    words: tuple[str, ...]
    path: Path

    @property
    def typed(self) -> str:
        """Return it as it is typed."""
        return shlex.join(["bits", *self.words])


def command(project: Project, state: State, kind: str, beat: str, seconds: float, voice: str | None = None) -> Command:
    """Return the command that makes something of a state.

    Parameters
    ----------
    kind
        One of `SUFFIXES`.
    beat, seconds
        Where the play head stands.
    voice
        Who speaks, if it is not the usual one.

    Raises
    ------
    UserError
        If there is no such kind, or the state has words that are not in a file yet.
    """
    if kind not in SUFFIXES:
        raise UserError(f"{kind}: can be {', '.join(SUFFIXES)}")
    scene = state.scene
    if any(state.words.values()):
        raise UserError("the edited words are not in a file yet: save them first")
    name = {"clip": f"{scene}/{beat}", "still": f"{scene}/{beat}@{max(seconds, 0):.2f}", "slides": scene, "page": scene}
    target = name.get(kind)
    path = OUT / ("studio-" + (target or "film").replace("/", "-").replace("@", "-at-") + SUFFIXES[kind])
    words = ["lecture" if kind == "film" else kind, *([target] if target else [])]
    for owner, settings in state.settings.items():
        for setting, value in settings.items() if target is None or owner == scene else ():
            words += ["--set", f"{owner}.{setting}={value}"]
    if state.theme != "dark":
        words += ["--theme", state.theme]
    if voice is not None and kind != "still":
        words += ["--voice", voice]
    if project != OWN:
        words += ["--project", str(project.folder)]
    return Command((*words, "-o", str(path), "--force"), path)


def toml(state: State) -> str:
    """Return the changed parameters as a file for ``--params``."""
    lines = []
    for scene, settings in state.settings.items():
        if settings:
            lines += [f"[{scene}]", *(f"{name} = {_quoted(value)}" for name, value in settings.items()), ""]
    return "\n".join(lines)


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
