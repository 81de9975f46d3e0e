"""The lint: what no frame of the film may show, checked on the shapes themselves, without drawing them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from manim import Mobject, VMobject, config

from bits.authoring.concept import ConceptScene, Step
from bits.authoring.paces import Pace
from bits.authoring.parameters import SceneParams
from bits.engine.recorder import record
from bits.errors import UserError
from bits.making.lesson import Lesson
from bits.speech.script import Line, Template
from bits.speech.voices import Speech
from bits.stage import Ink, Number, Rect, Stroke, Words, colour, safe
from bits.stage.ink import CAP_HEIGHT
from bits.stage.layout import CAPTION_BAND, title_band
from bits.stage.theme import contrast

FPS = 15
"""Often enough that even the shortest animation is seen at four instants."""
SMALLEST_TEXT = 0.022
"""Height of capitals, as a share of the frame's shorter side: an upright film is seen on a phone, as wide as a hand."""
LOWEST_CONTRAST = 4.5
LONGEST_FREEZE = 6.0
LONGEST_AFTER = 2.5
LONGEST_BARE = 1.0
LEAST_LEFT = 1 / 3
"""Share of a text's letters that an ellipsis must leave."""
_SEEN = 0.4
"""Opacity from which on something counts as readable, and can be in the way."""
_FAINT = 0.1
"""Opacity from which on something is part of the picture."""
_SLACK = 0.02
"""Scene units that two things may overlap before it shows."""

_DESCENT = 0.15
"""Scene units by which letters of the title reach below its band."""

Bounds = tuple[float, float, float, float]
"""Left, bottom, right, top; scene units."""


@dataclass(frozen=True)
class Finding:
    """Something that the film may not show, and where it does."""

    scene: str
    beat: str
    seconds: float
    rule: str

    def __str__(self) -> str:
        return f"{self.scene}/{self.beat}@{self.seconds:.1f}: {self.rule}"


def check(
    cls: type[ConceptScene],
    params: SceneParams,
    paces: Mapping[str, Pace],
    beats: Sequence[str] = (),
    *,
    theme: str = "dark",
    step: Step | None = None,
    fps: int = FPS,
    size: tuple[int, int] = (1920, 1080),
    told: Mapping[str, tuple[Line, Speech]] | None = None,
) -> list[Finding]:
    """Return what is wrong with a scene: in each beat, each rule at the first moment that breaks it.

    Parameters
    ----------
    cls, beats
        The scene and those of its beats that are looked at; all if empty.
    params, paces, theme, step
        What the scene is made from.
    fps
        How often a second it is looked at.
    size
        In pixels: what counts is the shape.
    told
        What is said in a beat: with it, the picture is looked at as a lesson, too; see `bits.making.lesson`.
    """
    name = cls.name()
    lessons = {beat: Lesson(line, speech, cls.lead(beat)) for beat, (line, speech) in (told or {}).items()}
    inspectors = {beat: Inspector(beat, paces[beat], fps, lessons.get(beat)) for beat in beats or cls.beats()}

    class Sink:
        """Shows every moment to the inspector of its beat."""

        def moment(self, scene: ConceptScene, shapes: list[VMobject], ticks: int) -> None:
            inspectors[scene.beat].moment(scene, shapes, ticks)

    try:
        record(cls, tuple(inspectors), params, paces, Sink(), fps=fps, size=size, theme=theme, step=step)
    except UserError as error:
        return [Finding(name, ", ".join(inspectors), 0.0, str(error))]
    template = cls.narration()
    for inspector in inspectors.values():
        inspector.close(template)
    return [
        Finding(name, beat, seconds, rule)
        for beat, inspector in inspectors.items()
        for rule, seconds in inspector.findings.values()
    ]


