"""Decks for PowerPoint keep the rules of their package, however many clips they have and whatever they say."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pptx import Presentation
from pptx.shapes.picture import Movie

from bits.deliver.deck import Deck
from bits.deliver.decks.powerpoint import PowerPoint
from bits.deliver.texts import headline, legible
from bits.making.film import About
from bits.making.job import Look
from tests.bits.deliver.decks import Beat, imagined
from tests.bits.deliver.opc import problems

MANY = 60


def written(deck: Deck, path: Path) -> Path:
    PowerPoint().write(deck, path)
    return path


def media(path: Path, suffix: str) -> list[str]:
    with zipfile.ZipFile(path) as package:
        return [name for name in package.namelist() if name.endswith(suffix)]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("many")
    beats = [Beat(f"Concept {i // 5}", f"beat_{i}", f"Words of {i}.", i) for i in range(MANY)]
    return written(imagined(folder, beats), folder / "slides.pptx")


def test_a_deck_of_many_clips_keeps_the_rules(many: Path) -> None:
    assert problems(many) == []
    assert len(media(many, ".mp4")) == len(media(many, ".png")) == MANY


def test_clips_are_in_it_byte_by_byte_and_notes_are_found_by_all_readers(many: Path, tmp_path: Path) -> None:
    deck = imagined(tmp_path, [Beat("Concept 0", "beat_0", "Words of 0.", 0)])
    clip = deck.write_clip(deck.slides[0], tmp_path).read_bytes()
    with zipfile.ZipFile(many) as package:
        assert package.read("ppt/media/media1.mp4") == clip
        assert b"notesMasterIdLst" in package.read("ppt/presentation.xml")


def test_opened_and_saved_by_python_pptx_it_keeps_all_clips(many: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.pptx"
    Presentation(str(many)).save(str(again))
    found = [line for line in problems(again) if "compressed by method" not in line]
    assert found == []
    assert len(media(again, ".mp4")) == MANY


def test_a_clip_that_comes_twice_is_in_it_once(tmp_path: Path) -> None:
    path = written(imagined(tmp_path, [Beat(seed=1), Beat(seed=2), Beat(seed=1)]), tmp_path / "slides.pptx")
    assert problems(path) == []
    assert len(media(path, ".mp4")) == len(media(path, ".png")) == 2


def test_the_same_deck_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = (
        written(imagined(tmp_path, [Beat(), Beat(seed=1)]), tmp_path / name) for name in ("1.pptx", "2.pptx")
    )
    assert first.read_bytes() == second.read_bytes()


anything = st.text(st.characters(exclude_categories=())) | st.sampled_from(
    [
        "\0",
        "\x1b[31m",
        "\ud800",
        "a\nb",
        "a\r\nb\vc",
        "<b>&amp;\"'</b>",
        "]]>",
        "_x0041_",
        "表🎲한",
        "العربية 0.5.",
        "\u202eabc",
        "",
    ]
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(anything, anything, anything), min_size=1, max_size=3), anything, anything)
def test_whatever_a_deck_says_is_read_back(
    tmp_path: Path, texts: list[tuple[str, str, str]], title: str, author: str
) -> None:
    deck = imagined(tmp_path, [Beat(*parts) for parts in texts], About(title, author))
    path = written(deck, tmp_path / "slides.pptx")
    assert problems(path) == []
    presentation = Presentation(str(path))
    assert presentation.core_properties.title == headline(title)
    assert presentation.core_properties.author == headline(author)
    for page, slide, (_, _, notes) in zip(presentation.slides, deck.slides, texts, strict=True):
        assert page.shapes.title is not None
        assert page.shapes.title.text_frame.text == slide.title
        assert page.notes_slide.notes_text_frame is not None
        assert page.notes_slide.notes_text_frame.text == legible(notes)
        (clip,) = (shape for shape in page.shapes if isinstance(shape, Movie))
        assert clip.name == headline(slide.shot.heading)
        assert clip._element.xpath("p:nvPicPr/p:cNvPr/@descr") == [f"Film with sound: {slide.title}"]


def test_long_texts_are_cut_where_they_have_to_be(tmp_path: Path) -> None:
    deck = imagined(tmp_path, [Beat("t" * 200_000, "n" * 300, "words " * 40_000)], About("f" * 200_000, "a" * 300))
    path = written(deck, tmp_path / "slides.pptx")
    assert problems(path) == []
    (page,) = Presentation(str(path)).slides
    assert page.notes_slide.notes_text_frame is not None
    assert page.notes_slide.notes_text_frame.text == "words " * 40_000


def test_words_that_run_leftward_do_so_in_the_notes(tmp_path: Path) -> None:
    path = written(imagined(tmp_path, [Beat(notes="كلمات.\nWords.")]), tmp_path / "slides.pptx")
    with zipfile.ZipFile(path) as package:
        notes = package.read("ppt/notesSlides/notesSlide1.xml").decode()
    assert re.findall(r'<a:p>(<a:pPr[^>]* rtl="1"/>)?<a:r><a:t>([^<]*)', notes)[1:] == [("", "Words.")]
    assert notes.count('rtl="1"') == 1


@pytest.mark.parametrize("size", [(320, 180), (18, 32), (32, 32), (40, 30), (384, 96), (96, 384), (2240, 40)])
def test_slides_have_the_shape_of_the_film_within_what_powerpoint_allows(tmp_path: Path, size: tuple[int, int]) -> None:
    look = Look(*size, 10)
    path = written(imagined(tmp_path, [Beat()], look=look), tmp_path / "slides.pptx")
    assert problems(path) == []
    presentation = Presentation(str(path))
    assert presentation.slide_width is not None
    assert presentation.slide_height is not None
    assert presentation.slide_width / presentation.slide_height == pytest.approx(size[0] / size[1], rel=1e-4)


Parts = dict[str, bytes]


def _replaced(name: str, old: bytes, new: bytes) -> Callable[[Parts], Parts]:
    def change(parts: Parts) -> Parts:
        assert old in parts[name]
        return parts | {name: parts[name].replace(old, new)}

    return change


def _without(name: str) -> Callable[[Parts], Parts]:
    return lambda parts: {key: data for key, data in parts.items() if key != name}


PRESENTATION, SLIDE, RELS = "ppt/presentation.xml", "ppt/slides/slide1.xml", "ppt/slides/_rels/slide1.xml.rels"
FAULTS: dict[str, Callable[[Parts], Parts]] = {
    "media1.mp4, which is not there": _without("ppt/media/media1.mp4"),
    "extra.mp4: nothing leads there": lambda parts: parts | {"ppt/media/extra.mp4": b"new"},
    "bits: has no content type": lambda parts: parts | {"ppt/media/a.bits": b"new"},
    "part name 'ppt/media/media1.mp4': 2 times": lambda parts: parts | {"ppt/media/MEDIA1.mp4": b"new"},
    "media with the hash": lambda parts: parts | {"ppt/media/media2.mp4": parts["ppt/media/media1.mp4"]},
    "comes after": lambda parts: dict(reversed(parts.items())),
    "has a content type and is not there": _without("ppt/viewProps.xml"),
    "no name of a part": lambda parts: parts | {"ppt/media//media3.mp4": b"new"},
    "slide1.xml: Opening and ending tag mismatch": _replaced(SLIDE, b"</p:timing>", b""),
    "sld holds cSld clrMapOvr timing clrMapOvr": _replaced(SLIDE, b"</p:sld>", b"<p:clrMapOvr/></p:sld>"),
    "time node '2': 2 times": _replaced(SLIDE, b'p:cTn id="3"', b'p:cTn id="2"'),
    "shape '3': 2 times": _replaced(SLIDE, b'cNvPr id="2"', b'cNvPr id="3"'),
    "times the shape 9": _replaced(SLIDE, b'spid="3"', b'spid="9"'),
    "names the relation rId9": _replaced(SLIDE, b'r:embed="rId4"', b'r:embed="rId9"'),
    "image, is not used": _replaced(SLIDE, b'<a:blip r:embed="rId4"/>', b"<a:blip/>"),
    "its clip is": _replaced(RELS, b"relationships/video", b"relationships/media"),
    "id 'rId1': 2 times": _replaced(RELS, b'Id="rId2"', b'Id="rId1"'),
    "slide id 256: 2 times": _replaced(PRESENTATION, b'sldId id="257"', b'sldId id="256"'),
    "slide ids [256, 255]: out of range": _replaced(PRESENTATION, b'sldId id="257"', b'sldId id="255"'),
    "as notesMasterId than": _replaced(PRESENTATION, b"notesMasterId ", b"notesMasterIx "),
    "as sldId than": _replaced(PRESENTATION, b'<p:sldId id="256" r:id="rId2"/>', b""),
    "master or layout id": _replaced(PRESENTATION, b'id="2147483648"', b'id="2147483649"'),
    "slides of": _replaced(PRESENTATION, b'cx="12192000"', b'cx="914399"'),
    "sections: do not": _replaced(PRESENTATION, b'<p14:sldId id="257"/>', b""),
    "Slides 3, but": _replaced("docProps/app.xml", b"<Slides>2", b"<Slides>3"),
    "title has 256": _replaced("docProps/core.xml", b"Film", b"f" * 256),
    "belongs to": _replaced("ppt/notesSlides/_rels/notesSlide2.xml.rels", b"slide2.xml", b"slide1.xml"),
    "slideLayout, leads to": _replaced(RELS, b"slideLayouts/slideLayout6", b"slideMasters/slideMaster1"),
}


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("two")
    return written(imagined(folder, [Beat(), Beat("Other", seed=1)]), folder / "slides.pptx")


@pytest.mark.parametrize("fault", FAULTS)
def test_what_checks_the_rules_finds_what_breaks_them(two: Path, tmp_path: Path, fault: str) -> None:
    with zipfile.ZipFile(two) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    broken = tmp_path / "broken.pptx"
    with zipfile.ZipFile(broken, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in FAULTS[fault](parts).items():
            kind = zipfile.ZIP_STORED if name.endswith((".mp4", ".png")) else None
            package.writestr(name, data, kind)
    assert any(fault in line for line in problems(broken)), problems(broken)
