"""What `manim-slides present` plays: clips, and a file that lists them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from bits.deliver.slides import DeckFormat

if TYPE_CHECKING:
    from bits.deliver.deck import Deck

_FOLDER = "slides"
"""Where its programs look, in the folder in which they are started."""
_NAME = "lecture"


class ManimSlides(DeckFormat):
    """A folder in which `manim-slides present lecture` is run.

    Its own class would write absolute paths: the folder could not be moved. Playing backwards shows the clip
    forwards, as its own `skip_reversing` does: a clip in reverse would say its words in reverse.
    """

    name, suffix = "manim-slides", ""
    purpose, detail = "files for manim-slides", "`manim-slides present lecture`, run in the folder that is made"
    stem = "manim-slides"

    def write(self, deck: Deck, path: Path) -> None:
        """Write clips and list."""
        from bits.deliver.folder import folder_written_whole
        from bits.stage.theme import THEMES

        with folder_written_whole(path) as folder:
            clips = folder / _FOLDER / "files" / _NAME
            clips.mkdir(parents=True)
            slides = []
            for slide in deck.each():
                clip = deck.write_clip(slide, clips).relative_to(folder).as_posix()
                slides.append({"file": clip, "rev_file": clip, "notes": f"{slide.title}\n\n{slide.notes}"})
            listing = {
                "slides": slides,
                "resolution": [deck.look.width, deck.look.height],
                "background_color": THEMES[deck.look.theme]["ground"],
            }
            # ASCII, since it is read in whatever encoding the system has.
            (folder / _FOLDER / f"{_NAME}.json").write_text(json.dumps(listing, indent=2), encoding="ascii")
