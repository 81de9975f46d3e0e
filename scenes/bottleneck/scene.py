"""The information bottleneck: forget of X what does not tell about Y."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from string import ascii_lowercase, ascii_uppercase

import numpy as np
from pydantic import Field

from bits import stage
from bits.authoring.amounts import whole_digits
from bits.authoring.concept import ConceptScene, beat
from bits.authoring.listing import Code
from bits.authoring.parameters import CountsFile, Facts, Joint, Labels, MeasuredParams, Real, Whole, same_length
from bits.theory import measures
from bits.theory.checks import FloatArray
from bits.theory.compression import Bottleneck as Summary
from bits.theory.compression import anneal, worked_out
from scenes import bottleneck as here
from scenes.bottleneck import listings

TOPICS = ((94, 3, 3), (80, 12, 8), (66, 16, 18), (4, 78, 18), (8, 62, 30), (3, 14, 83), (6, 28, 66), (34, 33, 33))
"""Of a hundred times that each word is used, how often the text is about sport, weather and farming."""
WORDS = ("goal", "team", "field", "rain", "cloud", "seed", "crop", "the")
RATIO = 3.84
"""Scene units that a ratio may take before its number."""
LOWEST = 0.9
"""Below 1 a bit about Y costs more than it is worth, whatever X and Y are: I(T; Y) is never more than I(X; T)."""
SOLVED = 160
"""How many betas are solved, from the lowest to the highest."""
MOST_TOPICS = 6
DIGITS = 4
"""Decimals of the encoder in numpy."""
FORGET = 3
"""Which answer is right to what is best below beta = 1, whatever X and Y are."""
LEAST_TOLD = 0.01
"""Bits that X must tell about Y."""
KNOB_COLUMNS = (3.9, 1)
"""The shares of the picture and of the knob beside it, in the three beats that turn it."""
NAMED = 4.0
"""Scene units that what is written under the throat may take at least."""
LETTER = 0.2
"""Scene units that a letter may reach over the bar that it names."""
STOP_ROOM = 0.3
"""Room right of the knob for what is written at its highest beta."""
CLAIMS = (("tishby", "tanh", "saxe"), ("saxe", "relu", "open"))
"""When either paper appears, when its unit's weight starts to grow, and by when it has grown."""


@cache
def solved(joint: tuple[tuple[float, ...], ...], betas: tuple[float, ...]) -> tuple[Summary, ...]:
    """Return the best summary at each beta."""
    return tuple(anneal(joint, betas))


