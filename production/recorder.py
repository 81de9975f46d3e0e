"""A beat to frames: Manim's scenes, played on a clock of whole ticks.

Manim lets a scene bring its own renderer. This one evaluates the animations as Manim does and hands each distinct
picture to a sink, with the number of ticks that it stands. The beats before the one that is recorded are skipped:
their animations are taken straight to their end, so that a beat is the same whether the film is made or only it.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from manim import Mobject, VMobject, Wait, tempconfig
from manim.renderer.protocol import RendererCapabilities

from scenes.concept import ConceptScene, Pace
from scenes.parameters import SceneParams

from .painter import frame_size
from .reads import Reads


@dataclass(frozen=True)
class Recording:
    """What is known of some beats when they have been recorded.

    Attributes
    ----------
    ticks
        The length of each.
    reads
        The names of the parameters and facts on which its picture depends; see `production.reads`.
    """

    ticks: Mapping[str, int]
    reads: Mapping[str, list[str]]


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
        Gets every moment that is wanted.
    """

    capabilities = RendererCapabilities(live_preview=False)

    def __init__(self, fps: int, sink: Sink) -> None:
        self.fps, self.sink = fps, sink
        self.ticks = 0
        self.wanted = range(0)
        """The ticks that are recorded; what lies outside is skipped: animations are taken straight to their end."""
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
        """Play animations: all their frames that are wanted, and their end."""
        scene.compile_animation_data(*played, **settings)
        animations = scene.animations or []
        for animation in animations:
            animation._setup_scene(scene)
            animation.begin()
        frames = max(1, round(scene.duration * self.fps))
        wanted = range(max(self.ticks, self.wanted.start), min(self.ticks + frames, self.wanted.stop))
        if any(isinstance(animation, Wait) for animation in animations):
            if wanted:
                self.sink.moment(scene, shapes_of(scene), len(wanted))
        else:
            for tick in wanted:
                scene.update_to_time((tick - self.ticks) / self.fps)
                self.sink.moment(scene, shapes_of(scene), 1)
        for animation in animations:
            animation.finish()
            animation.clean_up_from_scene(scene)
        scene.update_mobjects(0)
        self.ticks += frames
        self.num_plays += 1


class _Ground:
    """The part of a camera that a scene talks to: it takes the colour of the ground."""

    use_z_index = True
    background_color: object = None


def shapes_of(scene: ConceptScene) -> list[VMobject]:
    """Return everything that has an outline, in the order in which it is drawn."""
    # What is in several groups is drawn where it comes last, as in Manim, whose own function takes longer.
    found: dict[VMobject, None] = {}
    for mobject in scene.mobjects:
        _collect(mobject, found)
    return sorted(found, key=_height)


def _collect(mobject: Mobject, found: dict[VMobject, None]) -> None:
    if isinstance(mobject, VMobject) and len(mobject.points):
        found.pop(mobject, None)
        found[mobject] = None
    for part in mobject.submobjects:
        _collect(part, found)


def _height(mobject: Mobject) -> float:
    return mobject.z_index


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
    only: int | None = None,
) -> Recording:
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
    only
        The one tick of a beat that is wanted, counted from the beat's start; all of them by default.

    Returns
    -------
    Recording
        The length of each recorded beat, and what its picture depends on.
    """
    width, height = size
    across, upwards = frame_size(width, height)
    shape = {"pixel_width": width, "pixel_height": height, "frame_width": across, "frame_height": upwards}
    lengths: dict[str, int] = {}
    with tempconfig({**shape, "frame_rate": fps}):
        recorder = Recorder(fps, sink)
        scene = cls(params, paces, theme, renderer=recorder)
        scene.setup()
        reads = Reads(scene)
        for beat in scene.beats():
            reads.begin(beat)
            start = recorder.ticks
            if beat not in beats:
                recorder.wanted = range(0)
            elif only is None:
                recorder.wanted = range(start, sys.maxsize)
            else:
                recorder.wanted = range(start + only, start + only + 1)
            scene.play_beat(beat)
            if beat in beats:
                lengths[beat] = recorder.ticks - start
            if len(lengths) == len(beats):
                break
    return Recording(lengths, {beat: reads.of(beat) for beat in lengths})
