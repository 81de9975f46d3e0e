"""In a notebook: ``show("SCENE/BEAT", NAME=VALUE)`` plays inline with sound; with ipywidgets it gets its sliders.

Parameters are given as on the command line, or as numbers and tuples.
"""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bits.authoring.parameters import as_typed
from bits.authoring.project import project_in
from bits.cores import CORES
from bits.deliver.formats import Source
from bits.errors import UserError
from bits.making.film import About
from bits.making.job import Look, Shot
from bits.making.lecture import film_of, read, split_name
from bits.making.plan import QUALITIES, parts_of, shots
from bits.making.store import Store, default_folder, key_of
from bits.speech.voices import default_voice

if TYPE_CHECKING:
    from PIL.Image import Image

_WIDTH = 720
"""Pixels that a clip takes on the page."""
_STILL = Look(1280, 720, 60)


@dataclass(frozen=True)
class Clip:
    """A film of which a notebook shows the player.

    Attributes
    ----------
    path
        Of the MP4 file, which is kept beside what has been drawn.
    """

    path: Path

    def _repr_html_(self) -> str:
        film = base64.b64encode(self.path.read_bytes()).decode()
        title = html.escape(self.path.stem)
        return f'<video controls width="{_WIDTH}" title="{title}" src="data:video/mp4;base64,{film}"></video>'


def still(instant: str, *, theme: str = "dark", size: tuple[int, int] = _STILL.size, **parameters: Any) -> Image:
    """Return the picture of an instant.

    Parameters
    ----------
    instant
        ``scene/beat@seconds``, from the beat's start.
    theme, size
        ``dark`` or ``light``; width and height in pixels.
    parameters
        Those of the scene that are changed.

    Raises
    ------
    UserError
        In one line, if any of it makes no sense.
    """
    from PIL import Image

    from bits.deliver.still import instant_of, picture_at

    name, seconds = instant_of(instant)
    (shot,) = _shots(name, parameters, "silent")
    return Image.fromarray(picture_at(shot, seconds, Look(*size, _STILL.fps, theme)))


def clip(name: str, *, quality: str = "m", theme: str = "dark", voice: str | None = None, **parameters: Any) -> Clip:
    """Make a clip of a concept or a beat, with its sound, and return it; a notebook plays it.

    Parameters
    ----------
    name
        ``scene`` or ``scene/beat``.
    quality
        As for ``-q`` on the command line: ``l``, ``m``, ``h``, ``p`` or ``k``.
    theme
        ``dark`` or ``light``.
    voice
        Who speaks; the usual voice by default.
    parameters
        Those of the scene that are changed.

    Raises
    ------
    UserError
        In one line, if any of it makes no sense.
    """
    made = _shots(name, parameters, voice or default_voice())
    title = made[0].title
    return _film(name.replace("/", "-"), made, Look(*QUALITIES[quality], theme), About(title, "", "eng"))


def film(file: str | Path | None = None, *, quality: str = "m", voice: str | None = None) -> Clip:
    """Make the lecture, or the film that a file tells of, and return it; a notebook plays it.

    Parameters
    ----------
    file
        Such as ``tour.toml``.
    quality, voice
        As for `clip`.

    Raises
    ------
    UserError
        In one line, if any of it makes no sense.
    """
    project = project_in()
    lecture = read(Path(file), project) if file is not None else film_of(project)
    speaker = voice or default_voice(lecture.language)
    made = shots(project, lecture.parts, {}, speaker, _store(), retelling=lecture.narration)
    about = About(lecture.title, lecture.author, lecture.language_code)
    return _film("film", made, Look(*QUALITIES[quality], lecture.theme), about)


def show(name: str, *, voice: str | None = None, **parameters: Any) -> Any:
    """Play a concept or a beat inline with sound; with ipywidgets, over a control for each of its parameters.

    Parameters
    ----------
    name
        ``scene`` or ``scene/beat``.
    voice
        Who speaks; the usual voice by default.
    parameters
        Those of the scene that are changed.

    Raises
    ------
    UserError
        In one line, if any of it makes no sense.
    """
    if find_spec("ipywidgets") is None:
        return clip(name, voice=voice, **parameters)
    return _played(name, voice, parameters)


