"""The studio's page in Chromium: hold a bar, hear the sentence change, take the clip home."""

from __future__ import annotations

import hashlib
import io
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser import complaints, until
from tests.processes import start

AXE = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
SPOKEN = "player.told && player.told.spoken && !next && !sending && !holding"
RESTED = (
    "document.getElementById('picture').width === 1920"
    " && document.getElementById('picture').dataset.revision === String(player.told.revision)"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("studio")


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    process = start(["studio", "entropy", "--voice", "espeak", "--no-open"], folder / "store", folder=folder)
    assert process.stdout is not None
    yield process.stdout.readline().split()[0]
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=20)[1].count("\n") == 1  # its farewell: nothing went wrong on the way


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    found = complaints(page, address)
    page.goto(f"{address}#scene=entropy&beat=average&at=3.00")  # whatever another test has left there
    until(page, SPOKEN, 60)
    until(page, RESTED, 30)
    yield page
    page.close()
    assert found == []


def drag(page: Page, name: str, which: int, share: float) -> None:
    box = page.locator(f'[data-name="{name}"] .bar').nth(which).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"]
    page.mouse.move(x, y - 0.5 * box["height"])
    page.mouse.down()
    for step in range(1, 6):
        page.mouse.move(x, y - box["height"] * (0.5 + (share - 0.5) * step / 5))
    page.mouse.up()


def picture(page: Page) -> bytes:
    return page.locator("#picture").screenshot()


def sound(page: Page) -> str:
    """Return the hash of what is heard in the beat."""
    page.evaluate("player.listen()")
    until(page, "document.getElementById('voice').src.startsWith('blob:')")
    made = page.evaluate("fetch(document.getElementById('voice').dataset.source).then((a) => a.text())")
    page.evaluate("document.getElementById('voice').pause()")
    return hashlib.sha256(made.encode()).hexdigest()


def test_a_bar_is_held_the_sentence_changes_and_the_clip_is_taken_home(page: Page, tmp_path: Path) -> None:
    words, shown, heard = page.inner_text("#words"), picture(page), sound(page)
    drag(page, "P", 0, 0.8)
    until(page, f"{SPOKEN} && player.told.values.P.startsWith('0.8')", 60)
    until(page, RESTED, 30)
    values = [float(p) for p in page.evaluate("player.told.values.P").split(",")]
    assert sum(values) == pytest.approx(1, abs=1e-9)
    assert values[1] / values[2] == pytest.approx(2, rel=1e-3)  # the others give way in proportion
    assert page.inner_text("#words") != words
    assert picture(page) != shown
    assert sound(page) != heard

    with page.expect_download(timeout=180_000) as download:
        page.click("[data-kind=clip]")
        page.get_by_role("link", name="Download").first.click(timeout=170_000)
    clip = tmp_path / "clip.mp4"
    shutil.copy(download.value.path(), clip)
    at = page.evaluate("player.seconds")
    mine = np.asarray(Image.open(io.BytesIO(fetched(page, at))), dtype=int)
    assert np.abs(frame_at(clip, at) - mine).mean() < 2

    page.click("#undo")
    until(page, f"{SPOKEN} && player.told.values.P === '0.5,0.25,0.125,0.125'", 60)
    assert page.inner_text("#words") == words
    page.click("#redo")
    until(page, f"{SPOKEN} && player.told.values.P.startsWith('0.8')", 60)
    page.reload()
    until(page, f"{SPOKEN} && player.told.values.P.startsWith('0.8')", 60)
    page.click("#undo")
    until(page, f"{SPOKEN} && player.told.values.P.startsWith('0.5')", 60)
    until(page, RESTED, 30)


def fetched(page: Page, at: float) -> bytes:
    place = f"picture/${{player.told.revision}}/${{player.beat.name}}/{round(at * 1000)}/1920x1080"
    script = f"fetch(`{place}`).then((a) => a.arrayBuffer()).then((b) => Array.from(new Uint8Array(b)))"
    return bytes(page.evaluate(script))


