"""Slides for PowerPoint, opened by python-pptx and by LibreOffice."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from pptx import Presentation
from pptx.presentation import Presentation as Opened
from pptx.shapes.picture import Movie
from pptx.slide import Slide
from pypdf import PdfReader

from bits.deliver.decks.powerpoint import PowerPoint
from bits.errors import UserError
from bits.stage.theme import DARK
from tests.bits.deliver.decks import GAP, SIZE, TITLES, deck
from tests.bits.deliver.opc import problems

P14 = "http://schemas.microsoft.com/office/powerpoint/2010/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@pytest.fixture(scope="session")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return deck(tmp_path_factory.mktemp("deck") / "slides.pptx", "pptx")


@pytest.fixture(scope="session")
def playing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return deck(tmp_path_factory.mktemp("deck") / "playing.pptx", "pptx", "--autoplay")


@pytest.fixture(scope="session")
def opened(file: Path) -> Opened:
    return Presentation(str(file))


def clip(slide: Slide) -> Movie:
    (found,) = (shape for shape in slide.shapes if isinstance(shape, Movie))
    return found


def film(slide: Slide) -> bytes:
    """Return the bytes of the clip: PowerPoint 2010 and later play the embedded one."""
    (media,) = clip(slide)._element.iter(f"{{{P14}}}media")
    return bytes(slide.part.related_part(media.get(f"{{{R}}}embed")).blob)


def pixels(picture: bytes) -> NDArray[np.int16]:
    return np.asarray(Image.open(io.BytesIO(picture)).convert("RGB"), np.int16)


def test_it_keeps_the_rules_for_packages(file: Path, playing: Path) -> None:
    assert problems(file) == []
    assert problems(playing) == []


def test_every_beat_is_a_slide_with_an_editable_title_out_of_the_picture(opened: Opened) -> None:
    titles = [slide.shapes.title for slide in opened.slides]
    assert [title.text_frame.text for title in titles if title is not None] == TITLES
    assert all(title is not None and title.top + title.height < 0 for title in titles)


def test_the_clip_fills_the_slide_which_has_its_shape(opened: Opened) -> None:
    width, height = opened.slide_width, opened.slide_height
    assert width is not None
    assert height is not None
    assert width / height == pytest.approx(SIZE[0] / SIZE[1], rel=1e-4)
    for slide in opened.slides:
        movie = clip(slide)
        assert (movie.left, movie.top, movie.width, movie.height) == (0, 0, width, height)


def test_the_clip_has_picture_and_sound(opened: Opened) -> None:
    for slide in opened.slides:
        with av.open(io.BytesIO(film(slide)), "r") as container:
            assert [stream.type for stream in container.streams] == ["video", "audio"]
            assert container.streams.video[0].codec_context.name == "h264"
            sound = np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])
        assert np.sqrt(np.mean(sound**2)) > 0.02


def test_the_poster_is_the_last_picture_of_the_clip(opened: Opened) -> None:
    for slide in opened.slides:
        poster_frame = clip(slide).poster_frame
        assert poster_frame is not None
        poster = pixels(poster_frame.blob)
        assert poster.std() > 20, "all of one colour"
        with av.open(io.BytesIO(film(slide)), "r") as container:
            *_, last = container.decode(video=0)
        shown = last.to_ndarray(format="rgb24", src_colorspace="ITU709").astype(np.int16)
        assert np.abs(poster - shown).mean() < 4


def test_the_notes_are_the_words_with_their_numbers(opened: Opened) -> None:
    notes = [frame.text if (frame := slide.notes_slide.notes_text_frame) else "" for slide in opened.slides]
    assert notes[0].startswith("Here are a hundred tosses of a fair coin.")
    assert GAP in notes[1]
    assert not any(re.search(r"[{}\[\]]", text) for text in notes)


def test_a_clip_plays_at_a_click_or_by_itself(file: Path, playing: Path) -> None:
    for path, effect in ((file, "clickEffect"), (playing, "afterEffect")):
        for slide in Presentation(str(path)).slides:
            plays = slide._element.xpath("p:timing//p:cTn[@presetID='1'][@presetClass='mediacall']")
            assert [node.get("nodeType") for node in plays] == [effect]
            assert set(slide._element.xpath("p:timing//p:spTgt/@spid")) == {str(clip(slide).shape_id)}
            numbers = slide._element.xpath("p:timing//p:cTn/@id")
            assert len(set(numbers)) == len(numbers)


def test_the_slides_have_the_colours_of_the_film_and_a_section_for_each_concept(file: Path) -> None:
    with zipfile.ZipFile(file) as parts:
        theme = parts.read("ppt/theme/theme1.xml").decode()
        presentation = parts.read("ppt/presentation.xml").decode()
    assert theme.count(DARK["ground"].lstrip("#")) == 1
    assert re.findall(r'section name="([^"]+)"', presentation) == [title.partition(" – ")[0] for title in TITLES]


def test_libreoffice_opens_it(file: Path, playing: Path, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no LibreOffice on this machine: `make test` installs it where apt-get has it and may")
    for form, files in (("pdf", [file]), ("odp", [file, playing])):
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        command = [office, "--headless", profile, "--convert-to", form, "--outdir", str(tmp_path), *map(str, files)]
        subprocess.run(command, check=True, capture_output=True, timeout=100)
    pages = PdfReader(tmp_path / "slides.pdf").pages
    assert len(pages) == 2
    assert all(pixels(picture.data).std() > 20 for page in pages for picture in page.images)
    for name, begins in (("slides", "on-click"), ("playing", "after-previous")):
        with zipfile.ZipFile(tmp_path / f"{name}.odp") as parts:
            content = parts.read("content.xml").decode()
            assert sum(part.endswith(".mp4") for part in parts.namelist()) == 2
        plays = re.findall(r'<anim:par [^>]*node-type="([^"]+)"[^>]*><anim:command [^>]*command="play"', content)
        assert plays == [begins, begins]
        assert all(title in content for title in TITLES)
        assert GAP in content


def test_without_the_library_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "pptx", None)
    with pytest.raises(UserError, match=r"python-pptx.*pip install python-pptx"):
        PowerPoint().check_place(tmp_path / "slides.pptx")
