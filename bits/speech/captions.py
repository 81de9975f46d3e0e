"""Captions that follow the voice, and the two file formats that players read.

At most two lines of 42 characters stand at once, at most 20 characters a second and no caption shorter than
0.8 s as long as the speech leaves the time (the rules of the usual subtitling guides, such as Netflix's).
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from bits.speech.reading import time_at

if TYPE_CHECKING:
    from bits.speech.reading import Word
    from bits.speech.script import Line
    from bits.speech.voices import Speech

WIDTH = 42
"""Characters in a line."""
RATE = 20.0
"""Characters a second that can be read."""
SHORTEST = 0.8
"""Seconds that a caption stands at least."""
LINGER = 0.5
"""Seconds that a caption stays after the voice, if no other follows."""

# What a caption costs, beside the breaks: each one, a sentence's end inside, two uneven lines, a lone word.
EACH, MIXED, UNEVEN, ORPHAN = 3.0, 4.0, 4.0, 30.0

_SENTENCE = re.compile(r"""[.?!…]["'”’)\]]*$""")
_CLAUSE = re.compile(r"""[,;:—–]["'”’)\]]*$""")
_DASHES = frozenset("—–-")
_JOINER = "\u2060"
_TAG = re.compile(r"<(?=\S)")
_ARROW = re.compile("-->")
_BREAK = re.compile(r"\\(?=[Nnh])")
_BRACES = str.maketrans("{}", "｛｝")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
# A good break stands before these words and a bad one after them.
_LEADING = re.compile(
    "about|after|and|as|at|because|before|between|but|by|during|for|from|if|in|into|like|of|off|on|or|over|since|"
    "so|than|that|though|through|to|until|when|where|which|while|who|whose|with|without"
)
# These belong to what follows them.
_BINDING = re.compile("an?|another|any|each|every|her|his|its|my|no|not|our|some|the|their|these|this|those|very|your")


@dataclass(frozen=True)
class Caption:
    """One or two lines of text and the seconds from and to which they stand."""

    start: float
    end: float
    text: str


@dataclass(frozen=True)
class _Token:
    """A word of the captions, or a piece of one that is longer than a line."""

    text: str
    start: float
    inside: bool
    """Whether it continues a variant or a word, which should not be parted before it."""

    @cached_property
    def ends(self) -> bool:
        """Whether a sentence ends with it."""
        return _SENTENCE.search(self.text) is not None


def captions(line: Line, speech: Speech, duration: float) -> tuple[Caption, ...]:
    """Caption the narration of a beat.

    Parameters
    ----------
    line
        What is said and shown.
    speech
        Its sound, of which the word times count.
    duration
        Seconds of the beat, from the start of its speech.

    Returns
    -------
    tuple of Caption
        In order and without overlap, in seconds from the beat's start. Every word shown appears once. If the
        voice is too fast to be read, the captions share the beat's time by their length.
    """
    shown = _tokens(line, speech.words)
    if not shown:
        return ()
    groups = _groups(shown)
    texts = [_layout(group, _breaks(group))[1] for group in groups]
    least = _least_times([len(text) for text in texts], duration)
    wanted = [group[0].start for group in groups]
    starts = _spread(wanted, least, duration)
    ends = []
    for start, time, following, limit in zip(
        starts, least, [*wanted[1:], duration], [*starts[1:], duration], strict=True
    ):
        voice = max((word.end for word in speech.words if word.start < following), default=0.0)
        end = max(start + time, voice + LINGER)
        ends.append(limit if limit - end < LINGER else end)
    return tuple(Caption(*caption) for caption in zip(starts, ends, texts, strict=True))


