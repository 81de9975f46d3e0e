"""What python-pptx does not write: the film's shape and colours, what the file tells of itself, timing, sections."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any

import pptx
from langcodes import Language
from lxml import etree
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.util import Emu

from bits.deliver.texts import runs_leftward
from bits.making.film import About
from bits.making.job import Look
from bits.stage.theme import THEMES

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import Slide, SlideLayout
    from pptx.text.text import TextFrame

_LONGER = 12_192_000
"""The longer side of a slide in EMU: 13⅓ inches, as PowerPoint's own wide slides have it."""
_SHORTEST = 914_400
"""What PowerPoint wants a side of a slide to have at least, in EMU: an inch."""
_TITLE, _GAP = 720_000, 180_000
"""The height of a title above its slide and its distance from it, in EMU."""
_ACCENTS = ("truth", "model", "entropy", "waste", "saving", "shared")

_TIMING = Path(__file__).with_name("powerpoint_timing.xml")

_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_P = "http://schemas.openxmlformats.org/presentationml/2006/main"
_P14 = "http://schemas.microsoft.com/office/powerpoint/2010/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SECTIONS = "{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"
"""The extension of presentations in which PowerPoint keeps sections."""


def stationery(look: Look) -> tuple[Presentation, SlideLayout]:
    """Return a presentation without slides, of the film's shape and in its colours, and the layout of clips."""
    presentation = pptx.Presentation()
    _clear(presentation)
    _reshape(presentation, *_size(look))
    _colour(presentation, look.theme)
    layout = presentation.slide_layouts.get_by_name("Title Only")
    assert layout is not None
    layout.name = "Clip"
    title = layout.placeholders[0]
    title.left, title.top = Emu(0), Emu(-_TITLE - _GAP)
    title.width, title.height = presentation.slide_width, Emu(_TITLE)
    return presentation, layout


def _clear(presentation: Presentation) -> None:
    """Remove what python-pptx's template says of another deck: its picture, and the printer that it went to."""
    package: Any = presentation.part.package
    for owner, kind in (
        (package, RELATIONSHIP_TYPE.THUMBNAIL),
        (presentation.part, RELATIONSHIP_TYPE.PRINTER_SETTINGS),
    ):
        owner.drop_rel(owner.relate_to(owner.part_related_by(kind), kind))


def _size(look: Look) -> tuple[Emu, Emu]:
    """Return width and height of the slides."""
    longer, shorter = max(look.width, look.height), min(look.width, look.height)
    scale = max(_LONGER / longer, _SHORTEST / shorter)
    return Emu(round(look.width * scale)), Emu(round(look.height * scale))


def _reshape(presentation: Presentation, width: Emu, height: Emu) -> None:
    """Give the slides their size; all layouts follow, so that what a lecturer adds to the deck finds its place."""
    old = presentation.slide_width, presentation.slide_height
    assert old[0] is not None
    assert old[1] is not None
    ratios = {"x": width / old[0], "cx": width / old[0], "y": height / old[1], "cy": height / old[1]}
    for page in (presentation.slide_master, *presentation.slide_layouts):
        for point in page._element.iterfind(f".//{{{_A}}}xfrm/*"):
            for name, value in point.attrib.items():
                point.set(name, str(round(int(value) * ratios[name])))
    presentation.slide_width, presentation.slide_height = width, height
    presentation.part._element.sldSz.attrib.pop("type", None)  # it says 4:3


def _colour(presentation: Presentation, theme: str) -> None:
    """Make the film's colours those of the deck, with its ground as the ground of every slide."""
    inks = THEMES[theme]
    master = presentation.slide_master
    dark = theme == "dark"
    ends = ("ground", "text", "line", "muted") if dark else ("text", "ground", "muted", "line")
    roles = dict(zip(("dk1", "lt1", "dk2", "lt2"), ends, strict=True))
    roles |= {f"accent{number}": role for number, role in enumerate(_ACCENTS, 1)}
    roles |= {"hlink": "truth", "folHlink": "shared"}
    part: Any = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    tree = etree.fromstring(part.blob)
    scheme = tree.find(f".//{{{_A}}}clrScheme")
    assert scheme is not None
    scheme.set("name", "Bits in Motion")
    for name, role in roles.items():
        slot = scheme.find(f"{{{_A}}}{name}")
        assert slot is not None
        slot[:] = [etree.Element(f"{{{_A}}}srgbClr", val=inks[role].lstrip("#"))]
    part._blob = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    if dark:
        mapping = master._element.find(f"{{{_P}}}clrMap")
        for name, slot_name in {"bg1": "dk1", "tx1": "lt1", "bg2": "dk2", "tx2": "lt2"}.items():
            mapping.set(name, slot_name)


def describe(presentation: Presentation, about: About) -> None:
    """Write what programs tell of the file without opening it, in place of what the template says of itself."""
    properties: Any = presentation.core_properties
    properties._element[:] = []
    properties.title, properties.author = about.title, about.author
    properties.language = Language.get(about.language).to_tag()
    count = str(len(presentation.slides))
    part: Any = presentation.part.package.part_related_by(RELATIONSHIP_TYPE.EXTENDED_PROPERTIES)
    tree = etree.fromstring(part.blob)
    for element in list(tree):
        name = etree.QName(element).localname
        if name in {"Slides", "Notes", "MMClips"}:
            element.text = count
        elif name in {"PresentationFormat", "HeadingPairs", "TitlesOfParts", "Words", "Paragraphs", "TotalTime"}:
            tree.remove(element)
    part._blob = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


def list_notes_master(presentation: Presentation) -> None:
    """List the master of the notes among the presentation's: without that, Keynote and others find no notes."""
    root: Any = presentation.part._element
    key = presentation.part.relate_to(presentation.notes_master.part, RELATIONSHIP_TYPE.NOTES_MASTER)
    listing = etree.Element(f"{{{_P}}}notesMasterIdLst")
    etree.SubElement(listing, f"{{{_P}}}notesMasterId", {f"{{{_R}}}id": key})
    root.find(f"{{{_P}}}sldMasterIdLst").addnext(listing)


def fill(frame: TextFrame, text: str) -> None:
    """Write a text, a paragraph for each line, those that are read from right to left so."""
    frame.text = text
    for paragraph in frame.paragraphs:
        if runs_leftward(paragraph.text):
            properties = paragraph._p.get_or_add_pPr()
            properties.set("algn", "r")
            properties.set("rtl", "1")


def set_timing(page: Slide, clip: int, seconds: float, autoplay: bool) -> None:
    """Set when the clip of a slide plays.

    Parameters
    ----------
    page
        The slide.
    clip
        The id of the clip's shape.
    seconds
        How long it is.
    autoplay
        Whether it plays when its slide is shown, and not at the next click or key.
    """
    xml = Template(_TIMING.read_text(encoding="utf-8")).substitute(
        clip=clip,
        milliseconds=round(seconds * 1000),
        effect="afterEffect" if autoplay else "clickEffect",
        begins='<p:cond evt="onBegin" delay="0"><p:tn val="2"/></p:cond>' if autoplay else "",
    )
    old = page._element.find(f"{{{_P}}}timing")
    assert old is not None
    old.getparent().replace(old, parse_xml(xml))


def divide(presentation: Presentation, parts: Sequence[tuple[str, int]]) -> None:
    """Divide the slides into sections, each with its name and its number of slides."""
    numbers = iter([slide.slide_id for slide in presentation.slides])
    sections = etree.Element(f"{{{_P14}}}sectionLst", nsmap={"p14": _P14})
    for place, (name, count) in enumerate(parts):
        key = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{place} {name}")).upper()
        section = etree.SubElement(sections, f"{{{_P14}}}section", name=name, id=f"{{{key}}}")
        listing = etree.SubElement(section, f"{{{_P14}}}sldIdLst")
        for _ in range(count):
            etree.SubElement(listing, f"{{{_P14}}}sldId", id=str(next(numbers)))
    root: Any = presentation.part._element
    extensions = root.find(f"{{{_P}}}extLst")
    if extensions is None:
        extensions = etree.SubElement(root, f"{{{_P}}}extLst")
    etree.SubElement(extensions, f"{{{_P}}}ext", uri=_SECTIONS).append(sections)
