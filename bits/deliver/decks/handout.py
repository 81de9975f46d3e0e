"""The handout: a PDF to print, each beat's picture with its words beneath."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bits.deliver.slides import DeckFormat

if TYPE_CHECKING:
    from bits.deliver.deck import Deck

_TEMPLATE = Path(__file__).with_name("handout.typ")
_WRITTEN = datetime(1980, 1, 1, tzinfo=UTC)
"""The same deck gives the same bytes, whenever it is written."""


class Handout(DeckFormat):
    """An A4 document with bookmarks, page numbers, real text and embedded fonts; readable by screen readers."""

    name, suffix = "pdf", ".pdf"
    purpose, detail = "a handout to print", "in A4, each beat's picture with its words beneath"
    stem = "handout"
    sets_words = True

    def write(self, deck: Deck, path: Path) -> None:
        """Set the document with Typst."""
        import typst

        from bits.making.output import delivered
        from bits.making.temporary import new_folder
        from bits.stage.fonts import font_folders

        with new_folder() as folder, delivered(path) as temporary:
            pictures = {slide.name: deck.write_picture(slide, folder).name for slide in deck.each()}
            (folder / "content.json").write_text(json.dumps(_content(deck, pictures)), encoding="utf-8")
            document = typst.compile(
                input=str(shutil.copy(_TEMPLATE, folder)),
                root=str(folder),
                font_paths=font_folders(),
                ignore_system_fonts=True,
                format="pdf",
                pdf_standards="ua-1",
                timestamp=_WRITTEN,
            )
            temporary.write_bytes(document)


def _content(deck: Deck, pictures: dict[str, str]) -> dict[str, Any]:
    """Return what the template sets; each slide's picture is a file in its folder."""
    from langcodes import Language

    from bits.stage.fonts import families
    from bits.stage.typeset import runs_left

    everything = " ".join(f"{slide.title} {slide.notes}" for slide in deck.slides) + deck.about.title
    parts = [
        {
            "title": title,
            "beats": [
                {
                    "heading": slide.heading,
                    "picture": pictures[slide.name],
                    "words": slide.notes,
                    "leftwards": runs_left(slide.notes),
                }
                for slide in slides
            ],
        }
        for title, slides in deck.parts()
    ]
    return {
        "title": deck.about.title,
        "author": deck.about.author,
        "language": Language.get(deck.about.language).language,
        "families": families(everything),
        "parts": parts,
    }
