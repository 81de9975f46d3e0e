"""The command that makes what is seen in the studio: it is shown, copied, and run as it is shown."""

from __future__ import annotations

import os
import shlex
from dataclasses import dataclass
from pathlib import Path

from bits.authoring.project import OWN, Project
from bits.errors import UserError
from bits.making.lecture import Lecture
from bits.studio.state import State

OUT = Path("out")
FILM = OUT / "studio-film.toml"
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


def command(
    project: Project, state: State, kind: str, beat: str, seconds: float, voice: str | None, words: Path | None
) -> Command:
    """Return the command that makes something of a state.

    Parameters
    ----------
    kind
        One of `SUFFIXES`; a film is made from the file that `film` describes, which lies at `FILM`.
    beat, seconds
        Where the play head stands.
    voice
        Who speaks, if it is not the usual one.
    words
        The folder of the narrations that are told in place of the usual ones; None if none are.

    Raises
    ------
    UserError
        If there is no such kind.
    """
    if kind not in SUFFIXES:
        raise UserError(f"{kind}: can be {', '.join(SUFFIXES)}")
    scene = state.scene
    name = {"clip": f"{scene}/{beat}", "still": f"{scene}/{beat}@{max(seconds, 0):.2f}", "slides": scene, "page": scene}
    target = name.get(kind)
    path = OUT / ("studio-" + (target or "film").replace("/", "-").replace("@", "-at-") + SUFFIXES[kind])
    if target is None:
        typed = ["lecture", "--film", str(FILM)]
    else:
        typed = [kind, target]
        for setting, value in state.own.items():
            typed += ["--set", f"{scene}.{setting}={value}"]
        if words is not None:
            typed += ["--words", str(words)]
        if state.theme != "dark":
            typed += ["--theme", state.theme]
    if voice is not None and kind != "still":
        typed += ["--voice", voice]
    if project != OWN:
        typed += ["--project", str(project.folder)]
    return Command((*typed, "-o", str(path), "--force"), path)


def toml(state: State) -> str:
    """Return the changed parameters as a file for ``--params``."""
    lines = []
    for scene, settings in state.settings.items():
        if settings:
            lines += [f"[{scene}]", *(f"{name} = {_quoted(value)}" for name, value in settings.items()), ""]
    return "\n".join(lines)


def film(lecture: Lecture, state: State, words: Path | None) -> str:
    """Return a film's file: a lecture as it is in a state.

    Parameters
    ----------
    lecture
        Whose parts are kept, and all that the studio does not change.
    words
        As for `command`.
    """
    kept = lecture.model_dump(exclude={"parts", "narration"}, exclude_none=True) | {"theme": state.theme}
    kept["size"] = "x".join(map(str, lecture.size))
    lines = [f"{name} = {_written(value)}" for name, value in kept.items()]
    if words is not None:
        lines.append(f"narration = {_quoted(f'./{os.path.relpath(words, FILM.parent)}')}")
    for part in lecture.parts:
        lines += ["", "[[part]]", f"scene = {_quoted(part.scene)}"]
        if part.beats:
            lines.append(f"beats = [{', '.join(map(_quoted, part.beats))}]")
        if own := state.settings.get(part.scene):
            lines.append(f"set = {{ {', '.join(f'{name} = {_quoted(value)}' for name, value in own.items())} }}")
    return "\n".join(lines) + "\n"


def _written(value: str | float) -> str:
    return _quoted(value) if isinstance(value, str) else str(value)


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
