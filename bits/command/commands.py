"""The commands, each of which says what it makes, and where it goes."""

from __future__ import annotations

import json
import shlex
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from bits.command import options
from bits.command.options import OUT, House, Numbers, Parts, Shape, Words, Workers, grouped, output
from bits.command.request import counted, made, requested, watched
from bits.deliver import decks
from bits.errors import UserError

PNG = ".png", "a PNG file"

app = typer.Typer(
    add_completion=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Narrated, animated lectures on information theory. Without a command, the lecture is made.",
)


@app.command()
@grouped
def lecture(
    *,
    house: House,
    parts: Parts,
    quality: options.Quality = None,
    shape: Shape,
    words: Words,
    captions: options.Captions = False,
    long_frames: options.LongFrames = False,
    out: Annotated[Path, output("DIR|FILE.mp4", "The film, or a folder for lecture.mp4.")] = OUT,
    force: options.Force = False,
    workers: Workers,
) -> None:
    """Make the lecture: one film with sound, captions and chapters."""
    from bits.deliver.clips.mp4 import Mp4
    from bits.making.output import film_place

    path, kind = film_place(out), Mp4(long_frames=long_frames)
    kind.check_place(path, force)
    request = requested(house.project, parts, words, shape, quality)
    look = replace(request.look, captions=captions)
    with workers.crew() as crew:
        made(request, look, path, lambda report: kind.make(request.source(look, crew, report), path), kind.passes)


@app.command()
@grouped
def clip(
    *,
    house: House,
    name: options.Name,
    quality: options.Quality = None,
    shape: Shape,
    words: Words,
    format_: options.ClipFormat = None,
    transparent: options.Transparent = False,
    captions: options.Captions = False,
    sound: options.Sound = True,
    loop: options.Loop = False,
    out: Annotated[Path | None, output("FILE", "The clip.")] = None,
    force: options.Force = False,
    workers: Workers,
) -> None:
    """Make a clip of one concept or one beat."""
    from bits.deliver.clips import format_of
    from bits.making.lecture import split_name
    from bits.making.output import place

    split_name(name, house.project)
    path = place(out) if out is not None else None
    kind = format_of(format_, path)(sound=sound, loop=loop)
    if path is None:
        path = OUT / f"{name.replace('/', '-')}{kind.suffix}"
    kind.check_place(path, force)
    request = requested(house.project, Parts([name]), words, shape, quality)
    look = kind.suited(request.look, sized=bool(quality or shape.size), timed=bool(quality))
    look = replace(look, transparent=transparent, captions=captions)
    kind.check(look)
    with workers.crew() as crew:
        made(request, look, path, lambda report: kind.make(request.source(look, crew, report), path), kind.passes)


@app.command()
@grouped
def slides(
    *,
    house: House,
    parts: Parts,
    to: options.DeckFormat = decks.DEFAULT,
    autoplay: options.Autoplay = False,
    stops: options.Stops = "beats",
    quality: options.Quality = None,
    shape: Shape,
    words: Words,
    out: Annotated[Path | None, output("FILE", "The file or folder.")] = None,
    force: options.Force = False,
    workers: Workers,
) -> None:
    """Make slides, one for each beat or each stop: its clip with sound, its title, and its words as notes."""
    from bits.making.output import make_parent, place

    start = time.monotonic()
    kind = decks.format_of(to, autoplay, stops == "cues")
    path = place(out) if out is not None else OUT / kind.place
    kind.check_place(path, force)
    request = requested(house.project, parts, words, shape, quality)
    make_parent(path)
    look = kind.suited(request.look, sized=bool(quality or shape.size))
    with workers.crew() as crew, watched(request, look.fps * kind.passes) as report:
        written = kind.make(request.source(look, crew, report), path)
    took = f"{counted(written.drawn, 'beat')} drawn, made in {time.monotonic() - start:.1f} s"
    print(f"{path}: {counted(written.slides, 'slide')}; {took}")


