"""The fonts that every text of the film is set in: they come with the project, none is asked of the system."""

from __future__ import annotations

from pathlib import Path

import fontpkg

FAMILIES = ("Fira Sans", "Open Sans", "Noto Sans Arabic")
"""The film's family first; the others lend letters that it does not have (Hebrew, Arabic)."""


def font_folders() -> list[str]:
    """Return the folders of the families; an error where one is missing."""
    return [str(fontpkg.path(family).parent) for family in FAMILIES]


def font_files() -> tuple[Path, Path, Path]:
    """Return the film's family in regular and in semibold, and the licence that goes with them."""
    folder = fontpkg.path(FAMILIES[0]).parent
    return folder / "FiraSans-Regular.ttf", folder / "FiraSans-SemiBold.ttf", folder.parent / "LICENSE"
