"""The command line of Bits in Motion. `render.py --help` tells the commands; without one, the lecture is made."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

import typer
from typer.core import TyperGroup

import scenes
from scenes.errors import UserError

if TYPE_CHECKING:
    from production.film import Report
    from production.plan import Shot
    from production.store import Store

app = typer.Typer(
    add_completion=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Narrated, animated lectures on information theory. Without a command, the lecture is made.",
)

Scenes = Annotated[
    list[str] | None, typer.Argument(metavar="[SCENE[/BEAT]]...", help="Concepts or beats; all if none is named.")
]
Quality = Annotated[
    Literal["l", "m", "h", "p", "k"],
    typer.Option("-q", "--quality", help="480p15, 720p30, 1080p60, 1440p60 or 4k60."),
]
VoiceName = Annotated[
    str | None,
    typer.Option("--voice", help="espeak, silent, recorded:DIR or command:'PROGRAM {text} {wav}'."),
]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="[SCENE.]NAME=VALUE", help="Change a parameter; may be repeated."),
]
ParamsFile = Annotated[
    Path | None, typer.Option("--params", metavar="FILE.toml", help="Parameters, in a [SCENE] table each.")
]
Jobs = Annotated[int, typer.Option("--jobs", "-j", min=1, help="How many processes draw.")]
_CORES = os.cpu_count() or 1
_OUT = Path("out")
_INTERRUPTED = 130
"""What Typer returns after Ctrl-C."""


@app.command()
def lecture(
    scenes: Scenes = None,
    quality: Quality = "h",
    voice: VoiceName = None,
    assignments: Set = None,
    params: ParamsFile = None,
    out: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="Folder of the film.")] = _OUT,
    jobs: Jobs = _CORES,
) -> None:
    """Make the lecture: one film with sound, captions and chapters."""
    _film(scenes or [], quality, voice, assignments, params, out / "lecture.mp4", jobs)


@app.command()
def clip(
    name: Annotated[str, typer.Argument(metavar="SCENE[/BEAT]", help="A concept, or one beat of it.")],
    quality: Quality = "h",
    voice: VoiceName = None,
    assignments: Set = None,
    params: ParamsFile = None,
    out: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="The film.")] = None,
    jobs: Jobs = _CORES,
) -> None:
    """Make a film of one concept or one beat."""
    path = out if out is not None else _OUT / f"{name.replace('/', '-')}.mp4"
    if path.suffix != ".mp4":
        raise UserError(f"{path}: a clip is an MP4 file; let its name end in .mp4")
    _film([name], quality, voice, assignments, params, path, jobs)


@app.command("list")
def list_(
    voice: VoiceName = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """List scenes, beats and parameters."""
    from scenes.concept import CONCEPTS, concept

    shots = _shots([], voice, None, None)[0]
    table: list[dict[str, Any]] = []
    for name in CONCEPTS:
        own = [shot for shot in shots if shot.scene == name]
        table.append(
            {
                "scene": name,
                "title": own[0].title,
                "beats": [{"name": shot.beat, "seconds": round(shot.seconds, 2)} for shot in own],
                "parameters": concept(name).Params.described(),
            }
        )
    if as_json:
        print(json.dumps(table, indent=2, ensure_ascii=False))
        return
    for entry in table:
        print(f"{entry['scene']}  {entry['title']}")
        for beat in entry["beats"]:
            print(f"    {beat['name']:<14} {beat['seconds']:5.1f} s")
        for parameter in entry["parameters"]:
            print(f"    --set {parameter['name']}={parameter['default']}  {parameter['type']}: {parameter['help']}")
        print()


@app.command()
def sheet(
    scenes: Scenes = None,
    voice: VoiceName = None,
    assignments: Set = None,
    params: ParamsFile = None,
    out: Annotated[Path, typer.Option("-o", "--output", metavar="FILE.png", help="The picture.")] = _OUT / "sheet.png",
    jobs: Jobs = _CORES,
) -> None:
    """Draw a contact sheet: for each beat its middle and its end."""
    from production.sheet import draw

    shots, _ = _shots(scenes or [], voice, assignments, params)
    with _progress(shots, 1) as report:
        draw(shots, out, jobs, report)
    print(out)


@app.command()
def script(
    scenes: Scenes = None,
    voice: VoiceName = None,
    assignments: Set = None,
    params: ParamsFile = None,
) -> None:
    """Print the narration with its numbers filled in and its timings, to read aloud."""
    from production.reading import aloud

    shots, _ = _shots(scenes or [], voice, assignments, params)
    print(aloud(shots), end="")


@app.command()
def check(
    scenes: Scenes = None,
    voice: VoiceName = None,
    assignments: Set = None,
    params: ParamsFile = None,
    jobs: Jobs = _CORES,
) -> None:
    """Look for overlaps, clipped or illegible text, frozen pictures and missed cues; exit status 1 if there are any."""
    from production.crew import work
    from production.film import lint

    shots, _ = _shots(scenes or [], voice, assignments, params)
    with _progress(shots, 15) as report:
        findings = work(lint, shots, [shot.seconds for shot in shots], jobs, report)
    lines = [finding for some in findings for finding in some]
    print("\n".join(lines) if lines else f"{_beats(len(shots))}: nothing found")
    if lines:
        raise typer.Exit(1)


def _film(
    wanted: list[str],
    quality: str,
    voice: str | None,
    assignments: list[str] | None,
    params: Path | None,
    path: Path,
    jobs: int,
) -> None:
    from production.encoder import Format
    from production.film import make
    from production.plan import QUALITIES

    start = time.monotonic()
    shots, store = _shots(wanted, voice, assignments, params)
    form = Format(*QUALITIES[quality])
    _writable(path.parent)
    with _progress(shots, form.fps) as report:
        film = make(shots, form, store, path, jobs, report)
    length = f"{film.seconds // 60:.0f} min {film.seconds % 60:.1f} s"
    picture = f"{form.width}x{form.height} at {form.fps} frames a second"
    took = f"{_beats(film.drawn)} drawn, made in {time.monotonic() - start:.1f} s"
    print(f"{film.path}: {_beats(len(shots))}, {length}, {picture}; {took}")


def _shots(
    wanted: list[str], voice: str | None, assignments: list[str] | None, params: Path | None
) -> tuple[tuple[Shot, ...], Store]:
    from narration.voices import default_voice
    from production.plan import settings_of, shots
    from production.store import Store, default_folder

    only = {name.partition("/")[0] for name in wanted}
    settings = settings_of(assignments or [], params, only.pop() if len(only) == 1 else None)
    store = Store(default_folder())
    return shots(wanted, settings, voice or default_voice(), store), store


def _writable(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"{folder}: {error.strerror}") from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise UserError(f"{folder}: may not be written to")


@contextmanager
def _progress(shots: tuple[Shot, ...], fps: int) -> Iterator[Report]:
    """Show how far the film is, on a terminal; elsewhere be quiet."""
    if not sys.stderr.isatty():
        yield lambda done, ticks: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    total = sum(round(shot.seconds * fps) for shot in shots)
    columns = (
        BarColumn(),
        TextColumn("{task.fields[beats]}/{task.fields[all]} beats  {task.speed:.0f} frames/s"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total, beats=0, all=len(shots))
        yield lambda done, ticks: bar.update(task, completed=ticks, beats=done)


def main() -> None:
    """Run the command line: errors of the user are one line on stderr, and exit status 2."""
    command = typer.main.get_command(app)
    assert isinstance(command, TyperGroup)
    arguments = sys.argv[1:]
    completing = "_RENDER_PY_COMPLETE" in os.environ
    known = {*command.commands, "-h", "--help", "--install-completion", "--show-completion"}
    if not completing and not known & set(arguments[:1]):
        arguments = ["lecture", *arguments]
    try:
        status = command.main(arguments, prog_name="render.py", standalone_mode=False)
    except typer.TyperException as error:
        _fail(error.format_message())
    except UserError as error:
        _fail(str(error))
    if status == _INTERRUPTED:
        print("interrupted: finished beats are kept; run again to go on", file=sys.stderr)
    sys.exit(status if isinstance(status, int) else 0)


def _fail(message: str) -> NoReturn:
    print(f"error: {' '.join(message.split())}", file=sys.stderr)
    sys.exit(2)


def _beats(count: int) -> str:
    return "1 beat" if count == 1 else f"{count} beats"


if __name__ == "__main__":
    scenes.DRAWING = False  # this process only plans; the crew's processes draw
    main()