@app.command()
@grouped
def page(
    *,
    house: House,
    parts: Parts,
    quality: options.Quality = None,
    shape: Shape,
    words: Words,
    out: Annotated[Path, output("DIR", "Folder of the page.")] = OUT / "page",
    force: options.Force = False,
    workers: Workers,
) -> None:
    """Make the player page: a folder for a web server, or to open from disk."""
    from bits.deliver.folder import check_folder
    from bits.deliver.page import write
    from bits.making.output import folder_place

    folder = folder_place(out)
    check_folder(folder, force)
    request = requested(house.project, parts, words, shape, quality)
    with workers.crew() as crew:
        written = partial(write, request.shots, request.look, request.about, request.store, folder=folder, crew=crew)
        made(request, request.look, folder, lambda report: written(report=report), passes=2)


@app.command()
@grouped
def still(
    *,
    house: House,
    instant: Annotated[str, typer.Argument(metavar="SCENE/BEAT@SECONDS", help="An instant of a beat.")],
    quality: options.Quality = None,
    shape: Shape,
    words: Words,
    transparent: Annotated[bool, typer.Option("--transparent", help="Leave the ground out.")] = False,
    out: Annotated[Path | None, output("FILE.png", "The picture.")] = None,
    force: options.Force = False,
) -> None:
    """Draw one instant as a picture."""
    from bits.deliver.still import instant_of, write_still
    from bits.making.lecture import split_name
    from bits.making.output import check_files, file_place, make_parent

    name, seconds = instant_of(instant)
    split_name(name, house.project)
    path = file_place(out if out is not None else OUT / f"{instant.replace('/', '-')}.png", *PNG)
    check_files([path], force)
    request = requested(house.project, Parts([name]), words, shape, quality)
    make_parent(path)
    write_still(request.shots[0], seconds, replace(request.look, transparent=transparent), path)
    print(path)


@app.command("list")
@grouped
def list_(
    *,
    house: House,
    voice: options.Voice = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """List scenes, beats and parameters."""
    names = house.project.concepts()
    shots = requested(house.project, Parts(list(names)), Words(voice=voice)).shots if names else ()
    table: list[dict[str, Any]] = []
    for name in names:
        own = [shot for shot in shots if shot.scene == name]
        table.append(
            {
                "scene": name,
                "title": own[0].title,
                "beats": [{"name": shot.beat, "seconds": round(shot.seconds, 2)} for shot in own],
                "parameters": house.project.scene(name).Params.described(),
            }
        )
    if as_json:
        print(json.dumps(table, indent=2, ensure_ascii=False))
    else:
        _print_table(table)


def _print_table(table: list[dict[str, Any]]) -> None:
    for entry in table:
        print(f"{entry['scene']}  {entry['title']}")
        for beat in entry["beats"]:
            print(f"    {beat['name']:<14} {beat['seconds']:5.1f} s")
        for parameter in entry["parameters"]:
            print(f"    --set {parameter['name']}={parameter['default']}  {parameter['type']}: {parameter['help']}")
        print()


@app.command()
@grouped
def sheet(
    *,
    house: House,
    parts: Parts,
    shape: Shape,
    words: Words,
    out: Annotated[Path, output("FILE.png", "The picture.")] = OUT / "sheet.png",
    force: options.Force = False,
    workers: Workers,
) -> None:
    """Draw a contact sheet: for each beat its middle and its end."""
    from bits.deliver.sheet import draw
    from bits.making.output import check_files, file_place, make_parent

    path = file_place(out, *PNG)
    check_files([path], force)
    request = requested(house.project, parts, words, shape)
    make_parent(path)
    with workers.crew() as crew, watched(request, 1) as report:
        draw(request.shots, request.look, path, crew, report)
    print(path)


@app.command()
@grouped
def script(
    house: House,
    parts: Parts,
    words: Words,
    code: Annotated[bool, typer.Option("--code", help="Instead, write all code that is shown as a notebook.")] = False,
    out: Annotated[Path | None, output("FILE.ipynb", "The notebook.")] = None,
    force: options.Force = False,
) -> None:
    """Print the narration with its numbers filled in and its timings, to read aloud."""
    from bits.deliver.aloud import aloud
    from bits.deliver.notebook import write_notebook
    from bits.making.output import check_files, file_place, make_parent

    if out is not None and not code:
        raise UserError(f"--output {out}: only --code writes a file; the narration is printed")
    if not code:
        print(aloud(requested(house.project, parts, words).shots), end="")
        return
    path = file_place(out if out is not None else OUT / "listings.ipynb", ".ipynb", "a notebook")
    check_files([path], force)
    shots = requested(house.project, parts, words).shots
    make_parent(path)
    print(f"{path}: {counted(write_notebook(shots, path), 'listing')}")


@app.command()
@grouped
def record(
    *,
    context: typer.Context,
    house: House,
    parts: Parts,
    numbers: Numbers,
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="Folder of the takes.")] = Path("recordings"),
    port: options.Port = 0,
    no_open: options.NoOpen = False,
) -> None:
    """Record the narration in your own voice, beat by beat, on a page in your browser; Ctrl-C ends it."""
    from bits.recording.server import serve

    words = Words(numbers.assignments, numbers.params, voice="silent")  # who reads at the usual pace
    request = requested(house.project, parts, words)
    flags = {"--project": house.folder, "--film": parts.film, "--params": numbers.params}
    rendering = [str(context.find_root().info_name), "lecture", *(parts.scenes or [])]
    rendering += [text for flag, value in flags.items() if value is not None for text in (flag, str(value))]
    rendering += [text for assignment in numbers.assignments or [] for text in ("--set", assignment)]
    rendering += ["--voice", f"recorded:{to}"]
    serve(request.shots, request.look, to, shlex.join(rendering), port=port, opens=not no_open)


