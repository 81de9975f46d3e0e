"""The studio in a real browser: how soon a dragged bar shows in the picture, how well it plays, what it takes.

    python -m tests.benchmarks.studio [SCENE ...] [--minutes M]

For each concept: milliseconds from a move of the pointer to the picture that shows it, pictures a second while it
plays, how far sound and picture part; and once, the seconds from the command to the first picture, and the memory of
the server and its workers, at first and after so many minutes of random use. Needs Chromium and a quiet machine.
"""

from __future__ import annotations

import argparse
import atexit
import random
import shutil
import signal
import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from bits.authoring.project import OWN
from tests.browser import PROGRAMS
from tests.processes import living, start

MOVES = 60
"""Moves of the pointer that are timed in each concept."""
PAUSE = 0.03
"""Seconds between two moves."""
PLAYED = 6.0
"""Seconds that are played."""
TIMED = """() => {
  window.times = [];
  let moved = null;
  document.addEventListener("pointermove", () => { moved ??= performance.now(); }, true);
  const paint = player.paint.bind(player);
  player.paint = (...given) => {
    paint(...given);
    if (moved !== null) times.push(performance.now() - moved);
    moved = null;
  };
}"""
PARTED = """() => {
  window.apart = [];
  const voice = document.getElementById("voice");
  const watch = () => {
    if (player.playing) apart.push(Math.abs(player.painting - voice.currentTime));
    requestAnimationFrame(watch);
  };
  watch();
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenes", nargs="*", default=list(OWN.concepts()))
    parser.add_argument("--minutes", type=float, default=0.0, help="of random use at the end")
    given = parser.parse_args()
    program = next(filter(None, map(shutil.which, PROGRAMS)))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        store = Path(folder) / "store"
        begun = time.monotonic()
        process = start(["studio", given.scenes[0], "--no-open"], store, folder=Path(folder))
        atexit.register(process.terminate)
        assert process.stdout is not None
        address = process.stdout.readline().split()[0]
        chromium = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
        )
        page = chromium.new_page(viewport={"width": 1280, "height": 720})
        page.goto(address)
        wait(page, "document.getElementById('picture').dataset.pictures")
        print(f"from the command to the first picture {time.monotonic() - begun:.1f} s")
        page.evaluate(TIMED)
        page.evaluate(PARTED)
        print(f"{'concept':<20} {'drag ms':>8} {'p95':>6} {'pictures/s':>11} {'apart ms':>9} {'p95':>6}")
        for scene in given.scenes:
            measure(page, scene)
        print(f"memory {memory(store):.0f} MB")
        if given.minutes:
            play_about(page, given.scenes, given.minutes)
            print(f"after {given.minutes:g} minutes of random use {memory(store):.0f} MB")
        chromium.close()
        process.send_signal(signal.SIGINT)
        process.wait(20)


def wait(page: Page, expression: str, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < deadline, expression
        page.wait_for_timeout(20)


def measure(page: Page, scene: str) -> None:
    """Drag a bar of a concept, then play it, and print how that went."""
    page.select_option("#scene", scene)
    wait(page, f"player.told.scene === '{scene}' && player.told.spoken && !next && !sending")
    page.evaluate("player.seek(1, player.told.beats[1].seconds / 2)")
    page.wait_for_timeout(1500)
    page.evaluate("times.length = 0")
    move_about(page, MOVES)
    times = sorted(page.evaluate("times"))
    page.wait_for_timeout(500)
    wait(page, "player.told.spoken && !next && !sending")
    page.evaluate("player.seek(1, 1)")
    page.evaluate("apart.length = 0; player.toggle()")
    page.wait_for_timeout(1000)
    before = page.evaluate("player.pictures")
    page.wait_for_timeout(1000 * PLAYED)
    shown = (page.evaluate("player.pictures") - before) / PLAYED
    apart = sorted(1000 * value for value in page.evaluate("apart"))
    page.evaluate("player.stop()")
    print(
        f"{scene:<20} {statistics.median(times):8.0f} {ninety_fifth(times):6.0f} {shown:11.1f} "
        f"{statistics.median(apart):9.0f} {ninety_fifth(apart):6.0f}"
    )


def move_about(page: Page, moves: int) -> None:
    """Drag the first bar that there is up and down; where there is none, a seam of the first mosaic."""
    bars = page.locator(".bar")
    place = bars.first if bars.count() else page.locator(".mosaic").first
    (bars if bars.count() else page.locator(".seam.high")).first.scroll_into_view_if_needed()
    box = place.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"]
    page.mouse.move(x, y - 0.3 * box["height"])
    page.mouse.down()
    for i in range(moves):
        page.mouse.move(x, y - box["height"] * (0.3 + 0.4 * abs((i % 30) / 15 - 1)))
        page.wait_for_timeout(1000 * PAUSE)
    page.mouse.up()


def play_about(page: Page, scenes: list[str], minutes: float) -> None:
    dice, end = random.Random(1), time.monotonic() + 60 * minutes
    while time.monotonic() < end:
        scene = dice.choice(scenes)
        page.select_option("#scene", scene)
        wait(page, f"player.told.scene === '{scene}' && player.told.spoken && !next && !sending")
        page.evaluate(f"player.go({dice.random()} * player.total)")
        move_about(page, 20)
        page.evaluate("player.toggle()")
        page.wait_for_timeout(3000)
        page.evaluate("player.stop()")


def ninety_fifth(values: list[float]) -> float:
    return values[int(0.95 * (len(values) - 1))]


def memory(store: Path) -> float:
    """Return the memory of the server and its workers, in MB; what they share counts once."""
    kilobytes = 0
    for told in living(store):
        for line in Path(f"/proc/{told.split()[0]}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                kilobytes += int(line.split()[1])
    return kilobytes / 1000


if __name__ == "__main__":
    main()
