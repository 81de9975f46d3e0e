"""A shot to a segment: recorded, painted and encoded once, then kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import cairo
import numpy as np
from numpy.typing import NDArray

from narration.captions import Caption
from scenes.concept import Pace, concept
from scenes.discovery import scene_modules
from scenes.parameters import SceneParams

from .crew import Tick
from .encoder import Box, Format
from .reads import values
from .store import Store, key_of

if TYPE_CHECKING:
    from manim import VMobject

    from scenes.concept import ConceptScene

    from .canvas import Shape
    from .recorder import Performance

DRAWN_BY = (
    *("manim", "numpy", "av", "typst", "svgelements"),
    *("fontpkg-fira-sans", "fontpkg-open-sans", "fontpkg-noto-sans-arabic"),
)
"""The libraries on which a frame's bytes depend."""
_ROOT = Path(__file__).parent.parent
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
    """

    scene: str
    beat: str
    params: SceneParams
    facts: Mapping[str, float | int | str]
    paces: Mapping[str, Pace]
    look: Look
    captions: tuple[Caption, ...] = ()

    @property
    def base(self) -> str:
        """Return the hash of all that the segment depends on but the parameters."""
        pace = self.paces[self.beat]
        return key_of(
            "segment",
            self.scene,
            concept(self.scene).narration().title,
            self.beat,
            (pace.words, sorted(pace.cues.items())),
            asdict(self.look),
            [asdict(caption) for caption in self.captions],
            code_of(self.scene),
        )

    def precedes(self, other: Order) -> bool:
        """Return whether the same scene, played on, comes to the other's beat."""
        beats = concept(self.scene).beats()
        same = (self.scene, self.params, self.paces, self.look) == (other.scene, other.params, other.paces, other.look)
        return same and beats.index(self.beat) < beats.index(other.beat)

    def key(self, base: str, names: list[str]) -> str:
        """Return the hash under which the segment is kept, if its picture depends on these parameters and facts."""
        return key_of(base, names, values(names, self.params, self.facts))


@cache
def code_of(scene: str) -> str:
    """Return the hash of the code and the libraries that draw a scene.

    What other concepts do is left out: changing one of them leaves the segments of the others alone.
    """
    own = {_ROOT / "scenes" / f"{scene}.py"}
    scenes = scene_modules()
    shared = {path for path in (_ROOT / "scenes").glob("*.py") if path.stem not in scenes}
    shared |= set((_ROOT / "scenes" / "stage").glob("*.py"))
    drawing = ("recorder", "reads", "painter", "canvas", "yuv", "band", "encoder", "hints", "reel")
    shared |= {_code(f"production.{name}") for name in drawing}
    return key_of(*sorted(own | shared), [(name, version(name)) for name in DRAWN_BY], cairo.cairo_version_string())


def _code(module: str) -> Path:
    """Return where a module is, source or compiled, without importing it."""
    spec = find_spec(module)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin)


def find(order: Order, store: Store, suffix: str) -> Path | None:
    """Return the segment (``.mp4``) or the reel (``.reel``) of a beat if the store has it.

    Beside each the store keeps the names of what its picture depends on: which they are is only known once a beat
    has been recorded. A recording that reads the same values goes the same way, so any list may be tried.
    """
    base = order.base
    for listing in store.every(base, ".json"):
        kept = store.get(order.key(base, json.loads(listing.read_bytes())), suffix)
        if kept is not None:
            return kept
    return None


def perform(scene: str, params: SceneParams, paces: Mapping[str, Pace], look: Look) -> Performance:
    """Put a concept on stage."""
    from .recorder import Performance

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
        """Return the file of a beat. `tick` is told of the ticks that have just been encoded."""
        kept = find(order, self._store, self._suffix)
        if kept is not None:
            return kept
        if self._performance is None:
            self._performance = perform(order.scene, order.params, order.paces, order.look)
        base, reads = order.base, list[str]()
        with self._store.put(lambda: order.key(base, reads), self._suffix) as path:
            with self._encoder(path, order.look.format) as encoder:
                reads += film(order, self._performance, encoder, tick)
            # The list goes before the segment: whatever happens now, a segment that is there is found.
            with self._store.put(base, ".json") as listing:
                listing.write_text(json.dumps(reads))
        made = self._store.get(order.key(base, reads), self._suffix)
        assert made is not None
        return made


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
        from scenes.stage import colour

        from .band import Band
        from .painter import Painter

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
