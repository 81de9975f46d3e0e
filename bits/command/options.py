"""What can be typed: each option once, and in groups those that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_type_hints

import typer

from bits.cores import CORES
from bits.deliver import clips, decks
from bits.deliver.formats import listed
from bits.errors import UserError, quoted
from bits.notes import note
from bits.speech.manner import FASTEST_PACE, SLOWEST_PACE
from bits.speech.programs import PATIENCE

if TYPE_CHECKING:
    from bits.authoring.project import Project
    from bits.making.crew import Crew

OUT = Path("out")
"""The folder of what is made, where none is named."""


def _at_most_cores(jobs: int) -> int:
    """Take no more processes than can draw at once: each needs 250 MB."""
    if jobs > CORES:
        note(f"--jobs {jobs}: {CORES} will do, since this machine has no more cores for them")
    return min(jobs, CORES)


def _choice(name: str, formats: Iterable[str], help_: str) -> Any:
    """Return an option that takes the name of a format."""

    def completed(incomplete: str) -> list[str]:
        return [known for known in formats if known.startswith(incomplete)]

    return typer.Option(name, metavar=f"<{'|'.join(formats)}>", autocompletion=completed, help=help_)


def _transparent_help() -> str:
    without = listed((name for name, kind in clips.FORMATS.items() if not kind.transparency), "or")
    caveats = "".join(f" {kind.caveat}." for kind in clips.FORMATS.values() if kind.caveat)
    return f"Leave the ground out; not for {without}.{caveats}"


_FOLDERS = listed((name for name, kind in clips.FORMATS.items() if not kind.suffix), "and")
_DECKS = "; ".join(f"{name}: {kind.purpose}" for name, kind in decks.FORMATS.items())

Name = Annotated[str, typer.Argument(metavar="SCENE[/BEAT]", help="A concept, or one beat of it.")]
FilmFile = Annotated[
    Path | None, typer.Option("--film", metavar="FILE.toml", help="A film of your own; see lecture.toml.")
]
Quality = Annotated[
    Literal["l", "m", "h", "p", "k"] | None,
    typer.Option("-q", "--quality", help="480p15, 720p30, 1080p60 (the default), 1440p60 or 4k60."),
]
ClipFormat = Annotated[
    str | None,
    _choice("--format", clips.FORMATS, f"As the output's suffix, or {clips.DEFAULT}; {_FOLDERS} makes a folder."),
]
Transparent = Annotated[bool, typer.Option("--transparent", help=_transparent_help())]
DeckFormat = Annotated[str, _choice("--to", decks.FORMATS, f"{_DECKS}.")]
Autoplay = Annotated[
    bool,
    typer.Option("--autoplay", help=f"Clips play by themselves ({decks.playing()}); else at a click or a key."),
]
Stops = Annotated[
    Literal["beats", "cues"],
    typer.Option("--stops", help="A slide for each beat, or for each [[stop]] in the narration, then in 720p."),
]
Voice = Annotated[
    str | None, typer.Option("--voice", help="natural, espeak, silent, recorded:DIR or command:'PROGRAM {text} {wav}'.")
]
Captions = Annotated[bool, typer.Option("--captions", help="Write the words into the picture.")]
Sound = Annotated[bool, typer.Option("--sound/--no-sound", help="With the voice, as by default, or silent.")]
Loop = Annotated[bool, typer.Option("--loop", help="Run back to the first picture in the end.")]
LongFrames = Annotated[
    bool, typer.Option("--long-frames", help="A picture that stands is one long frame: variable frame rate.")
]
Port = Annotated[int, typer.Option("--port", min=0, max=65535, help="Of the page; by default any free one.")]
NoOpen = Annotated[bool, typer.Option("--no-open", help="Only print the page's address.")]
Force = Annotated[
    bool, typer.Option("--force", help="Replace what stands in the output's place, even if it was not made here.")
]
Jobs = Annotated[
    int,
    typer.Option("--jobs", "-j", min=1, callback=_at_most_cores, help="How many processes draw; not above the cores."),
]


def output(metavar: str, help_: str) -> Any:
    """Return the option that names what is made."""
    return typer.Option("-o", "--output", metavar=metavar, help=help_)


@dataclass(frozen=True)
class House:
    """Whose scenes and words are meant."""

    folder: Annotated[
        Path | None,
        typer.Option(
            "--project",
            metavar="DIR",
            help="A folder of your own with scenes/ and narration/; by default the one you are in, if it is one.",
        ),
    ] = None

    @property
    def project(self) -> Project:
        """Return the project.

        Raises
        ------
        UserError
            If the folder is none.
        """
        from bits.authoring.project import project_in  # slow to import: nobody waits for it who asks for help

        return project_in(self.folder)


@dataclass(frozen=True)
class Parts:
    """Which beats are taken."""

    scenes: Annotated[
        list[str] | None, typer.Argument(metavar="[SCENE[/BEAT]]...", help="Concepts or beats; all if none is named.")
    ] = None
    film: FilmFile = None
    trust: Annotated[
        bool, typer.Option("--trust", help="Let the film's file run the program that it names as its voice.")
    ] = False


@dataclass(frozen=True)
class Shape:
    """How a picture looks."""

    size: Annotated[
        str | None,
        typer.Option("--size", metavar="WxH", help="Size in pixels, such as 1080x1920, 720p or 4k; up to 4:1."),
    ] = None
    theme: Annotated[Literal["dark", "light"] | None, typer.Option("--theme", help="The colours; dark by default.")] = (
        None
    )


@dataclass(frozen=True)
class Numbers:
    """With which numbers the words are filled in."""

    assignments: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="[SCENE.]NAME=VALUE", help="Change a parameter; may be repeated."),
    ] = None
    params: Annotated[
        Path | None, typer.Option("--params", metavar="FILE.toml", help="Parameters, in a [SCENE] table each.")
    ] = None


@dataclass(frozen=True)
class Words(Numbers):
    """With which numbers the words are filled in, and who says them."""

    voice: Voice = None
    retold: Annotated[
        Path | None,
        typer.Option("--words", metavar="DIR", help="Narrations (SCENE.md) to tell in place of the usual."),
    ] = None
    patience: Annotated[
        float,
        typer.Option(
            "--voice-timeout", metavar="SECONDS", min=0.1, max=86400, help="How long a line may take a program."
        ),
    ] = PATIENCE
    pace: Annotated[
        float | None,
        typer.Option("--pace", min=SLOWEST_PACE, max=FASTEST_PACE, help="How fast it speaks; 1 as usual."),
    ] = None
    fresh: Annotated[bool, typer.Option("--fresh", help="Speak again, even what was spoken before.")] = False


@dataclass(frozen=True)
class Workers:
    """Who draws."""

    jobs: Jobs = CORES
    on: Annotated[
        str | None,
        typer.Option(
            "--on",
            metavar="WHERE",
            help="Where beats are drawn: 'dask', tcp://HOST:8786 or tls://HOST:8786; by default in processes here.",
        ),
    ] = None

    @contextmanager
    def crew(self) -> Iterator[Crew]:
        """Yield the crew, which is let go afterwards.

        Raises
        ------
        UserError
            If there is no such place.
        """
        from bits.making.crew import Processes

        if self.on is None:
            yield Processes(self.jobs)
            return
        if self.on != "dask" and not self.on.startswith(("tcp://", "tls://")):
            raise UserError(f"--on {quoted(self.on)[1:-1]}: write dask, tcp://HOST:8786 or tls://HOST:8786")
        from bits.making.cluster import Cluster

        cluster = Cluster(self.on, self.jobs)
        try:
            yield cluster
        finally:
            cluster.close()


def grouped(command: Callable[..., None]) -> Callable[..., None]:
    """Let the fields of a command's groups be typed as its own options: typer sees a signature that has them."""
    hints = get_type_hints(command, include_extras=True)
    groups: dict[str, Any] = {name: hint for name, hint in hints.items() if is_dataclass(hint)}
    parameters: list[Parameter] = []
    for name, parameter in signature(command).parameters.items():
        if name in groups:
            own = get_type_hints(groups[name], include_extras=True)
            parameters += [
                Parameter(field.name, Parameter.KEYWORD_ONLY, default=field.default, annotation=own[field.name])
                for field in fields(groups[name])
            ]
        else:
            parameters.append(parameter.replace(kind=Parameter.KEYWORD_ONLY, annotation=hints[name]))

    @wraps(command)
    def typed(**given: Any) -> None:
        for name, group in groups.items():
            given[name] = group(**{field.name: given.pop(field.name) for field in fields(group)})
        command(**given)

    typed.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    typed.__signature__ = Signature(parameters)  # type: ignore[attr-defined]  # where inspect looks first
    return typed
