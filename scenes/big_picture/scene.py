"""The complete picture: every quantity of the film on one stage, where it came from, and what it is for."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Annotated

import numpy as np
from pydantic import AfterValidator, Field

from bits import stage
from bits.authoring.amounts import whole_digits
from bits.authoring.cheat_sheet import SheetLine
from bits.authoring.concept import ConceptScene, beat
from bits.authoring.listing import Code
from bits.authoring.parameters import (
    Counts,
    Distribution,
    Facts,
    Joint,
    Labels,
    MeasuredParams,
    Real,
    Several,
    as_typed,
    shown,
)
from bits.theory import arithmetic, dependence, measures
from scenes import big_picture as here

HEADROOM = 1.08
"""How much higher than what it must hold a scale is."""
MOST_CELLS = 12
MOST_LETTERS = 12
LONGEST_MESSAGE = 8
CONFIDENT = 0.9
"""How much the classifier on the map comes to put on its label."""
PULLED = 0.75
"""How far the autoencoder's code on the map is pulled towards its prior."""

PAPER = "Claude E. Shannon", "A Mathematical Theory of Communication", "1948"
CREDIT = "the limit: Shannon 1948; this arithmetic coder: Rissanen 1976"
MORE = 1.25
"""How much higher than all levels the chart of the finale is."""
SURPRISE = 2
"""Which of the answers is right: squared error measures surprise, under a bell."""
THOUGHT = "To learn is to be surprised less."


