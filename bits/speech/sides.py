"""What is shown and what is spoken of a beat, put together side by side."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bits.speech.lexicon import Lexicon
from bits.speech.reading import ends_sentence

PARAGRAPH = 0.5
"""Seconds that it waits between two paragraphs, beside the pause of a sentence."""


@dataclass
class Sides:
    """What is shown and what is spoken, growing side by side."""

    lexicon: Lexicon
    shown: str = ""
    spoken: str = ""
    before: str = ""
    """The last word of what is spoken, as it is written."""
    pairs: list[tuple[int, int]] = field(default_factory=list)
    rests: list[tuple[int, float]] = field(default_factory=list)

    def add(self, shown: str, spoken: str) -> None:
        """Append text: word by word where both sides agree, as one unit where they differ."""
        if shown == spoken:
            for unit in re.findall(r"\s+|\S+", shown):
                self._unit(unit, unit)
        else:
            self._unit(" ".join(shown.split()), " ".join(spoken.split()))

    def rest(self, seconds: float) -> None:
        """Let the voice wait before what is added next."""
        self.rests.append((len(self.spoken), seconds))

    def _unit(self, shown: str, spoken: str) -> None:
        begins_word = not self.shown or self.shown.endswith(" ")
        if not shown.isspace():
            if begins_word:
                self.pairs.append((len(self.spoken), len(self.shown)))
            said = self._said(spoken)
            if begins_word and said != spoken and (not self.spoken or ends_sentence(self.spoken)):
                said = said[:1].upper() + said[1:]  # voices find sentences by their capitals
            joins = self.spoken[-1:].isalnum() and said[:1].isalnum() and not (begins_word or said == shown)
            self.shown += shown
            self.spoken += " " * joins + said
            return
        if shown.count("\n") > 1:
            self.rest(PARAGRAPH)
        if not begins_word:
            self.shown += " "
            self.spoken += " "

    def _said(self, words: str) -> str:
        said = []
        for word in words.split():
            said.append(self.lexicon.say(word, self.before))
            self.before = word
        return " ".join(said)
