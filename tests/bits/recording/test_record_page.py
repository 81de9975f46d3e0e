"""The recorder's page in Chromium, with a microphone that hears a tone."""

from __future__ import annotations

import shutil
import signal
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from bits.authoring.project import OWN
from bits.making.plan import parts_of, shots
from bits.making.store import Store
from bits.speech.sound import decode
from tests.bits.deliver.pages import served
from tests.browser import FORBIDDEN, attempts, complaints, until
from tests.processes import start

TONE = 440.0
AXE = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}


@pytest.fixture(scope="module")
def studio(chromium: Callable[..., Browser], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Return a browser whose microphone hears a tone."""
    tone = tmp_path_factory.mktemp("tone") / "tone.wav"
    samples = 0.4 * np.sin(2 * np.pi * TONE * np.arange(10 * 48000) / 48000)
    with wave.open(str(tone), "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(2)
        wav.setframerate(48000)
        wav.writeframes((samples * 32767).astype("<i2").tobytes())
    started = chromium(
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={tone}",
    )
    yield started
    started.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("recordings")


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    command = ["record", "entropy/coin", "entropy/hump", "--to", str(folder), "--no-open"]
    process = start(command, folder / "store")
    assert process.stdout is not None
    yield process.stdout.readline().split()[0]
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=10)[1].count("\n") == 1  # its farewell: nothing went wrong on the way


@pytest.fixture
def page(studio: Browser, address: str, folder: Path) -> Iterator[Page]:
    """Open the page with nothing recorded; at the end there is no error, and no request has left the program."""
    shutil.rmtree(folder / "entropy", ignore_errors=True)
    context = studio.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.on("dialog", lambda dialog: dialog.accept())
    wrong = complaints(page, address)
    page.goto(address)
    expect(page.locator("#progress")).to_have_text("0 of 2 recorded")
    yield page
    context.close()
    assert wrong == []


def record(page: Page, key: str = " ") -> None:
    """Record for more than a second."""
    page.keyboard.press(key)
    expect(page.locator("#record")).to_contain_text("Stop")
    expect(page.locator("#elapsed")).to_have_text("0:00")
    expect(page.locator("#elapsed")).to_have_text("0:01")


def is_tone(path: Path) -> bool:
    """Whether a recording is the tone, at its loudness, from its start to its end."""
    samples, rate = decode(path, "here")
    middle = samples[rate // 10 :]
    power = np.abs(np.fft.rfft(middle * np.hanning(len(middle)))) ** 2
    near = np.abs(np.fft.rfftfreq(len(middle), 1 / rate) - TONE) < 10
    return bool(power[near].sum() > 0.98 * power.sum() and 0.35 < np.abs(middle).max() < 0.45)


def seconds(path: Path) -> float:
    samples, rate = decode(path, "here")
    return len(samples) / rate


def test_takes_are_recorded_survive_a_reload_are_played_and_chosen(page: Page, folder: Path) -> None:
    news, takes = page.get_by_role("status"), page.locator("#take-list li")
    chosen, kept = folder / "entropy/coin.wav", folder / "entropy/takes"
    record(page)
    page.keyboard.press("Space")
    expect(news).to_have_text("Take 1, 0:01. ")
    record(page, "r")
    expect(page.locator("#verdict")).to_have_text("Good level")
    page.keyboard.press("Space")
    expect(news).to_have_text("Take 2, 0:02. ")
    assert chosen.read_bytes() == (kept / "coin-002.wav").read_bytes()

    record(page, "r")
    page.reload()
    expect(takes).to_have_count(3)
    expect(page.get_by_role("radio", checked=True)).to_have_count(1)
    expect(page.get_by_role("radio", name="Take 2")).to_be_checked()
    assert seconds(kept / "coin-003.wav") >= 0.5

    page.keyboard.press("p")
    until(page, "player.currentTime > 0.3 && !player.paused")
    expect(page.locator("#play")).to_contain_text("Stop")
    expect(page.locator("#play")).to_contain_text("Play")
    page.get_by_role("button", name="Play take 3").click()
    until(page, "playing === 3 && player.currentTime > 0.1 && !player.paused")
    page.get_by_role("radio", name="Take 1").check()
    until(page, "beats[0].chosen === 1")
    assert chosen.read_bytes() == (kept / "coin-001.wav").read_bytes()
    assert [is_tone(kept / f"coin-00{number}.wav") for number in (1, 2, 3)] == [True] * 3


def test_who_goes_from_beat_to_beat_gets_a_film_with_their_voice(page: Page, folder: Path, tmp_path: Path) -> None:
    expect(page.get_by_role("heading", level=2, name="Coin")).to_be_visible()
    record(page)
    page.keyboard.press("n")
    expect(page.get_by_role("heading", level=2, name="Hump")).to_be_visible()
    assert page.url.endswith("#entropy/hump")
    expect(page.locator("#progress")).to_have_text("1 of 2 recorded")
    expect(page.get_by_role("button", name="Play")).to_be_disabled()
    record(page)
    page.keyboard.press("b")
    expect(page.get_by_role("heading", level=2, name="Coin")).to_be_visible()
    expect(page.get_by_role("heading", name="All recorded")).to_be_visible()
    command = page.locator("#command").text_content() or ""
    assert command == f"render.py lecture entropy/coin entropy/hump --voice recorded:{folder}"
    voice = command.rpartition(" ")[2]
    made = shots(OWN, parts_of(["entropy/coin", "entropy/hump"], OWN), {}, voice, Store(tmp_path))
    assert all(0.8 < shot.speech.seconds < 4 for shot in made)


def test_a_link_opens_a_beat_whose_picture_comes_when_it_is_drawn(page: Page, address: str) -> None:
    page.goto("about:blank")
    page.goto(f"{address}#entropy/hump")
    expect(page.get_by_role("heading", level=2, name="Hump")).to_be_visible()
    expect(page.locator("#words")).to_contain_text("coins in between")
    expect(page.get_by_alt_text("The picture at the end of the beat")).to_be_visible(timeout=30_000)
    page.evaluate("location.hash = 'entropy/coin'")
    expect(page.get_by_role("heading", level=2, name="Coin")).to_be_visible()


def test_after_a_click_space_records_and_keys_can_be_switched_off(page: Page) -> None:
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", level=2, name="Hump")).to_be_visible()
    record(page)
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#take-list li")).to_have_count(1)
    page.get_by_role("checkbox", name="Letter keys").uncheck()
    page.keyboard.press("b")
    page.get_by_role("button", name="Previous").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("heading", level=2, name="Coin")).to_be_visible()
    expect(page.locator("#record")).to_contain_text("Record")


def test_the_microphone_is_remembered(page: Page, folder: Path) -> None:
    page.get_by_role("button", name="Use the microphone").click()
    choice = page.get_by_role("combobox", name="Microphone")
    expect(choice).to_be_visible()
    names = [name for name in choice.locator("option").all_text_contents() if "Default" not in name]
    choice.select_option(label=names[-1])
    until(page, f"microphone?.stream.getAudioTracks()[0].label === {names[-1]!r}")
    page.reload()
    assert (folder / "microphone.txt").read_text() == names[-1]
    page.get_by_role("button", name="Use the microphone").click()
    expect(choice.locator("option:checked")).to_have_text(names[-1])
    assert page.evaluate("microphone.stream.getAudioTracks()[0].label") == names[-1]


def test_without_a_microphone_it_says_so(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(address)
    page.keyboard.press("Space")
    expect(page.get_by_role("alert")).to_contain_text("microphone")
    expect(page.locator("#record")).to_contain_text("Record")
    page.close()


def test_what_was_recorded_while_the_program_did_not_answer_arrives(
    studio: Browser, address: str, folder: Path
) -> None:
    page = studio.new_page()
    page.goto(address)
    expect(page.locator("#progress")).to_contain_text("of 2 recorded")
    before = page.locator("#take-list li").count()
    page.route("**/append/**", lambda route: route.abort())
    page.keyboard.press("Space")
    expect(page.get_by_role("alert")).to_contain_text("does not answer")
    page.unroute("**/append/**")
    expect(page.get_by_role("alert")).to_be_hidden()
    page.keyboard.press("Space")
    expect(page.locator("#take-list li")).to_have_count(before + 1)
    assert seconds(folder / "entropy/coin.wav") > 1
    assert is_tone(folder / "entropy/coin.wav")
    page.close()


def barriers(page: Page) -> list[tuple[str, str]]:
    return [(rule["id"], rule["nodes"][0]["html"]) for rule in Axe().run(page, options=AXE).response["violations"]]


def test_axe_finds_no_barrier(page: Page) -> None:
    assert barriers(page) == []
    record(page)
    assert barriers(page) == []
    page.keyboard.press("Space")
    expect(page.locator("#take-list li")).to_have_count(1)
    assert barriers(page) == []


@pytest.mark.parametrize(("width", "height"), [(360, 740), (400, 850), (820, 1100), (1280, 800), (2560, 1440)])
def test_nothing_sticks_out_of_the_window(page: Page, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.get_by_role("button", name="Use the microphone").click()
    expect(page.get_by_role("combobox", name="Microphone")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    for name in ("Previous", "Play", "Record", "Again", "Next"):
        button = page.get_by_role("button", name=name)
        expect(button).to_be_in_viewport(ratio=1)
        assert button.evaluate("one => one.scrollWidth <= one.clientWidth"), name


def test_what_the_page_does_not_use_is_forbidden_to_it(studio: Browser, address: str) -> None:
    page = studio.new_page()
    page.goto(address)
    with served(Path(__file__).parent) as elsewhere:
        assert attempts(page, elsewhere) == FORBIDDEN
    page.close()
