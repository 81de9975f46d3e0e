"""The command line of Bits in Motion. `render.py --help` tells the commands; without one, the lecture is made."""

from __future__ import annotations

from bits.start import Stopped, asked, begin, guarded

if __name__ == "__main__":
    begin()

import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from typer.core import TyperGroup

import scenes
from bits.errors import UserError, quoted
from bits.notes import note
from bits.speech.programs import PATIENCE

if TYPE_CHECKING:
    from bits.deliver.clip import Kind
    from bits.making.film import About, Film, Report
    from bits.making.plan import Shot
    from bits.making.store import Store
    from bits.making.take import Look

app = typer.Typer(
    add_completion=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Narrated, animated lectures on information theory. Without a command, the lecture is made.",
)

Scenes = Annotated[
    list[str] | None, typer.Argument(metavar="[SCENE[/BEAT]]...", help="Concepts or beats; all if none is named.")
]
FilmFile = Annotated[
    Path | None, typer.Option("--film", metavar="FILE.toml", help="A film of your own; see lecture.toml.")
]
Quality = Annotated[
    Literal["l", "m", "h", "p", "k"] | None,
    typer.Option("-q", "--quality", help="480p15, 720p30, 1080p60 (the default), 1440p60 or 4k60."),
]
Size = Annotated[
    str | None, typer.Option("--size", metavar="WxH", help="Size in pixels, such as 1080x1920, 720p or 4k; up to 4:1.")
]
Theme = Annotated[Literal["dark", "light"] | None, typer.Option("--theme", help="The colours; dark by default.")]
VoiceName = Annotated[
    str | None,
    typer.Option("--voice", help="espeak, silent, recorded:DIR or command:'PROGRAM {text} {wav}'."),
]
Fresh = Annotated[bool, typer.Option("--fresh", help="Speak again, even what was spoken before.")]
Patience = Annotated[
    float,
    typer.Option("--voice-timeout", metavar="SECONDS", min=0.1, max=86400, help="How long a line may take a program."),
]
Trust = Annotated[bool, typer.Option("--trust", help="Let the film's file run the program that it names as its voice.")]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="[SCENE.]NAME=VALUE", help="Change a parameter; may be repeated."),
]
ParamsFile = Annotated[
    Path | None, typer.Option("--params", metavar="FILE.toml", help="Parameters, in a [SCENE] table each.")
]
Captions = Annotated[bool, typer.Option("--captions", help="Write the words into the picture.")]
Force = Annotated[
    bool, typer.Option("--force", help="Replace what stands in the output's place, even if it was not made here.")
]
_CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _at_most_cores(jobs: int) -> int:
    """Take no more processes than can draw at once: each needs 250 MB."""
    if jobs > _CORES:
        note(f"--jobs {jobs}: {_CORES} will do, since this machine has no more cores for them")
    return min(jobs, _CORES)


Jobs = Annotated[
    int,
    typer.Option("--jobs", "-j", min=1, callback=_at_most_cores, help="How many processes draw; not above the cores."),
]
_OUT = Path("out")
_TRANSPARENT = "Leave the ground out; not for mp4. Safari shows no transparency in webm: take webp."


@app.command()
def lecture(
    scenes: Scenes = None,
    film: FilmFile = None,
    trust: Trust = False,
    quality: Quality = None,
    size: Size = None,
    theme: Theme = None,
    voice: VoiceName = None,
    patience: Patience = PATIENCE,
    fresh: Fresh = False,
    assignments: Set = None,
    params: ParamsFile = None,
    captions: Captions = False,
    long_frames: Annotated[
        bool, typer.Option("--long-frames", help="A picture that stands is one long frame: variable frame rate.")
    ] = False,
    out: Annotated[
        Path, typer.Option("-o", "--output", metavar="DIR|FILE.mp4", help="The film, or a folder for lecture.mp4.")
    ] = _OUT,
    force: Force = False,
    jobs: Jobs = _CORES,
) -> None:
    """Make the lecture: one film with sound, captions and chapters."""
    from bits.deliver.clip import Kind, check_place
    from bits.making.output import film_place

    path = film_place(out)
    check_place("mp4", path, force)
    job = _job(
        scenes,
        assignments,
        params,
        film=film,
        trust=trust,
        voice=voice,
        patience=patience,
        fresh=fresh,
        quality=quality,
        size=size,
        theme=theme,
    )
    look = replace(job.look, captions=captions)
    _film(job, look, path, jobs, Kind(long_frames=long_frames))


