"""The lint: what no frame of the film may show, checked on the shapes themselves, without drawing them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from manim import Mobject, VMobject, config

from narration.script import Template
from scenes.concept import ConceptScene, Pace, concept
from scenes.errors import UserError
from scenes.parameters import SceneParams
from scenes.stage import Ink, Number, Rect, Stroke, colour, safe
from scenes.stage.ink import CAP_HEIGHT
from scenes.stage.layout import CAPTION_BAND
from scenes.stage.theme import contrast

from .recorder import record

FPS = 15
"""Often enough that even the shortest animation is seen at four instants."""
SMALLEST_TEXT = 0.022
"""Height of capitals, as a share of the frame's height."""
LOWEST_CONTRAST = 4.5
LONGEST_FREEZE = 6.0
LONGEST_AFTER = 2.5
_SEEN = 0.4
"""Opacity from which on something counts as readable, and can be in the way."""
_SLACK = 0.02
"""Scene units that two things may overlap before it shows."""

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


def check(name: str, beat: str, params: SceneParams, paces: Mapping[str, Pace], theme: str = "dark") -> list[Finding]:
    """Return what is wrong with one beat: each rule at the first moment that breaks it.

    Parameters
    ----------
    name, beat
        The concept and its beat.
    params, paces, theme
        What the scene is made from.
    """
    inspector = Inspector(beat, paces[beat])
    try:
        record(concept(name), (beat,), params, paces, inspector, fps=FPS, size=(1280, 720), theme=theme)
    except UserError as error:
        return [Finding(name, beat, inspector.seconds, str(error))]
    inspector.close(concept(name).narration())
    return [Finding(name, beat, seconds, rule) for rule, seconds in inspector.findings.values()]


class Inspector:
    """A sink that looks at every moment of one beat.

    Attributes
    ----------
    findings
        By rule, told without its numbers: the rule in words, and the second of the first moment that breaks it.
    """

    def __init__(self, beat: str, pace: Pace) -> None:
        self.beat, self.pace = beat, pace
        self.findings: dict[str, tuple[str, float]] = {}
        self._ticks = 0
        self._changed = 0.0
        self._last: tuple[int, ...] = ()
        self._scene: ConceptScene | None = None

    @property
    def seconds(self) -> float:
        """Return the time of the moment that is looked at, from the beat's start."""
        return self._ticks / FPS

    def moment(self, scene: ConceptScene, shapes: list[VMobject], ticks: int) -> None:
        """Look at one moment."""
        self._scene = scene
        seen = [shape for shape in shapes if _opacity(shape) > 0]
        picture = tuple(hash(shape.points.tobytes()) ^ hash(shape.fill_rgbas.tobytes()) for shape in seen)
        if picture != self._last:
            self._thaw(scene.lead(self.beat))
            self._last = picture
            for rule in _broken(scene, seen):
                self._find(rule)
        self._ticks += ticks

    def close(self, template: Template) -> None:
        """Look at the beat as a whole, once it has ended."""
        assert self._scene is not None
        lead = self._scene.lead(self.beat)
        self._thaw(lead)
        for cue in template.cues(self.beat):
            if cue not in self._scene.reached:
                self._find(f"cue {cue!r} of the narration is never reached")
        after = self.seconds - lead - self.pace.words
        if after > LONGEST_AFTER:
            self._find(f"the beat ends {after:.1f} s after its words; at most {LONGEST_AFTER} s are allowed")

    def _thaw(self, lead: float) -> None:
        """Measure how long the picture stood still while the voice went on."""
        start, end = max(self._changed, lead), min(self.seconds, lead + self.pace.words)
        if end - start > LONGEST_FREEZE:
            self._find(f"the picture stands still for {end - start:.1f} s while the voice goes on", self._changed)
        self._changed = self.seconds

    def _find(self, rule: str, seconds: float | None = None) -> None:
        self.findings.setdefault(re.sub(r"\d", "#", rule), (rule, self.seconds if seconds is None else seconds))


