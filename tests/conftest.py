"""What all tests share: a quiet, repeatable Hypothesis and a store of their own."""

import os
import tempfile

from hypothesis import settings

from .browser import browser, chromium

__all__ = ["browser", "chromium"]

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")

# Set before anything is imported, so that worker processes inherit it: no test reads or fills the user's own store.
os.environ["BITS_CACHE"] = os.path.join(tempfile.gettempdir(), f"bits-tests-{os.getuid()}")  # noqa: PTH118
os.environ["XDG_STATE_HOME"] = os.environ["BITS_CACHE"]