def sentences(line: Line, speech: Speech, duration: float) -> tuple[Caption, ...]:
    """Part the narration of a beat into its sentences, for a transcript.

    Parameters
    ----------
    line, speech, duration
        As `captions` takes them.

    Returns
    -------
    tuple of Caption
        In order, in one line each; a sentence lasts until the next one begins, and the last one to the end.
    """
    words = list(re.finditer(r"\S+", line.shown))
    ends = [word.end() for word in words[:-1] if _SENTENCE.search(word[0])]
    texts = [line.shown[a:b] for a, b in pairwise([0, *ends, len(line.shown)])]
    begins = [0, *(end + 1 for end in ends)]
    times = [*(_seconds(line, speech.words, begin) for begin in begins), duration]
    return tuple(Caption(start, end, text.strip()) for (start, end), text in zip(pairwise(times), texts, strict=True))


def shift(captions: Sequence[Caption], seconds: float) -> tuple[Caption, ...]:
    """Return the captions some seconds later."""
    return tuple(replace(caption, start=caption.start + seconds, end=caption.end + seconds) for caption in captions)


def srt(captions: Sequence[Caption]) -> str:
    """Return a SubRip file.

    The format has no way to write what players take for markup: `<b>`, or an arrow between two times. A word joiner,
    which is not seen and has no width, parts it; so ``P<Q`` is read as it stands, and still looks so.
    """
    cues = []
    for number, caption in enumerate(captions, 1):
        text = _ARROW.sub(f"--{_JOINER}>", _TAG.sub(f"<{_JOINER}", unstyled(caption.text)))
        cues.append(f"{number}\n{_clock(caption.start, ',')} --> {_clock(caption.end, ',')}\n{text}\n\n")
    return "".join(cues)


def unstyled(text: str) -> str:
    """Return a caption's text so that players show it as it stands, which take it for one of SubStation's.

    What stands in braces is a style there, which is hidden: fullwidth braces are not. A word joiner, which is not
    seen, parts a backslash from the letter that would make a line break of it.
    """
    return _BREAK.sub(rf"\\{_JOINER}", _plain(text)).translate(_BRACES)


def _plain(text: str) -> str:
    """Return a text without empty lines, which would end its caption, and without signs that cannot be shown."""
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(_CONTROL.sub("\ufffd", line) for line in lines if line)


