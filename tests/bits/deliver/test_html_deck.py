"""Slides for browsers, opened from disk in Chromium."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.bits.deliver.decks import GAP, TITLES, deck
from tests.bits.deliver.pages import served
from tests.browser import FORBIDDEN, attempts, complaints, until

NOW = "document.querySelector('.slide.shown video')"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return deck(tmp_path_factory.mktemp("deck") / "slides", "html")


@pytest.fixture
def page(browser: Browser, folder: Path) -> Iterator[Page]:
    """Open the deck; afterwards it must not have complained or asked for anything outside its folder."""
    context = browser.new_context(viewport={"width": 960, "height": 540})
    context.set_default_timeout(10_000)
    page = context.new_page()
    found = complaints(page, folder.as_uri())
    page.goto((folder / "index.html").as_uri())
    yield page
    assert found == []
    context.close()


def playing(page: Page) -> None:
    until(page, f"{NOW}.currentTime > 0.2 && !{NOW}.paused && !{NOW}.muted")


def expect_slide(page: Page, number: int) -> None:
    expect(page.locator(".slide.shown h2")).to_have_text(TITLES[number - 1])
    expect(page.locator("#counter")).to_have_text(f"{number} / 2")
    expect(page.get_by_role("status")).to_have_text(f"Slide {number} of 2: {TITLES[number - 1]}")
    assert page.evaluate("location.hash") == f"#/{number}"
    assert page.evaluate("document.getElementById('progress').value") == number


def test_arrows_turn_pages_and_space_plays_with_sound(page: Page) -> None:
    expect_slide(page, 1)
    page.keyboard.press("Space")
    playing(page)
    until(page, f"{NOW}.webkitAudioDecodedByteCount > 0")
    page.keyboard.press("Space")
    until(page, f"{NOW}.paused")
    page.keyboard.press("ArrowRight")
    expect_slide(page, 2)
    page.keyboard.press("ArrowRight")
    expect_slide(page, 2)
    page.keyboard.press("ArrowLeft")
    expect_slide(page, 1)
    assert page.evaluate(f"{NOW}.currentTime") == 0, "a slide that is left starts anew"


def test_a_clicker_plays_what_waits_and_then_goes_on(page: Page) -> None:
    page.keyboard.press("PageDown")
    playing(page)
    expect_slide(page, 1)
    page.keyboard.press("PageDown")
    expect_slide(page, 2)


def test_space_after_the_end_goes_on(page: Page) -> None:
    page.keyboard.press("Space")
    playing(page)
    page.evaluate(f"{NOW}.currentTime = {NOW}.duration - 0.1")
    until(page, f"{NOW}.ended")
    page.keyboard.press("Space")
    expect_slide(page, 2)


def test_a_link_opens_its_slide_with_its_poster(page: Page, folder: Path) -> None:
    page.goto((folder / "index.html").as_uri() + "#/2")
    expect_slide(page, 2)
    poster = page.locator(".slide.shown video").get_attribute("poster")
    assert poster is not None
    size = page.evaluate(
        "src => { const i = new Image(); i.src = src; return i.decode().then(() => i.width); }", poster
    )
    assert size == 320
    page.evaluate("location.hash = '#/1'")
    expect(page.locator("#counter")).to_have_text("1 / 2")


def test_notes_and_captions_are_shown_when_asked_for(page: Page) -> None:
    page.keyboard.press("End")
    notes = page.get_by_text(GAP)
    expect(notes).to_be_hidden()
    page.keyboard.press("n")
    expect(notes).to_be_visible()
    page.keyboard.press("Space")
    caption = page.locator("#caption")
    until(page, f"{NOW}.currentTime > 2.5")
    expect(caption).to_be_hidden()
    page.keyboard.press("c")
    expect(caption).to_contain_text(re.compile("You packed for the weather|Each column is"))
    expect(page.get_by_role("button", name="Captions")).to_have_attribute("aria-pressed", "true")


def test_every_button_can_be_reached_and_pressed_without_a_mouse(page: Page) -> None:
    reached = []
    for _ in range(8):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id"))
    assert reached[:7] == ["play", "next", "position", "captions", "notes", "speaker", "full"]
    page.get_by_role("button", name="Notes").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Notes")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate(f"{NOW}.paused")


def test_the_speaker_s_window_has_the_words_and_turns_pages(page: Page) -> None:
    with page.expect_popup() as opened:
        page.keyboard.press("s")
    speaker = opened.value
    expect(speaker.get_by_text("Here are a hundred tosses")).to_be_visible()
    expect(speaker.get_by_text(f"Next: {TITLES[1]}")).to_be_visible()
    assert speaker.evaluate("document.images[0].decode().then(() => true)")
    speaker.keyboard.press("ArrowRight")
    expect_slide(page, 2)
    expect(speaker.get_by_text(GAP)).to_be_visible()


def test_axe_finds_no_barrier(page: Page) -> None:
    page.keyboard.press("n")
    page.keyboard.press("c")
    found = Axe().run(page, options={"preload": False})  # which would ask for the style sheet by script
    assert found.response["passes"]
    assert [f"{rule['impact']}: {rule['id']}" for rule in found.response["violations"]] == []


def test_what_the_deck_does_not_use_is_forbidden_to_it(browser: Browser, folder: Path) -> None:
    page = browser.new_page()
    page.goto((folder / "index.html").as_uri())
    with served(Path(__file__).parent) as elsewhere:
        assert attempts(page, elsewhere) == FORBIDDEN
    page.close()


def test_clips_are_named_after_their_content_and_stay_inside_the_folder(folder: Path) -> None:
    text = (folder / "index.html").read_text()
    for name in re.findall(r'(?:src|poster|href)="([^"]+)"', text):
        assert name == "data:," or (folder / name).is_file()
    media = sorted((folder / "clips").iterdir())
    assert len(media) == 4
    for file in media:
        assert file.name.split(".")[1] == hashlib.sha256(file.read_bytes()).hexdigest()[:8]


def test_with_autoplay_a_slide_plays_when_it_is_shown(browser: Browser, tmp_path: Path) -> None:
    folder = deck(tmp_path / "slides", "html", "--autoplay")
    page = browser.new_page()
    page.goto((folder / "index.html").as_uri())
    page.keyboard.press("ArrowRight")
    playing(page)
    page.close()


def test_without_scripts_all_slides_and_notes_can_be_read(browser: Browser, folder: Path) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto((folder / "index.html").as_uri())
    for title in TITLES:
        expect(page.get_by_role("heading", name=title)).to_be_visible()
    expect(page.get_by_text(GAP)).to_be_visible()
    assert page.locator("video[controls]").count() == 2
    page.context.close()
