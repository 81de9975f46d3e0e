"""A beat to frames: Manim's scenes, played on a clock of whole ticks.

Manim lets a scene bring its own renderer. This one evaluates the animations as Manim does and hands each distinct
picture to a sink, with the number of ticks that it stands. The beats before the one that is recorded are skipped:
their animations are taken straight to their end, so that a beat is the same whether the film is made or only it.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from manim import VMobject, Wait, config
from manim.renderer.protocol import RendererCapabilities

from bits.authoring.concept import ConceptScene, Step, ticks_in
from bits.authoring.paces import Pace
from bits.authoring.parameters import SceneParams
from bits.codec.canvas import shapes_of
from bits.engine.reads import Reads
from bits.stage.layout import frame_size


@dataclass(frozen=True)
class Recording:
    """What is known of a beat when it has been recorded.

    Attributes
    ----------
    ticks
        Its length.
    reads
        The names of the parameters and facts on which its picture depends; see `bits.engine.reads`.
    """

    ticks: int
    reads: list[str]


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

    Attributes
    ----------
    wanted
        The ticks that are recorded; what lies outside is skipped: animations are taken straight to their end.
    sink
        Gets every moment that is wanted.
    """

    capabilities = RendererCapabilities(live_preview=False)

    def __init__(self, fps: int) -> None:
        self.fps = fps
        self.ticks = 0
        self.wanted = range(0)
        self.sink: Sink | None = None
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
        frames = max(1, ticks_in(scene.duration, self.fps))
        wanted = range(max(self.ticks, self.wanted.start), min(self.ticks + frames, self.wanted.stop))
        if any(isinstance(animation, Wait) for animation in animations):
            if wanted:
                self._show(scene, len(wanted))
        else:
            for tick in wanted:
                scene.update_to_time((tick - self.ticks) / self.fps)
                self._show(scene, 1)
        for animation in animations:
            animation.finish()
            animation.clean_up_from_scene(scene)
        scene.update_mobjects(0)
        self.ticks += frames
        self.num_plays += 1

    def _show(self, scene: ConceptScene, ticks: int) -> None:
        assert self.sink is not None
        self.sink.moment(scene, shapes_of(scene), ticks)


class _Ground:
    """The part of a camera that a scene talks to: it takes the colour of the ground."""

    use_z_index = True
    background_color: object = None


_stage = threading.RLock()
"""Manim has one configuration for the whole process: threads go on stage in turn."""


@contextmanager
def configured(fps: int, size: tuple[int, int]) -> Iterator[None]:
    """Tell Manim ticks per second, and width and height in pixels, for a while.

    (Manim's own ``tempconfig`` sets all settings back, the kind of renderer too, which rebuilds its classes: 10 ms.)
    """
    width, height = size
    across, upwards = frame_size(width, height)
    shape = {"pixel_width": width, "pixel_height": height, "frame_width": across, "frame_height": upwards}
    settings = {**shape, "frame_rate": fps}
    with _stage:
        before = {name: config[name] for name in settings}
        config.update(settings)
        try:
            yield
        finally:
            config.update(before)


class Performance:
    """A concept on stage. It is recorded beat by beat, in order; what lies between is skipped.

    Parameters
    ----------
    cls
        The scene of the concept.
    params, paces, theme, step
        What the scene is made from.
    fps, size
        Ticks per second; width and height in pixels (their ratio is that of the stage).
    """

    def __init__(
        self,
        cls: type[ConceptScene],
        params: SceneParams,
        paces: Mapping[str, Pace],
        *,
        fps: int,
        size: tuple[int, int],
        theme: str = "dark",
        step: Step | None = None,
    ) -> None:
        self._settings = fps, size
        with configured(fps, size):
            self._recorder = Recorder(fps)
            self._reads = Reads(cls, params, paces, theme, step, self._recorder)
            self._scene = self._reads.scene
        self._left = list(cls.beats())

    def record(self, beat: str, sink: Sink) -> Recording:
        """Record a beat into a sink, skipping those before it that have not been played.

        Parameters
        ----------
        beat
            Its name.
        sink
            Gets the moments.

        Raises
        ------
        ValueError
            If there is no such beat, or it has been played.
        """
        place = self._left.index(beat)
        skipped, self._left = self._left[:place], self._left[place + 1 :]
        recorder = self._recorder
        with configured(*self._settings):
            recorder.wanted = range(0)
            for earlier in skipped:
                self._play(earlier)
            start = recorder.ticks
            recorder.sink, recorder.wanted = sink, range(start, sys.maxsize)
            self._play(beat)
            recorder.sink = None
        return Recording(recorder.ticks - start, self._reads.of(beat))

    def _play(self, beat: str) -> None:
        self._reads.begin(beat)
        self._scene.play_beat(beat)


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
    step: Step | None = None,
) -> dict[str, Recording]:
    """Record some beats of a concept, in their order, into one sink; the parameters are those of `Performance`."""
    performance = Performance(cls, params, paces, fps=fps, size=size, theme=theme, step=step)
    return {beat: performance.record(beat, sink) for beat in beats}