def _store() -> Store:
    return Store(default_folder())


def _shots(name: str, parameters: dict[str, Any], speaker: str) -> tuple[Shot, ...]:
    project = project_in()
    scene, _ = split_name(name, project)
    return shots(project, parts_of([name], project), {scene: parameters}, speaker, _store())


def _film(name: str, made: tuple[Shot, ...], look: Look, about: About) -> Clip:
    from bits.deliver.clips.mp4 import Mp4
    from bits.making.crew import Processes

    told = [(shot.name, shot.params.model_dump_json(), shot.line.spoken, shot.speech.seconds) for shot in made]
    path = default_folder() / "notebook" / f"{name}-{key_of('notebook', told, str(look))[:12]}.mp4"
    path.parent.mkdir(parents=True, exist_ok=True)
    Mp4().make(Source(made, look, about, _store(), Processes(CORES), lambda beats, ticks: None), path)
    return Clip(path)


def _played(name: str, voice: str | None, parameters: dict[str, Any]) -> Any:
    """Return a picture over its controls, with a button that plays it."""
    import ipywidgets as widgets

    project = project_in()
    scene, beat = split_name(name, project)
    cls = project.scene(scene)
    settings = {key: value if isinstance(value, str) else as_typed(value) for key, value in parameters.items()}
    beats = (beat,) if beat else cls.beats()
    where = widgets.Dropdown(options=[(cls.heading(one), one) for one in beats], description="beat")
    head = widgets.FloatSlider(5.0, min=0.0, max=60.0, step=0.1, description="seconds", continuous_update=True)
    picture, told = widgets.Image(width=_WIDTH, format="jpeg"), widgets.HTML()
    player, play = widgets.Output(), widgets.Button(description="Play", icon="play")

    def draw(_: Any = None) -> None:
        try:
            shown = _at(f"{scene}/{where.value}", head, settings)
        except UserError as error:
            told.value = f"<b>{html.escape(str(error))}</b>"
            return
        picture.value, told.value = shown

    def film(_: Any) -> None:
        from IPython.display import display

        with player:
            player.clear_output()
            display(clip(f"{scene}/{where.value}", voice=voice, **settings))  # type: ignore[no-untyped-call]

    controls = [_control(entry, settings, draw) for entry in cls.Params.described()]
    for widget in (where, head):
        widget.observe(draw, "value")
    play.on_click(film)
    draw()
    return widgets.VBox([picture, told, widgets.HBox([where, head, play]), *controls, player])


def _at(name: str, head: Any, settings: dict[str, Any]) -> tuple[bytes, str]:
    """Return the picture at the play head as JPEG, and the words of its beat."""
    from PIL import Image

    from bits.deliver.still import picture_at

    (shot,) = _shots(name, settings, "silent")
    head.max = round(shot.seconds - 0.1, 1)
    file = io.BytesIO()
    look = Look(960, 540, _STILL.fps)
    Image.fromarray(picture_at(shot, min(head.value, head.max), look)).save(file, "JPEG", quality=90)
    return file.getvalue(), html.escape(shot.line.shown)


def _control(entry: dict[str, Any], settings: dict[str, Any], draw: Callable[[], None]) -> Any:
    """Return the control that a parameter's declaration asks for."""
    import ipywidgets as widgets

    name, value = entry["name"], settings.get(entry["name"], entry["default"])
    options = {"description": name, "tooltip": entry["help"], "style": {"description_width": "8em"}}
    low, high, kind = entry["minimum"], entry["maximum"], entry["kind"]
    if entry["choices"]:
        control: Any = widgets.Dropdown(options=entry["choices"], value=value, **options)
    elif kind == "whole" and low is not None and high is not None:
        control = widgets.IntSlider(int(value), min=low, max=high, **options)
    elif kind in ("number", "probability") and low is not None and high is not None:
        control = widgets.FloatSlider(float(value), min=low, max=high, step=entry["step"], **options)
    else:
        control = widgets.Text(value, continuous_update=False, **options)

    def changed(change: dict[str, Any]) -> None:
        settings[name] = change["new"] if isinstance(change["new"], str) else as_typed(change["new"])
        draw()

    control.observe(changed, "value")
    return control
