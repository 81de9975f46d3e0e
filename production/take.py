"""A shot to a segment: recorded, painted and encoded once, then kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

from scenes.concept import FILM, Pace, concept
from scenes.parameters import SceneParams

from .encoder import Format
from .store import Store, key_of

DRAWN_BY = ("manim", "numpy", "pycairo", "av", "typst", "svgelements", "fontpkg-fira-sans")
"""The libraries on which a frame's bytes depend."""
_ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Order:
    """Everything that the picture of one beat depends on, in plain data that any process can work from."""

    scene: str
    beat: str
    params: SceneParams
    paces: Mapping[str, Pace]
    format: Format
    theme: str = "dark"

    @property
    def key(self) -> str:
        """Return the hash under which the segment is kept."""
        pace = self.paces[self.beat]
        return key_of(
            "segment",
            self.scene,
            concept(self.scene).narration().title,
            self.beat,
            self.params.model_dump(mode="json"),
            (pace.words, sorted(pace.cues.items())),
            (self.format.width, self.format.height, self.format.fps),
            self.theme,
            code_of(self.scene),
        )


@cache
def code_of(scene: str) -> str:
    """Return the hash of the code and the libraries that draw a scene.

    What other concepts do is left out: changing one of them leaves the segments of the others alone.
    """
    own = {_ROOT / "scenes" / f"{scene}.py"}
    shared = {path for path in (_ROOT / "scenes").glob("*.py") if path.stem not in FILM}
    shared |= set((_ROOT / "scenes" / "stage").glob("*.py"))
    shared |= {_ROOT / "production" / f"{name}.py" for name in ("recorder", "painter", "encoder")}
    return key_of(*sorted(own | shared), [(name, version(name)) for name in DRAWN_BY])


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
    store = Store(folder)
    kept = store.get(order.key, ".mp4")
    if kept is not None:
        return kept
    with store.put(order.key, ".mp4") as path:
        _film(order, path, tick)
    made = store.get(order.key, ".mp4")
    assert made is not None
    return made


def _film(order: Order, path: Path, tick: Callable[[int], None]) -> None:
    from manim import VMobject

    from scenes.concept import ConceptScene
    from scenes.stage import colour, theme

    from .encoder import SegmentEncoder
    from .painter import Painter
    from .recorder import record

    theme.use(order.theme)
    painter = Painter(order.format.width, order.format.height, colour("ground"))

    class Camera:
        """Paints each moment and hands the encoder what changed."""

        def moment(self, scene: ConceptScene, shapes: list[VMobject], ticks: int) -> None:
            rows = painter.paint(shapes)
            if rows is None:
                encoder.hold(ticks)
            else:
                encoder.frame(painter.picture, ticks, rows)
            tick(ticks)

    with SegmentEncoder(path, order.format) as encoder:
        record(
            concept(order.scene),
            (order.beat,),
            order.params,
            order.paces,
            Camera(),
            fps=order.format.fps,
            size=(order.format.width, order.format.height),
            theme=order.theme,
        )
