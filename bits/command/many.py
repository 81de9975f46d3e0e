"""The commands that make many things in one run."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from bits.command import options
from bits.command.commands import app
from bits.command.options import OUT, House, Shape, Words, Workers, grouped, output
from bits.command.request import counted, made, usual_in, varied, watched
from bits.errors import ListedError, UserError
from bits.notes import note

if TYPE_CHECKING:
    from bits.authoring.project import Project
    from bits.making.variants import Variant

Over = Annotated[
    list[str] | None,
    typer.Option(
        "--over",
        metavar="NAME=VALUES",
        help="FROM:TO:COUNT, or values parted by commas (by | or ; where they have commas); may be repeated.",
    ),
]
Sets = Annotated[
    Path | None, typer.Option("--sets", metavar="FILE", help="A CSV or TOML file with sets of parameters instead.")
]


@app.command()
@grouped
def sweep(
    *,
    house: House,
    name: Annotated[
        str, typer.Argument(metavar="SCENE[/BEAT[@SECONDS]]", help="A concept, or one beat, or an instant for stills.")
    ],
    over: Over = None,
    sets: Sets = None,
    as_: Annotated[
        Literal["clips", "stills", "film"], typer.Option("--as", help="A file for each set, or all in one film.")
    ] = "clips",
    grid: Annotated[
        bool, typer.Option("--grid", help="All side by side: one film or, with --as stills, one picture.")
    ] = False,
    keep_going: Annotated[bool, typer.Option("--keep-going", help="Leave out sets that cannot be shown.")] = False,
    quality: options.Quality = None,
    shape: Shape,
    words: Words,
    format_: options.ClipFormat = None,
    out: Annotated[Path | None, output("DIR|FILE", "The folder; with --grid or --as film, the file.")] = None,
    force: options.Force = False,
    workers: Workers,
) -> None:
    """Make one scene with many sets of parameters: a folder of clips or stills, or all side by side in a grid."""
    from bits.deliver.clips import format_of
    from bits.deliver.sweeps.making import Sweep

    if format_ is not None and (grid or as_ != "clips"):
        raise UserError(f"--format {format_}: is for a folder of clips")
    target, scene, seconds = _target(name, house.project, as_)
    variants, wrong = _variants(house.project, scene, over or [], sets, words, keep_going)
    last = list(variants[0].settings)[-1]
    row = len({variant.settings.get(last) for variant in variants}) if len(over or []) == 2 and not wrong else None
    plan = Sweep(as_, grid, format_of(format_, None)(), seconds, row)
    path = plan.place(out, OUT / f"sweep-{target.replace('/', '-')}", force)
    request, shots = varied(house.project, target, variants, words, shape, quality)
    with workers.crew() as crew:
        source = partial(request.source, request.look, crew)
        if as_ == "stills":
            with watched(request, request.look.fps) as report:
                plan.make(source(report), variants, shots, path)
            print(f"{path}: {counted(len(variants), 'picture')}")
        else:
            made(request, request.look, path, lambda report: plan.make(source(report), variants, shots, path), passes=2)
    if wrong:
        raise typer.Exit(1)


def _target(name: str, project: Project, as_: str) -> tuple[str, str, float | None]:
    """Return the scene or the beat of a name, the scene alone, and the seconds of an instant."""
    from bits.deliver.still import instant_of
    from bits.making.lecture import split_name

    target, seconds = instant_of(name) if "@" in name else (name, None)
    scene, beat = split_name(target, project)
    if as_ == "stills" and beat is None:
        raise UserError(f"{name}: a still shows one beat: write {scene}/BEAT, or {scene}/BEAT@SECONDS")
    if seconds is not None and as_ != "stills":
        raise UserError(f"{name}: only a still shows an instant: --as stills")
    return target, scene, seconds


def _variants(
    project: Project, scene: str, over: list[str], sets: Path | None, words: Words, keep_going: bool
) -> tuple[list[Variant], bool]:
    """Return the sets that can be shown, and whether some cannot; that is told of all of them at once."""
    from bits.making.variants import in_table, swept, told_of

    if bool(over) == (sets is not None):
        raise UserError("say which sets of parameters: --over NAME=VALUES, or --sets FILE")
    variants = swept(over, project, scene) if sets is None else in_table(sets, project, scene)
    wrong = told_of(variants, project, scene, usual_in(project, scene, words))
    if wrong and (not keep_going or len(wrong) == len(variants)):
        raise ListedError(wrong.values())
    for line in wrong.values():
        note(f"left out: {line}")
    return [variant for i, variant in enumerate(variants) if i not in wrong], bool(wrong)


@app.command()
@grouped
def store(
    *,
    limit: Annotated[
        str | None, typer.Option("--limit", metavar="SIZE", help="Clear what was used least recently, down to a size.")
    ] = None,
    older: Annotated[
        str | None, typer.Option("--older", metavar="TIME", help="Clear what was not used for a time, such as 30d.")
    ] = None,
) -> None:
    """Tell what is kept from film to film, and clear some of it; what a running command uses stays."""
    from bits.making.clearing import clear, entries, seconds_of, size_of, size_told, table
    from bits.making.store import Store, default_folder

    most, longest = size_of(limit) if limit else None, seconds_of(older) if older else None
    kept = Store(default_folder())
    if most is not None or longest is not None:
        removed = clear(kept, most, longest)
        print(f"cleared: {size_told(sum(entry.size for entry in removed))}, {counted(len(removed), 'file')}")
    found = entries(kept)
    size = sum(entry.size for entry in found)
    print(f"{kept.folder}: {size_told(size)}, {counted(len(found), 'file')}")
    print("".join(f"{line}\n" for line in table(found)), end="")
    if most is not None and size > most:
        note(f"{size_told(size)} are more than {limit}: the rest is in use by running commands")


@app.command()
@grouped
def batch(
    *,
    house: House,
    files: Annotated[list[Path], typer.Argument(metavar="FILE.toml...", help="Files with a [[film]] for each film.")],
    keep_going: Annotated[bool, typer.Option("--keep-going", help="Leave out films that cannot be made.")] = False,
    out: Annotated[Path, output("DIR", "The folder of the films.")] = OUT / "batch",
    force: options.Force = False,
    workers: Workers,
) -> None:
    """Make many films, shapes, themes and voices in one run: what they share is made once, what is there is kept.

    A run that was interrupted goes on where it was. Exit status 1 if some could not be made.
    """
    from bits.making.batch import make, orders, places, planned
    from bits.making.output import check_files, folder_place
    from bits.making.progress import progress
    from bits.making.store import Store, default_folder

    start = time.monotonic()
    asked, wrong = orders(files, house.project)
    folder, kept = folder_place(out), Store(default_folder())
    check_files(places(asked, folder), force)
    plans, untold = planned(asked, house.project, kept)
    wrong += untold
    if wrong and (not keep_going or not plans):
        raise ListedError(wrong)
    ticks = sum(round(shot.seconds * plan.order.look.fps) for plan in plans for shot in plan.shots)
    with workers.crew() as crew, progress(sum(len(plan.shots) for plan in plans), ticks) as report:
        summary = make(plans, kept, folder, crew, report)
    for name, what in summary.failed.items():
        note(f"{name}: {what}")
    for what in wrong:
        note(f"left out: {what}")
    failed = len(summary.failed) + len(wrong)
    told = f"{len(summary.made)} made, {len(summary.kept)} kept, {failed} failed"
    print(f"{folder}: {told}; {counted(summary.drawn, 'beat')} drawn, {time.monotonic() - start:.1f} s")
    if failed:
        raise typer.Exit(1)
