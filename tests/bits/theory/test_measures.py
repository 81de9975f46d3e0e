"""The measures against scipy, against the storyboard's numbers, and against what is no distribution."""

import math
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from numpy.typing import NDArray
from scipy import special, stats

from bits.theory import measures as m

pytestmark = pytest.mark.filterwarnings("error")

FloatArray = NDArray[np.float64]

ROUNDING = 1e-12


def close(actual: float | FloatArray, expected: float | FloatArray) -> None:
    assert_allclose(actual, expected, rtol=ROUNDING, atol=ROUNDING)


# ----------------------------------------------------------------------------- the storyboard's numbers

P3, Q3 = (0.7, 0.2, 0.1), (0.3, 0.4, 0.3)
P4, Q4 = (1 / 8, 1 / 8, 1 / 4, 1 / 2), (1 / 2, 1 / 4, 1 / 8, 1 / 8)
GOOD_LOGITS, BAD_LOGITS = (-1, 0, 1.2), (2, 0, -1)
NATS = math.e


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (m.surprise(0.999), "0.0014"),
        (m.surprise(0.001), "9.97"),
        (m.surprise(1 / 8), "3"),
        (m.surprise(1 / 6), "2.58"),
        (m.surprise(1), "0"),
        (m.entropy((1 / 2, 1 / 4, 1 / 8, 1 / 8)), "1.75"),
        (m.binary_entropy(0.5), "1"),
        (m.binary_entropy(0.99), "0.081"),
        (m.entropy(m.normalize((100, 100))), "1.00"),
        (m.entropy(m.normalize((95, 3))), "0.20"),
        (m.entropy(m.normalize((5, 97))), "0.28"),
        (m.information_gain((100, 100), [(95, 3), (5, 97)]), "0.76"),
        (m.cross_entropy(P4, Q4), "2.625"),
        (m.entropy(P4), "1.75"),
        (m.softmax(GOOD_LOGITS)[2], "0.71"),
        (m.cross_entropy((0, 0, 1), m.softmax(GOOD_LOGITS), base=NATS), "0.345"),
        (m.cross_entropy((0, 0, 1), m.softmax(GOOD_LOGITS)), "0.50"),
        (m.softmax(BAD_LOGITS)[2], "0.042"),
        (m.cross_entropy((0, 0, 1), m.softmax(BAD_LOGITS), base=NATS), "3.17"),
        (m.cross_entropy(P3, Q3), "1.654"),
        (m.entropy(P3), "1.157"),
        (m.kl_divergence(P3, Q3), "0.497"),
        (m.kl_divergence(Q3, P3), "0.509"),
        (m.kl_divergence((0.5, 0.5), (0.95, 0.05)), "1.198"),
        (m.kl_divergence((0.95, 0.05), (0.5, 0.5)), "0.714"),
        (m.mutual_information([[0.4, 0.1], [0.1, 0.4]]), "0.278"),
        (m.mutual_information([[0.25, 0.25], [0.25, 0.25]]), "0"),
        (m.mutual_information([[0.5, 0], [0, 0.5]]), "1"),
        (m.jensen_shannon_divergence((1, 0), (0, 1)), "1"),
        (m.perplexity((1 / 8,) * 8), "8"),
    ],
)
def test_what_the_film_shows(value: float, shown: str) -> None:
    decimals = len(shown.partition(".")[2])
    assert f"{value:.{decimals}f}" == shown


def test_powers_of_two_come_out_exactly() -> None:
    assert m.entropy((1 / 2, 1 / 4, 1 / 8, 1 / 8)) == 1.75
    assert m.cross_entropy(P4, Q4) == 2.625
    assert m.contributions((1 / 2, 1 / 4, 1 / 4)).tolist() == [0.5, 0.5, 0.5]
    assert m.kl_contributions((1 / 2, 1 / 2), (1 / 4, 3 / 4))[0] == 0.5


# ----------------------------------------------------------------------------- against scipy


