"""A folder with a clip or a still for each set of parameters, a page that shows them, and a table of their values."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bits.authoring.parameters import as_typed
from bits.deliver.clip import ClipFormat
from bits.deliver.folder import folder_written_whole
from bits.deliver.formats import Source
from bits.deliver.policy import policy
from bits.deliver.sweeps.grid import pictures
from bits.making.film import About, Film
from bits.making.job import Shot
from bits.making.takes import reels, takes
from bits.making.variants import Variant
from bits.stage.theme import DARK, LIGHT

_HERE = Path(__file__).parent
_PAGE, _TABLE = "index.html", "index.csv"
_FILMS = (".mp4", ".webm", ".mov")


@dataclass(frozen=True)
class Made:
    """What was made of one set: its file, what is written below it, and its beats."""

    file: str
    variant: Variant
    shots: Sequence[Shot]


def write_clips(
    source: Source, variants: Sequence[Variant], sets: Sequence[Sequence[Shot]], kind: ClipFormat, folder: Path
) -> Film:
    """Write a clip of each set; what several of them share is drawn once.

    Parameters
    ----------
    source
        Its shots are those of all sets, one after another.

    Raises
    ------
    UserError
        If the folder cannot be written, or workers keep dying.
    """
    draw = takes if kind.passes == 1 else reels
    _, drawn = draw(source.shots, source.look, source.store, source.crew, source.report)
    seconds, made = 0.0, sum(round(shot.seconds * source.look.fps) for shot in source.shots)

    def write(variant: Variant, shots: Sequence[Shot], path: Path) -> None:
        nonlocal seconds, made
        about = About(f"{source.about.title}: {variant.label}", source.about.author, source.about.language)
        own = Source(shots, source.look, about, source.store, source.crew, lambda beats, ticks: None)
        seconds += kind.make(own, path).seconds
        made += sum(round(shot.seconds * source.look.fps) for shot in shots)
        source.report(len(source.shots), made)

    _write(folder, variants, sets, kind.suffix, write)
    return Film(folder, seconds, drawn)


def write_stills(
    source: Source, variants: Sequence[Variant], sets: Sequence[Sequence[Shot]], seconds: Sequence[float], folder: Path
) -> None:
    """Write a picture of each set, at these seconds of its beat.

    Raises
    ------
    UserError
        If the folder cannot be written, or a beat is shorter.
    """
    from PIL import Image

    drawn = iter(pictures(source, seconds, source.look))
    _write(folder, variants, sets, ".png", lambda variant, shots, path: Image.fromarray(next(drawn)).save(path))


def _write(
    folder: Path,
    variants: Sequence[Variant],
    sets: Sequence[Sequence[Shot]],
    suffix: str,
    write: Callable[[Variant, Sequence[Shot], Path], None],
) -> None:
    made = [Made(variant.name + suffix, variant, shots) for variant, shots in zip(variants, sets, strict=True)]
    with folder_written_whole(folder) as fresh:
        for one in made:
            write(one.variant, one.shots, fresh / one.file)
        (fresh / _TABLE).write_text(_table(made), encoding="utf-8", newline="")
        (fresh / _PAGE).write_text(_page(made, suffix), encoding="utf-8")
        (fresh / "page.css").write_text(_rendered("page.css", {"inks": DARK, "light": LIGHT}), encoding="utf-8")


def _table(made: Sequence[Made]) -> str:
    """Return a table of the files, the parameters that differ, and all facts."""
    names = list(dict.fromkeys(name for one in made for name in one.variant.settings))
    facts = list(dict.fromkeys(name for one in made for name in one.shots[0].facts))
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(["file", "label", "seconds", *names, *(f"fact {name}" for name in facts)])
    for one in made:
        params, told = one.shots[0].params, one.shots[0].facts
        seconds = sum(shot.seconds for shot in one.shots)
        values = [as_typed(getattr(params, name)) for name in names]
        table.writerow(
            [one.file, one.variant.label, f"{seconds:.2f}", *values, *(told.get(name, "") for name in facts)]
        )
    return text.getvalue()


def _page(made: Sequence[Made], suffix: str) -> str:
    shot = made[0].shots[0]
    title = shot.title if len(made[0].shots) > 1 else f"{shot.title}: {shot.heading}"
    return _rendered(_PAGE, {"title": title, "made": made, "films": suffix in _FILMS, "policy": policy()})


def _rendered(name: str, context: Mapping[str, Any]) -> str:
    templates = Environment(loader=FileSystemLoader(_HERE), undefined=StrictUndefined, autoescape=name == _PAGE)
    return templates.get_template(name).render(context)
