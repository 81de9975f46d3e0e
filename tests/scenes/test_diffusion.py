"""Diffusion against scipy's normal distribution, sampling, integrals and numeric derivatives."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import integrate, stats

from bits.theory import bells
from bits.theory import measures as m
from scenes.modern_ai.diffusion import diffuse, flow, remaining_information, score
from tests.strategies import FloatArray, pmfs

pytestmark = pytest.mark.filterwarnings("error")

GRID = np.linspace(-3, 3, 41)
DATA = 0.6 * bells.bell(-1.2, 0.3, GRID) + 0.4 * bells.bell(1, 0.25, GRID)
LEVELS = np.linspace(1, 0, 21)


def test_no_noise_leaves_the_data_and_only_noise_leaves_a_gaussian() -> None:
    data, nearly, noise = diffuse(DATA, GRID, [1, 1 - 1e-9, 0])
    assert data.tolist() == DATA.tolist()
    assert_allclose(nearly, DATA, atol=1e-9)
    inner = stats.norm.cdf(GRID[1:-1] + 0.075) - stats.norm.cdf(GRID[1:-1] - 0.075)
    assert_allclose(noise[1:-1], inner, atol=1e-12)
    assert noise[0] == pytest.approx(stats.norm.cdf(-3 + 0.075))


def test_samples_fall_into_the_cells_as_told() -> None:
    rng = np.random.default_rng(0)
    grid = np.array([-2.0, -0.5, 0.5, 3.0])
    p = np.array([0.4, 0.1, 0.2, 0.3])
    x = math.sqrt(0.6) * rng.choice(grid, p=p, size=200_000) + math.sqrt(0.4) * rng.normal(size=200_000)
    cells = np.bincount(np.digitize(x, [-1.25, 0, 1.75]), minlength=4) / x.size
    assert_allclose(diffuse(p, grid, [0.6])[0], cells, atol=0.005)


@given(pmfs(), st.lists(st.floats(0, 1), max_size=4))
def test_every_level_is_a_pmf(p: FloatArray, levels: list[float]) -> None:
    rows = diffuse(p, np.linspace(-2, 2, p.size), levels)
    assert rows.shape == (len(levels), p.size)
    assert (rows >= 0).all()
    assert_allclose(rows.sum(axis=1), 1, atol=1e-12)


def test_information_drains_from_all_to_nothing() -> None:
    left = [remaining_information(DATA, GRID, level) for level in LEVELS]
    assert left[0] == m.entropy(DATA)
    assert left[-1] == pytest.approx(0, abs=1e-12)
    assert (np.diff(left) < 0).all()


@settings(max_examples=50)
@given(pmfs(), st.floats(0, 1), st.floats(0, 1))
def test_noise_never_adds_information(p: FloatArray, one: float, other: float) -> None:
    grid = np.linspace(-2, 2, p.size)
    less, more = (remaining_information(p, grid, level) for level in sorted((one, other)))
    assert less <= more + 1e-7
    assert more <= m.entropy(p) + 1e-7


@pytest.mark.parametrize("level", [0.05, 0.5, 0.9, 0.97, 0.995])
def test_remaining_information_agrees_with_the_integral(level: float) -> None:
    p, grid = np.array([0.3, 0.5, 0.2]), np.array([-1.0, 0.2, 0.9])
    scale, std = math.sqrt(level), math.sqrt(1 - level)

    def spread(x: float) -> float:
        density = float(p @ stats.norm.pdf(x, scale * grid, std))
        return -density * math.log2(density) if density > 0 else 0.0

    of_mixture, _ = integrate.quad(spread, -9, 9, limit=500, points=list(scale * grid), epsabs=1e-10)
    of_noise = 0.5 * math.log2(2 * math.pi * math.e * (1 - level))
    assert remaining_information(p, grid, level) == pytest.approx(of_mixture - of_noise, abs=1e-7)


def test_remaining_information_agrees_with_the_table_on_a_fine_grid() -> None:
    fine = np.linspace(-6, 6, 4001)
    cells = np.array([bells.bell(math.sqrt(0.7) * x, math.sqrt(0.3), fine) for x in GRID])
    table = DATA[:, None] * cells
    assert remaining_information(DATA, GRID, 0.7) == pytest.approx(m.mutual_information(table), abs=1e-6)


@pytest.mark.parametrize("level", [0.0, 0.3, 0.9, 0.999])
def test_the_score_is_the_slope_of_the_log_density(level: float) -> None:
    scale, std, h = math.sqrt(level), math.sqrt(1 - level), 1e-6

    def log_density(x: FloatArray) -> FloatArray:
        logs = stats.norm.logpdf(x[:, None], scale * GRID, std) + np.log(DATA)
        return np.asarray(np.logaddexp.reduce(logs, axis=1))

    slope = (log_density(GRID + h) - log_density(GRID - h)) / (2 * h)
    assert_allclose(score(DATA, GRID, level), slope, rtol=1e-5, atol=1e-5)


def test_the_score_points_back_uphill() -> None:
    assert_allclose(score(DATA, GRID, 0.0), -GRID, atol=1e-12)
    slopes = score(DATA, GRID, 0.8)
    assert (slopes[GRID < -1.4] > 0).all()  # left of both humps
    assert (slopes[GRID > 1.2] < 0).all()


def test_outcomes_that_never_happen_and_far_points_do_no_harm() -> None:
    assert score((0, 1), (0, 1e150), 0.75).shape == (2,)
    assert remaining_information((0, 1), (0, 1), 0.5) == 0
    assert remaining_information((0.5, 0.5), (0, 1e150), 0.5) == pytest.approx(1)


@pytest.mark.parametrize(
    ("p", "grid", "level", "complaint"),
    [
        ((0.5, 0.4), (0, 1), 0.5, "p sums to 0.9, not to 1"),
        ((0.5, 0.5), (0, 1, 2), 0.5, "p has 2 outcomes, but grid has 3 points"),
        ((0.5, 0.5), (1, 0), 0.5, r"grid\[1\] = 0 is not above the point before it"),
        ((0.5, 0.5), (0, 1), 1.5, "alpha_bar = 1.5 is not a number from 0 to 1"),
        ((0.5, 0.5), (0, 1), math.nan, "alpha_bar = nan is not a number from 0 to 1"),
    ],
)
def test_what_cannot_be_diffused(p: FloatArray, grid: FloatArray, level: float, complaint: str) -> None:
    with pytest.raises(ValueError, match=f"^{complaint}$"):
        diffuse(p, grid, [level])
    for quantity in (remaining_information, score):
        with pytest.raises(ValueError, match=f"^{complaint}$"):
            quantity(p, grid, level)


def test_data_without_noise_has_no_score() -> None:
    with pytest.raises(ValueError, match=r"^alpha_bar = 1 leaves no noise"):
        score(DATA, GRID, 1)


def test_paths_keep_their_share_of_the_data_below_them() -> None:
    shares = np.array([0.1, 0.5, 0.8])
    places = flow(DATA, GRID, [1, 0.6, 0], shares)
    assert places.shape == (3, 3)
    assert_allclose(places[2], stats.norm.ppf(shares), atol=0.01)
    assert (np.diff(places, axis=1) > 0).all()


@pytest.mark.parametrize("level", [0.3, 0.6, 0.9])
def test_paths_follow_the_score(level: float) -> None:
    grid = np.linspace(-3.5, 3.5, 281)
    data = 0.6 * bells.bell(-1.2, 0.3, grid) + 0.4 * bells.bell(1, 0.25, grid)
    shares, step = np.linspace(0.1, 0.9, 9), 0.01
    before, now, after = flow(data, grid, [level - step, level, level + step], shares)
    # dx/dt = -(x + score) / 2 while ln(alpha bar) falls by 1, hence (x + score) / (2 alpha bar) for each unit of it
    slope = (now + np.interp(now, grid, score(data, grid, level))) / (2 * level)
    assert_allclose((after - before) / (2 * step), slope, atol=0.02)
