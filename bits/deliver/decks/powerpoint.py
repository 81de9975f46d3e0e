"""A deck for PowerPoint, Keynote and LibreOffice: the clip fills the slide, its title and its notes are text."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bits.deliver.slides import DeckFormat
from bits.deliver.texts import headline
from bits.errors import UserError

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import SlideLayout

    from bits.deliver.deck import Deck, Slide
    from bits.deliver.powerpoint_package import Package


class PowerPoint(DeckFormat):
    """A PPTX file. A click or a key plays the clip and the next one turns the page; a click on the clip pauses it.

    The title stands above the slide's upper edge, where PowerPoint itself puts titles that are not to be seen: the
    picture has its own, while outline, navigation and screen readers have this one, and it can be drawn in.
    """

    name, suffix = "pptx", ".pptx"
    purpose = "PowerPoint, Keynote and LibreOffice"
    detail = (
        "a click or a key plays the clip (`--autoplay`: it plays by itself), a click on it pauses; a section for each "
        "concept; the title is editable in the outline and stands above the slide, since the picture has its own"
    )
    can_wait = True

    def check_place(self, path: Path, force: bool = False) -> None:
        """Check the name, and that python-pptx is there."""
        super().check_place(path, force)
        if find_spec("pptx") is None:
            raise UserError(
                "slides as pptx need python-pptx: run 'make setup', or install it with pip install python-pptx"
            )

    def write(self, deck: Deck, path: Path) -> None:
        """Write the presentation."""
        from bits.deliver.powerpoint_package import Package
        from bits.deliver.powerpoint_xml import describe, divide, list_notes_master, stationery
        from bits.making.output import delivered

        presentation, layout = stationery(deck.look)
        package = Package()
        with TemporaryDirectory() as name, delivered(path) as temporary:
            for slide in deck.each():
                self._add(presentation, layout, deck, slide, package, Path(name))
            describe(presentation, deck.about)
            list_notes_master(presentation)
            divide(presentation, [(title, len(slides)) for title, slides in deck.parts()])
            package.save(presentation, temporary)

    def _add(
        self,
        presentation: Presentation,
        layout: SlideLayout,
        deck: Deck,
        slide: Slide,
        package: Package,
        folder: Path,
    ) -> None:
        from bits.deliver.powerpoint_xml import fill, set_timing

        page = presentation.slides.add_slide(layout)
        fill(page.shapes.title.text_frame, slide.title)
        clip = page.shapes.add_movie(
            package.stand_in(deck.write_clip(slide, folder)),
            0,
            0,
            presentation.slide_width,
            presentation.slide_height,
            poster_frame_image=str(deck.write_poster(slide, folder)),
            mime_type="video/mp4",
        )
        clip.name = headline(slide.heading)
        clip._element.nvPicPr.cNvPr.set("descr", f"Film with sound: {slide.title}")
        fill(page.notes_slide.notes_text_frame, slide.notes)
        set_timing(page, clip.shape_id, deck.seconds(slide), self.autoplay)
