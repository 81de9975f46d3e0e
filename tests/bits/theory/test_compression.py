"""The bottleneck against plain loops and an exact convex hull, the coder against its published example."""

import math
import random
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from bits.theory import measures as m
from bits.theory.arithmetic import arithmetic_decode, arithmetic_encode
from bits.theory.compression import Bottleneck, anneal, bottleneck
from tests.strategies import FloatArray, joints, pmfs

pytestmark = pytest.mark.filterwarnings("error")

EIGHT = np.array(
    [
        (0.90, 0.06, 0.04),
        (0.84, 0.11, 0.05),
        (0.78, 0.07, 0.15),
        (0.08, 0.86, 0.06),
        (0.15, 0.77, 0.08),
        (0.05, 0.10, 0.85),
        (0.10, 0.17, 0.73),
        (0.34, 0.33, 0.33),
    ]
) / 8  # fmt: skip
HOLES = np.array([(0.20, 0.0, 0.0), (0.10, 0.10, 0.0), (0.0, 0.15, 0.05), (0.0, 0.02, 0.18), (0.10, 0.0, 0.10)])
BETAS = [*np.geomspace(200, 1, 40), 0.5, 0.0]

# ------------------------------------------------------------------------------------------------- the bottleneck


def ends(found: list[Bottleneck]) -> FloatArray:
    return np.array([(one.compression, one.relevance) for one in found])


def test_at_no_price_all_is_forgotten_and_at_any_price_nothing_that_matters() -> None:
    nothing, everything = anneal(EIGHT, [0, 1e6])
    assert_allclose(ends([nothing]), 0, atol=1e-9)
    assert everything.relevance == pytest.approx(m.mutual_information(EIGHT), abs=1e-9)
    assert everything.compression <= math.log2(8) + 1e-12
    assert len(everything.groups) == 8


@pytest.mark.parametrize("joint", [EIGHT, HOLES])
def test_the_curve_rises_bends_down_and_stays_below_its_ceilings(joint: FloatArray) -> None:
    compression, relevance = ends(anneal(joint, BETAS))[::-1].T
    assert (np.diff(compression) > -1e-6).all()
    assert (np.diff(relevance) > -1e-6).all()
    assert (relevance <= m.mutual_information(joint) + 1e-9).all()
    assert (relevance <= compression + 1e-9).all()
    moves = np.flatnonzero(np.diff(compression) > 1e-4)
    slopes = np.diff(relevance)[moves] / np.diff(compression)[moves]
    assert (np.diff(slopes) < 1e-5).all()


def test_the_slope_of_the_curve_is_one_over_beta() -> None:
    # Away from the betas where clusters part, and the curve has a kink in its slope.
    for beta in (2.6, 6.0, 12.0, 60.0):
        (x0, y0), (x1, y1) = ends(anneal(EIGHT, [beta * 0.999, beta * 1.001]))
        assert (y1 - y0) / (x1 - x0) == pytest.approx(1 / beta, rel=1e-3)


def plain_bottleneck(joint: FloatArray, beta: float, luck: random.Random, iterations: int) -> float:
    """The same equations in plain loops, from a random start: return the Lagrangian in bits."""
    X, Y = range(joint.shape[0]), range(joint.shape[1])
    p_x = [sum(joint[x].tolist()) for x in X]
    p_y = [sum(joint[:, y].tolist()) for y in Y]
    given_x = [[float(joint[x, y]) / p_x[x] for y in Y] for x in X]
    q = [[luck.gammavariate(0.3, 1) + 1e-3 for _ in X] for _ in X]
    q = [[w / sum(row) for w in row] for row in q]
    for step in range(iterations + 1):
        p_t = [sum(p_x[x] * q[x][t] for x in X) for t in X]
        given_t = [[sum(p_x[x] * q[x][t] * given_x[x][y] for x in X) / max(p_t[t], 1e-300) for y in Y] for t in X]
        if step == iterations:
            break
        for x in X:
            waste = [
                sum(
                    given_x[x][y] * (math.log(given_x[x][y] / given_t[t][y]) if given_t[t][y] > 0 else math.inf)
                    for y in Y
                    if given_x[x][y] > 0
                )
                for t in X
            ]
            weights = [p_t[t] * math.exp(-beta * (waste[t] - min(waste))) for t in X]
            q[x] = [w / sum(weights) for w in weights]
    kept = sum(p_x[x] * q[x][t] * math.log2(q[x][t] / p_t[t]) for x in X for t in X if q[x][t] > 0)
    told = sum(p_t[t] * given_t[t][y] * math.log2(given_t[t][y] / p_y[y]) for t in X for y in Y if given_t[t][y] > 0)
    return float(kept - beta * told)


