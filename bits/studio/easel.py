"""Where pictures are drawn: a few processes that know Manim, replaced when one dies."""

from __future__ import annotations

import gc
import io
import multiprocessing
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from bits.authoring.concept import Step
from bits.authoring.paces import Pace
from bits.authoring.parameters import SceneParams
from bits.authoring.project import Project
from bits.errors import UserError
from bits.making.crew import get_ready
from bits.making.job import Look
from bits.start import deaf

if TYPE_CHECKING:
    from manim import VMobject

    from bits.authoring.concept import ConceptScene
    from bits.codec.painter import Painter
    from bits.studio.handles import Handle

Asked = TypeVar("Asked")
Result = TypeVar("Result")

TRIES = 3
"""How often a picture is begun whose process dies over it."""
_QUALITY = 88
"""Of the JPEG files."""


@dataclass(frozen=True)
class Instant:
    """All that a picture depends on.

    Attributes
    ----------
    project
        Comes first: where an instant is unpickled, the classes of the rest are found in it.
    seconds
        From the beat's start, before its end.
    """

    project: Project
    scene: str
    params: SceneParams
    paces: Mapping[str, Pace]
    step: Step | None
    beat: str
    seconds: float
    look: Look


class Easel:
    """Draws pictures in processes of their own, so many at a time."""

    def __init__(self, size: int) -> None:
        self._size, self._guard = size, threading.Lock()
        self._pool: ProcessPoolExecutor | None = None
        self._closed = False

    def draw(self, instant: Instant) -> bytes:
        """Return a picture as JPEG.

        Raises
        ------
        UserError
            If the scene's code goes wrong, naming file and line; or if a process dies over it again and again.
        """
        return self._done(_draw, instant)

    def handles(self, instant: Instant) -> list[Handle]:
        """Return the bars of a picture by which parameters can be dragged."""
        return self._done(_find_handles, instant)

    def _done(self, task: Callable[[Instant], Result], instant: Instant) -> Result:
        for _ in range(TRIES):
            pool, done = self._hand_out(task, instant)
            try:
                return done.result()
            except CancelledError:  # the code is read anew, or all is over
                continue
            except BrokenProcessPool:
                self._drop(pool)
        raise UserError(f"{instant.scene}/{instant.beat}: the process that draws it died {TRIES} times over it")

    def warm(self) -> None:
        """Let a process start, and read Manim, before it is asked for anything; others, once there is more to draw."""
        self._hand_out(_nothing, None)

    def renew(self) -> None:
        """Let the next picture be drawn by processes that have not read any code yet."""
        with self._guard:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)

    def close(self) -> None:
        """Let no process be left behind."""
        self._closed = True
        self.renew()
        for process in multiprocessing.active_children():
            process.kill()

    def _hand_out(self, task: Callable[[Asked], Result], instant: Asked) -> tuple[ProcessPoolExecutor, Future[Result]]:
        with self._guard, deaf():
            if self._closed:
                raise ConnectionAbortedError("the studio is closed")
            for _ in range(TRIES):
                if self._pool is None:
                    self._pool = ProcessPoolExecutor(self._size, multiprocessing.get_context("spawn"), _get_ready)
                try:
                    return self._pool, self._pool.submit(task, instant)
                except BrokenProcessPool:
                    self._pool = None
                except RuntimeError as error:  # Python ends, and starts nothing any more
                    raise ConnectionAbortedError(str(error)) from None
        raise UserError("processes that draw die as soon as they start (out of memory?)")

    def _drop(self, pool: ProcessPoolExecutor) -> None:
        with self._guard:
            if self._pool is pool:
                self._pool = None
        pool.shutdown(wait=False, cancel_futures=True)


def _get_ready() -> None:
    """Read Manim before it is needed. It is no garbage: what pictures leave is then found soon, and at little cost."""
    get_ready()
    import bits.codec.painter
    import bits.engine.seek  # noqa: F401

    gc.collect()
    gc.freeze()


def _nothing(_: None) -> None:
    """Do what takes no time."""


@cache
def _painter(width: int, height: int, theme: str) -> Painter:
    from bits.codec.painter import Painter
    from bits.stage.theme import ground

    return Painter(width, height, ground(theme))


def _draw(instant: Instant) -> bytes:
    from PIL import Image

    look = instant.look
    painter = _painter(*look.size, look.theme)
    painter.paint(_staged(instant)[1])
    file = io.BytesIO()
    Image.fromarray(painter.picture[..., :3]).save(file, "JPEG", quality=_QUALITY, subsampling=0)
    return file.getvalue()


def _find_handles(instant: Instant) -> list[Handle]:
    from bits.studio.handles import handles

    return list(handles(_staged(instant)[0], instant.params))


def _staged(instant: Instant) -> tuple[ConceptScene, list[VMobject]]:
    from bits.engine.seek import stage_at

    look, cls = instant.look, instant.project.scene(instant.scene)
    paces, beat, seconds = instant.paces, instant.beat, instant.seconds
    settings: dict[str, Any] = {"fps": look.fps, "size": look.size, "theme": look.theme, "step": instant.step}
    return stage_at(cls, instant.params, paces, beat, seconds, **settings)