def frame_at(clip: Path, seconds: float) -> np.ndarray:
    with av.open(str(clip)) as container:
        for frame in container.decode(video=0):
            if frame.time is not None and frame.time >= seconds - 1e-3:
                return frame.to_ndarray(format="rgb24").astype(int)
    raise AssertionError("the clip is too short")


def test_what_is_in_the_hand_is_not_moved_by_an_answer_that_comes_late(page: Page) -> None:
    late = "(...all) => new Promise((done) => setTimeout(done, 40)).then(() => quick(...all))"
    page.evaluate(f"{{ const quick = ask; ask = {late}; }} true")
    bar = page.locator('[data-name="P"] .bar').first
    box = bar.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 0.5 * box["height"])
    page.mouse.down()
    for share in (0.6, 0.7, 0.8):
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + (1 - share) * box["height"])
        page.wait_for_timeout(70)  # the answer to one of the moves before comes now
        assert float(bar.inner_text()) == pytest.approx(share, abs=0.01)
    page.mouse.up()
    until(page, f"{SPOKEN} && player.told.values.P.startsWith('0.8')", 60)


def test_a_bar_of_the_picture_drags_the_parameter(page: Page) -> None:
    until(page, "handles.length > 0", 30)
    spot = page.evaluate("handles.find(({ parameter, outcome }) => parameter === 'P' && outcome === 1)")
    box = page.locator("#picture").bounding_box()
    assert box is not None
    x = box["x"] + box["width"] * (spot["left"] + spot["right"]) / 2
    page.mouse.move(x, box["y"] + box["height"] * (spot["base"] - 0.2 * spot["unit"]))
    page.mouse.down()
    page.mouse.move(x, box["y"] + box["height"] * (spot["base"] - 0.6 * spot["unit"]))
    page.mouse.up()
    until(page, f"{SPOKEN} && Math.abs(Number(player.told.values.P.split(',')[1]) - 0.6) < 0.02", 60)
    page.click("#undo")
    until(page, f"{SPOKEN} && player.told.values.P.startsWith('0.5')", 60)


def test_a_locked_bar_stays_and_what_is_refused_says_so(page: Page) -> None:
    bars, alert = page.locator('[data-name="P"] .bar b'), page.locator('[data-name="P"] [role=alert]')
    page.click('[aria-label="P, lock outcome 2"]')
    drag(page, "P", 0, 0.2)
    until(page, f"{SPOKEN} && player.told.values.P.startsWith('0.2')", 60)
    assert bars.nth(1).inner_text() == "0.25"
    assert float(bars.nth(2).inner_text()) > 0.2  # the free ones have taken what the first has given
    field = page.get_by_label("P, as numbers")
    field.fill("0.7,0.7")
    field.press("Enter")
    expect(alert).to_contain_text("0.7,0.7")
    assert bars.nth(1).inner_text() == "0.25"  # what was good still stands
    field.fill("70,20,10")
    field.press("Enter")
    expect(alert).to_be_hidden()
    until(page, f"{SPOKEN} && player.told.values.P === '0.7,0.2,0.1'", 60)
    assert bars.all_inner_texts() == ["0.7", "0.2", "0.1"]
    page.click('[aria-label="labels, add one"]')  # as many as there are outcomes
    expect(page.get_by_label("labels, 3")).to_have_value("film")  # what is shown without labels
    page.click("#undo")
    expect(page.get_by_label("labels, 3")).to_be_hidden()
    page.click('[aria-label="Reset P"]')
    until(page, f"{SPOKEN} && player.told.values.P.startsWith('0.5')", 60)
    expect(alert).to_be_hidden()
    assert bars.count() == 4


