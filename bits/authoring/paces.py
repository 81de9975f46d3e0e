"""When things are said in a beat: all that a scene knows of its speech."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bits.speech.script import Line, Question, Template
from bits.speech.voices import Speech, cue_times, voice


@dataclass(frozen=True)
class Pace:
    """When things are said in one beat; seconds from the first word on."""

    words: float
    """When the words end."""
    cues: Mapping[str, float] = field(default_factory=dict)
    question: Question | None = None
    """What is asked in it, if anything is."""

    @classmethod
    def of(cls, line: Line, speech: Speech) -> Pace:
        """Return the pace of a beat whose line has been spoken."""
        return cls(speech.seconds, cue_times(line, speech), line.question)


def reading_paces(template: Template, facts: Mapping[str, float | int | str]) -> dict[str, Pace]:
    """Return the pace of each beat when its narration is read at reading speed."""
    script = template.fill(facts)
    speeches = voice("silent").speak_all([(script.scene, line) for line in script.lines])
    return {line.beat: Pace.of(line, speech) for line, speech in zip(script.lines, speeches, strict=True)}
