"""A shot to a segment: recorded, painted and encoded once, then kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from bits.authoring.concept import Pace, concept
from bits.authoring.parameters import SceneParams
from bits.codec.encoder import Box, Format, is_segment
from bits.codec.reel import is_reel
from bits.engine.reads import values
from bits.errors import RemovedError, UserError
from bits.making.crew import Tick
from bits.making.fingerprint import code_of, files_of
from bits.making.inputs import digest_of, read_by
from bits.making.store import TRIES, Store, key_of
from bits.paths import discard
from bits.speech.captions import Caption

if TYPE_CHECKING:
    from manim import VMobject

    from bits.authoring.concept import ConceptScene
    from bits.codec.canvas import Shape
    from bits.engine.recorder import Performance

FILE = "file "
"""Stands before the name of a file, to tell it from a parameter."""
_AT_ONCE = 16
"""Moments that are looked at before they are painted: x264 sweeps a core's cache, and Python is slow in a cold one."""


@dataclass(frozen=True)
class Look:
    """What all takes of a film have in common: size in pixels, ticks per second, theme.

    Attributes
    ----------
    transparent
        Whether the ground is left out.
    captions
        Whether the words are written into the picture.
    """

    width: int = 1920
    height: int = 1080
    fps: int = 60
    theme: str = "dark"
    transparent: bool = False
    captions: bool = False

    @property
    def format(self) -> Format:
        """Return what the encoder has to know.

        Raises
        ------
        UserError
            If H.264 does not take such a size.
        """
        return Format(self.width, self.height, self.fps)


@dataclass(frozen=True)
class Order:
    """Everything that the picture of one beat depends on, in plain data that any process can work from.

    Attributes
    ----------
    captions
        What is written into the picture, in seconds from the beat's start.
    code
        The hash of the code that draws it; see `bits.making.fingerprint`.
    """

    scene: str
    beat: str
    params: SceneParams
    facts: Mapping[str, float | int | str]
    paces: Mapping[str, Pace]
    look: Look
    captions: tuple[Caption, ...] = ()
    code: str = ""

    def __post_init__(self) -> None:
        """Look at the code now, if that has not been done."""
        if not self.code:
            object.__setattr__(self, "code", code_of(self.scene))

    @property
    def base(self) -> str:
        """Return the hash of all that the segment depends on but what its beat reads."""
        pace = self.paces[self.beat]
        return key_of(
            "segment",
            self.scene,
            concept(self.scene).narration().title,
            self.beat,
            (pace.words, sorted(pace.cues.items())),
            asdict(self.look),
            [asdict(caption) for caption in self.captions],
            self.code,
        )

    def precedes(self, other: Order) -> bool:
        """Return whether the same scene, played on, comes to the other's beat."""
        beats = concept(self.scene).beats()
        same = (self.scene, self.params, self.paces, self.look) == (other.scene, other.params, other.paces, other.look)
        return same and beats.index(self.beat) < beats.index(other.beat)

    def key(self, base: str, names: Sequence[str], files: Mapping[str, str]) -> str:
        """Return the hash under which the segment is kept, if its picture depends on what has these names.

        Parameters
        ----------
        base
            All else that it depends on.
        names
            Of parameters and facts and, after FILE, of files.
        files
            The hashes of the files' contents.
        """
        return key_of(base, names, values(names, self.params, self.facts), [files.get(name) for name in names])


def find(order: Order, store: Store, suffix: str) -> Path | None:
    """Return the segment (``.mp4``) or the reel (``.reel``) of a beat if the store has it.

    Beside each the store keeps the names of what its picture depends on: which they are is only known once a beat
    has been recorded. A recording that reads the same values goes the same way, so any list may be tried.
    """
    base = order.base
    for names in store.contents(base, ".json", _listed):
        files = {name: digest_of(name.removeprefix(FILE)) for name in names if name.startswith(FILE)}
        kept = store.get(order.key(base, names, files), suffix)
        if kept is not None and _fits(kept, order.look.format, suffix):
            return kept
    return None


def _listed(data: bytes) -> list[str]:
    return _NAMES.validate_json(data)  # its error is a ValueError


_NAMES = TypeAdapter(list[str])


def _fits(path: Path, wanted: Format, suffix: str) -> bool:
    """Return whether a file of the store has such pictures; what is something else is removed."""
    fits = is_segment(path, wanted) if suffix == ".mp4" else is_reel(path, wanted)
    if not fits:
        discard(path)
    return fits


