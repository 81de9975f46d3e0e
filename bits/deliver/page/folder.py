"""The page's folder: the film, its captions and pictures, and the files that show them."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any

import fontpkg
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from langcodes import Language

from bits.authoring.cheat_sheet import CheatSheet
from bits.deliver.folder import folder_written_whole
from bits.deliver.page.cheat_sheet import Sheet, sheet_of
from bits.deliver.page.contents import Asked, Part, parts
from bits.deliver.policy import policy
from bits.deliver.poster import kept_picture, poster
from bits.errors import UserError
from bits.making.crew import Crew
from bits.making.film import About, Film, assemble, starts_of, subtitles
from bits.making.job import Look, Shot
from bits.making.store import Store, key_of
from bits.making.takes import Report, segment_ticks, takes
from bits.speech.captions import Caption
from bits.stage.theme import DARK, LIGHT

FILES = ("index.html", "page.css", "ask.js", "page.js", "icon.svg")
FONTS = ("FiraSans-Regular.ttf", "FiraSans-SemiBold.ttf")
POSTER_HEIGHT = 540
_HERE = Path(__file__).parent
_SVG = re.compile(r'<svg\b[^>]*\bviewBox="(?P<box>[^"]+)"[^>]*>(?P<content>.*)</svg>', re.DOTALL)


def write(
    shots: Sequence[Shot], look: Look, about: About, store: Store, folder: Path, crew: Crew, report: Report
) -> Film:
    """Make the player page of a film.

    Parameters
    ----------
    shots, look, about, store, crew, report
        As `bits.making.film.make` takes them; what the store has is not drawn again. Ticks count twice: when they are
        drawn, and when their beat's picture is made.
    folder
        Written whole or not at all; one that was made before is replaced.

    Raises
    ------
    UserError
        If something else is in the folder's place, or it cannot be written.
    """
    segments, drawn = takes(shots, look, store, crew, report)
    ticks = [segment_ticks(segment) for segment in segments]
    starts = starts_of(ticks, look.fps)
    told = parts(shots, starts.tolist())
    with folder_written_whole(folder) as fresh:
        seconds = assemble(shots, segments, look, about, store, fresh / "lecture.mp4")
        beats = [beat for part in told for beat in part.beats]
        (fresh / "posters").mkdir()
        made = sum(ticks)
        for beat, segment, some in zip(beats, segments, ticks, strict=True):
            (fresh / beat.poster).write_bytes(_thumbnail(segment, store))
            made += some
            report(len(shots), made)
        _copy_fonts(fresh / "fonts")
        context = _context(shots, told, subtitles(shots, starts), look, about)
        for name in FILES:
            (fresh / name).write_text(_templates().get_template(name).render(context), encoding="utf-8")
    return Film(folder / "index.html", seconds, drawn)


def _thumbnail(segment: Path, store: Store) -> bytes:
    """Return a small picture of a beat, kept in the store."""
    from PIL import Image

    def small() -> Image.Image:
        picture = Image.open(BytesIO(poster(segment, store)))
        picture.thumbnail((picture.width, POSTER_HEIGHT))
        return picture

    key = key_of("thumbnail", segment.name, POSTER_HEIGHT)
    return kept_picture(key, "WEBP", small, store, quality=82, method=4)


def _copy_fonts(folder: Path) -> None:
    """Copy the film's family with its licence, the SIL Open Font License."""
    files = fontpkg.path("Fira Sans").parent
    folder.mkdir()
    for name in FONTS:
        shutil.copyfile(files / name, folder / name)
    shutil.copyfile(files.parent / "LICENSE", folder / "OFL.txt")


def _context(
    shots: Sequence[Shot], told: Sequence[Part], captions: Sequence[Caption], look: Look, about: About
) -> Mapping[str, Any]:
    title, _, subtitle = about.title.partition(":")
    icons = {shot.scene: icon for shot in shots if (icon := shot.cls.file().with_name("icon.svg")).is_file()}
    return {
        "about": about,
        "language": Language.get(about.language).to_tag(),
        "title": title,
        "subtitle": subtitle.strip(),
        "parts": told,
        "steps": max((part.step or 0 for part in told), default=0),
        "questions": _questions(told),
        "look": look,
        "sheet": _sheet(shots),
        "policy": policy(films="blob:", fetches=True),
        "icons": "\n".join([_symbols(), *(_symbol(scene, icon) for scene, icon in icons.items())]),
        "pictured": icons.keys(),
        "palettes": {"dark": DARK, "light": LIGHT},
        "data": _data(told, captions),
    }


def _sheet(shots: Sequence[Shot]) -> Sheet | None:
    """Return the cheat sheet of the film's own parameters or, if it shows none, of another scene of the project."""
    project = shots[0].project
    shown = (shot.params for shot in shots)
    others = (project.scene(name).Params() for name in project.scenes())
    return next((sheet_of(params) for params in chain(shown, others) if isinstance(params, CheatSheet)), None)


def _symbols() -> str:
    """Return the pictures of the page's own buttons, as symbols of an SVG."""
    return (_HERE / "symbols.svg").read_text(encoding="utf-8")


def _symbol(scene: str, icon: Path) -> str:
    """Return the picture of a scene, an SVG whose colours are those of the page's theme, as a symbol."""
    found = _SVG.search(icon.read_text(encoding="utf-8"))
    if found is None:
        raise UserError(f"{scene}/icon.svg: write an <svg> with a viewBox")
    return f'<symbol id="icon-{scene}" viewBox="{found["box"]}">{found["content"]}</symbol>'


def _data(told: Sequence[Part], captions: Sequence[Caption]) -> str:
    """Return what the page's program has to know, as JSON that may stand inside a script element."""
    data = {
        "beats": [
            {"name": beat.name, "heading": beat.heading, "start": beat.start, "end": beat.end, "part": i}
            for i, part in enumerate(told)
            for beat in part.beats
        ],
        "parts": [{"short": part.short, "step": part.step} for part in told],
        "questions": [asdict(asked) for asked in _questions(told)],
        "captions": [[round(caption.start, 3), round(caption.end, 3), caption.text] for caption in captions],
    }
    return json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")


def _questions(told: Sequence[Part]) -> list[Asked]:
    """Return what the film asks, in order."""
    return [beat.asked for part in told for beat in part.beats if beat.asked]


def _templates() -> Environment:
    templates = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=lambda name: name is not None and not name.endswith((".css", ".js")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["clock"] = clock
    return templates


def clock(seconds: float) -> str:
    """Return a time as players write it, such as ``3:07``."""
    return f"{int(seconds // 60)}:{int(seconds % 60):02}"
