"""Many sets of parameters: what ranges, lists and tables stand for, and all that is wrong with them at once."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bits.authoring.project import OWN
from bits.errors import UserError
from bits.making.variants import MOST, in_table, spread, swept, told_of


def entry(scene: str, name: str) -> dict[str, object]:
    return next(entry for entry in OWN.scene(scene).Params.described() if entry["name"] == name)


def test_a_range_has_both_ends_and_a_list_is_parted_as_its_values_allow() -> None:
    assert spread(entry("entropy", "loaded"), "0.1:0.9:9") == [f"0.{i}" for i in range(1, 10)]
    assert spread(entry("entropy", "loaded"), "0.6, 0.7") == ["0.6", "0.7"]
    assert spread(entry("entropy", "outcomes"), "2:8:3") == ["2", "5", "8"]
    assert spread(entry("entropy", "outcomes"), "2:4:9") == ["2", "3", "4"]  # whole numbers, each once
    assert spread(entry("entropy", "unit"), "bits,nats") == ["bits", "nats"]
    assert spread(entry("entropy", "P"), "0.5,0.5; 1,0") == ["0.5,0.5", "1,0"]
    assert spread(entry("mutual_information", "joint"), "0.4,0.1;0.1,0.4|0.5,0;0,0.5") == [
        "0.4,0.1;0.1,0.4",
        "0.5,0;0,0.5",
    ]


@given(st.floats(0, 1), st.floats(0, 1), st.integers(1, 30))
def test_a_range_of_a_distribution_is_of_its_first_outcome(low: float, high: float, count: int) -> None:
    values = spread(entry("entropy", "P"), f"{low:.6f}:{high:.6f}:{count}")
    assert len(values) == count
    for value in values:
        first, second, third, fourth = map(float, value.split(","))
        assert math.isclose(first + second + third + fourth, 1, abs_tol=1e-9)
        assert min(low, high) - 1e-6 <= first <= max(low, high) + 1e-6
        assert second == pytest.approx(2 * third, abs=3e-6)  # the others give way in proportion
        assert third == pytest.approx(fourth, abs=3e-6)


@pytest.mark.parametrize(
    ("over", "told"),
    [
        (["loaded"], "write NAME=FROM:TO:COUNT"),
        (["loaded="], "write NAME=FROM:TO:COUNT"),
        (["loded=0.6"], "unknown parameter 'loded': did you mean 'loaded'?"),
        (["loaded=0.6", "loaded=0.7"], "is there twice"),
        (["loaded=0:1:0"], f"a range has 1 to {MOST} values"),
        (["loaded=0.6,,0.7"], "values parted by ','"),
        (["labels=1:2:3"], "a labels has no range"),
        (["loaded=0.01:0.99:40", "peak=0.2:0.9:40"], f"1600 sets of parameters: at most {MOST}"),
    ],
)
def test_what_is_no_sweep_is_told(over: list[str], told: str) -> None:
    with pytest.raises(UserError) as error:
        swept(over, OWN, "entropy")
    assert told in str(error.value)


def test_two_parameters_are_combined_and_no_two_files_are_called_alike() -> None:
    variants = swept(["loaded=0.6,0.7", "unit=bits,nats"], OWN, "entropy")
    assert [variant.label for variant in variants] == [
        "loaded = 0.6, unit = bits",
        "loaded = 0.6, unit = nats",
        "loaded = 0.7, unit = bits",
        "loaded = 0.7, unit = nats",
    ]
    assert variants[2].name == "3_loaded-0.7_unit-bits"
    assert variants[2].settings == {"loaded": "0.7", "unit": "bits"}


def test_tables_of_sets_are_read_and_all_bad_ones_are_told_by_row(tmp_path: Path) -> None:
    table = tmp_path / "sets.csv"
    table.write_text('name,loaded,P\nfair?,0.5,\ngood,0.7,"0.5,0.5"\n\nbad,7,\nodd,,"0.5,0.6"\n')
    variants = in_table(table, OWN, "entropy")
    assert [variant.name for variant in variants] == ["1_fair", "2_good", "3_bad", "4_odd"]
    assert variants[1].settings == {"loaded": "0.7", "P": "0.5,0.5"}
    wrong = told_of(variants, OWN, "entropy", {})
    assert list(wrong) == [0, 2, 3]
    assert "sets.csv, line 2: parameter loaded = 0.5" in wrong[0]
    assert "line 5: parameter loaded = 7: must be" in wrong[2]
    assert "line 6: parameter P" in wrong[3]
    semicolons = tmp_path / "german.csv"
    semicolons.write_text("loaded;P\n0.7;0.5,0.5\n")
    assert in_table(semicolons, OWN, "entropy")[0].settings == {"loaded": "0.7", "P": "0.5,0.5"}
    toml = tmp_path / "sets.toml"
    toml.write_text("[mild]\nloaded = 0.6\n[strong]\nloaded = 0.9\nP = [0.5, 0.5]\n")
    assert [(v.label, dict(v.settings)) for v in in_table(toml, OWN, "entropy")] == [
        ("mild", {"loaded": 0.6}),
        ("strong", {"loaded": 0.9, "P": [0.5, 0.5]}),
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "has no set"),
        ("loaded\n", "has no set"),
        ("loaded\n0.6,0.7\n", "has 2 cells"),
        ('loaded\n"0.6\n', "is no CSV"),
    ],
)
def test_what_is_no_table_is_told(text: str, told: str, tmp_path: Path) -> None:
    file = tmp_path / "sets.csv"
    file.write_text(text)
    with pytest.raises(UserError, match=told):
        in_table(file, OWN, "entropy")
