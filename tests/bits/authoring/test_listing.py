"""The code on screen is the code that ran: alone, on the data that it shows."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats
from numpy.typing import NDArray

from bits.authoring.listing import COLUMNS, Code
from tests.own import CONCEPTS, concept


def mean(P: NDArray[np.float64], name: str, n: int) -> None:
    """Say a mean; this is not shown."""
    # what never happens does not count
    p = P[P > 0]

    for _ in range(n):
        print(name, p.mean())


def test_data_and_body_are_shown_and_run_step_by_step() -> None:
    code = Code(mean, P=(0.5, 0.5, 0.0), name="it's", n=2)
    assert code.lines == (
        "P = np.array([0.5, 0.5, 0.0])",
        'name = "it\'s"',
        "n = 2",
        "# what never happens does not count",
        "p = P[P > 0]",
        "for _ in range(n):",
        "    print(name, p.mean())",
    )
    assert [step.printed for step in code.steps] == [(), (), ("it's 0.5", "it's 0.5")]
    assert code.values["p"].tolist() == [0.5, 0.5]


def test_long_data_are_folded() -> None:
    code = Code(mean, P=np.full(12, 1 / 12), name="P", n=1)
    assert max(map(len, code.lines)) <= COLUMNS
    assert code.values["P"].sum() == pytest.approx(1)


def test_data_have_no_more_digits_than_their_result_needs() -> None:
    def entropy(P: NDArray[np.float64]) -> None:
        print(f"{-np.sum(P * np.log2(P)):.3f}")

    assert Code(entropy, P=np.array([2, 1]) / 3).lines[0] == "P = np.array([0.667, 0.333])"
    for weights in ((1, 2, 4), (1, 3, 9, 11), (1, 1000)):
        P = np.array(weights) / sum(weights)
        assert float(Code(entropy, P=P).output) == round(scipy.stats.entropy(P, base=2), 3)


def test_data_that_the_function_does_not_take_are_refused() -> None:
    with pytest.raises(TypeError):
        Code(mean, Q=(1,))


@pytest.mark.parametrize("name", CONCEPTS)
def test_every_listing_of_the_film_runs_alone_and_fits_a_hall(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    listings = concept(name).Params().listings()
    assert listings, "each concept shows code"
    for code in listings.values():
        assert len(code.lines) <= 8
        assert max(map(len, code.lines)) <= COLUMNS
        exec(code.text, {"np": np})
        assert capsys.readouterr().out.strip() == code.output != ""
