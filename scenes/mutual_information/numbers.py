"""Numbers that the film tells of mutual information; nothing is drawn here."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np

from bits.authoring.parameters import Facts
from bits.theory import dependence, measures
from bits.theory.named_joint import NamedJoint

FINE = 200
"""Bins, in each direction, from which correlation and fitted line are computed."""


def furthest(pair: NamedJoint) -> tuple[int, int]:
    """Return the two values of X, by their rows, between which Y differs most."""
    given = pair.given_x
    return max(
        combinations(range(len(given)), 2), key=lambda rows: float(np.abs(given[rows[0]] - given[rows[1]]).sum())
    )


def sine_facts(bins: int, start: float, other_start: float, *, base: float) -> Facts:
    """Return what is told of the sine in a window of one period, and in another one.

    Parameters
    ----------
    bins
        Into how many bins X and Y are cut.
    start, other_start
        Where the windows begin, in units of π.
    base
        2 for bits, e for nats.
    """
    rho, other = (
        dependence.correlation(*dependence.sine_joint(FINE, begin * math.pi)) for begin in (start, other_start)
    )
    joint, _, _ = dependence.sine_joint(bins, start * math.pi)
    told = measures.mutual_information(joint, base=base)
    whole = measures.entropy(joint.sum(axis=1), base=base)
    return Facts(
        bins=bins,
        rho=rho,
        other_rho=other,
        line_is="lies flat" if rho == 0 else "is tilted",
        other_is="lies flat" if other == 0 else "tilts",
        i_sine=told,
        sine_h=whole,
        sine_share=1 if told == 0 else 2 if told < whole / 2 else 3,
    )
