"""What beats cost to draw: learned from each film, so that the next one begins with its dearest beats."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress

from bits.errors import UserError
from bits.making.job import Shot
from bits.making.store import Store, written_whole

_LARGEST = 1 << 20
"""Bytes of the file: what is larger was not written here."""
_DEAREST = 1e6
"""Seconds of work for a second of film: what costs more was not measured."""


class Costs:
    """Seconds of work for a second of film, by beat. A store that cannot tell them costs nothing but order.

    Parameters
    ----------
    store
        They are kept in its folder.
    """

    def __init__(self, store: Store) -> None:
        self._path = store.folder / "costs.json"
        self._known: dict[str, float] = {}
        with suppress(OSError, ValueError, RecursionError):
            if self._path.stat().st_size <= _LARGEST and self._path.is_file():
                self._known = _sane(json.loads(self._path.read_bytes()))

    def of(self, shot: Shot) -> float:
        """Return an estimate for a beat: its length, weighted by what it cost before, or by what beats cost."""
        usual = sum(self._known.values()) / len(self._known) if self._known else 1.0
        return shot.seconds * self._known.get(shot.name, usual)

    def learn(self, costs: Mapping[str, float]) -> None:
        """Remember what beats have just cost."""
        if costs:
            with suppress(UserError), written_whole(self._path) as temporary:
                temporary.write_text(json.dumps(self._known | _sane(costs), indent=1))


def _sane(costs: object) -> dict[str, float]:
    """Return those of the costs that can be: whatever stands in the file, it may only change the order of work."""
    pairs = costs.items() if isinstance(costs, Mapping) else ()
    return {
        name: float(cost)
        for name, cost in pairs
        if isinstance(name, str) and isinstance(cost, int | float) and 0 < cost < _DEAREST
    }
