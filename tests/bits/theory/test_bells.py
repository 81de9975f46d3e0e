"""Bells against scipy: the density, and fits than which no optimizer finds a nearer one."""

import math
import re
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import optimize, special, stats

from bits.theory.bells import Direction, bell, fit_bell
from tests.strategies import FloatArray

pytestmark = pytest.mark.filterwarnings("error")


def test_bell_is_the_normalized_density() -> None:
    grid = np.linspace(-4, 5, 301)
    density = stats.norm(0.7, 1.3).pdf(grid)
    assert_allclose(bell(0.7, 1.3, grid), density / density.sum(), rtol=1e-12, atol=1e-12)


def test_bells_too_narrow_or_too_far_for_their_density_are_still_pmfs() -> None:
    assert bell(0.4, 1e-200, [0, 1, 2]).tolist() == [1, 0, 0]
    assert bell(-1e6, 1, [0, 1, 2]).tolist() == [1, 0, 0]


LINE = np.linspace(-6, 6, 121)
DIRECTIONS: list[Direction] = ["forward", "reverse"]


def humps(*parts: tuple[float, float, float]) -> FloatArray:
    """Return a mixture of (weight, mean, std)."""
    return np.asarray(sum(weight * bell(mean, std, LINE) for weight, mean, std in parts))


SHAPES = {
    "two equal humps": humps((0.5, -2, 0.6), (0.5, 2, 0.6)),
    "a lower left hump": humps((0.3, -2.5, 0.5), (0.7, 1.5, 0.9)),
    "three humps": humps((0.3, -4, 0.4), (0.3, 0, 1.0), (0.4, 3, 0.5)),
    "near the edge": humps((1.0, 5.5, 1.5)),
    "skewed": humps((0.6, -1, 0.5), (0.4, 0.2, 1.5)),
    "one narrow hump on a broad one": humps((0.6, -1, 2.0), (0.4, 3, 0.12)),
}


def divergence(P: FloatArray, x: FloatArray, direction: Direction) -> float:
    """Return the KL divergence (nats) of the bell with mean x[0] and log std x[1], without the measures."""
    log_Q = -(((LINE - x[0]) / math.exp(x[1])) ** 2) / 2
    log_Q -= special.logsumexp(log_Q)
    if direction == "forward":
        return float((special.xlogy(P, P) - P * log_Q).sum())
    return float((np.exp(log_Q) * (log_Q - np.log(P))).sum())


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize("shape", SHAPES)
def test_no_start_leads_scipy_to_a_nearer_bell(shape: str, direction: Direction) -> None:
    P = SHAPES[shape]
    bounds = [(-6.0, 6.0), (math.log(0.01), math.log(120))]

    def nats(x: FloatArray) -> float:
        return divergence(P, x, direction)

    starts = [np.array([mean, log_std]) for mean in (-4.0, -2.0, 0.0, 2.0, 4.0) for log_std in (-1.2, 0.4)]
    reached = [optimize.minimize(nats, start, method="L-BFGS-B", bounds=bounds) for start in starts]
    nearest = min(reached, key=lambda result: float(result.fun))
    nearest = optimize.minimize(
        nats, nearest.x, method="Nelder-Mead", bounds=bounds, options={"xatol": 1e-9, "fatol": 1e-15}
    )

    mean, std = fit_bell(P, LINE, direction)
    found = divergence(P, np.array([mean, math.log(std)]), direction)
    assert found <= nearest.fun + 1e-9
    if shape != "two equal humps" or direction == "forward":  # there the two hollows are equally deep
        assert_allclose((mean, std), (nearest.x[0], math.exp(nearest.x[1])), atol=1e-5)


def test_forward_covers_both_humps_and_reverse_picks_the_left_of_two_equal_ones() -> None:
    P = SHAPES["two equal humps"]
    mean, std = fit_bell(P, LINE, "forward")
    assert abs(mean) < 1e-6
    assert_allclose(std, math.sqrt(P @ LINE**2), atol=0.1)  # a little wider, as the grid cuts its tails
    for apart, std in ((2.0, 0.6), (2.2, 0.7), (2.5, 0.4)):
        P = humps((0.5, -apart, std), (0.5, apart, std))
        assert_allclose(fit_bell(P, LINE, "reverse"), (-apart, std), atol=2e-2)
    # A hair's breadth of difference, not rounding, decides for the right one.
    assert fit_bell(humps((0.499, -2, 0.6), (0.501, 2, 0.6)), LINE, "reverse")[0] > 0


def test_forward_fit_keeps_the_moments() -> None:
    P = SHAPES["a lower left hump"]
    Q = bell(*fit_bell(P, LINE, "forward"), LINE)
    assert_allclose((Q @ LINE, Q @ LINE**2), (P @ LINE, P @ LINE**2), atol=1e-6)


def test_fits_take_zeros_and_uneven_grids() -> None:
    assert fit_bell((0, 0, 1, 0), (0, 1, 2, 5), "forward")[0] == 2
    uneven = np.array([-3, -2.5, -1, 0, 0.2, 0.7, 1.5, 3])
    for direction in DIRECTIONS:
        assert_allclose(fit_bell(bell(0.3, 0.8, uneven), uneven, direction), (0.3, 0.8), atol=1e-6)


def test_reverse_fit_goes_where_underflow_left_zeros() -> None:
    far = np.linspace(-60, 60, 121)
    P = (bell(-10, 1, far) + bell(10, 1, far)) / 2
    assert P.min() == 0
    assert_allclose(fit_bell(P, far, "reverse"), (-10, 1), atol=1e-6)


@given(st.floats(-3, 3), st.floats(0.3, 2), st.sampled_from(DIRECTIONS))
def test_a_bell_is_fitted_by_itself(mean: float, std: float, direction: Direction) -> None:
    grid = np.linspace(-4, 4, 41)
    found = fit_bell(bell(mean, std, grid), grid, direction)
    assert_allclose(found, (mean, std), atol=1e-5)


GRID = (0, 1, 2)


@pytest.mark.parametrize(
    ("call", "complaint"),
    [
        (lambda: bell(0, 0, GRID), "std = 0 is not positive"),
        (lambda: bell(math.nan, 1, GRID), "mean = nan is not finite"),
        (lambda: bell(0, 1, (0, 2, 1)), "grid[2] = 1 is not above the point before it"),
        (lambda: bell(0, 1, (0, math.nan)), "grid[1] = nan is not finite"),
        (lambda: fit_bell((0.5, 0.5), GRID, "forward"), "P has 2 outcomes and grid has 3 points"),
        (lambda: fit_bell((0.7, 0.2, 0.1), GRID, "both"), "direction = 'both' is neither"),  # type: ignore[arg-type]
        (lambda: fit_bell((0, 0.5, 0.5), GRID, "reverse"), "reverse KL is inf for every bell: P[0] = 0"),
    ],
)
def test_a_wrong_argument_is_named(call: Callable[[], object], complaint: str) -> None:
    with pytest.raises(ValueError, match=re.escape(complaint)):
        call()
