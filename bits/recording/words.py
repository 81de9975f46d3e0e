"""The words of a beat as a speaker reads them: what is written, how a formula is said, and where to wait."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from bits.speech.script import Line

_FORMULA = re.compile(r"[Α-ω()|=<>+−×·/^√∑≤≥≈∞₀-₉⁰¹²³⁴-⁹]")
"""What stands in a formula: whoever speaks reads numbers, units and abbreviations without being told how."""


def phrases(line: Line) -> list[dict[str, str | float]]:
    """Return a line in pieces, in order.

    Returns
    -------
    list of dict
        Each has either ``text``, and ``said`` where a formula is said differently, or ``rest``, in seconds.
    """
    found: list[dict[str, str | float]] = []
    for piece in _pieces(line):
        last = found[-1] if found else {}
        if "rest" in piece and "rest" in last:
            last["rest"] = float(last["rest"]) + float(piece["rest"])
        elif piece.keys() == last.keys() == {"text"}:
            last["text"] = f"{last['text']} {piece['text']}"
        else:
            found.append(piece)
    return found


def _pieces(line: Line) -> Iterator[dict[str, str | float]]:
    """Yield every word and every rest."""
    rests = list(line.rests)
    for (spoken, shown), (spoken_end, shown_end) in zip_longest(
        line.pairs, line.pairs[1:], fillvalue=(len(line.spoken), len(line.shown))
    ):
        while rests and rests[0][0] <= spoken:
            yield {"rest": rests.pop(0)[1]}
        text, said = line.shown[shown:shown_end].strip(), line.spoken[spoken:spoken_end].strip()
        yield (
            {"text": text, "said": said.rstrip(".,:;?!")} if said != text and _FORMULA.search(text) else {"text": text}
        )
    for _, seconds in rests:
        yield {"rest": seconds}