@app.command()
def clip(
    name: Annotated[str, typer.Argument(metavar="SCENE[/BEAT]", help="A concept, or one beat of it.")],
    quality: Quality = None,
    size: Size = None,
    theme: Theme = None,
    voice: VoiceName = None,
    patience: Patience = PATIENCE,
    fresh: Fresh = False,
    assignments: Set = None,
    params: ParamsFile = None,
    format_: Annotated[
        Literal["mp4", "webm", "mov", "gif", "webp", "png"] | None,
        typer.Option("--format", help="As the output's suffix, or mp4; png makes a folder of frames."),
    ] = None,
    transparent: Annotated[bool, typer.Option("--transparent", help=_TRANSPARENT)] = False,
    captions: Captions = False,
    sound: Annotated[bool, typer.Option("--sound/--no-sound", help="With the voice, as by default, or silent.")] = True,
    loop: Annotated[bool, typer.Option("--loop", help="Run back to the first picture in the end.")] = False,
    out: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="The clip.")] = None,
    force: Force = False,
    jobs: Jobs = _CORES,
) -> None:
    """Make a clip of one concept or one beat."""
    from bits.deliver.clip import Kind, check, check_place, name_of, suited
    from bits.making.lecture import split_name
    from bits.making.output import place

    split_name(name)
    path = place(out) if out is not None else None
    kind = Kind(name_of(format_, path), sound, loop)
    if path is None:
        path = _OUT / (name.replace("/", "-") + ("" if kind.name == "png" else f".{kind.name}"))
    check_place(kind.name, path, force)
    job = _job(
        [name],
        assignments,
        params,
        voice=voice,
        patience=patience,
        fresh=fresh,
        quality=quality,
        size=size,
        theme=theme,
    )
    look = suited(job.look, kind.name, sized=bool(quality or size), timed=bool(quality))
    look = replace(look, transparent=transparent, captions=captions)
    check(kind, look)
    if transparent and kind.name == "webm":
        note("Safari shows a WebM on black; --format webp is transparent everywhere")
    _film(job, look, path, jobs, kind)


@app.command()
def slides(
    scenes: Scenes = None,
    film: FilmFile = None,
    trust: Trust = False,
    to: Annotated[
        Literal["pptx", "html", "pdf", "manim-slides"],
        typer.Option("--to", help="PowerPoint, a folder for browsers, a handout, or files for manim-slides."),
    ] = "pptx",
    autoplay: Annotated[
        bool, typer.Option("--autoplay", help="Clips play by themselves (pptx and html); else at a click or a key.")
    ] = False,
    quality: Quality = None,
    size: Size = None,
    theme: Theme = None,
    voice: VoiceName = None,
    patience: Patience = PATIENCE,
    fresh: Fresh = False,
    assignments: Set = None,
    params: ParamsFile = None,
    out: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="The file or folder.")] = None,
    force: Force = False,
    jobs: Jobs = _CORES,
) -> None:
    """Make slides, one for each beat: its clip with sound, its title, and its words as notes."""
    from bits.deliver.slides import format_of, make
    from bits.making.output import make_parent, place

    start = time.monotonic()
    kind = format_of(to, autoplay)
    path = place(out) if out is not None else _OUT / kind.place
    kind.check(path, force)
    job = _job(
        scenes,
        assignments,
        params,
        film=film,
        trust=trust,
        voice=voice,
        patience=patience,
        fresh=fresh,
        quality=quality,
        size=size,
        theme=theme,
    )
    make_parent(path)
    with _progress(job.shots, job.look.fps * 2) as report:
        drawn = make(job.shots, job.look, job.about, job.store, kind, path, jobs, report)
    count = "1 slide" if len(job.shots) == 1 else f"{len(job.shots)} slides"
    print(f"{path}: {count}; {_beats(drawn)} drawn, made in {time.monotonic() - start:.1f} s")


@app.command()
def page(
    scenes: Scenes = None,
    film: FilmFile = None,
    trust: Trust = False,
    quality: Quality = None,
    size: Size = None,
    theme: Theme = None,
    voice: VoiceName = None,
    patience: Patience = PATIENCE,
    fresh: Fresh = False,
    assignments: Set = None,
    params: ParamsFile = None,
    out: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="Folder of the page.")] = _OUT / "page",
    force: Force = False,
    jobs: Jobs = _CORES,
) -> None:
    """Make the player page: a folder for a web server, or to open from disk."""
    from bits.deliver.folder import check_folder
    from bits.deliver.page import write
    from bits.making.output import folder_place

    folder = folder_place(out)
    check_folder(folder, force)
    job = _job(
        scenes,
        assignments,
        params,
        film=film,
        trust=trust,
        voice=voice,
        patience=patience,
        fresh=fresh,
        quality=quality,
        size=size,
        theme=theme,
    )
    _made(job, job.look, folder, partial(write, folder=folder, jobs=jobs), passes=2)


