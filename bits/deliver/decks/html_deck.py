"""A deck for browsers: one folder that needs neither a network nor a server."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from html import escape
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from bits.deliver.slides import DeckFormat

if TYPE_CHECKING:
    from bits.deliver.deck import Deck, Slide

_SOURCES = Path(__file__).with_name("html")
_STYLE = Template(":root { --ground: $ground; --text: $text; --muted: $muted; --line: $line; --mark: $truth; }")
_SECTION = Template("""\
<section class="slide" id="slide-$number" aria-labelledby="title-$number" tabindex="-1">
  <h2 id="title-$number">$title</h2>
  <video src="$clip" poster="$picture" width="$width" height="$height" preload="none" controls playsinline></video>
  <div class="notes"><h3>Notes</h3><p lang="$language">$notes</p></div>
</section>
""")


class HtmlDeck(DeckFormat):
    """A page that shows one slide at a time; without JavaScript, all of them one beneath the other."""

    name, suffix = "html", ""
    purpose = "browsers, offline, as a folder"
    detail = (
        "arrows turn pages, Space plays and pauses, a clicker does what it does elsewhere; `c` captions, `n` notes, "
        "`s` a window for the speaker, `f` full screen; `#/3` is the third slide"
    )
    can_wait = True

    def write(self, deck: Deck, path: Path) -> None:
        """Write the page, its clips and its pictures."""
        from bits.deliver.folder import folder_written_whole
        from bits.stage.fonts import font_files

        with folder_written_whole(path) as folder:
            for name in ("deck.css", "deck.js"):
                shutil.copyfile(_SOURCES / name, folder / name)
            (folder / "fonts").mkdir()
            for file in font_files():
                shutil.copyfile(file, folder / "fonts" / file.name)
            (folder / "clips").mkdir()
            sections = [_section(deck, slide, number, folder) for number, slide in enumerate(deck.each(), 1)]
            (folder / "index.html").write_text(self._page(deck, sections), encoding="utf-8")

    def _page(self, deck: Deck, sections: Iterable[str]) -> str:
        from bits.deliver.policy import policy
        from bits.stage.theme import THEMES

        style = _STYLE.substitute(THEMES[deck.look.theme])
        return Template((_SOURCES / "index.html").read_text(encoding="utf-8")).substitute(
            title=escape(deck.about.title),
            language=_language(deck),
            sections="\n".join(sections),
            captions=_data([_cues(deck, slide) for slide in deck.slides]),
            autoplay=str(self.autoplay).lower(),
            count=len(deck.slides),
            theme=deck.look.theme,
            style=style,
            policy=escape(policy(images="data:", styles=(style,))),
        )


def _section(deck: Deck, slide: Slide, number: int, folder: Path) -> str:
    """Return a slide as a part of the page; its clip and its picture are written into the folder of that."""
    return _SECTION.substitute(
        number=number,
        title=escape(slide.title),
        clip=escape(deck.write_clip(slide, folder / "clips").relative_to(folder).as_posix()),
        picture=escape(deck.write_poster(slide, folder / "clips").relative_to(folder).as_posix()),
        width=deck.look.width,
        height=deck.look.height,
        language=_language(deck),
        notes=escape(slide.notes),
    )


def _language(deck: Deck) -> str:
    from langcodes import Language

    return Language.get(deck.about.language).to_tag()


def _cues(deck: Deck, slide: Slide) -> list[tuple[float, float, str]]:
    return [(round(cue.start, 3), round(cue.end, 3), cue.text) for cue in deck.captions(slide)]


def _data(value: object) -> str:
    """Return data as JSON that may stand in a page: nothing in it ends the script element."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")
