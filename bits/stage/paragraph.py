"""A paragraph: words in as many lines as they need, as large as their box allows."""

from __future__ import annotations

from bits.stage.ink import SIZES, Align, Size, Words, words_outline
from bits.stage.layout import Box
from bits.stage.shape import Shapes

_LEADING, _TIGHTEST = 1.75, 1.35
"""From line to line, in sizes; and where even the smallest size does not fit."""
_FALLING: tuple[Size, ...] = ("huge", "big", "title", "body", "label", "small")


class Paragraph(Shapes):
    """Words in the middle of a box, in several lines where one is too short.

    Parameters
    ----------
    text
        Any text.
    box
        Where; scene units.
    size
        The largest size at which it may be set; smaller ones are taken until it fits.
    role, bold
        As for `Words`.
    align
        On which side its lines begin.

    Attributes
    ----------
    size
        That at which it is set.
    """

    def __init__(
        self,
        text: str,
        box: Box,
        size: Size = "body",
        role: str = "text",
        *,
        bold: bool = False,
        align: Align = "centre",
    ) -> None:
        super().__init__()
        for chosen in _FALLING[_FALLING.index(size) :]:
            lines = _lines(text, box.width / SIZES[chosen], bold)
            leading = _LEADING * SIZES[chosen]
            wide = max(words_outline(line, bold).width for line in lines) * SIZES[chosen]
            if len(lines) * leading <= box.height and wide <= box.width:
                break
        leading = max(min(leading, box.height / len(lines)), _TIGHTEST * SIZES[chosen])
        self.size: Size = chosen
        x = {"left": box.left, "centre": box.x, "right": box.right}[align]
        top = box.y + (len(lines) - 1) / 2 * leading
        for number, line in enumerate(lines):
            words = Words(line, chosen, role, bold=bold, fit=box.width)
            self.add(words.at(x, top - number * leading, align))


def _lines(text: str, longest: float, bold: bool) -> list[str]:
    """Return a text in lines no longer than so many em, unless a word alone is."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and words_outline(longer, bold).width <= longest:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
