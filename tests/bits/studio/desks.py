"""A desk for the tests of the studio: our own film or a small project, read by a silent voice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bits.authoring.project import OWN, Project
from bits.making.store import Store
from bits.studio.desk import Desk
from bits.studio.easel import Easel
from bits.studio.renders import Renders


@contextmanager
def desk_in(
    folder: Path,
    scene: str | None = "entropy",
    project: Project = OWN,
    voice: str | None = "silent",
    film: Path | None = None,
) -> Iterator[Desk]:
    """Yield a desk that keeps everything in a folder."""
    easel, renders = Easel(1), Renders(folder)
    try:
        desk = Desk(project, scene, voice, Store(folder / "store"), folder / "home", easel, renders, film)
        yield desk
    finally:
        easel.close()
        renders.close()