class BigPicture(ConceptScene):
    """The complete picture: every quantity of the film on one stage."""

    class Params(MeasuredParams):
        P: Distribution = Field((0.7, 0.2, 0.1), description="the truth")
        Q: Distribution = Field((0.3, 0.4, 0.3), description="the model")
        labels: Labels = Field((), description="names of the outcomes of P and Q; letters if empty")
        joint: Joint = Field(
            ((0.4, 0.1), (0.1, 0.4)), description="joint distribution: X along the rows, Y the columns"
        )
        code_mean: Real = Field(1.6, ge=-3, le=3, description="where the autoencoder's code starts, on the map")
        code_width: Real = Field(0.45, ge=0.2, le=2, description="its standard deviation")
        features: Several[Annotated[Real, Field(ge=0, le=1)]] = Field(
            dependence.FEATURE_BITS, min_length=2, max_length=6, description="bits that features tell, on the map"
        )
        first: Counts = Field((95, 3), description="how many of each class the tree on the map sends to one side")
        second: Counts = Field((5, 97), description="how many of each class it sends to the other side")
        message: str = Field("BANANA", min_length=2, max_length=LONGEST_MESSAGE, description="what is compressed")
        alphabet: Annotated[str, AfterValidator(here.is_alphabet)] = Field(
            "ABN", min_length=2, max_length=MOST_LETTERS, description="the letters that may come"
        )
        letters: Distribution = Field(
            (1 / 2, 1 / 6, 1 / 3), description="how likely the model takes each letter of the alphabet to be"
        )

        of_one_length = (("P", "Q", "labels"), ("first", "second"))

        def together(self) -> None:
            cells = sum(map(len, self.joint))
            if cells > MOST_CELLS:
                rule = f"has {cells} cells, but at most {MOST_CELLS} fit"
                raise ValueError(f"parameter joint = {shown(self.joint)}: {rule}")
            here.check_message(self.message, self.alphabet, self.letters)

        @property
        def code(self) -> arithmetic.ArithmeticCode:
            return arithmetic.arithmetic_encode([self.alphabet.index(c) for c in self.message], self.letters)

        def facts(self) -> Facts:
            P, Q, base, code, n = self.P, self.Q, self.base, self.code, len(self.P)
            decoded = arithmetic.arithmetic_decode(code.bits, self.letters, len(self.message))
            return Facts(
                unit=self.unit,
                n=n,
                h_p=measures.entropy(P, base=base),
                h_pq=measures.cross_entropy(P, Q, base=base),
                kl_pq=measures.kl_divergence(P, Q, base=base),
                log_n=measures.entropy(np.full(n, 1 / n), base=base),
                mi=measures.mutual_information(self.joint, base=base),
                h_x=measures.entropy(np.sum(self.joint, axis=1), base=base),
                surprise=code.steps[-1].surprise,
                written=len(code.bits),
                decoded="".join(self.alphabet[i] for i in decoded),
                moral=here.moral_of(self.message),
                who=f"any of {seen} people" if (seen := np.count_nonzero(P)) > 1 else "one person only",
                now_you="now you know" if seen > 1 else "you knew all along",
                squared=SURPRISE,
            )

        def listings(self) -> Mapping[str, Code]:
            return {"code": Code(here.four_quantities, P=self.P, Q=self.Q, J=self.joint)}

        def sheet(self) -> tuple[SheetLine, ...]:
            """Return the cheat sheet: every quantity of the film, its formula in the unit shown."""
            return here.sheet_lines(self.log, "2" if self.unit == "bits" else "e")

        def example(self) -> str:
            """Return for what the values of the sheet are."""
            P, Q, joint = (as_typed(value).replace(",", ", ") for value in (self.P, self.Q, self.joint))
            return f"Values for P = {P} and Q = {Q}; of X and Y with the joint table {joint.replace(';', ' | ')}."

    # Beats.

    @beat(title="One idea")
    def one_idea(self) -> None:
        """Let a voice end a guess; then melt the truth to its level, beside what Y tells."""
        now = self._quantities()
        self.idea = idea = here.Idea(now, stage.full_canvas().trimmed(bottom=0.1), self.unit, self.params.labels)
        P, likeliest = self.params.P, np.eye(len(self.params.P))[int(np.argmax(self.params.P))]
        self.play(idea.bars.grow(), stage.FadeIn(idea.riddle), run_time=1.2)
        self.until("before")
        asked = stage.Indicate(idea.riddle, color=stage.colour("entropy"))
        self.play(asked, run_time=self.time_to("voice", at_most=1.2))
        self.until("voice")
        self.play(stage.FadeOut(idea.riddle), run_time=0.3)
        self.play(
            stage.FadeIn(idea.answer), now.truth.animate.flow(likeliest), run_time=self.time_to("idea", at_most=1.8)
        )
        self.until("idea")
        self.play(stage.FadeOut(idea.answer), run_time=0.3)
        self.play(stage.FadeIn(idea.motto), now.truth.animate.flow(P), run_time=0.9)
        self.play(stage.FadeOut(stage.VGroup(*idea.bars.numbers, idea.bars.base)), run_time=0.3)
        self.remove(*idea.bars.get_family())
        self.play(idea.columns.lay_down(idea.bars), run_time=0.7)
        self.play(idea.columns.grow(), stage.FadeIn(idea.scale), run_time=self.time_to("whole", at_most=1))
        self.until("whole")
        self.play(stage.FadeOut(idea.motto), idea.columns.melt(), run_time=1)
        self.play(stage.FadeIn(idea.whole), run_time=0.5)
        self.until("model")
        self.play(idea.extra.grow(), stage.FadeIn(idea.paid), run_time=self.time_to("gap", at_most=1.2))
        self.until("gap")
        self.play(stage.FadeIn(idea.waste), run_time=0.6)
        self.remove(idea.extra)
        self.until("shared")
        self.play(stage.FadeIn(idea.open), run_time=0.6)
        self.play(idea.told.grow(), stage.FadeIn(idea.teller), run_time=self.time_to("end", at_most=1.5))

    @beat
    def two_switches(self) -> None:
        """Turn two switches on one chart: entropy, cross-entropy, KL and mutual information."""
        self.machine = m = here.Machine(self._quantities(), stage.canvas(), labels=self.params.labels)
        self.values = h_p, h_pq, kl, mi = self._values()
        self.play(stage.FadeIn(m.names), m.bars.grow(), run_time=self.time_to("switches", at_most=1.5))
        self.until("switches")
        self.play(stage.FadeIn(m.widths), stage.FadeIn(m.heights), run_time=0.6)
        self.until("entropy")
        self.play(stage.FadeIn(m.labels), m.needed.grow(), run_time=0.8)
        self.play(stage.FadeIn(h_p), m.due.pour(m.needed), run_time=self.time_to("cross", at_most=1.8))
        self.until("cross")
        self.play(m.heights.turn(1), stage.FadeIn(m.believed), stage.FadeIn(m.paid), run_time=0.5)
        self.play(m.hats.animate.flow(self.params.Q), stage.FadeIn(h_pq), run_time=self.time_to("extra", at_most=1.8))
        self.until("extra")
        self._turn_to_waste(kl)
        self.until("joint")
        self._turn_to_joint()
        self.until("shared")
        left = self.time_to("end", at_most=3)
        self.play(m.gain.pile(), stage.FadeIn(mi), run_time=0.35 * left)
        self.play(m.gain.cancel(), run_time=0.35 * left)
        self.play(stage.FadeIn(m.known), run_time=0.3 * left)

    @beat
    def identities(self) -> None:
        """Fit blocks: two parts make a whole, three times over, and whatever flows, they still fit."""
        now = self._quantities()
        self.rows = self._identities(now)
        cues = (("whole", "waste", "left"), ("left", "tells", "even"), ("even", "uniform", "move"))
        self.play(*(row.fit.grow() for row in self.rows), run_time=0.8)
        for row, (whole, notch, by) in zip(self.rows, cues, strict=True):
            self.until(whole)
            self.play(row.fit.rest(), stage.FadeIn(row.formula), run_time=self.time_to(notch, at_most=0.8))
            self.until(notch)
            self.play(row.fit.fit(), run_time=self.time_to(by, at_most=0.9))
            self.play(stage.FadeIn(row.numbers), run_time=self.time_to(by, at_most=0.6))
        self.until("move")
        flows = now.truth.animate.flow(self.params.Q), now.joint.animate.flow(now.product.values)
        self.play(*flows, rate_func=stage.there_and_back, run_time=self.time_to("end", at_most=5))

    @beat(title="In numpy")
    def code(self) -> None:
        """Run the one function that computes all four, beside the four of them."""
        left, right = stage.full_canvas().parts(3.4, 1, gutter=0.3, least=(0, 3.1), heights=(5, 1))
        code = self.listing(left)
        now = here.Quantities(self.params.P, self.params.Q, self.params.joint, 2)
        held = now.entropy(), now.cross_entropy(), now.mutual_information(), 0.1
        self.four = four = here.Four(now, right.inset(y=0.2), HEADROOM * max(filter(math.isfinite, held)))
        self.play(stage.FadeIn(code), run_time=0.6)
        self.play(stage.FadeIn(four), run_time=0.4)
        bars = iter(range(4))
        for step, cues in ((1, ("own", "price")), (2, ()), (3, ("line_3", "shared_bits"))):
            self.until(f"line_{step}")
            self.play(code.light(step), run_time=0.5)
            for cue in cues:
                self.until(cue)
                self.play(four.rise(next(bars)), run_time=0.6)

    @beat
    def losses(self) -> None:
        """Ask what squared error measures: under a bell, surprise grows with the square of the miss."""
        box = stage.full_canvas()
        first, second = here.two_losses(box, self.log)
        self.play(stage.FadeIn(first.card), stage.FadeIn(second.card), run_time=0.6)
        for loss, cue in ((first, "log"), (second, "square")):
            self.until(cue)
            self.play(stage.FadeIn(loss.formula), stage.FadeIn(loss.remark), run_time=0.7)
        card = self.question(box)
        self.until("ask")
        self.play(*(stage.FadeOut(part) for loss in (first, second) for part in loss), run_time=0.3)
        self.ask(card)
        self.play(card.decide(), run_time=0.5)
        self.until("bell")
        self.play(stage.FadeOut(card), run_time=0.4)
        self._walk_off(box)

    @beat
    def map(self) -> None:
        """Show where the quantities are met: each at work, large; then all five side by side."""
        whole = stage.full_canvas()
        self.fields = fields = self._fields([whole] * 5)
        small = self._fields(here.Fields.row(whole))
        before = [stage.FadeIn(part) for part in (*small.cards, *small.pictures)]
        self.play(*before, run_time=0.7)
        self.until("classify")
        self.play(stage.FadeOut(*small.cards, *small.pictures), run_time=0.3)
        cues = ("classify", "vae", "language", "features", "tree", "together")
        for i, (cue, by) in enumerate(pairwise(cues)):
            self.until(cue)
            shown = fields.cards[i], fields.pictures[i], fields.cards[i].quantity, fields.numbers[i]
            self.play(*map(stage.FadeIn, shown), run_time=0.4)
            self.play(*fields.work(i), run_time=max(0.4, self.time_to(by, at_most=2.4) - 0.4))
            self.until(by)
            self.play(stage.FadeOut(*shown), run_time=0.3)
        small.finish()
        parts = zip(small.cards, small.pictures, small.numbers, strict=True)
        coming = [stage.VGroup(card, picture, card.quantity, number) for card, picture, number in parts]
        self.play(stage.LaggedStart(*map(stage.FadeIn, coming), lag_ratio=0.3), run_time=1.2)

    @beat
    def shannon(self) -> None:
        """Run an arithmetic coder: the interval narrows, and the bits race the surprise."""
        self._build_coder()
        coder, whole = self.coder, len(self.params.message)
        self.play(stage.LaggedStart(*map(stage.FadeIn, self.cover), lag_ratio=0.5), run_time=self.time_to("paper", 2))
        self.until("paper")
        self.play(stage.FadeOut(self.cover), run_time=0.4)
        self.play(*map(stage.FadeIn, (self.credit, coder.funnel, coder.race, *coder.numbers)), run_time=0.6)
        self.until("code")
        left = self.time_to("done", at_most=9)
        self.play(coder.come.animate.set_value(whole), rate_func=stage.linear, run_time=left)
        self.until("done")
        self.play(coder.come.animate.set_value(whole + 1), run_time=self.time_to("back", at_most=1.5))
        self.until("back")
        self.play(stage.FadeIn(self.decoded), run_time=0.6)
        self.until("meaning")
        self.play(stage.FadeOut(self.credit), run_time=0.3)
        self.play(stage.FadeIn(self.moral), run_time=0.5)

    @beat
    def finale(self) -> None:
        """Let truth and belief flow together, moving every gauge; then let the cheat sheet settle."""
        self.now = now = self._quantities()
        board = self._board(now)
        self.play(*map(stage.FadeIn, (*board.cards, *board.parts)), run_time=0.8)
        self.until("morph")
        n, (end, bent) = len(self.params.P), (np.roll(self.params.P, 1), dependence.bent(1, self.params.joint).ravel())
        even, left = np.full(n, 1 / n), self.time_to("meet", at_most=9)
        self.play(now.truth.animate.flow(end), now.model.animate.flow(even), run_time=0.5 * left)
        flows = now.truth.animate.flow(even), now.model.animate.flow(end), now.joint.animate.flow(bent)
        self.play(*flows, run_time=0.5 * left)
        self.until("meet")
        self.play(now.truth.animate.flow(end), run_time=self.time_to("sheet", at_most=2.5))
        self.until("sheet")
        self.play(*map(stage.FadeOut, (*board.parts, *board.cards)), run_time=0.4)
        self.play(stage.FadeIn(stage.Card(stage.canvas())), run_time=0.3)
        settle = stage.LaggedStart(*map(stage.FadeIn, self._sheet().rows), lag_ratio=0.5)
        self.play(settle, run_time=self.time_to("thought", at_most=4))
        self.until("surprised")
        band = stage.readout_band()
        thought = stage.Words(THOUGHT, "title", bold=True, fit=band.width).at(band.x, band.y)
        self.play(stage.FadeIn(thought), run_time=0.8)

    # What the beats show.

    def _values(self) -> tuple[stage.Readout, ...]:
        terms = (
            ("h_p", here.H_P, "entropy", ""),
            ("h_pq", here.H_PQ, "model", ""),
            ("kl_pq", here.KL, "waste", self.unit),
            ("mi", f"{here.MI} = {here.KL_JOINT}", "shared", self.unit),
        )
        rests = [self.fact(name)() for name, *_ in terms]
        wide = whole_digits(*rests)
        *first, last = (
            stage.Readout(stage.Formula(name, "body"), self.fact(fact), unit, role=role, whole_digits=wide, rests=rests)
            for fact, name, role, unit in terms
        )
        return *stage.readout_row(*first), *stage.readout_row(last)

    def _turn_to_waste(self, value: stage.Readout) -> None:
        m = self.machine
        m.slabs.stand_on(m.needed)
        left = self.time_to("joint", at_most=4)
        self.play(m.heights.turn(2), m.slabs.grow(), run_time=0.25 * left)
        gone = stage.FadeOut(m.needed), stage.FadeOut(m.believed), stage.FadeOut(m.paid)
        self.play(*gone, m.slabs.settle(), run_time=0.25 * left)
        self.play(m.waste.pile(), run_time=0.25 * left)
        self.play(m.waste.cancel(), stage.FadeIn(value), run_time=0.25 * left)

    def _turn_to_joint(self) -> None:
        m = self.machine
        left = self.time_to("shared", at_most=4)
        leaving = m.names, m.bars, m.labels, m.slabs, m.due, m.waste, *self.values[:3]
        self.play(*map(stage.FadeOut, leaving), m.widths.turn(1), run_time=0.15 * left)
        coming = m.joint_names, *m.mosaics, m.empty
        self.play(*map(stage.FadeIn, coming), run_time=0.25 * left)
        self.play(m.heights.turn(3), m.cells.grow(), run_time=0.4 * left)

    def _identities(self, now: here.Quantities) -> list[here.Identity]:
        goal = measures.entropy(self.params.Q, base=self.base)  # what H(P, Q) becomes as P flows to Q
        return here.identities(now, stage.full_canvas(), self.log, goal)

    def _walk_off(self, box: stage.Box) -> None:
        """Walk a dot off the guess, and write what it costs."""
        head, body = box.rows(0.5, 5, gutter=0.15)
        self.miss = m = here.Miss(body, self.unit, self.base)
        law = stage.Formula(f'-{self.log} Q(y) = entropy(c (y - hat(y))^2) + "const"', "title").at(head.x, head.y)
        self.play(stage.FadeIn(m.bell, m.bell_name, m.chart), run_time=0.6)
        self.play(stage.FadeIn(m.drop, m.dot), run_time=0.3)
        self.until("miss")
        self.play(m.curve.grow(), m.miss.animate.set_value(1.0), run_time=self.time_to("twice", at_most=1.6))
        self.play(stage.FadeIn(m.once, law), run_time=0.4)
        self.until("twice")
        self.play(m.miss.animate.set_value(2.0), run_time=1)
        self.play(stage.FadeIn(m.twice), run_time=0.4)
        self.until("likelihood")
        self.play(stage.FadeOut(m.bell_name), stage.FadeIn(m.likelihood), run_time=0.6)

    def _fields(self, boxes: Sequence[stage.Box]) -> here.Fields:
        params, (mean, std) = self.params, (self.params.code_mean, self.params.code_width)
        fields = here.Fields(boxes, self.unit, self.base)
        fields.classify(params.Q, int(np.argmax(params.P)), CONFIDENT)
        fields.encode(mean, std, ((1 - PULLED) * mean, std + PULLED * (1 - std)))
        fields.speak(params.P, params.Q)
        told = [measures.mutual_information(table, base=self.base) for table in dependence.feature_set(params.features)]
        fields.select(told)
        fields.ask(params.first, params.second)
        return fields

    def _board(self, now: here.Quantities) -> here.Dashboard:
        """Return all views at once; the chart holds what is paid at the start and at the end."""
        held = self.fact("h_pq")(), self.fact("log_n")()
        return here.Dashboard(now, stage.full_canvas(), MORE * max(filter(math.isfinite, held)), self.params.labels)

    def _build_coder(self) -> None:
        params, band = self.params, stage.readout_band()
        head, body = stage.canvas().rows(0.4, 4.8, gutter=0.17)
        self.coder = here.Coder(params.code, params.letters, params.alphabet, body)
        text = str(self.facts["moral"])
        self.moral = stage.Words(text, "body", fit=head.width).at(head.x, head.y)
        self.credit = stage.Words(CREDIT, "label", "muted", fit=head.width).at(head.x, head.y)
        self.decoded = stage.Words(f"decoded: {self.facts['decoded']}", "body", fit=band.width / 3)
        stage.spread(band, *self.coder.numbers, self.decoded)
        card = stage.Card(stage.full_canvas())
        lines = zip(PAPER, card.body.inset(y=0.6).rows(1, 1, 1), strict=True)
        self.cover = stage.VGroup(card, *(stage.Paragraph(text, row, "huge") for text, row in lines))

    def _sheet(self) -> here.Table:
        inks = [(line.name, line.role, stage.Formula(line.formula, "body")) for line in self.params.sheet()]
        return here.Table(inks, stage.canvas().inset(x=0.1), (1, 1.5, 0.8), notes=here.MET)

    # What several of them need.

    def _quantities(self) -> here.Quantities:
        return here.Quantities(self.params.P, self.params.Q, self.params.joint, self.base)
