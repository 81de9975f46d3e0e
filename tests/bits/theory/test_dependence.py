"""Bent tables, the sine, features by construction: against sampling and closed forms."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from bits.theory import measures as m
from bits.theory.dependence import bent, correlation, feature_set, joint_from_counts, sine_joint
from tests.strategies import FloatArray, joints

pytestmark = pytest.mark.filterwarnings("error")

TABLE = np.array([[0.4, 0.1], [0.1, 0.4]])

# ---------------------------------------------------------------------------------------------------- bent seams


def test_the_storyboards_slider() -> None:
    shown = [f"{m.mutual_information(bent(slider, TABLE)):.3f}" for slider in (0, 0.5, 1)]
    assert shown == ["0.000", "0.278", "1.000"]
    assert bent(0.5, TABLE).tolist() == TABLE.tolist()


def test_the_table_says_which_way_the_seams_bend() -> None:
    assert_allclose(bent(1, TABLE[::-1]), [[0, 0.5], [0.5, 0]], atol=1e-15)
    assert_allclose(bent(1, [[0.3, 0.1], [0.1, 0.5]]), [[0.4, 0], [0, 0.6]], atol=1e-15)
    assert_allclose(bent(1, [[0.5, 0.2], [0.0, 0.3]]), [[0.5, 0.2], [0, 0.3]], atol=1e-15)
    tridiagonal = np.array([[4, 2, 1], [2, 4, 2], [1, 2, 4]]) / 22
    assert m.mutual_information(bent(1, tridiagonal)) == pytest.approx(m.entropy(tridiagonal.sum(axis=0)))


@given(joints(), st.floats(0, 1))
def test_the_marginals_stay_put(table: FloatArray, slider: float) -> None:
    joint = bent(slider, table)
    assert (joint >= -1e-15).all()
    assert_allclose(joint.sum(axis=0), table.sum(axis=0), atol=1e-12)
    assert_allclose(joint.sum(axis=1), table.sum(axis=1), atol=1e-12)


@given(joints(min_size=2).filter(lambda table: table.shape == (2, 2)))
def test_two_by_two_information_rises_all_the_way(table: FloatArray) -> None:
    path = [m.mutual_information(np.abs(bent(slider, table))) for slider in np.linspace(0, 1, 11)]
    assert path[0] == pytest.approx(0, abs=1e-12)
    assert all(b >= a - 1e-9 for a, b in pairwise(path))


# -------------------------------------------------------------------------------------------- sine, correlation


@pytest.mark.parametrize("start", [-math.pi / 2, -math.pi, 0.3])
def test_the_sines_table_agrees_with_its_samples(start: float) -> None:
    joint, xs, ys = sine_joint(13, start)
    y = start + (np.arange(1_000_000) + 0.5) / 1_000_000 * 2 * math.pi
    span = ((-1.0, 1.0), (start, start + 2 * math.pi))
    counts, x_edges, y_edges = np.histogram2d(np.sin(y), y, bins=13, range=span)
    assert_allclose(joint, counts / 1_000_000, atol=1e-5)
    assert_allclose(xs, (x_edges[1:] + x_edges[:-1]) / 2, atol=1e-12)
    assert_allclose(ys, (y_edges[1:] + y_edges[:-1]) / 2, atol=1e-12)


def test_the_sines_marginals_are_uniform_and_arcsine() -> None:
    joint, _, _ = sine_joint(10)
    assert_allclose(joint.sum(axis=0), 0.1, atol=1e-12)
    assert_allclose(joint.sum(axis=1), np.diff(np.arcsin(np.linspace(-1, 1, 11))) / math.pi, atol=1e-12)
    assert (joint > 0).sum() < 40  # the curve, and no ghosts beside it


@pytest.mark.parametrize("bins", [8, 12, 16, 24, 201])
def test_a_flat_line_and_yet_much_information(bins: int) -> None:
    joint, xs, ys = sine_joint(bins)
    assert str(correlation(joint, xs, ys)) == "0.0"
    assert m.mutual_information(joint) > 1.8
    assert m.mutual_information(joint) < m.entropy(joint.sum(axis=1))


def test_from_minus_pi_the_line_is_not_flat() -> None:
    joint, xs, ys = sine_joint(400, -math.pi)
    assert correlation(joint, xs, ys) == pytest.approx(math.sqrt(6) / math.pi, abs=1e-4)
    assert f"{correlation(*sine_joint(24, -math.pi)):.2f}" == "0.78"


def test_correlation_agrees_with_the_data_it_counts() -> None:
    xs, ys = np.random.default_rng(2).normal(size=(2, 50)).round()
    x_values, y_values = np.unique(xs), np.unique(ys)
    counts = [[np.sum((xs == x) & (ys == y)) for y in y_values] for x in x_values]
    found = correlation(joint_from_counts(counts), x_values, y_values)
    assert found == pytest.approx(np.corrcoef(xs, ys)[0, 1], abs=1e-11)
    assert correlation([[0.5, 0], [0, 0.5]], (0, 1), (5, 3)) == -1


# ------------------------------------------------------------------------------------------- features and counts


def test_features_tell_what_they_should_by_construction() -> None:
    shown = [f"{m.mutual_information(table):.2f}" for table in feature_set()]
    assert shown == ["0.82", "0.01", "0.45", "0.67"]
    ends = [m.mutual_information(table) for table in feature_set((0, 1, 0.5))]
    assert ends == pytest.approx([0, 1, 0.5], abs=1e-12)
    assert feature_set((1,))[0].tolist() == [[0.5, 0], [0, 0.5]]


def test_counts_become_shares() -> None:
    assert joint_from_counts([[1, 2], [0, 1]]).tolist() == [[0.25, 0.5], [0, 0.25]]


def test_what_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^slider = 1\.5 is not a number from 0 to 1$"):
        bent(1.5, TABLE)
    with pytest.raises(ValueError, match=r"^joint sums to 2, not to 1$"):
        bent(0, 2 * TABLE)
    with pytest.raises(ValueError, match=r"^bins = 1 is below 2$"):
        sine_joint(1)
    with pytest.raises(ValueError, match=r"^ys is constant, so there is no correlation$"):
        correlation(TABLE, (0, 1), (3, 3))
    with pytest.raises(ValueError, match=r"^xs has the shape \(3,\), but joint has 2 such values$"):
        correlation(TABLE, (0, 1, 2), (3, 4))
    with pytest.raises(ValueError, match=r"^bits\[1\] = 1.5 is not a number from 0 to 1$"):
        feature_set((1, 1.5))
    with pytest.raises(ValueError, match=r"^counts must be a table, got the shape \(2,\)$"):
        joint_from_counts([1, 2])