def perform(scene: str, params: SceneParams, paces: Mapping[str, Pace], look: Look) -> Performance:
    """Put a concept on stage."""
    from bits.engine.recorder import Performance

    size = (look.width, look.height)
    return Performance(concept(scene), params, paces, fps=look.fps, size=size, theme=look.theme)


class Session:
    """Gets beats of one concept from the store or records them, in their order: it plays once for all of them.

    Parameters
    ----------
    folder
        The store's folder.
    suffix
        ``.mp4`` or ``.reel``.
    encoder
        Writes such a file.
    """

    def __init__(self, folder: Path, suffix: str, encoder: Callable[[Path, Format], Writer]) -> None:
        self._store, self._suffix, self._encoder = Store(folder), suffix, encoder
        self._performance: Performance | None = None

    def take(self, order: Order, tick: Tick) -> Path:
        """Return the file of a beat. `tick` is told of the ticks that have just been encoded.

        Raises
        ------
        UserError
            If the store cannot be written, or is removed again and again; or if the scene's code has changed since
            the order was given.
        """
        for _ in range(TRIES):
            kept = find(order, self._store, self._suffix)
            if kept is not None:
                return kept
            with suppress(RemovedError):  # a beat is played once: what comes after is made by another performance
                made = self._made(order, tick)
                if made is not None:
                    return made
            self._performance = None
        raise RemovedError(self._store.folder)

    def _made(self, order: Order, tick: Tick) -> Path | None:
        """Record a beat, and return its file, if it has not been removed already."""
        if self._performance is None:
            self._performance = perform(order.scene, order.params, order.paces, order.look)
        base, reads, files = order.base, list[str](), dict[str, str]()
        with self._store.put(lambda: order.key(base, reads, files), self._suffix) as path:
            with self._encoder(path, order.look.format) as encoder:
                reads += film(order, self._performance, encoder, tick)
            files |= {FILE + name: digest for name, digest in read_by(files_of(order.scene, self._store)).items()}
            reads += sorted(files)
            if code_of(order.scene, self._store) != order.code:
                raise UserError(f"the code of {order.scene} was changed while {order.beat} was drawn: run again")
            # The list goes before the segment: whatever happens now, a segment that is there is found.
            self._store.keep(base, ".json", json.dumps(reads).encode())
        return self._store.get(order.key(base, reads, files), self._suffix)


class Encoder(Protocol):
    """Takes the pictures of a beat, as `SegmentEncoder` does."""

    def frame(self, picture: NDArray[np.uint8], ticks: int = 1, boxes: Sequence[Box] | None = None) -> None:
        """Show a picture for so many ticks; what differs from the one before lies in `boxes`, or anywhere if None."""

    def hold(self, ticks: int) -> None:
        """Let the last picture stand on."""


class Writer(Encoder, AbstractContextManager["Writer"], Protocol):
    """An encoder whose file is whole when the ``with`` block ends."""


def film(order: Order, performance: Performance, encoder: Encoder, tick: Tick) -> list[str]:
    """Record a beat into an encoder, and return the names of what its picture depends on.

    Parameters
    ----------
    order
        What to record.
    performance
        Of the concept, the beat still to come.
    encoder
        Gets the pictures.
    tick
        Called with the number of ticks that it has just been given.
    """
    camera = _Camera(order, encoder, tick)
    recording = performance.record(order.beat, camera)
    camera.develop()
    return recording.reads


class _Camera:
    """Looks at each moment; what it saw is painted and encoded some moments at a time."""

    def __init__(self, order: Order, encoder: Encoder, tick: Tick) -> None:
        from bits.codec.band import Band
        from bits.codec.painter import Painter
        from bits.stage import colour

        look = order.look
        self._painter = Painter(look.width, look.height, colour("ground"), look.transparent)
        self._band = Band(order.captions, look.fps)
        self._encoder, self._tick = encoder, tick
        self._seen: list[tuple[list[Shape], int]] = []

    def moment(self, scene: ConceptScene, shapes: list[VMobject], ticks: int) -> None:
        """Look at the shapes, and at the caption under them."""
        for part, words in self._band.during(ticks):
            self._seen.append((self._painter.look([*shapes, *words]), part))
        if len(self._seen) >= _AT_ONCE:
            self.develop()

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