@pytest.mark.parametrize(("joint", "restarts"), [(EIGHT, 6), (HOLES, 20)])
def test_no_random_restart_of_plain_loops_is_better(joint: FloatArray, restarts: int) -> None:
    luck = random.Random(3)
    betas = [1.5, 3.0, 8.0, 30.0]
    for beta, found in zip(betas, anneal(joint, betas), strict=True):
        best = min(plain_bottleneck(joint, beta, luck, 150) for _ in range(restarts))
        assert found.lagrangian(beta) <= best + 1e-6
        assert found.lagrangian(beta) == pytest.approx(best, abs=2e-3)


@pytest.mark.parametrize("channel", [((0.9, 0.1), (0.2, 0.8)), ((1.0, 0.0), (0.5, 0.5)), ((0.3, 0.7), (0.31, 0.69))])
@pytest.mark.parametrize("beta", [1.2, 2.5, 6.0, 40.0])
def test_two_inputs_reach_the_exact_optimum(channel: FloatArray, beta: float) -> None:
    # Every cluster is a p(x|t), so the least Lagrangian is the lower convex hull, at p(x), of a function of p(x|t).
    share = 0.35
    q = (1 - np.cos(np.linspace(0, math.pi, 2001))) / 2  # dense where the function is steep
    told = m.binary_entropy(q * channel[0][0] + (1 - q) * channel[1][0])
    height = beta * told - m.binary_entropy(q)
    left, right = np.flatnonzero(q < share)[:, None], np.flatnonzero(q >= share)
    weight = (share - q[left]) / (q[right] - q[left])
    hull = ((1 - weight) * height[left] + weight * height[right]).min()
    at_share = beta * m.binary_entropy(share * channel[0][0] + (1 - share) * channel[1][0]) - m.binary_entropy(share)
    (found,) = anneal(np.array(channel) * [[share], [1 - share]], [beta])
    assert found.lagrangian(beta) == pytest.approx(hull - at_share, abs=1e-5)


def test_it_settles_where_the_equations_hold() -> None:
    found = bottleneck(EIGHT, 7.0)
    assert_allclose(found.p_t, EIGHT.sum(axis=1) @ found.p_t_given_x, atol=1e-12)
    for x, row in enumerate(EIGHT * 8):
        waste = np.array([m.kl_divergence(row, says, base=math.e) for says in found.p_y_given_t])
        assert_allclose(found.p_t_given_x[x], m.normalize(found.p_t * np.exp(-7 * waste)), atol=1e-5)


def test_like_inputs_merge_as_beta_falls() -> None:
    counts = [len(found.groups) for found in anneal(EIGHT, [200, 24, 3, 1.5])]
    assert counts == [8, 4, 3, 1]
    assert bottleneck(EIGHT, 20.0).groups[0] == (0, 1, 2)


def test_the_start_decides_where_it_settles() -> None:
    together = bottleneck(EIGHT, 50.0, start=np.full((8, 3), 1 / 3))
    assert together.p_y_given_t.shape == (3, 3)
    assert together.relevance == pytest.approx(0, abs=1e-12)
    assert bottleneck(EIGHT, 50.0).relevance > 0.6


@settings(max_examples=50)
@given(joints(), st.lists(st.floats(0, 300), min_size=1, max_size=3))
def test_any_joint_gives_a_summary_no_worse_than_nothing_and_everything(joint: FloatArray, betas: list[float]) -> None:
    whole = m.mutual_information(joint)
    for beta, found in zip(betas, anneal(joint, betas), strict=True):
        assert_allclose(found.p_t_given_x.sum(axis=1), 1, atol=1e-9)
        assert_allclose(found.p_y_given_t.sum(axis=1), 1, atol=1e-6)
        assert found.relevance <= min(whole, found.compression) + 1e-9
        assert found.lagrangian(beta) <= min(0, m.entropy(joint.sum(axis=1)) - beta * whole) + 1e-5


def test_the_films_curve_is_quick() -> None:
    start = time.process_time()
    anneal(EIGHT, list(np.geomspace(200, 1, 40)))
    assert time.process_time() - start < 1.0  # about 0.1 s; the rest is for a busy machine


@pytest.mark.parametrize(
    ("beta", "start", "complaint"),
    [
        (-1, None, "beta = -1 is not a finite number from 0"),
        (math.nan, None, "beta = nan is not a finite number from 0"),
        (math.inf, None, "beta = inf is not a finite number from 0"),
        (1, [[1.0]], r"start has the shape \(1, 1\), but joint has 8 rows"),
        (1, [[0.5, 0.4]] * 8, r"start\[0\] sums to 0.9, not to 1"),
    ],
)
def test_what_is_no_bottleneck(beta: float, start: list[list[float]] | None, complaint: str) -> None:
    with pytest.raises(ValueError, match=f"^{complaint}$"):
        bottleneck(EIGHT, beta, start)
    with pytest.raises(ValueError, match=r"^joint sums to 2, not to 1$"):
        anneal(2 * EIGHT, [1])


