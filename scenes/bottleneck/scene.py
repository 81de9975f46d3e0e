"""The information bottleneck: forget of X what does not tell about Y."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from bits import stage
from bits.authoring.amounts import whole_digits
from bits.authoring.concept import ConceptScene, beat
from bits.theory import measures
from scenes import bottleneck as here
from scenes.bottleneck.parameters import LOWEST, BottleneckParams

RATIO = 3.84
"""Scene units that a ratio may take before its number."""
KNOB_COLUMNS = (4.2, 1)
"""The shares of the picture and of the knob beside it, in the three beats that turn it."""
NAMED = 4.0
"""Scene units that what is written under the throat may take at least."""
LETTER = 0.2
"""Scene units that a letter may reach over the bar that it names."""
STOP_ROOM = 0.3
"""Room right of the knob for what is written at its highest beta."""
CLAIMS = (("tishby", "tanh", "saxe"), ("saxe", "relu", "open"))
"""When either paper appears, when its unit's weight starts to grow, and by when it has grown."""


class Bottleneck(ConceptScene):
    """The information bottleneck: forget of X what does not tell about Y."""

    Params = BottleneckParams

    @beat(title="A summary")
    def summary(self) -> None:
        """Send the pages through the throat: grey stays behind, colour comes out as one page."""
        top, below = stage.full_canvas().rows(10, 1, gutter=0.1)
        throat = here.Throat(self.params.pages, top)
        texts = (f"{self.params.pages} pages", "grey detail stays behind", "one page")
        book, neck, page = (
            stage.Words(text, "body", "muted", fit=max(box.width, NAMED)).at(box.x, below.y)
            for text, box in zip(texts, (throat.book, throat.neck, throat.page), strict=True)
        )
        self.play(stage.FadeIn(throat), run_time=0.8)
        self.play(stage.FadeIn(book), run_time=0.4)
        for cue, by, name in (("throat", "stay", None), ("stay", "through", neck), ("through", "name", page)):
            self.until(cue)
            seconds = self.time_to(by, at_most=7)
            flow = throat.flow(1.0 if by == "name" else seconds / self.time_to("name"))
            fades = [] if name is None else [stage.FadeIn(name, run_time=0.6)]
            self.play(*fades, flow, run_time=seconds, rate_func=stage.linear)
        self.until("name")
        self.play(throat.shine(), run_time=1.5)

    @beat
    def pipeline(self) -> None:
        """Raise a bar for the numbers at each stage, then bend the scale until all of them are seen."""
        params = self.params
        counts = (params.numbers, params.features, params.classes)
        names = (f"picture: {self.facts['product']}", "features", "class scores")
        stages = here.Narrowing(counts, names, stage.canvas().trimmed(top=0.15))
        ratios = stage.readout_row(*(self._ratio(more, less) for more, less in pairwise(counts)))
        room = stage.Box(stages.columns[1].left, stages.area.bottom, stages.area.right, stages.area.top)
        picture = here.Picture(params.channels, params.height, params.width, room)
        self.play(stage.FadeIn(stages), stage.FadeIn(picture), run_time=0.6)
        self.until("count")
        self.play(stages.rise(1), run_time=1.2)
        self.until("early")
        self.play(stage.FadeOut(picture), run_time=0.6)
        self.until("features")
        self.play(stages.rise(2), run_time=1)
        self.until("scores")
        self.play(stages.rise(3), run_time=1)
        self.until("bend")
        self.play(stages.bend(), run_time=self.time_to("end", at_most=5))
        self.play(*map(stage.FadeIn, ratios), run_time=0.6)

    @beat(title="Ears, whiskers, fur")
    def whiskers(self) -> None:
        """Let all of a picture fall away that does not help to tell a cat, and what is left melt into the label."""
        cat = here.PixelCat(stage.full_canvas())
        x, t, y = map(cat.letter, "XTY")
        self.play(stage.FadeIn(cat), run_time=1)
        self.until("pixels")
        self.play(stage.FadeIn(x), run_time=0.5)
        self.until("grass")
        self.play(cat.forget(), stage.FadeOut(x), run_time=self.time_to("ears", at_most=5), rate_func=stage.linear)
        for kind in here.KINDS:
            self.until(kind)
            self.play(cat.light(kind), stage.FadeIn(cat.names[kind]), run_time=0.6)
        self.play(stage.FadeIn(t), run_time=0.5)
        self.until("melt")
        self.play(*map(stage.FadeOut, (t, *cat.names.values())), run_time=0.5)
        self.play(cat.melt(), run_time=self.time_to("label", at_most=3))
        self.until("label")
        self.play(stage.FadeIn(y), run_time=0.6)

    @beat
    def objective(self) -> None:
        """Keep little, then tell much; the knob says what telling is worth."""
        passage, goal = self._turnable(), here.goal(stage.readout_band())
        self.annealed.set(self.params.beta_high)
        kept, told = passage.streams
        label, other = passage.labels
        self.play(stage.FadeIn(self.ground), stage.FadeIn(passage.ends[0]), run_time=0.6)
        self.until("chain")
        self.play(*map(stage.FadeIn, (*passage.nodes, passage.ends[1])), run_time=0.8)
        self.until("keep")
        self.play(*stage.arriving(kept, label), *map(stage.FadeIn, (goal[0], self.knob)), run_time=0.8)
        self.play(self.annealed.turn(LOWEST), run_time=self.time_to("tell", at_most=5))
        self.until("tell")
        self.play(*stage.arriving(told, other), run_time=0.5)
        self.play(self.annealed.turn(self.params.beta_high), run_time=self.time_to("knob", at_most=4))
        self.until("knob")
        self.play(*map(stage.FadeIn, goal[1:]), run_time=0.6)
        self.play(self.annealed.turn(self.params.beta), run_time=self.time_to("number", at_most=3))
        for cue, number in zip(("keeps", "tells"), passage.labels, strict=True):
            self.until(cue)
            self.emphasize(number)

    @beat(keeps=["knob"])
    def merging(self) -> None:
        """Let beta fall: inputs that say like things merge, until all are one."""
        picture, _ = self._columns()
        xs, ys, _ = self.params.data
        merging = here.Merging(self.annealed, picture.trimmed(top=0.15), xs, ys)
        count = stage.Readout("summaries", self.annealed.count, decimals=0, whole_digits=2)
        row = stage.readout_row(count, *self._both())
        seen = (merging, merging.names, merging.key)
        self.play(self.annealed.turn(self.params.beta_high), run_time=self.time_to("inputs", at_most=1))
        self.play(*map(stage.FadeIn, seen[1:]), run_time=0.4)
        self.play(merging.grow(), run_time=self.time_to("many", at_most=3))
        self.until("many")
        self.play(*map(stage.FadeIn, row), run_time=0.6)
        self.until("fall")
        self.play(self.annealed.turn(self.params.beta), run_time=self.time_to("few", at_most=7))
        self.until("ask")
        card = self.question(picture)
        self.play(*map(stage.FadeOut, (*seen, *row)), run_time=0.4)
        self.ask(card)
        self.play(card.decide(), run_time=0.6)
        self.until("forgotten")
        self.play(stage.FadeOut(card), run_time=0.3)
        self.play(*map(stage.FadeIn, (merging, merging.names, *row)), run_time=0.4)
        self.play(self.annealed.turn(LOWEST), run_time=self.time_to("end", at_most=5))
        self.play(*map(stage.FadeIn, merging.keys), run_time=0.4)

    @beat(keeps=["knob"])
    def plane(self) -> None:
        """Trace the curve of the best summaries; show its ceiling, what is out of reach, and its slope."""
        ground, picture = grounded(self._columns()[0])
        self.information = plane = here.InformationPlane(
            self.annealed, picture, self.unit, rest=float(self.facts["kept"])
        )
        slope = stage.Readout(stage.Formula("1 \\/ beta =", "body"), plane.slope)
        kept, told, slope = stage.readout_row(*self._both(), slope)
        self.annealed.set(LOWEST)
        self.play(stage.FadeIn(ground), stage.FadeIn(plane.chart), run_time=0.8)
        self.until("axes")
        self.play(*map(stage.FadeIn, (plane.dot, kept, told)), run_time=0.6)
        self.until("trace")
        self.add(plane.drops, plane.curve, plane.dot)
        high = self.params.beta_high
        self.play(self.annealed.turn(high), plane.trace(), run_time=self.time_to("ceiling", at_most=6))
        self.until("ceiling")
        self.play(plane.ceiling.grow(), run_time=1)
        self.until("beyond")
        self.play(stage.FadeIn(plane.beyond), run_time=0.8)
        self.until("below")
        self.play(stage.FadeIn(plane.below), run_time=0.8)
        self.until("slope")
        self.play(*map(stage.FadeIn, (plane.tangent, slope)), run_time=0.6)
        self.play(self.annealed.turn(self.params.beta), run_time=self.time_to("end", at_most=3))

    @beat(title="In numpy")
    def code(self) -> None:
        """Compute what a small encoder keeps and tells, beside the streams that show it."""
        params = self.params
        least = self.listing_width() + 0.2, 3.4
        left, right = stage.full_canvas().parts(1.85, 1, gutter=0.3, least=least, heights=(2.4, 1))
        code, ground = self.listing(left.inset(0.1, 0.15)), stage.Card(left)
        small = np.array(params.small)
        kept, told = self.fact("code_kept"), self.fact("code_told")
        h_x, h_y = (measures.entropy(small.sum(axis=axis)) for axis in (1, 0))
        passage = here.Passage(h_x, h_y, kept, told, (), right.trimmed(right=LETTER), decimals=3)
        self.play(stage.FadeIn(ground), stage.FadeIn(code), run_time=0.6)
        self.until("given")
        self.play(code.light(0), *map(stage.FadeIn, (*passage.nodes, *passage.ends)), run_time=0.8)
        for line in (1, 2, 3):
            self.until(f"line_{line}")
            fades = map(stage.FadeIn, passage.streams) if line == 1 else ()
            self.play(code.light(line), *fades, run_time=0.6)
        self.until("line_4")
        self.play(code.light(4), *map(stage.FadeIn, passage.labels), run_time=0.6)
        for cue, label in zip(("keeps", "tells"), passage.labels, strict=True):
            self.until(cue)
            self.emphasize(label)
        self.until("line_5")
        self.play(code.light(5), run_time=0.6)

    @beat
    def claim(self) -> None:
        """Let the weight of a tanh unit grow, and then a ReLU's: only the first seems to compress."""
        params = self.params
        heads, body = stage.canvas().rows(1, 4.1, gutter=0.25)
        units = here.TwoUnits(params.weight, params.bins, body, base=self.base, unit=self.unit)
        band = stage.readout_band()
        moral = stage.Words("a hypothesis, and a contested one", "title", bold=True).at(band.x, band.y)
        self.play(*map(stage.FadeIn, (*units.grounds, *units.outputs)), stage.FadeIn(units.chart), run_time=0.8)
        for unit, (says, cue, by), paper in zip(here.UNITS, CLAIMS, here.papers(heads), strict=True):
            self.until(says)
            self.play(stage.FadeIn(paper), run_time=0.6)
            self.until(cue)
            self.play(stage.FadeIn(units.names[unit]), run_time=0.4)
            self.add(*units.curves[unit])
            self.play(units.grow(unit), run_time=self.time_to(by, at_most=6), rate_func=stage.linear)
        self.until("open")
        self.play(stage.FadeIn(moral), run_time=0.6)

    # What the beats are built from.

    def _columns(self) -> tuple[stage.Box, stage.Box]:
        picture, dial = stage.canvas().parts(*KNOB_COLUMNS, gutter=0.5, least=(7.6, 2.5), heights=(1.7, 1))
        return picture, dial

    def _turnable(self) -> here.Passage:
        """Set up the knob and what it turns, and return what passes from X to T and Y."""
        params, (picture, dial) = self.params, self._columns()
        self.ground, picture = grounded(picture)
        self.annealed = here.Annealed(params.data[2], params.summaries, base=self.base)
        marks = [(1, "1"), (params.beta, ""), (params.beta_high, f"{params.beta_high:.3g}")]
        self.knob = stage.Knob(
            self.annealed.beta,
            dial.trimmed(right=STOP_ROOM),
            self.annealed.share,
            name=stage.Formula("beta", "big"),
            stops=marks,
            decimals=1,
            size="small",
        )
        most, open_y = (measures.entropy(self.annealed.joint.sum(axis=axis), base=self.base) for axis in (1, 0))
        words = params.inputs_are, "summary", params.outcome_is
        return here.Passage(most, open_y, self.annealed.compression, self.annealed.relevance, words, picture)

    def _both(self) -> tuple[stage.Readout, stage.Readout]:
        kept, told = stage.Formula("entropy(I(X; T))", "body"), stage.Formula("shared(I(T; Y))", "body")
        return (
            stage.Readout(kept, self.annealed.compression, self.unit, role="entropy"),
            stage.Readout(told, self.annealed.relevance, self.unit, role="shared"),
        )

    def _ratio(self, more: int, less: int) -> stage.Readout:
        """Return how many numbers come in for each one that goes out."""
        ratio = more / less
        label = stage.Words(f"{more:,} → {less:,}: 1 of", "body", "muted", fit=RATIO)
        return stage.Readout(label, lambda: ratio, decimals=0 if ratio >= 10 else 1, whole_digits=whole_digits(ratio))


def grounded(box: stage.Box) -> tuple[stage.Card, stage.Box]:
    """Return a card that lies under all else, and the room on it."""
    card = stage.Card(box)
    card.set_z_index(-2)
    return card, box.inset(0.15, 0.15)
