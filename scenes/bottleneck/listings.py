"""The code that the bottleneck's film shows and runs."""
# ruff: noqa: E731, E741 (a formula that fits one line is read as one, and I is its name)
# mypy: disable-error-code="no-untyped-call"

import numpy as np
from numpy.typing import NDArray


def objective(XY: NDArray[np.float64], E: NDArray[np.float64], beta: float) -> None:
    """Compute what a summary keeps, what it tells, and the goal that weighs them."""
    XT, TY = XY.sum(1)[:, None] * E, E.T @ XY
    H = lambda p: -p[p > 0] @ np.log2(p[p > 0])
    I = lambda p: H(sum(p)) + H(sum(p.T)) - H(p)
    print(f"{I(XT):.3f} bits, {I(TY):.3f} bits")
    print(f"goal: {I(XT) - beta * I(TY):.3f}")
