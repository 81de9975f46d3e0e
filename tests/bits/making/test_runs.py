"""How beats are shared out: each once, in runs that a concept can play, the last ones short."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from bits.authoring.project import OWN
from bits.making.job import Look
from bits.making.plan import parts_of, shots
from bits.making.store import Store
from bits.making.takes import _runs, jobs_for


@pytest.mark.parametrize("jobs", [1, 2, 8])
def test_runs_hold_every_beat_once_in_its_concepts_order(tmp_path: Path, jobs: int) -> None:
    parts = parts_of(["entropy", "kl_divergence/slabs", "kl_divergence/gap", "entropy/coin", "surprise"], OWN)
    wanted = jobs_for(shots(OWN, parts, {}, "silent", Store(tmp_path)), Look(), Store(tmp_path))
    costs = {i: 1.0 for i in range(len(wanted)) if i != 2}
    runs = _runs(wanted, costs, jobs)
    assert [i for run in runs for i in run] == list(costs)
    for run in runs:
        assert all(wanted[i].precedes(wanted[j]) for i, j in pairwise(run))
        assert len(run) == 1 or len(run) <= len(costs) / (3 * jobs)
    assert len(runs[-1]) == 1
    assert max(map(len, runs)) > 1 or jobs == 8
