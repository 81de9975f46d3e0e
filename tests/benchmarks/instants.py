"""How long the picture of any instant takes in a process that is warm, and whether it is the film's.

``python -m tests.benchmarks.instants [ROUNDS]`` takes every beat of the film at a random instant, with one parameter
changed at random and with all of them at their edges, at 960x540, from the parameters to an array of pixels. One round
before those that count warms the process up. It prints milliseconds of wall and of processor time, the slowest beats,
and the largest difference from the film's own frame over a sample of beats.
"""

from __future__ import annotations

import argparse
import logging
import random
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from manim import VMobject
from numpy.typing import NDArray

from bits.authoring.concept import ConceptScene
from bits.authoring.paces import Pace, reading_paces
from bits.authoring.parameters import SceneParams
from bits.codec.painter import Painter
from bits.engine.recorder import record
from bits.engine.seek import stage_at
from bits.errors import UserError
from bits.stage.theme import ground
from tests.fuzz.extremes import extreme_params
from tests.own import FILM, concept

SIZE, FPS = (960, 540), 60
KINDS = ("one parameter changed", "all at their edges")
Picture = NDArray[np.uint8]


@dataclass(frozen=True)
class Instant:
    """An instant of a beat, and what its scene is made from."""

    cls: type[ConceptScene]
    beat: str
    seconds: float
    params: SceneParams
    paces: dict[str, Pace]

    def picture(self) -> Picture:
        _, shapes = stage_at(self.cls, self.params, self.paces, self.beat, self.seconds, fps=FPS, size=SIZE)
        painter = Painter(*SIZE, ground("dark"))
        painter.paint(shapes)
        return painter.picture


def changed(scene: str, kind: str, dice: random.Random) -> SceneParams:
    """Return parameters at their edges, or with one of them changed to such a value, if that is possible."""
    params = concept(scene).Params
    for _ in range(200):
        edges = extreme_params(scene, dice.randrange(10**6))
        if kind == KINDS[1]:
            return edges
        names = [name for name in params.model_fields if getattr(edges, name) != getattr(params(), name)]
        try:
            return params.of(scene, {(name := dice.choice(names)): getattr(edges, name)})
        except (UserError, IndexError):
            continue
    return params()


def instants(turn: int, kind: str) -> Iterator[Instant]:
    """Yield an instant of each beat."""
    for scene in FILM:
        cls = concept(scene)
        for beat in cls.beats():
            dice = random.Random(f"{scene}/{beat} {turn}")
            params = changed(scene, kind, dice) if cls.Params.model_fields and scene != "opening" else cls.Params()
            paces = reading_paces(cls.narration(), params.facts())
            lasts = cls.lead(beat) + paces[beat].words + 0.4
            yield Instant(cls, beat, dice.uniform(0, lasts), params, paces)


class Frame:
    """Keeps the picture that stands at one tick of the film."""

    def __init__(self, tick: int) -> None:
        self._painter, self._left = Painter(*SIZE, ground("dark")), tick
        self.picture: Picture | None = None

    def moment(self, scene: ConceptScene, shapes: list[VMobject], ticks: int) -> None:
        if 0 <= self._left < ticks:
            self._painter.paint(shapes)
            self.picture = self._painter.picture.copy()
        self._left -= ticks


def differences(every: int) -> int:
    """Return by how many levels a pixel differs from the film's frame, at most, over every so many beats."""
    most = 0
    for instant in list(instants(0, KINDS[0]))[::every]:
        frame = Frame(round(instant.seconds * FPS))
        record(instant.cls, (instant.beat,), instant.params, instant.paces, frame, fps=FPS, size=SIZE)
        assert frame.picture is not None
        most = max(most, int(np.abs(instant.picture().astype(int) - frame.picture).max()))
    return most


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rounds", nargs="?", type=int, default=3)
    rounds = parser.parse_args().rounds
    logging.getLogger("manim").setLevel(logging.ERROR)
    for kind in KINDS:
        beats: defaultdict[str, list[float]] = defaultdict(list)
        spent: list[float] = []
        for turn in range(-1, rounds):
            for instant in instants(turn, kind):
                start, used = time.perf_counter(), time.process_time()
                instant.picture()
                took, used = time.perf_counter() - start, time.process_time() - used
                if turn >= 0:
                    beats[f"{instant.cls.name()}/{instant.beat}"].append(1000 * took)
                    spent.append(1000 * used)
        every = np.concatenate(list(map(np.asarray, beats.values())))
        worst = sorted(((float(np.median(some)), max(some), beat) for beat, some in beats.items()), reverse=True)
        print(
            f"{kind}: {len(every)} instants, ms: median {np.median(every):.0f}, 95 % {np.percentile(every, 95):.0f}, "
        )
        print(f"  most {every.max():.0f}; processor median {np.median(spent):.0f}, most {max(spent):.0f}")
        for middle, most, beat in worst[:5]:
            print(f"  {beat}: median {middle:.0f}, most {most:.0f}")
    print(f"largest difference from the film's frame: {differences(5)} levels")


if __name__ == "__main__":
    main()
