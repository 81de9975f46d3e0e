"""When each word is said, by a judge that knows nothing of our voices: pocketsphinx finds given words in sound."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.signal import resample_poly

from bits.making.job import Shot
from bits.speech.natural import sentences
from bits.speech.reading import next_spoken
from bits.speech.voices import Speech

RATE = 16_000


def at_rate(speech: Speech) -> NDArray[np.float32]:
    """Return the samples at the recognizers' rate."""
    return resample_poly(speech.samples, RATE, speech.rate).astype(np.float32)


@cache
def aligner() -> Any:
    """Return the decoder that finds given words in sound."""
    from pocketsphinx import Decoder

    return Decoder(lm=None, loglevel="FATAL")


def found_starts(samples: NDArray[np.float32], words: Sequence[str]) -> list[float] | None:
    """Return when each word starts, in seconds; None if one has no pronunciation, or they are not found."""
    decoder = aligner()
    if any(decoder.lookup_word(word) is None for word in words):
        return None
    decoder.set_align_text(" ".join(words))
    decoder.start_utt()
    decoder.process_raw((samples * 32767).astype("<i2").tobytes(), full_utt=True)
    try:
        decoder.end_utt()
        segments = [(part.word.split("(")[0], part.start_frame / 100) for part in decoder.seg() or ()]
    except RuntimeError:
        return None
    starts = [(word, start) for word, start in segments if not word.startswith(("<", "["))]
    return [start for _, start in starts] if [word for word, _ in starts] == list(words) else None


def differences(shot: Shot) -> Iterator[tuple[int, float]]:
    """Yield, for each word that the aligner finds, its offset, and how much later the voice says that it starts (s)."""
    samples, line = at_rate(shot.speech), shot.line
    for start, sentence in sentences(line.spoken):
        inside = [word for word in shot.speech.words if start <= word.offset < start + len(sentence)]
        words = [text.strip(".,;:!?…\"'“”‘’()").lower().replace("’", "'") for text in sentence.split()]
        if len(inside) != len(words) or next_spoken(sentence, 0) == len(sentence):
            continue
        begin, end = max(0.0, inside[0].start - 0.2), inside[-1].end + 0.2
        found = found_starts(samples[round(begin * RATE) : round(end * RATE)], words)
        for word, other in zip(inside, found or (), strict=bool(found)):
            yield word.offset, word.start - begin - other