def test_an_outcome_is_renamed_under_its_bar_and_one_more_takes_the_others_with_it(page: Page) -> None:
    name = page.get_by_label("P, name of outcome 2")
    expect(name).to_have_value("politics")  # what is shown, though no label is typed
    name.fill("weather")
    name.press("Enter")
    until(page, f"{SPOKEN} && player.told.settings.labels === 'sport,weather,film,science'", 60)
    page.click('[aria-label="Add an outcome of P"]')
    until(page, f"{SPOKEN} && player.told.settings.labels === 'sport,weather,film,science,new 5'", 60)
    expect(page.get_by_label("P, name of outcome 5")).to_have_value("new 5")
    page.click('[aria-label="labels, remove 1"]')
    until(page, f"{SPOKEN} && player.told.values.P.split(',').length === 4", 60)
    expect(page.get_by_label("P, name of outcome 1")).to_have_value("weather")


def test_a_seam_of_a_mosaic_moves_mass_from_one_side_to_the_other(page: Page, address: str) -> None:
    page.goto(f"{address}#scene=mutual_information&beat=mosaic&at=9")
    page.reload()
    until(page, f"{SPOKEN} && player.told.scene === 'mutual_information'", 60)
    seam = page.get_by_label("joint, column 1, seam above cell 1")
    box, square = seam.bounding_box(), page.locator('[data-name="joint"] .mosaic').bounding_box()
    assert box is not None
    assert square is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 0.1 * square["height"])
    page.mouse.move(x, square["y"] + 0.5 * square["height"])
    page.mouse.up()
    until(page, f"{SPOKEN} && player.told.values.joint !== '0.4,0.1;0.1,0.4'", 60)
    first, second, *others = map(float, page.evaluate("player.told.values.joint").replace(";", ",").split(","))
    assert [first, second] == pytest.approx([0.25, 0.25], abs=0.01)
    assert others == pytest.approx([0.1, 0.4], abs=1e-6)
    page.get_by_label("joint, seam right of column 1").focus()
    page.keyboard.press("PageUp")
    until(page, f"{SPOKEN} && player.told.values.joint.startsWith('0.3')", 60)
    *_, third, fourth = map(float, page.evaluate("player.told.values.joint").replace(";", ",").split(","))
    assert third / fourth == pytest.approx(0.25, abs=1e-3)  # p(y|x) stays as it was
    assert third + fourth == pytest.approx(0.4, abs=1e-3)
    violations = Axe().run(page, options=AXE).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in violations] == []


def test_a_finger_drags_a_bar_and_a_bar_of_the_picture(browser: Browser, address: str) -> None:
    tablet = browser.new_context(viewport={"width": 820, "height": 1180}, has_touch=True, is_mobile=True)
    page = tablet.new_page()
    page.goto(f"{address}#scene=entropy&beat=average&at=3.00")
    until(page, SPOKEN, 60)
    bar = page.locator('[data-name="P"] .bar').first
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    assert box is not None
    x, top, scrolled = box["x"] + box["width"] / 2, box["y"], page.evaluate("scrollY")
    touch = tablet.new_cdp_session(page)

    def at(kind: str, y: float) -> None:
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    at("touchStart", top + 0.5 * box["height"])
    for share in (0.6, 0.7, 0.8):
        at("touchMove", top + (1 - share) * box["height"])
    at("touchEnd", top)
    until(page, f"{SPOKEN} && player.told.values.P.startsWith('0.8')", 60)
    assert page.evaluate("scrollY") == scrolled  # the page did not scroll instead
    tablet.close()


def test_keys_move_what_has_the_focus_and_the_space_bar_plays(page: Page) -> None:
    page.locator('[data-name="P"] .bar').first.focus()
    page.keyboard.press("ArrowUp")
    until(page, f"{SPOKEN} && player.told.values.P.startsWith('0.51')", 60)
    page.locator("#head").focus()
    at = page.evaluate("player.head")
    page.keyboard.press(" ")
    until(page, f"player.head > {at} + 1", 20)
    apart = page.evaluate("Math.abs(player.seconds - document.getElementById('voice').currentTime)")
    assert apart < 0.06
    page.keyboard.press(" ")
    page.keyboard.press("Control+z")
    until(page, f"{SPOKEN} && player.told.values.P.startsWith('0.5,')", 60)