@app.command()
def still(
    instant: Annotated[str, typer.Argument(metavar="SCENE/BEAT@SECONDS", help="An instant of a beat.")],
    quality: Quality = None,
    size: Size = None,
    theme: Theme = None,
    transparent: Annotated[bool, typer.Option("--transparent", help="Leave the ground out.")] = False,
    voice: VoiceName = None,
    patience: Patience = PATIENCE,
    fresh: Fresh = False,
    assignments: Set = None,
    params: ParamsFile = None,
    out: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE.png", help="The picture.")] = None,
    force: Force = False,
) -> None:
    """Draw one instant as a picture."""
    from bits.deliver.still import instant_of, write_still
    from bits.making.lecture import split_name
    from bits.making.output import check_files, make_parent, picture_place

    name, seconds = instant_of(instant)
    split_name(name)
    path = picture_place(out if out is not None else _OUT / f"{instant.replace('/', '-')}.png")
    check_files([path], force)
    job = _job(
        [name],
        assignments,
        params,
        voice=voice,
        patience=patience,
        fresh=fresh,
        quality=quality,
        size=size,
        theme=theme,
    )
    make_parent(path)
    write_still(job.shots[0], seconds, replace(job.look, transparent=transparent), path)
    print(path)


@app.command("list")
def list_(
    voice: VoiceName = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """List scenes, beats and parameters."""
    from bits.authoring.concept import all_concepts, concept

    names = all_concepts()
    shots = _job(list(names), None, None, voice=voice).shots
    table: list[dict[str, Any]] = []
    for name in names:
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
    film: FilmFile = None,
    trust: Trust = False,
    size: Size = None,
    theme: Theme = None,
    voice: VoiceName = None,
    patience: Patience = PATIENCE,
    fresh: Fresh = False,
    assignments: Set = None,
    params: ParamsFile = None,
    out: Annotated[Path, typer.Option("-o", "--output", metavar="FILE.png", help="The picture.")] = _OUT / "sheet.png",
    force: Force = False,
    jobs: Jobs = _CORES,
) -> None:
    """Draw a contact sheet: for each beat its middle and its end."""
    from bits.deliver.sheet import draw
    from bits.making.output import check_files, make_parent, picture_place

    path = picture_place(out)
    check_files([path], force)
    job = _job(
        scenes,
        assignments,
        params,
        film=film,
        trust=trust,
        voice=voice,
        patience=patience,
        fresh=fresh,
        size=size,
        theme=theme,
    )
    make_parent(path)
    with _progress(job.shots, 1) as report:
        draw(job.shots, job.look, path, jobs, report)
    print(path)


@app.command()
def script(
    scenes: Scenes = None,
    film: FilmFile = None,
    trust: Trust = False,
    voice: VoiceName = None,
    patience: Patience = PATIENCE,
    fresh: Fresh = False,
    assignments: Set = None,
    params: ParamsFile = None,
) -> None:
    """Print the narration with its numbers filled in and its timings, to read aloud."""
    from bits.deliver.aloud import aloud

    print(
        aloud(
            _job(scenes, assignments, params, film=film, trust=trust, voice=voice, patience=patience, fresh=fresh).shots
        ),
        end="",
    )


@app.command()
def check(
    scenes: Scenes = None,
    film: FilmFile = None,
    trust: Trust = False,
    size: Size = None,
    theme: Theme = None,
    voice: VoiceName = None,
    patience: Patience = PATIENCE,
    fresh: Fresh = False,
    assignments: Set = None,
    params: ParamsFile = None,
    jobs: Jobs = _CORES,
) -> None:
    """Look for overlaps, clipped or illegible text, frozen pictures and missed cues; exit status 1 if there are any."""
    from bits.making.crew import work
    from bits.making.film import lint

    job = _job(
        scenes,
        assignments,
        params,
        film=film,
        trust=trust,
        voice=voice,
        patience=patience,
        fresh=fresh,
        size=size,
        theme=theme,
    )
    shots = job.shots
    with _progress(shots, 15) as report:
        findings = work(partial(lint, look=job.look), shots, [shot.seconds for shot in shots], jobs, report)
    lines = [finding for some in findings for finding in some]
    print("\n".join(lines) if lines else f"{_beats(len(shots))}: nothing found")
    if lines:
        raise typer.Exit(1)


@app.command()
def new(name: Annotated[str, typer.Argument(metavar="NAME", help="In snake_case, such as my_concept.")]) -> None:
    """Write a concept of your own: a scene that already works, its narration and its test."""
    from bits.deliver.new import write

    for path in write(name):
        print(path)
    print(f"now try 'render.py check {name}' and 'render.py clip {name}'; docs/new-concept.md tells the rest")


