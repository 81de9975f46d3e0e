"""How a voice is to speak."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bits.speech.programs import PATIENCE

SLOWEST_PACE, FASTEST_PACE = 0.7, 1.4
"""How much slower or faster than usual a voice may speak."""


@dataclass(frozen=True)
class Manner:
    """How a voice is to speak.

    Attributes
    ----------
    language
        A tag such as ``en`` or ``pt-BR``.
    pace
        1 as usual; 1.1 is a tenth faster.
    sounds
        Words as the natural voice pronounces them; see `bits.speech.lexicon`.
    patience
        Seconds that a program may take for one line.
    """

    language: str = "en"
    pace: float = 1.0
    sounds: Mapping[str, str] = field(default_factory=dict)
    patience: float = PATIENCE
