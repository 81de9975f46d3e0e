"""Whether a presentation keeps the rules for packages (ECMA-376, part 2) and those that PowerPoint adds to them."""

from __future__ import annotations

import hashlib
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from lxml import etree

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
P14 = "{http://schemas.microsoft.com/office/powerpoint/2010/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
EXTENDED = "{http://schemas.openxmlformats.org/officeDocument/2006/extended-properties}"
TYPES = "[Content_Types].xml"
PRESENTATION = "ppt/presentation.xml"
LARGEST = 2**31 - 1
SIDES = range(914_400, 51_206_401)
"""What a side of a slide may be, in EMU."""

_ORDER = {
    "presentation": "sldMasterIdLst notesMasterIdLst handoutMasterIdLst sldIdLst sldSz notesSz smartTags"
    " embeddedFontLst custShowLst photoAlbum custDataLst kinsoku defaultTextStyle modifyVerifier extLst",
    "sld": "cSld clrMapOvr transition timing extLst",
    "sldLayout": "cSld clrMapOvr transition timing hf extLst",
    "sldMaster": "cSld clrMap sldLayoutIdLst transition timing hf txStyles extLst",
    "notes": "cSld clrMapOvr extLst",
    "notesMaster": "cSld clrMap hf notesStyle extLst",
    "cSld": "bg spTree custDataLst controls extLst",
    "sp": "nvSpPr spPr style txBody extLst",
    "pic": "nvPicPr blipFill spPr style extLst",
    "nvPr": "ph audioCd wavAudioFile audioFile videoFile quickTimeFile custDataLst extLst",
    "timing": "tnLst bldLst extLst",
    "cTn": "stCondLst endCondLst endSync iterate childTnLst subTnLst",
    "cBhvr": "cTn tgtEl attrNameLst",
    "cMediaNode": "cTn tgtEl",
    "seq": "cTn prevCondLst nextCondLst",
}
"""The children of elements of PresentationML, in the order in which they have to come."""
_MAIN = "application/vnd.openxmlformats-officedocument.presentationml."
_KINDS = {
    "slide": f"{_MAIN}slide+xml",
    "slideLayout": f"{_MAIN}slideLayout+xml",
    "slideMaster": f"{_MAIN}slideMaster+xml",
    "notesSlide": f"{_MAIN}notesSlide+xml",
    "notesMaster": f"{_MAIN}notesMaster+xml",
    "officeDocument": f"{_MAIN}presentation.main+xml",
    "theme": "application/vnd.openxmlformats-officedocument.theme+xml",
    "core-properties": "application/vnd.openxmlformats-package.core-properties+xml",
    "extended-properties": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    "image": "image/png",
    "video": "video/mp4",
    "media": "video/mp4",
}
"""The content type of what a relation of each type leads to."""
_USED = {"image", "video", "media"}
"""Relations that a slide has because something on it names them."""


class Relation(NamedTuple):
    """A relation of a part: the last word of its type, and the part that it leads to."""

    kind: str
    target: str


class Opened:
    """A package as it was read: its parts, their content types and their relations."""

    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as package:
            self.entries = package.infolist()
            self.damaged = package.testzip()
            self.parts = {name: package.read(name) for name in package.namelist()}
        self.xml: dict[str, Any] = {}
        self.malformed = []
        for name, data in self.parts.items():
            if name.endswith((".xml", ".rels")):
                try:
                    self.xml[name] = etree.fromstring(data, etree.XMLParser(resolve_entities=False))
                except etree.XMLSyntaxError as error:
                    self.malformed.append(f"{name}: {error}")
        types = self.xml.get(TYPES, ())
        self.defaults = [(item.get("Extension").lower(), item.get("ContentType")) for item in types if _is(item, "Def")]
        self.overrides = [(item.get("PartName")[1:], item.get("ContentType")) for item in types if _is(item, "Over")]
        self.relations = {
            source_of(name): {item.get("Id"): _relation(source_of(name), item) for item in root}
            for name, root in self.xml.items()
            if name.endswith(".rels")
        }

    def of(self, name: str) -> dict[str, Relation]:
        """Return the relations of a part, by id."""
        return self.relations.get(name, {})

    def relation(self, name: str, key: str) -> Relation:
        """Return a relation of a part, or one that leads nowhere."""
        return self.of(name).get(key, Relation("", ""))

    def related(self, name: str, kind: str) -> list[str]:
        """Return what a part has relations of a kind to."""
        return [relation.target for relation in self.of(name).values() if relation.kind == kind]

    def named(self, folder: str) -> list[str]:
        """Return the XML parts in a folder."""
        return [name for name in self.xml if posixpath.dirname(name) == folder]

    def type_of(self, name: str) -> str | None:
        return dict(self.overrides).get(name) or dict(self.defaults).get(name.rpartition(".")[2].lower())


