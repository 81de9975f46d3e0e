"""What a sentence costs, against the definitions by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bits.theory import measures
from scenes.modern_ai.sentence import loss, perplexity

chances = st.lists(st.floats(1e-12, 1.0), min_size=1, max_size=24)


@given(chances)
def test_the_loss_is_the_mean_surprise_and_the_perplexity_its_power(p: list[float]) -> None:
    assert loss(p) == pytest.approx(-sum(math.log2(x) for x in p) / len(p), abs=1e-9)
    assert loss(p, base=math.e) == pytest.approx(loss(p) * math.log(2), abs=1e-9)
    assert perplexity(p) == pytest.approx(math.prod(p) ** (-1 / len(p)), rel=1e-6)


def test_equally_likely_tokens_have_their_number_as_perplexity() -> None:
    assert perplexity([1 / 7] * 5) == pytest.approx(7)
    assert perplexity([1 / 7] * 5) == pytest.approx(measures.perplexity(np.full(7, 1 / 7)))


def test_the_impossible_costs_infinitely_much() -> None:
    assert loss([0.5, 0.0]) == perplexity([0.5, 0.0]) == math.inf


def test_what_is_no_sentence_is_refused() -> None:
    with pytest.raises(ValueError, match="no tokens"):
        loss([])
    with pytest.raises(ValueError, match=r"1\.5"):
        loss([1.5])
