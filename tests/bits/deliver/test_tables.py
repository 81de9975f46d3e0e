"""The tables of formats in the documentation are those of the formats."""

from bits.deliver.tables import PAGE, renewed


def test_the_tables_are_up_to_date() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert "| `mp4` |" in text
    assert renewed(text) == text, "run python -m bits.deliver.tables"
