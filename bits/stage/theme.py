"""What a colour means: roles, and the two themes that give each role its ink."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType

DARK: Mapping[str, str] = MappingProxyType(
    {
        "ground": "#0E1116",
        "panel": "#141A22",
        "text": "#F2F2F2",
        "muted": "#9AA4B2",
        "line": "#4A5361",
        "truth": "#56B4E9",
        "model": "#E69F00",
        "entropy": "#F0E442",
        "waste": "#D55E00",
        "saving": "#009E73",
        "shared": "#CC79A7",
    }
)
"""Okabe-Ito inks on near-black: every one of them is at least 4.5:1 against the ground, so any may be text."""

LIGHT: Mapping[str, str] = MappingProxyType(
    {
        "ground": "#FBFBF8",
        "panel": "#F3F4F0",
        "text": "#16191F",
        "muted": "#545E6C",
        "line": "#B4BBC5",
        "truth": "#0072B2",
        "model": "#A35400",
        "entropy": "#7A6C00",
        "waste": "#B3261E",
        "saving": "#00755A",
        "shared": "#A03A78",
    }
)
"""The same meanings, darkened until they are legible as text on paper white; amber, olive and red lie further apart
in hue there than their dark brothers would."""

THEMES: Mapping[str, Mapping[str, str]] = MappingProxyType({"dark": DARK, "light": LIGHT})

_lights: ContextVar[Mapping[str, str]] = ContextVar("lights", default=DARK)


@contextmanager
def lit(name: str) -> Iterator[None]:
    """Let what is built in the block be of the theme called `name`; other threads have their own light."""
    before = _lights.set(THEMES[name])
    try:
        yield
    finally:
        _lights.reset(before)


def ground(name: str) -> str:
    """Return the hex code of a theme's ground."""
    return THEMES[name]["ground"]


def colour(role: str) -> str:
    """Return the hex code of a role in the theme that is lit.

    Parameters
    ----------
    role
        One of ``ground``, ``panel``, ``text``, ``muted``, ``line``, ``truth`` (P), ``model`` (Q), ``entropy``,
        ``waste`` (KL), ``saving``, ``shared``.
    """
    return _lights.get()[role]


def contrast(ink: str, ground: str) -> float:
    """Return the contrast ratio of two hex colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(ink), _luminance(ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(code: str) -> float:
    channels = (int(code[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
