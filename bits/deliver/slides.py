"""The formats of slides by name, and the road from shots to a deck in one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from bits.deliver.deck import Deck, DeckFormat
from bits.deliver.handout import Handout
from bits.deliver.html_deck import HtmlDeck
from bits.deliver.manim_slides import ManimSlides
from bits.deliver.powerpoint import PowerPoint
from bits.errors import UserError, unknown
from bits.making.film import About, Report, takes
from bits.making.job import Look, Shot
from bits.making.store import Store
from bits.stage.fonts import demand

FORMATS: Mapping[str, type[DeckFormat]] = MappingProxyType(
    {"pptx": PowerPoint, "html": HtmlDeck, "pdf": Handout, "manim-slides": ManimSlides}
)


def format_of(name: str, autoplay: bool) -> DeckFormat:
    """Return the format of that name.

    Raises
    ------
    UserError
        If there is none, or if it does not decide when clips play and `autoplay` asks for it.
    """
    if name not in FORMATS:
        raise unknown("format of slides", name, FORMATS)
    kind = FORMATS[name]
    if autoplay and not kind.can_wait:
        able = " and ".join(known for known, other in FORMATS.items() if other.can_wait)
        raise UserError(f"--autoplay: is for {able}, not for {name}")
    return kind(autoplay)


def make(
    shots: Sequence[Shot],
    look: Look,
    about: About,
    store: Store,
    kind: DeckFormat,
    path: Path,
    jobs: int,
    report: Report,
) -> int:
    """Make a deck of the shots, one slide each, and return how many beats had to be drawn.

    Parameters
    ----------
    shots
        In order.
    look, about
        How the clips look, and what the deck is called.
    store
        Where segments and sounds are kept.
    kind
        Its format.
    path
        The file or the folder; the format has checked it.
    jobs
        How many processes draw.
    report
        Told of the progress; ticks count twice, when they are drawn and when their slide is written.

    Raises
    ------
    UserError
        If the deck cannot be written there, its words cannot be set, or workers keep dying.
    """
    if kind.sets_words:
        demand(f"{about.title} {about.author}", "the title and the author of the film")
        for shot in shots:
            demand(f"{shot.title} {shot.heading} {shot.line.shown}", f"{shot.name}: its words")
    segments, drawn = takes(shots, look, store, jobs, report)
    kind.write(Deck.of(shots, segments, look, about, store, report), path)
    return drawn
