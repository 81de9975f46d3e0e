"""Which modules of this package are scenes, found by reading them: nothing is imported to know that."""

from __future__ import annotations

import re
from pathlib import Path

_SCENE = re.compile(r"^class \w+\([^)]*\bConceptScene\b", re.MULTILINE)


def scene_modules(folder: Path = Path(__file__).parent) -> tuple[str, ...]:
    """Return the names of the modules that define a ConceptScene, in the order of the alphabet."""
    files = sorted(folder.glob("*.py"))
    return tuple(file.stem for file in files if _SCENE.search(file.read_text(encoding="utf-8", errors="replace")))
