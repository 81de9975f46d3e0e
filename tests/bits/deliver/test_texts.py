"""Texts for slides: good ones stay as they are, and no other ones are left."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from bits.deliver.texts import file_name, headline, legible, runs_leftward

anything = st.text(st.characters(exclude_categories=()))
lines = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1)


@given(anything)
def test_any_text_can_be_written_as_xml_and_utf_8_and_read_again(text: str) -> None:
    element = etree.Element("text", name=headline(text))
    element.text = legible(text)
    read = etree.fromstring(etree.tostring(element, encoding="UTF-8"))
    assert (read.text or "") == legible(text)
    assert read.get("name") == headline(text)


@given(st.lists(lines, min_size=1))
def test_good_texts_are_not_changed(some: list[str]) -> None:
    text = "\n".join(some)
    assert legible(text) == text
    line = " ".join(some)[:255].rstrip()
    assert headline(line) == line


def test_what_cannot_be_read_shows_that_something_was_there() -> None:
    assert legible("a\0b\x1b\ud800c\r\nd\x0be") == "a�b��c\nd\ne"


@given(anything)
def test_headlines_are_short_and_on_one_line(text: str) -> None:
    assert len(headline(text)) <= 255
    assert headline(text).splitlines() in ([], [headline(text)])
    assert headline("a" * 300) == "a" * 254 + "…"


@given(anything)
def test_names_of_files_are_plain(text: str) -> None:
    name = file_name(text)
    assert name.isascii()
    assert len(name) <= 80
    assert not set(name) & set('/\\:*?"<>| \0')


@pytest.mark.parametrize(
    ("text", "leftward"),
    [("Words.", False), ("", False), ("0.5 bits", False), ("الكلمات 0.5", True), ("12 מילים", True), ("🎲 two", False)],
)
def test_the_first_letter_says_where_a_text_runs(text: str, leftward: bool) -> None:
    assert runs_leftward(text) is leftward
