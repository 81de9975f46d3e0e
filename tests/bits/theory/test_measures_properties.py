"""What must hold for every distribution, not only for the storyboard's."""

import math

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from bits.theory import measures as m
from tests.strategies import FloatArray, joints, logit_vectors, pmf_pairs, pmfs

pytestmark = pytest.mark.filterwarnings("error")

ROUNDING = 1e-12


def close(actual: float | FloatArray, expected: float | FloatArray) -> None:
    assert_allclose(actual, expected, rtol=ROUNDING, atol=ROUNDING)


# ---------------------------------------------------------------------------------------------------- entropy


@given(pmfs())
def test_entropy_lies_between_nothing_and_uniform(p: FloatArray) -> None:
    assert 0 <= m.entropy(p) <= math.log2(p.size) + ROUNDING


@given(st.integers(1, 5000))
def test_uniform_reaches_the_ceiling(n: int) -> None:
    close(m.entropy(np.full(n, 1 / n)), math.log2(n))


@given(pmfs())
def test_contributions_are_areas_that_add_up_to_the_entropy(p: FloatArray) -> None:
    areas = m.contributions(p)
    assert (areas >= 0).all()
    happens = p > 0
    close(areas[happens], p[happens] * m.surprise(p[happens]))
    close(areas.sum(), m.entropy(p))


@given(pmfs())
def test_splitting_every_outcome_in_two_adds_one_bit(p: FloatArray) -> None:
    close(m.entropy(np.repeat(p, 2) / 2), m.entropy(p) + 1)


@given(pmf_pairs(), st.data())
def test_the_order_of_outcomes_does_not_matter(pair: tuple[FloatArray, FloatArray], data: st.DataObject) -> None:
    p, q = pair
    order = data.draw(st.permutations(range(p.size)))
    close(m.entropy(p[order]), m.entropy(p))
    close(m.cross_entropy(p[order], q[order]), m.cross_entropy(p, q))
    close(m.kl_divergence(p[order], q[order]), m.kl_divergence(p, q))


@given(st.floats(0, 1))
def test_binary_entropy_is_the_entropy_of_a_coin(p: float) -> None:
    close(m.binary_entropy(p), m.entropy([p, 1 - p]))


@given(pmfs())
def test_perplexity_is_the_number_of_equally_likely_outcomes(p: FloatArray) -> None:
    assert 1 <= m.perplexity(p) <= p.size * (1 + ROUNDING)
    close(m.perplexity(p), math.exp(m.entropy(p, base=math.e)))


@given(st.lists(st.floats(0, 1e308), min_size=1, max_size=12).filter(any))
def test_normalize_gives_each_its_share(weights: list[float]) -> None:
    p = m.normalize(weights)
    close(p.sum(), 1.0)
    largest = max(weights)
    close(p / p.max(), np.array(weights) / largest)


# ------------------------------------------------------------------------------------------ two distributions


@given(pmf_pairs())
def test_gibbs_and_pinsker(pair: tuple[FloatArray, FloatArray]) -> None:
    p, q = pair
    divergence = m.kl_divergence(p, q)
    assert divergence >= 0
    # Pinsker's inequality bounds it away from 0 as soon as the two differ.
    assert divergence >= np.abs(p - q).sum() ** 2 / (2 * math.log(2)) - ROUNDING


@given(pmfs())
def test_nothing_is_wasted_on_the_truth(p: FloatArray) -> None:
    assert m.kl_divergence(p, p) == 0
    assert m.jensen_shannon_divergence(p, p) == 0
    close(m.cross_entropy(p, p), m.entropy(p))


@given(pmf_pairs())
def test_cross_entropy_is_entropy_plus_divergence(pair: tuple[FloatArray, FloatArray]) -> None:
    p, q = pair
    close(m.cross_entropy(p, q), m.entropy(p) + m.kl_divergence(p, q))
    close(m.cross_contributions(p, q), m.contributions(p) + m.kl_contributions(p, q))


@given(pmf_pairs())
def test_infinite_exactly_where_the_model_says_never(pair: tuple[FloatArray, FloatArray]) -> None:
    p, q = pair
    never = (q == 0) & (p > 0)
    assert np.array_equal(np.isinf(m.kl_contributions(p, q)), never)
    assert np.array_equal(np.isinf(m.cross_contributions(p, q)), never)
    assert math.isinf(m.kl_divergence(p, q)) == never.any()


@given(pmfs())
def test_entropy_is_what_is_missing_from_uniform(p: FloatArray) -> None:
    uniform = np.full(p.size, 1 / p.size)
    close(m.entropy(p), math.log2(p.size) - m.kl_divergence(p, uniform))


@given(pmf_pairs())
def test_jensen_shannon_is_symmetric_and_at_most_one_bit(pair: tuple[FloatArray, FloatArray]) -> None:
    p, q = pair
    divergence = m.jensen_shannon_divergence(p, q)
    assert divergence == m.jensen_shannon_divergence(q, p)
    assert 0 <= divergence <= 1
    close(divergence, m.entropy((p + q) / 2) - (m.entropy(p) + m.entropy(q)) / 2)


@given(pmf_pairs(), st.data())
def test_merging_outcomes_never_raises_divergence(pair: tuple[FloatArray, FloatArray], data: st.DataObject) -> None:
    p, q = pair
    bins = data.draw(st.lists(st.integers(0, 2), min_size=p.size, max_size=p.size))
    merged_p, merged_q = (np.bincount(bins, weights=x, minlength=3) for x in (p, q))
    assert m.kl_divergence(merged_p, merged_q) <= m.kl_divergence(p, q) + ROUNDING