class Inspector:
    """A sink that looks at every moment of one beat.

    Attributes
    ----------
    findings
        By rule, told without its numbers: the rule in words, and the second of the first moment that breaks it.
    """

    def __init__(self, beat: str, pace: Pace, fps: int = FPS, lesson: Lesson | None = None) -> None:
        self.beat, self.pace, self.fps, self.lesson = beat, pace, fps, lesson
        self.findings: dict[str, tuple[str, float]] = {}
        self._ticks = 0
        self._changed = 0.0
        self._bare, self._is_bare = 0.0, False
        self._last: tuple[int, ...] = ()
        self._bounds: dict[int, Bounds] = {}
        self._lead = 0.0
        self._reached: set[str] = set()

    @property
    def seconds(self) -> float:
        """Return the time of the moment that is looked at, from the beat's start."""
        return self._ticks / self.fps

    def moment(self, scene: ConceptScene, shapes: list[VMobject], ticks: int) -> None:
        """Look at one moment."""
        self._reached, self._lead = scene.reached, scene.lead(self.beat)
        picture = tuple(
            hash((shape.points.tobytes(), shape.fill_rgbas.tobytes(), shape.stroke_rgbas.tobytes())) for shape in shapes
        )
        if picture != self._last:
            self._thaw()
            self._last = picture
            seen = [shape for shape in map(Seen.shape, shapes) if shape.opacity > 0]
            self._is_bare = not any(shape.bounds[1] < title_band().bottom - _DESCENT for shape in seen)
            for rule in _broken(scene, seen):
                self._find(rule)
            self._bounds = {id(shape.mobject): shape.bounds for shape in seen if shape.opacity > _FAINT}
        if self.lesson is not None:
            end = self.seconds + ticks / self.fps
            self.lesson.look(_without_titles(scene), self._bounds, self.seconds, end)
        self._bare = self._bare + self._heard(self.seconds, self.seconds + ticks / self.fps) if self._is_bare else 0.0
        if self._bare > LONGEST_BARE:
            self._find(f"nothing but the title is seen for more than {LONGEST_BARE} s while the voice goes on")
        self._ticks += ticks

    def close(self, template: Template) -> None:
        """Look at the beat as a whole, once it has ended."""
        self._thaw()
        for cue in template.cues(self.beat):
            if cue not in self._reached:
                self._find(f"cue {cue!r} of the narration is never reached")
        for rule, seconds in self.lesson.findings() if self.lesson is not None else ():
            self._find(rule, seconds)
        after = self.seconds - self._lead - self.pace.words
        if after > LONGEST_AFTER:
            self._find(f"the beat ends {after:.1f} s after its words; at most {LONGEST_AFTER} s are allowed")

    def _thaw(self) -> None:
        """Measure how long the picture stood still while the voice went on."""
        still = self._heard(self._changed, self.seconds)
        if still > LONGEST_FREEZE:
            self._find(f"the picture stands still for {still:.1f} s while the voice goes on", self._changed)
        self._changed = self.seconds

    def _heard(self, start: float, end: float) -> float:
        """Return for how many of these seconds the voice is heard."""
        return max(0.0, min(end, self._lead + self.pace.words) - max(start, self._lead))

    def _find(self, rule: str, seconds: float | None = None) -> None:
        self.findings.setdefault(re.sub(r"\d", "#", rule), (rule, self.seconds if seconds is None else seconds))


@dataclass(frozen=True)
class Seen:
    """A shape or a text, measured once for all rules."""

    mobject: VMobject
    bounds: Bounds
    opacity: float

    @classmethod
    def shape(cls, shape: VMobject) -> Seen:
        """Measure one shape."""
        low, high = shape.points.min(axis=0), shape.points.max(axis=0)
        opacity = float(shape.fill_rgbas[:, 3].max())
        if shape.get_stroke_width() > 0:
            opacity = max(opacity, float(shape.stroke_rgbas[:, 3].max()))
        return cls(shape, (float(low[0]), float(low[1]), float(high[0]), float(high[1])), opacity)


@dataclass(frozen=True)
class Text(Seen):
    """A text with the shapes of its letters."""

    string: str
    em: float
    parts: tuple[Seen, ...]

    @classmethod
    def of(cls, text: Ink | Number, shapes: Mapping[int, Seen]) -> Text | None:
        """Measure a text by its shapes; None if none of them is seen."""
        parts = tuple(shapes[id(part)] for part in text.get_family() if id(part) in shapes)
        if not parts:
            return None
        lefts, bottoms, rights, tops = zip(*(part.bounds for part in parts), strict=True)
        bounds = min(lefts), min(bottoms), max(rights), max(tops)
        return cls(text, bounds, max(part.opacity for part in parts), text.string, text.em, parts)


def _broken(scene: ConceptScene, shapes: list[Seen]) -> Iterator[str]:
    if not shapes:
        yield "the frame is blank"
        return
    by_id = {id(shape.mobject): shape for shape in shapes}
    found = (Text.of(text, by_id) for text in _texts(scene.mobjects))
    texts = [text for text in found if text is not None and text.opacity > _SEEN]
    yield from _misplaced(shapes, texts)
    yield from _illegible(texts, shapes)
    yield from _crowded(texts, shapes)
    yield from _cut(texts)


def _without_titles(scene: ConceptScene) -> list[Mobject]:
    """Return what is on stage below the title band."""
    return [mobject for mobject in scene.mobjects if not (isinstance(mobject, Words) and _is_title(mobject))]


def _is_title(words: Words) -> bool:
    return bool(words.submobjects) and float(words.submobjects[0].points[:, 1].min()) > title_band().bottom - _DESCENT


def _cut(texts: list[Text]) -> Iterator[str]:
    """Tell of texts that were shortened so much that they say too little, or that two say the same."""
    wholes = dict[str, str]()
    for text in texts:
        if not isinstance(text.mobject, Words):
            continue
        whole, shown = text.mobject.whole, text.string
        if shown.endswith("…") and not whole.endswith("…") and len(shown) - 1 < LEAST_LEFT * len(whole):
            yield f"text {whole!r} is cut to {shown!r}: give it a shorter name"
        other = wholes.setdefault(shown, whole)
        if other != whole:
            yield f"texts {other!r} and {whole!r} look alike, cut to {shown!r}: give them shorter names"


