"""Clips in the formats that people's tools take, all made from one drawing of each beat."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from bits.deliver.formats import Format, Source, listed
from bits.errors import UserError
from bits.notes import note

if TYPE_CHECKING:
    from bits.deliver.footage import Footage
    from bits.making.film import Film
    from bits.making.job import Look


@dataclass(frozen=True)
class Limits:
    """How large and how fast a format is, unless asked for more.

    Attributes
    ----------
    longest
        Pixels of the longer side, unless a size is asked for.
    fps
        Pictures a second, unless a rate is asked for.
    fastest
        Pictures a second at most: players slow down what is faster.
    """

    longest: int = 960
    fps: int = 20
    fastest: int = 50


@dataclass(frozen=True)
class ClipFormat(Format):
    """A format of clips.

    Parameters
    ----------
    sound
        Whether the voice is heard, if the format has sound.
    loop
        Whether the clip runs back to its first picture in the end.

    Attributes
    ----------
    picture, heard
        How pictures and sound are coded; `heard` is empty where there is no sound.
    transparency
        How the ground can be left out; empty if it cannot.
    caveat
        What is to be known of that.
    has_files_beside
        Whether captions and a listing of chapters are written beside the file.
    limits
        None if it takes every size and rate.
    """

    picture: ClassVar[str]
    heard: ClassVar[str] = ""
    transparency: ClassVar[str] = ""
    caveat: ClassVar[str] = ""
    has_files_beside: ClassVar[bool] = False
    limits: ClassVar[Limits | None] = None

    sound: bool = True
    loop: bool = False

    @property
    def passes(self) -> int:
        """Return how often each tick is gone through: it is drawn, and encoded afterwards."""
        return 2

    def places(self, path: Path) -> Sequence[Path]:
        """Return the clip and what comes beside it."""
        from bits.making.film import beside

        return [path, *(beside(path) if self.has_files_beside else ())]

    def suited(self, look: Look, *, sized: bool, timed: bool) -> Look:
        """Return the look that suits the format, as far as no size and no rate were asked for."""
        if self.limits is None:
            return look
        fps = self.limits.fastest if timed else self.limits.fps
        share = 1.0 if sized else min(1.0, self.limits.longest / max(look.width, look.height))
        width, height = (round(side * share / 2) * 2 for side in (look.width, look.height))
        return replace(look, width=width, height=height, fps=min(look.fps, fps))

    def check(self, look: Look) -> None:
        """Check that a clip can look like that, and note what is to be known of it.

        Raises
        ------
        UserError
            If the format has no such thing.
        """
        from bits.deliver.clips import transparent_formats

        _ = look.raster  # no side may be odd
        if look.transparent and not self.transparency:
            others = (f"{other.name} ({other.purpose})" for other in transparent_formats())
            raise UserError(f"{self.name} has no transparency: use --format {listed(others, 'or')}")
        if look.transparent and self.caveat:
            note(self.caveat)

    def make(self, source: Source, path: Path) -> Film:
        """Make a clip, and what comes beside it, whole or not at all.

        Raises
        ------
        UserError
            If it cannot be written, or workers keep dying.
        """
        from bits.deliver.footage import drawn
        from bits.making.film import Film

        footage = drawn(source, self.loop)
        self.write(footage, path)
        return Film(path, footage.seconds, footage.drawn)

    @abstractmethod
    def write(self, footage: Footage, path: Path) -> None:
        """Write what was drawn, whole or not at all.

        Raises
        ------
        UserError
            If it cannot be written.
        """
