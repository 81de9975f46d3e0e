"""Policies tilted by reward against an optimizer, distillation against numeric gradients."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import optimize, special

from scenes import measures as m
from scenes.learning import distill, objective, tilted
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
        ((0.5, 0.4), (1, 2), 1, "reference: p sums to 0.9, not to 1"),
        ((0.5, 0.5), (1, 2, 3), 1, r"reward has the shape \(3,\), not \(2,\) as the pmf has"),
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


# --------------------------------------------------------------------------------------------------- distillation


def loss(logits: FloatArray) -> float:
    return float(special.rel_entr(TEACHER, special.softmax(logits)).sum())


def test_every_step_goes_down_the_numeric_gradient() -> None:
    path = distill(TEACHER, (2.0, -1.0, 0.5), learning_rate=0.5, steps=10)
    for here, there in pairwise(path):
        assert_allclose(there - here, -0.5 * optimize.approx_fprime(here, loss), atol=1e-6)


def test_the_student_becomes_the_teacher() -> None:
    path = distill(TEACHER, STUDENT, learning_rate=1.0, steps=300)
    assert path.shape == (301, 3)
    assert (np.diff([loss(logits) for logits in path]) <= 1e-14).all()
    assert_allclose(m.softmax(path[-1]), TEACHER, atol=1e-6)


def test_a_hard_label_is_a_teacher_too() -> None:
    assert_allclose(distill((0, 0, 1), (2, 0, -1), 0.7, 5), m.gradient_descent((2, 0, -1), 2, 0.7, 5), rtol=1e-12)


@pytest.mark.parametrize(
    ("teacher", "logits", "rate", "steps", "complaint"),
    [
        ((0.5, 0.4), (0, 0), 1, 1, "teacher: p sums to 0.9, not to 1"),
        ((0.5, 0.5), (0, 0, 0), 1, 1, r"logits has the shape \(3,\), not \(2,\) as the pmf has"),
        ((0.5, 0.5), (0, math.nan), 1, 1, r"logits\[1\] = nan is not finite"),
        ((0.5, 0.5), (0, 0), 0, 1, "learning_rate = 0 is not positive and finite"),
        ((0.5, 0.5), (0, 0), 1, -1, "steps = -1 is negative"),
    ],
)
def test_what_cannot_be_distilled(
    teacher: FloatArray, logits: FloatArray, rate: float, steps: int, complaint: str
) -> None:
    with pytest.raises(ValueError, match=f"^{complaint}$"):
        distill(teacher, logits, rate, steps)