def _misplaced(shapes: list[Seen], texts: list[Text]) -> Iterator[str]:
    area = safe()
    captions = config.frame_height * (CAPTION_BAND - 0.5)
    names = {id(part.mobject): text.string for text in texts for part in text.parts}
    for shape in shapes:
        left, bottom, right, top = shape.bounds
        name = names.get(id(shape.mobject))
        what = f"a {type(shape.mobject).__name__}" if name is None else f"text {name!r}"
        if bottom < captions - _SLACK:
            yield f"{what} stands in the caption band"
        elif left < area.left - _SLACK or right > area.right + _SLACK or top > area.top + _SLACK:
            yield f"{what} leaves the safe area"


def _illegible(texts: list[Text], shapes: list[Seen]) -> Iterator[str]:
    rects = [shape for shape in shapes if isinstance(shape.mobject, Rect)]
    side = min(config.frame_width, config.frame_height)
    for text in texts:
        height = text.em * CAP_HEIGHT / side
        if height < SMALLEST_TEXT:
            yield f"text {text.string!r} is {height:.1%} of the shorter side; at least {SMALLEST_TEXT:.1%} are needed"
        if text.opacity < 1:
            continue
        under = [r.mobject for r in rects if r.mobject.get_fill_opacity() > _SEEN and _inside(text.bounds, r.bounds)]
        ground = _paint(under[-1]) if under else colour("ground")
        for part in text.parts:
            ratio = contrast(_paint(part.mobject), ground)
            if ratio < LOWEST_CONTRAST:
                yield f"text {text.string!r} has a contrast of {ratio:.1f}; at least {LOWEST_CONTRAST} is needed"


def _crowded(texts: list[Text], shapes: list[Seen]) -> Iterator[str]:
    for i, one in enumerate(texts):
        for other in texts[:i]:
            if _overlap(one.bounds, other.bounds):
                first, second = sorted((one.string, other.string))
                yield f"text {first!r} stands over text {second!r}"
    for text in texts:
        for shape in shapes[_ground_of(text, shapes) :]:
            seen = shape.opacity > _SEEN and isinstance(shape.mobject, Rect | Stroke)
            if seen and _overlap(shape.bounds, text.bounds):
                yield from _struck(text, shape)


def _ground_of(text: Text, shapes: list[Seen]) -> int:
    """Return the place of the last bar that lies under all of a text and hides what was drawn before it; else 0.

    A bar hides as much as the text that comes or goes with it is seen.
    """
    first = next(i for i, shape in enumerate(shapes) if shape.mobject is text.parts[0].mobject)
    for i in range(first - 1, 0, -1):
        bar = shapes[i].mobject
        if isinstance(bar, Rect) and bar.get_fill_opacity() >= text.opacity and _inside(text.bounds, shapes[i].bounds):
            return i
    return 0


def _struck(text: Text, shape: Seen) -> Iterator[str]:
    left, bottom, right, top = shape.bounds
    if isinstance(shape.mobject, Stroke):
        if _crosses(shape.mobject, text.bounds):
            yield f"a line runs through text {text.string!r}"
    elif min(right - left, top - bottom) > _SLACK and not _inside(text.bounds, shape.bounds):
        yield f"text {text.string!r} stands over a bar's edge"


def _texts(mobjects: list[Mobject]) -> Iterator[Ink | Number]:
    for mobject in mobjects:
        if isinstance(mobject, Ink | Number):
            yield mobject
        else:
            yield from _texts(mobject.submobjects)


def _overlap(a: Bounds, b: Bounds) -> bool:
    across = a[0] < b[2] - _SLACK and b[0] < a[2] - _SLACK
    return across and a[1] < b[3] - _SLACK and b[1] < a[3] - _SLACK


def _inside(inner: Bounds, outer: Bounds) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def _crosses(stroke: Stroke, box: Bounds) -> bool:
    """Whether any piece of a line comes inside a box (sampled more finely than any letter)."""
    corners = stroke.points.reshape(-1, 4, 3)
    starts, ends = corners[:, 0, :2], corners[:, 3, :2]
    steps = max(2, int(np.abs(ends - starts).max() / 0.05) + 1)
    share = np.linspace(0, 1, steps)[:, None, None]
    x, y = np.moveaxis(starts + (ends - starts) * share, -1, 0)
    inside = (box[0] + _SLACK < x) & (x < box[2] - _SLACK) & (box[1] + _SLACK < y) & (y < box[3] - _SLACK)
    return bool(inside.any())


def _paint(shape: VMobject) -> str:
    return str(shape.get_fill_color().to_hex())
