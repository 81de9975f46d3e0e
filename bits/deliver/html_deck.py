"""A deck for browsers: one folder that needs neither a network nor a server."""

from __future__ import annotations

import json
import shutil
from html import escape
from pathlib import Path
from string import Template

from langcodes import Language

from bits.deliver.deck import Deck, DeckFormat, Slide
from bits.deliver.folder import folder_written_whole
from bits.deliver.policy import policy
from bits.stage.fonts import font_files
from bits.stage.theme import THEMES

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

    place = "slides"
    can_wait = True

    def write(self, deck: Deck, path: Path) -> None:
        """Write the page, its clips and its pictures."""
        language = Language.get(deck.about.language).to_tag()
        with folder_written_whole(path) as folder:
            for name in ("deck.css", "deck.js"):
                shutil.copyfile(_SOURCES / name, folder / name)
            (folder / "fonts").mkdir()
            for file in font_files():
                shutil.copyfile(file, folder / "fonts" / file.name)
            media = folder / "clips"
            media.mkdir()
            sections = [
                _SECTION.substitute(
                    number=number,
                    title=escape(slide.title),
                    clip=escape(deck.write_clip(slide, media).relative_to(folder).as_posix()),
                    picture=escape(deck.write_picture(slide, media).relative_to(folder).as_posix()),
                    width=deck.look.width,
                    height=deck.look.height,
                    language=language,
                    notes=escape(slide.notes),
                )
                for number, slide in enumerate(deck.each(), 1)
            ]
            style = _STYLE.substitute(THEMES[deck.look.theme])
            page = Template((_SOURCES / "index.html").read_text(encoding="utf-8")).substitute(
                title=escape(deck.about.title),
                language=language,
                sections="\n".join(sections),
                captions=_data([_cues(deck, slide) for slide in deck.slides]),
                autoplay=str(self.autoplay).lower(),
                count=len(deck.slides),
                theme=deck.look.theme,
                style=style,
                policy=escape(policy(images="data:", styles=(style,))),
            )
            (folder / "index.html").write_text(page, encoding="utf-8")


def _cues(deck: Deck, slide: Slide) -> list[tuple[float, float, str]]:
    return [(round(cue.start, 3), round(cue.end, 3), cue.text) for cue in deck.captions(slide)]


def _data(value: object) -> str:
    """Return data as JSON that may stand in a page: nothing in it ends the script element."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")
