"""The studio in the docs: ``python -m tests.bits.studio.screens`` writes docs/studio.png and docs/studio.gif."""

from __future__ import annotations

import io
import shutil
import signal
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from bits import ROOT
from tests.browser import PROGRAMS, until
from tests.processes import start

SPOKEN = "player.told && player.told.spoken && !next && !sending"
WIDTH, PACE = 800, 90
"""Pixels of the recording, and milliseconds that each of its pictures stands."""


def main() -> None:
    program = next(filter(None, map(shutil.which, PROGRAMS)))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        process = start(["studio", "kl_divergence", "--no-open"], Path(folder) / "store", folder=Path(folder))
        assert process.stdout is not None
        address = process.stdout.readline().split()[0]
        chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": 1280, "height": 720})
        page.goto(address)
        until(page, SPOKEN, 120)
        beat = page.evaluate("player.told.beats.findIndex(({ name }) => name === 'gap')")
        page.evaluate(f"player.seek({beat}, player.told.beats[{beat}].cues.name + 2.5)")
        page.wait_for_timeout(2500)
        page.screenshot(path=ROOT / "docs" / "studio.png")
        palette = (shots := dragged(page))[0].quantize(200)
        shots = [shot.quantize(palette=palette, dither=Image.Dither.NONE) for shot in shots]
        shots[0].save(
            ROOT / "docs" / "studio.gif", save_all=True, append_images=shots[1:], duration=PACE, loop=0, optimize=True
        )
        chromium.close()
        process.send_signal(signal.SIGINT)
        process.wait(20)


def dragged(page: Page) -> list[Image.Image]:
    """Return pictures of the page while a bar of Q is dragged up and down again."""
    box = page.locator('[data-name="Q"] .bar').first.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"]
    start = float(page.evaluate("player.told.values.Q").split(",")[0])
    shots = [shot(page)]
    page.mouse.move(x, y - start * box["height"])
    page.mouse.down()
    for i in range(1, 41):
        share = start + (0.85 - start) * (1 - abs(i / 20 - 1))
        page.mouse.move(x, y - share * box["height"])
        page.wait_for_timeout(140)
        shots.append(shot(page))
    page.mouse.up()
    return shots


def shot(page: Page) -> Image.Image:
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    return picture.resize((WIDTH, WIDTH * picture.height // picture.width), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    main()
