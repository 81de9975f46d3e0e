"""The narration to read aloud: numbers filled in, with the time of each beat and of each cue."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from bits.making.job import Shot

_WIDTH = 88


def aloud(shots: Sequence[Shot]) -> str:
    """Return the text of the shots, as Markdown: a heading per beat with its times, then what is said."""
    parts, clock, title = [], 0.0, ""
    for shot in shots:
        if shot.title != title:
            title = shot.title
            parts.append(f"# {title}\n")
        pace = shot.paces[shot.beat]
        parts.append(f"## {shot.beat}  [{_clock(clock)} to {_clock(clock + shot.seconds)}]\n")
        parts.append(textwrap.fill(shot.line.shown, _WIDTH) + "\n")
        parts.append(
            f"Words from {shot.lead:.1f} s to {shot.lead + pace.words:.1f} s of the beat"
            + "".join(f"; {cue} at {shot.lead + at:.1f} s" for cue, at in pace.cues.items())
            + ".\n"
        )
        clock += shot.seconds
    return "\n".join(parts)


def _clock(seconds: float) -> str:
    return f"{int(seconds // 60)}:{seconds % 60:04.1f}"