def vtt(captions: Sequence[Caption]) -> str:
    """Return a WebVTT file."""
    cues = []
    for caption in captions:
        text = _plain(caption.text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        cues.append(f"{_clock(caption.start, '.')} --> {_clock(caption.end, '.')}\n{text}\n\n")
    return "WEBVTT\n\n" + "".join(cues)


def _clock(seconds: float, point: str) -> str:
    """Write a time; rounding keeps the order of times, so that captions cannot come to overlap."""
    total, milliseconds = divmod(round(seconds * 1000), 1000)
    return f"{total // 3600:02}:{total // 60 % 60:02}:{total % 60:02}{point}{milliseconds:03}"


def _tokens(line: Line, words: Sequence[Word]) -> list[_Token]:
    """Return the words shown, each with the time at which it is spoken."""
    units = {shown for _, shown in line.pairs}
    return [
        _Token(line.shown[first : min(first + WIDTH, match.end())], _seconds(line, words, first), first not in units)
        for match in re.finditer(r"\S+", line.shown)
        for first in range(match.start(), match.end(), WIDTH)
    ]


def _seconds(line: Line, words: Sequence[Word], offset: int) -> float:
    """Return when a character of the captions is said, by its place in its unit."""
    spoken_at = [spoken for spoken, _ in line.pairs] + [len(line.spoken)]
    shown_at = [shown for _, shown in line.pairs] + [len(line.shown)]
    unit = max(0, bisect_right(shown_at, offset) - 1)
    part = (offset - shown_at[unit]) / (shown_at[unit + 1] - shown_at[unit])
    spoken = spoken_at[unit] + part * (spoken_at[unit + 1] - spoken_at[unit])
    return time_at(words, line.spoken, int(spoken))


def _groups(tokens: list[_Token]) -> list[list[_Token]]:
    """Part the words into captions so that all breaks together cost least."""
    breaks = _breaks(tokens)
    best: list[tuple[float, int]] = [(0.0, 0)]  # cost of captioning the first words, and where the last one begins
    for last in range(1, len(tokens) + 1):
        ways = []
        for first in range(last - 1, -1, -1):
            cost, text = _layout(tokens[first:last], breaks[first : last - 1])
            if not text:
                break
            cost += _shape(tokens[first:last], len(text)) + (breaks[last - 1] if last < len(tokens) else 0.0)
            ways.append((best[first][0] + cost, first))
        best.append(min(ways))
    cuts = [len(tokens)]
    while cuts[-1]:
        cuts.append(best[cuts[-1]][1])
    return [tokens[first:last] for first, last in pairwise(reversed(cuts))]


def _shape(tokens: list[_Token], length: int) -> float:
    """Return what is bad about some words as one caption of some length."""
    cost = EACH + (length / WIDTH) ** 2 + MIXED * sum(token.ends for token in tokens[:-1])
    return cost + ORPHAN * (length < RATE * SHORTEST or len(tokens) == 1)


def _layout(tokens: list[_Token], breaks: list[float]) -> tuple[float, str]:
    """Set words in one line, or in two with the least cost; an empty text if they do not fit."""
    text = " ".join(token.text for token in tokens)
    if len(text) <= WIDTH:
        return 0.0, text
    ways = [(math.inf, "")]
    upper = -1
    for cut in range(1, len(tokens) if len(text) <= 2 * WIDTH + 1 else 1):
        upper += 1 + len(tokens[cut - 1].text)
        lower = len(text) - upper - 1
        if max(upper, lower) <= WIDTH:
            cost = breaks[cut - 1] / 2 + UNEVEN * abs(upper - lower) / WIDTH
            cost += ORPHAN * (cut == 1 or cut == len(tokens) - 1)
            ways.append((cost, f"{text[:upper]}\n{text[-lower:]}"))
    return min(ways)


def _breaks(tokens: list[_Token]) -> list[float]:
    """Return how bad a break after each word but the last is."""
    return [_break(before, after) for before, after in pairwise(tokens)]


def _break(before: _Token, after: _Token) -> float:
    """Return how bad a break between two words is: least at a sentence's end, more at a clause's."""
    word, following = before.text.lower(), after.text.lower().lstrip("\"'“‘([")
    if after.inside or following in _DASHES or _BINDING.fullmatch(word):
        return 12.0
    if before.ends:
        return 0.0
    if _CLAUSE.search(word):
        return 2.0
    if _LEADING.fullmatch(word) or word[-1].isdigit():
        return 9.0
    return 4.0 if _LEADING.fullmatch(following) else 6.0


def _least_times(lengths: Sequence[int], duration: float) -> list[float]:
    """Return how long each caption has to stand: to be read, or its share of too short a time."""
    for shortest in (SHORTEST, 0.0):
        # 2 ms more than needed: the file formats round to milliseconds
        times = [max(shortest, length / RATE + 0.002) for length in lengths]
        if sum(times) <= duration:
            return times
    return [duration * length / sum(lengths) for length in lengths]


def _spread(wanted: Sequence[float], least: Sequence[float], duration: float) -> list[float]:
    """Return the start of each caption: as near to where it is wanted as the least times allow.

    Less the least times of the captions before, the starts only have to increase. So this is isotonic regression,
    solved by pooling adjacent violators (Barlow et al., 1972), inside the beat.
    """
    before = [0.0, *accumulate(least)]
    pools: list[tuple[float, int]] = []
    for want, used in zip(wanted, before, strict=False):
        mean, count = want - used, 1
        while pools and pools[-1][0] > mean:
            other, size = pools.pop()
            mean, count = (mean * count + other * size) / (count + size), count + size
        pools.append((mean, count))
    slack = max(0.0, duration - before[-1])
    levels = [min(max(mean, 0.0), slack) for mean, count in pools for _ in range(count)]
    return [level + used for level, used in zip(levels, before, strict=False)]