@app.command()
@grouped
def studio(
    *,
    house: House,
    scene: Annotated[str | None, typer.Argument(metavar="[SCENE]", help="By default where you left off.")] = None,
    film: options.FilmFile = None,
    voice: options.Voice = None,
    port: options.Port = 0,
    no_open: options.NoOpen = False,
) -> None:
    """Play with the parameters on a page in your browser: pictures, numbers, words and voice follow; Ctrl-C ends it."""
    from bits.making.store import Store, default_folder
    from bits.studio.site import studio as serve

    serve(house.project, scene, film, voice, Store(default_folder()), port=port, opens=not no_open)


@app.command()
@grouped
def check(
    *,
    house: House,
    parts: Parts,
    shape: Shape,
    words: Words,
    report_: Annotated[bool, typer.Option("--report", help="Only count: words, minutes, reading ease.")] = False,
    workers: Workers,
) -> None:
    """Look for what a viewer or a listener would mind; exit status 1 if there is anything.

    Overlaps, clipped or illegible text, frozen or empty pictures, missed cues; numbers that are said and not seen,
    terms that come before they are introduced, long sentences, words that the voice guesses.
    """
    from bits.making.film import lint
    from bits.making.report import findings as told
    from bits.making.report import reports, table

    request = requested(house.project, parts, words, shape)
    shots = request.shots
    if report_:
        print(table(reports(shots, request.about.language)))
        return
    with workers.crew() as crew, watched(request, 15) as report:
        seconds = [shot.seconds for shot in shots]
        findings = crew.work(partial(lint, look=request.look), shots, seconds, report)
    seen = (finding for some in findings for finding in some)
    lines = [*seen, *told(shots, request.about.language), *request.guesses()]
    print("\n".join(lines) if lines else f"{counted(len(shots), 'beat')}: nothing found")
    if lines:
        raise typer.Exit(1)


@app.command()
@grouped
def new(
    *,
    context: typer.Context,
    house: House,
    name: Annotated[str, typer.Argument(metavar="NAME", help="In snake_case, such as my_concept.")],
) -> None:
    """Write a concept of your own: a scene that already works, its narration and its test."""
    from bits.deliver.new import write

    for path in write(name, house.project):
        print(path)
    program = context.find_root().info_name
    print(f"now try '{program} check {name}' and '{program} clip {name}'; docs/new-concept.md tells the rest")