@given(pmf_pairs(zeros=False), st.floats(1.1, 100))
def test_another_base_is_another_unit(pair: tuple[FloatArray, FloatArray], base: float) -> None:
    p, q = pair
    unit = math.log2(base)  # bits
    close(m.surprise(p, base=base) * unit, m.surprise(p))
    close(m.binary_entropy(p, base=base) * unit, m.binary_entropy(p))
    close(m.entropy(p, base=base) * unit, m.entropy(p))
    close(m.cross_entropy(p, q, base=base) * unit, m.cross_entropy(p, q))
    close(m.kl_divergence(p, q, base=base) * unit, m.kl_divergence(p, q))
    close(m.jensen_shannon_divergence(p, q, base=base) * unit, m.jensen_shannon_divergence(p, q))
    close(m.gaussian_kl(1.0, 0.5, base=base) * unit, m.gaussian_kl(1.0, 0.5))


@given(joints(zeros=False), st.floats(1.1, 100))
def test_another_base_is_another_unit_for_tables(joint: FloatArray, base: float) -> None:
    unit = math.log2(base)  # bits
    for measure in (m.joint_entropy, m.conditional_entropy, m.mutual_information):
        close(measure(joint, base=base) * unit, measure(joint))
    parent = joint.sum(axis=0)
    close(m.information_gain(parent, joint, base=base) * unit, m.information_gain(parent, joint))


# ---------------------------------------------------------------------------------------------- two variables


@given(joints())
def test_chain_rule(joint: FloatArray) -> None:
    close(m.joint_entropy(joint), m.entropy(joint.sum(axis=1)) + m.conditional_entropy(joint))


@given(joints())
def test_information_is_mutual_and_never_negative(joint: FloatArray) -> None:
    information = m.mutual_information(joint)
    assert information >= 0
    close(information, m.mutual_information(joint.T))
    close(information, m.entropy(joint.sum(axis=0)) - m.conditional_entropy(joint))
    close(information, m.entropy(joint.sum(axis=1)) - m.conditional_entropy(joint.T))


@given(joints())
def test_information_is_the_divergence_from_independence(joint: FloatArray) -> None:
    product = np.outer(joint.sum(axis=1), joint.sum(axis=0))
    assume(not ((product == 0) & (joint > 0)).any())  # a product of tiny marginals underflows; the measure may not
    close(m.mutual_information(joint), m.kl_divergence(joint.ravel(), product.ravel()))


@given(joints())
def test_information_is_finite_however_small_the_cells(joint: FloatArray) -> None:
    assert m.mutual_information(joint) <= m.entropy(joint.sum(axis=0)) + ROUNDING


@given(pmfs(), pmfs())
def test_independent_variables_share_nothing(p: FloatArray, q: FloatArray) -> None:
    information = m.mutual_information(np.outer(p, q))
    assert 0 <= information < ROUNDING


@given(pmfs())
def test_a_variable_shares_all_with_itself(p: FloatArray) -> None:
    close(m.mutual_information(np.diag(p)), m.entropy(p))
    assert m.conditional_entropy(np.diag(p)) == 0


@given(joints(min_size=2), st.data())
def test_processing_adds_no_information(joint: FloatArray, data: st.DataObject) -> None:
    columns = joint.shape[1]
    channel = np.array([data.draw(pmfs(min_size=3, max_size=3)) for _ in range(columns)])  # Y -> Z
    assert m.mutual_information(joint @ channel) <= m.mutual_information(joint) + ROUNDING


@given(joints())
def test_gain_is_the_fall_of_the_average_entropy(children: FloatArray) -> None:
    parent = children.sum(axis=0)
    left = sum(child.sum() * m.entropy(m.normalize(child)) for child in children if child.any())
    close(m.information_gain(parent, children), m.entropy(parent) - left)


# ------------------------------------------------------------------------------------------ models that learn


@given(logit_vectors(), st.floats(-100, 100))
def test_softmax_sees_only_differences(logits: FloatArray, shift: float) -> None:
    assert_allclose(m.softmax(logits + shift), m.softmax(logits), rtol=1e-9)  # the sum rounds the logits


@given(logit_vectors(), st.floats(0.05, 20), st.floats(1, 5))
def test_heat_spreads(logits: FloatArray, temperature: float, factor: float) -> None:
    cool, warm = m.softmax(logits, temperature), m.softmax(logits, temperature * factor)
    assert m.entropy(cool) <= m.entropy(warm) + ROUNDING


@given(logit_vectors())
def test_temperature_has_its_limits(logits: FloatArray) -> None:
    close(m.softmax(logits, math.inf), np.full(logits.size, 1 / logits.size))
    assert_allclose(m.softmax(logits, 1e12), m.softmax(logits, math.inf), atol=1e-9)
    coldest = m.softmax(logits, 0)
    assert np.array_equal(coldest > 0, logits == logits.max())
    assert len(set(coldest[coldest > 0])) == 1


# -------------------------------------------------------------------------------------------------- Gaussians


MEANS, STDS = st.floats(-5, 5), st.floats(0.1, 5)


@given(MEANS, STDS, MEANS, STDS)
def test_gaussian_kl_is_no_distance_but_never_negative(m1: float, s1: float, m2: float, s2: float) -> None:
    assert m.gaussian_kl(m1, s1, m2, s2) >= 0
    assert m.gaussian_kl(m1, s1, m1, s1) == 0
    close(m.gaussian_kl(m1, s1, m2, s2), m.gaussian_kl((m1 - m2) / s2, s1 / s2))


@given(STDS, st.floats(-1e-5, 1e-5))
@example(0.3, 2e-9)  # the closed form rounds to -2e-16
def test_gaussians_that_nearly_agree_do_not_fall_below_zero(std: float, change: float) -> None:
    assert 0 <= m.gaussian_kl(0.0, std * (1 + change), 0.0, std) < 1e-9
