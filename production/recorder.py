"""A beat to frames: Manim's scenes, played on a clock of whole ticks.

Manim lets a scene bring its own renderer. This one evaluates the animations as Manim does and hands each distinct
picture to a sink, with the number of ticks that it stands. The beats before the one that is recorded are skipped:
their animations are taken straight to their end, so that a beat is the same whether the film is made or only it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from manim import VMobject, Wait, tempconfig
from manim.renderer.protocol import RendererCapabilities
from manim.utils.family import extract_mobject_family_members

from scenes.concept import ConceptScene, Pace
from scenes.parameters import SceneParams

from .painter import frame_width


class Sink(Protocol):
    """What a recording is made for: an encoder, a contact sheet, the lint."""

    def moment(self, scene: ConceptScene, shapes: list[VMobject], ticks: int) -> None:
        """Take the shapes as they stand now, in the order in which they cover one another, for so many ticks."""


class Recorder:
    """A Manim renderer that keeps time in ticks and draws nothing itself.

    Parameters
    ----------
    fps
        Ticks per second.
    sink
        Gets every moment while `recording` is set.
    """

    capabilities = RendererCapabilities(live_preview=False)

    def __init__(self, fps: int, sink: Sink) -> None:
        self.fps, self.sink = fps, sink
        self.ticks = 0
        self.recording = False
        self.camera = _Ground()
        # What Manim's scenes look at.
        self.skip_animations = False
        self.num_plays = 0
        self.static_image = None

    @property
    def time(self) -> float:
        """Return the seconds since the scene began."""
        return self.ticks / self.fps

    def init_scene(self, scene: ConceptScene, session_spec: object, file_writer_settings: object) -> None:
        """Do nothing: no file is written."""

    def play(self, scene: ConceptScene, *played: Any, **settings: Any) -> None:
        """Play animations: all their frames if recording, else only their end."""
        scene.compile_animation_data(*played, **settings)
        animations = scene.animations or []
        for animation in animations:
            animation._setup_scene(scene)
            animation.begin()
        frames = max(1, round(scene.duration * self.fps))
        if any(isinstance(animation, Wait) for animation in animations):
            self._moment(scene, frames)
        elif self.recording:
            for frame in range(frames):
                scene.update_to_time(frame / self.fps)
                self._moment(scene, 1)
        for animation in animations:
            animation.finish()
            animation.clean_up_from_scene(scene)
        scene.update_mobjects(0)
        self.ticks += frames
        self.num_plays += 1

    def _moment(self, scene: ConceptScene, ticks: int) -> None:
        if self.recording:
            self.sink.moment(scene, shapes_of(scene), ticks)


class _Ground:
    """The part of a camera that a scene talks to: it takes the colour of the ground."""

    use_z_index = True
    background_color: object = None


def shapes_of(scene: ConceptScene) -> list[VMobject]:
    """Return everything that has an outline, in the order in which it is drawn."""
    family = extract_mobject_family_members(scene.mobjects, use_z_index=True, only_those_with_points=True)
    return [mobject for mobject in family if isinstance(mobject, VMobject)]


def record(
    cls: type[ConceptScene],
    beats: tuple[str, ...],
    params: SceneParams,
    paces: Mapping[str, Pace],
    sink: Sink,
    *,
    fps: int,
    size: tuple[int, int],
    theme: str = "dark",
) -> dict[str, int]:
    """Record some beats of a concept into a sink.

    Parameters
    ----------
    cls
        The scene of the concept.
    beats
        Names of the beats to record, in their order; the others are skipped.
    params, paces, theme
        What the scene is made from.
    sink
        Gets the moments.
    fps, size
        Ticks per second; width and height in pixels (their ratio is that of the stage).

    Returns
    -------
    dict[str, int]
        The length of each recorded beat, in ticks.
    """
    width, height = size
    lengths = {}
    with tempconfig(
        {"pixel_width": width, "pixel_height": height, "frame_rate": fps, "frame_width": frame_width(width, height)}
    ):
        recorder = Recorder(fps, sink)
        scene = cls(params, paces, theme, renderer=recorder)
        scene.setup()
        for beat in scene.beats():
            start, recorder.recording = recorder.ticks, beat in beats
            scene.play_beat(beat)
            if recorder.recording:
                lengths[beat] = recorder.ticks - start
            if len(lengths) == len(beats):
                break
    return lengths
