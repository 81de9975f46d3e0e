"""What a lecturer has made of a film, and all that it was before: undo and redo, kept through reloads and crashes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

from pydantic import TypeAdapter, ValidationError

from bits.making.store import written_whole

MOST_STATES = 200
"""So many steps can be undone."""


@dataclass(frozen=True)
class State:
    """All that is changed.

    Attributes
    ----------
    scene
        Which one is looked at.
    settings
        By scene the changed parameters, as they are typed.
    words
        By scene and beat the narration that is told in place of the usual one, as it is written.
    theme
        ``dark`` or ``light``.
    """

    scene: str
    settings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    theme: str = "dark"

    @property
    def own(self) -> Mapping[str, str]:
        """Return the changed parameters of its scene."""
        return self.settings.get(self.scene, {})

    def set(self, settings: Mapping[str, str]) -> Self:
        """Return the state with these changed parameters of its scene, and no others."""
        return replace(self, settings={**self.settings, self.scene: dict(settings)})

    def told(self, beat: str, words: str | None) -> Self:
        """Return the state with other words of a beat of its scene; with the usual ones for None."""
        mine = {name: text for name, text in self.words.get(self.scene, {}).items() if name != beat}
        if words is not None:
            mine[beat] = words
        return replace(self, words={**self.words, self.scene: mine})


@dataclass(frozen=True)
class _Kept:
    """What is written down."""

    states: list[State]
    place: int


_KEPT = TypeAdapter(_Kept)


class History:
    """States one after another, and which of them holds.

    Parameters
    ----------
    file
        Where they are kept; what is no history there counts for nothing.
    first
        The state to begin with.
    """

    def __init__(self, file: Path, first: State) -> None:
        self._file = file
        try:
            kept = _KEPT.validate_json(file.read_bytes())
        except (OSError, ValidationError):
            kept = _Kept([], 0)
        if not 0 <= kept.place < len(kept.states):
            kept = _Kept([first], 0)
        self._states, self._place = kept.states, kept.place

    @property
    def state(self) -> State:
        """Return the state that holds."""
        return self._states[self._place]

    @property
    def can_undo(self) -> bool:
        """Return whether there is one before it."""
        return self._place > 0

    @property
    def can_redo(self) -> bool:
        """Return whether there is one after it."""
        return self._place + 1 < len(self._states)

    def push(self, state: State) -> bool:
        """Let another state hold; those that had been undone are gone. Return whether it is another."""
        if state == self.state:
            return False
        self._states = [*self._states[: self._place + 1], state][-MOST_STATES:]
        self._place = len(self._states) - 1
        self._keep()
        return True

    def undo(self) -> bool:
        """Go back by one, and return whether that was possible."""
        return self._go(-1) if self.can_undo else False

    def redo(self) -> bool:
        """Go forth by one, and return whether that was possible."""
        return self._go(1) if self.can_redo else False

    def _go(self, by: int) -> bool:
        self._place += by
        self._keep()
        return True

    def _keep(self) -> None:
        with written_whole(self._file) as temporary:
            temporary.write_bytes(_KEPT.dump_json(_Kept(self._states, self._place)))
