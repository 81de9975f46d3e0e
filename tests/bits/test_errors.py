"""What an error quotes: one short line that any terminal can show."""

from hypothesis import given
from hypothesis import strategies as st

from bits.errors import MOST_QUOTED, quoted, unknown


@given(st.text(st.characters(exclude_categories=()), max_size=200))
def test_what_is_quoted_is_short_and_can_be_printed(text: str) -> None:
    shown = quoted(text)
    assert shown.isprintable()
    assert len(shown) <= MOST_QUOTED + 2
    shown.encode()


def test_what_is_short_and_plain_is_quoted_as_it_is() -> None:
    assert quoted("größe 寒い") == "'größe 寒い'"
    assert quoted("a\0b\x1b[2J\udcff") == r"'a\x00b\x1b[2J\udcff'"
    assert quoted("1" * 5000) == f"'{'1' * 77}...'"


def test_a_name_of_any_length_gets_a_short_error_at_once() -> None:
    assert len(str(unknown("scene", "x" * 1_000_000, ("entropy", "surprise")))) < 150
