"""A project: a folder with what is shown (``scenes/``), what is said (``narration/``) and, if it likes, a film."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from bits import HOME
from bits.authoring import discovery
from bits.authoring.concept import ConceptScene
from bits.authoring.parameters import SceneParams
from bits.errors import UserError, quoted, unknown
from bits.paths import home, named

_PACKAGE = "scenes"
_modules: dict[Path, dict[str, ModuleType]] = {}
"""What was imported of each project while another one's scenes are at work."""


@dataclass(frozen=True)
class Project:
    """A folder of scenes. Where one is unpickled, its scenes can be imported from then on.

    Attributes
    ----------
    folder
        Absolute.
    """

    folder: Path

    def __reduce__(self) -> tuple[Any, ...]:
        """Let what is pickled after it find its classes."""
        return (_opened, (self.folder,)) if self.folder != HOME else (_own, ())

    @property
    def narration(self) -> Path:
        """Return the folder of the words."""
        return self.folder / "narration"

    @property
    def film(self) -> Path | None:
        """Return the file of its own film, if it has one."""
        return discovery.film_file(self.folder)

    def film_scenes(self) -> tuple[str, ...]:
        """Return the scenes of its own film, each once; all scenes if it has no film."""
        return discovery.film_scenes(self.folder)

    def scenes(self) -> tuple[str, ...]:
        """Return all scenes: those of the film in their order, then the others."""
        return tuple(dict.fromkeys([*self.film_scenes(), *discovery.scene_modules(self.folder)]))

    def concepts(self) -> tuple[str, ...]:
        """Return all scenes that are concepts, neither welcome nor farewell."""
        return discovery.concepts_among(self.folder, self.scenes())

    def steps(self) -> tuple[str, ...]:
        """Return the concepts of its own film, in order."""
        return discovery.film_steps(self.folder)

    def scene(self, name: str) -> type[ConceptScene]:
        """Return the class of a scene.

        Raises
        ------
        UserError
            If there is no such scene, suggesting the nearest; or if its file is no Python, or holds no scene that can
            be played.
        """
        file = discovery.scene_file(self.folder, name)
        if not name.isidentifier() or not file.is_file():
            raise unknown("scene", name, self.scenes())
        self.open()
        with discovery.blamed_on(file):
            module = importlib.import_module(f"{_PACKAGE}.{name}.scene")
        mine = [
            member
            for member in vars(module).values()
            if isinstance(member, type) and issubclass(member, ConceptScene) and member.__module__ == module.__name__
        ]
        scenes = [cls for cls in mine if not any(cls in other.__bases__ for other in mine)]
        _check(discovery.shown_file(file), scenes)
        return scenes[0]

    def open(self) -> None:
        """Let the package ``scenes`` be that of this folder; modules of another project's wait until it is opened."""
        place = str(self.folder / _PACKAGE)
        now = sys.modules.get(_PACKAGE)
        if now is not None and list(now.__path__) == [place]:
            return
        if now is not None:
            mine = [name for name in sys.modules if name.partition(".")[0] == _PACKAGE]
            _modules[Path(next(iter(now.__path__))).parent] = {name: sys.modules.pop(name) for name in mine}
        package = ModuleType(_PACKAGE, "What is shown.")
        package.__path__ = [place]
        sys.modules.update(_modules.pop(self.folder, {_PACKAGE: package}))


def _opened(folder: Path) -> Project:
    project = Project(folder)
    project.open()
    return project


OWN = Project(HOME)
"""The film that comes with the machine."""


def _own() -> Project:
    """Return our own film where it is unpickled: on another machine it lies elsewhere."""
    OWN.open()
    return OWN


def project_in(folder: str | Path | None = None) -> Project:
    """Return the project in a folder or, if none is given, in that where the command runs; else our own.

    Raises
    ------
    UserError
        If there is no such folder, or it is no project.
    """
    place = Path.cwd() if folder is None else home(folder)
    if not place.is_dir():
        raise UserError(f"--project {named(place)}: there is no such folder")
    is_project = (place / "scenes").is_dir() and (place / "narration").is_dir()
    if folder is not None and not is_project:
        raise UserError(f"--project {named(place)}: a project has the folders scenes/ and narration/")
    return OWN if not is_project or place.samefile(HOME) else Project(place.resolve())


def _check(file: str, scenes: Sequence[type[ConceptScene]]) -> None:
    """Raise the error that tells why a user's file cannot be played."""
    if not scenes:
        raise UserError(f"{file}: defines no class that is a ConceptScene")
    if len(scenes) > 1:
        raise UserError(f"{file}: has the scenes {' and '.join(cls.__name__ for cls in scenes)}; a file holds one")
    (cls,) = scenes
    params = getattr(cls, "Params", None)
    if not (isinstance(params, type) and issubclass(params, SceneParams)):
        raise UserError(f"{file}: {cls.__name__} needs a class Params(SceneParams), or Params(MeasuredParams)")
    if not cls.beats():
        raise UserError(f"{file}: {cls.__name__} has no beats: mark a method with @beat")
    for name in cls.beats():
        if name in discovery.taken_names():
            line = getattr(cls, name).__code__.co_firstlineno
            raise UserError(f"{file}:{line}: beat {quoted(name)}: every scene has a {name} already; take another name")
