"""The smallest autoencoder, against integrals and a numeric minimizer."""

import math

import numpy as np
import pytest
from scipy import integrate, optimize, stats

from bits.theory import measures
from scenes.modern_ai.autoencoder import encode, evidence, misfit, negative_elbo

CASES = [(2.0, 1.0, 0.5), (-1.3, 2.0, 0.8), (0.0, 0.5, 1.5)]


@pytest.mark.parametrize(("x", "weight", "noise"), CASES)
@pytest.mark.parametrize("beta", [0.2, 1.0, 10.0])
def test_the_encoder_is_where_a_minimizer_ends(x: float, weight: float, noise: float, beta: float) -> None:
    def cost(shape: np.ndarray) -> float:
        mean, std = float(shape[0]), math.exp(shape[1])
        return misfit(x, mean, std, weight, noise) + beta * measures.gaussian_kl(mean, std)

    best = optimize.minimize(cost, [0.3, -0.3], method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-13})
    assert encode(x, weight, noise, beta) == pytest.approx((best.x[0], math.exp(best.x[1])), abs=1e-5)


@pytest.mark.parametrize(("x", "weight", "noise"), CASES)
def test_misfit_and_evidence_are_the_integrals_that_they_stand_for(x: float, weight: float, noise: float) -> None:
    mean, std = encode(x, weight, noise, 0.4)

    def seen(z: float) -> float:
        return float(stats.norm.pdf(z, mean, std) * -stats.norm.logpdf(x, weight * z, noise))

    def drawn(z: float) -> float:
        return float(stats.norm.pdf(z) * stats.norm.pdf(x, weight * z, noise))

    spread = integrate.quad(seen, mean - 12 * std, mean + 12 * std)[0]
    assert misfit(x, mean, std, weight, noise, base=math.e) == pytest.approx(spread, abs=1e-7)
    marginal = integrate.quad(drawn, -12, 12, points=[x / weight])[0]
    assert evidence(x, weight, noise, base=math.e) == pytest.approx(-math.log(marginal), abs=1e-7)
    assert evidence(x, weight, noise) == pytest.approx(-math.log2(marginal), abs=1e-7)


@pytest.mark.parametrize(("x", "weight", "noise"), CASES)
def test_the_bound_is_touched_at_beta_one_and_never_passed(x: float, weight: float, noise: float) -> None:
    floor = evidence(x, weight, noise)
    assert negative_elbo(x, *encode(x, weight, noise, 1.0), weight, noise) == pytest.approx(floor, abs=1e-12)
    for beta in (0.1, 0.5, 2.0, 50.0):
        assert negative_elbo(x, *encode(x, weight, noise, beta), weight, noise) >= floor


def test_the_more_kl_weighs_the_less_of_it_there_is() -> None:
    kls = [measures.gaussian_kl(*encode(2.0, 1.0, 0.5, beta)) for beta in (0.1, 0.3, 1, 3, 10, 1e6)]
    assert kls == sorted(kls, reverse=True)
    assert kls[-1] == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    ("given", "text"),
    [((math.nan, 1, 1, 1), "x = nan"), ((0, 1, 0, 1), "noise = 0"), ((0, 1, 1, 0), "beta = 0")],
)
def test_wrong_arguments_are_named(given: tuple[float, float, float, float], text: str) -> None:
    with pytest.raises(ValueError, match=text):
        encode(*given)