def _broken(scene: ConceptScene, seen: list[VMobject]) -> Iterator[str]:
    if not seen:
        yield "the frame is blank"
        return
    texts = [text for text in _texts(scene.mobjects) if _opacity(text) > _SEEN]
    yield from _misplaced(seen, texts)
    yield from _illegible(texts, seen)
    yield from _crowded(texts, seen)


def _misplaced(seen: list[VMobject], texts: list[Ink | Number]) -> Iterator[str]:
    area = safe()
    captions = config.frame_height * (CAPTION_BAND - 0.5)
    names = {id(part): text.string for text in texts for part in text.get_family()}
    for shape in seen:
        left, bottom, right, top = _bounds(shape)
        what = f"text {names[id(shape)]!r}" if id(shape) in names else f"a {type(shape).__name__}"
        if bottom < captions - _SLACK:
            yield f"{what} stands in the caption band"
        elif left < area.left - _SLACK or right > area.right + _SLACK or top > area.top + _SLACK:
            yield f"{what} leaves the safe area"


def _illegible(texts: list[Ink | Number], seen: list[VMobject]) -> Iterator[str]:
    rects = [shape for shape in seen if isinstance(shape, Rect)]
    for text in texts:
        height = text.em * CAP_HEIGHT / config.frame_height
        if height < SMALLEST_TEXT:
            yield f"text {text.string!r} is {height:.1%} of the height; at least {SMALLEST_TEXT:.1%} are needed"
        if _opacity(text) < 1:
            continue
        bounds = _bounds(text)
        grounds = [_paint(rect) for rect in rects if _inside(bounds, _bounds(rect)) and rect.get_fill_opacity() > _SEEN]
        ground = grounds[-1] if grounds else colour("ground")
        for part in _parts(text):
            ratio = contrast(_paint(part), ground)
            if ratio < LOWEST_CONTRAST:
                yield f"text {text.string!r} has a contrast of {ratio:.1f}; at least {LOWEST_CONTRAST} is needed"


def _crowded(texts: list[Ink | Number], seen: list[VMobject]) -> Iterator[str]:
    boxes = [_bounds(text) for text in texts]
    for i, one in enumerate(texts):
        for j in range(i):
            if _overlap(boxes[i], boxes[j]):
                first, second = sorted((one.string, texts[j].string))
                yield f"text {first!r} stands over text {second!r}"
    for shape in seen:
        if _opacity(shape) > _SEEN and isinstance(shape, Rect | Stroke):
            for text, box in zip(texts, boxes, strict=True):
                yield from _struck(text.string, box, shape)


def _struck(string: str, box: Bounds, shape: Rect | Stroke) -> Iterator[str]:
    bounds = _bounds(shape)
    if not _overlap(bounds, box):
        return
    if isinstance(shape, Stroke):
        if _crosses(shape, box):
            yield f"a line runs through text {string!r}"
    elif min(bounds[2] - bounds[0], bounds[3] - bounds[1]) > _SLACK and not _inside(box, bounds):
        yield f"text {string!r} stands over a bar's edge"


def _texts(mobjects: list[Mobject]) -> Iterator[Ink | Number]:
    for mobject in mobjects:
        if isinstance(mobject, Ink | Number):
            if mobject.family_members_with_points():
                yield mobject
        else:
            yield from _texts(mobject.submobjects)


def _parts(mobject: Mobject) -> list[VMobject]:
    return [part for part in mobject.family_members_with_points() if isinstance(part, VMobject)]


def _opacity(mobject: VMobject) -> float:
    parts = _parts(mobject)
    fill = max((float(part.fill_rgbas[:, 3].max()) for part in parts), default=0.0)
    stroke = max((float(part.stroke_rgbas[:, 3].max()) for part in parts if part.get_stroke_width() > 0), default=0.0)
    return max(fill, stroke)


def _bounds(mobject: VMobject) -> Bounds:
    points = np.concatenate([part.points for part in _parts(mobject)])
    low, high = points.min(axis=0), points.max(axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


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