@dataclass(frozen=True)
class Job:
    """What was asked for, checked and read."""

    shots: tuple[Shot, ...]
    look: Look
    about: About
    store: Store


def _job(
    names: list[str] | None,
    assignments: list[str] | None,
    params: Path | None,
    *,
    film: Path | None = None,
    trust: bool = False,
    voice: str | None = None,
    patience: float = PATIENCE,
    fresh: bool = False,
    quality: str | None = None,
    size: str | None = None,
    theme: str | None = None,
) -> Job:
    """Read what the options mean: they win over the film's file."""
    from bits.making.film import About
    from bits.making.lecture import DEFAULT, read, size_of
    from bits.making.plan import QUALITIES, parts_of, settings_of, shots
    from bits.making.store import Store, default_folder
    from bits.making.take import Look
    from bits.speech.voices import default_voice

    if names and film is not None:
        raise UserError(f"--film {film}: it names its scenes itself; leave out {' '.join(names)}")
    lecture = read(film if film is not None else DEFAULT)
    parts = parts_of(names) if names else lecture.parts
    only = {part.scene for part in parts}
    settings = settings_of(assignments or [], params, only.pop() if len(only) == 1 else None)
    width, height, fps = QUALITIES[quality] if quality else (*lecture.size, lecture.fps)
    if size is not None:
        width, height = size_of(size)
    store = Store(default_folder())
    if voice is None and (lecture.voice or "").startswith("command:") and not trust:
        raise UserError(
            f"{film}: its voice is a program that it names, {quoted(lecture.voice)}: --trust lets it run, "
            "if you know what it does; --voice takes another voice"
        )
    speaker = voice or lecture.voice or default_voice()
    made = shots(parts, settings, speaker, store, patience=patience, fresh=fresh)
    about = About(made[0].title if names else lecture.title, lecture.author, lecture.language_code)
    return Job(made, Look(width, height, fps, theme or lecture.theme), about, store)


def _film(job: Job, look: Look, path: Path, jobs: int, kind: Kind) -> None:
    from bits.deliver.clip import make_clip, passes

    _made(job, look, path, partial(make_clip, path=path, jobs=jobs, kind=kind), passes(kind))


def _made(job: Job, look: Look, path: Path, make: Callable[..., Film], passes: int = 1) -> None:
    """Make something of a film, and say what was made; each frame is handled in so many passes."""
    from bits.making.output import make_parent

    start = time.monotonic()
    make_parent(path)
    with _progress(job.shots, look.fps * passes) as report:
        film = make(job.shots, look, job.about, job.store, report=report)
    length = f"{film.seconds // 60:.0f} min {film.seconds % 60:.1f} s"
    picture = f"{look.width}x{look.height} at {look.fps} frames a second"
    took = f"{_beats(film.drawn)} drawn, made in {time.monotonic() - start:.1f} s"
    print(f"{film.path}: {_beats(len(job.shots))}, {length}, {picture}; {took}")


def _progress(shots: tuple[Shot, ...], fps: int) -> AbstractContextManager[Report]:
    from bits.making.progress import progress

    return progress(len(shots), sum(round(shot.seconds * fps) for shot in shots))


def main() -> None:
    """Run the command line, and end with its status."""
    from bits import faults

    status = run(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError as error:  # a full disk, or nobody reads any more: nothing more can be said there
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
            status = status or faults.told(error)
    sys.exit(status)


def run(arguments: Sequence[str]) -> int:
    """Run a command and return its exit status: 2 where the user can mend something, 70 for a fault of ours."""
    from bits import faults

    try:
        with guarded():
            status = _run(list(arguments))
    except (Exception, Stopped, KeyboardInterrupt) as error:
        return faults.told(asked() or error)
    return status if (stopped := asked()) is None else faults.told(stopped)


def _run(arguments: list[str]) -> int:
    for argument in arguments:
        try:
            argument.encode()
        except UnicodeEncodeError:
            raise UserError(f"{quoted(argument)}: is not UTF-8") from None
    command = typer.main.get_command(app)
    assert isinstance(command, TyperGroup)
    completing = "_RENDER_PY_COMPLETE" in os.environ
    known = {*command.commands, "-h", "--help", "--install-completion", "--show-completion"}
    if not completing and not known & set(arguments[:1]):
        arguments = ["lecture", *arguments]
    try:
        status = command.main(arguments, prog_name="render.py", standalone_mode=False)
    except typer.TyperException as error:
        raise UserError(error.format_message()) from None
    return status if isinstance(status, int) else 0


def _beats(count: int) -> str:
    return "1 beat" if count == 1 else f"{count} beats"


if __name__ == "__main__":
    scenes.DRAWING = False  # this process only plans; the crew's processes draw
    main()
