"""A shot to a segment: recorded, painted and encoded once, then kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from bits.codec.encoder import Box, Raster, is_segment
from bits.codec.reel import is_reel
from bits.errors import RemovedError, UserError
from bits.making.crew import Tick
from bits.making.fingerprint import code_of, files_of
from bits.making.inputs import digest_of, read_by
from bits.making.job import Job
from bits.making.store import TRIES, Store
from bits.paths import discard

if TYPE_CHECKING:
    from manim import VMobject

    from bits.authoring.concept import ConceptScene
    from bits.codec.canvas import Shape
    from bits.engine.recorder import Performance

FILE = "file "
"""Stands before the name of a file, to tell it from a parameter."""
_AT_ONCE = 16
"""Moments that are looked at before they are painted: x264 sweeps a core's cache, and Python is slow in a cold one."""


def find(job: Job, store: Store, suffix: str) -> Path | None:
    """Return the segment (``.mp4``) or the reel (``.reel``) of a beat if the store has it.

    Beside each the store keeps the names of what its picture depends on: which they are is only known once a beat
    has been recorded. A recording that reads the same values goes the same way, so any list may be tried.
    """
    base, folder = job.base, job.shot.project.folder
    for names in store.contents(base, ".json", _listed):
        files = {name: digest_of(name.removeprefix(FILE), folder) for name in names if name.startswith(FILE)}
        kept = store.get(job.key(base, names, files), suffix)
        if kept is not None and _fits(kept, job.look.raster, suffix):
            return kept
    return None


def _listed(data: bytes) -> list[str]:
    return _NAMES.validate_json(data)  # its error is a ValueError


_NAMES = TypeAdapter(list[str])


def _fits(path: Path, wanted: Raster, suffix: str) -> bool:
    """Return whether a file of the store has such pictures; what is something else is removed."""
    fits = is_segment(path, wanted) if suffix == ".mp4" else is_reel(path, wanted)
    if not fits:
        discard(path)
    return fits


def perform(job: Job) -> Performance:
    """Put a concept on stage."""
    from bits.engine.recorder import Performance

    shot, look = job.shot, job.look
    return Performance(
        shot.cls, shot.params, shot.paces, fps=look.fps, size=look.size, theme=look.theme, step=shot.step
    )


class Session:
    """Gets beats of one concept from the store or records them, in their order: it plays once for all of them.

    Parameters
    ----------
    store
        Where they are kept.
    suffix
        ``.mp4`` or ``.reel``.
    encoder
        Writes such a file.
    """

    def __init__(self, store: Store, suffix: str, encoder: Callable[[Path, Raster], Writer]) -> None:
        self._store, self._suffix, self._encoder = store, suffix, encoder
        self._performance: Performance | None = None

    def take(self, job: Job, tick: Tick) -> Path:
        """Return the file of a beat. `tick` is told of the ticks that have just been encoded.

        Raises
        ------
        UserError
            If the store cannot be written, or is removed again and again; or if the scene's code has changed since
            the job was made.
        """
        for _ in range(TRIES):
            kept = find(job, self._store, self._suffix)
            if kept is not None:
                return kept
            with suppress(RemovedError):  # a beat is played once: what comes after is made by another performance
                made = self._made(job, tick)
                if made is not None:
                    return made
            self._performance = None
        raise RemovedError(self._store.folder)

    def _made(self, job: Job, tick: Tick) -> Path | None:
        """Record a beat, and return its file, if it has not been removed already."""
        if self._performance is None:
            self._performance = perform(job)
        project, scene = job.shot.project, job.shot.scene
        base, reads, files = job.base, list[str](), dict[str, str]()
        with self._store.put(lambda: job.key(base, reads, files), self._suffix) as path:
            with self._encoder(path, job.look.raster) as encoder:
                reads += film(job, self._performance, encoder, tick)
            code = files_of(project, scene, self._store)
            files |= {FILE + name: digest for name, digest in read_by(code, project.folder).items()}
            reads += sorted(files)
            if code_of(project, scene, self._store) != job.code:
                raise UserError(f"the code of {scene} was changed while {job.shot.beat} was drawn: run again")
            # The list goes before the segment: whatever happens now, a segment that is there is found.
            self._store.keep(base, ".json", json.dumps(reads).encode())
        return self._store.get(job.key(base, reads, files), self._suffix)


class Encoder(Protocol):
    """Takes the pictures of a beat, as `SegmentEncoder` does."""

    def frame(self, picture: NDArray[np.uint8], ticks: int = 1, boxes: Sequence[Box] | None = None) -> None:
        """Show a picture for so many ticks; what differs from the one before lies in `boxes`, or anywhere if None."""

    def hold(self, ticks: int) -> None:
        """Let the last picture stand on."""


class Writer(Encoder, AbstractContextManager["Writer"], Protocol):
    """An encoder whose file is whole when the ``with`` block ends."""


def film(job: Job, performance: Performance, encoder: Encoder, tick: Tick) -> list[str]:
    """Record a beat into an encoder, and return the names of what its picture depends on.

    Parameters
    ----------
    job
        What to record.
    performance
        Of the concept, the beat still to come.
    encoder
        Gets the pictures.
    tick
        Called with the number of ticks that it has just been given.
    """
    camera = _Camera(job, encoder, tick)
    recording = performance.record(job.shot.beat, camera)
    camera.develop()
    return recording.reads


class _Camera:
    """Looks at each moment; what it saw is painted and encoded some moments at a time."""

    def __init__(self, job: Job, encoder: Encoder, tick: Tick) -> None:
        from bits.codec.band import Band
        from bits.codec.painter import Painter
        from bits.stage.theme import ground

        look = job.look
        self._painter = Painter(look.width, look.height, ground(look.theme), look.transparent)
        self._band = Band(job.captions, look.fps)
        self._encoder, self._tick = encoder, tick
        self._seen: list[tuple[list[Shape], int]] = []

    def moment(self, scene: ConceptScene, shapes: list[VMobject], ticks: int) -> None:
        """Look at the shapes, and at the caption under them."""
        for part, words in self._band.during(ticks):
            seen, stood = self._painter.look([*shapes, *words]), 0
            if self._seen and self._seen[-1][0] == seen:  # the same picture stands on
                stood = self._seen.pop()[1]
            elif len(self._seen) >= _AT_ONCE:
                self.develop()
            self._seen.append((seen, stood + part))

    def develop(self) -> None:
        """Paint and encode what was seen."""
        for shapes, ticks in self._seen:
            changed = self._painter.show(shapes)
            if changed:
                self._encoder.frame(self._painter.picture, ticks, changed)
            else:
                self._encoder.hold(ticks)
            self._tick(ticks)
        self._seen.clear()
