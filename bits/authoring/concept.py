"""ConceptScene: one concept told in beats, each timed by its narration."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self, TypeVar, overload

from bits import stage
from bits.authoring.discovery import blamed_on, film_steps
from bits.authoring.paces import Pace, reading_paces
from bits.authoring.parameters import SceneParams
from bits.errors import UserError, unknown
from bits.speech.prose import ANSWER, ASK
from bits.speech.script import Template, check_beats, read

if TYPE_CHECKING:
    from manim import Mobject, Scene
else:

    class Scene:
        """Stands in for Manim's until a scene is made: to describe one does not load Manim, which takes seconds."""


OPENING = 1.7
"""Seconds from the start of a concept to its first word: the title is read, then takes its place."""
LEAD = 0.55
"""Seconds from the start of any other beat to its first word: the page turns."""
BREATH = 0.5
"""Seconds from the last word of a beat to its end."""
SHORTEST = 0.3
"""Seconds that an animation takes at least, however late it is."""
TURN = 0.3
"""Seconds in which a beat's page is turned: what the beat before it left fades out."""
TITLE_SHARE = 0.62
"""How much of its row a title may take where the beat's name stands beside it."""
APART = 0.6
"""Scene units between the two, at least."""
END = "end"
"""The cue that every beat has: the end of its words."""


class Step(NamedTuple):
    """Which of the film's concepts one is."""

    number: int
    """From 0 on."""
    total: int
    """How many there are."""

    @property
    def mass(self) -> list[float]:
        """Return all mass on this step."""
        return [float(i == self.number) for i in range(self.total)]


Method = TypeVar("Method", bound=Callable[..., None])


@overload
def beat(method: Method) -> Method: ...
@overload
def beat(*, keeps: Sequence[str] = (), title: str = "") -> Callable[[Method], Method]: ...
def beat(
    method: Method | None = None, *, keeps: Sequence[str] = (), title: str = ""
) -> Method | Callable[[Method], Method]:
    """Mark a method as a beat. Beats play in the order in which they are written.

    Parameters
    ----------
    keeps
        Attributes of the scene that stay on stage from the beat before; all else fades out first.
    title
        What the beat is called; its name with spaces, unless it is told.
    """

    def mark(method: Method) -> Method:
        method.keeps = tuple(keeps)  # type: ignore[attr-defined]
        method.title = title or method.__name__.replace("_", " ").capitalize()  # type: ignore[attr-defined]
        return method

    return mark if method is None else mark(method)


