"""The code on screen is the code that ran: alone, on the data that it shows."""

from __future__ import annotations

import numpy as np
import pytest
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
