"""Any instant of a beat at once: neither what comes after it is played, nor any beat that it does not need.

Which beats it needs depends on the parameters, so it is found out while it is played, and remembered by the scene's
class: what is played that was not needed costs time, but changes nothing. As soon as a beat reads an attribute of the
scene that one may have touched which was left out, that one is taken in, and all begins anew. So it does when a beat
was left out that names what one before it has touched: it may change what stands there.
"""

from __future__ import annotations

from collections.abc import Mapping
from weakref import WeakKeyDictionary

from manim import VMobject

from bits.authoring.concept import TURN, ConceptScene, Step
from bits.authoring.paces import Pace
from bits.authoring.parameters import SceneParams
from bits.engine.needs import Names
from bits.engine.reads import watched_scene
from bits.engine.recorder import Recorder, configured
from bits.errors import UserError


class _Known:
    """What has been found out about a scene's class.

    Attributes
    ----------
    names
        The attributes that the code of each beat may touch.
    needed
        By beat and whether its page is just turned: the earlier beats that it needed so far.
    """

    def __init__(self, cls: type[ConceptScene]) -> None:
        self.names = {beat: Names(cls, beat) for beat in cls.beats()}
        self.needed: dict[tuple[str, bool], set[str]] = {}


_KNOWN: WeakKeyDictionary[type[ConceptScene], _Known] = WeakKeyDictionary()


def _known(cls: type[ConceptScene]) -> _Known:
    if cls not in _KNOWN:
        _KNOWN[cls] = _Known(cls)
    return _KNOWN[cls]


def stage_at(
    cls: type[ConceptScene],
    params: SceneParams,
    paces: Mapping[str, Pace],
    beat: str,
    seconds: float,
    *,
    fps: int,
    size: tuple[int, int],
    theme: str = "dark",
    step: Step | None = None,
) -> tuple[ConceptScene, list[VMobject]]:
    """Return the scene at an instant, and its shapes in the order in which they cover one another.

    Parameters
    ----------
    cls
        The scene of the concept.
    params, paces, theme, step
        What the scene is made from.
    beat, seconds
        The instant, in seconds from the beat's start.
    fps, size
        Ticks per second; width and height in pixels (their ratio is that of the stage).

    Raises
    ------
    UserError
        If the beat is shorter.
    """
    beats, tick = cls.beats(), round(seconds * fps)
    earlier = beats[: beats.index(beat)]
    turning = tick < max(1, round(TURN * fps))
    known = _known(cls)
    needed = known.needed.setdefault((beat, turning), set(earlier[-1:] if turning else ()))
    while True:
        played = [name for name in earlier if name in needed]
        try:
            with configured(fps, size):
                lasts = _Try(cls, known.names, params, paces, fps, theme, step).reach(beat, tick, played)
            break
        except _Reached as reached:
            return reached.scene, reached.shapes
        except _MissingError as missing:
            needed.add(missing.beat)
        except Exception:
            if len(played) == len(earlier):
                raise
            needed = set(earlier)  # in doubt, play all; if it still goes wrong, it does so in the film
    raise UserError(f"{cls.name()}/{beat}@{seconds:g}: the beat lasts {lasts / fps:.2f} s")


class _Reached(BaseException):
    """The instant is reached; no beat's code can take it for an error of its own."""

    def __init__(self, scene: ConceptScene, shapes: list[VMobject]) -> None:
        super().__init__()
        self.scene, self.shapes = scene, shapes


class _MissingError(BaseException):
    """A beat was left out that may matter."""

    def __init__(self, beat: str) -> None:
        super().__init__()
        self.beat = beat


class _Try:
    """Plays on to an instant, some beats being left out, until it is reached or one of these may matter."""

    def __init__(
        self,
        cls: type[ConceptScene],
        names: Mapping[str, Names],
        params: SceneParams,
        paces: Mapping[str, Pace],
        fps: int,
        theme: str,
        step: Step | None,
    ) -> None:
        self._names, self._beats = names, cls.beats()
        self._touched: list[set[str]] = [set()]  # before the first beat, and by each beat so far
        self._left_out: set[str] = set()
        self._recorder = Recorder(fps)
        watched = watched_scene(cls, self._recorder, self._touch)
        self._scene = watched(params, paces, theme, step, renderer=self._recorder)
        self._scene.setup()

    def reach(self, beat: str, tick: int, played: list[str]) -> int:
        """Play some beats and then up to the tick of one; return how long that is, in ticks, if it is not reached."""
        recorder = self._recorder
        for earlier in self._beats:
            if earlier == beat:
                break
            if earlier in played:
                self._play(earlier)
            else:
                self._leave_out(earlier)
        start = recorder.ticks
        recorder.sink, recorder.wanted = self, range(start + tick, start + tick + 1)
        self._play(beat)
        return recorder.ticks - start

    def moment(self, scene: ConceptScene, shapes: list[VMobject], ticks: int) -> None:
        """Stop: this is the instant."""
        raise _Reached(scene, shapes)

    def _play(self, beat: str) -> None:
        self._touched.append(set())
        self._scene.play_beat(beat)

    def _leave_out(self, beat: str) -> None:
        if self._names[beat].meet(set().union(*self._touched)):
            raise _MissingError(beat)
        self._left_out.add(beat)
        self._touched.append(set())
        self._scene.skip_beat(beat)
        self._recorder.ticks += round(self._scene.lasts(beat) * self._recorder.fps)

    def _touch(self, name: str, is_read: bool) -> None:
        if name not in self._touched[-1]:
            self._touched[-1].add(name)
            if is_read and self._left_out:
                self._inherit(name)

    def _inherit(self, name: str) -> None:
        """See whether an attribute may come from a beat that was left out."""
        for place in range(len(self._touched) - 2, 0, -1):
            earlier = self._beats[place - 1]
            if name in self._touched[place]:
                return
            if earlier in self._left_out and name in self._names[earlier]:
                raise _MissingError(earlier)
