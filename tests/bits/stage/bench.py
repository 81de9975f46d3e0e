"""A concept on the test bench: its facts, its words, its complaints, and what is seen at every moment of a beat."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from bits.authoring.paces import reading_paces
from bits.authoring.parameters import Facts
from bits.engine.recorder import record
from bits.errors import UserError
from tests.own import concept


@dataclass(frozen=True)
class Bench:
    """One concept, to be tried with any settings.

    Attributes
    ----------
    fps
        How often a second its beats are looked at.
    """

    name: str
    fps: int = 5

    def params(self, **settings: str) -> Any:
        """Return the parameters with settings, as they are typed."""
        return concept(self.name).Params.of(self.name, settings)

    def facts(self, **settings: str) -> Facts:
        """Return the facts that follow from settings."""
        return self.params(**settings).facts()  # type: ignore[no-any-return]

    def shown(self, **settings: str) -> dict[str, str]:
        """Return the words of each beat as its captions show them."""
        script = concept(self.name).narration().fill(self.facts(**settings))
        return {line.beat: line.shown for line in script.lines}

    def refusal(self, **settings: str) -> str:
        """Return the one line with which settings are refused."""
        with pytest.raises(UserError) as caught:
            self.params(**settings)
        line = str(caught.value)
        assert line.startswith(f"{self.name}: ")
        assert "\n" not in line
        return line

    def watch(self, beat: str, look: Callable[[Any], object], **settings: str) -> list[Any]:
        """Return what a look at the scene finds at every moment of a beat, but for None."""
        params, sink = self.params(**settings), _Watch(look)
        paces = reading_paces(concept(self.name).narration(), params.facts())
        record(concept(self.name), (beat,), params, paces, sink, fps=self.fps, size=(320, 180))
        return sink.seen


class _Watch:
    """A sink that looks at the scene at every moment."""

    def __init__(self, look: Callable[[Any], object]) -> None:
        self.look, self.seen = look, list[Any]()

    def moment(self, scene: Any, shapes: object, ticks: int) -> None:
        found = self.look(scene)
        if found is not None:
            self.seen.append(found)
