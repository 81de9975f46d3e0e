"""How it is made. ``show``, ``still``, ``clip`` and ``film`` are for notebooks."""

from pathlib import Path

import lazy_loader

ROOT = Path(__file__).parent.parent
"""The folder in which the machine lies: this package."""
HOME = ROOT if (ROOT / "scenes").is_dir() and (ROOT / "narration").is_dir() else Path(__file__).parent / "film"
"""The folder of the film that comes with the machine: the checkout or, where it is installed, a folder of its own."""

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__, submod_attrs={"studio.notebook": ["clip", "film", "show", "still"]}
)