class Bottleneck(ConceptScene):
    """The information bottleneck: forget of X what does not tell about Y."""

    class Params(MeasuredParams):
        pages: Whole = Field(500, ge=10, le=1000, description="how many pages go through the throat")
        channels: Whole = Field(3, ge=1, le=4, description="colour channels of the picture that enters the network")
        height: Whole = Field(224, ge=1, le=2048, description="rows of pixels")
        width: Whole = Field(224, ge=1, le=2048, description="columns of pixels")
        features: Whole = Field(512, ge=2, le=100_000, description="how many features the network makes of it")
        classes: Whole = Field(10, ge=2, le=100_000, description="how many class scores it makes of those")
        joint: Joint = Field(
            tuple(tuple(times / 800 for times in row) for row in TOPICS),
            description="p(x, y): a row for each input, at most 6 columns for the outcomes",
        )
        inputs: Labels = Field(WORDS, description="names of the inputs x; letters if empty")
        outcomes: Labels = Field(("sport", "weather", "farming"), description="names of the outcomes y; likewise")
        table: CountsFile = Field("", description="a CSV file of counts, instead of joint, inputs and outcomes")
        inputs_are: str = Field("words", min_length=1, max_length=16, description="what the inputs are, in the plural")
        outcome_is: str = Field("topic", min_length=1, max_length=16, description="what an outcome is")
        beta: Real = Field(
            8, gt=1, lt=200, description="where the knob rests: what a bit about Y is worth in bits about X"
        )
        beta_high: Real = Field(100, gt=1, le=200, description="the highest beta")
        small: Joint = Field(((0.4, 0.1), (0.1, 0.4)), description="p(x, y) of the case that is worked out in numpy")
        errs: Real = Field(0.1, ge=0.01, le=0.4, description="how often the encoder of that case errs")
        bins: Whole = Field(30, ge=4, le=60, description="bins that the output of a tanh unit is counted in")
        weight: Real = Field(10, ge=2, le=20, description="the weight up to which the two units are shown")

        def together(self) -> None:
            for name, narrower, wider, count in (
                ("features", self.features, "numbers of the picture", self.numbers),
                ("classes", self.classes, "features", self.features),
            ):
                if narrower >= count:
                    raise ValueError(f"parameter {name} = {narrower}: must be less than {count}, the {wider}")
            if self.beta >= self.beta_high:
                raise ValueError(f"parameter beta = {self.beta:g}: must be less than beta_high = {self.beta_high:g}")
            xs, ys, joint = self.data
            where = "parameter table" if self.table else "parameter joint"
            same_length(joint=joint, inputs=xs)
            same_length(columns_of_joint=joint[0], outcomes=ys)
            if len(ys) > MOST_TOPICS:
                raise ValueError(f"{where}: has {len(ys)} columns; at most {MOST_TOPICS} outcomes can be shown")
            for name, row in zip(xs, joint, strict=True):
                if not sum(row) > 0:
                    raise ValueError(f"{where}: the row of {name} is all zero")
            if (len(self.small), len(self.small[0])) != (2, 2):
                raise ValueError("parameter small: must have 2 rows and 2 columns, to leave room for the code")
            for told_by, table in ((where, joint), ("parameter small", self.small)):
                if measures.mutual_information(table) < LEAST_TOLD:
                    raise ValueError(f"{told_by}: the inputs tell less than {LEAST_TOLD} bits about the outcomes")

        @property
        def encoder(self) -> FloatArray:
            """Return p(t|x) of the small case, two summaries of two inputs, as one would type it."""
            return np.array([[1 - self.errs, self.errs], [self.errs, 1 - self.errs]]).round(DIGITS)

        def listings(self) -> Mapping[str, Code]:
            return {"code": Code(listings.objective, XY=self.small, E=self.encoder, beta=self.beta)}

        @property
        def data(self) -> tuple[tuple[str, ...], tuple[str, ...], tuple[tuple[float, ...], ...]]:
            """Return the names of the x and of the y, and p(x, y)."""
            if self.table:
                xs, ys, joint = self.table.rows, self.table.columns, self.table.joint
            else:
                xs, ys, joint = self.inputs, self.outcomes, self.joint
            return xs or tuple(ascii_uppercase[: len(joint)]), ys or tuple(ascii_lowercase[: len(joint[0])]), joint

        @property
        def per_bit(self) -> float:
            """Return what a bit is in the unit that is shown."""
            return float(measures.surprise(0.5, base=self.base))

        @property
        def numbers(self) -> int:
            return self.channels * self.height * self.width

        @property
        def summaries(self) -> tuple[Summary, ...]:
            """Return the best summary at each beta, rising: the one where the knob rests is among them."""
            betas = {*np.geomspace(LOWEST, self.beta_high, SOLVED).tolist(), self.beta}
            return solved(self.data[2], tuple(sorted(betas)))

        def facts(self) -> Facts:
            summaries = self.summaries
            rest = next(summary for summary in summaries if summary.beta == self.beta)
            few, many = len(rest.groups), len(summaries[-1].groups)
            xs, _, joint = self.data
            return Facts(
                unit=self.unit,
                pages=self.pages,
                product=f"{self.channels} × {self.height} × {self.width}",
                numbers=self.numbers,
                features=self.features,
                classes=self.classes,
                inputs_are=self.inputs_are,
                outcome_is=self.outcome_is,
                beta=self.beta,
                beta_high=self.beta_high,
                n_x=len(xs),
                many=several(many),
                merges=int(few < many),
                forget=FORGET,
                few=f"{several(few)} {'is' if few == 1 else 'are'}",
                kept=worked_out(rest.compression) * self.per_bit,
                told=worked_out(rest.relevance) * self.per_bit,
                i_xy=measures.mutual_information(joint, base=self.base),
                slope=1 / self.beta,
                **self._small(),
            )

        def _small(self) -> Facts:
            """Return what the small case comes to, in bits: the code does."""
            joint, encoder = np.array(self.small), self.encoder
            kept = measures.mutual_information(joint.sum(axis=1)[:, None] * encoder)
            told = measures.mutual_information(encoder.T @ joint)
            goal = kept - self.beta * told
            return Facts(code_kept=kept, code_told=told, code_goal=goal, code_pays=int(goal < 0))

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
        self.play(*stage.arriving(kept, label), stage.FadeIn(goal[0]), run_time=0.8)
        self.play(self.annealed.turn(LOWEST), run_time=self.time_to("tell", at_most=5))
        self.until("tell")
        self.play(*stage.arriving(told, other), run_time=0.5)
        self.play(self.annealed.turn(self.params.beta_high), run_time=self.time_to("knob", at_most=4))
        self.until("knob")
        self.play(*map(stage.FadeIn, (self.knob, *goal[1:])), run_time=0.6)
        self.play(self.annealed.turn(self.params.beta), run_time=self.time_to("number", at_most=3))

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
        left, right = stage.canvas().parts(1.85, 1, gutter=0.4, least=(7, 4), heights=(2, 1))
        code, ground = self.listing(left.inset(x=0.1)), stage.Card(left)
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
        self.until("line_5")
        self.play(code.light(5), run_time=0.6)

    @beat
    def claim(self) -> None:
        """Let the weight of a tanh unit grow, and then a ReLU's: only the first seems to compress."""
        params = self.params
        heads, body = stage.canvas().rows(1, 4, gutter=0.4)
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
            dial.trimmed(right=STOP_ROOM).sized(height=3.2),
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


def several(summaries: int) -> str:
    """Return so many summaries, in words that agree with the number."""
    return "1 summary" if summaries == 1 else f"{summaries} summaries"