def random_pmf(n: int, zeros: int = 0) -> FloatArray:
    p = np.random.default_rng(n).exponential(size=n) ** 4
    p[:zeros] = 0
    return np.asarray(p / p.sum())


SIZES = [1, 2, 12, 1000, 50_000]


@pytest.mark.parametrize("n", SIZES)
def test_entropies_agree_with_scipy(n: int) -> None:
    p = random_pmf(n, zeros=n // 10)
    close(m.contributions(p, base=NATS), special.entr(p))
    close(m.entropy(p, base=NATS), math.fsum(special.entr(p)))
    close(m.entropy(p), float(stats.entropy(p, base=2)))
    close(m.binary_entropy(p, base=NATS), special.entr(p) + special.entr(1 - p))


@pytest.mark.parametrize("n", SIZES)
def test_divergences_agree_with_scipy(n: int) -> None:
    p, q = random_pmf(n, zeros=n // 10), random_pmf(n)[::-1]
    close(m.kl_contributions(p, q, base=NATS), special.rel_entr(p, q))
    close(m.kl_divergence(p, q, base=NATS), math.fsum(special.rel_entr(p, q)))
    close(m.cross_entropy(p, q), float(stats.entropy(p, base=2) + stats.entropy(p, q, base=2)))
    middle = (p + q) / 2
    shannon = math.fsum(special.rel_entr(p, middle)) + math.fsum(special.rel_entr(q, middle))
    close(m.jensen_shannon_divergence(p, q, base=NATS), shannon / 2)


def test_tables_agree_with_scipy() -> None:
    joint = random_pmf(60 * 80, zeros=500).reshape(60, 80)
    rows, columns = joint.sum(axis=1), joint.sum(axis=0)
    whole, row, column = (math.fsum(special.entr(x.ravel())) for x in (joint, rows, columns))
    close(m.joint_entropy(joint, base=NATS), whole)
    close(m.conditional_entropy(joint, base=NATS), whole - row)
    close(m.mutual_information(joint, base=NATS), row + column - whole)


def test_softmax_agrees_with_scipy() -> None:
    logits = np.random.default_rng(1).normal(scale=50, size=2000)
    close(m.softmax(logits), special.softmax(logits))
    close(m.softmax(logits, 7.0), special.softmax(logits / 7))


def test_gaussian_kl_agrees_with_the_integral() -> None:
    means, stds = np.array([[-1.0], [2.0]]), np.array([0.5, 1.0, 3.0])
    found = m.gaussian_kl(means, stds, 0.5, 2.0, base=NATS)
    assert found.shape == (2, 3)
    x = np.linspace(-60, 60, 400_001)
    for i, j in np.ndindex(found.shape):
        p, q = stats.norm(means[i, 0], stds[j]), stats.norm(0.5, 2.0)
        integral = np.trapezoid(p.pdf(x) * (p.logpdf(x) - q.logpdf(x)), x)
        assert_allclose(found[i, j], integral, rtol=1e-9)


# ----------------------------------------------------------------------------- the ends of the scale


def test_results_are_plain_floats() -> None:
    joint = np.array([[0.4, 0.1], [0.1, 0.4]])
    one = [m.entropy, m.perplexity]
    two = [m.cross_entropy, m.kl_divergence, m.jensen_shannon_divergence]
    tables = [m.joint_entropy, m.conditional_entropy, m.mutual_information]
    results: list[object] = [f(P3) for f in one]
    results += [f(P3, Q3) for f in two] + [f(joint) for f in tables]
    results += [m.surprise(0.5), m.surprise(np.float64(0.5)), m.binary_entropy(0.5), m.gaussian_kl(0, 1)]
    results += [m.information_gain((2, 2), [(2, 0), (0, 2)])]
    assert {type(result) for result in results} == {float}


def test_certainty_is_nothing_and_not_minus_nothing() -> None:
    certain = [[1.0, 0.0], [0.0, 0.0]]
    nothings = [
        *(m.surprise(1.0), m.binary_entropy(0.0), m.binary_entropy(1.0), m.entropy((0, 1))),
        *(m.cross_entropy((0, 1), (0, 1)), m.kl_divergence((0, 1), (0, 1))),
        *(m.joint_entropy(certain), m.conditional_entropy(certain), m.mutual_information(certain)),
        *(m.gaussian_kl(3, 2, 3, 2), *m.contributions((1, 0)), *m.cross_contributions((1, 0), (1, 0))),
        m.information_gain((5, 0), [(5, 0)]),
    ]
    assert [str(float(nothing)) for nothing in nothings] == ["0.0"] * len(nothings)


def test_never_costs_infinitely_much_but_only_if_it_happens() -> None:
    assert m.surprise(0) == math.inf
    assert m.surprise([[0.5, 0]]).tolist() == [[1, math.inf]]
    assert m.cross_entropy((0.5, 0.5), (1, 0)) == math.inf
    assert m.kl_divergence((0.5, 0.5), (1, 0)) == math.inf
    assert m.kl_divergence((1, 0), (0.5, 0.5)) == 1
    assert m.jensen_shannon_divergence((0.5, 0.5), (1, 0)) < 1


def test_the_smallest_numbers_are_not_mistaken_for_zero() -> None:
    tiny = 5e-324
    assert m.kl_divergence((0.5, 0.5), (1, tiny)) == -0.5 * 1 + 0.5 * (1074 - 1)
    assert m.jensen_shannon_divergence((1, tiny), (1, 0)) == pytest.approx(0, abs=1e-300)
    assert m.mutual_information([[1.0, 0.0], [0.0, 1e-200]]) == pytest.approx(
        1e-200 * math.log2(1e200), rel=ROUNDING, abs=0
    )
    assert m.normalize((tiny, tiny)).tolist() == [0.5, 0.5]
    assert m.normalize((1e308, 1e308)).tolist() == [0.5, 0.5]


def test_near_independence_does_not_drown_in_rounding() -> None:
    shift = 1e-7
    joint = np.array([[0.25 + shift, 0.25 - shift], [0.25 - shift, 0.25 + shift]])
    expected = 2 * (0.25 + shift) * math.log1p(4 * shift) + 2 * (0.25 - shift) * math.log1p(-4 * shift)
    assert m.mutual_information(joint, base=NATS) == pytest.approx(expected, abs=1e-16)


def test_a_sum_is_taken_as_given_within_its_tolerance() -> None:
    p = np.array([0.5, 0.5 + 9e-7])
    close(m.entropy(p), float((-p * np.log2(p)).sum()))
    assert m.surprise(1 + 9e-7) == 0
    assert m.jensen_shannon_divergence((1 + 9e-7, 0), (0, 1 + 9e-7)) == 1
    with pytest.raises(ValueError, match=r"p sums to 1\.0000011, not to 1"):
        m.entropy([0.5, 0.5 + 1.1e-6])


@pytest.mark.parametrize(
    ("temperature", "expected"),
    [
        (0, [0, 0.5, 0.5, 0]),
        (1e-300, [0, 0.5, 0.5, 0]),
        (1, [1 / (1 + 2 * math.e), math.e / (1 + 2 * math.e), math.e / (1 + 2 * math.e), 0]),
        (math.inf, [1 / 3, 1 / 3, 1 / 3, 0]),
    ],
)
def test_softmax_shares_ties_and_keeps_out_what_is_ruled_out(temperature: float, expected: list[float]) -> None:
    close(m.softmax([0, 1, 1, -math.inf], temperature), np.array(expected))


def test_gain_of_questions_that_say_all_or_nothing() -> None:
    assert m.information_gain((4, 4), [(4, 0), (0, 4)]) == 1
    assert m.information_gain((4, 4), [(2, 2), (2, 2), (0, 0)]) == 0
    close(
        m.information_gain((0.5, 0.5), [(0.475, 0.015), (0.025, 0.485)]),
        m.information_gain((100, 100), [(95, 3), (5, 97)]),
    )


# ----------------------------------------------------------------------------- any array will do


def variants(values: FloatArray) -> dict[str, Any]:
    padded = np.zeros([2 * n for n in values.shape])
    padded[tuple([slice(None, None, 2)] * values.ndim)] = values
    readonly = values.copy()
    readonly.flags.writeable = False
    return {
        "list": values.tolist(),
        "tuple": tuple(map(tuple, values)) if values.ndim == 2 else tuple(values),
        "strided": padded[tuple([slice(None, None, 2)] * values.ndim)],
        "backwards": values[::-1].copy()[::-1],
        "Fortran": np.asfortranarray(values),
        "readonly": readonly,
        "float32": values.astype(np.float32),
        "big-endian": values.astype(">f8"),
    }


@pytest.mark.parametrize("kind", variants(np.ones(1)))
def test_layout_and_type_change_nothing(kind: str) -> None:
    p, q = np.array([3, 0, 5, 8]) / 16, np.array([4, 4, 4, 4]) / 16  # exact in float32, too
    joint = np.outer(p, q)
    joint[0, :2] += (1 / 32, -1 / 32)
    p2, q2, joint2 = (variants(x)[kind] for x in (p, q, joint))
    assert m.entropy(p2) == m.entropy(p)
    assert m.surprise(p2).tolist() == m.surprise(p).tolist()
    assert m.kl_divergence(p2, q2) == m.kl_divergence(p, q)
    assert m.jensen_shannon_divergence(p2, q2) == m.jensen_shannon_divergence(p, q)
    for measure in (m.joint_entropy, m.conditional_entropy, m.mutual_information):
        assert measure(joint2) == measure(joint)
    assert m.softmax(p2).tolist() == m.softmax(p).tolist()
    assert m.information_gain(p + q, variants(np.array([p, q]))[kind]) == m.information_gain(p + q, [p, q])


def test_whole_numbers_are_numbers() -> None:
    assert m.entropy(np.array([0, 1])) == 0
    assert m.kl_divergence([1, 0], np.array([0.5, 0.5], dtype=np.float32)) == 1
    assert m.softmax([0, 0]).tolist() == [0.5, 0.5]


# ----------------------------------------------------------------------------- what is no distribution

NAN, INF = math.nan, math.inf


@pytest.mark.parametrize(
    ("p", "complaint"),
    [
        ((0.5, 0.6, -0.1), r"p[2] = -0.1 is negative"),
        ((0.5, NAN), r"p[1] = nan is not finite"),
        ((INF, 0.5), r"p[0] = inf is not finite"),
        ((INF, -INF), r"p[0] = inf is not finite"),
        ((0.5, 0.4), r"p sums to 0.9, not to 1"),
        ((0.7, 0.7), r"p sums to 1.4, not to 1"),
        ((1e308, 1e308), r"p sums to inf, not to 1"),
        ((0, 0), r"p sums to 0, not to 1"),
        ((), r"p is empty"),
        (0.5, r"p must be a vector, got the shape ()"),
        ([[0.5, 0.5]], r"p must be a vector, got the shape (1, 2)"),
        ([[0.5], [0.2, 0.3]], r"p has rows of different lengths"),
        (("a", 0.5), r"p must hold real numbers, got ('a', 0.5)"),
        ((0.5, None), r"p must hold real numbers, got (0.5, None)"),
        ((0.5j, 0.5), r"p must hold real numbers"),
    ],
)
@pytest.mark.parametrize("measure", [m.entropy, m.contributions, m.perplexity])
def test_no_pmf(measure: Callable[[Any], object], p: Any, complaint: str) -> None:
    refused(lambda: measure(p), complaint)


def refused(call: Callable[[], object], complaint: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 (the text is compared below)
        call()
    assert complaint in str(caught.value)
    assert "\n" not in str(caught.value)


HALVES = (0.5, 0.5)


@pytest.mark.parametrize(
    ("call", "complaint"),
    [
        (lambda: m.surprise([0.5, 1.1]), "p[1] = 1.1 is no probability"),
        (lambda: m.surprise(-0.1), "p = -0.1 is no probability"),
        (lambda: m.surprise([[0.5, NAN]]), "p[0, 1] = nan is no probability"),
        (lambda: m.binary_entropy(2), "p = 2 is no probability"),
        (lambda: m.cross_entropy(HALVES, P3), "p has 2 outcomes, but q has 3"),
        (lambda: m.kl_divergence(HALVES, (1.5, -0.5)), "q[1] = -0.5 is negative"),
        (lambda: m.kl_contributions((0.5, 0.4), HALVES), "p sums to 0.9"),
        (lambda: m.cross_contributions(HALVES, (0.5, NAN)), "q[1] = nan is not finite"),
        (lambda: m.jensen_shannon_divergence(HALVES, (1,)), "p has 2 outcomes, but q has 1"),
        (lambda: m.joint_entropy(HALVES), "joint must be a table, got the shape (2,)"),
        (lambda: m.mutual_information([[0.5, -0.5], [0.5, 0.5]]), "joint[0, 1] = -0.5 is negative"),
        (lambda: m.conditional_entropy([[0.5, 0.5], [0.5, 0.5]]), "joint sums to 2, not to 1"),
        (lambda: m.mutual_information([[]]), "joint is empty"),
        (lambda: m.entropy(HALVES, base=1), "base = 1 is not"),
        (lambda: m.kl_divergence(HALVES, HALVES, base=-2), "base = -2 is not"),
        (lambda: m.surprise(0.5, base=NAN), "base = nan is not"),
        (lambda: m.normalize((0, 0)), "weights are all zero"),
        (lambda: m.normalize((1, -1)), "weights[1] = -1 is negative"),
        (lambda: m.normalize((1, INF)), "weights[1] = inf is not finite"),
        (lambda: m.information_gain((4, 4), [(4, 0), (0, 3)]), "add up to 3 in class 1, but parent[1] = 4"),
        (lambda: m.information_gain((4, 4), []), "add up to 0 in class 0, but parent[0] = 4"),
        (lambda: m.information_gain((4, 4), [(4, 4, 0)]), "children[0] has 3 classes, but parent has 2"),
        (lambda: m.information_gain((4, 4), [(5, 4), (-1, 0)]), "children[1][0] = -1 is negative"),
        (lambda: m.information_gain((0, 0), [(0, 0)]), "parent is all zero"),
        (lambda: m.softmax((0, NAN)), "logits[1] = nan is neither finite nor -inf"),
        (lambda: m.softmax((0, INF)), "logits[1] = inf is neither finite nor -inf"),
        (lambda: m.softmax((-INF, -INF)), "logits are all -inf"),
        (lambda: m.softmax((0, 1), -1), "temperature = -1 is not"),
        (lambda: m.softmax((0, 1), NAN), "temperature = nan is not"),
        (lambda: m.gaussian_kl(0, 0), "std = 0 is not positive"),
        (lambda: m.gaussian_kl(0, [1, -1]), "std[1] = -1 is not positive"),
        (lambda: m.gaussian_kl(NAN, 1), "mean = nan is not finite"),
        (lambda: m.gaussian_kl(0, 1, 0, INF), "std2 = inf is not finite"),
        (lambda: m.gaussian_kl([0, 1], [1, 1, 1]), "do not broadcast together: mean (2,), std (3,)"),
    ],
)
def test_a_wrong_argument_is_named(call: Callable[[], object], complaint: str) -> None:
    refused(call, complaint)


# ----------------------------------------------------------------------------- the per-frame path


def test_importing_the_measures_loads_numpy_alone() -> None:
    probe = "import sys, bits.theory.measures; print(*{'manim', 'scipy', 'pydantic', 'av'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