class ConceptScene(Scene):
    """One concept: parameters, the facts that follow from them, and the beats that show them.

    Parameters
    ----------
    params
        The parameters; the defaults if not given.
    paces
        The pace of each beat; that of reading the narration aloud if not given, and the step is then found, too.
    theme
        ``dark`` or ``light``.
    step
        Which concept of the film it is; None if it is none of them.
    """

    Params: ClassVar[type[SceneParams]]
    _file: ClassVar[Path]

    def __init_subclass__(cls, **settings: Any) -> None:
        """Remember the file, which is known for sure only while it is imported."""
        super().__init_subclass__(**settings)
        if "_file" not in vars(cls):
            cls._file = Path(str(sys.modules[cls.__module__].__file__)).absolute()

    def __new__(cls, *_: Any, **__: Any) -> Self:
        """Make a scene of Manim's, which is loaded now at the latest."""
        become_manims()
        return super().__new__(cls)

    def __init__(
        self,
        params: SceneParams | None = None,
        paces: Mapping[str, Pace] | None = None,
        theme: str = "dark",
        step: Step | None = None,
        **manim: Any,
    ) -> None:
        super().__init__(**manim)
        self._theme = theme
        self._step = step if paces is not None else self.place_in_film()
        self.params: Any = params if params is not None else self.Params()
        self.facts: Mapping[str, float | int | str] = self.params.facts()
        template = self.narration()
        self.paces = paces if paces is not None else reading_paces(template, self.facts)
        self.title_text = template.title
        self.beat = ""
        self.reached: set[str] = set()
        self._start, self._pace, self._lead = 0.0, Pace(0.0), 0.0
        self._title: Any = None

    @classmethod
    def name(cls) -> str:
        """Return the concept's name: that of its folder."""
        *_, folder, module = ("", *cls.__module__.split("."))
        return folder if module == "scene" else module

    @classmethod
    def file(cls) -> Path:
        """Return the file in which it is written."""
        return cls._file

    @classmethod
    def place_in_film(cls) -> Step | None:
        """Return which concept of its project's film it is; None if it is none of them."""
        steps = film_steps(cls.file().parents[2])
        return Step(steps.index(cls.name()), len(steps)) if cls.name() in steps else None

    @classmethod
    def beats(cls) -> tuple[str, ...]:
        """Return the names of the beats, in order."""
        return tuple(name for name, member in vars(cls).items() if hasattr(member, "keeps"))

    @classmethod
    def heading(cls, name: str) -> str:
        """Return a beat's name as a person reads it."""
        return str(getattr(cls, name).title)

    @classmethod
    def narration(cls) -> Template:
        """Return the concept's narration; its headings are checked against the beats."""
        template = read(cls.name(), cls.file().parents[2] / "narration")
        check_beats(template, cls.beats())
        return template

    @classmethod
    def lead(cls, name: str) -> float:
        """Return the seconds from the start of a beat to its first word."""
        return OPENING if name == cls.beats()[0] else LEAD

    @property
    def base(self) -> float:
        """Return the base of the logarithm of the unit that is shown."""
        return float(self.params.base)

    @property
    def unit(self) -> str:
        """Return the unit that is shown."""
        return str(self.params.unit)

    @property
    def log(self) -> str:
        """Return the logarithm that gives the unit, as a formula writes it."""
        return str(self.params.log)

    # What Manim calls.

    def setup(self) -> None:
        """Give the camera the theme's ground."""
        self.camera.background_color = stage.theme.ground(self._theme)  # type: ignore[union-attr]

    def construct(self) -> None:
        """Play all beats, each as a section."""
        for name in self.beats():
            self.next_section(name)
            self.play_beat(name)

    def play(self, *played: Any, **settings: Any) -> None:
        """Play animations; when they have ended, numbers that rest say what they are."""
        super().play(*played, **settings)
        stage.settle(self.mobjects)

    def update_mobjects(self, dt: float) -> None:
        """Let every view show its quantities as they are now."""
        stage.update_all(self.mobjects, dt)

    def play_beat(self, name: str) -> None:
        """Play one beat, on the stage that the one before it left."""
        self.reached = set()
        self.beat = name
        self._start, self._pace, self._lead = self.time, self.paces[name], self.lead(name)
        method = getattr(self, name)
        with stage.theme.lit(self._theme):
            self._turn_page(name, [getattr(self, kept) for kept in method.keeps])
            with blamed_on(self.file(), f"in beat {name!r}: "):
                method()
            self.until(END)
            self._hold(self.lasts(name))

    def skip_beat(self, name: str) -> None:
        """Leave the stage as a beat leaves it that shares nothing with the others: the title, and a page to turn."""
        if self._title is None:
            with stage.theme.lit(self._theme):
                self._title = self._new_title()
        self.clear()
        self.add(self._title, stage.VGroup())

    def lasts(self, name: str) -> float:
        """Return how many seconds a beat takes, if nothing in it overruns its words."""
        return self.lead(name) + self.paces[name].words + BREATH

    # What a beat calls.

    def until(self, cue: str) -> None:
        """Hold the picture until the word at `cue` is spoken; do nothing if it has been."""
        self._hold(self._at(cue))

    def time_to(self, cue: str, at_most: float | None = None) -> float:
        """Return the seconds left until `cue`, as a run time: never less than a blink, nor more than `at_most`."""
        left = max(self._at(cue) - self._now, SHORTEST)
        return left if at_most is None else min(left, at_most)

    def emphasize(self, *things: Mobject) -> None:
        """Let what is just spoken of light up for a second, where it stands."""
        # Each by itself: a group of them would be taken out of the views that they belong to.
        self.play(*(stage.Indicate(thing, scale_factor=1, color=stage.colour("text")) for thing in things), run_time=1)

    def question(self, box: stage.Box) -> stage.QuestionCard:
        """Return the question of this beat's narration, with its answers, for `ask`."""
        asked = self._pace.question
        if asked is None:
            raise UserError(f"{self.name()}: the narration of beat {self.beat!r} asks nothing: [[ask ...]] is missing")
        return stage.QuestionCard(asked.text, asked.answers, asked.right, box)

    def ask(self, card: stage.QuestionCard) -> None:
        """Show a question as it is asked, and let the time to think run out; the answer is up to the picture."""
        assert self._pace.question is not None
        self.until(ASK)
        self.play(stage.FadeIn(card), run_time=0.6)
        self._hold(self._at(ANSWER) - self._pace.question.seconds)
        self.play(card.think(), run_time=self.time_to(ANSWER))

    def listing(self, box: stage.Box, role: str = "text") -> stage.Listing:
        """Return this beat's code, run with the parameters; `role` is the colour of what it prints."""
        code = self.params.listings()[self.beat]
        return stage.Listing([(step.lines, step.printed) for step in code.steps], box, role=role)

    def listing_width(self) -> float:
        """Return how wide a box this beat's code needs to be legible, in scene units."""
        return stage.listing_width(self.params.listings()[self.beat].lines)

    def fact(self, name: str) -> Callable[[], float]:
        """Return where to find a fact that is a number, as readouts and levels take it."""
        return lambda: float(self.facts[name])

    # The clockwork.

    @property
    def _now(self) -> float:
        return self.time - self._start

    def _at(self, cue: str) -> float:
        if cue == END:
            return self._lead + self._pace.words
        if cue not in self._pace.cues:
            raise UserError(f"{self.name()}: {unknown('cue', cue, [*self._pace.cues, END])}")
        self.reached.add(cue)
        return self._lead + self._pace.cues[cue]

    def _hold(self, until: float) -> None:
        from manim import config

        frames = ticks_in(until - self._now, config.frame_rate)
        if frames > 0:
            # A quarter of a frame more than whole frames: Manim cuts off what floating point leaves out.
            self.wait((frames + 0.25) / config.frame_rate, frozen_frame=True)

    def _turn_page(self, name: str, kept: Sequence[Mobject]) -> None:
        titles, headings = stage.title_rows()
        if name == self.beats()[0]:
            self._title = self._open(titles)
        family = {member for mobject in (self._title, *kept) for member in mobject.get_family()}
        leaving = list(_without(self.mobjects, family))
        label = self._heading(self.heading(name), titles, headings)
        if leaving:
            self.play(*map(stage.FadeOut, leaving), run_time=TURN)
        self.play(stage.FadeIn(label), run_time=0.2)

    def _heading(self, text: str, titles: stage.Box, headings: stage.Box) -> stage.Words:
        """Return a beat's name, at the right of the title or, where they have a row each, below it."""
        if headings != titles:
            return stage.Words(text, "label", "muted", fit=headings.width).at(headings.left, headings.y, "left")
        room = titles.width - self._title.advance - APART
        return stage.Words(text, "label", "muted", fit=room).at(titles.right, titles.y, "right")

    def _title_room(self, row: stage.Box) -> float:
        """Return how wide the title may be beside the names of the beats: its share, or all that they leave it."""
        usual = row.width * TITLE_SHARE
        if stage.Words(self.title_text, "title", bold=True, fit=usual).string == self.title_text:
            return usual
        longest = max(stage.Words(self.heading(name), "label").advance for name in self.beats())
        return max(usual, row.width - longest - APART)

    def _new_title(self) -> stage.Words:
        """Return the title in its place."""
        row, headings = stage.title_rows()
        fit = row.width if headings != row else self._title_room(row)
        return stage.Words(self.title_text, "title", bold=True, fit=fit).at(row.left, row.y, "left")

    def _open(self, band: stage.Box) -> stage.Words:
        """Read the title on a card; the mass on the film's steps flows from the last concept to this one."""
        from manim import UP, Transform

        title = self._new_title()
        place = title.copy()
        title.scale(min(1.9, band.width * 0.9 / title.width)).move_to(UP * 0.3)
        self.add(title)
        card: list[Mobject] = []
        if (step := self._step) is not None:
            before = [1.0 / step.total] * step.total if step.number == 0 else step._replace(number=step.number - 1).mass
            mass = stage.Mass(before)
            card = [stage.Steps(mass, stage.canvas().rows(3, 1)[1].sized(width=4.4, height=0.8))]
            self.add(*card)
            self._hold(0.3)
            self.play(mass.animate.flow(step.mass), run_time=0.6)
        self._hold(0.9)
        self.play(Transform(title, place), *map(stage.FadeOut, card), run_time=0.6)
        return title


class Bookend(ConceptScene):
    """A scene that is no concept: a welcome, a farewell. It is no step of the film, and lists leave it out."""


def become_manims() -> None:
    """Let scenes be Manim's: from the first one that is made on, or from the start where Manim is there already."""
    from manim import Scene as Manims

    if ConceptScene.__bases__ != (Manims,):
        ConceptScene.__bases__ = (Manims,)


if "manim" in sys.modules:  # which looks for its scenes in a module before it makes one
    become_manims()


def ticks_in(seconds: float, fps: float) -> int:
    """Return how many ticks so many seconds are; half a tick counts, whatever floating point made of it."""
    return round(seconds * fps + 1e-6)


def _without(mobjects: Iterable[Mobject], kept: set[Mobject]) -> Iterator[Mobject]:
    """Yield what is not kept: whole mobjects, or the other parts of a group that holds something kept."""
    for mobject in mobjects:
        if kept.isdisjoint(mobject.get_family()):
            yield mobject
        elif mobject not in kept:
            yield from _without(mobject.submobjects, kept)
