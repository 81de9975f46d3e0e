"""The player page in Chromium: from disk and from a server, by keyboard and by mouse, dark and light."""

from __future__ import annotations

import io
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.bits.deliver.pages import BEATS, FILM, TITLE, jumps, no_barrier, put, render_page, schemes, served, time
from tests.browser import FORBIDDEN, attempts, complaints, until

AGAIN = "kl_divergence/gap-2"
anywhere = pytest.mark.parametrize("home", ["disk", "server"], indirect=True)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("page")
    (place / "film.toml").write_text(FILM, encoding="utf-8")
    done = render_page(place / "film.toml", place / "out")
    assert done.returncode == 0, done.stderr
    assert "out/index.html: 4 beats" in done.stdout
    return place / "out"


@pytest.fixture
def home(folder: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    if getattr(request, "param", "disk") == "disk":
        yield f"{folder.as_uri()}/"
    else:
        with served(folder) as address:
            yield address


@pytest.fixture
def page(browser: Browser, home: str) -> Iterator[Page]:
    """Open the page; at the end of the test there is no error, and no request has left the folder."""
    context = browser.new_context(viewport={"width": 1200, "height": 600}, color_scheme="dark")
    page = context.new_page()
    page.set_default_timeout(10_000)
    wrong = complaints(page, home)
    page.goto(f"{home}index.html")
    jumps(page)
    yield page
    context.close()
    assert wrong == []


def starts(page: Page) -> list[float]:
    return [beat["start"] for beat in json.loads(page.locator("#data").text_content() or "")["beats"]]


def arrive(page: Page, beat: int) -> None:
    """Wait until the film stands at the start of a beat."""
    until(page, f"!film.seeking && Math.abs(film.currentTime - {starts(page)[beat]}) < 0.3")


@anywhere
def test_space_plays_and_pauses(page: Page) -> None:
    expect(page.locator("#start")).to_have_text("Start")
    page.keyboard.press("Space")
    until(page, "film.currentTime > 0.4")
    expect(page.locator("#cover")).to_be_hidden()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.keyboard.press("Space")
    stopped = page.evaluate("film.paused && film.currentTime")
    assert stopped
    page.wait_for_timeout(300)
    assert time(page) == stopped


@anywhere
def test_arrows_go_from_beat_to_beat_and_the_step_follows(page: Page) -> None:
    here, step, current = page.locator("#here-title"), page.locator("#here-step"), page.locator("[aria-current=step]")
    expect(step).to_have_text("Step 1 / 3")
    page.keyboard.press("ArrowRight")
    arrive(page, 1)
    expect(here).to_have_text("Entropy – Hump")
    expect(step).to_have_text("Step 1 / 3")
    page.keyboard.press("ArrowRight")
    arrive(page, 2)
    expect(step).to_have_text("Step 2 / 3")
    expect(current).to_contain_text("KL divergence")
    expect(page.get_by_role("status")).to_have_text("Step 2: KL divergence")
    page.keyboard.press("ArrowLeft")
    arrive(page, 1)
    expect(current).to_contain_text("Entropy")


def test_the_transcript_follows_until_it_is_scrolled(page: Page) -> None:
    now = page.locator(".said.now")
    expect(now).to_have_text("Here are a hundred tosses of a fair coin.")
    page.keyboard.press("Shift+ArrowRight")
    expect(now).to_contain_text("Each is as big")
    put(page, starts(page)[3] + 0.5)
    expect(now).to_contain_text("You packed for the weather")
    expect(now).to_be_in_viewport()
    page.locator("#transcript").hover()
    page.mouse.wheel(0, -2000)
    expect(now).not_to_be_in_viewport()
    page.keyboard.press("Shift+ArrowRight")
    expect(now).to_contain_text("How much did you carry")
    page.wait_for_timeout(400)
    expect(now).not_to_be_in_viewport()
    page.get_by_role("button", name="Follow the voice").click()
    expect(now).to_be_in_viewport()


def test_a_click_on_a_sentence_jumps_there(page: Page) -> None:
    sentence = page.locator(".said").nth(2)
    sentence.click()
    expect(sentence).to_have_class(re.compile("now"))
    until(page, "!film.seeking")
    assert time(page) == pytest.approx(float(sentence.get_attribute("data-at") or "nan"), abs=0.1)


def test_captions_can_be_switched_on(page: Page, folder: Path) -> None:
    put(page, 3)
    page.keyboard.press("Space")  # away with the cover
    page.keyboard.press("Space")
    expect(page.locator("#cover")).to_be_hidden()
    before = ink(page)
    page.keyboard.press("c")
    expect(page.get_by_role("button", name="Captions")).to_have_attribute("aria-pressed", "true")
    page.wait_for_timeout(300)
    assert ink(page) > before + 0.01
    shown = page.evaluate("[...film.textTracks[0].cues].map(cue => cue.text)")
    blocks = re.findall(r"-->.*\n((?:.+\n)+)", (folder / "lecture.vtt").read_text())
    assert shown == [block.strip() for block in blocks]


def ink(page: Page) -> float:
    """Return which share of the band at the film's foot is bright."""
    box = page.locator("#film").bounding_box()
    assert box is not None
    band = {"x": box["x"], "y": box["y"] + 0.86 * box["height"], "width": box["width"], "height": 0.13 * box["height"]}
    picture = np.array(Image.open(io.BytesIO(page.screenshot(clip=band))).convert("L"))  # type: ignore[arg-type]
    return float((picture > 160).mean())


@anywhere
def test_a_link_to_a_beat_opens_there(page: Page, home: str) -> None:
    page.goto("about:blank")
    page.goto(f"{home}index.html#{AGAIN}")
    jumps(page)
    arrive(page, BEATS.index(AGAIN))
    expect(page.locator("#start")).to_have_text("KL divergence – Gap")
    expect(page.locator("#here-step")).to_have_text("Step 3 / 3")
    assert page.evaluate("scrollY") == 0
    page.evaluate("location.hash = 'entropy/hump'")
    arrive(page, 1)


@anywhere
def test_who_is_quick_plays_from_the_linked_beat(page: Page, home: str) -> None:
    page.goto("about:blank")
    page.goto(f"{home}index.html#{AGAIN}")
    page.keyboard.press("Space")
    start = starts(page)[BEATS.index(AGAIN)]
    until(page, f"!film.paused && film.currentTime > {start + 0.3}")
    assert time(page) < start + 8


@pytest.mark.parametrize("home", ["server"], indirect=True)
def test_the_link_to_a_beat_can_be_copied(page: Page, home: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("link", name="KL divergence").last.click()
    page.get_by_role("button", name="Copy a link to this beat").click()
    expect(page.get_by_role("status")).to_have_text("Link copied")
    assert page.evaluate("navigator.clipboard.readText()") == f"{home}index.html#{AGAIN}"


def test_the_time_line_tells_the_beat_to_mouse_and_keyboard(page: Page) -> None:
    line, tip = page.get_by_role("slider"), page.locator("#tip")
    box = line.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 0.98 * box["width"], box["y"] + box["height"] / 2)
    expect(tip).to_contain_text("KL divergence – Gap")
    until(page, "document.querySelector('#tip img').naturalWidth > 0")
    page.mouse.click(box["x"] + 0.9 * box["width"], box["y"] + box["height"] / 2)
    until(page, "!film.seeking")
    assert time(page) == pytest.approx(0.9 * page.evaluate("film.duration"), rel=0.02)
    page.mouse.move(0, 0)
    page.get_by_role("link", name="Entropy").first.focus()
    line.focus()
    page.keyboard.press("ArrowLeft")
    expect(line).to_have_attribute("aria-valuetext", re.compile(r"KL divergence – Gap, \d:\d\d"))


@anywhere
def test_place_speed_and_colours_are_remembered(page: Page) -> None:
    page.get_by_label("Speed").select_option("1.5")
    page.get_by_role("button", name="Light colours").click()
    page.locator("body").click(position={"x": 2, "y": 2})
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    until(page, "!film.seeking")
    place = time(page)
    assert place > starts(page)[1] + 1
    page.reload()
    jumps(page)
    until(page, f"Math.abs(film.currentTime - {place}) < 0.1")
    expect(page.locator("#start")).to_have_text("Entropy – Hump")
    assert page.evaluate("film.playbackRate") == 1.5
    assert ground(page) == "rgb(251, 251, 248)"


def ground(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


def test_colours_follow_the_system_until_they_are_switched(page: Page) -> None:
    assert ground(page) == "rgb(14, 17, 22)"
    page.emulate_media(color_scheme="light")
    assert ground(page) == "rgb(251, 251, 248)"
    page.get_by_role("button", name="Light colours").click()
    assert ground(page) == "rgb(14, 17, 22)"


def test_letter_keys_can_be_switched_off(page: Page) -> None:
    page.keyboard.press("?")
    page.get_by_label("Use letter keys").uncheck()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("c")
    expect(page.get_by_role("button", name="Captions")).to_have_attribute("aria-pressed", "false")


def test_key_numbers_are_those_of_the_concept_and_its_parameters(page: Page) -> None:
    numbers = page.locator(".numbers b:visible")
    expect(numbers).to_have_text(["1 bit", "0.081 bits"])
    page.get_by_role("link", name="KL divergence").last.click()
    expect(numbers).to_have_text(["0.208 bits"])
    sheet = page.locator(".sheet dl")
    values = [float(value.split()[0]) for value in sheet.locator(".value").all_text_contents()]
    assert values[2] == pytest.approx(values[1] - values[0], abs=0.0011)  # KL = H(P, Q) - H(P)
    expect(sheet.get_by_role("img", name="H(P) = −Σ P log P")).to_be_visible()


def test_the_theatre_layout_fills_the_screen(page: Page) -> None:
    page.set_viewport_size({"width": 3840, "height": 2160})
    page.keyboard.press("t")
    box = page.locator("#film").bounding_box()
    assert box is not None
    assert box["width"] == 3840
    assert box["height"] > 0.9 * 2160


@schemes
def test_axe_finds_no_serious_barrier(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for keys in ((), ("ArrowRight",), ("?",)):
        for key in keys:
            page.keyboard.press(key)
        page.wait_for_timeout(300)  # until colours have faded over
        no_barrier(page)


@pytest.mark.parametrize("width", [360, 820, 3840])
def test_nothing_sticks_out_of_the_window(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == width
    for name in ("Play", "Next beat", "Captions", "Full screen"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_in_viewport(ratio=1)


def test_without_a_script_there_is_a_film_and_its_text(browser: Browser, folder: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{folder.as_uri()}/index.html")
    assert page.locator("video").get_attribute("controls") is not None
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.get_by_text("0.208 bits").first).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)
    context.close()


def test_the_folder_holds_all_that_it_needs(folder: Path) -> None:
    files = {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.name.startswith(".")}
    assert {f"posters/{name.replace('/', '-')}.webp" for name in BEATS} < files
    assert {"lecture.mp4", "lecture.vtt", "fonts/OFL.txt", "fonts/FiraSans-Regular.ttf"} < files
    with Image.open(folder / "posters/kl_divergence-gap.webp") as poster:
        assert np.array(poster).std() > 10  # not black


def changed(folder: Path, to: Path, old: str, new: str) -> str:
    """Copy the page with something else in it, and return its address."""
    shutil.copytree(folder, to)
    text = (to / "index.html").read_text(encoding="utf-8")
    assert old in text
    (to / "index.html").write_text(text.replace(old, new), encoding="utf-8")
    return (to / "index.html").as_uri()


def test_captions_show_what_looks_like_markup(browser: Browser, folder: Path, tmp_path: Path) -> None:
    data = re.findall('id="data">(.*)</script>', (folder / "index.html").read_text(encoding="utf-8"))[0]
    first = json.loads(data)["captions"][0][2]
    said = "if a<b, c&lt;d and <b>e</b> f"
    address = changed(folder, tmp_path / "copy", json.dumps(first), json.dumps(said).replace("<", "\\u003c"))
    page = browser.new_page()
    page.goto(address)
    until(page, "film.textTracks[0].cues.length")
    assert page.evaluate("film.textTracks[0].cues[0].getCueAsHTML().textContent") == said
    page.close()


@anywhere
def test_what_the_page_does_not_use_is_forbidden_to_it(browser: Browser, home: str) -> None:
    page = browser.new_page()
    page.goto(f"{home}index.html")
    with served(Path(__file__).parent) as elsewhere:
        assert attempts(page, elsewhere) == FORBIDDEN
    page.close()


def test_a_folder_of_someone_else_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "film.toml").write_text(FILM, encoding="utf-8")
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.tex").write_text("years of work")
    done = render_page(tmp_path / "film.toml", mine)
    assert done.returncode == 2
    assert re.fullmatch(r"error: \S+mine: .+\n", done.stderr)
    assert [path.name for path in mine.iterdir()] == ["thesis.tex"]
