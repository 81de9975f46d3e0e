"""The player page asks what the film asks: in Chromium, on a phone, by keyboard and by mouse."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.bits.deliver.pages import ASKS, jumps, no_barrier, put, render_page, schemes, time
from tests.browser import complaints, until


@pytest.fixture(scope="session")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page of a film that asks twice."""
    place = tmp_path_factory.mktemp("asks")
    (place / "film.toml").write_text(ASKS, encoding="utf-8")
    done = render_page(place / "film.toml", place / "out")
    assert done.returncode == 0, done.stderr
    return place / "out"


@pytest.fixture
def asked(browser: Browser, asking: Path) -> Iterator[Page]:
    """Open the page of a film that asks, on a phone, and switch that on."""
    context = browser.new_context(viewport={"width": 360, "height": 800}, reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(10_000)
    wrong = complaints(page, f"{asking.as_uri()}/")
    page.goto(f"{asking.as_uri()}/index.html")
    jumps(page)
    page.get_by_role("button", name="Ask me").click()
    yield page
    context.close()
    assert wrong == []


def questions(page: Page) -> list[dict[str, float]]:
    return list(json.loads(page.locator("#data").text_content() or "")["questions"])


def come_to(page: Page, question: dict[str, float]) -> None:
    """Play from shortly before the rest after a question, until the film stops there."""
    put(page, question["start"] - 0.3)
    page.evaluate("film.play()")
    expect(page.locator("#asked")).to_be_visible()
    assert page.evaluate("film.paused")
    assert question["start"] <= time(page) < question["end"]


def goes_on(page: Page, question: dict[str, float]) -> None:
    """See that the film plays from where the rest ends."""
    expect(page.locator("#asked")).to_be_hidden()
    until(page, f"!film.paused && !film.seeking && film.currentTime > {question['end']}")
    assert time(page) < question["end"] + 1.5


def test_the_film_asks_and_counts_what_was_right(asked: Page) -> None:
    first, second = questions(asked)
    verdict = asked.locator("#verdict")
    come_to(asked, first)
    group = asked.get_by_role("group", name="How surprising are both together?")
    expect(group).to_be_focused()
    expect(group.get_by_role("button")).to_have_text(
        ["1 the product of the two", "2 the sum of the two", "3 the greater of the two", "Skip"]
    )
    asked.keyboard.press("4")  # no answer
    expect(group).to_be_visible()
    asked.keyboard.press("2")
    expect(verdict).to_have_text("Right: the sum of the two. 1 of 1 right.")
    goes_on(asked, first)

    come_to(asked, second)
    expect(asked.locator("#tally")).to_have_text("1 of 1 right")
    expect(asked.get_by_role("button", name="3 less")).to_be_in_viewport(ratio=1)
    asked.get_by_role("button", name="1 more").click()
    expect(verdict).to_have_text("No, it is: less. 1 of 2 right.")
    goes_on(asked, second)
    put(asked, asked.evaluate("film.duration") - 0.3)
    expect(verdict).to_have_text("In all: 1 of 2 right.")


def test_who_skips_a_question_or_plays_on_has_not_answered(asked: Page) -> None:
    first, second = questions(asked)
    come_to(asked, first)
    asked.keyboard.press("Escape")
    goes_on(asked, first)
    come_to(asked, second)
    asked.keyboard.press("Space")
    until(asked, f"film.currentTime > {second['end']}")
    expect(asked.locator("#asked")).to_be_hidden()
    come_to(asked, first)
    expect(asked.locator("#tally")).to_have_text("")
    put(asked, second["start"] - 0.3)
    expect(asked.locator("#asked")).to_be_hidden()
    put(asked, asked.evaluate("film.duration") - 0.3)
    asked.evaluate("film.play()")
    until(asked, "film.ended")
    expect(asked.locator("#verdict")).to_have_text("")


def test_asking_is_remembered_and_can_be_switched_off(asked: Page) -> None:
    switch = asked.get_by_role("button", name="Ask me")
    asked.reload()
    expect(switch).to_have_attribute("aria-pressed", "true")
    jumps(asked)
    asked.keyboard.press("a")
    expect(switch).to_have_attribute("aria-pressed", "false")
    start = questions(asked)[0]["start"]
    put(asked, start - 0.3)
    asked.evaluate("film.play()")
    until(asked, f"film.currentTime > {start + 0.6}")
    expect(asked.locator("#asked")).to_be_hidden()


@schemes
def test_a_question_is_no_barrier(asked: Page, scheme: str) -> None:
    asked.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    come_to(asked, questions(asked)[0])
    no_barrier(asked)
    assert asked.evaluate("document.documentElement.scrollWidth") == 360
    asked.keyboard.press("Tab")
    asked.keyboard.press("Enter")
    expect(asked.locator("#verdict")).to_have_text("No, it is: the sum of the two. 0 of 1 right.")
    no_barrier(asked)
