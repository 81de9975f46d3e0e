"""The information bottleneck: its parameters, and the facts that follow from them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from string import ascii_lowercase, ascii_uppercase

import numpy as np
from pydantic import Field

from bits.authoring.listing import Code
from bits.authoring.parameters import CountsFile, Facts, Joint, Labels, MeasuredParams, Real, Whole, same_length
from bits.theory import measures
from bits.theory.checks import FloatArray
from bits.theory.compression import Bottleneck as Summary
from bits.theory.compression import anneal, worked_out
from scenes.bottleneck import listings

TOPICS = ((94, 3, 3), (80, 12, 8), (66, 16, 18), (4, 78, 18), (8, 62, 30), (3, 14, 83), (6, 28, 66), (34, 33, 33))
"""Of a hundred times that each word is used, how often the text is about sport, weather and farming."""
WORDS = ("goal", "team", "field", "rain", "cloud", "seed", "crop", "the")
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


@lru_cache(maxsize=32)
def solved(joint: tuple[tuple[float, ...], ...], betas: tuple[float, ...]) -> tuple[Summary, ...]:
    """Return the best summary at each beta."""
    return tuple(anneal(joint, betas))


class BottleneckParams(MeasuredParams):
    """What a lecturer can change, and the facts that follow."""

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
    beta: Real = Field(8, gt=1, lt=200, description="where the knob rests: what a bit about Y is worth in bits about X")
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


def several(summaries: int) -> str:
    """Return so many summaries, in words that agree with the number."""
    return "1 summary" if summaries == 1 else f"{summaries} summaries"
