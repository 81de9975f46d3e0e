"""The complete picture: every quantity of the film on one stage, where it came from, and what it is for."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Annotated, Any

import numpy as np
from pydantic import AfterValidator, Field

from bits import stage
from bits.authoring.amounts import whole_digits
from bits.authoring.cheat_sheet import SheetLine
from bits.authoring.concept import ConceptScene, beat
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
    same_length,
    shown,
)
from bits.errors import quoted
from bits.theory import compression, dependence, measures
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

H_P, H_PQ, KL, KL_U = "entropy(H(P))", "H(P, Q)", 'waste("KL"(P || Q))', 'waste("KL"(P || U))'
MI, KL_JOINT = "shared(I(X; Y))", 'waste("KL"("joint" || "product"))'
BOTTLENECK = "min shared(I(X; T)) - beta shared(I(T; Y))"
PAPER = "Claude E. Shannon", "A Mathematical Theory of Communication", "1948"
CREDIT = "the limit: Shannon 1948; this arithmetic coder: Rissanen 1976"
THOUGHT = "To learn is to be surprised less."


def _is_alphabet(letters: str) -> str:
    if len(set(letters)) < len(letters) or not letters.isprintable() or any(map(str.isspace, letters)):
        raise ValueError("needs every letter once, and no spaces")
    return letters


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
        alphabet: Annotated[str, AfterValidator(_is_alphabet)] = Field(
            "ABN", min_length=2, max_length=MOST_LETTERS, description="the letters that may come"
        )
        letters: Distribution = Field(
            (1 / 2, 1 / 6, 1 / 3), description="how likely the model takes each letter of the alphabet to be"
        )

        def together(self) -> None:
            same_length(P=self.P, Q=self.Q, labels=self.labels)
            same_length(first=self.first, second=self.second)
            cells = sum(map(len, self.joint))
            if cells > MOST_CELLS:
                rule = f"has {cells} cells, but at most {MOST_CELLS} fit"
                raise ValueError(f"parameter joint = {shown(self.joint)}: {rule}")
            if len(self.letters) != len(self.alphabet):
                rule = f"has {len(self.letters)} values but alphabet has {len(self.alphabet)} letters"
                raise ValueError(f"parameter letters {rule}: they must agree")
            known = {letter for letter, p in zip(self.alphabet, self.letters, strict=True) if p > 0}
            for letter in self.message:
                if letter not in known:
                    rule = f"{quoted(letter)} is not in alphabet with a probability above 0 in letters"
                    raise ValueError(f"parameter message = {shown(self.message)}: {rule}")

        @property
        def code(self) -> compression.ArithmeticCode:
            return compression.arithmetic_encode([self.alphabet.index(c) for c in self.message], self.letters)

        def facts(self) -> Facts:
            P, Q, base, code, n = self.P, self.Q, self.base, self.code, len(self.P)
            decoded = compression.arithmetic_decode(code.bits, self.letters, len(self.message))
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
            )

        def sheet(self) -> tuple[SheetLine, ...]:
            """Return the cheat sheet: every quantity of the film, its formula in the unit shown."""
            log = self.log
            raised = "2" if self.unit == "bits" else "e"
            return (
                SheetLine("surprise", "entropy", f"I(x) = -{log} P(x)", "I(x) = −log P(x)"),
                SheetLine("entropy", "entropy", f"{H_P} = -inline(sum) P {log} P", "H(P) = −Σ P log P", "h_p"),
                SheetLine("cross-entropy", "model", f"{H_PQ} = -inline(sum) P {log} Q", "H(P, Q) = −Σ P log Q", "h_pq"),
                SheetLine("KL divergence", "waste", f"{KL} = {H_PQ} - {H_P}", "KL(P‖Q) = H(P, Q) − H(P)", "kl_pq"),
                SheetLine("mutual information", "shared", f"{MI} = {KL_JOINT}", "I(X; Y) = KL(joint‖product)", "mi"),
                SheetLine("bottleneck", "shared", BOTTLENECK, "min I(X; T) − β I(T; Y)"),
                SheetLine("perplexity", "text", f"{raised}^({H_PQ})", f"{raised} to the power of H(P, Q)"),
            )

        def example(self) -> str:
            """Return for what the values of the sheet are."""
            P, Q, joint = (as_typed(value).replace(",", ", ") for value in (self.P, self.Q, self.joint))
            return f"Values for P = {P} and Q = {Q}; of X and Y with the joint table {joint.replace(';', ' | ')}."

    # Beats.

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
        self.play(m.gain.pile(), run_time=0.35 * left)
        self.play(m.gain.cancel(), run_time=0.35 * left)
        self.play(stage.FadeIn(m.known), stage.FadeIn(mi), run_time=0.3 * left)

    @beat
    def identities(self) -> None:
        """Fit blocks: two parts make a whole, three times over, and whatever flows, they still fit."""
        now = self._quantities()
        self.rows = self._identities(now)
        cues = (("whole", "waste", "left"), ("left", "tells", "even"), ("even", "uniform", "move"))
        for row, (whole, notch, by) in zip(self.rows, cues, strict=True):
            self.until(whole)
            self.play(stage.FadeIn(row.heading), row.fit.grow(), run_time=self.time_to(notch, at_most=0.8))
            self.play(row.fit.rest(), run_time=self.time_to(notch, at_most=0.8))
            self.until(notch)
            parts = row.remark, *row.numbers
            self.play(row.fit.fit(), *map(stage.FadeIn, parts), run_time=self.time_to(by, at_most=1.2))
        self.until("move")
        flows = now.truth.animate.flow(self.params.Q), now.joint.animate.flow(now.product.values)
        self.play(*flows, rate_func=stage.there_and_back, run_time=self.time_to("end", at_most=5))

    @beat
    def map(self) -> None:
        """Show where the quantities are met: five cards, each with its quantity at work."""
        self.fields = fields = self._fields()
        self.play(*(stage.FadeIn(part) for part in (*fields.cards, *fields.pictures)), run_time=1)
        cues = ("classify", "vae", "language", "features", "tree", "end")
        for i, (cue, by) in enumerate(pairwise(cues)):
            self.until(cue)
            self.play(stage.FadeIn(fields.cards[i].quantity), stage.FadeIn(fields.numbers[i]), run_time=0.5)
            self.play(*fields.work(i), run_time=self.time_to(by, at_most=2.4))

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

    @beat
    def finale(self) -> None:
        """Let truth and belief flow together, moving every gauge; then let the cheat sheet settle."""
        self.now = now = self._quantities()
        highest = HEADROOM * max(filter(math.isfinite, (self.fact(k)() for k in ("log_n", "h_pq", "h_x"))))
        board = here.Dashboard(now, stage.full_canvas(), highest, self.params.labels)
        self.play(*map(stage.FadeIn, board.parts), run_time=0.8)
        self.until("morph")
        end, bent = np.roll(self.params.P, 1), dependence.bent(1, self.params.joint).ravel()
        flows = (mass.animate.flow(to) for mass, to in ((now.truth, end), (now.model, end), (now.joint, bent)))
        self.play(*flows, run_time=self.time_to("sheet", at_most=6.5))
        self.until("sheet")
        self.play(*map(stage.FadeOut, board.parts), run_time=0.4)
        settle = stage.LaggedStart(*map(stage.FadeIn, self._sheet().rows), lag_ratio=0.5)
        self.play(settle, run_time=self.time_to("thought", at_most=4))
        self.until("surprised")
        band = stage.readout_band()
        thought = stage.Words(THOUGHT, "title", bold=True, fit=band.width).at(band.x, band.y)
        self.play(stage.FadeIn(thought), run_time=0.8)

    # What the beats show.

    def _values(self) -> tuple[stage.Readout, ...]:
        terms = (
            ("h_p", H_P, "entropy", ""),
            ("h_pq", H_PQ, "model", ""),
            ("kl_pq", KL, "waste", self.unit),
            ("mi", f"{MI} = {KL_JOINT}", "shared", self.unit),
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
        n, block = self.facts["n"], here.Block
        rows = stage.full_canvas().rows(1, 1, 1, gutter=0.2)
        held = [now.cross_entropy(), now.entropy_of_x(), now.most()]
        held.append(measures.entropy(self.params.Q, base=self.base))  # what H(P, Q) becomes as P flows to Q
        ruler = here.Identity.ruler(rows[0], HEADROOM * max(filter(math.isfinite, held)))
        need, waste = block(now.entropy, "entropy"), block(now.kl, "waste")
        x, left, told = (
            block(now.entropy_of_x, "truth"),
            block(now.left_of_x, "muted"),
            block(now.mutual_information, "shared"),
        )
        paid, uniform = (
            stage.Words(text, "label", "muted") for text in ("paid = needed + wasted", f"U: uniform over {n} outcomes")
        )
        product = stage.Formula(f"= {KL_JOINT}", "body")
        paying = (block(now.cross_entropy, "model"), need, waste), (("", 0), ("=", 1), ("+", 2))
        telling = (x, left, told), (("", 2), ("=", 0), ("−", 1))
        evening = (block(now.most, "text"), need, block(now.kl_uniform, "waste")), (("", 1), ("=", 0), ("−", 2))
        kinds = (
            (f"model({H_PQ}) = {H_P} + {KL}", paid, *paying),
            (f"{MI} = truth(H(X)) - muted(H(X|Y))", product, *telling),
            (f"{H_P} = {self.log} {n} - {KL_U}", uniform, *evening),
        )
        wide = whole_digits(*held)
        return [here.Identity(*kind, row, ruler, whole_digits=wide) for kind, row in zip(kinds, rows, strict=True)]

    def _fields(self) -> here.Fields:
        params = self.params
        fields = here.Fields(stage.full_canvas(), self.unit, self.base)
        fields.classify(params.Q, int(np.argmax(params.P)), CONFIDENT)
        mean, width = params.code_mean, params.code_width
        fields.encode(mean, width, ((1 - PULLED) * mean, width + PULLED * (1 - width)))
        fields.speak(params.P, params.Q)
        told = [measures.mutual_information(table, base=self.base) for table in dependence.feature_set(params.features)]
        fields.select(told)
        fields.ask(params.first, params.second)
        return fields

    def _build_coder(self) -> None:
        params, band = self.params, stage.readout_band()
        head, body = stage.canvas().rows(0.4, 4.8, gutter=0.17)
        self.coder = here.Coder(params.code, params.letters, params.alphabet, body)
        self.credit = stage.Words(CREDIT, "label", "muted", fit=head.width).at(head.x, head.y)
        self.decoded = stage.Words(f"decoded: {self.facts['decoded']}", "body", fit=band.width / 3)
        stage.spread(band, *self.coder.numbers, self.decoded)
        sizes: tuple[Any, ...] = ("big", "body", "huge")
        lines = zip(PAPER, sizes, stage.canvas().sized(height=3.2).rows(1, 1, 1.6), strict=True)
        self.cover = stage.VGroup(*(stage.Words(text, size).at(row.x, row.y) for text, size, row in lines))

    def _sheet(self) -> here.Table:
        inks = [(line.name, line.role, stage.Formula(line.formula, "body")) for line in self.params.sheet()]
        return here.Table(inks, stage.canvas(), (1, 1.5))

    # What several of them need.

    def _quantities(self) -> here.Quantities:
        return here.Quantities(self.params.P, self.params.Q, self.params.joint, self.base)
