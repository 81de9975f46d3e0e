"""A shot to a segment: recorded, painted and encoded once, then kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from narration.captions import Caption
from scenes.concept import Pace, concept
from scenes.discovery import scene_modules
from scenes.parameters import SceneParams

from .encoder import Box, Format, SegmentEncoder
from .reads import values
from .store import Store, key_of

DRAWN_BY = (
    *("manim", "numpy", "cairocffi", "av", "typst", "svgelements"),
    *("fontpkg-fira-sans", "fontpkg-open-sans", "fontpkg-noto-sans-arabic"),
)
"""The libraries on which a frame's bytes depend."""
_ROOT = Path(__file__).parent.parent


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
    drawing = ("recorder", "reads", "painter", "pen", "band", "encoder", "reel")
    shared |= {_ROOT / "production" / f"{name}.py" for name in drawing}
    return key_of(*sorted(own | shared), [(name, version(name)) for name in DRAWN_BY])


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


def keep(order: Order, folder: Path, suffix: str, write: Callable[[Path], list[str]]) -> Path:
    """Return what the store has for a beat, or what `write` makes.

    Parameters
    ----------
    order
        What to record.
    folder
        The store's folder.
    suffix
        ``.mp4`` or ``.reel``.
    write
        Writes the file, and returns the names of what the picture depends on.
    """
    store = Store(folder)
    kept = find(order, store, suffix)
    if kept is not None:
        return kept
    base, reads = order.base, list[str]()
    with store.put(lambda: order.key(base, reads), suffix) as path:
        reads += write(path)
    with store.put(base, ".json") as path:
        path.write_text(json.dumps(reads))
    made = store.get(order.key(base, reads), suffix)
    assert made is not None
    return made


def take(order: Order, folder: Path, tick: Callable[[int], None]) -> Path:
    """Return the segment of a beat, from the store or newly made.

    Parameters
    ----------
    order
        What to record.
    folder
        The store's folder.
    tick
        Called with the number of ticks that have just been encoded.
    """

    def write(path: Path) -> list[str]:
        with SegmentEncoder(path, order.look.format) as encoder:
            return film(order, encoder, tick)

    return keep(order, folder, ".mp4", write)


class Encoder(Protocol):
    """Takes the pictures of a beat, as `SegmentEncoder` does."""

    def frame(self, picture: NDArray[np.uint8], ticks: int = 1, boxes: Sequence[Box] | None = None) -> None:
        """Show a picture for so many ticks; what differs from the one before lies in `boxes`, or anywhere if None."""

    def hold(self, ticks: int) -> None:
        """Let the last picture stand on."""


def film(order: Order, encoder: Encoder, tick: Callable[[int], None]) -> list[str]:
    """Record a beat into an encoder, and return the names of what its picture depends on.

    Parameters
    ----------
    order
        What to record.
    encoder
        Gets the pictures.
    tick
        Called with the number of ticks that it has just been given.
    """
    from manim import VMobject

    from scenes.concept import ConceptScene
    from scenes.stage import colour, theme

    from .band import Band
    from .painter import Painter
    from .recorder import record

    look = order.look
    theme.use(look.theme)
    painter = Painter(look.width, look.height, colour("ground"), look.transparent)
    band = Band(order.captions, look.fps)

    class Camera:
        """Paints each moment and hands the encoder what changed."""

        def moment(self, scene: ConceptScene, shapes: list[VMobject], ticks: int) -> None:
            for part, words in band.during(ticks):
                changed = painter.paint([*shapes, *words])
                if changed:
                    encoder.frame(painter.picture, part, changed)
                else:
                    encoder.hold(part)
                tick(part)

    recording = record(
        concept(order.scene),
        (order.beat,),
        order.params,
        order.paces,
        Camera(),
        fps=look.fps,
        size=(look.width, look.height),
        theme=look.theme,
    )
    return recording.reads[order.beat]
