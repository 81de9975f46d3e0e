"""The handout, read by pypdf."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader

from tests.bits.deliver.decks import GAP, LOOK, SIZE, TITLES, deck, slides


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return deck(tmp_path_factory.mktemp("deck") / "handout.pdf", "pdf")


@pytest.fixture(scope="module")
def handout(file: Path) -> PdfReader:
    return PdfReader(file)


def test_the_words_are_text_with_their_numbers_under_the_concepts(handout: PdfReader) -> None:
    text = " ".join(" ".join(page.extract_text().split()) for page in handout.pages)
    places = [text.index(part) for title in TITLES for part in title.split(" – ")]
    assert places == sorted(places)
    assert "Here are a hundred tosses of a fair coin." in text
    assert GAP in text
    assert f"1 / {len(handout.pages)}" in text


def test_the_page_is_a4_with_a_picture_for_each_beat(handout: PdfReader) -> None:
    page = handout.pages[0]
    assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx((595, 842), abs=1)
    images = [image for page in handout.pages for image in page.images]
    pictures = [Image.open(io.BytesIO(image.data)).convert("RGB") for image in images]
    assert [picture.size for picture in pictures] == [SIZE, SIZE]
    assert all(np.asarray(picture).std() > 20 for picture in pictures)


def test_its_fonts_are_the_film_s_and_embedded(handout: PdfReader) -> None:
    fonts = entry(handout.pages[0], "/Resources", "/Font")
    assert fonts
    for name in fonts:
        (font,) = entry(fonts, name, "/DescendantFonts")
        assert "FiraSans" in entry(font, "/BaseFont")
        assert {"/FontFile2", "/FontFile3"} & set(entry(font, "/FontDescriptor"))


def test_bookmarks_name_concepts_and_screen_readers_find_their_way(handout: PdfReader) -> None:
    concepts = [str(mark.title) for mark in handout.outline if not isinstance(mark, list)]
    assert concepts == [title.partition(" – ")[0] for title in TITLES]
    assert entry(handout.trailer, "/Root", "/MarkInfo", "/Marked")
    assert entry(handout.trailer, "/Root", "/Lang") == "en"


def entry(thing: Any, *keys: str) -> Any:
    """Return what stands at these keys of a PDF, one within the other."""
    for key in keys:
        thing = thing.get_object()[key] if hasattr(thing, "get_object") else thing[key]
    return thing.get_object()


def test_the_same_deck_gives_the_same_bytes(file: Path, tmp_path: Path) -> None:
    assert deck(tmp_path / "again.pdf", "pdf").read_bytes() == file.read_bytes()


def test_labels_in_any_of_the_world_s_scripts_are_set(tmp_path: Path) -> None:
    file = tmp_path / "handout.pdf"
    labels = "entropy.coin=表,한"  # the words tell the name of the first side
    done = slides("entropy/coin", "--set", labels, *LOOK, "--to", "pdf", "-o", str(file))
    assert done.returncode == 0, done.stderr
    assert "表" in PdfReader(file).pages[0].extract_text()


def test_a_title_without_letters_is_refused_before_anything_is_drawn(tmp_path: Path) -> None:
    film = tmp_path / "film.toml"
    film.write_text('title = "\U00013000"\n[[part]]\nscene = "entropy"\nbeats = ["coin"]\n', encoding="utf-8")
    done = slides("--film", str(film), *LOOK, "--to", "pdf", "-o", str(tmp_path / "handout.pdf"))
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "the title and the author of the film: no font has" in done.stderr
    assert not (tmp_path / "handout.pdf").exists()
