"""Slides in the formats in which talks are given, one slide a beat."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from bits.deliver.formats import Format, Source

if TYPE_CHECKING:
    from bits.deliver.deck import Deck


@dataclass(frozen=True)
class DeckFormat(Format):
    """A format that decks are written in.

    Parameters
    ----------
    autoplay
        Whether a clip plays by itself when its slide is shown; else it waits for a key or a click.

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

    @property
    def place(self) -> str:
        """Return the name that a deck gets where none is given."""
        return self.stem + self.suffix

    @property
    def passes(self) -> int:
        """Return how often each tick is gone through: it is drawn, and its slide is written."""
        return 2

    def make(self, source: Source, path: Path) -> int:
        """Make a deck, one slide for each shot, and return how many beats had to be drawn.

        Raises
        ------
        UserError
            If it cannot be written, its words cannot be set, or workers keep dying.
        """
        from bits.deliver.deck import Deck
        from bits.making.film import takes
        from bits.stage.fonts import demand

        shots, look, about = source.shots, source.look, source.about
        if self.sets_words:
            demand(f"{about.title} {about.author}", "the title and the author of the film")
            for shot in shots:
                demand(f"{shot.title} {shot.heading} {shot.line.shown}", f"{shot.name}: its words")
        segments, drawn = takes(shots, look, source.store, source.crew, source.report)
        self.write(Deck.of(shots, segments, look, about, source.store, source.report), path)
        return drawn

    @abstractmethod
    def write(self, deck: Deck, path: Path) -> None:
        """Write a deck, whole or not at all.

        Raises
        ------
        UserError
            If it cannot be written.
        """
