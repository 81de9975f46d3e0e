"""The binned outputs of two units: against counting samples, and the rise and fall that the dispute was about."""

import math

import numpy as np
import pytest
from scipy import stats

from scenes.bottleneck.binning import Activation, binned_information, binned_output

BINS = 30


@pytest.mark.parametrize("activation", ["tanh", "relu"])
@pytest.mark.parametrize("weight", [0.3, 1.0, 6.0])
def test_the_bins_hold_what_samples_fall_into_them(activation: Activation, weight: float) -> None:
    x = stats.norm.ppf((np.arange(200_000) + 0.5) / 200_000)  # as even a sample as there is
    output = np.tanh(weight * x) + 1 if activation == "tanh" else np.maximum(weight * x, 0)
    pmf = binned_output(weight, activation, BINS)
    fallen = np.minimum(output // (2 / BINS), len(pmf) - 1).astype(int)  # tanh rounds to 1, the end of its last bin
    counted = np.bincount(fallen, minlength=len(pmf)) / len(x)
    assert pmf.sum() == pytest.approx(1, abs=1e-12)
    assert np.abs(counted - pmf).max() < 2e-5


def test_what_a_tanh_unit_keeps_rises_and_falls_and_what_a_relu_keeps_only_rises() -> None:
    weights = np.linspace(0.05, 40, 200)
    tanh, relu = ([binned_information(w, unit, BINS) for w in weights] for unit in ("tanh", "relu"))
    top = int(np.argmax(tanh))
    assert 0 < top < 20
    assert (np.diff(tanh[: top + 1]) > 0).all()
    assert (np.diff(tanh[top:]) < 0).all()
    assert max(tanh) < math.log2(BINS)
    assert (np.diff(relu) > 0).all()
    assert binned_information(1e5, "tanh", BINS) == pytest.approx(1, abs=1e-3)  # on or off


def test_a_unit_without_weight_keeps_nothing() -> None:
    assert binned_information(0, "tanh", BINS) == binned_information(0, "relu", BINS) == 0
    assert binned_information(0, "tanh", BINS + 1) == 0


def test_nats_are_bits_times_log_two() -> None:
    bits, nats = (binned_information(2, "relu", BINS, base=base) for base in (2, math.e))
    assert nats == pytest.approx(bits * math.log(2))


@pytest.mark.parametrize(
    ("weight", "bins", "said"), [(-1, 30, "weight = -1"), (math.inf, 30, "weight = inf"), (1, 1, "bins = 1")]
)
def test_what_is_wrong_is_named(weight: float, bins: int, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        binned_output(weight, "tanh", bins)
