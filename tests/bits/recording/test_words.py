"""What a speaker reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from bits.recording.words import phrases
from bits.speech.script import read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It is [[cue]] {h:.2f} bits, not KL.", [{"text": "It is 2.58 bits, not KL."}]),
        (
            "The [H(P)](say: H of P), [[rest 2.5]] then\n\nmore. [[rest]]",
            [
                {"text": "The"},
                {"text": "H(P),", "said": "H of P"},
                {"rest": 2.5},
                {"text": "then"},
                {"rest": 0.5},
                {"text": "more."},
                {"rest": 1.2},
            ],
        ),
        ("One. [[rest]]\n\n[1948](say: nineteen forty-eight)", [{"text": "One."}, {"rest": 1.7}, {"text": "1948"}]),
    ],
)
def test_words_are_as_written_with_rests_and_how_formulas_are_said(
    text: str, expected: list[dict[str, str | float]], tmp_path: Path
) -> None:
    (tmp_path / "small.md").write_text(f"# Small\n\n## sink\n\n{text}\n", encoding="utf-8")
    (line,) = read("small", tmp_path).fill({"h": 2.584}).lines
    assert phrases(line) == expected