def problems(path: Path) -> list[str]:
    """Return what is wrong with a presentation, a line for each fault."""
    package = Opened(path)
    checks = (_zip, _types, _relations, _keys, _media, _order, _presentation, _sections, _slides, _notes, _properties)
    return package.malformed or [line for check in checks for line in check(package)]


def source_of(relations: str) -> str:
    """Return the part that a ``.rels`` part belongs to, ``""`` for the package."""
    folder, name = posixpath.split(relations)
    return posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))


def _is(item: Any, start: str) -> bool:
    return str(etree.QName(item).localname).startswith(start)


def _relation(source: str, item: Any) -> Relation:
    if item.get("TargetMode") == "External":
        return Relation("external", item.get("Target"))
    target = posixpath.normpath(posixpath.join("/", posixpath.dirname(source), item.get("Target")))
    return Relation(item.get("Type").rpartition("/")[2], target[1:])


def _twice(what: str, values: Iterable[Hashable]) -> Iterator[str]:
    for value, count in Counter(values).items():
        if count > 1:
            yield f"{what} {value!r}: {count} times"


def _zip(package: Opened) -> Iterator[str]:
    if package.damaged is not None:
        yield f"{package.damaged}: is damaged"
    if package.entries[0].filename != TYPES:
        yield f"{TYPES}: comes after {package.entries[0].filename}"
    yield from _twice("part name", (entry.filename.lower() for entry in package.entries))
    for entry in package.entries:
        name = entry.filename
        if not re.fullmatch(r"(\[Content_Types\]\.xml|([\w-]*[\w-][\w.-]*/)*[\w.-]*[\w-])", name, re.ASCII):
            yield f"{name}: no name of a part"
        if entry.flag_bits:
            yield f"{name}: flags {entry.flag_bits:#x}"
        stored = name.endswith((".mp4", ".png"))
        if entry.compress_type != (zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED):
            yield f"{name}: compressed by method {entry.compress_type}"
        if entry.file_size > LARGEST or not entry.file_size:
            yield f"{name}: has {entry.file_size} bytes"


def _types(package: Opened) -> Iterator[str]:
    yield from _twice("default of", (extension for extension, _ in package.defaults))
    yield from _twice("override of", (name.lower() for name, _ in package.overrides))
    for name, _ in package.overrides:
        if name not in package.parts:
            yield f"{name}: has a content type and is not there"
    for name in package.parts:
        if name != TYPES and package.type_of(name) is None:
            yield f"{name}: has no content type"
    if dict(package.defaults).get("rels") != "application/vnd.openxmlformats-package.relationships+xml":
        yield "relations: have a wrong content type"


def _relations(package: Opened) -> Iterator[str]:
    reached, waiting = {TYPES}, [""]
    while waiting:
        name = waiting.pop()
        reached |= {name, posixpath.join(posixpath.dirname(name), "_rels", f"{posixpath.basename(name)}.rels")}
        for key, (kind, target) in package.of(name).items():
            if target not in package.parts:
                yield f"{name or 'package'}: {key} leads to {target}, which is not there"
            elif package.type_of(target) != _KINDS.get(kind, package.type_of(target)):
                yield f"{name or 'package'}: {key}, {kind}, leads to {package.type_of(target)}"
            elif target not in reached:
                waiting.append(target)
    for name in sorted(package.parts.keys() - reached):
        yield f"{name}: nothing leads there"


def _keys(package: Opened) -> Iterator[str]:
    for name, root in package.xml.items():
        if name.endswith(".rels"):
            yield from _twice(f"{name}: id", (item.get("Id") for item in root))
        used = {value for node in root.iter() for key, value in node.attrib.items() if key.startswith(R) and value}
        for value in sorted(used - set(package.of(name))):
            yield f"{name}: names the relation {value}, which it does not have"
        for key, (kind, _) in package.of(name).items():
            if kind in _USED and key not in used:
                yield f"{name}: {key}, {kind}, is not used"


def _media(package: Opened) -> Iterator[str]:
    media = {name: data for name, data in package.parts.items() if name.startswith("ppt/media/")}
    yield from _twice("media with the hash", (hashlib.sha256(data).hexdigest() for data in media.values()))


