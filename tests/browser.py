"""The Chromium of the system, driven by Playwright, for the tests of what is shown in browsers."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = (
    "--no-sandbox",  # which containers do not allow
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--no-first-run",
)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Callable[..., Browser]]:
    """Return what starts a browser without a window, with more arguments; skip the test where there is none."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.skip("no Chromium on this machine: `make test` installs it where apt-get has it and may")
    with sync_playwright() as playwright:
        yield lambda *more: playwright.chromium.launch(executable_path=program, args=[*_ARGUMENTS, *more])


@pytest.fixture(scope="session")
def browser(chromium: Callable[..., Browser]) -> Iterator[Browser]:
    """Return a browser."""
    started = chromium()
    yield started
    started.close()


def until(page: Page, expression: str, seconds: float = 10) -> None:
    """Wait until an expression holds on a page; Playwright's own way needs `eval`, which our pages forbid."""
    deadline = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < deadline, expression
        page.wait_for_timeout(20)


def complaints(page: Page, home: str) -> list[str]:
    """Return a list that fills with what goes wrong on a page: errors, and requests for what is not under `home`."""
    found: list[str] = []

    def said(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            found.append(message.text)

    def asked(request: Request) -> None:
        if not request.url.startswith((home, "data:", "blob:")):
            found.append(f"asked for {request.url}")

    page.on("console", said)
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("request", asked)
    return found


FORBIDDEN = {"script-src-elem", "script-src-attr", "style-src-attr", "img-src", "media-src", "connect-src", "frame-src"}
"""What of `attempts` a page must not allow, as the browser calls it."""


def attempts(page: Page, elsewhere: str) -> set[str]:
    """Let a page do what somebody would who could write into it; return which rules of its policy it broke."""
    script = """async (elsewhere) => {
      const broken = new Set();
      addEventListener("securitypolicyviolation", (event) => broken.add(event.effectiveDirective));
      const add = (kind, wanted) => document.body.append(Object.assign(document.createElement(kind), wanted));
      add("script", { textContent: "window.ran = true" });
      add("script", { src: elsewhere + "x.js" });
      add("div", { innerHTML: `<b onclick="window.ran = true" style="color: red">x</b>` });
      document.body.lastChild.firstChild.click();
      add("img", { src: elsewhere + "x.png" });
      add("video", { src: elsewhere + "x.mp4" });
      add("iframe", { src: elsewhere });
      await fetch(elsewhere).catch(() => {});
      await new Promise((done) => setTimeout(done, 500));
      return window.ran ? ["ran"] : [...broken];
    }"""
    return set(page.evaluate(script, elsewhere))
