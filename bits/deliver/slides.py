"""Slides in the formats in which talks are given, one slide a beat or one a stop."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from bits.deliver.formats import Format, Source

if TYPE_CHECKING:
    from bits.deliver.deck import Deck
    from bits.making.job import Look

_STOP_ROWS = 720
"""Pixels of the shorter side of a clip that ends at a stop, unless asked for more: there are many of them."""


@dataclass(frozen=True)
class Made:
    """What was made: how many slides, and how many beats had to be drawn for them."""

    slides: int
    drawn: int


@dataclass(frozen=True)
class DeckFormat(Format):
    """A format that decks are written in.

    Parameters
    ----------
    autoplay
        Whether a clip plays by itself when its slide is shown; else it waits for a key or a click.
    stops
        Whether there is a slide for each stop; else there is one for each beat.

    Attributes
    ----------
    stem
        The name that a deck gets where none is given, without its suffix.
    can_wait
        Whether it is this format that decides when a clip plays.
    sets_words
        Whether the words are set in fonts of ours; else that is up to whoever shows them.
    """

    stem: ClassVar[str] = "slides"
    can_wait: ClassVar[bool] = False
    sets_words: ClassVar[bool] = False

    autoplay: bool = False
    stops: bool = False

    @property
    def place(self) -> str:
        """Return the name that a deck gets where none is given."""
        return self.stem + self.suffix

    @property
    def passes(self) -> int:
        """Return how often each tick is gone through: it is drawn, its slide is written, and parts are encoded."""
        return 3 if self.stops else 2

    def suited(self, look: Look, *, sized: bool) -> Look:
        """Return the look that suits the slides, as far as no size was asked for."""
        shorter = min(look.width, look.height)
        if not self.stops or sized or shorter <= _STOP_ROWS:
            return look
        width, height = (round(side * _STOP_ROWS / shorter / 2) * 2 for side in (look.width, look.height))
        return replace(look, width=width, height=height)

    def make(self, source: Source, path: Path) -> Made:
        """Make a deck of some shots.

        Raises
        ------
        UserError
            If it cannot be written, its words cannot be set, or workers keep dying.
        """
        from bits.deliver.deck import Deck
        from bits.making.takes import reels, takes
        from bits.stage.fonts import demand

        shots, look, about = source.shots, source.look, source.about
        if self.sets_words:
            demand(f"{about.title} {about.author}", "the title and the author of the film")
            for shot in shots:
                demand(f"{shot.title} {shot.heading} {shot.line.shown}", f"{shot.name}: its words")
        files, drawn = (reels if self.stops else takes)(shots, look, source.store, source.crew, source.report)
        if self.stops:
            deck = Deck.at_stops(source, files)
        else:
            deck = Deck.of(shots, files, look, about, source.store, source.report)
        self.write(deck, path)
        return Made(len(deck.slides), drawn)

    @abstractmethod
    def write(self, deck: Deck, path: Path) -> None:
        """Write a deck, whole or not at all.

        Raises
        ------
        UserError
            If it cannot be written.
        """