def _order(package: Opened) -> Iterator[str]:
    for name, root in package.xml.items():
        for node in root.iter(f"{P}*"):
            order = _ORDER.get(etree.QName(node).localname, "").split()
            children = [etree.QName(child).localname for child in node]
            if order and (set(children) - set(order) or children != sorted(set(children), key=order.index)):
                yield f"{name}: {etree.QName(node).localname} holds {' '.join(children)}"


def _presentation(package: Opened) -> Iterator[str]:
    root = package.xml[PRESENTATION]
    listed = {"slide": "sldId", "slideMaster": "sldMasterId", "notesMaster": "notesMasterId"}
    for kind, element in listed.items():
        keys = [node.get(f"{R}id") for node in root.iter(f"{P}{element}")]
        yield from _twice(f"{element} of", keys)
        if {package.relation(PRESENTATION, key).target for key in keys} != set(package.related(PRESENTATION, kind)):
            yield f"{PRESENTATION}: lists other parts as {element} than it has relations to"
    slides = [int(node.get("id")) for node in root.iter(f"{P}sldId")]
    yield from _twice("slide id", slides)
    if not all(256 <= number < 2**31 for number in slides):
        yield f"slide ids {slides}: out of range"
    masters = [root, *(package.xml[name] for name in package.named("ppt/slideMasters"))]
    ids = [int(node.get("id")) for tree in masters for node in tree.iter(f"{P}sldMasterId", f"{P}sldLayoutId")]
    yield from _twice("master or layout id", ids)
    if not all(2**31 <= number < 2**32 for number in ids):
        yield f"master and layout ids {ids}: out of range"
    size = root.find(f"{P}sldSz")
    if not all(int(size.get(side)) in SIDES for side in ("cx", "cy")):
        yield f"slides of {dict(size.attrib)}"
    if size.get("type") == "screen4x3" and int(size.get("cx")) * 3 != int(size.get("cy")) * 4:
        yield "slides: are not 4:3"


def _sections(package: Opened) -> Iterator[str]:
    root = package.xml[PRESENTATION]
    sections = list(root.iter(f"{P14}section"))
    yield from _twice("section id", (section.get("id") for section in sections))
    for section in sections:
        if not re.fullmatch(r"\{[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\}", section.get("id")):
            yield f"section {section.get('name')}: its id is {section.get('id')}"
    slides = [node.get("id") for node in root.iter(f"{P}sldId")]
    if sections and [node.get("id") for node in root.iter(f"{P14}sldId")] != slides:
        yield "sections: do not hold each slide once, in order"


def _slides(package: Opened) -> Iterator[str]:
    for name in package.named("ppt/slides"):
        root = package.xml[name]
        for kind in ("slideLayout", "notesSlide"):
            if len(package.related(name, kind)) != 1:
                yield f"{name}: has {len(package.related(name, kind))} relations to a {kind}"
        shapes = [node.get("id") for node in root.iter(f"{P}cNvPr")]
        yield from _twice(f"{name}: shape", shapes)
        yield from _twice(f"{name}: time node", (node.get("id") for node in root.iter(f"{P}cTn")))
        for target in {node.get("spid") for node in root.iter(f"{P}spTgt")} - set(shapes):
            yield f"{name}: times the shape {target}, which is not there"
        for shape in root.iter(f"{P}pic"):
            links = [package.relation(name, node.get(f"{R}link")) for node in shape.iter(f"{A}videoFile")]
            media = [package.relation(name, node.get(f"{R}embed")) for node in shape.iter(f"{P14}media")]
            kinds = [relation.kind for relation in links + media]
            if kinds != ["video", "media"] or links[0].target != media[0].target:
                yield f"{name}: its clip is {links + media}"


def _notes(package: Opened) -> Iterator[str]:
    for name in package.named("ppt/notesSlides"):
        slides = package.related(name, "slide")
        if [package.related(slide, "notesSlide") for slide in slides] != [[name]]:
            yield f"{name}: belongs to {slides}"
        if package.related(name, "notesMaster") != package.related(PRESENTATION, "notesMaster"):
            yield f"{name}: has another master than the presentation"


def _properties(package: Opened) -> Iterator[str]:
    slides = len(package.named("ppt/slides"))
    for name in ("Slides", "Notes", "MMClips"):
        count = package.xml["docProps/app.xml"].findtext(f"{EXTENDED}{name}")
        if count != str(slides):
            yield f"docProps/app.xml: {name} {count}, but there are {slides} slides"
    core = package.xml["docProps/core.xml"]
    for node in core:
        if len(node.text or "") > 255:
            yield f"docProps/core.xml: {etree.QName(node).localname} has {len(node.text)} characters"