def test_an_address_brings_its_state_back_and_two_pages_agree(page: Page, browser: Browser) -> None:
    other = browser.new_page()
    other.goto(page.url.partition("#")[0] + "#scene=entropy&beat=hump&at=4.00&set.loaded=0.8")
    until(other, "player.told && player.told.settings.loaded === '0.8' && player.beat.name === 'hump'", 60)
    number, heading = page.get_by_label("loaded, as a number"), other.locator("#heading")
    expect(heading).to_have_text("Hump")
    expect(number).to_have_value("0.8", timeout=30_000)
    page.click("#undo")
    expect(other.get_by_label("loaded, as a number")).to_have_value("0.99", timeout=30_000)
    other.close()


def test_ten_tabs_of_one_browser_all_have_their_picture_and_agree(browser: Browser, address: str) -> None:
    context = browser.new_context()
    tabs = [context.new_page() for _ in range(10)]
    for tab in tabs:
        tab.goto(f"{address}#scene=entropy&beat=average&at=3.00")
    for tab in tabs:
        until(tab, f"{SPOKEN} && document.getElementById('picture').dataset.pictures > 0", 60)
    tabs[3].get_by_label("loaded, as a number").fill("0.9")
    tabs[3].get_by_label("loaded, as a number").press("Enter")
    for tab in tabs:
        until(tab, "player.told.settings.loaded === '0.9'", 30)
    tabs[0].close()  # it may have been the one that listens: another takes over
    tabs[3].click("#undo")
    for tab in tabs[1:]:
        until(tab, "!('loaded' in player.told.settings)", 30)
    context.close()


def test_the_words_are_edited_where_they_stand(page: Page) -> None:
    page.click("#editor summary")
    until(page, "document.getElementById('written').value.includes('[[grow]]')")
    text = page.input_value("#written")
    assert page.locator("#marks").text_content() == text + "\n"
    assert page.locator("#marks .cue").first.text_content() == "[[if news]]"
    assert page.locator("#marks .number").first.text_content() == "{choices}"
    page.fill("#written", text.replace("Now let them", "Let all of them"))
    expect(page.locator("#words")).to_contain_text("Let all of them", timeout=10_000)
    page.fill("#written", text.replace("[[grow]]", ""))
    expect(page.locator("#wrong")).to_contain_text("its cues are", timeout=10_000)
    page.click("#usual")
    expect(page.locator("#words")).to_contain_text("Now let them", timeout=10_000)
    until(page, SPOKEN, 60)


def test_a_sweep_draws_a_grid_and_a_click_goes_there(page: Page) -> None:
    page.click("#sweep summary")
    page.select_option("#sweep-one", "loaded")
    page.fill("#sweep-one-values", "0.6:0.9:3")
    page.select_option("#sweep-two", "unit")
    page.click("#sweep-go")
    stills = page.locator("#sweep-grid img")
    expect(stills).to_have_count(6, timeout=30_000)
    assert len({stills.nth(i).get_attribute("alt") for i in range(6)}) == 6
    page.fill("#sweep-one-values", "0.6; 7")
    page.select_option("#sweep-two", "")
    page.click("#sweep-go")
    expect(page.locator("#sweep-grid em")).to_contain_text("parameter loaded = 7", timeout=30_000)
    page.click('#sweep-grid button[title="loaded = 0.6"]')
    until(page, f"{SPOKEN} && player.told.settings.loaded === '0.6'", 60)
    page.click("#undo")
    until(page, f"{SPOKEN} && !('loaded' in player.told.settings)", 60)


@pytest.mark.parametrize("size", [(1280, 720), (820, 1180)])
def test_nothing_bars_the_way(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    found = Axe().run(page, options=AXE).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
