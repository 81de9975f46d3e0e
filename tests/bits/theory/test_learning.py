"""Policies tilted by reward against an optimizer, gradient descent against numeric gradients."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import optimize, special

from bits.theory import measures as m
from bits.theory.learning import cross_entropy_gradient, gradient_descent, halved, objective, tilted
from tests.strategies import FloatArray, logit_vectors, pmf_pairs

pytestmark = pytest.mark.filterwarnings("error")

REFERENCE, REWARD = (0.4, 0.3, 0.2, 0.1), (0.0, 1.0, 2.0, 3.0)
TEACHER, STUDENT = np.array([0.7, 0.25, 0.05]), np.array([0.0, 0.0, 0.0])

# ------------------------------------------------------------------------------------------------ tilted policies


@pytest.mark.parametrize("beta", [0.3, 1.0, 4.0])
def test_an_optimizer_finds_the_same_policy(beta: float) -> None:
    def loss(logits: FloatArray) -> float:
        return -objective(special.softmax(logits), REFERENCE, REWARD, beta)

    found = optimize.minimize(loss, np.zeros(4), tol=1e-12)
    assert_allclose(tilted(REFERENCE, REWARD, beta), special.softmax(found.x), atol=1e-4)
    assert objective(tilted(REFERENCE, REWARD, beta), REFERENCE, REWARD, beta) == pytest.approx(-found.fun, abs=1e-8)


@given(pmf_pairs(), st.data(), st.floats(1e-3, 1e3))
def test_no_policy_is_better(pair: tuple[FloatArray, FloatArray], data: st.DataObject, beta: float) -> None:
    policy, reference = pair
    reward = data.draw(logit_vectors(policy.size, policy.size))
    best = objective(tilted(reference, reward, beta), reference, reward, beta)
    assert objective(policy, reference, reward, beta) <= best + 1e-9 * beta + 1e-9
    happens = reference > 0
    log_sum = special.logsumexp(reward[happens] / beta + np.log(reference[happens]))
    assert best == pytest.approx(beta * log_sum, rel=1e-9, abs=1e-9 * (1 + beta))


def test_the_dearer_kl_the_nearer_the_reference() -> None:
    betas = [0, 1e-300, 0.1, 0.5, 1, 5, 1e6, math.inf]
    policies = [tilted(REFERENCE, REWARD, beta) for beta in betas]
    stretches = [m.kl_divergence(policy, REFERENCE) for policy in policies]
    rewards = [float(policy @ REWARD) for policy in policies]
    assert all(a >= b for a, b in pairwise(stretches))
    assert all(a >= b - 1e-12 for a, b in pairwise(rewards))
    assert policies[0].tolist() == policies[1].tolist() == [0, 0, 0, 1]
    assert_allclose(policies[-1], REFERENCE, rtol=1e-12)


def test_what_the_reference_never_does_is_never_done() -> None:
    for beta in (0, 1e-300, 1, math.inf):
        policy = tilted((0.5, 0.25, 0.25, 0), (1, 2, 2, 9), beta)
        assert policy[3] == 0
    assert tilted((0.5, 0.25, 0.25, 0), (1, 2, 2, 9), 0).tolist() == [0, 0.5, 0.5, 0]
    assert objective((0, 0, 0, 1), (0.5, 0.25, 0.25, 0), (1, 2, 2, 9), 1) == -math.inf
    assert objective((0, 0, 0, 1), (0.5, 0.25, 0.25, 0), (1, 2, 2, 9), 0) == 9


@pytest.mark.parametrize(
    ("reference", "reward", "beta", "complaint"),
    [
        ((0.5, 0.4), (1, 2), 1, "reference sums to 0.9, not to 1"),
        ((0.5, 0.5), (1, 2, 3), 1, "reward has 3 numbers, but the pmf has 2"),
        ((0.5, 0.5), (1, math.inf), 1, r"reward\[1\] = inf is not finite"),
        ((0.5, 0.5), (1, 2), -1, "beta = -1 is not a number from 0 to inf"),
        ((0.5, 0.5), (1, 2), math.nan, "beta = nan is not a number from 0 to inf"),
    ],
)
def test_what_cannot_be_tilted(reference: FloatArray, reward: FloatArray, beta: float, complaint: str) -> None:
    with pytest.raises(ValueError, match=f"^{complaint}$"):
        tilted(reference, reward, beta)
    with pytest.raises(ValueError, match=f"^{complaint}$"):
        objective((0.5, 0.5), reference, reward, beta)


def test_an_objective_needs_a_finite_beta() -> None:
    with pytest.raises(ValueError, match=r"^beta = inf is not finite$"):
        objective(REFERENCE, REFERENCE, REWARD, math.inf)


# ---------------------------------------------------------------------------------------------- gradient descent


@given(pmf_pairs(), st.data())
def test_the_gradient_is_the_slope_of_the_loss(pair: tuple[FloatArray, FloatArray], data: st.DataObject) -> None:
    target, _ = pair
    logits = data.draw(logit_vectors(target.size, target.size))

    def loss(x: FloatArray) -> float:
        return float(special.logsumexp(x) - target @ x)  # the cross-entropy, in nats

    step = 1e-4
    slopes = [(loss(logits + e) - loss(logits - e)) / (2 * step) for e in step * np.eye(logits.size)]
    gradient = cross_entropy_gradient(target, logits)
    assert_allclose(gradient, slopes, atol=1e-7)
    assert gradient.sum() == pytest.approx(0, abs=1e-12)


@given(logit_vectors(largest=5.0), st.data(), st.floats(0.01, 1))
def test_descent_lowers_the_loss_of_a_hard_label(logits: FloatArray, data: st.DataObject, rate: float) -> None:
    label = data.draw(st.integers(0, logits.size - 1))
    path = gradient_descent(np.eye(logits.size)[label], logits, rate, 20)
    assert path.shape == (21, logits.size)
    assert np.array_equal(path[0], logits)
    assert (np.diff([special.logsumexp(x) - x[label] for x in path]) < 0).all()


def lag(logits: FloatArray) -> float:
    return float(special.rel_entr(TEACHER, special.softmax(logits)).sum())


def test_every_step_of_a_student_goes_down_the_numeric_gradient_of_its_kl() -> None:
    path = gradient_descent(TEACHER, (2.0, -1.0, 0.5), learning_rate=0.5, steps=10)
    for here, there in pairwise(path):
        assert_allclose(there - here, -0.5 * optimize.approx_fprime(here, lag), atol=1e-6)


def test_the_student_becomes_the_teacher() -> None:
    path = gradient_descent(TEACHER, STUDENT, learning_rate=1.0, steps=300)
    assert path.shape == (301, 3)
    assert (np.diff([lag(logits) for logits in path]) <= 1e-14).all()
    assert_allclose(m.softmax(path[-1]), TEACHER, atol=1e-6)


@pytest.mark.parametrize("times", [0, 1, 2.5, math.inf])
def test_one_class_is_halved_and_the_others_keep_their_proportions(times: float) -> None:
    logits = np.array([0.3, -1.0, 2.0])
    before, after = special.softmax(logits), halved(logits, 2, times)
    assert after[2] == pytest.approx(before[2] * 0.5**times)
    assert after[0] / after[1] == pytest.approx(before[0] / before[1])
    assert after.sum() == pytest.approx(1)


def test_arguments_are_left_alone() -> None:
    target, logits = np.array([0.5, 0.5]), np.array([1.0, 2.0])
    path = gradient_descent(target, logits, 1.0, 3)
    path += 1
    halved(logits, 0, 1)
    assert (target.tolist(), logits.tolist()) == ([0.5, 0.5], [1, 2])


@pytest.mark.parametrize(
    ("target", "logits", "rate", "steps", "complaint"),
    [
        ((0.5, 0.4), (0, 0), 1, 1, "target sums to 0.9, not to 1"),
        ((0.5, 0.5), (0, 0, 0), 1, 1, "logits has 3 numbers, but the pmf has 2"),
        ((0.5, 0.5), (0, math.nan), 1, 1, r"logits\[1\] = nan is not finite"),
        ((0.5, 0.5), (0, 0), 0, 1, "learning_rate = 0 is not positive and finite"),
        ((0.5, 0.5), (0, 0), 1, -1, "steps = -1 is negative"),
    ],
)
def test_where_there_is_no_descent(
    target: FloatArray, logits: FloatArray, rate: float, steps: int, complaint: str
) -> None:
    with pytest.raises(ValueError, match=f"^{complaint}$"):
        gradient_descent(target, logits, rate, steps)
