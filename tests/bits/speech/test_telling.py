"""Reading ease by Flesch's formula, checked on words whose syllables one can count."""

from __future__ import annotations

import pytest

from bits.speech.script import Line
from bits.speech.telling import reading_ease, sentences, syllables_of


@pytest.mark.parametrize(
    ("word", "count"),
    [("bits", 1), ("entropy,", 3), ("“surprise”", 2), ("information", 4), ("cross-entropy", 4), ("blorpified", 3)],
)
def test_syllables(word: str, count: int) -> None:
    assert syllables_of(word) == count


def test_reading_ease_is_fleschs() -> None:
    text = "The cat sat on the mat. It slept."
    assert list(sentences(text)) == ["The cat sat on the mat.", "It slept."]
    assert reading_ease([Line("cat", text, text, {}, ())]) == pytest.approx(206.835 - 1.015 * 8 / 2 - 84.6)
