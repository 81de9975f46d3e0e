"""Surprise: how much an event tells you, measured by how little you expected it."""

from __future__ import annotations

from typing import Any

import numpy as np

from bits import stage
from bits.authoring.amounts import odds
from bits.authoring.concept import ConceptScene, beat
from bits.theory import measures
from scenes import surprise as here
from scenes.surprise.parameters import SurpriseParams, choices, one_in, outcomes

HEADLINES = ("The sun has risen", "Aliens have landed")
VERDICT = 0.42
"""How far below a front page stands what you think of it, in scene units."""
IDEA = "Information is surprise."
CREDIT = "Claude E. Shannon, 1948"
DROPS = 2.3
"""Width of the tower beside the square, in scene units."""
TOWERS = 4.8
"""Width that the towers beside the code need, in scene units."""
FOOT = 0.6
"""Height that the name under them needs, in scene units."""
TAKE_ALONG = "The less you expect, the more you learn."


class Surprise(ConceptScene):
    """Surprise: how much an event tells you, measured by how little you expected it."""

    Params = SurpriseParams

    @beat(title="Two front pages")
    def headlines(self) -> None:
        """Print two front pages; the one that nobody expected begins to shine."""
        pages, foot = stage.full_canvas().inset(x=0.55).rows(6, 1, gutter=0.4)
        boxes = pages.trimmed(top=0.45).parts(1, 1, gutter=1.0)
        usual, great = (
            here.FrontPage(HEADLINES[0], "sunrise", boxes[0]),
            here.FrontPage(HEADLINES[1], "saucer", boxes[1]),
        )
        self.until("pages")
        self.play(stage.FadeIn(usual), stage.FadeIn(great), run_time=0.8)
        self.until("sun")
        self.play(stage.FadeIn(usual.news), run_time=0.8)
        self.until("bored")
        self.play(here.GrowDim(usual.news), run_time=1.2)
        self.until("aliens")
        self.play(stage.FadeIn(great.news), run_time=0.6)
        self.until("crowd")
        self.add(great.glow, great, great.news)
        self.play(great.glow.shine(), run_time=self.time_to("why", at_most=2))
        self.until("why")
        self.play(great.glow.breathe(), run_time=self.time_to("rule", at_most=2.5))
        self.until("rule")
        expected = stage.Words("you expected this", "body", "muted").at(boxes[0].x, boxes[0].bottom - VERDICT)
        surprising = stage.Words("you did not expect this", "body", "entropy", fit=boxes[1].width)
        surprising.at(boxes[1].x, boxes[1].bottom - VERDICT)
        self.play(*map(stage.FadeIn, (expected, surprising)), run_time=0.8)
        self.until("idea")
        self.play(*map(stage.FadeOut, (expected, surprising)), run_time=0.3)
        self.play(stage.FadeIn(stage.Paragraph(IDEA, foot, "big", "entropy", bold=True)), run_time=0.6)

    @beat(title="Two forecasts")
    def forecast(self) -> None:
        """Let surprise grow beside each probability of a forecast; then let the mass even out and come back."""
        params = self.params
        self.mass = stage.Mass(params.forecast)
        shown = outcomes(params.forecast)
        headings = [f"tomorrow: {params.skies[i]}" for i in shown]
        self.cards = sun, snow = here.event_cards(self.mass, shown, headings, stage.full_canvas(), base=self.base)
        self.play(stage.FadeIn(sun), stage.FadeIn(snow), run_time=0.8)
        for card, cue in ((sun, "chances"), (snow, "other")):
            self.until(cue)
            self.play(stage.FadeIn(card.chance.lower()), run_time=0.2)
            self.play(card.chance.rise(0), run_time=1)
        self.until("always")
        always = [card.sure() for card in self.cards]
        self.play(*map(stage.FadeIn, (*always, sun.surprise.lower(), snow.surprise.lower())), run_time=0.6)
        for card, cue, by in ((sun, "sliver", "tower"), (snow, "tower", "rule")):
            self.until(cue)
            if cue == "sliver":
                self.play(*map(stage.FadeOut, always), run_time=0.3)
            self.play(card.surprise.rise(0), run_time=self.time_to(by, at_most=2.5))
        self.until("rule")
        even = self.mass.animate.flow(np.full(len(params.forecast), 1 / len(params.forecast)))
        self.play(even, rate_func=stage.there_and_back, run_time=self.time_to("end", at_most=5))

    @beat(title="Yes or no?")
    def halving(self) -> None:
        """Halve the unit square again and again: each cut drops one block on the tower."""
        n, self.cuts = self.params.halvings, stage.ValueTracker(0.0)
        box = stage.full_canvas()
        left, right = box.columns(1, 1, gutter=0.8) if box.width > box.height else box.rows(1.4, 1, gutter=0.6)
        self.square = here.HalvedSquare(self.cuts.get_value, n, left)
        self.tower = here.Drops(self.cuts.get_value, n, right.sized(width=DROPS))
        answers = self.square.answers()
        self.play(stage.FadeIn(self.square), run_time=1)
        self.until("square")
        self.play(stage.FadeIn(self.tower), run_time=0.6)
        for k in range(1, n + 1):
            start, end, still = halving_cues(k, n)
            self.until(start)
            share = self.time_to(end) / still
            self.play(self.cuts.animate.set_value(k), run_time=min(1.8, 0.75 * share))
            names = self.tower.names(k, self.params.told(0.5**k))
            self.play(*map(stage.FadeIn, (*names, *answers[k - 1])), run_time=min(0.4, 0.25 * share))
        self.until("question")
        asked = self.tower.questions()
        self.play(stage.LaggedStart(*map(stage.FadeIn, asked), lag_ratio=0.5), run_time=0.4 * n)
        if answers[n]:
            self.play(*map(stage.FadeIn, answers[n]), run_time=0.5)

    @beat(title="The rule")
    def curve(self) -> None:
        """Draw -log p over a mountain of bits; a dot climbs it, and half the probability is one layer more."""
        params, chances = self.params, (1.0, *self.params.chances)
        self.plane = plane = here.SurpriseCurve(
            chances, stage.full_canvas().trimmed(bottom=0.12), base=self.base, unit=self.unit
        )
        half = chances[-1] / 2
        told = [*map(params.told, chances), f"+ {params.told(1 / 2)}"]
        names = plane.names((*chances, half), (*params.stops, odds(half)), told)
        name, p, log = plane.rule(self.log, names)
        area = plane.chart.area
        credit = stage.Words(CREDIT, "body", "muted", fit=0.8 * area.width).at(area.right, area.top - 0.3, "right")
        self.play(stage.FadeIn(plane.chart), run_time=0.6)
        self.play(stage.FadeIn(credit), run_time=0.4)
        self.until("year")
        self.add(plane.line)
        self.play(plane.reach.animate.set_value(1), run_time=self.time_to("formula", at_most=2.5))
        self.until("formula")
        self.play(stage.FadeOut(credit), run_time=0.3)
        for cue, part in (("formula", name), ("p", p), ("log", log)):
            self.until(cue)
            self.play(part, run_time=0.8)
        self.until("certain")
        self.play(*map(stage.FadeIn, (plane.mountain, plane.line, plane.dot, names[0])), run_time=0.6)
        for i, cue in enumerate(("likely", "unlikely", "rare", "half"), start=1):
            self.until(cue)
            self.play(self.climb((*chances, half)[i]), run_time=1.2)
            self.play(stage.FadeIn(names[i]), run_time=0.4)

    @beat(title="In numpy")
    def code(self) -> None:
        """Run the rule: its probabilities stand beside it as bars, and what it prints as towers."""
        least = self.listing_width(), TOWERS
        left, right = stage.full_canvas().parts(1.2, 1, gutter=0.4, least=least, heights=(1.3, 1))
        listing = self.listing(left, "entropy")
        chances = (1.0, *self.params.chances)
        area, foot = right.rows(8, 1, gutter=0, least=(0, FOOT))
        odds = [f"{one_in(p):g}" for p in chances]
        bars, self.printed = here.surprise_beside(stage.Numbers(chances), area, odds, 2)
        odds_name = stage.Words("one in so many", "label", "muted", fit=foot.width).at(foot.x, foot.y)
        self.play(stage.FadeIn(listing), run_time=0.6)
        self.until("line_1")
        self.play(listing.light(1), stage.FadeIn(odds_name), bars.grow(), run_time=1.0)
        for step in (2, 3):
            self.until(f"line_{step}")
            self.play(listing.light(step), run_time=0.5)
        self.play(stage.FadeIn(self.printed.lower()), run_time=0.4)
        for i, cue in enumerate(("certain", "likely", "unlikely", "rare")):
            self.until(cue)
            self.play(self.printed.rise(i), run_time=0.7)

    @beat(title="Both at once")
    def adding(self) -> None:
        """Let two independent events cut the square; ask what becomes of their towers, and dock them end to end."""
        first, second = self.params.pair
        canvas, band, names = stage.canvas(), stage.readout_band(), self.params.pair_names
        self.events = events = here.TwoEvents(names, (first, second), canvas, band, base=self.base, unit=self.unit)
        card = self.question(events.place)

        self.play(stage.FadeIn(events.square), stage.FadeIn(events.towers), run_time=0.8)
        odds: list[stage.Words] = []
        for i, (cue, by) in enumerate((("first", "second"), ("second", "multiply"))):
            self.until(cue)
            cut = events.p.animate.flow((first, second if i else 1))
            self.play(cut, run_time=min(1.5, 0.8 * self.time_to(by)))
            odds.append(events.odds(i))
            self.play(stage.FadeIn(odds[i]), run_time=self.time_to(by, at_most=0.4))
        self.until("multiply")
        product, told = events.product(), (*odds, *events.both_named())
        self.play(*map(stage.FadeIn, (*told[2:], *product)), run_time=0.8)
        self.until("ask")
        self.play(*map(stage.FadeOut, (events.square, *told)), stage.FadeIn(events.unknown), run_time=0.4)
        self.ask(card)
        self.play(stage.FadeOut(events.unknown), run_time=0.3)
        self.play(events.towers.hush(), run_time=0.2)
        self.play(events.stack.dock(), run_time=self.time_to("sum", at_most=2))
        self.until("sum")
        total = events.sum()
        self.play(card.decide(), *map(stage.FadeIn, total), run_time=0.8)
        self.until("why")
        self.play(*map(stage.FadeOut, (card, *product, *total)), run_time=0.4)
        log = self.log
        law = f"entropy(-{log}) truth((p q)) = entropy(-{log}) truth(p) entropy(- {log}) truth(q)"
        large = stage.Formula(law, "big")
        rule = (large if large.advance <= band.width else stage.Formula(law)).at(band.x, band.y)
        self.play(*map(stage.FadeIn, (events.square, *told, rule)), run_time=0.8)

    @beat(title="The next word")
    def next_word(self) -> None:
        """Let two words follow another; then give every candidate of a sentence its probability and its surprise."""
        params, chosen = self.params, choices(self.params.word_chances)
        near, far = cards = self.followers()
        self.set_desk()
        self.play(*map(stage.FadeIn, cards), run_time=0.6)
        self.until("after")
        for card, by in ((near, "strange"), (far, "sentence")):
            self.play(card.chance.grow(), card.surprise.grow(), run_time=min(1.0, self.time_to(by)))
            self.until("strange")
        self.until("sentence")
        self.play(*map(stage.FadeOut, (*cards, *(part for card in cards for part in (card.chance, card.surprise)))))
        self.chances.grown.set_value(0.0)
        self.play(stage.FadeIn(self.blank), stage.FadeIn(self.chances.refresh()), run_time=0.5)
        probability, surprise = self.legend(stage.readout_band())
        self.until("words")
        self.play(stage.FadeIn(probability), self.chances.grow(), run_time=self.time_to("towers", at_most=1.5))
        self.until("towers")
        self.play(stage.FadeIn(surprise), self.towers.grow(), run_time=self.time_to("cheap", at_most=1.5))
        for i, cue, fill in zip(chosen, ("cheap", "dear"), self.blank.fills, strict=True):
            self.until(cue)
            if cue == "dear":
                self.play(stage.FadeOut(self.blank.fills[0]), run_time=0.3)
            self.play(stage.FadeIn(fill), self.chances.only(i), self.towers.only(i), run_time=0.6)
        self.until("train")
        everything = range(len(params.word_chances))
        self.play(self.chances.only(*everything), self.towers.only(*everything), run_time=0.6)

    @beat(keeps=["chances", "towers"])
    def perplexity(self) -> None:
        """Take the average of those surprises; 2 to its power is a number of equally likely words."""
        n, area = len(self.params.word_chances), self.towers.area
        top, _ = self.desk()
        self.level = stage.Level(self.average, area.left, area.right, self.towers.height_of, role="text")
        self.equal = here.EqualParts(self.count, n, top.inset(y=0.1))
        power = stage.Formula(f'{"2" if self.unit == "bits" else "e"}^entropy("average") =', "title")
        average, perplexity = stage.readout_row(
            stage.Readout("average", self.average, self.unit, decimals=2, role="entropy", rests=[self.average()]),
            stage.Readout(
                power,
                self.count,
                "equal words",
                role="truth",
                decimals=2,
                whole_digits=len(str(n)),
                rests=[self.count()],
            ),
        )
        self.until("weigh")
        for i in range(n):
            self.play(self.chances.only(i), self.towers.only(i), run_time=self.time_to("average") / (n + 1 - i))
        self.play(self.chances.only(*range(n)), self.towers.only(*range(n)), run_time=0.3)
        self.until("average")
        self.play(self.chances.hush(), self.towers.hush(), run_time=0.3)
        self.play(self.level.grow(), stage.FadeIn(average), run_time=0.9)
        self.until("power")
        self.equal.grown.set_value(0.0)
        self.play(stage.FadeIn(perplexity), run_time=0.8)
        self.until("count")
        self.play(stage.FadeIn(self.equal.refresh()), run_time=0.5)
        self.play(self.equal.grow(), run_time=self.time_to("order", at_most=3))
        self.until("order")
        for readout in (average, perplexity):
            self.emphasize(readout)
        self.until("take")
        self.play(stage.FadeOut(average), stage.FadeOut(perplexity), run_time=0.3)
        band = stage.readout_band()
        self.play(stage.FadeIn(stage.Paragraph(TAKE_ALONG, band, "big", "entropy", bold=True)), run_time=0.6)

    # What the beats are built from.

    def average(self) -> float:
        """Return the average surprise of the words as their mass stands."""
        return measures.entropy(self.mass.values, base=self.base)

    def count(self) -> float:
        """Return among how many equally likely words one would be as unsure."""
        return measures.perplexity(self.mass.values)

    def climb(self, p: float) -> Any:
        """Return the animation in which the dot climbs to where the probability is p."""
        return self.plane.halvings.animate.set_value(measures.surprise(p))

    def followers(self) -> tuple[here.EventCard, ...]:
        """Return a card for each of the two words that may follow another."""
        params = self.params
        chances = stage.Numbers(params.follower_chances)
        headings = [f"… {params.lead} {word}" for word in params.followers]
        return here.event_cards(chances, (0, 1), headings, stage.full_canvas(), base=self.base, told=False)

    def desk(self) -> tuple[stage.Box, stage.Box]:
        """Return where the sentence stands, and under it the words."""
        heads, body = stage.canvas().rows(1, 4, gutter=0.1)
        return heads, body

    def set_desk(self) -> None:
        """Prepare the sentence and its candidates."""
        words, chosen = self.params.candidates, choices(self.params.word_chances)
        heads, body = self.desk()
        self.mass = stage.Mass(self.params.word_chances)
        self.chances, self.towers = here.surprise_beside(self.mass, body, words, self.base)
        self.blank = here.Blank(self.params.sentence, [words[i] for i in chosen], heads)

    def legend(self, row: stage.Box) -> tuple[stage.Entry, ...]:
        """Return what the two towers of each outcome mean, in a row."""
        return stage.legend_row(
            row, stage.Entry("truth", "probability"), stage.Entry("entropy", f"surprise in {self.unit}")
        )


def halving_cues(k: int, n: int) -> tuple[str, str, int]:
    """Return the cue of the k-th of n halvings, the cue before which it must be done, and how many share that time."""
    if k < 3:
        return (("first", "second", 1), ("second", "last", 1))[k - 1]
    return "last", "makes", n + 1 - k