# ---------------------------------------------------------------------------------------------- arithmetic coding


def test_the_example_of_witten_neal_and_cleary() -> None:
    letters, p = "aeiou!", (0.2, 0.3, 0.1, 0.2, 0.1, 0.1)
    code = arithmetic_encode([letters.index(c) for c in "eaii!"], p)
    expected = [(0.2, 0.5), (0.2, 0.26), (0.23, 0.236), (0.233, 0.2336), (0.23354, 0.2336)]
    assert_allclose([step.interval for step in code.steps], expected, atol=1e-12)
    assert code.steps[-1].surprise == pytest.approx(-math.log2(0.00006))


def test_powers_of_two_cost_exactly_their_surprise() -> None:
    code = arithmetic_encode((0, 1, 2, 3), (1 / 2, 1 / 4, 1 / 8, 1 / 8))
    assert [step.bits for step in code.steps] == ["0", "010", "010110", "010110111"]
    assert [step.surprise for step in code.steps] == [1, 3, 6, 9]
    assert code.bits == "010110111"


def test_a_certain_or_empty_message_needs_no_bits() -> None:
    assert arithmetic_encode([1, 1, 1], (0, 1)).bits == ""
    assert arithmetic_decode("", (0, 1), 3) == (1, 1, 1)
    assert arithmetic_encode([], (0.5, 0.5)).bits == ""


@st.composite
def messages(draw: st.DrawFn) -> tuple[FloatArray, list[int]]:
    """A table with a pmf in each row, and a message of symbols that can happen there."""
    size = draw(st.integers(2, 6))
    table = np.array(draw(st.lists(pmfs(size, size), min_size=1, max_size=8)))
    return table, [draw(st.sampled_from(np.flatnonzero(row).tolist())) for row in table]


@given(messages(), st.booleans())
def test_the_decoder_returns_the_message_from_less_than_two_bits_too_many(
    drawn: tuple[FloatArray, list[int]], conditional: bool
) -> None:
    table, message = drawn
    if not conditional:
        message = [symbol for symbol in message if table[0][symbol] > 0]
        table = np.tile(table[0], (len(message), 1))
    p = table if conditional else table[0] if message else (0.5, 0.5)
    code = arithmetic_encode(message, p)
    assert arithmetic_decode(code.bits, p, len(message)) == tuple(message)
    total = sum(m.surprise(float(row[symbol])) for row, symbol in zip(table, message, strict=True))
    assert len(code.bits) >= total - 1e-6
    for step in code.steps:
        assert code.bits.startswith(step.bits)
    if message:
        assert code.steps[-1].surprise == pytest.approx(total, rel=1e-9, abs=1e-9)
        width = code.steps[-1].high - code.steps[-1].low  # exactly 2^-surprise, where a float could round
        assert width * 2 ** len(code.bits) < 4


@given(pmfs(2, 4, zeros=False), st.data())
def test_no_code_begins_with_another_messages_code(p: FloatArray, data: st.DataObject) -> None:
    symbols = st.lists(st.integers(0, p.size - 1), min_size=4, max_size=4)
    one, other = data.draw(symbols), data.draw(symbols)
    if one != other:
        assert not arithmetic_encode(one, p).bits.startswith(arithmetic_encode(other, p).bits)


@pytest.mark.parametrize(
    ("message", "p", "complaint"),
    [
        ([0, 2], (0.5, 0.5), r"message\[1\] = 2 is no symbol from 0 to 1"),
        ([-1], (0.5, 0.5), r"message\[0\] = -1 is no symbol from 0 to 1"),
        ([0], (0, 1), r"message\[0\] = 0 has probability 0 and so no code"),
        ([0], (0.5, 0.4), "p sums to 0.9, not to 1"),
        ([0], [(0.5, 0.5)] * 2, "p has 2 rows, but the message has 1 symbols"),
        ([0, 0], [(0.5, 0.5), (0.5, 0.4)], r"p\[1\] sums to 0.9, not to 1"),
    ],
)
def test_what_cannot_be_encoded(message: list[int], p: FloatArray, complaint: str) -> None:
    with pytest.raises(ValueError, match=f"^{complaint}$"):
        arithmetic_encode(message, p)


def test_what_cannot_be_decoded() -> None:
    with pytest.raises(ValueError, match=r"^bits = '01' tell only 2 of 3 symbols$"):
        arithmetic_decode("01", (0.5, 0.5), 3)
    with pytest.raises(ValueError, match=r"^bits = '012' has characters other than 0 and 1$"):
        arithmetic_decode("012", (0.5, 0.5), 3)
